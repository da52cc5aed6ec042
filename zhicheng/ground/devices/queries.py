"""Reads about devices. `visible_to` first: a post sees the cameras of its areas."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.ground.devices.models import Camera, CameraState, Upkeep
from zhicheng.ground.devices.rules import OURS, SOURCES, TROUBLES, Standing, lacks, wedge, without_secret
from zhicheng.ground.devices.states import CAMERA, KEEPERS, LOOKERS, UPKEEP
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.infra.events import read_body
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import from_e7

STALE = timedelta(minutes=3)  # of a state that nobody has written: its worker is gone


class Bilingual(TypedDict):
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What others need to know of a camera."""

    id: int
    code: str
    name: str
    source: str
    url: str
    their_name: str
    lng: float
    lat: float
    area: str
    address: str
    mode: str
    look_every_s: int
    scene: dict[str, Any]
    standing: Standing
    state: str = "on"


class CameraRow(TypedDict):
    """A camera in lists and on the map. `status`: good, unseen or a trouble; `lacks`: why its record is a lead only."""

    code: str
    name: str
    source: str
    source_name: Bilingual
    state: str
    state_name: str
    lng: float
    lat: float
    area: str
    address: str
    status: str
    said: str
    since: datetime | None
    seen_at: datetime | None
    dense: bool
    zones: int
    upkeep: int
    lacks: list[Bilingual]
    wedge: list[tuple[float, float]]


class CameraFile(TypedDict):
    """Everything about one camera."""

    row: CameraRow
    url: str
    their_name: str
    bearing: int | None
    view: int | None
    reach_m: int
    purpose: str
    mode: str
    look_every_s: int
    legal_basis: str
    legal_review_on: date | None
    technical_review_on: date | None
    standard: str
    calibrated_to: date | None
    sign: bool
    published_on: date | None
    scene: dict[str, Any]
    drawn_at: datetime | None
    clock_off_s: int | None
    width: int
    height: int
    worker: str
    looks: int
    lag_ms: int
    picture_at: datetime | None
    may_keep: bool
    may_look: bool


class UpkeepRow(TypedDict):
    id: int
    device: str
    trouble: str
    trouble_name: Bilingual
    said: Bilingual
    state: str
    state_name: str
    area: str
    asked_at: datetime
    ended_at: datetime | None
    what: str
    may_end: bool


class Look(TypedDict):
    """One entry of the register of looks (VIDEO 16)."""

    at: datetime
    who: str
    reason: str
    what: str


class PublicPlace(TypedDict):
    """A monitoring place as the public list shows it (APL 41: 设置地点应当向社会公布)."""

    code: str
    name: str
    address: str
    lng: float
    lat: float
    purpose: str
    published_on: date
    evidence: bool
    bearing: int | None


def may_keep(access: Access) -> bool:
    """May this account register a camera anywhere?"""
    return bool(access.roles & KEEPERS)


def visible_to(access: Access) -> QuerySet[Camera]:
    """Cameras of the areas in which the account has a post that may look."""
    if not access.roles & LOOKERS:
        return Camera.objects.none()
    return Camera.objects.filter(in_areas(access.areas)).select_related("now")


def in_areas(areas: Sequence[str]) -> Q:
    """Rows whose `area` lies in one of these; "" is the whole city."""
    if "" in areas:
        return Q()
    found = Q(pk__in=[])
    for area in areas:
        found |= Q(area__startswith=area)
    return found


def facts(camera: Camera) -> CameraFacts:
    return CameraFacts(
        id=camera.pk, code=camera.code, name=camera.name, source=camera.source, url=camera.url, their_name=camera.their_name,
        lng=from_e7(camera.lng_e7), lat=from_e7(camera.lat_e7), area=camera.area, address=camera.address, mode=camera.mode,
        look_every_s=camera.look_every_s, scene=camera.scene, standing=standing(camera), state=camera.state,
    )  # fmt: skip


