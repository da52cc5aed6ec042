"""What a year of whistles says: which problem, which department, in time or late or in vain; which places again and again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from zhicheng.kernel.geo import are_within

SAME_PLACE = 150.0  # metres: the same corner
AGAIN = 2  # whistles at one place that make it a place of its own


@dataclass(frozen=True, slots=True)
class Call:
    """One department called once. `minutes` from the call to reporting in; None while nobody came."""

    whistle: str
    unit: str
    matter: str
    state: str
    lng: float
    lat: float
    address: str
    on_time: bool | None = None
    minutes: int | None = None
    score: int | None = None
    ended: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How a group of calls went. `late` came late, `absent` never; `in_vain` answered "not ours"; `waiting` is still awaited in time."""

    called: int
    in_time: int
    late: int
    absent: int
    in_vain: int
    waiting: int
    median_minutes: int | None
    mean_rating: float | None
    ratings: int


@dataclass(frozen=True, slots=True)
class Again:
    """A place that was whistled for more than once; its numbers, newest last."""

    lng: float
    lat: float
    address: str
    whistles: tuple[str, ...]
    matters: tuple[str, ...]


def tally(calls: Sequence[Call]) -> Tally:
    """Every call counts once: in time, late, absent, in vain, or waiting; what was withdrawn counts as called only."""
    minutes = [c.minutes for c in calls if c.minutes is not None]
    scores = [c.score for c in calls if c.score is not None]
    absent = [c for c in calls if c.ended == "absent" or (c.state == "called" and c.late)]
    return Tally(
        called=len(calls), in_time=sum(c.on_time is True for c in calls), absent=len(absent),
        late=sum(c.on_time is False and c.minutes is not None for c in calls), in_vain=sum(c.state == "declined" for c in calls),
        waiting=sum(c.state == "called" and not c.late for c in calls), median_minutes=round(median(minutes)) if minutes else None,
        mean_rating=round(fmean(scores), 2) if scores else None, ratings=len(scores),
    )  # fmt: skip


def by(calls: Iterable[Call], key: Callable[[Call], Hashable]) -> list[tuple[Hashable, Tally]]:
    """The tallies of each group, most called first."""
    groups: dict[Hashable, list[Call]] = {}
    for call in calls:
        groups.setdefault(key(call), []).append(call)
    return sorted(((k, tally(v)) for k, v in groups.items()), key=lambda kv: (-kv[1].called, str(kv[0])))


def places_again(calls: Iterable[Call]) -> list[Again]:
    """Places whistled for at least twice, most often first. A whistle belongs to the first known place near it."""
    found: list[list[Call]] = []
    for call in {c.whistle: c for c in calls}.values():
        here = next((g for g in found if are_within(SAME_PLACE, g[0].lng, g[0].lat, call.lng, call.lat)), None)
        if here is None:
            found.append([call])
        else:
            here.append(call)
    often = [_again(g) for g in found if len(g) >= AGAIN]
    return sorted(often, key=lambda a: (-len(a.whistles), a.whistles))


def _again(group: Sequence[Call]) -> Again:
    last = group[-1]
    matters = tuple(dict.fromkeys(c.matter for c in group if c.matter))
    return Again(last.lng, last.lat, last.address, tuple(c.whistle for c in group), matters)
