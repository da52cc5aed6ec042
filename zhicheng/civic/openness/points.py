"""The public map as it stands, counted once per span: between two spans nothing of it changes, so every reader gets the same bytes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

import msgspec
from typing_extensions import TypedDict

from zhicheng.civic.openness.rules.hiding import Told, told
from zhicheng.civic.openness.terms import Terms, terms
from zhicheng.flow.tickets import counted, whereabouts
from zhicheng.flow.tickets.placing import Group, cutoff, middle_of, public_map
from zhicheng.ground.places import queries as places
from zhicheng.law import matters


class OpenClassCount(TypedDict):
    code: str
    name: str
    name_en: str
    n: int


class PublicPoint(TypedDict):
    """So many tickets in a square of `side_m` metres around this point, of this span; `done` of them are closed. `street`: where its middle lies."""

    lng: float
    lat: float
    street: str
    side_m: int
    since: datetime
    until: datetime
    n: int
    done: int
    classes: list[OpenClassCount]


class AreaCount(TypedDict):
    """By district only; `n` is a number or "<5"."""

    district: str
    name: str
    n: Told


class OpenMap(TypedDict):
    """`until`: nothing younger is shown; `least`: how many people stand behind each point at least."""

    until: datetime
    days: int
    least: int
    points: list[PublicPoint]
    elsewhere: list[AreaCount]
    private: list[AreaCount]
    private_matters: list[str]
    private_matters_en: list[str]


def shown(*, at: datetime) -> OpenMap:
    """What everybody may see now."""
    now = terms()
    return _counted(cutoff(at, now.map), _Hashed(now))


def shown_bytes(*, at: datetime) -> bytes:
    """The same as JSON, made once per span: the map is what most readers ask for."""
    now = terms()
    return _encoded(cutoff(at, now.map), _Hashed(now))


class _Hashed:
    """Terms as a key of the cache: the same object as long as the city's file is."""

    def __init__(self, held: Terms) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Hashed) and other.held is self.held


@lru_cache(maxsize=2)
def _counted(until: datetime, key: _Hashed) -> OpenMap:
    now = key.held
    since = until - timedelta(days=now.map.days)
    found = (whereabouts.seen(spot, now.seen) for spot in counted.spots(since, until))
    made = public_map(found, at=until + timedelta(hours=now.map.delay_hours), terms=now.map)
    return {
        "until": until, "days": now.map.days, "least": now.map.least, "points": [_point(g, now) for g in made.groups],
        "elsewhere": _areas(made.elsewhere, now.least), "private": _areas(made.private, now.least),
        "private_matters": [matters.matters()[m].name for m in sorted(now.private)],
        "private_matters_en": [matters.matters()[m].name_en for m in sorted(now.private)],
    }  # fmt: skip


@lru_cache(maxsize=2)
def _encoded(until: datetime, key: _Hashed) -> bytes:
    return msgspec.json.encode(_counted(until, key))


def forget() -> None:
    """Count again: for tests, whose databases come and go."""
    _counted.cache_clear()
    _encoded.cache_clear()


def _point(group: Group, now: Terms) -> PublicPoint:
    x, y = middle_of(group.square, now.map)
    classes: list[OpenClassCount] = []
    for code, n in group.classes:
        zh, en = matters.classes().get(code, ("未分类", "Not classified"))
        classes.append({"code": code, "name": zh, "name_en": en, "n": n})
    return {
        "lng": round(x / 1e7, 5), "lat": round(y / 1e7, 5), "street": _street(x / 1e7, y / 1e7), "side_m": now.map.cell_m * 2**group.square.level,
        "since": group.since, "until": group.until, "n": group.n, "done": group.done, "classes": classes,
    }  # fmt: skip


def _street(lng: float, lat: float) -> str:
    """The street office's name; "" where a wide square's middle lies outside the city."""
    found = places.at(lng, lat)["street"]
    return found["name"] if found else ""


def _areas(rows: tuple[tuple[str, int], ...], least: int) -> list[AreaCount]:
    return [{"district": code, "name": places.name_of(code) if code else "", "n": told(n, least)} for code, n in rows]
