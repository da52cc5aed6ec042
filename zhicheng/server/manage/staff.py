"""People: their posts, certificates and first passwords."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people import registers, ways_in
from zhicheng.ground.people import services as keeping
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.sheets import MEMBERS, ROLES
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.calendar import CHINA
from zhicheng.server.manage.keeper import MOST, area_name, holds, keeps
from zhicheng.server.manage.shapes import PasswordOut

router = Router(tags=["manage"])


class RoleOut(Schema):
    role: str
    title: str
    area: str
    area_name: str


class PersonOut(Schema):
    number: str
    name: str
    organisation: str
    kind: str
    kind_title: str
    phone: str
    roles: list[RoleOut]
    purpose: str
    certificate: str
    valid_to: date | None
    days_left: int | None
    lamp: str
    crew: str
    active: bool
    can_log_in: bool
    reset_waits: bool


class StaffOut(Schema):
    total: int
    red: int
    yellow: int
    resets: int
    rows: list[PersonOut]


@router.get("/manage/staff", response={200: StaffOut, **PROBLEMS})
def people_list(
    request: HttpRequest,
    q: str = "",
    kind: str = "",
    role: str = "",
    area: str = "",
    lamp: str = "",
    left: bool = False,
    reset: bool = False,
) -> dict[str, Any]:
    """People with their roles and certificates; `lamp` red: over or ends within 30 days, yellow: within 90; `reset`: one waits."""
    at, crews = clock.now(), registers.crew_of_member()
    today, found = at.astimezone(CHINA).date(), registers.visible_staff(keeps(request))
    waits = ways_in.waiting((m.account_id for m, _ in found if m.account_id), at=at)
    rows = [
        _person(m, row, today, crews.get(m.pk, "")) | {"reset_waits": m.account_id in waits} for m, row in found
        if m.active != left and holds(q, row.number, row.name, row.organisation, row.certificate) and kind in ("", row.kind)
        and (not role or any(r == role for r, _ in row.roles)) and m.organisation.area.startswith(area)
    ]  # fmt: skip
    counts = {colour: sum(r["lamp"] == colour for r in rows) for colour in ("red", "yellow")}
    resets = sum(r["reset_waits"] for r in rows)
    chosen = [r for r in rows if lamp in ("", r["lamp"]) and r["reset_waits"] >= reset]
    return {"total": len(chosen), **counts, "resets": resets, "rows": chosen[:MOST]}


def _person(member: Any, row: Any, today: date, crew: str) -> dict[str, Any]:
    left, lamp = registers.certificate_lamp(row.valid_to, on=today)
    return {
        "number": row.number, "name": row.name, "organisation": row.organisation, "kind": row.kind, "kind_title": MEMBERS[row.kind],
        "phone": registers.masked(row.phone), "purpose": row.purpose, "certificate": row.certificate, "valid_to": row.valid_to,
        "roles": [{"role": r, "title": ROLES[r], "area": a, "area_name": area_name(a)} for r, a in row.roles],
        "days_left": left, "lamp": lamp, "crew": crew, "active": member.active,
        "can_log_in": bool(member.account and member.account.is_active and member.account.has_usable_password()),
    }  # fmt: skip


@router.post("/manage/staff/{number}/password", response={200: PasswordOut, **PROBLEMS})
def password(request: HttpRequest, number: str) -> dict[str, str]:
    """A new first password for somebody; shown this once."""
    return {"password": keeping.issue_password_as(staff(request), number=number, at=clock.now())}
