"""Reads about the hotline: senders, deliveries, what is stuck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.gateways.hotline import reading
from zhicheng.gateways.hotline.figures import Figures, Heard, figures
from zhicheng.gateways.hotline.models import Answer, HotlineImport, HotlineMapping, HotlineOrder
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places

CALLERS = ("acceptor",)  # who calls back
FIELDS = tuple(reading.NAMES)


class AnswerRow(TypedDict):
    """An answer that the hotline does not have."""

    id: int
    sender: str
    number: str
    round: int
    text: str
    attempts: int
    said: str
    said_en: str
    made_at: datetime


def stuck_answers(limit: int = 200) -> list[AnswerRow]:
    """The oldest first."""
    rows = Answer.objects.filter(state="stuck").select_related("order").order_by("pk")[:limit]
    return [
        {"id": r.pk, "sender": r.order.sender, "number": r.order.number, "round": r.order.round, "text": r.text, "attempts": r.attempts,
         "said": r.said, "said_en": r.said_en, "made_at": r.made_at}
        for r in rows
    ]  # fmt: skip


class TicketOrder(TypedDict):
    """An order of a hotline behind a ticket: its number there, its own deadline, and what became of it. No caller: who handles needs none."""

    sender: str
    number: str
    round: int
    secret: bool
    due_at: datetime | None
    state: str
    solved: bool | None
    satisfied: bool | None


def of_ticket(ticket: Ticket) -> list[TicketOrder]:
    """The hotline's orders whose reports opened this ticket or follow it, the earliest deadline first."""
    rows = HotlineOrder.objects.filter(report_id__in=tickets.reports_of(ticket)).order_by(
        F("due_at").asc(nulls_last=True), "pk"
    )
    return [
        {"sender": r.sender, "number": r.number, "round": r.round, "secret": r.secret, "due_at": r.due_at, "state": r.state, "solved": r.solved,
         "satisfied": r.satisfied}
        for r in rows
    ]  # fmt: skip


def latest_order(sender: str, number: str) -> HotlineOrder | None:
    """The last round of it."""
    return HotlineOrder.objects.filter(sender=sender, number=number).order_by("-round").first()


def orders_visible_to(access: Access) -> QuerySet[HotlineOrder]:
    """An acceptor's: those in his areas, and those without a place; others see none, for a caller's phone stands in them."""
    areas = [g.area for g in access.grants if g.role in CALLERS]
    if not areas:
        return HotlineOrder.objects.none()
    rows = HotlineOrder.objects.select_related("report")
    if "" in areas:
        return rows
    here = Q(report__grid="")
    for area in areas:
        here |= Q(report__grid__startswith=area)
    return rows.filter(here)


class CallRow(TypedDict):
    """A caller to be called back, with what he said and what he was told. `ticket` "" where there is none; `due_at`: the hotline's own."""

    id: int
    sender: str
    number: str
    round: int
    caller: str
    phone: str
    secret: bool
    text: str
    answer: str
    ticket: str
    due_at: datetime | None
    answered_at: datetime | None
    late: bool
    tried: bool


def to_call(access: Access, limit: int = 100) -> list[CallRow]:
    """Answered and not reached yet, the oldest answer first."""
    rows = (
        orders_visible_to(access)
        .filter(state__in=("answered", "returned"), report__source="hotline")  # a collector looks for himself
        .filter(Q(called_at=None) | Q(contacted=False))
    )
    found = list(rows.select_related("answer").order_by("called_at", "answered_at", "pk")[:limit])
    nos = tickets.of_reports([o.report_id for o in found])
    return [_call_row(o, nos[o.report_id].no if o.report_id in nos else "") for o in found]


def _call_row(order: HotlineOrder, ticket: str) -> CallRow:
    late = order.due_at is not None and order.answered_at is not None and order.answered_at > order.due_at
    return {
        "id": order.pk, "sender": order.sender, "number": order.number, "round": order.round, "caller": order.caller, "phone": order.phone,
        "secret": order.secret, "text": order.report.text, "answer": order.answer.text, "ticket": ticket, "due_at": order.due_at,
        "answered_at": order.answered_at, "late": late, "tried": order.called_at is not None,
    }  # fmt: skip


class SenderRow(TypedDict):
    """A hotline: what its columns mean, how many of its orders wait, and how many of those are over their deadline."""

    sender: str
    columns: dict[str, str]
    datum: str
    date_format: str
    source: str
    open: int
    overdue: int


class RefusedRow(TypedDict):
    row: int
    field: str
    reason: str
    reason_en: str


class ImportRow(TypedDict):
    """One delivery; `refused_rows`: its first refusals, `refused`: how many were kept."""

    id: int
    sender: str
    name: str
    rows: int
    taken: int
    known: int
    refused: int
    refused_rows: list[RefusedRow]
    made_at: datetime


SHOWN_REFUSALS = 50


def senders(at: datetime) -> list[SenderRow]:
    """Those with a mapping or an order."""
    waiting = HotlineOrder.objects.filter(state="taken").order_by().values_list("sender")
    counts = {s: (n, late) for s, n, late in waiting.annotate(n=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))}
    forms = {m.sender: m for m in HotlineMapping.objects.all()}
    return [
        {
            "sender": name,
            "columns": forms[name].columns if name in forms else {},
            "datum": forms[name].datum if name in forms else "",
            "date_format": forms[name].date_format if name in forms else "",
            "source": forms[name].source if name in forms else "hotline",
            "open": counts.get(name, (0, 0))[0],
            "overdue": counts.get(name, (0, 0))[1],
        }
        for name in sorted({*forms, *counts})
    ]


def imports(limit: int = 30) -> list[ImportRow]:
    """The newest first."""
    return [
        {"id": i.pk, "sender": i.sender, "name": i.name, "rows": i.rows, "taken": i.taken, "known": i.known, "refused": len(i.refused),
         "refused_rows": [{"row": r, "field": f, "reason": zh, "reason_en": en} for r, f, zh, en in i.refused[:SHOWN_REFUSALS]], "made_at": i.made_at}
        for i in HotlineImport.objects.order_by("-pk")[:limit]
    ]  # fmt: skip


STREET_DIGITS = 9


def figures_between(since: datetime, until: datetime, areas: Sequence[str] = ("",)) -> Figures:
    """What callers said in this time, in these areas, per unit and street."""
    rows = HotlineOrder.objects.filter(called_at__gte=since, called_at__lt=until).select_related("report")
    here = [o for o in rows if o.report.grid.startswith(tuple(areas))]
    found = tickets.of_reports([o.report_id for o in here])
    names = people.organisation_names({t.unit_id for t in found.values() if t.unit_id})
    return figures(_heard(o, found.get(o.report_id), names) for o in here)


def _heard(order: HotlineOrder, ticket: Ticket | None, names: Mapping[int, str]) -> Heard:
    code = order.report.grid[:STREET_DIGITS]
    street = places.name_of(code) if len(code) == STREET_DIGITS else ""
    return Heard(
        order.contacted, order.solved, order.satisfied, names.get(ticket.unit_id or 0, "") if ticket else "", street
    )
