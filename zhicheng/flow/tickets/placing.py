"""Where and when a public record may say that it lies: so coarse and so late that nobody learns who reported (ADR 0039).

One rule for the map, GeoReport, its bulk files and the list of what is known nearby. A thing that stands in public (a broken lamp, rubbish on a
street) is told in its part of the street, a square of `part_m` metres; the fix of whoever photographed it is not told. A matter that points at
a home or a person is told in a square only behind which enough people with such matters stand; what is private, in its district only. What
is told by square or district waits until its span of time and a delay are over, its moments are told as the beginning of their span; a thing in
public is told at once, unless the city wants it later: whoever passes sees it too, and who else met it today should find it.

The map's squares hide by k-anonymity.

A reader may know when and at which doorstep a neighbour reported, and wants to know what. So he is shown no tickets but groups: a square and
a span of time in which at least `least` different people reported things of at least `kinds` classes. Where a square has too few, a larger
one takes them; what no square can hide stands in the count of its district only. What is shown depends on each ticket's square and span,
never on where in it or when in it; and a span is shown only after it is over, so that a new point's appearance tells no time.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import E7, METRES_PER_DEGREE_LAT, to_e7

MOST_LEVELS = 8
MOST_MINUTES = 7 * 24 * 60
SHORTEST = timedelta(microseconds=1)
EPOCH = datetime(2020, 1, 1, tzinfo=CHINA)  # spans begin at midnight in China


class MapTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`least` people and `kinds` classes in a square of `cell_m` metres, doubled up to `levels` times; spans of `period_hours`, shown
    `delay_hours` after they end, for `days` days. `part_m`: the side of the squares in which public things are told."""

    least: int
    kinds: int
    cell_m: int
    levels: int
    period_hours: int
    delay_hours: int
    days: int
    part_m: int = 50

    @property
    def span(self) -> timedelta:
        return timedelta(hours=self.period_hours)

    def __post_init__(self) -> None:
        if (
            self.cell_m < 100
            or not 50 <= self.part_m <= self.cell_m
            or self.period_hours < 2
            or self.delay_hours < 0
            or not 1 <= self.levels <= MOST_LEVELS
            or not 1 <= self.days <= 366
        ):
            raise ValueError(
                "cell_m ≥ 100, part_m from 50 to cell_m, period_hours ≥ 2, delay_hours ≥ 0, levels 1–8, days 1–366"
            )


class ThingTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A thing that stands in public is told `delay_minutes` after it came in, its moments as the beginning of `span_minutes` (0: as they are)."""

    delay_minutes: int = 0
    span_minutes: int = 0

    @property
    def delay(self) -> timedelta:
        return timedelta(minutes=self.delay_minutes)

    @property
    def span(self) -> timedelta:
        return timedelta(minutes=self.span_minutes)

    def __post_init__(self) -> None:
        if not 0 <= self.delay_minutes <= MOST_MINUTES or not 0 <= self.span_minutes <= MOST_MINUTES:
            raise ValueError(f"delay_minutes and span_minutes from 0 to {MOST_MINUTES}")


class Seen(NamedTuple):
    """One ticket. `voice`: the same for what one person reported. `done_at`: when it was closed. `home`: its matter points at a home or a
    person; those hide among each other only, for the things beside them are told one by one. `id`: whose place it is, 0 where nobody asks."""

    opened_at: datetime
    lng: float
    lat: float
    district: str
    klass: str
    voice: str
    private: bool = False
    done_at: datetime | None = None
    home: bool = False
    id: int = 0


class Square(NamedTuple):
    """A square of the raster: south-west corner in units of its own side; level 0 is the smallest."""

    level: int
    x: int
    y: int
    band: int

    def wider(self) -> Square:
        return Square(self.level + 1, self.x // 2, self.y // 2, self.band)


@dataclass(frozen=True, slots=True)
class Group:
    """What is shown: a square, a span, how many tickets, how many of them done, how many of each class."""

    square: Square
    since: datetime
    until: datetime
    n: int
    done: int
    classes: tuple[tuple[str, int], ...]
    home: bool = False


@dataclass(frozen=True, slots=True)
class PublicMap:
    """`elsewhere`: per district and class what no square could hide, `private`: matters of private homes, by district only."""

    until: datetime
    groups: tuple[Group, ...]
    elsewhere: tuple[tuple[str, int], ...]
    private: tuple[tuple[str, int], ...]


def cutoff(at: datetime, terms: MapTerms) -> datetime:
    """The end of the last span that may be shown now. The map changes only when this changes."""
    span = terms.span
    return EPOCH + ((at - timedelta(hours=terms.delay_hours) - EPOCH) // span) * span


def span_of(moment: datetime, terms: MapTerms) -> tuple[datetime, datetime]:
    """The span in which this moment lies."""
    span = terms.span
    since = EPOCH + ((moment - EPOCH) // span) * span
    return since, since + span


def is_over(moment: datetime, *, at: datetime, terms: MapTerms) -> bool:
    """May what happened at this moment be told now? Only when the whole span in which it lies may."""
    return moment < cutoff(at, terms)


def told_moment(moment: datetime, span: timedelta) -> datetime:
    """The beginning of its span stands for every moment in it; without a span it is told as it is."""
    return EPOCH + ((moment - EPOCH) // span) * span if span else moment


def whole_spans(since: datetime, until: datetime, span: timedelta) -> tuple[datetime, datetime]:
    """First and end (not included) of the spans that a question by moments asks for: those that begin in it, as they are told."""
    return told_moment(since + span - SHORTEST, span) if span else since, told_moment(until, span) + (span or SHORTEST)


def part_of(lng: float, lat: float, terms: MapTerms) -> tuple[float, float]:
    """Where a public thing is told to lie: the middle of its part of the street, in degrees; the same for every point in that square."""
    x, y = _middle(_square(lng, lat, terms.part_m), terms.part_m)
    return x / E7, y / E7


def square_of(lng: float, lat: float, terms: MapTerms) -> Square:
    """The smallest square of the map that holds the point."""
    return _square(lng, lat, terms.cell_m)


def _square(lng: float, lat: float, metres: int) -> Square:
    """Longitudes are scaled per degree of latitude, so that squares are square everywhere."""
    side = metres / METRES_PER_DEGREE_LAT
    row = math.floor(lat / side)
    band = math.floor((row + 0.5) * side)  # of the whole row: no square lies in two
    wide = side / math.cos(math.radians(band + 0.5))
    return Square(0, math.floor(lng / wide), row, band)


def middle_of(square: Square, terms: MapTerms) -> tuple[int, int]:
    """Its middle, in 1e-7 degrees."""
    return _middle(square, terms.cell_m)


def _middle(square: Square, metres: int) -> tuple[int, int]:
    side = metres / METRES_PER_DEGREE_LAT * 2**square.level
    wide = side / math.cos(math.radians(square.band + 0.5))
    return to_e7((square.x + 0.5) * wide), to_e7((square.y + 0.5) * side)


def hides(members: Sequence[Seen], terms: MapTerms) -> bool:
    """Are these enough different people and different things that none of them can be told apart?"""
    return len({m.voice for m in members}) >= terms.least and len({m.klass for m in members}) >= terms.kinds


def public_map(seen: Iterable[Seen], *, at: datetime, terms: MapTerms) -> PublicMap:
    """What everybody may see at this moment."""
    until = cutoff(at, terms)
    since = until - timedelta(days=terms.days)
    by_span: dict[datetime, list[Seen]] = defaultdict(list)
    private: Counter[str] = Counter()
    for one in seen:
        begin, end = span_of(one.opened_at, terms)
        if begin < since or end > until:
            continue
        if one.private:
            private[one.district] += 1
        else:
            by_span[begin].append(one)
    groups: list[Group] = []
    elsewhere: Counter[str] = Counter()
    for begin in sorted(by_span, reverse=True):
        for home in (False, True):
            shown, left = grouped([m for m in by_span[begin] if m.home is home], terms)
            groups += [_group(square, members, begin, until, terms) for square, members in sorted(shown.items())]
            elsewhere.update(m.district for m in left)
    return PublicMap(until, tuple(groups), _sorted(elsewhere), _sorted(private))


def grouped(members: Sequence[Seen], terms: MapTerms) -> tuple[Mapping[Square, list[Seen]], list[Seen]]:
    """Squares that hide those in them, the smallest first; and those whom none can hide."""
    shown: dict[Square, list[Seen]] = {}
    open_: dict[Square, list[Seen]] = defaultdict(list)
    for one in members:
        open_[square_of(one.lng, one.lat, terms)].append(one)
    for _ in range(terms.levels):
        wider: dict[Square, list[Seen]] = defaultdict(list)
        for square, held in open_.items():
            if hides(held, terms):
                shown[square] = held
            else:
                wider[square.wider()] += held
        open_ = wider
    return shown, [m for held in open_.values() for m in held]


def _group(square: Square, members: Sequence[Seen], begin: datetime, until: datetime, terms: MapTerms) -> Group:
    classes = Counter(m.klass for m in members)
    done = sum(m.done_at is not None and m.done_at < until for m in members)
    end = begin + terms.span
    sorted_ = tuple(sorted(classes.items(), key=lambda c: (-c[1], c[0])))
    return Group(square, begin, end, len(members), done, sorted_, members[0].home)


def _sorted(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items()))
