"""Volunteers: their own pages (a proven phone), and the street's desk."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema, Status

from zhicheng.civic.community import queries
from zhicheng.civic.community.api.residents import known, mine
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.services import serving, volunteers
from zhicheng.civic.community.services.serving import NewErrand
from zhicheng.civic.community.services.volunteers import NewVolunteer
from zhicheng.civic.community.shapes import volunteers as shapes
from zhicheng.civic.community.shapes.volunteers import VolunteerDesk, VolunteerPage
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["community"])
SEE = Phrase("查看志愿者", "see volunteers")
PAST = timedelta(days=14)  # errands that are over stay on the desk so long


class VolunteerIn(Schema):
    """Guardian and consent are for minors."""

    name: str
    area: str
    born_on: date
    guardian: str = ""
    guardian_phone: str = ""
    consents: bool = False


class HoursIn(Schema):
    minutes: int
    note: str = ""


@router.get("/community/volunteer", response={200: VolunteerPage, **PROBLEMS})
def me(request: HttpRequest) -> VolunteerPage:
    """Oneself in the register, errands to take on, hours."""
    return shapes.page(known(request), at=clock.now())


@router.post("/community/volunteer", response={200: VolunteerPage, **PROBLEMS})
def apply(request: HttpRequest, payload: VolunteerIn) -> VolunteerPage:
    found, at = mine(request), clock.now()
    volunteers.apply(NewVolunteer(**payload.dict()), resident=found, at=at)
    return shapes.page(found, at=at)


@router.post("/community/volunteer/withdraw", response={200: VolunteerPage, **PROBLEMS})
def withdraw(request: HttpRequest) -> VolunteerPage:
    found, at = mine(request), clock.now()
    volunteers.withdraw(resident=found, at=at)
    return shapes.page(found, at=at)


@router.post("/community/errands/{errand}/take", response={200: VolunteerPage, **PROBLEMS})
def take(request: HttpRequest, errand: int) -> VolunteerPage:
    found, at = mine(request), clock.now()
    serving.take(errand_id=errand, resident=found, at=at)
    return shapes.page(found, at=at)


@router.post("/community/errands/{errand}/give-up", response={200: VolunteerPage, **PROBLEMS})
def give_up(request: HttpRequest, errand: int) -> VolunteerPage:
    found, at = mine(request), clock.now()
    serving.give_up(errand_id=errand, resident=found, at=at)
    return shapes.page(found, at=at)


@router.post("/community/errands/{errand}/hours", response={200: VolunteerPage, **PROBLEMS})
def log(request: HttpRequest, errand: int, payload: HoursIn) -> VolunteerPage:
    """How long he was there; somebody else confirms it."""
    found, at = mine(request), clock.now()
    serving.log(errand_id=errand, resident=found, minutes=payload.minutes, note=payload.note, at=at)
    return shapes.page(found, at=at)


@router.get("/community/volunteer/certificate/{year}", include_in_schema=False)
def certificate(request: HttpRequest, year: int) -> HttpResponse:
    """His confirmed hours of a year."""
    if not 2020 <= year <= 2100:
        raise NotFound("没有这一年的证明。", "There is no certificate of that year.")
    made = serving.certificate(resident=mine(request), year=year, at=clock.now())
    return HttpResponse(made, content_type="application/pdf")


# The street's desk ----------------------------------------------------------------------------------------------------------


class ErrandIn(Schema):
    kind: str
    title: str
    starts_at: Moment
    ends_at: Moment
    places: int
    area: str = ""
    open_day: int = 0


class VolunteerReasonIn(Schema):
    reason: str = ""


class VolunteerUntilIn(Schema):
    until: date


class ConfirmHoursIn(Schema):
    minutes: int
    reason: str = ""


def _viewer(request: HttpRequest) -> Access:
    who = posted(request)
    who.require(reads.CONFIRMS, what=SEE)
    return who


def _desk(who: Access) -> VolunteerDesk:
    at = clock.now()
    today = at.astimezone(CHINA).date()
    return {
        "volunteers": [
            shapes.volunteer(v, today=today, full=who.may(queries.OFFICE, v.area)) for v in reads.volunteers_visible_to(who)[:500]
        ],
        "errands": [shapes.errand(e) for e in reads.errands(after=at - PAST, access=who)[:200]],
        "waiting": shapes.stints(reads.stints_waiting(who)[:200]), "may_decide": any(g.role in queries.OFFICE for g in who.grants),
    }  # fmt: skip


@router.get("/community/office/volunteers", response={200: VolunteerDesk, **PROBLEMS})
def desk(request: HttpRequest) -> VolunteerDesk:
    """Volunteers, errands and hours that wait, of the viewer's area."""
    return _desk(_viewer(request))


