"""What a department does by its link: report in, answer "not ours", sign, finish or explain its task, reply to its rating."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from zhicheng.civic.whistles import queries, rules
from zhicheng.civic.whistles.events import Explained, Finished, Replied, ReportedIn, Signed, SummonsDeclined
from zhicheng.civic.whistles.models import Summons
from zhicheng.civic.whistles.services.blowing import check_photos, renew
from zhicheng.civic.whistles.services.notices import tell_colleague
from zhicheng.civic.whistles.states import RUNNING, SUMMONS
from zhicheng.flow.reports import rules as report_rules
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as people
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from zhicheng.kernel.geo import from_e7, metres_between, to_e7
from zhicheng.kernel.phrases import Phrase

FARTHEST = 50_000_000  # half round the earth; what a broken phone says is no distance


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who stands there, where his phone says he is, and a photo of the place."""

    name: str
    phone: str
    lng: float | None = None
    lat: float | None = None
    photos: Sequence[str] = field(default_factory=list)


def by_link(code: str, *, at: datetime) -> Summons:
    """The call behind a link. NotFound for a code of nobody's; NotAllowed when its time is over."""
    found = queries.summons_by_digest(links.digest_of(code))
    if found is None:
        raise NotFound(
            "链接无效或已转交、已重发，请用最新收到的链接，或联系吹哨的街道。",
            "This link is not valid, or was handed on or sent again: use the newest one, or ask the street that blew.",
        )
    if at > found.link_until:
        street = _street_phone(found)
        raise NotAllowed(
            f"链接已于 {_moment(found.link_until)} 过期，请联系街道重新发送{street.zh}。",
            f"This link ended on {_moment(found.link_until)}; ask the street to send it again{street.en}.",
        )
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def _street_phone(one: Summons) -> Phrase:
    phones = [c.phone for c in people.accounts_with("street", one.whistle.grid) if c.phone]
    return Phrase(f"（{phones[0]}）", f" ({phones[0]})") if phones else Phrase("", "")


def _actor(one: Summons) -> str:
    return f"unit:{one.unit_id}"


def _take(code: str, at: datetime, step: Callable[[Summons], Step], *, too_late: Callable[[Summons], None]) -> Summons:
    """One step of whoever holds the link. When another phone was faster, `too_late` says who and when."""
    try:
        with transaction.atomic():
            one = by_link(code, at=at)
            too_late(one)
            advance(one, SUMMONS, step(one), at=at)
            return one
    except Conflict:
        too_late(by_link(code, at=at))
        raise


