"""What comes to the table: by residents, with votes; by the machine from the area's tickets. And the answer whoever tabled it is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Answered, AnswerLate, ItemWithdrawn, Listed, Tabled, Voted
from zhicheng.civic.community.models import Item, Meeting, Resident, Vote
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.rules.meetings import Proposed
from zhicheng.civic.community.services.beside import note
from zhicheng.civic.community.states import ITEM
from zhicheng.civic.community.terms import calendar, terms
from zhicheng.flow.reports import rules as report_rules
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import Limit
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

COLUMNS = (
    "area", "why", "text", "resident_id", "ticket_id", "meeting_id", "lng_e7", "lat_e7", "tabled_at", "late_at", "answer", "answered_at",
)  # fmt: skip
MOST_OPEN = 5  # of one resident at once: a table is for everybody


def table(
    *, resident: Resident, area: str, text: str, lng: float | None = None, lat: float | None = None, at: datetime
) -> Item:
    """A resident's own item for the next meeting of his area; he is owed an answer within the city's days."""
    code = _area(area, lng, lat)
    said = words.words(text, most=300, what=Phrase("议题", "the item"), field="text")
    with transaction.atomic():
        Resident.objects.select_for_update().get(pk=resident.pk)
        mine = Item.objects.filter(resident=resident, state__in=["tabled", "on_agenda"])
        same = mine.filter(area=code, text=said).first()
        if same is not None:
            return same
        if mine.count() >= MOST_OPEN:
            raise NotAllowed(
                f"您已有 {MOST_OPEN} 个议题待答复，请等其中一个有了答复再提。",
                f"{MOST_OPEN} of your items wait for an answer; table more when one is answered.",
            )
        due = at + timedelta(days=terms().meetings["tabled_days"])
        values = {
            "resident_id": resident.pk,
            "lng_e7": None if lng is None else to_e7(lng),
            "lat_e7": None if lat is None else to_e7(lat),
        }
        return _new(code, "tabled", said, values, f"resident:{resident.pk}", due, at)


def _area(text: str, lng: float | None, lat: float | None) -> str:
    """The street or community that meets: named, or round a point."""
    report_rules.check_point(lng, lat)
    digits = 9 if terms().level == "street" else 12
    code = (
        places.city().locate(lng, lat).grid[:digits]
        if lng is not None and lat is not None
        else places.code_of(text)[:digits]
        if text
        else ""
    )
    if len(code) != digits:
        raise BadInput(
            "请选择您所在的街道或社区，或在地图上点一下位置。",
            "Choose your street or community, or tap the place on the map.",
            field="area",
        )
    return code


def _new(
    area: str,
    why: str,
    text: str,
    values: dict[str, Any],
    by: str,
    due: datetime | None,
    at: datetime,
    ticket: str = "",
) -> Item:
    told = {
        "resident_id": None,
        "ticket_id": None,
        "meeting_id": None,
        "lng_e7": None,
        "lat_e7": None,
        "answered_at": None,
    } | values
    one = bulk.blank(
        Item,
        {"id": bulk.reserve_ids(Item, 1)[0], "area": area, "why": why, "text": text[:300], "tabled_at": at, **told},
    )
    body = partial(Tabled, area=area, why=why, text=one.text, resident=told["resident_id"] or 0, ticket=ticket)
    open_many([(one, [Step("table", by, at, body, "role:street", due, True)])], ITEM, COLUMNS, at=at)
    return one


def vote(*, item_id: int, resident: Resident, at: datetime) -> int:
    """One proven phone, one vote; voting twice changes nothing. Gives the votes."""
    with transaction.atomic():
        one = Item.objects.select_for_update().filter(pk=item_id).first()
        if one is None:
            raise NotFound("没有这个议题。", "There is no such item.")
        if one.state not in ("tabled", "on_agenda"):
            raise NotAllowed("这个议题已有结果，不能再附议。", "This item is decided; it takes no more votes.")
        try:
            with transaction.atomic():
                _, new = Vote.objects.get_or_create(item=one, resident=resident, defaults={"at": at})
        except IntegrityError:  # the same phone twice at this very moment
            new = False
        n = one.votes.count()
        if new:
            note(one, "item", "item.vote", Voted(votes=n), by="resident", at=at)
    return n


def withdraw(*, item_id: int, resident: Resident, at: datetime) -> Item:
    one = queries.item_of(item_id)
    if one.resident_id != resident.pk:
        raise NotFound("没有这个议题。", "There is no such item.")
    advance(one, ITEM, Step("withdraw", f"resident:{resident.pk}", at, ItemWithdrawn, "", None, True), at=at)
    return one


def list_tabled(meeting: Meeting, *, by: str, at: datetime) -> list[Item]:
    """Everything that residents of this area have tabled, the most wanted first."""
    rows = list(queries.items_of_area(meeting.area, states=["tabled"]))
    return [_list(i, meeting, by, at) for i in rows]


def list_found(meeting: Meeting, proposed: Sequence[Proposed], *, by: str, at: datetime) -> list[Item]:
    """What the machine found."""
    found = tickets.by_ids([p.ticket for p in proposed])
    out = []
    for one in proposed:
        t = found[one.ticket]
        matter = matters.matters().get(t.matter)
        text = f"{matter.name if matter else t.matter} · {t.address or places.name_of(t.grid[:9])}"
        item = _new(
            meeting.area, one.why, text, {"ticket_id": t.pk, "lng_e7": t.lng_e7, "lat_e7": t.lat_e7}, by, None, at, t.no
        )
        out.append(_list(item, meeting, by, at))
    return out


def _list(one: Item, meeting: Meeting, by: str, at: datetime) -> Item:
    body = partial(Listed, meeting=meeting.pk)
    advance(one, ITEM, Step("list", by, at, body, columns={"meeting_id": meeting.pk}), at=at)
    return one


def put_back(meeting: Meeting, *, by: str, at: datetime) -> None:
    """What was not dealt with: residents' items wait for the next meeting, the machine's are found again if they are still there."""
    for one in Item.objects.filter(meeting=meeting, state="on_agenda"):
        body = partial(Listed, meeting=0)
        advance(one, ITEM, Step("put_back", by, at, body, columns={"meeting_id": None}), at=at)
        if one.resident_id is None:
            gone = partial(Answered, answer="", on_time=True)
            advance(one, ITEM, Step("answer", by, at, gone, "", None, True), at=at)


def start_feedback(meeting: Meeting, *, at: datetime) -> None:
    """Who tabled what was resolved hears of it within the city's days: the clock runs from the meeting, never longer than before."""
    due = Limit(terms().meetings["feedback_days"], "work_day").due(at, calendar())
    for one in Item.objects.filter(meeting=meeting, state="resolved", resident__isnull=False, answered_at__isnull=True):
        if one.late_at is not None or (one.due_at is not None and one.due_at <= due):
            continue
        note_due(one, due, at)


