"""The conditions of filing and closing that are in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.flow.tickets import conditions
from zhicheng.infra.api import PROBLEMS
from zhicheng.law import matters
from zhicheng.server.manage.keeper import MOST, holds, keeps

router = Router(tags=["manage"])


class ConditionOut(Schema):
    id: int
    matter: str
    matter_name: str
    class_name: str
    file_if: str
    close_if: str
    limit_text: str
    handled_by: str
    competent: str


class ConditionsOut(Schema):
    total: int
    rows: list[ConditionOut]


@router.get("/manage/conditions", response={200: ConditionsOut, **PROBLEMS})
def conditions_in_force(request: HttpRequest, q: str = "", klass: str = "") -> dict[str, Any]:
    """The sheet that is in force."""
    keeps(request)
    known = matters.matters()
    found = [
        c for c in conditions.in_force()
        if c.matter.startswith(klass) and holds(q, c.matter, known[c.matter].name, c.file_if, c.close_if, c.handled_by)
    ]  # fmt: skip
    rows = [
        {"id": c.pk, "matter": c.matter, "matter_name": known[c.matter].name, "class_name": matters.classes()[c.matter[:2]][0],
         "file_if": c.file_if, "close_if": c.close_if, "limit_text": c.limit_text, "handled_by": c.handled_by, "competent": c.competent}
        for c in found[:MOST]
    ]  # fmt: skip
    return {"total": len(found), "rows": rows}
