"""Lists, details and steps of tickets, with who goes and why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Router, Schema

from zhicheng.flow.dispatch import export, queries, shapes
from zhicheng.flow.dispatch.services import recall_for
from zhicheng.flow.dispatch.shapes import TicketDetail
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import search
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets import shapes as ticket_shapes
from zhicheng.flow.tickets.services import Inputs
from zhicheng.flow.tickets.shapes import ConditionRow, TicketCount, TicketLanes, TicketPage
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["tickets"])


@router.get("/tickets", response={200: TicketPage, **PROBLEMS})
def list_tickets(request: HttpRequest, after: str = "", limit: int = 50) -> TicketPage:
    """A keyset page, newest first; a short one is not the end while `next` is given. Filters: state, lamp, matter, class, unit, area,
    source, q, from, to, bbox."""
    who, at = staff(request), clock.now()
    found, following = search.page(who, search.filter_from(request.GET.dict()), at=at, after=after, limit=limit)
    crews = queries.crews_of([t.pk for t in found])
    return {"items": ticket_shapes.rows(found, at=at, crews=crews), "next": following or None}


@router.get("/tickets/count", response={200: TicketCount, **PROBLEMS})
def count_tickets(request: HttpRequest) -> TicketCount:
    """How many there are for the same filters; only when asked, because counting reads them all."""
    rows = search.every(staff(request), search.filter_from(request.GET.dict()), at=clock.now())
    return {"count": rows.count()}


@router.get("/tickets/lanes", response={200: TicketLanes, **PROBLEMS})
def lanes(request: HttpRequest) -> TicketLanes:
    """The command board: lanes by state with the most urgent tickets of each."""
    at = clock.now()
    found = tickets.lanes(staff(request), at=at)
    crews = queries.crews_of([t.pk for lane in found for t in lane.items])
    return {
        "lanes": [
            {"state": lane.state, "count": lane.count, "red": lane.red, "yellow": lane.yellow,
             "items": ticket_shapes.rows(lane.items, at=at, crews=crews)}
            for lane in found
        ]
    }  # fmt: skip


@router.get("/tickets/export", response={200: None, **PROBLEMS})
def export_tickets(request: HttpRequest, format: str = "csv") -> HttpResponseBase:
    """The filtered list as CSV or Excel, at most 100,000 rows."""
    at = clock.now()
    rows = search.every(staff(request), search.filter_from(request.GET.dict()), at=at)
    return export.response(rows, format=format, at=at)


@router.get("/tickets/{no}", response={200: TicketDetail, **PROBLEMS})
def ticket(request: HttpRequest, no: str) -> TicketDetail:
    """Everything about one ticket."""
    who = staff(request)
    return shapes.detail(tickets.by_no(no, who), who, at=clock.now())


class ActionIn(Schema):
    """Inputs of a step; which are needed says the ticket's `actions`."""

    key: str = ""
    reason: str = ""
    text: str = ""
    photos: list[UUID] = Field(default_factory=list)
    condition: int = 0
    unit: int = 0
    new_due_at: Moment | None = None
    resume_on: date | None = None
    what: str = ""
    other: str = ""
    matter: str = Field("", max_length=60)


@router.post("/tickets/{no}/actions/{action}", response={200: TicketDetail, **PROBLEMS})
def act(request: HttpRequest, no: str, action: str, payload: ActionIn) -> TicketDetail:
    """Take one step; refused with the reasons when the rule says no."""
    who, at = staff(request), clock.now()
    found = tickets.by_no(no, who)
    if payload.other:
        tickets.by_no(payload.other.strip(), who)  # nobody moves reports to a ticket that he may not see
    inputs = Inputs(**{**payload.dict(exclude={"key"}), "photos": [str(p) for p in payload.photos]})
    ticket_services.take(
        ticket_id=found.pk,
        action=action,
        actor=who.actor,
        roles=tickets.roles_at(who, found),
        inputs=inputs,
        at=at,
        key=payload.key,
    )
    if action in ("reject", "pass", "fail", "confirm"):
        recall_for([found.pk], reason=Phrase("已在台账上办理", "Dealt with at the desk"), at=at)
    return shapes.detail(tickets.by_no(no, who), who, at=at)


@router.get("/tickets/{no}/conditions", response={200: list[ConditionRow], **PROBLEMS})
def conditions(request: HttpRequest, no: str) -> list[ConditionRow]:
    """The filing conditions that this ticket's matter may be filed by."""
    found = tickets.by_no(no, staff(request))
    return [
        {"id": c.pk, "file_if": c.file_if, "close_if": c.close_if, "limit_text": c.limit_text}
        for c in tickets.conditions_of(found.matter)
    ]
