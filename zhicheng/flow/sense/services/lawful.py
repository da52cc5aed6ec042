"""Is it lawful here and now? Permits are asked before anything is raised (INV-89)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.flow.sense.rules import Next
from zhicheng.ground.permits import queries as permits
from zhicheng.ground.permits.rules import ARTICLE, PermitFacts, covering, lawful_stall
from zhicheng.kernel.phrases import Phrase

# Which permits make a kind lawful; stalls have designated places and hours of their own.
ASKED: Mapping[str, str] = {"ad": "sign", "material": "road", "pile": "road", "spoil_truck": "spoil"}


class Lawful:
    """The permits around a batch's points, read once."""

    def __init__(self, around: Sequence[tuple[float, float]]) -> None:
        self.around = around
        self.read: dict[str, list[PermitFacts]] = {}

    def reason(self, kind: str, lng: float, lat: float, at: datetime) -> Next | None:
        """Allow with the permit as its reason; None when nothing covers it."""
        if KINDS[kind].stall:
            found = lawful_stall(lng, lat, at, self._permits("stall"))
            return None if found is None else Next("allow", found.text, found.article)
        if kind not in ASKED:
            return None
        permit = covering(lng, lat, at, self._permits(ASKED[kind]))
        if permit is None:
            return None
        return Next(
            "allow",
            Phrase(f"{permit.place}（{permit.number}）有有效许可：不予追究", f"{permit.place} ({permit.number}) has a valid permit: not pursued"),
            ARTICLE,
        )  # fmt: skip

    def _permits(self, kind: str) -> list[PermitFacts]:
        if kind not in self.read:
            self.read[kind] = permits.around_points(kind, self.around) if self.around else []
        return self.read[kind]
