"""What waits for the next meeting, for everybody (no names), and resolutions."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import (
    Item,
    Meeting,
    Resident,
    Resolution,
)
from zhicheng.civic.community.terms import terms
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.places import queries as places


class ItemView(TypedDict):
    """`mine`: tabled by who asks; `voted`: he has voted for it. Nobody's name."""

    id: int
    why: str
    text: str
    state: str
    votes: int
    mine: bool
    voted: bool
    ticket: str
    tabled_at: datetime
    due_at: datetime | None
    answer: str


class ResolutionView(TypedDict):
    id: int
    item: int
    text: str
    owner: str
    days: int
    limit_at: datetime
    late: bool
    state: str
    result: str
    receipt: str
    ticket: str
    ended_at: datetime | None


class MeetingRow(TypedDict):
    no: str
    area: str
    area_name: str
    starts_at: datetime
    place: str
    state: str
    reason: str


class AreaTable(TypedDict):
    """What anybody may read of an area: what waits for the next meeting, when it is, what the last ones came to."""

    area: str
    area_name: str
    next: MeetingRow | None
    items: list[ItemView]
    resolutions: list[ResolutionView]


class AreaChoice(TypedDict):
    code: str
    name: str
    district: str


def item(i: Item, resident: Resident | None = None, voted: frozenset[int] = frozenset()) -> ItemView:
    votes = getattr(i, "n_votes", None)
    return {
        "id": i.pk, "why": i.why, "text": i.text, "state": i.state, "votes": i.votes.count() if votes is None else votes,
        "mine": resident is not None and i.resident_id == resident.pk, "voted": i.pk in voted, "ticket": i.ticket.no if i.ticket else "",
        "tabled_at": i.tabled_at, "due_at": i.due_at, "answer": i.answer,
    }  # fmt: skip


def resolution(r: Resolution, *, at: datetime) -> ResolutionView:
    ticket = tickets.of_report(r.report_id) if r.report_id else None
    ended = r.state in ("done", "failed")
    return {
        "id": r.pk, "item": r.item_id or 0, "text": r.text, "owner": r.owner, "days": r.days, "limit_at": r.limit_at,
        "late": (r.ended_at or at) > r.limit_at, "state": r.state, "result": r.result, "receipt": r.report.receipt if r.report else "",
        "ticket": ticket.no if ticket else "", "ended_at": r.ended_at if ended else None,
    }  # fmt: skip


def meeting_row(m: Meeting) -> MeetingRow:
    return {
        "no": m.no, "area": m.area, "area_name": places.name_of(m.area), "starts_at": m.starts_at, "place": m.place, "state": m.state,
        "reason": m.reason,
    }  # fmt: skip


def table(area: str, resident: Resident | None, *, at: datetime) -> AreaTable:
    """Tickets' numbers stay inside: what is public of them is on the public map."""
    upcoming = Meeting.objects.filter(area=area, state__in=["called", "sitting"]).order_by("starts_at").first()
    items = list(queries.items_of_area(area))
    own = (
        Item.objects.filter(resident=resident, area=area)
        .exclude(state__in=["tabled", "on_agenda"])
        .order_by("-pk")[:10]
        if resident
        else []
    )
    all_ = [*items, *own]
    voted = frozenset(queries.voted(resident.pk, [i.pk for i in all_])) if resident else frozenset()
    done = (
        Resolution.objects.filter(meeting__area=area, meeting__state="concluded")
        .select_related("report")
        .order_by("-agreed_at", "-pk")[:12]
    )
    return {
        "area": area, "area_name": places.name_of(area), "next": meeting_row(upcoming) if upcoming else None,
        "items": [{**item(i, resident, voted), "ticket": ""} for i in all_],
        "resolutions": [{**resolution(r, at=at), "receipt": "", "ticket": ""} for r in done],
    }  # fmt: skip


def area_choices() -> list[AreaChoice]:
    level = terms().level
    return [
        {"code": a.code, "name": a.name, "district": places.name_of(a.code[:6])}
        for a in sorted(places.city().areas.areas, key=lambda a: a.code)
        if a.level == level
    ]
