"""Units, and which of them handles what where."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people import queries as people
from zhicheng.ground.people import registers
from zhicheng.ground.people.registers import Scope
from zhicheng.ground.people.sheets import ORGANISATIONS, matter_text
from zhicheng.ground.places import queries as places
from zhicheng.infra.api import PROBLEMS
from zhicheng.law import matters
from zhicheng.server.manage.keeper import MOST, area_name, holds, keeps

router = Router(tags=["manage"])


class UnitOut(Schema):
    id: int
    name: str
    kind: str
    kind_title: str
    parent: str
    area: str
    area_name: str
    uscc: str
    phone: str
    has_phones: bool
    frontage: str
    active: bool


class UnitsOut(Schema):
    total: int
    rows: list[UnitOut]


@router.get("/manage/organisations", response={200: UnitsOut, **PROBLEMS})
def organisations(
    request: HttpRequest, q: str = "", kind: str = "", area: str = "", ended: bool = False
) -> dict[str, Any]:
    """Units in the manager's areas; `ended`: those that were dissolved."""
    found = [
        o for o in registers.visible_units(keeps(request))
        if holds(q, o.name, o.frontage, o.phone) and kind in ("", o.kind) and o.area.startswith(area)
        and o.active != ended
    ]  # fmt: skip
    rows = [
        {"id": o.pk, "name": o.name, "kind": o.kind, "kind_title": ORGANISATIONS[o.kind], "parent": o.parent.name if o.parent else "",
         "area": o.area, "area_name": area_name(o.area), "uscc": o.uscc, "phone": o.phone, "has_phones": o.has_phones, "frontage": o.frontage,
         "active": o.active}
        for o in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}


class DutyOut(Schema):
    organisation: str
    matter: str
    matter_name: str
    area: str
    area_name: str


class DutiesOut(Schema):
    total: int
    nobody: list[str]
    rows: list[DutyOut]


@router.get("/manage/responsibilities", response={200: DutiesOut, **PROBLEMS})
def responsibilities(request: HttpRequest, q: str = "", area: str = "") -> dict[str, Any]:
    """Who handles what where; `nobody`: districts in which some matter has no unit at all."""
    scope = keeps(request)
    every = registers.visible_duties(scope)
    found = [
        row for _, row in every if holds(q, row.organisation, matter_text(row.matter)) and row.area.startswith(area)
    ]
    rows = [
        {"organisation": r.organisation, "matter": r.matter, "matter_name": matter_text(r.matter), "area": r.area, "area_name": area_name(r.area)}
        for r in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "nobody": _uncovered(scope), "rows": rows}


def _uncovered(scope: Scope) -> list[str]:
    units = people.Units()
    districts = [a for a in places.city().areas.areas if a.level == "district" and scope.holds(a.code)]
    return [a.name for a in districts if any(units.responsible(m, a.code) is None for m in matters.matters())]
