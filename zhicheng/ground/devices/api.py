"""Devices on the wire: the register of cameras, their pictures (masked, or for a reason), orders of upkeep, the public list."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from typing_extensions import TypedDict

from zhicheng.ground.devices import pictures, queries, services
from zhicheng.ground.devices.queries import CameraFile, CameraRow, Look, PublicPlace, UpkeepRow
from zhicheng.ground.devices.services import NewCamera
from zhicheng.ground.people.auth import posted
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.calendar import CHINA

router = Router(tags=["devices"])
CODE = r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,31}$"


class CameraIn(Schema):
    """A camera as its keeper registers it; degrees WGS-84. An empty `url` in a change leaves the address as it is."""

    code: str = Field(..., max_length=40)
    name: str = Field(..., max_length=80)
    source: str
    lng: float = Field(..., ge=-180, le=180, allow_inf_nan=False)
    lat: float = Field(..., ge=-90, le=90, allow_inf_nan=False)
    url: str = Field("", max_length=300)
    their_name: str = Field("", max_length=80)
    bearing: int | None = None
    view: int | None = None
    reach_m: int = 60
    address: str = Field("", max_length=120)
    purpose: str = Field("", max_length=120)
    mode: str = "patrol"
    look_every_s: int = 45
    legal_basis: str = Field("", max_length=200)
    legal_review_on: date | None = None
    technical_review_on: date | None = None
    standard: str = Field("", max_length=80)
    calibrated_to: date | None = None
    sign: bool = False
    published_on: date | None = None


class CameraSceneIn(Schema):
    scene: dict[str, Any]


class CameraSwitchIn(Schema):
    action: Literal["switch_off", "switch_on", "remove"]
    reason: str = Field("", max_length=400)


class CameraReasonIn(Schema):
    reason: str = Field("", max_length=400)


class UpkeepEndIn(Schema):
    what: str = Field("", max_length=400)


class Cameras(TypedDict):
    """The cameras that this account may see, and how many are how."""

    rows: list[CameraRow]
    counts: dict[str, int]
    may_add: bool


class PublishedPlaces(TypedDict):
    on: date
    places: list[PublicPlace]


def today(at: datetime) -> date:
    return at.astimezone(CHINA).date()


@router.get("/cameras", response={200: Cameras, **PROBLEMS})
def listed(request: HttpRequest, q: str = "", status: str = "", source: str = "") -> Cameras:
    """Cameras of this account's areas with how they are now."""
    access = posted(request)
    return {
        "rows": queries.listed(access, on=today(clock.now()), q=q, status=status, source=source), "counts": queries.counts(access),
        "may_add": queries.may_keep(access),
    }  # fmt: skip


@router.post("/cameras", response={201: CameraFile, **PROBLEMS})
def add(request: HttpRequest, payload: CameraIn) -> Status[CameraFile]:
    """Register a camera."""
    access, at = posted(request), clock.now()
    made = services.add(NewCamera(**payload.dict()), access=access, at=at)
    return Status(201, queries.file_of(made.code, access, on=today(at)))


@router.get("/cameras/{code}", response={200: CameraFile, **PROBLEMS})
def one(request: HttpRequest, code: str) -> CameraFile:
    """Everything about one camera; its address without the password in it."""
    return queries.file_of(code, posted(request), on=today(clock.now()))


@router.put("/cameras/{code}", response={200: CameraFile, **PROBLEMS})
def change(request: HttpRequest, code: str, payload: CameraIn) -> CameraFile:
    """Put the register right."""
    access, at = posted(request), clock.now()
    services.change(code, NewCamera(**payload.dict()), access=access, at=at)
    return queries.file_of(code, access, on=today(at))


@router.put("/cameras/{code}/scene", response={200: CameraFile, **PROBLEMS})
def draw(request: HttpRequest, code: str, payload: CameraSceneIn) -> CameraFile:
    """Draw its zones, in pixels of a picture of `width` × `height`."""
    access, at = posted(request), clock.now()
    services.draw(code, payload.scene, access=access, at=at)
    return queries.file_of(code, access, on=today(at))


@router.post("/cameras/{code}/switch", response={200: CameraFile, **PROBLEMS})
def switch(request: HttpRequest, code: str, payload: CameraSwitchIn) -> CameraFile:
    """Switch it off, on, or remove it."""
    access, at = posted(request), clock.now()
    services.switch(code, payload.action, reason=payload.reason, access=access, at=at)
    return queries.file_of(code, access, on=today(at))


@router.get("/cameras/{code}/picture", response={200: None, **PROBLEMS})
def picture(request: HttpRequest, code: str) -> HttpResponse:
    """Its last picture, faces and plates covered."""
    taken_at = queries.picture_taken_at(code, posted(request))
    return shown(pictures.read_last(code, masked=True), taken_at)


@router.post("/cameras/{code}/original", response={200: None, **PROBLEMS})
def original(request: HttpRequest, code: str, payload: CameraReasonIn) -> HttpResponse:
    """Its last picture as it came; who looked and why stays in the record (VIDEO 16)."""
    access = posted(request)
    taken_at = queries.picture_taken_at(code, access)
    data = pictures.read_last(code, masked=False)
    services.open_pictures(code, what="最近画面", reason=payload.reason, access=access, at=clock.now())
    return shown(data, taken_at)


def shown(data: bytes, taken_at: datetime | None) -> HttpResponse:
    """A picture on the wire, never kept by anybody in between."""
    answer = HttpResponse(data, content_type=pictures.media_of(data))
    answer["Cache-Control"] = "private, no-store"
    if taken_at is not None:
        answer["X-Taken-At"] = taken_at.isoformat()
    return answer


@router.get("/cameras/{code}/looks", response={200: list[Look], **PROBLEMS})
def looks(request: HttpRequest, code: str) -> list[Look]:
    """Who looked into this camera, and why."""
    return queries.looks(code, posted(request))


@router.get("/upkeep", response={200: list[UpkeepRow], **PROBLEMS})
def orders(request: HttpRequest, state: str = "open", device: str = "") -> list[UpkeepRow]:
    """Orders of upkeep, newest first; an empty state means all."""
    return queries.orders(posted(request), state=state, device=device)


@router.post("/upkeep/{order_id}/repair", response={200: list[UpkeepRow], **PROBLEMS})
def repair(request: HttpRequest, order_id: int, payload: UpkeepEndIn) -> list[UpkeepRow]:
    """Somebody was there and says what he did. Gives the open orders."""
    access = posted(request)
    services.repair(order_id, what=payload.what, access=access, at=clock.now())
    return queries.orders(access)


@router.post("/upkeep/{order_id}/dismiss", response={200: list[UpkeepRow], **PROBLEMS})
def dismiss(request: HttpRequest, order_id: int, payload: UpkeepEndIn) -> list[UpkeepRow]:
    """Nothing to do, and why. Gives the open orders."""
    access = posted(request)
    services.dismiss(order_id, reason=payload.what, access=access, at=clock.now())
    return queries.orders(access)


@router.get("/open/cameras", response={200: PublishedPlaces, **PROBLEMS})
def published(request: HttpRequest) -> PublishedPlaces:
    """The published monitoring places, for everybody (APL 41: 设置地点应当向社会公布)."""
    on = today(clock.now())
    return {"on": on, "places": queries.published(on=on)}
