"""Reads about complaints and praise; every list begins with what the viewer may see."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet

from zhicheng.civic.voices.models import Complaint, Praise, Voice
from zhicheng.civic.voices.rules import SQUADS, SUPERVISOR, About, Viewer, may_see
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import NotFound

V = TypeVar("V", bound=Voice)


def viewer_of(access: Access) -> Viewer:
    unit = people.unit_of(access.member_id) or 0 if access.member_id else 0
    kind = people.organisation(unit).kind if unit else ""
    return Viewer(access.roles, access.member_id, unit, kind, frozenset(access.organisations))


def about_of(voice: Voice) -> About:
    return About(voice.member_id or 0, voice.unit_id or 0)


def visible(model: type[V], access: Access) -> QuerySet[V]:
    """`rules.may_see` as a query: newest last, so that the oldest is answered first."""
    viewer = viewer_of(access)
    rows = model._default_manager.order_by("id")
    if SUPERVISOR not in viewer.roles:
        return rows.none()
    barred = Q(unit_id__in=[u for u in {viewer.unit, *viewer.speaks_for} if u])
    if viewer.member:
        barred |= Q(member_id=viewer.member)
    if viewer.unit_kind in SQUADS:
        barred |= Q(unit_id=None)
    return rows.exclude(barred) if barred else rows


def one(model: type[V], pk: int, access: Access) -> V:
    """NotFound says the same for what does not exist and for what is not for these eyes."""
    found = model._default_manager.select_related("unit", "member").filter(pk=pk).first()
    if found is None or not may_see(viewer_of(access), about_of(found)):
        raise NotFound("没有这一件。", "There is no such thing.")
    return found


def by_receipt(model: type[V], receipt: str, code: str) -> V:
    found = model._default_manager.filter(receipt=receipt.strip()).first()
    if found is None or found.code != code.strip().upper():
        raise NotFound(
            "受理号或查询码不正确，请核对回执。", "The receipt or its code is wrong. Compare them with your receipt."
        )
    return found


def by_key(model: type[V], key: str) -> V | None:
    return model._default_manager.filter(key=key).first()


def whom(badge: str, report: str) -> About:
    """Whom it is about, as far as the citizen's own words say: by the staff number, else the unit that has the reported thing in hand."""
    member = people.members_by_number([badge.strip()]).get(badge.strip(), 0) if badge.strip() else 0
    if member:
        return About(member, people.unit_of(member) or 0)
    found = reports.find_by_receipt(report.strip()) if report.strip() else None
    ticket = tickets.of_report(found.pk) if found else None
    return About(0, (ticket.unit_id or 0) if ticket else 0)


def supervisors(about: About) -> list[people.Contact]:
    """Those of the supervision unit who may see it."""
    found = people.all_with(SUPERVISOR)
    return [c for c in found if may_see(viewer_of(people.access_of_id(c.account)), about)]


def praise_by_ids(ids: list[int]) -> list[Praise]:
    return list(Praise.objects.filter(pk__in=ids).select_related("unit", "member"))


def complaints_by_ids(ids: list[int]) -> list[Complaint]:
    return list(Complaint.objects.filter(pk__in=ids))
