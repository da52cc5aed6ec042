"""What everybody may be told of where and when something is: one answer for the map, GeoReport, its bulk files and the list nearby (ADR 0039).

The rule is `placing`; here stand a city's choices, the kinds of matters, and the squares of a span, which want the database. Whoever filed it
is told his own place exactly, by his receipt and code or his api key: that is not asked here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from zhicheng.flow.tickets import counted
from zhicheng.flow.tickets.placing import (
    SHORTEST,
    MapTerms,
    Seen,
    Square,
    ThingTerms,
    cutoff,
    grouped,
    middle_of,
    part_of,
    span_of,
    told_moment,
    whole_spans,
)
from zhicheng.ground.places import queries as places
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

FILE = "openness.json"  # a city's choices about what it shows, this part of them too
OURS = ("map", "things", "private", "home")
LEAST = 3  # people: below that they can be told apart
How = Literal["part", "square", "district"]
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
SPANS_KEPT = 400  # a year of days, for whoever exports it


@dataclass(frozen=True)
class Terms:
    """`private`: told by district only; `home`: told in squares that hide it; every other matter is a thing in public, told by `things`."""

    map: MapTerms
    things: ThingTerms
    private: frozenset[str]
    home: frozenset[str]

    def is_thing(self, matter: str) -> bool:
        """Unclassified words may be about anybody's home."""
        return bool(matter) and matter not in self.private and matter not in self.home

    @property
    def hidden(self) -> frozenset[str]:
        """What is no thing in public."""
        return self.private | self.home | {""}

    def end(self, at: datetime, *, thing: bool) -> datetime:
        """What came in before this may be told now."""
        if not thing:
            return cutoff(at, self.map)
        return (
            at - self.things.delay + SHORTEST if self.things.delay else NEVER
        )  # without a delay no clock is asked: another machine's may be ahead

    def told(self, moment: datetime, *, thing: bool) -> datetime:
        """As which moment it is told."""
        return told_moment(moment, self.span(thing=thing))

    def span(self, *, thing: bool) -> timedelta:
        return self.things.span if thing else self.map.span

    def asked(self, since: datetime, until: datetime, at: datetime, *, thing: bool) -> tuple[datetime, datetime]:
        """First and end (not included) of what a question by moments may be answered with now."""
        first, end = whole_spans(since, until, self.span(thing=thing))
        return first, min(end, self.end(at, thing=thing))


class Spotted(NamedTuple):
    """One record: when it came in, where it is, its ticket (0: none yet)."""

    moment: datetime
    lng: float
    lat: float
    grid: str
    matter: str
    ticket: int


class Whereabouts(NamedTuple):
    """What is told. `side_m` is the promise: nobody can say where in a square of that side it is; 0 for a district. `over`: its span and
    delay are; before, no list names it. `words`: its words, photos and answers may be told too."""

    lng: float
    lat: float
    how: How
    side_m: int
    moment: datetime
    over: bool
    words: bool


def of(one: Spotted, *, at: datetime) -> Whereabouts:
    """The one answer. Before its time only the district is told, to who knows its number."""
    now = terms()
    thing = now.is_thing(one.matter)
    over, moment = one.moment < now.end(at, thing=thing), now.told(one.moment, thing=thing)
    if over and thing:
        return Whereabouts(*part_of(one.lng, one.lat, now.map), "part", now.map.part_m, moment, over, True)
    if over and one.matter in now.home and one.ticket:
        square = _hidden(one.moment, at, now).get(one.ticket)
        if square is not None:
            x, y = middle_of(square, now.map)
            return Whereabouts(x / 1e7, y / 1e7, "square", now.map.cell_m * 2**square.level, moment, over, False)
    return Whereabouts(*_district(one.grid[: counted.PLACES]), "district", 0, moment, over, thing)


def reach_m(terms: MapTerms) -> float:
    """How far a public thing may be from where it is told."""
    return terms.part_m * 0.75  # half its square's diagonal is 0.71


