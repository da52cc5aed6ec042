"""Our answers go back to the hotline: an outbox with retries, a list of what is stuck, or a file that somebody carries.

An answer says what was done, with personal data covered: the hotline publishes it, and the words come from people at the place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
from django.db import transaction

from zhicheng.flow.reports.masking import mask
from zhicheng.flow.tickets import queries as tickets
from zhicheng.gateways.hotline.events import OrderAnswered, OrderReturned
from zhicheng.gateways.hotline.models import Answer, HotlineOrder
from zhicheng.gateways.hotline.states import ORDER
from zhicheng.gateways.vendor_events.signing import NONCE, SIGNATURE, TIME, signature_of
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.infra.journey import Happened
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance, advance_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, NotFound
from zhicheng.kernel.phrases import Phrase

REGISTER = "hotline_answers"
BY = "rule:hotline@1"
OUTCOMES: Mapping[str, Phrase] = {
    "closed": Phrase("已办结", "closed"),
    "force_closed": Phrase("强制结案", "closed by force"),
    "rejected": Phrase("不予受理", "not accepted"),
    "not_filed": Phrase("不予立案", "not filed"),
    "voided": Phrase("作废", "voided"),
    "lawful": Phrase("合法，不予追究", "lawful, not pursued"),
}
# What ends a ticket or report, and the outcome of it.
ENDS = {
    "ticket.close": "closed", "ticket.settle": "closed", "ticket.force_close": "force_closed", "ticket.reject": "rejected",
    "ticket.decline": "not_filed", "ticket.void": "voided", "report.reject": "rejected", "report.allow": "lawful",
}  # fmt: skip
DONE = ("ticket.feed_back", "ticket.settle")  # whose words say what was done
LONGEST = 2_000
TOGETHER = 20
MOST_TRIES = 8  # 5 + 10 + … + 640 s: about twenty minutes, then somebody has to look
FIRST_PAUSE, LEASE = timedelta(seconds=5), timedelta(minutes=2)
PATIENCE = 20.0
TRY_AGAIN = (408, 425, 429)


# Into the outbox --------------------------------------------------------------------------------------------------------


def answer(happened: Sequence[Happened], *, now: datetime, at: datetime) -> int:
    """Tickets or reports have ended: every order that waits for them is answered, once. Returns how many."""
    bodies = {e.pos: e.data for e in Event.objects.filter(pos__in=[h.pos for h in happened])}
    return sum(_answer(h, bodies[h.pos], now, at) for h in happened)


def _answer(one: Happened, body: Mapping[str, Any], now: datetime, at: datetime) -> int:
    waiting = HotlineOrder.objects.filter(report_id__in=_reports_of(one), state="taken").order_by("pk")
    orders = list(waiting)
    if not orders:
        return 0
    outcome, text = ENDS[one.kind], _words(one, body, at)
    with transaction.atomic():
        advance_many([(order, [_answering(order, outcome, at)]) for order in orders], ORDER, at=at)
        Answer.objects.bulk_create(
            [Answer(order=o, outcome=outcome, text=text, next_at=now, made_at=at) for o in orders]
        )
    return len(orders)


def _answering(order: HotlineOrder, outcome: str, at: datetime) -> Step:
    on_time = order.due_at is None or at <= order.due_at

    def body(**moved: Any) -> OrderAnswered:
        return OrderAnswered(outcome=outcome, on_time=on_time, **moved)

    return Step("answer", BY, at, body, columns={"answered_at": at})


def _reports_of(one: Happened) -> list[int]:
    """Those who follow a ticket are told its end too."""
    if one.kind.startswith("report."):
        return [one.stream_id]
    return tickets.reports_of(tickets.by_id(one.stream_id))


def _words(one: Happened, body: Mapping[str, Any], at: datetime) -> str:
    """What was done or why nothing was, in the words of who did it."""
    why = str(body.get("reason") or body.get("why") or "")
    if ENDS[one.kind] == "closed":
        why = _done(one)
    said = f"{OUTCOMES[ENDS[one.kind]].zh}（{at.astimezone(CHINA):%Y-%m-%d %H:%M}）"
    return mask(f"{said}：{why}" if why else said)[:LONGEST]


def _done(one: Happened) -> str:
    events = [e for e in tickets.timeline(tickets.by_id(one.stream_id)) if e.kind in DONE]
    return str(events[-1].data.get("text", "")).strip() if events else ""


# Out of it, over HTTP ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NotDelivered(Exception):
    """They do not have it; `permanent`: sending the same again cannot help."""

    said: Phrase
    permanent: bool


def deliver(*, now: datetime, at: datetime, transport: httpx.BaseTransport | None = None) -> int:
    """Post what is due to those that have an address; how many have theirs now. A worker that dies in between posts again: their
    side knows an answer by number and round."""
    done = 0
    for row in _claim(now):
        try:
            _post(row, at, transport)
        except NotDelivered as error:
            _failed(row, error, now)
        else:
            done += _returned([row], "http", by=BY, at=at)
    return done


def _claim(now: datetime) -> list[Answer]:
    """Due rows that nobody else sends at this moment."""
    due = Answer.objects.filter(state="waiting", next_at__lte=now, order__sender__in=list(config().hotline_addresses))
    return [
        row
        for row in due.select_related("order__report").order_by("next_at")[:TOGETHER]
        if Answer.objects.filter(pk=row.pk, next_at=row.next_at, state="waiting").update(next_at=now + LEASE) == 1
    ]


def _post(row: Answer, at: datetime, transport: httpx.BaseTransport | None) -> None:
    sender = row.order.sender
    body = msgspec.json.encode(told(row))
    stamp, nonce = str(int(at.timestamp())), secrets.token_hex(16)
    headers = {
        "Content-Type": "application/json", TIME: stamp, NONCE: nonce,
        SIGNATURE: signature_of(config().hotline_keys.get(sender, ""), stamp, nonce, body),
    }  # fmt: skip
    try:
        with httpx.Client(transport=transport, timeout=PATIENCE, follow_redirects=False) as client:
            answer_ = client.post(config().hotline_addresses[sender], content=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError) as error:
        raise NotDelivered(
            Phrase(
                f"热线没有应答（{type(error).__name__}）。", f"The hotline does not answer ({type(error).__name__})."
            ),
            permanent=False,
        ) from None
    if not answer_.is_success:
        code = answer_.status_code
        permanent = code < 500 and code not in TRY_AGAIN
        raise NotDelivered(
            Phrase(f"热线拒收：HTTP {code}。", f"The hotline refused it: HTTP {code}."), permanent=permanent
        )


def told(row: Answer) -> dict[str, Any]:
    """What the hotline reads of an answer."""
    order = row.order
    return {
        "number": order.number, "round": order.round, "receipt": order.report.receipt, "outcome": row.outcome, "outcome_zh": OUTCOMES[row.outcome].zh,
        "text": row.text, "answered_at": row.made_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "on_time": order.due_at is None or row.made_at <= order.due_at,
    }  # fmt: skip


def _failed(row: Answer, error: NotDelivered, now: datetime) -> None:
    row.attempts += 1
    row.said, row.said_en = error.said.zh[:400], error.said.en[:400]
    if error.permanent or row.attempts >= MOST_TRIES:
        row.state = "stuck"
    row.next_at = now + FIRST_PAUSE * 2 ** (row.attempts - 1)
    row.save(update_fields=["attempts", "said", "said_en", "state", "next_at"])


def _returned(rows: Iterable[Answer], way: str, *, by: str, at: datetime) -> int:
    """They have these; an order that a call-back has opened again meanwhile stays as it is."""
    n = 0
    for row in rows:
        with transaction.atomic():
            if (
                Answer.objects.filter(pk=row.pk)
                .exclude(state="sent")
                .update(state="sent", sent_at=at, said="", said_en="")
                != 1
            ):
                continue
            n += 1
            order = HotlineOrder.objects.get(pk=row.order_id)
            if order.state == "answered":
                advance(order, ORDER, Step("return", by, at, lambda **m: OrderReturned(by_way=way, **m)), at=at)
    return n


# Out of it, by file -----------------------------------------------------------------------------------------------------

TITLES = ("工单编号", "次数", "受理号", "办理结果", "答复内容", "答复时间", "是否按时")


def results(*, sender: str, since: datetime, by: str, at: datetime) -> list[tuple[str, ...]]:
    """A sheet of the answers since then, header first: what is in it counts as returned. Asking again gives the same."""
    rows = list(
        Answer.objects.filter(order__sender=sender, made_at__gte=since).select_related("order__report").order_by("pk")
    )
    _returned(rows, "file", by=by, at=at)
    return [TITLES, *(_line(told(row)) for row in rows)]


def _line(said: Mapping[str, Any]) -> tuple[str, ...]:
    when = datetime.fromisoformat(said["answered_at"])
    return (
        said["number"],
        str(said["round"]),
        said["receipt"],
        said["outcome_zh"],
        said["text"],
        f"{when:%Y-%m-%d %H:%M}",
        "是" if said["on_time"] else "否",
    )


def retry(*, answer_id: int = 0, by: str, now: datetime, at: datetime) -> int:
    """Send a stuck one again, or (0) all of them; NotFound when it is not stuck (any more)."""
    with transaction.atomic():
        stuck = Answer.objects.filter(state="stuck").select_related("order")
        chosen = list(stuck.filter(pk=answer_id) if answer_id else stuck)
        if answer_id and not chosen:
            raise NotFound(
                f"没有卡住的答复 {answer_id}，请刷新。", f"There is no stuck answer {answer_id} (any more); refresh."
            )
        moved = Answer.objects.filter(pk__in=[r.pk for r in chosen], state="stuck").update(
            state="waiting", attempts=0, next_at=now
        )
        if moved != len(chosen):
            raise Conflict("他人刚重发过，请刷新。", "Somebody else has just sent them again; refresh.")
        told_ = [
            Change(f"{r.order.sender} {r.order.number}", "changed", {"状态": "卡住"}, {"状态": "等待重发"})
            for r in chosen
        ]
        record_changes(REGISTER, told_, by=by, at=at)
    return len(chosen)
