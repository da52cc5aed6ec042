"""The fast lane, matter by matter, beside the ordinary one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.flow.tickets import lanes
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.registers import scope_of
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.errors import Refused
from zhicheng.law import matters
from zhicheng.server.manage.keeper import area_name, holds, keeps
from zhicheng.server.manage.shapes import ChangeOut, change_out

router = Router(tags=["manage"])
LANE_DAYS = 30


class FiguresOut(Schema):
    """Medians in minutes, shares 0..1; null where nothing was measured."""

    tickets: int
    to_dispatch: float | None
    to_spot: float | None
    to_close: float | None
    on_time: float | None
    rework: float | None
    returned: float | None


class LaneOut(Schema):
    matter: str
    name: str
    name_en: str
    klass: str
    class_name: str
    class_name_en: str
    open: bool
    own: bool | None
    fast: FiguresOut
    slow: FiguresOut


class LanesOut(Schema):
    area: str
    area_name: str
    days: int
    rows: list[LaneOut]


@router.get("/manage/fast-lane", response={200: LanesOut, **PROBLEMS})
def fast_lane(request: HttpRequest, area: str = "", q: str = "") -> dict[str, Any]:
    """Per matter: is the fast lane open here, and what both lanes achieved in thirty days."""
    scope = keeps(request)
    here = area or scope.areas[0]
    if not scope.holds(here):
        raise Refused("这个辖区不归您管理。", "You do not manage this area.")
    own, lane = lanes.switches().get(here, {}), lanes.FastLane()
    measured = lanes.compared(areas=[here], since=clock.now() - timedelta(days=LANE_DAYS))
    nothing = lanes.Figures()
    found = [m for m in matters.matters().values() if holds(q, m.code, m.name, m.name_en)]
    found.sort(key=lambda m: -sum(measured.get((m.code, fast), nothing).tickets for fast in (True, False)))
    rows = [
        {"matter": m.code, "name": m.name, "name_en": m.name_en, "klass": m.klass, "class_name": matters.classes()[m.klass][0],
         "class_name_en": matters.classes()[m.klass][1], "open": lane.is_open(m.code, here), "own": own.get(m.code),
         "fast": asdict(measured.get((m.code, True), nothing)), "slow": asdict(measured.get((m.code, False), nothing))}
        for m in found
    ]  # fmt: skip
    return {"area": here, "area_name": area_name(here), "days": LANE_DAYS, "rows": rows}


class LaneIn(Schema):
    codes: list[str]
    open: bool | None
    area: str = ""


@router.post("/manage/fast-lane", response={200: list[ChangeOut], **PROBLEMS})
def set_fast_lane(request: HttpRequest, payload: LaneIn) -> list[dict[str, Any]]:
    """Open, close, or (null) leave to the wider area."""
    who = staff(request)
    area = places.code_of(payload.area)
    if not scope_of(who).holds(area):
        raise Refused(
            "这个辖区不归您管理，不能更改它的快速通道。", "You do not manage this area and cannot change its fast lane."
        )
    found = lanes.set_fast_lane(dict.fromkeys(payload.codes, payload.open), area=area, by=who.actor, at=clock.now())
    return [change_out(c) for c in found]