def seen(spot: counted.Spot, now: Terms) -> Seen:
    """A ticket as the rule reads it."""
    return Seen(
        spot.opened_at, spot.lng, spot.lat, spot.grid[: counted.PLACES], spot.matter[:2], spot.voice, spot.matter in now.private,
        spot.closed_at, not now.is_thing(spot.matter), spot.id,
    )  # fmt: skip


def _hidden(moment: datetime, at: datetime, now: Terms) -> Mapping[int, Square]:
    """The squares of all tickets of that span that point at homes and are hidden."""
    since, until = span_of(moment, now.map)
    return _squares(since, until, span_of(at, now.map)[0], now)


@lru_cache(maxsize=SPANS_KEPT)
def _squares(since: datetime, until: datetime, asked: datetime, now: Terms) -> Mapping[int, Square]:
    """Counted once per span of asking, as the map is: what is voided afterwards changes it with the next one, not at once."""
    found = [seen(s, now) for s in counted.spots(since, until, matters=now.home)]
    shown, _ = grouped(found, now.map)
    return {m.id: square for square, members in shown.items() for m in members}


def forget() -> None:
    """Count again: for tests, whose databases come and go."""
    _squares.cache_clear()


@lru_cache(maxsize=1_000)
def _district(code: str) -> tuple[float, float]:
    """A point that says no more than the district; the city's middle where nothing holds it."""
    west, south, east, north = places.city().bounds
    return places.middle_of(code) or (round((west + east) / 2, 6), round((south + north) / 2, 6))


# A city's choices -----------------------------------------------------------------------------------------------------------


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    map: MapTerms
    private: list[str]
    home: list[str]
    things: ThingTerms = ThingTerms()
    source: str = ""


def terms() -> Terms:
    """Read again only when the city's file has changed."""
    path, changed = own_file()
    return _read(path, changed)


def own_file() -> tuple[Path, int]:
    """The city's file and when it was changed; 0 where there is none."""
    path = config().city_dir / FILE
    return path, path.stat().st_mtime_ns if path.is_file() else 0


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Terms:
    raw: dict[str, Any] = json.loads(files(__package__).joinpath("data", "places.json").read_text(encoding="utf-8"))
    if changed:
        raw = laid_over(raw, {k: v for k, v in theirs(path).items() if k in OURS})
    return _parse(raw)


def theirs(path: Path) -> dict[str, Any]:
    """What the city has written; BadInput when that is no object."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(
            f"城市文件 {FILE} 不是 JSON：{error}，请改正。", f"The city's {FILE} is no JSON: {error}; correct it."
        ) from None
    if not isinstance(found, dict):
        raise BadInput(f"城市文件 {FILE} 应是一个对象。", f"The city's {FILE} should be one object.")
    return found


def laid_over(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Objects are laid over each other field by field, everything else is replaced."""
    both = {
        k: laid_over(ours[k], v) if isinstance(v, dict) and isinstance(ours.get(k), dict) else v
        for k, v in theirs.items()
    }
    return ours | both


def _parse(raw: dict[str, Any]) -> Terms:
    try:
        found = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"城市文件 {FILE} 不对：{error}，请改正。", f"The city's {FILE} is not right: {error}; correct it."
        ) from None
    for name in ("private", "home"):
        unknown = [m for m in getattr(found, name) if m not in matters.matters()]
        if unknown:
            raise BadInput(
                f"城市文件 {FILE} 的 {name} 里没有事项代码「{unknown[0]}」，请改正。",
                f"{name} in the city's {FILE}: there is no matter {unknown[0]}; correct it.",
            )
    if found.map.least < LEAST:
        raise BadInput(
            f"城市文件 {FILE} 的 map.least 至少为 {LEAST}：再小就能看出是谁上报的。",
            f"map.least in the city's {FILE} is at least {LEAST}: below, people can be told apart.",
        )
    return Terms(found.map, found.things, frozenset(found.private), frozenset(found.home))
