"""Resolutions: who does what in how many days. Those for the city go through the one door and end with their ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import (
    ItemResolved,
    ResolutionAgreed,
    ResolutionEnded,
    ResolutionLate,
    ResolutionReferred,
)
from zhicheng.civic.community.models import Item, Resolution
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.services.meetings import mine
from zhicheng.civic.community.states import ITEM, RESOLUTION
from zhicheng.flow.reports import queries as report_reads
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets.states import OPEN
from zhicheng.ground.messages import links
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

COLUMNS = (
    "meeting_id", "item_id", "text", "owner", "firm_id", "days", "agreed_at", "limit_at", "report_id", "result", "ended_at", "warned",
    "link", "photos",
)  # fmt: skip
MOST_DAYS = 365
ENDED = {
    "closed": True,
    "evaluated": True,
    "force_closed": True,
    "voided": False,
    "rejected": False,
    "not_filed": False,
}


@dataclass(frozen=True, slots=True)
class NewResolution:
    """`item` 0: about nothing on the agenda. `matter`: what it becomes a ticket of; "" and a `firm` or an owner: their own task."""

    text: str
    owner: str
    days: int
    item: int = 0
    matter: str = ""
    firm: int = 0


def agree(*, no: str, new: NewResolution, who: Access, at: datetime) -> Resolution:
    """Write it down in the meeting. With a matter it becomes a report at once, through the one door."""
    text = words.words(new.text, most=500, what=Phrase("决议", "the resolution"), field="text")
    owner = words.words(new.owner, most=80, what=Phrase("责任人", "who does it"), field="owner")
    days = words.number(new.days, least=1, most=MOST_DAYS, what=Phrase("期限（天）", "the days"), field="days")
    if new.matter and new.matter not in matters.matters():
        raise BadInput(f"没有事项代码 {new.matter}。", f"There is no matter {new.matter}.", field="matter")
    with transaction.atomic():
        one = mine(no, who)
        if one.state != "sitting":
            raise NotAllowed("会议进行中才能形成决议。", "Resolutions are made while the meeting sits.")
        item = _item(new.item, one.pk)
        firm = queries.firm(new.firm, who) if new.firm else None
        due = at + timedelta(days=days)
        made = bulk.blank(
            Resolution,
            {
                "id": bulk.reserve_ids(Resolution, 1)[0], "meeting_id": one.pk, "item_id": item.pk if item else None, "text": text,
                "owner": owner, "firm_id": firm.pk if firm else None, "days": days, "agreed_at": at, "limit_at": due, "report_id": None,
                "ended_at": None, "photos": [],
            },
        )  # fmt: skip
        if (
            firm is not None and not new.matter
        ):  # with a matter it goes the way of tickets, which asks the firm of its place first
            made.link = links.digest_of(links.code_of(links.spec("task", made.pk, 1)))
        body = partial(ResolutionAgreed, meeting=one.no, text=text, owner=owner, days=days)
        open_many([(made, [Step("agree", who.actor, at, body, "role:street", due, True)])], RESOLUTION, COLUMNS, at=at)
        if item is not None:
            resolved = partial(ItemResolved, resolution=made.pk, resident=item.resident_id or 0)
            advance(item, ITEM, Step("resolve", who.actor, at, resolved), at=at)
        if new.matter:
            _refer(made, item, one.no, one.area, new.matter, who, at)
    return made


def _item(pk: int, meeting_id: int) -> Item | None:
    if not pk:
        return None
    found = (
        Item.objects.select_for_update(of=["self"])
        .select_related("ticket")
        .filter(pk=pk, meeting_id=meeting_id)
        .first()
    )
    if found is None:
        raise NotFound("这个议题不在本次会议上。", "This item is not on this meeting's agenda.")
    return found


def _refer(made: Resolution, item: Item | None, no: str, area: str, matter: str, who: Access, at: datetime) -> None:
    """A report like any other. An item that is an open ticket already stays one: the resolution follows it and ends with it."""
    lng, lat = _place(item, area)
    incoming = Incoming(
        key=f"resolution:{made.pk}", text=f"【{no}】{made.text}", lng=lng, lat=lat, category=matter, happened_at=at
    )
    report = reports.receive(incoming, source="liaison", by=who.actor, at=at)
    if item is not None and item.ticket is not None and item.ticket.state in OPEN and report.state == "received":
        ticket_services.follow(ticket_no=item.ticket.no, report_id=report.pk, by=who.actor, at=at)
    body = partial(ResolutionReferred, receipt=report.receipt)
    advance(made, RESOLUTION, Step("refer", who.actor, at, body, columns={"report_id": report.pk}), at=at)


def _place(item: Item | None, area: str) -> tuple[float, float]:
    if item is not None and item.lng_e7 is not None and item.lat_e7 is not None:
        return from_e7(item.lng_e7), from_e7(item.lat_e7)
    found = places.middle_of(area)
    if found is None:
        raise BadInput(
            "这个街道或社区没有边界，请在议题上标出位置。",
            "This area has no border here; give the item a place.",
            field="item",
        )
    return found


def finish(*, resolution_id: int, result: str, failed: bool, who: Access, at: datetime) -> Resolution:
    """Its owner has done it, or it could not be done; the next meeting opens with this."""
    one = queries.resolution(resolution_id, who)
    who.require(queries.OFFICE, one.meeting.area, what=Phrase("办结这条决议", "close this resolution"))
    said = words.words(result, most=300, what=Phrase("结果", "the outcome"), field="result")
    _end(one, done=not failed, result=said, by=who.actor, at=at)
    return one


def by_link(code: str) -> Resolution:
    """The resolution behind a firm's link."""
    found = queries.resolution_by_digest(links.digest_of(code))
    if found is None:
        raise NotFound("链接无效，请用短信里的链接。", "This link is not valid; use the one in the message.")
    return found


