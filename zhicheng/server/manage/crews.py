"""Crews: who, with what, on which shift today."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people import queries as people
from zhicheng.ground.people import registers
from zhicheng.ground.people.sheets import CREWS, MODES
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.hours import hours_in_english, hours_on, hours_text
from zhicheng.server.manage.keeper import MOST, area_name, holds, keeps

router = Router(tags=["manage"])


class CrewMemberOut(Schema):
    number: str
    name: str
    kind: str
    lamp: str


class CrewOut(Schema):
    id: int
    name: str
    kind: str
    kind_title: str
    organisation: str
    area: str
    area_name: str
    mode: str
    mode_title: str
    plate: str
    members: list[CrewMemberOut]
    certified: int
    duty: str
    duty_en: str
    today: str
    state: str
    active: bool


class CrewsOut(Schema):
    total: int
    rows: list[CrewOut]


@router.get("/manage/crews", response={200: CrewsOut, **PROBLEMS})
def crews(
    request: HttpRequest, q: str = "", kind: str = "", area: str = "", state: str = "", ended: bool = False
) -> dict[str, Any]:
    """Crews with members, vehicle and today's shift; `ended`: those that were disbanded."""
    today = clock.now().astimezone(CHINA).date()
    found = [
        (c, row) for c, row in registers.visible_crews(keeps(request))
        if holds(q, row.name, row.organisation, row.plate, *row.members) and kind in ("", row.kind) and row.area.startswith(area)
        and state in ("", c.state) and c.active != ended
    ]  # fmt: skip
    members = people.members_of([c.pk for c, _ in found[:MOST]])
    rows = [
        {"id": c.pk, "name": row.name, "kind": row.kind, "kind_title": CREWS[row.kind], "organisation": row.organisation, "area": row.area,
         "area_name": area_name(row.area), "mode": row.mode, "mode_title": MODES[row.mode], "plate": row.plate,
         "members": [_crew_member(number, m, today) for number, m in zip(row.members, members[c.pk], strict=False)],
         "certified": people.certified_count(members[c.pk], on=today, area=row.area), "duty": hours_text(row.duty),
         "duty_en": hours_in_english(row.duty),
         "today": "；".join(f"{s['from']}–{s['to']}" for s in hours_on(row.duty, today)), "state": c.state, "active": c.active}
        for c, row in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}


def _crew_member(number: str, member: people.MemberFacts, today: date) -> dict[str, Any]:
    ends = max((c.valid_to for c in member.certificates), default=None)
    return {
        "number": number,
        "name": member.name,
        "kind": member.kind,
        "lamp": registers.certificate_lamp(ends, on=today)[1],
    }
