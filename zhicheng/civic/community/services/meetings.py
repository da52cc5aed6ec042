"""Joint meetings: the quarter's duty, the call, the agenda, who was there, the minutes, and what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import (
    Attended,
    Concluded,
    Drafted,
    DutyLate,
    DutyMet,
    DutyOpened,
    MeetingCalled,
    MeetingCalledOff,
    Sat,
)
from zhicheng.civic.community.models import ATTENDS, Attendance, Duty, Item, Meeting, Resident
from zhicheng.civic.community.rules import meetings as rules
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.services import tabling
from zhicheng.civic.community.states import DUTY, MEETING
from zhicheng.civic.community.terms import terms
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotAllowed
from zhicheng.kernel.phrases import Phrase

SYSTEM = "system"
COLUMNS = ("no", "area", "starts_at", "place", "made_by", "minutes", "concluded_at", "reason")
DUTY_COLUMNS = ("area", "period", "last_at", "met_at", "meeting_id")
HOT = 3  # reports of one thing: what flow.tickets calls a hot issue


# The duty ---------------------------------------------------------------------------------------------------------------------


def open_duties(*, at: datetime) -> int:
    """Each area of the level that this city meets at owes a meeting in the quarter that runs; asked again and again, opened once."""
    period = rules.period_of(at)
    level = terms().level
    codes = [a.code for a in places.city().areas.areas if a.level == level]
    known = set(Duty.objects.filter(period=period, area__in=codes).values_list("area", flat=True))
    missing = [c for c in codes if c not in known]
    if not missing:
        return 0
    last = rules.period_ends(period)
    batch = []
    try:
        with transaction.atomic():
            for pk, code in zip(bulk.reserve_ids(Duty, len(missing)), missing, strict=True):
                one = bulk.blank(
                    Duty,
                    {"id": pk, "area": code, "period": period, "last_at": last, "met_at": None, "meeting_id": None},
                )
                body = partial(DutyOpened, area=code, period=period)
                batch.append((one, [Step("open", SYSTEM, at, body, "role:street", last, True)]))
            open_many(batch, DUTY, DUTY_COLUMNS, at=at)
    except IntegrityError:  # another worker opened them at this very moment
        return 0
    return len(batch)


def warn_duties(*, at: datetime) -> int:
    """The quarter is over and an area has not met: once, and its clock stops; the duty stays in the list until it meets."""
    late = list(Duty.objects.filter(state="open", due_at__lte=at).order_by("pk")[:500])
    for one in late:
        advance(one, DUTY, Step("warn", SYSTEM, at, DutyLate, "role:manager", None, True), at=at)
    return len(late)


def _meet_duty(one: Meeting, at: datetime) -> None:
    """The meeting counts for the quarter it was held in, else for the oldest that is still owed."""
    open_ = Duty.objects.select_for_update().filter(area=one.area, state="open").order_by("last_at")
    duty = open_.filter(period=rules.period_of(one.starts_at)).first() or open_.filter(last_at__lte=at).first()
    if duty is None:
        return
    body = partial(DutyMet, meeting=one.pk, late=at > duty.last_at)
    columns = {"met_at": at, "meeting_id": one.pk}
    advance(duty, DUTY, Step("meet", SYSTEM, at, body, "", None, True, columns=columns), at=at)


# The meeting ------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewMeeting:
    area: str
    starts_at: datetime
    place: str


def call(new: NewMeeting, *, who: Access, at: datetime) -> Meeting:
    """Announce it: residents may table and vote until it begins."""
    area = places.code_of(new.area)
    if len(area) not in (9, 12):
        raise BadInput(
            "联席会议按街道或社区召开，请选一个街道或社区。",
            "Joint meetings are held by a street or a community; choose one.",
            field="area",
        )
    who.require(queries.OFFICE, area, what=Phrase("在这里召集联席会议", "call a joint meeting here"))
    rules.check_start(new.starts_at, at=at, notice_days=terms().meetings["notice_days"])
    place = words.words(new.place, most=200, what=Phrase("地点", "the place"), field="place")
    with transaction.atomic():
        pk = bulk.reserve_ids(Meeting, 1)[0]
        no = f"L{at.astimezone(CHINA):%y%m%d}{pk:05d}"
        one = bulk.blank(
            Meeting,
            {
                "id": pk, "no": no, "area": area, "starts_at": new.starts_at, "place": place, "made_by": who.actor, "concluded_at": None,
            },
        )  # fmt: skip
        body = partial(MeetingCalled, no=no, area=area, starts=iso(new.starts_at))
        open_many(
            [(one, [Step("call", who.actor, at, body, "role:street", new.starts_at, True)])], MEETING, COLUMNS, at=at
        )
    return one


def draft(*, no: str, who: Access, at: datetime) -> list[Item]:
    """The agenda: what residents tabled, then what is overdue, comes back, is hot, is open. Drafting again adds what is new."""
    known = terms()
    with transaction.atomic():
        one = mine(no, who)
        m = known.meetings
        problems = queries.problems_of(
            one.area, at=at, recurring_days=m["recurring_days"], recurring_times=m["recurring_times"], hot=HOT
        )
        listed = set(Item.objects.filter(meeting=one, ticket__isnull=False).values_list("ticket_id", flat=True))
        room = m["most_items"] - len(listed)
        fresh = [p for p in problems if p.ticket not in listed]
        proposed = rules.propose(fresh, recurring_times=m["recurring_times"], most=max(0, room))
        found = tabling.list_tabled(one, by=who.actor, at=at) + tabling.list_found(one, proposed, by=who.actor, at=at)
        advance(one, MEETING, Step("draft", who.actor, at, partial(Drafted, items=[i.pk for i in found])), at=at)
    return found


def mine(no: str, who: Access) -> Meeting:
    """The meeting, locked, if he runs it."""
    one = queries.meeting(no, who)
    who.require(queries.OFFICE, one.area, what=Phrase("主持这次会议", "run this meeting"))
    return Meeting.objects.select_for_update().get(pk=one.pk)


def sit(*, no: str, who: Access, at: datetime) -> Meeting:
    """It begins, with the fate of the last resolutions written into its record."""
    with transaction.atomic():
        one = mine(no, who)
        if at < one.starts_at - timedelta(hours=1):
            raise NotAllowed(
                f"会议定在 {one.starts_at.astimezone(CHINA):%m-%d %H:%M}，开始前一小时内才能开会。",
                f"It is set for {one.starts_at.astimezone(CHINA):%m-%d %H:%M}; it can be opened within the hour before.",
            )
        last = [f"{r.pk} {r.state}" for r in queries.last_resolutions(one)]
        advance(one, MEETING, Step("sit", who.actor, at, partial(Sat, last=last), due_changes=True), at=at)
    return one


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is there. A resident's phone links him to his points; it is kept nowhere else."""

    kind: str
    name: str
    unit: str = ""
    phone: str = ""


