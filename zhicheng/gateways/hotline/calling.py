"""Callers are called back: contacted in time, solved, satisfied. What is not solved comes in again, as a new report with its own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.engines import sheets
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.rules import MAX_TEXT, Incoming
from zhicheng.flow.reports.services import Refusal
from zhicheng.gateways.hotline import queries, reading, services
from zhicheng.gateways.hotline.events import CalledBack
from zhicheng.gateways.hotline.models import HotlineOrder
from zhicheng.gateways.hotline.states import ORDER
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound, ZhichengError
from zhicheng.kernel.phrases import Phrase

WHAT = Phrase("登记热线回访", "enter call-backs of the hotline")
TITLES = ("工单编号", "是否联系", "是否解决", "是否满意", "备注")
WORDS = {True: "yes", False: "no", None: "unknown"}
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Heard:
    """What the caller said; None: not reached, or not said."""

    contacted: bool
    solved: bool | None = None
    satisfied: bool | None = None
    note: str = ""


def check_heard(heard: Heard) -> None:
    """BadInput for what cannot have been said."""
    if not heard.contacted and (heard.solved is not None or heard.satisfied is not None):
        raise BadInput(
            "没有联系上来电人，就不能填是否解决、是否满意：请留空，或改为已联系。",
            "Nobody was reached, so solved and satisfied are not known: leave them open, or say that the caller was reached.",
            field="contacted",
        )
    if heard.solved is False and not heard.note.strip():
        raise BadInput(
            "未解决要写明来电人说了什么：重办的人要看。",
            "Say what the caller found not solved: whoever does it again reads it.",
            field="note",
        )
    if len(heard.note) > LONGEST_NOTE or "\x00" in heard.note:
        raise BadInput(
            f"备注最多 {LONGEST_NOTE} 字，不含空字符。",
            f"The note may have {LONGEST_NOTE} characters, no NUL.",
            field="note",
        )


def call_back_as(who: Access, *, order_id: int, heard: Heard, at: datetime) -> HotlineOrder:
    """Entered by an acceptor, in whose areas the order is."""
    who.require(queries.CALLERS, what=WHAT)
    found = queries.orders_visible_to(who).filter(pk=order_id).first()
    if found is None:
        raise NotFound(
            "没有这个热线工单，或不在您的辖区。", "There is no such order of the hotline, or it is not in your area."
        )
    return call_back(found, heard, by=who.actor, at=at)


def call_back(order: HotlineOrder, heard: Heard, *, by: str, at: datetime) -> HotlineOrder:
    """Keep what was said. Not solved: a new report and order of the next round, linked to this one; returns that one then."""
    check_heard(heard)
    if order.state not in ("answered", "returned"):
        raise NotAllowed(
            f"工单 {order.number} {ORDER.states[order.state]}，答复之后、重办之前才能回访。",
            f"Order {order.number} is {order.state}: a call-back comes after its answer and before it is opened again.",
        )
    try:
        with transaction.atomic():
            again = _entered(order, heard, by, at)
    except IntegrityError:  # the next round is there already
        raise Conflict(
            f"工单 {order.number} 他人刚登记过回访，请刷新。",
            f"Somebody else has just entered a call-back of order {order.number}; refresh.",
        ) from None
    return again or order


def _entered(order: HotlineOrder, heard: Heard, by: str, at: datetime) -> HotlineOrder | None:
    """In one transaction: the call-back, and where it is not solved the next round."""
    again = _open_again(order, heard, by, at) if heard.solved is False else None
    columns = {
        "called_at": at, "contacted": heard.contacted, "solved": heard.solved, "satisfied": heard.satisfied, "note": heard.note.strip(),
    }  # fmt: skip

    def body(**moved: Any) -> CalledBack:
        return CalledBack(
            contacted=WORDS[heard.contacted],
            solved=WORDS[heard.solved],
            satisfied=WORDS[heard.satisfied],
            again=again.report_id if again else 0,
            **moved,
        )

    advance(order, ORDER, Step("reopen" if again else "call_back", by, at, body, columns=columns), at=at)
    return again


def _open_again(order: HotlineOrder, heard: Heard, by: str, at: datetime) -> HotlineOrder:
    """The same matter at the same place, so that its ticket is a recurrence of the closed one; who is secret stays secret."""
    was = reports.get(order.report_id)
    report = report_services.receive(_again(order, was, heard, at), source=was.source, by=by, at=at)
    made = bulk.blank(
        HotlineOrder,
        {
            "sender": order.sender, "number": order.number, "round": order.round + 1, "previous_id": order.pk, "report_id": report.pk,
            "secret": order.secret, "caller": order.caller, "phone": order.phone, "original": order.original, "digest": order.digest, "taken_at": at,
        },
    )  # fmt: skip
    services.open_orders([made], by=by, at=at)
    return made


def _again(order: HotlineOrder, was: Report, heard: Heard, at: datetime) -> Incoming:
    note = reading.covered(heard.note.strip(), order.caller) if order.secret else heard.note.strip()
    has_point = was.lng_e7 is not None and was.lat_e7 is not None and bool(was.grid)
    return Incoming(
        key=reading.key_for(order.sender, order.number, order.round + 1), happened_at=at, text=f"【回访未解决】{note}\n{was.text}"[:MAX_TEXT],
        lng=(was.lng_e7 or 0) / 1e7 if has_point else None, lat=(was.lat_e7 or 0) / 1e7 if has_point else None, address=was.address,
        category=was.matter or was.category, reporter=was.reporter, phone=was.phone,
    )  # fmt: skip


def take_file(path: Path, *, sender: str, by: str, at: datetime) -> tuple[int, list[Refusal]]:
    """Call-backs from a sheet (工单编号 是否联系 是否解决 是否满意 备注): how many were entered, and one sentence for each that was not."""
    lines = list(sheets.lines(sheets.read_lines(path), TITLES, TITLES[:2]))
    refused: list[Refusal] = []
    entered = 0
    for line in lines:
        try:
            _take_line(line, sender, by, at)
            entered += 1
        except ZhichengError as error:
            refused.append(Refusal(line.number, getattr(error, "field", ""), error.said))
    return entered, refused


def _take_line(line: sheets.Line, sender: str, by: str, at: datetime) -> None:
    number = line.text("工单编号")
    order = queries.latest_order(sender, number)
    if order is None:
        raise NotFound(
            f"没有「{sender}」的工单 {number[:64]}，请核对编号。",
            f"There is no order {number[:64]} of “{sender}”; check the number.",
        )
    contacted = sheets.yes_or_no(line.text("是否联系"), default=False)
    heard = Heard(contacted, _maybe(line.text("是否解决")), _maybe(line.text("是否满意")), line.text("备注"))
    if order.called_at is not None and (order.contacted, order.solved, order.satisfied) == (
        heard.contacted,
        heard.solved,
        heard.satisfied,
    ):
        return  # the same sheet again
    if order.called_at is None and _was_said(order.previous, heard):
        return  # a list that grows names the first round's answer again; the second round was not called yet
    call_back(order, heard, by=by, at=at)


def _was_said(before: HotlineOrder | None, heard: Heard) -> bool:
    """Is this the answer, word for word, for which the order was opened again?"""
    return before is not None and before.solved is False and heard.solved is False and heard.note.strip() == before.note


def _maybe(text: str) -> bool | None:
    return sheets.yes_or_no(text, default=False) if text else None