def standing(camera: Camera) -> Standing:
    return Standing(
        camera.legal_basis, camera.legal_review_on, camera.technical_review_on, camera.standard, camera.calibrated_to, camera.sign,
        camera.published_on,
    )  # fmt: skip


def by_codes(codes: Collection[str]) -> dict[str, CameraFacts]:
    """Cameras by their code, removed ones not."""
    rows = bulk.among(Camera.objects.exclude(state="gone"), "code", codes) if codes else []
    return {c.code: facts(c) for c in rows}


def by_their_names(source: str, names: Collection[str]) -> dict[str, CameraFacts]:
    """Cameras of another platform by the name that it has there, or by their own code (a GB/T 28181 id)."""
    rows = Camera.objects.exclude(state="gone").filter(Q(source=source, their_name__in=names) | Q(code__in=names))
    found: dict[str, CameraFacts] = {}
    for camera in rows:
        for name in (camera.code, camera.their_name):
            if name in names:
                found[name] = facts(camera)
    return found


def to_watch(codes: Collection[str] = ()) -> list[CameraFacts]:
    """Cameras in use that our own eyes watch: with a source of ours and zones drawn."""
    rows = Camera.objects.filter(state="on", source__in=OURS, drawn_at__isnull=False)
    if codes:
        rows = rows.filter(code__in=codes)
    return [facts(c) for c in rows.order_by("code")]


def listed(
    access: Access, *, on: date, q: str = "", status: str = "", source: str = "", limit: int = 2_000
) -> list[CameraRow]:
    """The cameras that this account may see, troubled ones first."""
    rows = visible_to(access).exclude(state="gone")
    if q:
        rows = rows.filter(Q(code__icontains=q) | Q(name__icontains=q) | Q(address__icontains=q))
    if source:
        rows = rows.filter(source=source)
    if status:
        rows = rows.filter(now__status=status)
    found = list(rows.order_by("code")[:limit])
    orders = _orders(f"camera:{c.code}" for c in found)
    return [_row(c, orders, on) for c in found]


