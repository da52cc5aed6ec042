"""Gaps in the record of the whole process (APL 47, INV-55): what officers did on the spot and no picture or recording shows.

A recording counts for what happened within a quarter of an hour of it; where it was taken elsewhere, it does not count at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.geo import metres_between

WITHIN = timedelta(minutes=15)
NEAR_M = 500  # a phone's fix in a street of high houses is some hundred metres off at worst
# What two officers do in front of somebody: it should be seen or heard.
SHOWN = frozenset({"T05", "T06", "T10", "T11", "T20", "T22", "T23", "T26", "T50", "T51", "T52", "recheck"})


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture or a recording: when by its own clock, where if it knows (degrees WGS-84)."""

    at: datetime
    lng: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A step without a recording, and how far the nearest one is away in time; None = there is none at all."""

    step: str
    at: datetime
    nearest: timedelta | None

    @property
    def code(self) -> str:
        """How an explanation names it."""
        return f"{self.step}@{self.at.isoformat()}"


def gaps(
    steps: Iterable[tuple[str, datetime]], shots: Sequence[Shot], *, place: tuple[float, float] | None = None
) -> list[Gap]:
    """The steps of `SHOWN` that no shot covers, in their order."""
    here = [s.at for s in shots if _is_here(s, place)]
    found = []
    for step, at in steps:
        if step not in SHOWN:
            continue
        nearest = min((abs(at - shot) for shot in here), default=None)
        if nearest is None or nearest > WITHIN:
            found.append(Gap(step, at, nearest))
    return found


def _is_here(shot: Shot, place: tuple[float, float] | None) -> bool:
    """A shot without a place is taken at its word: the doubts of evidence say so elsewhere."""
    if place is None or shot.lng is None or shot.lat is None:
        return True
    return metres_between(shot.lng, shot.lat, *place) <= NEAR_M
