"""The door of called departments: whoever has the link acts for the department. Nothing else can be learnt here."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhicheng.civic.whistles import services, shapes
from zhicheng.civic.whistles.models import Summons
from zhicheng.civic.whistles.services import Arrival
from zhicheng.civic.whistles.shapes import DoorView, WhistleLink
from zhicheng.engines.datum import to_wgs84
from zhicheng.flow.reports.rules import check_point
from zhicheng.ground.messages import links
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import Refused

router = Router(tags=["together"])
KNOCKS = Throttle()
MOST = 4  # times as often as reports: the page asks again by itself


def _knock(request: HttpRequest) -> None:
    """Guessing codes is useless and slow."""
    if not KNOCKS.allows(address_of(request), config().reports_per_minute * MOST):
        raise Refused("操作过于频繁，请一分钟后再试。", "Too many attempts. Please try again in a minute.")


class ArrivalIn(Schema):
    """Who stands there; `datum` is what the phone's location is given in."""

    name: str
    phone: str
    lng: float | None = None
    lat: float | None = None
    datum: Literal["wgs84", "gcj02", "bd09"] = "wgs84"
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class DeclineIn(Schema):
    name: str
    reason: str


class ColleagueIn(Schema):
    name: str
    phone: str


class SignerIn(Schema):
    name: str


class TaskDoneIn(Schema):
    text: str
    photos: list[UUID] = Field(default_factory=list, max_length=9)


class TaskWhyIn(Schema):
    reason: str


class RatedReplyIn(Schema):
    name: str
    text: str


def _view(one: Summons) -> DoorView:
    return shapes.door_view(one, at=clock.now())


@router.get("/together/in/{code}", response={200: DoorView, **PROBLEMS})
def show(request: HttpRequest, code: str) -> DoorView:
    """What, where, until when, who else is called, and what is to be done now."""
    _knock(request)
    return _view(services.by_link(code, at=clock.now()))


@router.post("/together/in/{code}/report-in", response={200: DoorView, **PROBLEMS})
def report_in(request: HttpRequest, code: str, payload: ArrivalIn) -> DoorView:
    """Somebody of the department is there."""
    _knock(request)
    return _view(services.report_in(code, _arrival(payload), at=clock.now()))


def _arrival(payload: ArrivalIn) -> Arrival:
    lng, lat = payload.lng, payload.lat
    check_point(lng, lat)
    if lng is not None and lat is not None and payload.datum != "wgs84":
        x, y = to_wgs84(lng, lat, payload.datum)
        lng, lat = float(x), float(y)
    return Arrival(payload.name, payload.phone, lng, lat, [str(p) for p in payload.photos])


@router.post("/together/in/{code}/decline", response={200: DoorView, **PROBLEMS})
def decline(request: HttpRequest, code: str, payload: DeclineIn) -> DoorView:
    """Cannot come, or not ours."""
    _knock(request)
    return _view(services.decline(code, name=payload.name, reason=payload.reason, at=clock.now()))


@router.post("/together/in/{code}/hand-on", response={200: WhistleLink, **PROBLEMS})
def hand_on(request: HttpRequest, code: str, payload: ColleagueIn) -> WhistleLink:
    """To a colleague, once; he gets it by text message too."""
    _knock(request)
    made = services.hand_on(code, name=payload.name, phone=payload.phone, at=clock.now())
    return {"url": links.address(made, "summons"), "until": services.by_link(made, at=clock.now()).link_until}


@router.post("/together/in/{code}/sign", response={200: DoorView, **PROBLEMS})
def sign(request: HttpRequest, code: str, payload: SignerIn) -> DoorView:
    """The joint record says what the department agreed to."""
    _knock(request)
    return _view(services.sign(code, name=payload.name, at=clock.now()))


@router.post("/together/in/{code}/finish", response={200: DoorView, **PROBLEMS})
def finish(request: HttpRequest, code: str, payload: TaskDoneIn) -> DoorView:
    """The task is done, with a photo."""
    _knock(request)
    return _view(services.finish(code, text=payload.text, photos=[str(p) for p in payload.photos], at=clock.now()))


@router.post("/together/in/{code}/explain", response={200: DoorView, **PROBLEMS})
def explain(request: HttpRequest, code: str, payload: TaskWhyIn) -> DoorView:
    """The task could not be done."""
    _knock(request)
    return _view(services.explain(code, reason=payload.reason, at=clock.now()))


@router.post("/together/in/{code}/reply", response={200: DoorView, **PROBLEMS})
def reply(request: HttpRequest, code: str, payload: RatedReplyIn) -> DoorView:
    """To the street's rating."""
    _knock(request)
    return _view(services.reply(code, name=payload.name, text=payload.text, at=clock.now()))