def _orders(devices: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for device in bulk.among(Upkeep.objects.filter(ended_at=None), "device", list(devices)).values_list(
        "device", flat=True
    ):
        counts[device] = counts.get(device, 0) + 1
    return counts


def _row(camera: Camera, orders: dict[str, int], on: date) -> CameraRow:
    now, source = _now(camera), SOURCES[camera.source]
    lng, lat = from_e7(camera.lng_e7), from_e7(camera.lat_e7)
    return {
        "code": camera.code, "name": camera.name, "source": camera.source, "source_name": {"zh": source.zh, "en": source.en},
        "state": camera.state, "state_name": CAMERA.states[camera.state], "lng": lng, "lat": lat, "area": camera.area,
        "address": camera.address, "status": now.status, "said": now.said, "since": now.since, "seen_at": now.seen_at, "dense": now.dense,
        "zones": len(camera.scene.get("zones", [])), "upkeep": orders.get(f"camera:{camera.code}", 0),
        "lacks": [{"zh": r.text.zh, "en": r.text.en} for r in lacks(standing(camera), on)],
        "wedge": wedge(lng, lat, camera.bearing, camera.view, camera.reach_m),
    }  # fmt: skip


def _now(camera: Camera) -> CameraState:
    try:
        return camera.now
    except CameraState.DoesNotExist:
        return CameraState(camera=camera)


def file_of(code: str, access: Access, *, on: date) -> CameraFile:
    """One camera; NotFound when there is none in this account's areas."""
    camera = visible_to(access).filter(code=code).first()
    if camera is None:
        raise NotFound(f"没有摄像机 {code}，或不在您的辖区。", f"There is no camera {code}, or it is not in your area.")
    now = _now(camera)
    may_keep = access.may(KEEPERS, camera.area)
    return {
        "row": _row(camera, _orders([f"camera:{camera.code}"]), on), "url": without_secret(camera.url), "their_name": camera.their_name,
        "bearing": camera.bearing, "view": camera.view, "reach_m": camera.reach_m, "purpose": camera.purpose, "mode": camera.mode,
        "look_every_s": camera.look_every_s, "legal_basis": camera.legal_basis, "legal_review_on": camera.legal_review_on,
        "technical_review_on": camera.technical_review_on, "standard": camera.standard, "calibrated_to": camera.calibrated_to,
        "sign": camera.sign, "published_on": camera.published_on, "scene": camera.scene, "drawn_at": camera.drawn_at,
        "clock_off_s": now.clock_off_s, "width": now.width, "height": now.height, "worker": now.worker, "looks": now.looks,
        "lag_ms": now.lag_ms, "picture_at": now.picture_at, "may_keep": may_keep, "may_look": access.may(LOOKERS, camera.area),
    }  # fmt: skip


def picture_taken_at(code: str, access: Access) -> datetime | None:
    """When its last picture was taken; NotFound for a camera that this account may not see."""
    camera = visible_to(access).filter(code=code).first()
    if camera is None:
        raise NotFound(f"没有摄像机 {code}，或不在您的辖区。", f"There is no camera {code}, or it is not in your area.")
    return _now(camera).picture_at


def looks(code: str, access: Access, *, limit: int = 100) -> list[Look]:
    """Who looked into this camera, newest first."""
    camera = visible_to(access).filter(code=code).first()
    if camera is None:
        return []
    rows = list(Event.objects.filter(stream=f"camera:{camera.pk}", kind="camera.open").order_by("-seq")[:limit])
    names = people.account_names(int(e.actor[7:]) for e in rows if e.actor.startswith("person:"))
    out: list[Look] = []
    for event in rows:
        body: Any = read_body(event)
        who = names.get(int(event.actor[7:]), event.actor) if event.actor.startswith("person:") else event.actor
        out.append({"at": event.happened_at, "who": who, "reason": body.reason, "what": body.what})
    return out


def orders(access: Access, *, state: str = "open", device: str = "", limit: int = 500) -> list[UpkeepRow]:
    """Orders of upkeep in this account's areas, newest first."""
    if not access.roles & LOOKERS:
        return []
    rows = Upkeep.objects.filter(in_areas(access.areas))
    if state:
        rows = rows.filter(state=state)
    if device:
        rows = rows.filter(device=device)
    return [_order(o, access) for o in rows.order_by("-asked_at")[:limit]]


def _order(order: Upkeep, access: Access) -> UpkeepRow:
    trouble = TROUBLES[order.trouble]
    return {
        "id": order.pk, "device": order.device, "trouble": order.trouble, "trouble_name": {"zh": trouble.zh, "en": trouble.en},
        "said": {"zh": order.said, "en": order.said_en or order.said}, "state": order.state, "state_name": UPKEEP.states[order.state],
        "area": order.area, "asked_at": order.asked_at, "ended_at": order.ended_at, "what": order.what,
        "may_end": order.state == "open" and access.may(KEEPERS, order.area),
    }  # fmt: skip


def published(*, on: date) -> list[PublicPlace]:
    """The places that were published, for everybody; where nothing was published there is nothing to show, and no evidence either."""
    rows = Camera.objects.exclude(state="gone").filter(published_on__lte=on).order_by("area", "code")
    return [
        {
            "code": c.code, "name": c.name, "address": c.address, "lng": from_e7(c.lng_e7), "lat": from_e7(c.lat_e7), "purpose": c.purpose,
            "published_on": c.published_on, "evidence": not lacks(standing(c), on), "bearing": c.bearing,
        }
        for c in rows if c.published_on is not None
    ]  # fmt: skip


def counts(access: Access) -> dict[str, int]:
    """How many cameras are how."""
    rows = visible_to(access).exclude(state="gone").values_list("now__status").annotate(n=Count("pk"))
    found: dict[str, int] = {}
    for status, n in rows.order_by():
        found[status or "unseen"] = found.get(status or "unseen", 0) + n
    return found