def firm_answers(code: str, *, text: str, photos: Sequence[str], failed: bool, at: datetime) -> Resolution:
    """The firm has done what the meeting agreed, and shows it; or it could not, and says why. Late is late, but still said."""
    said = words.words(
        text,
        most=300,
        what=Phrase("理由", "the reason") if failed else Phrase("处理情况", "what was done"),
        field="text",
    )
    if not failed:
        photographed(photos)
    with transaction.atomic():
        one = by_link(code)
        if one.state != "agreed":
            raise NotAllowed("已经反馈过了，谢谢。", "This was answered already; thank you.")
        _end(one, done=not failed, result=said, by=f"firm:{one.firm_id}", at=at, photos=photos)
    return one


def photographed(photos: Sequence[str]) -> None:
    """BadInput without a photo that was really uploaded."""
    if not photos:
        raise BadInput("请拍一张处理后的照片。", "Take a photo of the result.", field="photos")
    if report_reads.count_photos(photos) != len(set(photos)):
        raise BadInput("照片没有传上来，请重新上传。", "A photo is missing. Upload it again.", field="photos")


def _end(
    one: Resolution, *, done: bool, result: str, by: str, at: datetime, ticket: str = "", photos: Sequence[str] = ()
) -> None:
    body = partial(ResolutionEnded, result=result, on_time=at <= one.limit_at, ticket=ticket)
    columns = {"result": result, "ended_at": at, "photos": list(photos)}
    advance(one, RESOLUTION, Step("finish" if done else "fail", by, at, body, "", None, True, columns=columns), at=at)


def end_with_tickets(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """A ticket that carries a resolution is over: so is the resolution, done or not as the ticket says."""
    done = 0
    for ticket in tickets.by_ids(ticket_ids).values():
        if ticket.state not in ENDED:
            continue
        for one in Resolution.objects.filter(report_id__in=tickets.reports_of(ticket), state="in_hand"):
            good = ENDED[ticket.state]
            _end(
                one,
                done=good,
                result=f"工单 {ticket.no} {'已结案' if good else '未办成'}。",
                by="system",
                at=at,
                ticket=ticket.no,
            )
            done += 1
    return done


def warn_late(*, at: datetime) -> int:
    """Its days are over: said once."""
    late = list(Resolution.objects.filter(state__in=["agreed", "in_hand"], due_at__lte=at).order_by("pk")[:500])
    for one in late:
        step = Step("warn", "system", at, ResolutionLate, due_changes=True, columns={"warned": True})
        advance(one, RESOLUTION, step, at=at)
    return len(late)
