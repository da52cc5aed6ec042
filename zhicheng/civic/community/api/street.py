"""For street office, liaison and manager: meetings, liaisons, open days, firms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhicheng.civic.community import queries
from zhicheng.civic.community.rules.meetings import period_ends, period_of
from zhicheng.civic.community.services import firms, liaisons, meetings, open_days, resolving, tabling
from zhicheng.civic.community.services.firms import NewFirm
from zhicheng.civic.community.services.liaisons import NewEntry, NewLiaison
from zhicheng.civic.community.services.meetings import Attendee, NewMeeting
from zhicheng.civic.community.services.open_days import NewOpenDay
from zhicheng.civic.community.services.resolving import NewResolution
from zhicheng.civic.community.shapes import grounds as ground_shapes
from zhicheng.civic.community.shapes import meetings as shapes
from zhicheng.civic.community.shapes import open_days as day_shapes
from zhicheng.civic.community.shapes import table as table_shapes
from zhicheng.civic.community.shapes.grounds import DiaryView, FirmLink, FirmView, GroundLook, LiaisonPage, LiaisonView
from zhicheng.civic.community.shapes.meetings import DutyPage, MeetingFile
from zhicheng.civic.community.shapes.open_days import OpenDayFile, OpenDayView
from zhicheng.civic.community.shapes.table import MeetingRow
from zhicheng.civic.community.terms import terms
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["community"])
SEE = Phrase("查看社区共治", "see what the neighbourhood does")


def _viewer(request: HttpRequest) -> Access:
    who = posted(request)
    who.require(queries.SEES, what=SEE)
    return who


# Meetings -------------------------------------------------------------------------------------------------------------------------


class MeetingIn(Schema):
    area: str
    starts_at: Moment
    place: str


class AttendeeIn(Schema):
    kind: str
    name: str
    unit: str = ""
    phone: str = ""


class ResolutionIn(Schema):
    text: str
    owner: str
    days: int
    item: int = 0
    matter: str = ""
    firm: int = 0


class MinutesIn(Schema):
    minutes: str


class CommunityReasonIn(Schema):
    reason: str


class AnswerIn(Schema):
    answer: str


class ResolutionOutcomeIn(Schema):
    result: str
    failed: bool = False


def _file(no: str, who: Access) -> MeetingFile:
    one = queries.meeting(no, who)
    return shapes.meeting_file(one, at=clock.now(), office=who.may(queries.OFFICE, one.area))


@router.get("/community/meetings", response={200: list[MeetingRow], **PROBLEMS})
def listed(request: HttpRequest, area: str = "", limit: Annotated[int, Query(ge=1, le=200)] = 60) -> list[MeetingRow]:
    """Joint meetings of the viewer's areas, the latest first."""
    return [
        table_shapes.meeting_row(m)
        for m in queries.meetings_visible_to(_viewer(request)).filter(area__startswith=area)[:limit]
    ]


@router.get("/community/duties", response={200: DutyPage, **PROBLEMS})
def duties(request: HttpRequest, period: str = "") -> DutyPage:
    """Which areas owe a meeting, the overdue first; and those whose meetings come to nothing."""
    who, at = _viewer(request), clock.now()
    if period:
        period_ends(period)
    days = terms().meetings["barren_days"]
    barren = queries.barren_areas(who, since=at - timedelta(days=days))
    return {
        "period": period or period_of(at), "duties": [shapes.duty(d, at=at) for d in queries.duties(who, period=period)[:500]],
        "barren": [shapes.barren(b) for b in barren], "barren_days": days,
        "answers": [shapes.owed_answer(i) for i in queries.answers_owed(who)[:100]],
    }  # fmt: skip


@router.post("/community/meetings", response={201: MeetingFile, **PROBLEMS})
def call(request: HttpRequest, payload: MeetingIn) -> Status[MeetingFile]:
    who = posted(request)
    one = meetings.call(NewMeeting(payload.area, payload.starts_at, payload.place), who=who, at=clock.now())
    return Status(201, _file(one.no, who))


@router.get("/community/meetings/{no}", response={200: MeetingFile, **PROBLEMS})
def show(request: HttpRequest, no: str) -> MeetingFile:
    """One meeting: the fate of the last resolutions, the agenda, who is there, what was agreed."""
    return _file(no, _viewer(request))


