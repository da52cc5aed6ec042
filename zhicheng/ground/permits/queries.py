"""Reads about permits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NotRequired

from typing_extensions import TypedDict

from zhicheng.ground.permits.models import KINDS, Permit
from zhicheng.ground.permits.rules import PermitFacts, is_open
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import from_e7, metres_between, metres_per_degree, to_e7

REACH_DEG = 0.02  # over a kilometre everywhere in China: no permit reaches further (services.MAX_RADIUS_M)

# `days` like "1234567", 1 = Monday; without it every day.
Hours = TypedDict("Hours", {"days": NotRequired[str], "from": str, "to": str})


class LawfulPlace(TypedDict):
    """A stall place as the public map shows it."""

    name: str
    number: str
    kind: str
    lng: float
    lat: float
    distance_m: int
    hours: list[Hours]
    places: int
    open_now: bool


class PermitCard(TypedDict):
    """What a permit's QR code opens."""

    number: str
    kind: str
    kind_name: str
    place: str
    valid: bool
    revoked: bool
    open_now: bool
    hours: list[Hours]
    valid_from: date
    valid_to: date
    lng: float
    lat: float
    radius_m: int
    places: int


class PermitPin(TypedDict):
    """A permit on the staff's map."""

    number: str
    kind: str
    place: str
    lng: float
    lat: float
    radius_m: int
    open_now: bool


def facts(permit: Permit) -> PermitFacts:
    return PermitFacts(
        permit.number, permit.place, from_e7(permit.lng_e7), from_e7(permit.lat_e7), permit.radius_m, tuple(permit.hours),
        permit.valid_from, permit.valid_to,
    )  # fmt: skip


def stalls(around: Sequence[tuple[float, float]] = ()) -> list[PermitFacts]:
    """Stall permits in force or to come; near these (lng, lat) points only, if given. A batch loads them once."""
    return around_points("stall", around)


def around_points(kind: str, points: Sequence[tuple[float, float]] = ()) -> list[PermitFacts]:
    """Permits of this kind in force or to come; near these (lng, lat) points only, if given."""
    rows = Permit.objects.filter(kind=kind, revoked=False)
    if points:
        lng, lat = zip(*points, strict=True)
        rows = rows.filter(
            lng_e7__range=(to_e7(min(lng) - REACH_DEG), to_e7(max(lng) + REACH_DEG)),
            lat_e7__range=(to_e7(min(lat) - REACH_DEG), to_e7(max(lat) + REACH_DEG)),
        )
    return [facts(p) for p in rows]


def lawful_near(*, lng: float, lat: float, radius_m: int, at: datetime) -> list[LawfulPlace]:
    """ "Where may I sell?": stall places within `radius_m`, nearest first."""
    per_lng, per_lat = metres_per_degree(lat)
    dx, dy = radius_m / per_lng, radius_m / per_lat
    near = Permit.objects.filter(
        kind="stall", revoked=False, lng_e7__range=(to_e7(lng - dx), to_e7(lng + dx)), lat_e7__range=(to_e7(lat - dy), to_e7(lat + dy)),
        valid_to__gte=_day(at),
    )  # fmt: skip
    out: list[LawfulPlace] = []
    for permit in near:
        here = facts(permit)
        metres = metres_between(lng, lat, here.lng, here.lat)
        if metres <= radius_m:
            out.append({
                "name": permit.place, "number": permit.number, "kind": permit.kind, "lng": here.lng, "lat": here.lat,
                "distance_m": round(metres), "hours": list(permit.hours), "places": permit.places, "open_now": is_open(here, at),
            })  # fmt: skip
    return sorted(out, key=lambda r: r["distance_m"])


def _day(at: datetime) -> date:
    """A permit's days are days in China; the server's clock is eight hours behind."""
    return at.astimezone(CHINA).date()


def card(number: str, *, at: datetime) -> PermitCard:
    """One permit as everybody may see it: no personal data beyond what hangs on the stall."""
    found = Permit.objects.filter(number=number).first()
    if found is None:
        raise NotFound(
            f"没有许可 {number}，可能是伪造的编号。", f"There is no permit {number}; the number may be forged."
        )
    here = facts(found)
    valid = not found.revoked and found.valid_from <= _day(at) <= found.valid_to
    return {
        "number": found.number, "kind": found.kind, "kind_name": KINDS[found.kind], "place": found.place, "valid": valid,
        "revoked": found.revoked, "open_now": valid and is_open(here, at), "hours": list(found.hours), "valid_from": found.valid_from,
        "valid_to": found.valid_to, "lng": here.lng, "lat": here.lat, "radius_m": found.radius_m, "places": found.places,
    }  # fmt: skip


def in_force(*, kind: str, at: datetime) -> list[PermitPin]:
    """Permits valid today, for the map."""
    rows = Permit.objects.filter(revoked=False, valid_from__lte=_day(at), valid_to__gte=_day(at)).order_by("number")
    if kind:
        rows = rows.filter(kind=kind)
    return [
        {"number": p.number, "kind": p.kind, "place": p.place, "lng": p.lng_e7 / 1e7, "lat": p.lat_e7 / 1e7, "radius_m": p.radius_m,
         "open_now": is_open(facts(p), at)}
        for p in rows[:5_000]
    ]  # fmt: skip
