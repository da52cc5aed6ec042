"""The rule of `judging`, once more, as somebody would explain it: one reading after another, in plain Python. Shares no code with it."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.ground.sensors.rules.limits import Limit


@dataclass
class Plain:
    """One sensor."""

    hours: tuple[Limit | None, ...]
    forget_s: int
    stuck_s: int = 0
    rest: int = 0
    shares_are_odd: bool = False
    last: tuple[int, int] | None = None
    phase: str = "quiet"
    began_at: int = 0
    hits: int = 0
    same_since: int = 0
    odd: int = 0
    is_stuck: bool = False

    def hear(self, at: int, value: int) -> list[tuple[str, int]] | None:
        """What changes: (stage, beginning of the alarm); None: too late to judge."""
        if self.last is not None and at <= self.last[0]:
            return None
        said = self._alarm(at, value, self.hours[(at // 3600 + 8) % 24])
        if self.last is None or value != self.last[1]:
            self.same_since = at
        self.is_stuck = self.stuck_s > 0 and value > self.rest and at - self.same_since >= self.stuck_s
        if self.shares_are_odd and 0 < value < 1000:
            self.odd += 1
        elif value >= 1000:
            self.odd = 0
        self.last = (at, value)
        return said

    def _alarm(self, at: int, value: int, limit: Limit | None) -> list[tuple[str, int]]:
        gap = at - self.last[0] if self.last else 0
        said = []
        hit, low = False, True
        if limit is not None:
            up = value if limit.above else -value
            on, off = (limit.on, limit.off) if limit.above else (-limit.on, -limit.off)
            hit = up >= on
            if not hit and limit.rate and self.last and gap <= self.forget_s:
                rise = value - self.last[1] if limit.above else self.last[1] - value
                hit = rise * 60 >= limit.rate * gap
            low = not hit and up <= off
        if self.phase != "quiet" and (low or (self.phase == "suspected" and gap > self.forget_s)):
            said.append(("over", self.began_at))
            self.phase = "quiet"
        if (
            self.phase == "confirmed"
            and self.last
            and (at - self.began_at) // 300 > (self.last[0] - self.began_at) // 300
        ):
            said.append(("lasts", self.began_at))
        if not hit or limit is None:
            return said
        if self.phase == "quiet":
            self.began_at, self.hits = at, 1
            self.phase = "suspected"
            stage = "pre_alarm"
        else:
            self.hits += 1
            stage = ""
        if self.phase == "suspected" and self.hits >= limit.confirm and at - self.began_at >= limit.hold_s:
            self.phase = stage = "confirmed"
        if stage:
            said.append((stage, self.began_at))
        return said
