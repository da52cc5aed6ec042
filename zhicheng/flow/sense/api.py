"""Observations on the wire: the review desk, what a camera saw, what zones learnt, and the door for boxes without a broker."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from typing_extensions import TypedDict

from zhicheng.flow.sense import queries, services, trial
from zhicheng.flow.sense.queries import DayFigure, GuardRow, ObservationRow, ReviewDesk
from zhicheng.flow.sense.rules import MOST_STILLS, REASONS, Sighting, Still
from zhicheng.flow.sense.trial import Tried
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as device_queries
from zhicheng.ground.devices import services as devices
from zhicheng.ground.devices.queries import CameraFile
from zhicheng.ground.people.auth import posted, staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["sense"])
DAY = timedelta(days=1)
SPEAK = Phrase("以设备身份上报", "speak for a device")


class StillIn(Schema):
    """A picture, base64."""

    what: str
    taken_at: Moment
    original: str
    masked: str = ""


class SightingIn(Schema):
    """What a device says about one thing; (device, thing) is one observation for ever."""

    device: str = Field(..., max_length=60)
    thing: str = Field(..., max_length=100)
    stage: str
    kind: str
    started_at: Moment
    seen_at: Moment
    zone: str = Field("", max_length=100)
    confidence: int = 0
    box: list[int] | None = Field(None, min_length=4, max_length=4)
    model: str = Field("", max_length=200)
    facts: dict[str, Any] = Field(default_factory=dict)
    stills: list[StillIn] = Field(default_factory=list, max_length=MOST_STILLS)
    lng: float | None = Field(None, ge=-180, le=180, allow_inf_nan=False)
    lat: float | None = Field(None, ge=-90, le=90, allow_inf_nan=False)


class SeenRejectIn(Schema):
    reason: str
    note: str = Field("", max_length=400)


class SeenAuditIn(Schema):
    right: bool
    reason: str = ""


class GuardIn(Schema):
    """What becomes of a zone: armed, silenced (with its reason), or tuned (`values` by name)."""

    action: Literal["arm", "silence", "tune"]
    reason: str = Field("", max_length=400)
    until: Moment | None = None
    values: dict[str, int] = Field(default_factory=dict)


class TryIn(Schema):
    scene: dict[str, Any]


class SeenOriginalIn(Schema):
    reason: str = Field("", max_length=400)
    still: int = Field(0, ge=0, le=20)


class SightingRefused(TypedDict):
    row: int
    field: str
    reason: str
    reason_en: str


class SightingsTaken(TypedDict):
    """How many are new or moved, how many changed nothing, and what was refused."""

    taken: int
    known: int
    refused: list[SightingRefused]


class ReasonRow(TypedDict):
    code: str
    zh: str
    en: str


@router.get("/sense/reasons", response={200: list[ReasonRow], **PROBLEMS})
def reasons(request: HttpRequest) -> list[ReasonRow]:
    """Why a reviewer may say no, in the order of the keys 1, 2, 3 …"""
    return [{"code": code, "zh": said.zh, "en": said.en} for code, (said, _) in REASONS.items()]


@router.get("/sense/desk", response={200: ReviewDesk, **PROBLEMS})
def desk(request: HttpRequest, limit: int = 30, samples: bool = False) -> ReviewDesk:
    """What waits for a person, longest first; or the sample of what reported by itself."""
    return queries.desk(posted(request), limit=max(1, min(limit, 100)), samples=samples)


@router.get("/sense/observations", response={200: list[ObservationRow], **PROBLEMS})
def observations(request: HttpRequest, device: str, hours: int = 24) -> list[ObservationRow]:
    """What a device saw in the last hours, newest first."""
    since = clock.now() - timedelta(hours=max(1, min(hours, 24 * 31)))
    return queries.of_device(device, posted(request), since=since)


@router.post("/sense/observations", response={200: SightingsTaken, **PROBLEMS})
def observe(request: HttpRequest, payload: list[SightingIn]) -> SightingsTaken:
    """A box speaks: at most 500 at once. Sending it again changes nothing; what is refused is said one by one."""
    who = staff(request)
    who.require({"ai"}, what=SPEAK)
    if len(payload) > 500:
        raise BadInput("一次最多 500 条。", "At most 500 at once.", field="payload")
    read, bad = _read(payload)
    found = services.observe_many(read, by=f"device:{who.name}"[:80], at=clock.now())
    refused: list[SightingRefused] = [
        {"row": r.row, "field": r.field, "reason": r.said.zh, "reason_en": r.said.en} for r in (*bad, *found.refused)
    ]
    return {"taken": len(found.observations), "known": found.known, "refused": sorted(refused, key=lambda r: r["row"])}


def _read(payload: Sequence[SightingIn]) -> tuple[list[Sighting], list[services.Refusal]]:
    good: list[Sighting] = []
    bad: list[services.Refusal] = []
    for n, one in enumerate(payload, start=1):
        said = one.dict()
        try:
            stills = tuple(Still(s.what, s.taken_at, _bytes(s.original), _bytes(s.masked)) for s in one.stills)
            box = tuple(one.box) if one.box else None
            good.append(Sighting(**{**said, "stills": stills, "box": box, "row": n}))
        except BadInput as error:
            bad.append(services.Refusal(n, error.field, error.said))
    return good, bad


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadInput("图片不是 base64。", "The picture is no base64.", field="stills") from None


@router.get("/sense/observations/{observation_id}", response={200: ObservationRow, **PROBLEMS})
def observation(request: HttpRequest, observation_id: int) -> ObservationRow:
    """One observation."""
    return queries.row(_found(request, observation_id))


@router.get("/sense/observations/{observation_id}/stills/{n}", response={200: None, **PROBLEMS})
def still(request: HttpRequest, observation_id: int, n: int) -> HttpResponse:
    """Its n-th still (from 0), faces and other people's plates covered."""
    stills = _found(request, observation_id).stills
    if not 0 <= n < len(stills) or not stills[n].get("masked"):
        raise NotFound("没有这张图，或还没有遮盖过。", "There is no such picture, or nobody has covered it yet.")
    return _shown(stills[n]["masked"])


