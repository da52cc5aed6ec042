"""When to look at which camera (巡检与盯看). Pure: no clock, no thread; whoever uses it says what time it is and what a look cost.

Illegal parking, stalls and piles last minutes, so one look each 30 to 60 seconds finds them. What looks new is looked at again after three
seconds; what is still there is watched densely until it is confirmed or gone; what is confirmed is followed at leisure until it leaves.

    patrol → again → dense → follow → patrol

A worker has so many CPU seconds per second. When they do not suffice, patrol intervals grow evenly and dense looking stays; a fifth of the
budget belongs to the patrol whatever happens, so no camera starves.
"""

from __future__ import annotations

import heapq
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zhicheng.vision.scene import Hours, Scene, within

AGAIN_S = 3.0  # long enough for a passing car to be gone, short enough to date an arrival
FOLLOW_S = 5.0  # a thing that is confirmed: when it leaves matters to some seconds
REST_S = 600.0  # no ban in force: the ground must still be known when it begins
LEARN_S = 1.0
LEAST_S = 30.0
PATROL_SHARE = 0.2
MOST_BACK_OFF_S = 300.0
FIRST_GUESS_S = 0.03  # a look that nobody has measured yet: a key frame, a detector, the rules
EMA = 0.2


class Mode(StrEnum):
    """How a camera is looked at now."""

    LEARN = "learn"
    PATROL = "patrol"
    AGAIN = "again"
    DENSE = "dense"
    FOLLOW = "follow"
    REST = "rest"


class Suspicion(StrEnum):
    """What a look leaves behind."""

    LEARNING = "learning"  # the eye does not know the place yet
    NOTHING = "nothing"
    NEW = "new"  # something is there that was not: it may only pass
    STANDING = "standing"  # it stood still between two looks, or is under watch already
    CONFIRMED = "confirmed"  # all that stands there has been told


@dataclass
class Turn:
    """One camera in the schedule. `every_s`: its patrol interval at middling risk; `risk` 0 to 1 from the forecast."""

    code: str
    every_s: float = 45.0
    fps: float = 2.0
    risk: float = 0.5
    bans: tuple[Hours, ...] = ((),)  # per zone when its ban is in force; () = always
    always_dense: bool = False
    mode: Mode = Mode.LEARN
    next_at: float = 0.0
    looked_at: float | None = None
    cost_s: float = FIRST_GUESS_S
    failures: int = 0
    looks: int = 0

    def wanted_s(self) -> float:
        """Seconds between two looks if there were time for everything."""
        if self.mode is Mode.PATROL:
            return patrol_s(self.every_s, self.risk)
        return {
            Mode.LEARN: LEARN_S, Mode.AGAIN: AGAIN_S, Mode.FOLLOW: FOLLOW_S, Mode.REST: max(REST_S, self.every_s), Mode.DENSE: 1 / self.fps
        }[self.mode]  # fmt: skip

    @property
    def load(self) -> float:
        """CPU seconds per second that it wants."""
        return self.cost_s / self.wanted_s()

    @property
    def urgent(self) -> bool:
        """Its looks are not stretched while there is budget for them: somebody may be doing something there now."""
        return self.mode in (Mode.AGAIN, Mode.DENSE, Mode.LEARN, Mode.FOLLOW)


def patrol_s(every_s: float, risk: float) -> float:
    """The patrol interval: a third shorter where the forecast is worst, a third longer where it expects nothing."""
    return every_s * (4 - 2 * min(max(risk, 0.0), 1.0)) / 3


def in_force(bans: tuple[Hours, ...], local: datetime) -> bool:
    """Is any zone's ban in force at this moment of the city's day?"""
    return any(not hours or within(hours, local) for hours in bans)


def bans_of(scene: Scene) -> tuple[Hours, ...]:
    return tuple(zone.hours for zone in scene.zones)