def note_due(one: Item, due: datetime, at: datetime) -> None:
    """A new deadline needs an event that says it."""
    body = partial(Listed, meeting=one.meeting_id or 0)
    advance(one, ITEM, Step("clock", "system", at, body, due_at=due, due_changes=True), at=at)


def warn_late(*, at: datetime) -> int:
    """Whoever tabled it has waited as long as the city promised: said once, and it stays in the list of answers that are owed."""
    late = list(queries.answers_due(at)[:500])
    for one in late:
        body = partial(AnswerLate, late=iso(one.due_at or at))
        advance(
            one, ITEM, Step("warn", "system", at, body, due_changes=True, columns={"late_at": one.due_at or at}), at=at
        )
    return len(late)


def answer(*, item_id: int, text: str, who: Access, at: datetime) -> Item:
    """What whoever tabled it is told. Late is still told, and said to be late."""
    one = queries.item_of(item_id)
    who.require(queries.OFFICE, one.area, what=Phrase("答复这个议题", "answer this item"))
    if one.answered_at is not None:
        raise NotAllowed("这个议题已经答复过了。", "This item was answered already.")
    said = words.words(text, most=500, what=Phrase("答复", "the answer"), field="answer")
    body = partial(Answered, answer=said, on_time=one.late_at is None and (one.due_at is None or at <= one.due_at))
    columns = {"answer": said, "answered_at": at}
    advance(one, ITEM, Step("answer", who.actor, at, body, "", None, True, columns=columns), at=at)
    return one