def attend(*, no: str, attendee: Attendee, who: Access, at: datetime) -> Attendance:
    """Write down who is there; twice is once."""
    if attendee.kind not in ATTENDS:
        raise BadInput(
            f"没有「{attendee.kind}」这类与会人，可选：{'、'.join(ATTENDS)}。",
            f"There is no kind of attendee “{attendee.kind}”; choose one of {', '.join(ATTENDS)}.",
            field="kind",
        )
    name = words.words(attendee.name, most=40, what=Phrase("姓名", "the name"), field="name")
    unit = words.at_most(attendee.unit, most=80, what=Phrase("单位", "the firm or office"), field="unit")
    phone = words.mobile(attendee.phone) if attendee.phone else ""
    with transaction.atomic():
        one = mine(no, who)
        resident = Resident.objects.filter(phone=phone, joined_at__isnull=False).first() if phone else None
        if resident is not None:
            known = Attendance.objects.filter(meeting=one, resident=resident).first()
            if known is not None:
                return known
        row, new = Attendance.objects.get_or_create(
            meeting=one, kind=attendee.kind, name=name, unit=unit, defaults={"resident": resident, "at": at}
        )
        if new:
            body = partial(Attended, attendance=row.pk, sort=row.kind, resident=resident.pk if resident else 0)
            advance(one, MEETING, Step("attend", who.actor, at, body), at=at)
    return row


def conclude(*, no: str, minutes: str, who: Access, at: datetime) -> Meeting:
    """Minutes are written; what was not dealt with waits for the next meeting; the duty is met. Nobody there means no meeting."""
    said = words.words(minutes, most=20_000, what=Phrase("会议纪要", "the minutes"), field="minutes")
    with transaction.atomic():
        one = mine(no, who)
        present = Attendance.objects.filter(meeting=one).count()
        if present == 0:
            raise NotAllowed("还没有人签到，请先登记与会人员。", "Nobody is written down as present; do that first.")
        n = queries.resolutions_of(one.pk).count()
        body = partial(Concluded, resolutions=n, present=present)
        columns = {"minutes": said, "concluded_at": at}
        advance(one, MEETING, Step("conclude", who.actor, at, body, "", None, True, columns=columns), at=at)
        tabling.put_back(one, by=SYSTEM, at=at)
        tabling.start_feedback(one, at=at)
        _meet_duty(one, at)
    return one


def call_off(*, no: str, reason: str, who: Access, at: datetime) -> Meeting:
    """It does not take place: its items wait for the next one, and the duty stays."""
    said = words.words(reason, most=300, what=Phrase("理由", "the reason"), field="reason")
    with transaction.atomic():
        one = mine(no, who)
        step = Step(
            "call_off", who.actor, at, partial(MeetingCalledOff, reason=said), "", None, True, columns={"reason": said}
        )
        advance(one, MEETING, step, at=at)
        tabling.put_back(one, by=SYSTEM, at=at)
    return one


def attendees(no: str, people: Sequence[Attendee], *, who: Access, at: datetime) -> int:
    """A whole list at once, in one transaction: all or none."""
    with transaction.atomic():
        for one in people:
            attend(no=no, attendee=one, who=who, at=at)
    return len(people)