@router.post("/sense/observations/{observation_id}/original", response={200: None, **PROBLEMS})
def original(request: HttpRequest, observation_id: int, payload: SeenOriginalIn) -> HttpResponse:
    """A still as it came; who looked and why stays in the camera's record (VIDEO 16)."""
    one = _found(request, observation_id)
    if payload.still >= len(one.stills):
        raise NotFound("没有这张图。", "There is no such picture.")
    what = f"感知 {one.pk} 第 {payload.still + 1} 张原图"
    code = one.device.partition(":")[2]
    devices.open_pictures(code, what=what, reason=payload.reason, access=posted(request), at=clock.now())
    return _shown(one.stills[payload.still]["original"])


def _found(request: HttpRequest, observation_id: int) -> Any:
    one = queries.find(observation_id, posted(request))
    if one is None:
        raise NotFound("没有这条感知记录，或不在您的辖区。", "There is no such observation, or it is not in your area.")
    return one


def _shown(name: str) -> HttpResponse:
    data = pictures.read(name)
    answer = HttpResponse(data, content_type=pictures.media_of(data))
    answer["Cache-Control"] = "private, max-age=600"
    return answer


@router.post("/sense/observations/{observation_id}/accept", response={200: ObservationRow, **PROBLEMS})
def accept(request: HttpRequest, observation_id: int) -> ObservationRow:
    """It is true: it becomes a report."""
    return queries.row(services.accept(observation_id, access=posted(request), at=clock.now()))


@router.post("/sense/observations/{observation_id}/reject", response={200: ObservationRow, **PROBLEMS})
def reject(request: HttpRequest, observation_id: int, payload: SeenRejectIn) -> ObservationRow:
    """No, because …"""
    one = services.reject(
        observation_id, reason=payload.reason, note=payload.note, access=posted(request), at=clock.now()
    )
    return queries.row(one)


@router.post("/sense/observations/{observation_id}/audit", response={200: ObservationRow, **PROBLEMS})
def audit(request: HttpRequest, observation_id: int, payload: SeenAuditIn) -> ObservationRow:
    """A sample of what reported by itself: was it right?"""
    one = services.audit(
        observation_id, right=payload.right, reason=payload.reason, access=posted(request), at=clock.now()
    )
    return queries.row(one)


@router.get("/sense/guards", response={200: list[GuardRow], **PROBLEMS})
def guards(request: HttpRequest, device: str = "", state: str = "") -> list[GuardRow]:
    """Zones with what they learnt and how often they were right; silent and unreliable ones first."""
    return queries.guards(posted(request), device=device, state=state)


@router.post("/sense/guards/{guard_id}", response={200: list[GuardRow], **PROBLEMS})
def guard(request: HttpRequest, guard_id: int, payload: GuardIn) -> list[GuardRow]:
    """Arm, silence or tune a zone; gives the zones of its device."""
    access, at = posted(request), clock.now()
    if payload.action == "tune":
        found = services.tune(guard_id, payload.values, access=access, at=at)
    elif payload.action == "silence":
        found = services.silence(guard_id, reason=payload.reason, until=payload.until, access=access, at=at)
    else:
        found = services.arm(guard_id, access=access, at=at)
    return queries.guards(access, device=found.device)


@router.post("/cameras/{code}/try", response={200: Tried, **PROBLEMS})
def try_out(request: HttpRequest, code: str, payload: TryIn) -> Tried:
    """What these zones would have found in the camera's last clip; a live stream is watched for the next seconds."""
    return trial.try_out(code, payload.scene, access=posted(request))


@router.post("/cameras/{code}/look", response={200: CameraFile, **PROBLEMS})
def look(request: HttpRequest, code: str) -> CameraFile:
    """Take one picture now, to draw zones on; its masked copy is what the page shows."""
    access, at = posted(request), clock.now()
    trial.look(code, access=access, at=at)
    return device_queries.file_of(code, access, on=at.astimezone(CHINA).date())


@router.get("/sense/day", response={200: list[DayFigure], **PROBLEMS})
def day(request: HttpRequest) -> list[DayFigure]:
    """How many of the last day's observations became what."""
    now: datetime = clock.now()
    return queries.day_figures(posted(request), since=now - DAY, until=now)