@router.post("/community/office/volunteers/{volunteer}/train", response={200: VolunteerDesk, **PROBLEMS})
def train(request: HttpRequest, volunteer: int, payload: VolunteerUntilIn) -> VolunteerDesk:
    who = _viewer(request)
    volunteers.train(volunteer_id=volunteer, until=payload.until, who=who, at=clock.now())
    return _desk(who)


def _decide(request: HttpRequest, volunteer: int, action: str, reason: str) -> VolunteerDesk:
    who = _viewer(request)
    volunteers.decide(volunteer_id=volunteer, action=action, reason=reason, who=who, at=clock.now())
    return _desk(who)


@router.post("/community/office/volunteers/{volunteer}/confirm", response={200: VolunteerDesk, **PROBLEMS})
def confirm(request: HttpRequest, volunteer: int) -> VolunteerDesk:
    return _decide(request, volunteer, "confirm", "")


@router.post("/community/office/volunteers/{volunteer}/refuse", response={200: VolunteerDesk, **PROBLEMS})
def refuse(request: HttpRequest, volunteer: int, payload: VolunteerReasonIn) -> VolunteerDesk:
    return _decide(request, volunteer, "refuse", payload.reason)


@router.post("/community/office/volunteers/{volunteer}/suspend", response={200: VolunteerDesk, **PROBLEMS})
def suspend(request: HttpRequest, volunteer: int, payload: VolunteerReasonIn) -> VolunteerDesk:
    return _decide(request, volunteer, "suspend", payload.reason)


@router.post("/community/office/volunteers/{volunteer}/resume", response={200: VolunteerDesk, **PROBLEMS})
def resume(request: HttpRequest, volunteer: int) -> VolunteerDesk:
    return _decide(request, volunteer, "resume", "")


@router.post("/community/office/errands", response={201: VolunteerDesk, **PROBLEMS})
def announce(request: HttpRequest, payload: ErrandIn) -> Status[VolunteerDesk]:
    who = _viewer(request)
    serving.announce(NewErrand(**payload.dict()), who=who, at=clock.now())
    return Status(201, _desk(who))


@router.post("/community/office/errands/{errand}/call-off", response={200: VolunteerDesk, **PROBLEMS})
def call_off(request: HttpRequest, errand: int, payload: VolunteerReasonIn) -> VolunteerDesk:
    who = _viewer(request)
    serving.call_off(errand_id=errand, reason=payload.reason, who=who, at=clock.now())
    return _desk(who)


@router.post("/community/office/stints/{stint}/confirm", response={200: VolunteerDesk, **PROBLEMS})
def confirm_hours(request: HttpRequest, stint: int, payload: ConfirmHoursIn) -> VolunteerDesk:
    """As long as he said, or less, with the reason."""
    who = _viewer(request)
    serving.confirm(stint_id=stint, minutes=payload.minutes, reason=payload.reason, who=who, at=clock.now())
    return _desk(who)


@router.post("/community/office/stints/{stint}/refuse", response={200: VolunteerDesk, **PROBLEMS})
def refuse_hours(request: HttpRequest, stint: int, payload: VolunteerReasonIn) -> VolunteerDesk:
    who = _viewer(request)
    serving.refuse(stint_id=stint, reason=payload.reason, who=who, at=clock.now())
    return _desk(who)