@router.post("/community/meetings/{no}/draft", response={200: MeetingFile, **PROBLEMS})
def draft(request: HttpRequest, no: str) -> MeetingFile:
    """The agenda; again adds what is new."""
    who = posted(request)
    meetings.draft(no=no, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/meetings/{no}/sit", response={200: MeetingFile, **PROBLEMS})
def sit(request: HttpRequest, no: str) -> MeetingFile:
    who = posted(request)
    meetings.sit(no=no, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/meetings/{no}/attendees", response={200: MeetingFile, **PROBLEMS})
def attend(request: HttpRequest, no: str, payload: AttendeeIn) -> MeetingFile:
    who = posted(request)
    meetings.attend(
        no=no, attendee=Attendee(payload.kind, payload.name, payload.unit, payload.phone), who=who, at=clock.now()
    )
    return _file(no, who)


@router.post("/community/meetings/{no}/resolutions", response={200: MeetingFile, **PROBLEMS})
def agree(request: HttpRequest, no: str, payload: ResolutionIn) -> MeetingFile:
    """With a matter it becomes a report at once, through the one door."""
    who = posted(request)
    new = NewResolution(payload.text, payload.owner, payload.days, payload.item, payload.matter, payload.firm)
    resolving.agree(no=no, new=new, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/meetings/{no}/conclude", response={200: MeetingFile, **PROBLEMS})
def conclude(request: HttpRequest, no: str, payload: MinutesIn) -> MeetingFile:
    who = posted(request)
    meetings.conclude(no=no, minutes=payload.minutes, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/meetings/{no}/call-off", response={200: MeetingFile, **PROBLEMS})
def call_off(request: HttpRequest, no: str, payload: CommunityReasonIn) -> MeetingFile:
    who = posted(request)
    meetings.call_off(no=no, reason=payload.reason, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/meetings/{no}/items/{item}/answer", response={200: MeetingFile, **PROBLEMS})
def answer(request: HttpRequest, no: str, item: int, payload: AnswerIn) -> MeetingFile:
    """Whoever tabled it is told."""
    who = posted(request)
    tabling.answer(item_id=item, text=payload.answer, who=who, at=clock.now())
    return _file(no, who)


@router.post("/community/office/items/{item}/answer", response={200: DutyPage, **PROBLEMS})
def answer_before(request: HttpRequest, item: int, payload: AnswerIn) -> DutyPage:
    """Before any meeting, or after it: whoever tabled it is told."""
    tabling.answer(item_id=item, text=payload.answer, who=posted(request), at=clock.now())
    return duties(request)


@router.post("/community/meetings/{no}/resolutions/{resolution}/finish", response={200: MeetingFile, **PROBLEMS})
def finish(request: HttpRequest, no: str, resolution: int, payload: ResolutionOutcomeIn) -> MeetingFile:
    """Done, or not, and why."""
    who = posted(request)
    resolving.finish(resolution_id=resolution, result=payload.result, failed=payload.failed, who=who, at=clock.now())
    return _file(no, who)


# Liaisons -------------------------------------------------------------------------------------------------------------------------


class LiaisonIn(Schema):
    name: str
    phone: str
    area: str
    from_on: date
    until_on: date
    account: int = 0


class UntilIn(Schema):
    until: date


class DiaryIn(Schema):
    """Everything but `key` may be missing: nothing seen is an entry too."""

    key: str
    seen: str = ""
    lng: float | None = None
    lat: float | None = None
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class DiaryReferIn(Schema):
    matter: str = ""


@router.get("/community/liaisons", response={200: LiaisonPage, **PROBLEMS})
def liaison_list(request: HttpRequest) -> LiaisonPage:
    """Those of the viewer's areas; phones only for who looks after them; accounts that could keep a diary."""
    who = _viewer(request)
    today = clock.now().astimezone(CHINA).date()
    rows = queries.liaisons_visible_to(who)[:500]
    office = bool(who.roles & queries.OFFICE)
    contacts = {c.account: c for a in who.areas for c in people.accounts_within("liaison", a)} if office else {}
    return {
        "items": [ground_shapes.liaison(x, today=today, full=who.may(queries.OFFICE, x.area)) for x in rows],
        "accounts": [{"id": c.account, "name": c.name} for c in contacts.values()],
    }  # fmt: skip


@router.post("/community/liaisons", response={201: LiaisonView, **PROBLEMS})
def appoint(request: HttpRequest, payload: LiaisonIn) -> Status[LiaisonView]:
    who = posted(request)
    new = NewLiaison(payload.name, payload.phone, payload.area, payload.from_on, payload.until_on, payload.account)
    return Status(201, _liaison(liaisons.appoint(new, who=who, at=clock.now())))


def _liaison(one: liaisons.Liaison) -> LiaisonView:
    return ground_shapes.liaison(one, today=clock.now().astimezone(CHINA).date(), full=True)


@router.post("/community/liaisons/{liaison}/train", response={200: LiaisonView, **PROBLEMS})
def train(request: HttpRequest, liaison: int, payload: UntilIn) -> LiaisonView:
    return _liaison(liaisons.train(liaison_id=liaison, until=payload.until, who=posted(request), at=clock.now()))


@router.post("/community/liaisons/{liaison}/renew", response={200: LiaisonView, **PROBLEMS})
def renew(request: HttpRequest, liaison: int, payload: UntilIn) -> LiaisonView:
    return _liaison(liaisons.renew(liaison_id=liaison, until=payload.until, who=posted(request), at=clock.now()))


@router.post("/community/liaisons/{liaison}/end", response={200: LiaisonView, **PROBLEMS})
def end(request: HttpRequest, liaison: int, payload: CommunityReasonIn) -> LiaisonView:
    return _liaison(liaisons.end(liaison_id=liaison, reason=payload.reason, who=posted(request), at=clock.now()))


@router.get("/community/diary", response={200: list[DiaryView], **PROBLEMS})
def diary(request: HttpRequest, liaison: int = 0, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[DiaryView]:
    """Rounds of the viewer's liaisons, newest first."""
    rows = queries.liaisons_visible_to(_viewer(request))
    found = queries.diary_of(rows.filter(pk=liaison) if liaison else rows)
    return [ground_shapes.diary(e) for e in found[:limit]]


@router.post("/community/diary", response={201: DiaryView, **PROBLEMS})
def write(request: HttpRequest, payload: DiaryIn) -> Status[DiaryView]:
    """The liaison's own round."""
    new = NewEntry(payload.key, payload.seen, payload.lng, payload.lat, [str(p) for p in payload.photos])
    return Status(201, ground_shapes.diary(liaisons.write(new, who=posted(request), at=clock.now())))


@router.post("/community/diary/{entry}/refer", response={200: DiaryView, **PROBLEMS})
def refer(request: HttpRequest, entry: int, payload: DiaryReferIn) -> DiaryView:
    """What was seen becomes a report."""
    return ground_shapes.diary(
        liaisons.refer(entry_id=entry, matter=payload.matter, who=posted(request), at=clock.now())
    )


# Open days ------------------------------------------------------------------------------------------------------------------------


class OpenDayIn(Schema):
    kind: str
    title: str
    place: str
    starts_at: Moment
    ends_at: Moment
    capacity: int
    area: str
    text: str = ""


class CheckInIn(Schema):
    code: str


def _day_file(open_day: int, who: Access) -> OpenDayFile:
    day = queries.open_day(open_day)
    who.require(queries.OFFICE, day.area, what=Phrase("查看报名名单", "see who has signed up"))
    return day_shapes.open_day_file(day)


@router.get("/community/office/open-days", response={200: list[OpenDayView], **PROBLEMS})
def all_days(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> list[OpenDayView]:
    _viewer(request)
    return day_shapes.open_days(list(queries.open_days()[:limit]), None)


@router.post("/community/office/open-days", response={201: OpenDayFile, **PROBLEMS})
def announce(request: HttpRequest, payload: OpenDayIn) -> Status[OpenDayFile]:
    who = posted(request)
    new = NewOpenDay(
        payload.kind,
        payload.title,
        payload.place,
        payload.starts_at,
        payload.ends_at,
        payload.capacity,
        payload.area,
        payload.text,
    )
    return Status(201, _day_file(open_days.announce(new, who=who, at=clock.now()).pk, who))


@router.get("/community/office/open-days/{open_day}", response={200: OpenDayFile, **PROBLEMS})
def day_file(request: HttpRequest, open_day: int) -> OpenDayFile:
    """With who signed up."""
    return _day_file(open_day, _viewer(request))


@router.post("/community/office/open-days/{open_day}/check-in", response={200: OpenDayFile, **PROBLEMS})
def check_in(request: HttpRequest, open_day: int, payload: CheckInIn) -> OpenDayFile:
    who = posted(request)
    open_days.check_in(open_day=open_day, code=payload.code, who=who, at=clock.now())
    return _day_file(open_day, who)


@router.post("/community/office/open-days/{open_day}/hold", response={200: OpenDayFile, **PROBLEMS})
def hold(request: HttpRequest, open_day: int) -> OpenDayFile:
    who = posted(request)
    open_days.hold(open_day=open_day, who=who, at=clock.now())
    return _day_file(open_day, who)


@router.post("/community/office/open-days/{open_day}/call-off", response={200: OpenDayFile, **PROBLEMS})
def call_off_day(request: HttpRequest, open_day: int, payload: CommunityReasonIn) -> OpenDayFile:
    who = posted(request)
    open_days.call_off(open_day=open_day, reason=payload.reason, who=who, at=clock.now())
    return _day_file(open_day, who)


# Firms ----------------------------------------------------------------------------------------------------------------------------


class FirmIn(Schema):
    """A polygon, or grid cells that lie together, or a circle round a point; `hours` 0: the city's own limit."""

    name: str
    kind: str
    contact: str
    phone: str
    polygon: list[list[float]] = Field(default_factory=list, max_length=400)
    lng: float | None = None
    lat: float | None = None
    radius: int = 0
    matters: list[str] = Field(default_factory=list, max_length=250)
    hours: int = 0
    active: bool = True
    cells: list[str] = Field(default_factory=list, max_length=200)


class GroundIn(Schema):
    """A duty area that somebody is drawing; `firm`: the one whose area it is to be."""

    polygon: list[list[float]] = Field(default_factory=list, max_length=400)
    cells: list[str] = Field(default_factory=list, max_length=200)
    lng: float | None = None
    lat: float | None = None
    radius: int = 0
    firm: int = 0


@router.post("/community/firms/look", response={200: GroundLook, **PROBLEMS})
def look_at_ground(request: HttpRequest, payload: GroundIn) -> GroundLook:
    """Is it an area, where, how large, whose does it share? Nothing is kept."""
    return ground_shapes.look(firms.look(**payload.dict(), who=posted(request)))


@router.get("/community/firms", response={200: list[FirmView], **PROBLEMS})
def firm_list(request: HttpRequest) -> list[FirmView]:
    who = _viewer(request)
    who.require(queries.OFFICE, what=SEE)
    return ground_shapes.firms(list(queries.firms_visible_to(who)[:1000]), since=clock.now() - timedelta(days=365))


@router.get("/community/firms/{firm}/links", response={200: list[FirmLink], **PROBLEMS})
def firm_links(request: HttpRequest, firm: int) -> list[FirmLink]:
    """What this firm has to do now, each with its link; only the street office passes them on."""
    who = _viewer(request)
    one = queries.firm(firm, who)
    who.require(queries.OFFICE, one.area, what=Phrase("转交这家单位的链接", "pass this firm's links on"))
    return ground_shapes.firm_links(one)


@router.post("/community/firms", response={201: FirmView, **PROBLEMS})
def add_firm(request: HttpRequest, payload: FirmIn) -> Status[FirmView]:
    return Status(
        201, ground_shapes.firm(firms.keep_firm(NewFirm(**payload.dict()), who=posted(request), at=clock.now()))
    )


@router.put("/community/firms/{firm}", response={200: FirmView, **PROBLEMS})
def change_firm(request: HttpRequest, firm: int, payload: FirmIn) -> FirmView:
    return ground_shapes.firm(
        firms.keep_firm(NewFirm(**payload.dict()), firm_id=firm, who=posted(request), at=clock.now())
    )
