"""Is it the same thing? The acceptor's questions, both tickets side by side, taking apart; and what many people report now."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.tickets import alike, hot, queries, services, shapes
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.shapes import TicketReport, TicketRow
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.errors import BadInput, Refused
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["tickets"])
ASKED = ("acceptor", "shift_leader", "dispatcher")
GROUPS = {
    "place": Phrase("地点", "Place"), "time": Phrase("时间", "Time"), "state": Phrase("是否未结", "Still open"),
    "category": Phrase("类别", "Category"), "words": Phrase("文字", "Words"), "surroundings": Phrase("周边情况", "Surroundings"),
    "chain": Phrase("相互印证", "Each other"), "picture": Phrase("同一张照片", "The same photo"),
}  # fmt: skip


class LikenessReason(TypedDict):
    """`weight`: log-odds; above 0 speaks for the same thing, below 0 against it."""

    group: str
    title: str
    title_en: str
    weight: float


class LikeTicket(TypedDict):
    """An open ticket that may tell of the same thing, with all that is needed to compare it."""

    ticket: TicketRow
    percent: int
    metres: int
    reasons: list[LikenessReason]
    reports: list[TicketReport]


class LikenessQuestion(TypedDict):
    """A new ticket and the one that it seems to repeat."""

    ticket: TicketRow
    other: TicketRow
    percent: int


class Compared(TypedDict):
    """A ticket with its reports, and those that it may be the same as, surest first; may this viewer merge it?"""

    ticket: TicketRow
    reports: list[TicketReport]
    alike: list[LikeTicket]
    may_merge: bool


class HotDay(TypedDict):
    day: date
    reports: int


class HotTicket(TypedDict):
    """`recent`: reports within the period; `lately` and `before`: of the last 24 hours and of the 24 hours before."""

    ticket: TicketRow
    recent: int
    lately: int
    before: int
    trend: Literal["rising", "falling", "steady"]
    curve: list[HotDay]


@router.get("/tickets/{no}/alike", response={200: Compared, **PROBLEMS})
def compare(request: HttpRequest, no: str) -> Compared:
    """Which open tickets may tell of the same thing, and why."""
    who, at = staff(request), clock.now()
    ticket = queries.by_no(no, who)
    near = alike.alike_to(ticket, at=at)
    visible = queries.visible_to(who).in_bulk([x.ticket.id for x in near])
    found = [x for x in near if x.ticket.id in visible]
    row, *others = shapes.rows([ticket, *(visible[x.ticket.id] for x in found)], at=at, crews={})
    return {
        "ticket": row, "reports": shapes.reports_of(ticket), "may_merge": _may_merge(ticket, who),
        "alike": [
            {"ticket": other, "percent": x.percent, "metres": x.metres, "reasons": _reasons(x.reasons),
             "reports": shapes.reports_of(visible[x.ticket.id])}
            for x, other in zip(found, others, strict=True)
        ],
    }  # fmt: skip


def _may_merge(ticket: Ticket, who: Access) -> bool:
    return any(a["action"] == "merge" for a in queries.open_actions(ticket, queries.roles_at(who, ticket)))


def _reasons(by_group: dict[str, float]) -> list[LikenessReason]:
    ordered = sorted(by_group.items(), key=lambda kv: -abs(kv[1]))
    return [{"group": g, "title": GROUPS[g].zh, "title_en": GROUPS[g].en, "weight": w} for g, w in ordered if w]


@router.get("/intake/alike", response={200: list[LikenessQuestion], **PROBLEMS})
def questions(request: HttpRequest) -> list[LikenessQuestion]:
    """New tickets that seem to tell of a known thing, surest first: merge them, or say that they are not the same."""
    who, at = _asked(request), clock.now()
    waiting = alike.waiting(who)
    rows = shapes.rows([t for w in waiting for t in (w.ticket, w.other)], at=at, crews={})
    return [{"ticket": rows[2 * i], "other": rows[2 * i + 1], "percent": w.score} for i, w in enumerate(waiting)]


class ApartIn(Schema):
    other: str = Field(max_length=20)


class SplitIn(Schema):
    receipt: str = Field(max_length=16)
    reason: str = Field(max_length=300)


class SplitOut(Schema):
    """The number of the ticket that the report has now."""

    no: str


@router.post("/tickets/{no}/apart", response={200: Compared, **PROBLEMS})
def apart(request: HttpRequest, no: str, payload: ApartIn) -> Compared:
    """These two are not the same thing."""
    who = _asked(request)
    ticket, other = _own(no, who), queries.by_no(payload.other.strip(), who)
    if other.pk == ticket.pk:
        raise BadInput("请填另一个工单的编号。", "Name the other ticket.", field="other")
    services.say_apart(ticket=ticket, other_no=other.no, by=who.actor, at=clock.now())
    return compare(request, no)


@router.post("/tickets/{no}/split", response={200: SplitOut, **PROBLEMS})
def split(request: HttpRequest, no: str, payload: SplitIn) -> dict[str, str]:
    """Take a report out of a merge: it tells of another thing and gets a ticket of its own."""
    who = _asked(request)
    own = services.split(
        ticket_no=_own(no, who).no, receipt=payload.receipt, reason=payload.reason, by=who.actor, at=clock.now()
    )
    return {"no": own.no}


@router.get("/command/hot", response={200: list[HotTicket], **PROBLEMS}, tags=["command"])
def hot_issues(request: HttpRequest, days: int = Query(7, ge=1, le=90)) -> list[HotTicket]:  # type: ignore[type-arg]
    """What most people report, with its growth."""
    at = clock.now()
    found = hot.hot_issues(staff(request), at=at, days=days)
    rows = shapes.rows([i.ticket for i in found], at=at, crews={})
    return [
        {"ticket": row, "recent": i.recent, "lately": i.lately, "before": i.before, "trend": _trend(i.lately, i.before),
         "curve": [{"day": day, "reports": n} for day, n in i.curve]}
        for i, row in zip(found, rows, strict=True)
    ]  # fmt: skip


def _trend(lately: int, before: int) -> Literal["rising", "falling", "steady"]:
    if lately == before:
        return "steady"
    return "rising" if lately > before else "falling"


def _asked(request: HttpRequest) -> Access:
    who = staff(request)
    if not who.roles & set(ASKED):
        raise Refused(
            "只有受理员、值班长和派遣员可以判断是否同一件事。",
            "Only acceptors, shift leaders and dispatchers decide what is the same thing.",
        )
    return who


def _own(no: str, who: Access) -> Ticket:
    """A ticket in whose area he has one of the roles that are asked."""
    ticket = queries.by_no(no, who)
    if not queries.roles_at(who, ticket) & set(ASKED):
        raise Refused("这个工单不在您负责的辖区。", "This ticket is not in an area of yours.")
    return ticket