def report_in(code: str, arrival: Arrival, *, at: datetime) -> Summons:
    """Somebody of the department is there. Late is still in; who comes second is told who was first."""
    name, phone = rules.check_person(arrival.name, arrival.phone)
    report_rules.check_point(arrival.lng, arrival.lat)
    check_photos(arrival.photos)

    def step(one: Summons) -> Step:
        metres = _metres(one, arrival)
        late = one.due_at is not None and at > one.due_at
        minutes = max(0, int((at - one.asked_at).total_seconds() // 60))  # a clock set back is no negative time
        body = partial(
            ReportedIn, name=name, metres=-1 if metres is None else metres, minutes=minutes, late=late, photos=list(arrival.photos)
        )  # fmt: skip
        columns: dict[str, Any] = {
            "who": name, "phone": phone, "reported_at": at, "on_time": not late, "metres": metres, "arrival_photos": list(arrival.photos),
            "lng_e7": None if arrival.lng is None else to_e7(arrival.lng), "lat_e7": None if arrival.lat is None else to_e7(arrival.lat),
        }  # fmt: skip
        place = (arrival.lng, arrival.lat) if arrival.lng is not None and arrival.lat is not None else None
        return Step("report_in", _actor(one), at, body, due_changes=True, place=place, columns=columns)

    return _take(code, at, step, too_late=_can_report_in)


def _metres(one: Summons, arrival: Arrival) -> int | None:
    if arrival.lng is None or arrival.lat is None:
        return None
    place = (from_e7(one.whistle.lng_e7), from_e7(one.whistle.lat_e7))
    return min(round(metres_between(arrival.lng, arrival.lat, *place)), FARTHEST)


def _can_report_in(one: Summons) -> None:
    """One sentence for whoever comes too late, twice, or after it is over."""
    if one.reported_at:
        raise NotAllowed(
            f"{one.who} 已于 {_moment(one.reported_at)} 代表{one.unit.name}报到，不用再报。",
            f"{one.who} has reported in for {one.unit.name} at {_moment(one.reported_at)}; once is enough.",
        )
    _is_open(one)
    if one.state == "declined":
        raise NotAllowed(
            "贵单位已回复不能到场；要报到请先联系街道再次召请。",
            "Your department has answered that it does not come; ask the street to call it again first.",
        )


def _is_open(one: Summons) -> None:
    if one.whistle.state not in RUNNING or one.state in ("absent", "released"):
        when = f"已于 {_moment(one.whistle.closed_at)} 销哨" if one.whistle.closed_at else "已进入评议"
        raise NotAllowed(
            f"这个哨{when}，不用再报到或办理；有异议请联系街道。",
            "This whistle is over: nothing more to report or do. Ask the street if you disagree.",
        )


def decline(code: str, *, name: str, reason: str, at: datetime) -> Summons:
    """Cannot come, or not ours: back to the street, which may insist."""
    who = rules.words(name, most=40, what=Phrase("您的姓名", "your name"), field="name")
    said = rules.words(reason, most=rules.MAX_WORDS, what=Phrase("理由", "the reason"), field="reason")

    def step(one: Summons) -> Step:
        columns = {"declined_for": said, "who": who}
        body = partial(SummonsDeclined, name=who, reason=said)
        return Step("decline", _actor(one), at, body, due_changes=True, columns=columns)

    return _take(code, at, step, too_late=_can_report_in)


def hand_on(code: str, *, name: str, phone: str, at: datetime) -> str:
    """Give it to a colleague, once; gives the new code. The old one opens nothing any more."""
    who, number = rules.check_person(name, phone)
    with transaction.atomic():
        one = by_link(code, at=at)
        if one.shared:
            raise NotAllowed(
                "这个链接已经转交过一次，不能再转；需要换人请联系街道重发。",
                "This link was handed on once already; to change again, ask the street to send a new one.",
            )
        made = renew(one, kind="summons.hand_on", by=_actor(one), at=at, shared=True, name=who)
        tell_colleague(one, who, number, at=at)
    return made


def sign(code: str, *, name: str, at: datetime) -> Summons:
    """The record says what this department agreed to; signing it again changes nothing."""
    who = rules.words(name, most=40, what=Phrase("您的姓名", "your name"), field="name")
    with transaction.atomic():
        one = by_link(code, at=at)
        if one.signed_by:
            return one
        _has_task(one)
        record = queries.records(one.whistle)[-1].pk
        body = partial(Signed, record=record, name=who)
        advance(one, SUMMONS, Step("sign", _actor(one), at, body, columns={"signed_by": who}), at=at)
    return one


def _has_task(one: Summons) -> None:
    _is_open(one)
    if one.state in ("done", "explained"):
        when = _moment(one.finished_at) if one.finished_at else ""
        raise NotAllowed(
            f"任务已于 {when} 反馈；需要更改请联系街道退回重办。",
            f"This task was answered at {when}; ask the street to send it back if it has to change.",
        )
    if one.state != "tasked":
        raise NotAllowed(
            "还没有给贵单位分工，请先报到并等会商结果。",
            "Your department has no task yet: report in first and wait for the joint record.",
        )


def finish(code: str, *, text: str, photos: Sequence[str], at: datetime) -> Summons:
    """Done, and shown by a photo."""
    said = rules.words(text, most=rules.MAX_TASK, what=Phrase("办理结果", "what was done"), field="text")
    if not photos:
        raise BadInput("请拍一张办结后的照片。", "Take a photo of the result.", field="photos")
    check_photos(photos)

    def step(one: Summons) -> Step:
        columns = {"result": said, "result_photos": list(photos), "finished_at": at, "ended": "done"}
        body = partial(Finished, text=said, photos=list(photos))
        return Step("finish", _actor(one), at, body, due_changes=True, columns=columns)

    return _take(code, at, step, too_late=_has_task)


def explain(code: str, *, reason: str, at: datetime) -> Summons:
    """It could not be done, and this is why; the street may send it back."""
    said = rules.words(
        reason, most=rules.MAX_TASK, what=Phrase("不能办结的原因", "why it could not be done"), field="reason"
    )

    def step(one: Summons) -> Step:
        columns = {"result": said, "finished_at": at, "ended": "explained"}
        return Step("explain", _actor(one), at, partial(Explained, reason=said), due_changes=True, columns=columns)

    return _take(code, at, step, too_late=_has_task)


def reply(code: str, *, name: str, text: str, at: datetime) -> Summons:
    """The rated is heard, once, within the window."""
    who = rules.words(name, most=40, what=Phrase("您的姓名", "your name"), field="name")
    said = rules.words(text, most=rules.MAX_TASK, what=Phrase("回应", "your reply"), field="text")

    def step(one: Summons) -> Step:
        body = partial(Replied, name=who, text=said)
        return Step("reply", _actor(one), at, body, columns={"reply": said})

    def open_to_reply(one: Summons) -> None:
        if one.reply_until is None:
            raise NotAllowed("街道还没有评价，暂时不能回应。", "The street has not rated you yet.")
        if one.reply:
            raise NotAllowed("贵单位已经回应过了。", "Your department has replied already.")
        if at > one.reply_until:
            raise NotAllowed(
                f"回应期已于 {_moment(one.reply_until)} 结束。",
                f"The time to reply ended on {_moment(one.reply_until)}.",
            )

    return _take(code, at, step, too_late=open_to_reply)