@dataclass
class Schedule:
    """The cameras of one worker. `budget`: CPU seconds per second that it may spend."""

    budget: float = 0.9
    turns: dict[str, Turn] = field(default_factory=dict)
    stretch: float = 1.0  # of patrol intervals
    slow: float = 1.0  # of dense ones: above 1 only when they alone want more than their share
    _heap: list[tuple[float, str]] = field(default_factory=list)
    _balanced: float = -1e9

    def put(self, turn: Turn, now: float) -> None:
        """Take a camera on, or change what is known of it; what it is doing goes on. New ones begin staggered over a patrol interval."""
        known = self.turns.get(turn.code)
        if known is not None:
            known.every_s, known.fps, known.risk, known.bans = turn.every_s, turn.fps, turn.risk, turn.bans
            known.always_dense = turn.always_dense
            if known.always_dense and known.mode in (Mode.PATROL, Mode.REST):
                self._go(known, Mode.DENSE, now)
            return
        taken_over = turn.mode in (Mode.DENSE, Mode.FOLLOW)  # something is under watch there: at once
        turn.next_at = now if taken_over else now + phase(turn.code) * min(turn.every_s, LEAST_S)
        self.turns[turn.code] = turn
        heapq.heappush(self._heap, (turn.next_at, turn.code))

    def drop(self, code: str) -> None:
        self.turns.pop(code, None)

    def due(self, now: float, most: int = 64) -> list[str]:
        """Whose turn it is: what is watched densely first, then who has waited longest for its interval. Taken ones are not due again
        before their look is reported by `seen` or `failed`.
        """
        ready: list[Turn] = []
        while self._heap and self._heap[0][0] <= now:
            at, code = heapq.heappop(self._heap)
            turn = self.turns.get(code)
            if turn is not None and turn.next_at == at:  # an older entry of a camera that was re-timed says nothing
                ready.append(turn)
        ready.sort(key=lambda t: self._urgency(t, now), reverse=True)
        for turn in ready[most:]:
            heapq.heappush(self._heap, (turn.next_at, turn.code))
        return [t.code for t in ready[:most]]

    def _urgency(self, turn: Turn, now: float) -> tuple[bool, float]:
        """A patrol camera that is late by a whole interval goes before everything: nobody starves behind a street full of suspicions."""
        late = (now - turn.next_at) / turn.wanted_s()
        starving = not turn.urgent and late > max(self.stretch, 1.0)
        return turn.urgent or starving, late if not starving else late + 1e6

    def next_at(self) -> float | None:
        """When somebody's turn comes next."""
        while self._heap:
            at, code = self._heap[0]
            turn = self.turns.get(code)
            if turn is not None and turn.next_at == at:
                return at
            heapq.heappop(self._heap)
        return None

    def seen(self, code: str, now: float, cost_s: float, suspicion: Suspicion, local: datetime) -> Mode:
        """A look is done: what it cost, what it left behind. Returns how this camera is looked at from now on."""
        turn = self.turns.get(code)
        if turn is None:
            return Mode.REST
        turn.cost_s = cost_s if turn.looks == 0 else turn.cost_s + EMA * (cost_s - turn.cost_s)
        turn.looks, turn.failures, turn.looked_at = turn.looks + 1, 0, now
        self._go(turn, after(turn, suspicion, local), now)
        return turn.mode

    def failed(self, code: str, now: float) -> None:
        """No picture: asked again soon, then less and less often; the suspicion is kept for what comes back."""
        turn = self.turns.get(code)
        if turn is None:
            return
        turn.failures += 1
        wait = min(LEARN_S * 2 ** min(turn.failures, 12), MOST_BACK_OFF_S)
        self._at(turn, now + (wait if turn.urgent else max(wait, turn.wanted_s() * self.stretch)))

    def _go(self, turn: Turn, mode: Mode, now: float) -> None:
        turn.mode = mode
        self.balance(now)
        factor = self.slow if turn.urgent else self.stretch
        wait = turn.wanted_s() * (factor if mode is not Mode.REST else max(1.0, min(factor, 2.0)))
        # From when it was due, not from when it was done, so that a look's own time does not add up; never into the past.
        self._at(turn, max(now + 0.01, min(turn.next_at, now) + wait) if turn.looks > 1 else now + wait)

    def _at(self, turn: Turn, at: float) -> None:
        turn.next_at = at
        heapq.heappush(self._heap, (at, turn.code))

    def balance(self, now: float) -> None:
        """Share the budget: dense looking gets what it wants up to four fifths, patrol the rest. At most once a second: it reads them all."""
        if now - self._balanced < 1.0:
            return
        self._balanced = now
        dense = sum(t.load for t in self.turns.values() if t.urgent)
        patrol = sum(t.load for t in self.turns.values() if not t.urgent)
        for_dense = min(dense, (1 - PATROL_SHARE) * self.budget) if patrol else min(dense, self.budget)
        self.slow = max(1.0, dense / for_dense) if for_dense > 0 else 1.0
        left = self.budget - for_dense
        self.stretch = max(1.0, patrol / left) if left > 0 else 1.0

    @property
    def load(self) -> float:
        """CPU seconds per second that all together want; above the budget the patrol is stretched."""
        return sum(t.load for t in self.turns.values())

    @property
    def late(self) -> bool:
        return self.stretch > 1.0 or self.slow > 1.0


def after(turn: Turn, suspicion: Suspicion, local: datetime) -> Mode:
    """How to go on after a look."""
    if suspicion is Suspicion.LEARNING:
        return Mode.LEARN
    if suspicion is Suspicion.STANDING or turn.always_dense:
        return Mode.DENSE
    if suspicion is Suspicion.CONFIRMED:
        return Mode.FOLLOW
    if suspicion is Suspicion.NEW and in_force(turn.bans, local):
        return Mode.AGAIN
    return Mode.PATROL if in_force(turn.bans, local) else Mode.REST


def phase(code: str) -> float:
    """Where in the interval a camera begins, 0 to 1: the same on every machine, so that a camera which moves keeps its beat."""
    return (zlib.crc32(code.encode()) % 10_000) / 10_000
