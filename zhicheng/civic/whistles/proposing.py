"""Whom to call: who is responsible for the matter here, who was called to this corner, who was called for this matter before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from zhicheng.civic.whistles import queries
from zhicheng.flow.reports import classifying
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.kernel.phrases import Phrase, joined
from zhicheng.law import matters

MOST = 6
LIKELY = 0.1  # a matter that the words may mean; several are what a whistle is for


@dataclass(frozen=True, slots=True)
class Why:
    """What speaks for calling a unit."""

    responsible: str = ""
    here: int = 0
    matter: int = 0

    @property
    def weight(self) -> int:
        return (100 if self.responsible else 0) + 10 * min(self.here, 5) + min(self.matter, 9)

    @property
    def said(self) -> Phrase:
        parts = []
        if self.responsible:
            found = matters.matters()[self.responsible]
            parts.append(Phrase(f"负责「{found.name}」", f"responsible for “{found.name_en}”"))
        if self.here:
            parts.append(Phrase(f"来过此处 {self.here} 次", f"called here {self.here} times"))
        if self.matter:
            parts.append(Phrase(f"同类问题召请过 {self.matter} 次", f"called for this {self.matter} times"))
        return joined(parts)


@dataclass(slots=True)
class Proposal:
    """Units with what speaks for each, best first; the matters that the words suggest."""

    units: list[tuple[int, Why]] = field(default_factory=list)
    matters: list[str] = field(default_factory=list)


def rank(responsible: Mapping[int, str], here: Counter[int], same: Counter[int]) -> list[tuple[int, Why]]:
    """Best first; equal weights in the order of their numbers."""
    units = set(responsible) | set(here) | set(same)
    ranked = [(u, Why(responsible.get(u, ""), here[u], same[u])) for u in units]
    return sorted(ranked, key=lambda r: (-r[1].weight, r[0]))[:MOST]


def _named_in(text: str) -> list[str]:
    return [g.code for g in classifying.guess(text) if g.confidence >= LIKELY]


def propose(*, text: str, lng: float, lat: float, at: datetime, matter: str = "") -> Proposal:
    """For these words at this place. Several matters in one text mean several departments: that is what a whistle is for."""
    grid = places.city().locate(lng, lat).grid
    codes = [matter] if matter in matters.matters() else _named_in(text)
    units, allowed = people.Units(), set(queries.callable_units().values_list("pk", flat=True))
    responsible: dict[int, str] = {}
    for code in codes:
        unit = units.responsible(code, grid) if grid else None
        if unit in allowed and unit is not None:
            responsible.setdefault(unit, code)
    since = at - queries.BACK
    same: Counter[int] = Counter()
    for code in codes:
        same += queries.called_for(code, grid, since=since)
    ranked = rank(responsible, queries.called_here(lng, lat, since=since), same)
    return Proposal([r for r in ranked if r[0] in allowed], codes)
