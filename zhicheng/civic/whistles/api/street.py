"""Whistles for those who blow them and those who watch over them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from zhicheng.civic.whistles import proposing, queries, services, shapes, sheet
from zhicheng.civic.whistles.services import NewRecord, NewTask, NewWhistle
from zhicheng.civic.whistles.shapes import (
    TaskTicket,
    WhistleFigures,
    WhistleFile,
    WhistleLink,
    WhistleOptions,
    WhistlePage,
    WhistleProposal,
)
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.messages import links
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Lat, Lng, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["whistles"])
PERIOD = timedelta(days=90)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SEE = Phrase("查看吹哨", "see whistles")


def _viewer(request: HttpRequest) -> Access:
    who = posted(request)
    who.require(queries.SEES, what=SEE)
    return who


class WhistleIn(Schema):
    """`key` is the phone's own number: sent twice, blown once. `ticket`: the one that needs several departments."""

    key: str
    kind: str
    reason: str
    units: list[int]
    lng: float | None = None
    lat: float | None = None
    address: str = ""
    matter: str = ""
    photos: list[UUID] = Field(default_factory=list, max_length=9)
    ticket: str = ""


@router.get("/whistles", response={200: WhistlePage, **PROBLEMS})
def listed(
    request: HttpRequest,
    state: Literal["", "open", "late", "blown", "reported_in", "joint_plan", "acting", "reviewed", "closed"] = "open",
    street: str = "",
    unit: int = 0,
    before: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> WhistlePage:
    """Whistles of the viewer's areas, newest first."""
    rows = queries.chosen(queries.visible_to(_viewer(request)), state=state, street=street, unit=unit)
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    return shapes.page(found[:limit], more=len(found) > limit, at=clock.now())


@router.get("/whistles/options", response={200: WhistleOptions, **PROBLEMS})
def options(request: HttpRequest) -> WhistleOptions:
    """Kinds with their limits, departments that can be called, the viewer's streets."""
    return shapes.options(_viewer(request), at=clock.now())


@router.get("/whistles/proposals", response={200: WhistleProposal, **PROBLEMS})
def proposals(request: HttpRequest, lng: Lng, lat: Lat, text: str = "", matter: str = "") -> WhistleProposal:
    """Whom to call, with what speaks for each."""
    _viewer(request)
    found = proposing.propose(text=text[:1_000], lng=lng, lat=lat, matter=matter, at=clock.now())
    return shapes.proposal(found, lng=lng, lat=lat)


def _period(since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Whole days in China, both included; the last ninety without any."""
    now = clock.now()
    try:
        end = _midnight(until) + timedelta(days=1) if until else now + timedelta(minutes=1)
        start = _midnight(since) if since else end - PERIOD
    except OverflowError:
        raise BadInput(
            "日期超出范围，请重新选择。", "That day is out of range; choose another.", field="until"
        ) from None
    if start >= end:
        raise BadInput("开始日期在结束日期之后，请对调。", "The first day is after the last; swap them.", field="since")
    return start, end


def _midnight(day: date) -> datetime:
    """When a day begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)


@router.get("/whistles/figures", response={200: WhistleFigures, **PROBLEMS})
def figures(request: HttpRequest, since: date | None = None, until: date | None = None) -> WhistleFigures:
    """Which problem, which department, in time, late, in vain; which places again and again."""
    return shapes.figures_of(queries.in_period(_viewer(request), *_period(since, until)))


@router.get("/whistles/export", include_in_schema=False)
def export(request: HttpRequest, since: date | None = None, until: date | None = None) -> HttpResponse:
    """The inspection office's Excel of the same period."""
    made = sheet.book(queries.in_period(_viewer(request), *_period(since, until)))
    return HttpResponse(
        made, content_type=XLSX, headers={"Content-Disposition": 'attachment; filename="whistles.xlsx"'}
    )


@router.get("/whistles/of-ticket/{no}", response={200: WhistlePage, **PROBLEMS})
def of_ticket(request: HttpRequest, no: str) -> WhistlePage:
    """Whistles blown because of a ticket, and those one of whose tasks it is."""
    who = posted(request)
    return shapes.page(queries.of_ticket(tickets.by_no(no, who).pk), more=False, at=clock.now())


@router.post("/whistles", response={201: WhistleFile, **PROBLEMS})
def blow(request: HttpRequest, payload: WhistleIn) -> Status[WhistleFile]:
    """Blow it."""
    who = posted(request)
    new = NewWhistle(
        payload.key, payload.kind, payload.reason, payload.units, payload.lng, payload.lat, payload.address, payload.matter,
        [str(p) for p in payload.photos], payload.ticket,
    )  # fmt: skip
    return Status(201, _file(services.blow(new, who=who, at=clock.now()).no, who))


def _file(no: str, who: Access) -> WhistleFile:
    return shapes.file(queries.by_no(no, who), who, at=clock.now())


@router.get("/whistles/{no}", response={200: WhistleFile, **PROBLEMS})
def show(request: HttpRequest, no: str) -> WhistleFile:
    """One whistle with each department's state and everything that happened."""
    return _file(no, _viewer(request))


class UnitIn(Schema):
    unit: int


class BecauseIn(Schema):
    reason: str


class WhistleOutcomeIn(Schema):
    outcome: str


class WhistleTaskIn(Schema):
    summons: int
    text: str
    due_at: Moment | None = None


class RecordIn(Schema):
    found: str
    tasks: list[WhistleTaskIn]


@router.post("/whistles/{no}/call", response={200: WhistleFile, **PROBLEMS})
def call(request: HttpRequest, no: str, payload: UnitIn) -> WhistleFile:
    """One more department."""
    who = posted(request)
    services.call(whistle_no=no, unit=payload.unit, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/proceed", response={200: WhistleFile, **PROBLEMS})
def proceed(request: HttpRequest, no: str, payload: BecauseIn) -> WhistleFile:
    """Begin without who is late."""
    who = posted(request)
    services.proceed(whistle_no=no, reason=payload.reason, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/withdraw", response={200: WhistleFile, **PROBLEMS})
def withdraw(request: HttpRequest, no: str, payload: BecauseIn) -> WhistleFile:
    """Call it off."""
    who = posted(request)
    services.withdraw(whistle_no=no, reason=payload.reason, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/records", response={200: WhistleFile, **PROBLEMS})
def agree(request: HttpRequest, no: str, payload: RecordIn) -> WhistleFile:
    """The joint record: what was found, who does what until when."""
    who = posted(request)
    tasks = [NewTask(t.summons, t.text, t.due_at) for t in payload.tasks]
    services.agree(whistle_no=no, record=NewRecord(payload.found, tasks), who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/act", response={200: WhistleFile, **PROBLEMS})
def act(request: HttpRequest, no: str) -> WhistleFile:
    """Begin, whether or not all have signed."""
    who = posted(request)
    services.act(whistle_no=no, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/review", response={200: WhistleFile, **PROBLEMS})
def review(request: HttpRequest, no: str) -> WhistleFile:
    """Every task is done or explained."""
    who = posted(request)
    services.review(whistle_no=no, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/close", response={200: WhistleFile, **PROBLEMS})
def close(request: HttpRequest, no: str, payload: WhistleOutcomeIn) -> WhistleFile:
    """销哨."""
    who = posted(request)
    services.close(whistle_no=no, outcome=payload.outcome, who=who, at=clock.now())
    return _file(no, who)


class AgainIn(Schema):
    reason: str
    due_at: Moment | None = None


class ReferIn(Schema):
    matter: str = ""


class ScoreIn(Schema):
    score: int
    reason: str


@router.post("/whistles/{no}/summonses/{summons}/recall", response={200: WhistleFile, **PROBLEMS})
def recall(request: HttpRequest, no: str, summons: int, payload: BecauseIn) -> WhistleFile:
    """The street insists."""
    who = posted(request)
    services.recall(whistle_no=no, summons=summons, reason=payload.reason, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/summonses/{summons}/redo", response={200: WhistleFile, **PROBLEMS})
def redo(request: HttpRequest, no: str, summons: int, payload: AgainIn) -> WhistleFile:
    """The task goes back."""
    who = posted(request)
    services.redo(whistle_no=no, summons=summons, reason=payload.reason, due_at=payload.due_at, who=who, at=clock.now())
    return _file(no, who)


@router.post("/whistles/{no}/summonses/{summons}/refer", response={200: TaskTicket, **PROBLEMS})
def refer(request: HttpRequest, no: str, summons: int, payload: ReferIn) -> TaskTicket:
    """The task becomes a report like any other."""
    who = posted(request)
    return {"receipt": services.refer(whistle_no=no, summons=summons, matter=payload.matter, who=who, at=clock.now())}


@router.post("/whistles/{no}/summonses/{summons}/rate", response={200: WhistleFile, **PROBLEMS})
def rate(request: HttpRequest, no: str, summons: int, payload: ScoreIn) -> WhistleFile:
    """The street's word about one department."""
    who = posted(request)
    services.rate(whistle_no=no, summons=summons, score=payload.score, reason=payload.reason, who=who, at=clock.now())
    return _file(no, who)


@router.get("/whistles/{no}/summonses/{summons}/link", response={200: WhistleLink, **PROBLEMS})
def link(request: HttpRequest, no: str, summons: int) -> WhistleLink:
    """The link in force, for whoever passes it on by hand; only the street gets it."""
    return _link(*services.link_of(whistle_no=no, summons=summons, who=posted(request)))


def _link(spec: str, until: datetime) -> WhistleLink:
    return {"url": links.url(spec), "until": until}


@router.post("/whistles/{no}/summonses/{summons}/relink", response={200: WhistleLink, **PROBLEMS})
def relink(request: HttpRequest, no: str, summons: int) -> WhistleLink:
    """A fresh link; the old one opens nothing any more."""
    who = posted(request)
    services.relink(whistle_no=no, summons=summons, who=who, at=clock.now())
    return _link(*services.link_of(whistle_no=no, summons=summons, who=who))
