"""Flights that are to be flown: planned from a ticket or a route, flown when their pictures come in, or called off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.drones import plan
from zhicheng.gateways.drones.events import Cancelled, Flown, Planned
from zhicheng.gateways.drones.models import Flight
from zhicheng.gateways.drones.plan import Waypoint
from zhicheng.gateways.drones.states import FLIGHT
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices.rules import lacks
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, Conflict, NotFound
from zhicheng.kernel.geo import from_e7, to_e7

NAME = 24
KEEPS = timedelta(days=2)  # the thing has changed since
COLUMNS = ("name", "drone", "about", "waypoints", "metres", "area", "lead_only", "planned_at")


def plan_for_ticket(name: str, *, ticket: str, drone: str, by: str, at: datetime, height_m: float = 40.0) -> Flight:
    """Around the place of a ticket. NotFound: there is no such ticket."""
    found = tickets.find_by_no(ticket)
    if found is None:
        raise NotFound(f"没有工单 {ticket}。", f"There is no ticket {ticket}.")
    points = plan.around(from_e7(found.lng_e7), from_e7(found.lat_e7), height_m=height_m)
    return _planned(name, f"ticket:{found.no}", points, found.grid, drone, by, at)


def plan_for_route(
    name: str, *, route: Sequence[tuple[float, float]], drone: str, by: str, at: datetime, height_m: float = 60.0, area: str = ""
) -> Flight:  # fmt: skip
    """Along a route of (lng, lat) in degrees WGS-84."""
    return _planned(name, "route", plan.along(route, height_m=height_m), area, drone, by, at)


def _planned(name: str, about: str, points: list[Waypoint], area: str, drone: str, by: str, at: datetime) -> Flight:
    if not 1 <= len(name.strip()) <= NAME or "/" in name:
        raise BadInput(
            f"架次名称应为 1 至 {NAME} 个字，不含 /。",
            f"Name the flight with 1 to {NAME} characters, no slash.",
            field="flight",
        )
    camera = devices.by_codes([drone]).get(drone)
    if camera is None or camera.source != "drone":
        raise BadInput(f"没有编号为 {drone[:40]} 的无人机。", f"There is no drone {drone[:40]}.", field="drone")
    metres = round(plan.length_m(points))
    lead_only = bool(lacks(camera.standing, at.astimezone(CHINA).date()))

    def body(**moved: Any) -> Planned:
        return Planned(
            name=name, drone=drone, about=about, points=len(points), metres=metres, lead_only=lead_only, **moved
        )

    with transaction.atomic():
        values = {
            "id": bulk.reserve_ids(Flight, 1)[0], "name": name.strip(), "drone": drone, "about": about, "metres": metres, "area": area or camera.area,
            "waypoints": [[to_e7(p.lng), to_e7(p.lat), round(p.height_m)] for p in points], "lead_only": lead_only, "planned_at": at,
        }  # fmt: skip
        made = bulk.blank(Flight, values)
        step = Step("plan", by, at, body, holder="role:engineer", place=(points[0].lng, points[0].lat))
        try:
            with transaction.atomic():
                open_many([(made, [step])], FLIGHT, COLUMNS, at=at)
        except IntegrityError:
            raise Conflict(
                f"架次 {name} 已有，请换一个名称。", f"There is a flight {name} already; choose another name."
            ) from None
    return made


def waypoints(flight: Flight) -> list[Waypoint]:
    return [Waypoint(from_e7(x), from_e7(y), float(h)) for x, y, h in flight.waypoints]


def landed(name: str, *, frames: int, observations: int, by: str, at: datetime) -> bool:
    """Its pictures were taken in; False when nobody had planned it, or it has landed before."""
    flight = Flight.objects.filter(name=name, state="planned").first()
    if flight is None:
        return False
    step = Step("land", by, at, lambda **m: Flown(frames=frames, observations=observations, **m), holder="")
    advance(flight, FLIGHT, step, at=at)
    return True


def cancel(name: str, *, reason: str, by: str, at: datetime) -> Flight:
    """It is not flown, and why."""
    flight = Flight.objects.filter(name=name).first()
    if flight is None:
        raise NotFound(f"没有架次 {name}。", f"There is no flight {name}.")
    if not reason.strip():
        raise BadInput("请写明取消的理由。", "Say why it is called off.", field="reason")
    advance(
        flight,
        FLIGHT,
        Step("cancel", by, at, lambda **m: Cancelled(reason=reason.strip()[:200], **m), holder=""),
        at=at,
    )
    return flight


def watch(*, at: datetime) -> int:
    """What nobody flew within two days is called off; returns how many."""
    late = list(Flight.objects.filter(state="planned", planned_at__lte=at - KEEPS)[:200])
    for flight in late:
        cancel(flight.name, reason="两日内未飞", by="rule:drones@1", at=at)
    return len(late)
