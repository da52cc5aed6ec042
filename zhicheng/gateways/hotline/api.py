"""The door for a hotline's own platform, and the desk of those who look after it: call-backs, senders, deliveries, what is stuck."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from ninja import Field, Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.hotline import answering, calling, queries, services
from zhicheng.gateways.hotline.figures import Figures
from zhicheng.gateways.hotline.queries import AnswerRow, CallRow, ImportRow, SenderRow, TicketOrder
from zhicheng.gateways.vendor_events.requests import signed_of
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.errors import Refused
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["hotline"])
KEEPERS = ("acceptor", "manager", "admin")
WHAT = Phrase("管理热线", "look after the hotline")
DAYS = 30


class OrderRefused(Schema):
    """`row`: the order's place in the list, from 1."""

    row: int
    field: str
    reason: str
    reason_en: str


class OrdersTaken(Schema):
    """`known` ones came in before and stand unchanged. `refused` ones are kept in the list of imports."""

    rows: int
    taken: int
    known: int
    refused: list[OrderRefused]


@router.post("/hotline/{sender}/orders", response={200: OrdersTaken, **PROBLEMS})
def take(request: HttpRequest, sender: str) -> OrdersTaken:
    """Take a list of orders, under the sender's own names or ours (number, text, address, time, due, secret …). Sending it again changes nothing."""
    body, said = signed_of(request)
    found = services.take_signed(sender, body, said, at=clock.now())
    refused = [OrderRefused(row=r.row, field=r.field, reason=r.said.zh, reason_en=r.said.en) for r in found.refused]
    return OrdersTaken(rows=found.rows, taken=found.taken, known=found.known, refused=refused)


class HotlineDesk(TypedDict):
    """Everything about the hotline on one page; `figures` of the last `days`."""

    calls: list[CallRow]
    senders: list[SenderRow]
    imports: list[ImportRow]
    stuck: list[AnswerRow]
    figures: Figures
    days: int
    fields: list[str]


class HeardIn(Schema):
    """What the caller said; null: not known."""

    contacted: bool
    solved: bool | None = None
    satisfied: bool | None = None
    note: str = Field("", max_length=1_000)


class CalledOut(Schema):
    """`again`: the receipt of the new report when it was not solved, else ""."""

    again: str


class FormIn(Schema):
    """Corrections: their column → our field ("" leaves the column out)."""

    columns: dict[str, str]
    datum: str | None = None
    date_format: str | None = None


class FormOut(Schema):
    columns: dict[str, str]
    datum: str
    date_format: str


class AnswersResent(Schema):
    """So many will be posted again."""

    resent: int


def _for_the_city(request: HttpRequest) -> Access:
    """A mapping and what is stuck hold for every sender and area: who keeps one street does not decide what a column means."""
    who = staff(request)
    who.require(KEEPERS, what=WHAT)
    if not any(g.role in KEEPERS and not g.area for g in who.grants):
        raise Refused(
            "对应关系和回传对全市生效，只能由全市的受理员或管理员办理。",
            "Mappings and deliveries hold for the whole city: only an acceptor or manager of the whole city keeps them.",
        )
    return who


@router.get("/hotline", response={200: HotlineDesk, **PROBLEMS})
def desk(request: HttpRequest) -> HotlineDesk:
    """Callers are shown to an acceptor, in his areas; the rest to everybody who looks after it."""
    who, at = staff(request), clock.now()
    who.require(KEEPERS, what=WHAT)
    return {
        "calls": queries.to_call(who), "senders": queries.senders(at), "imports": queries.imports(), "stuck": queries.stuck_answers(),
        "figures": queries.figures_between(at - timedelta(days=DAYS), at + timedelta(minutes=1), who.areas), "days": DAYS,
        "fields": list(queries.FIELDS),
    }  # fmt: skip


@router.get("/hotline/of-ticket/{no}", response={200: list[TicketOrder], **PROBLEMS})
def of_ticket(request: HttpRequest, no: str) -> list[TicketOrder]:
    """The hotline's orders behind a ticket that the viewer may see."""
    return queries.of_ticket(tickets.by_no(no, staff(request)))


@router.post("/hotline/orders/{order}/call-back", response={200: CalledOut, **PROBLEMS})
def call_back(request: HttpRequest, order: int, payload: HeardIn) -> CalledOut:
    """Enter what a caller said. Not solved opens it again: a new report with its own clock."""
    heard = calling.Heard(payload.contacted, payload.solved, payload.satisfied, payload.note)
    found = calling.call_back_as(staff(request), order_id=order, heard=heard, at=clock.now())
    return CalledOut(again=found.report.receipt if found.pk != order else "")


@router.post("/hotline/{sender}/mapping", response={200: FormOut, **PROBLEMS})
def correct(request: HttpRequest, sender: str, payload: FormIn) -> FormOut:
    """A person says what a sender's columns are; it holds from the next delivery on and is on record."""
    who = _for_the_city(request)
    form = services.keep_form(
        sender, payload.columns, datum=payload.datum, date_format=payload.date_format, by=who.actor, at=clock.now()
    )
    return FormOut(columns=dict(form.columns), datum=form.datum, date_format=form.date_format)


@router.post("/hotline/answers/{answer}/retry", response={200: AnswersResent, **PROBLEMS})
def resend(request: HttpRequest, answer: int) -> AnswersResent:
    """Post a stuck answer again (0: all)."""
    who = _for_the_city(request)
    return AnswersResent(resent=answering.retry(answer_id=answer, by=who.actor, now=clock.real(), at=clock.now()))
