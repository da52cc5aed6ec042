"""Who keeps the registers, and how far."""

from __future__ import annotations

from django.http import HttpRequest

from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.registers import Scope, scope_of
from zhicheng.ground.places import queries as places
from zhicheng.kernel.errors import Refused
from zhicheng.kernel.phrases import Phrase

MOST = 500  # rows that a list shows at once; a filter finds the others


def keeps(request: HttpRequest) -> Scope:
    """The areas that he keeps; Refused unless he is a keeper."""
    return scope_of(staff(request))


def city_wide(request: HttpRequest, what: Phrase) -> Scope:
    """For what holds in the whole city: who keeps one district only may look, not change."""
    scope = keeps(request)
    if "" not in scope.areas:
        raise Refused(
            f"{what.zh}对全市生效，只能由全市的管理者或系统管理员更改。",
            f"{what.en} hold for the whole city: only its manager or an administrator may do this.",
        )
    return scope


def area_name(code: str) -> str:
    return places.name_of(code) if code else places.city().name


def holds(q: str, *texts: str) -> bool:
    return not q or any(q.lower() in t.lower() for t in texts)
