"""Reads about permits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhicheng.ground.permits.models import Permit
from zhicheng.ground.permits.rules import PermitFacts, is_open
from zhicheng.kernel.geo import from_e7, metres_between, to_e7

REACH_DEG = 0.02  # about two kilometres


def facts(permit: Permit) -> PermitFacts:
    return PermitFacts(
        permit.number, permit.place, from_e7(permit.lng_e7), from_e7(permit.lat_e7), permit.radius_m, tuple(permit.hours),
        permit.valid_from, permit.valid_to,
    )  # fmt: skip


def stalls() -> list[PermitFacts]:
    """All stall permits in force or to come; a city has hundreds, so a batch loads them once."""
    return [facts(p) for p in Permit.objects.filter(kind="stall", revoked=False)]


def lawful_near(*, lng: float, lat: float, radius_m: int, at: datetime) -> list[dict[str, Any]]:
    """ "Where may I sell?": stall places within `radius_m`, nearest first."""
    near = Permit.objects.filter(
        kind="stall", revoked=False, lng_e7__range=(to_e7(lng - REACH_DEG), to_e7(lng + REACH_DEG)),
        lat_e7__range=(to_e7(lat - REACH_DEG), to_e7(lat + REACH_DEG)), valid_to__gte=at.date(),
    )  # fmt: skip
    out = []
    for permit in near:
        here = facts(permit)
        metres = metres_between(lng, lat, here.lng, here.lat)
        if metres <= radius_m:
            out.append({
                "name": permit.place, "number": permit.number, "kind": permit.kind, "lng": here.lng, "lat": here.lat,
                "distance_m": round(metres), "hours": list(permit.hours), "places": permit.places, "open_now": is_open(here, at),
            })  # fmt: skip
    return sorted(out, key=lambda r: r["distance_m"])
