"""The register of cameras."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from zhicheng.ground.devices import rules
from zhicheng.ground.devices.events import Drawn, LookedInto, Registered, Switched
from zhicheng.ground.devices.models import Camera, CameraState
from zhicheng.ground.devices.states import CAMERA, KEEPERS, LOOKERS
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.config import config
from zhicheng.infra.transitions import Step, advance, open_many
from zhicheng.kernel.errors import BadInput, Conflict, NotFound
from zhicheng.kernel.geo import to_e7
from zhicheng.kernel.phrases import Phrase

KEEP = Phrase("维护设备", "keep devices")
LOOK = Phrase("调阅监控画面", "look into a camera")
COLUMNS = (
    "code", "name", "source", "url", "their_name", "lng_e7", "lat_e7", "bearing", "view", "reach_m", "area", "address", "purpose", "mode",
    "look_every_s", "legal_basis", "legal_review_on", "technical_review_on", "standard", "calibrated_to", "sign", "published_on", "scene",
)  # fmt: skip
SENTENCE = 200


@dataclass(frozen=True, slots=True)
class NewCamera:
    """One camera as its keeper registers it; degrees WGS-84."""

    code: str
    name: str
    source: str
    lng: float
    lat: float
    url: str = ""
    their_name: str = ""
    bearing: int | None = None
    view: int | None = None
    reach_m: int = 60
    address: str = ""
    purpose: str = ""
    mode: str = "patrol"
    look_every_s: int = 45
    legal_basis: str = ""
    legal_review_on: date | None = None
    technical_review_on: date | None = None
    standard: str = ""
    calibrated_to: date | None = None
    sign: bool = False
    published_on: date | None = None


def add(new: NewCamera, *, access: Access, at: datetime) -> Camera:
    """Register a camera. BadInput: what is wrong; Conflict: the code is taken."""
    values = _values(new)
    access.require(KEEPERS, values["area"], what=KEEP)

    def body(**moved: Any) -> Registered:
        return Registered(code=new.code, fields=_told(new), **moved)

    with transaction.atomic():
        pk = bulk.reserve_ids(Camera, 1)[0]
        made = bulk.blank(Camera, {"id": pk, "scene": {}, **values})
        step = Step("add", access.actor, at, body, place=(new.lng, new.lat))
        try:
            with transaction.atomic():
                open_many([(made, [step])], CAMERA, COLUMNS, at=at)
        except IntegrityError:
            raise Conflict(
                f"编号 {new.code} 已登记过，请换一个，或去修改那一台。",
                f"The code {new.code} is taken; choose another, or change that camera.",
            ) from None
        CameraState.objects.create(camera_id=pk)
    return made


def change(code: str, new: NewCamera, *, access: Access, at: datetime) -> Camera:
    """Put the register right; only what differs is told. The code stays."""
    camera = _kept(code, access)
    if not new.url or new.url == rules.without_secret(camera.url):  # what the screen shows has no password in it
        new = replace(new, url=camera.url)
    values = _values(new)
    access.require(KEEPERS, values["area"], what=KEEP)
    if new.code != code:
        raise BadInput(
            "编号登记后不能改；请拆除旧的、登记新的。",
            "A code is never changed; remove it and register another.",
            field="code",
        )
    changed = {k: v for k, v in values.items() if getattr(camera, k) != v}
    if not changed:
        return camera
    told = {k: v for k, v in _told(new).items() if k in changed or (k in ("lng", "lat") and f"{k}_e7" in changed)}

    def body(**moved: Any) -> Registered:
        return Registered(code=code, fields=told, **moved)

    advance(camera, CAMERA, Step("change", access.actor, at, body, columns=changed, place=(new.lng, new.lat)), at=at)
    return camera


def draw(code: str, scene: dict[str, Any], *, access: Access, at: datetime) -> Camera:
    """Draw its zones: the scene file's form with the picture's width and height. BadInput names zone and point."""
    camera = _kept(code, access)
    read = rules.check_scene(scene)
    text = json.dumps(scene, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def body(**moved: Any) -> Drawn:
        return Drawn(scene=text, zones=len(read.zones), **moved)

    columns = {"scene": scene, "drawn_at": at}
    advance(camera, CAMERA, Step("draw", access.actor, at, body, columns=columns), at=at)
    return camera


def switch(code: str, action: str, *, reason: str, access: Access, at: datetime) -> Camera:
    """switch_off, switch_on or remove, with the reason."""
    camera = _kept(code, access)
    arrow = CAMERA.arrow(camera.state, action)
    if "reason" in arrow.needs:
        _need(reason)
    advance(camera, CAMERA, Step(action, access.actor, at, lambda **m: Switched(reason=reason.strip(), **m)), at=at)
    return camera


def open_pictures(code: str, *, what: str, reason: str, access: Access, at: datetime) -> Camera:
    """Unmasked pictures of it are looked into: who, of which unit, what and why stay in its record (VIDEO 16, INV-82)."""
    camera = find(code)
    access.require(LOOKERS, camera.area, what=LOOK)
    _need(reason)
    unit = ",".join(str(o) for o in access.organisations)

    def body(**moved: Any) -> LookedInto:
        return LookedInto(reason=reason.strip(), what=what, unit=unit, **moved)

    advance(camera, CAMERA, Step("open", access.actor, at, body), at=at)
    return camera


def find(code: str) -> Camera:
    """The camera of this code; NotFound."""
    found = Camera.objects.filter(code=code).first()
    if found is None:
        raise NotFound(f"没有摄像机 {code}，请先登记。", f"There is no camera {code}; register it first.")
    return found


def _kept(code: str, access: Access) -> Camera:
    camera = find(code)
    access.require(KEEPERS, camera.area, what=KEEP)
    return camera


def _need(reason: str) -> None:
    if not 2 <= len(reason.strip()) <= SENTENCE:
        raise BadInput(
            f"请写明理由（2 至 {SENTENCE} 个字），它会留在记录里。",
            f"Give the reason (2 to {SENTENCE} characters); it stays in the record.",
            field="reason",
        )


def _values(new: NewCamera) -> dict[str, Any]:
    """The row's columns; BadInput."""
    rules.check_code(new.code)
    rules.check_source(new.source, new.url, new.their_name)
    if new.source == "drawn" and config().mode == "production":
        raise BadInput("绘制画面只用于演示。", "Drawn scenes are for the demo only.", field="source")
    if not 1 <= len(new.name.strip()) <= 80:
        raise BadInput("请给摄像机起 1 至 80 个字的名称。", "Name the camera with 1 to 80 characters.", field="name")
    if new.mode not in rules.MODES:
        raise BadInput(
            f"方式「{new.mode}」不存在，可用：patrol、dense。",
            f"There is no mode “{new.mode}”: patrol or dense.",
            field="mode",
        )
    for name, least, most in (("look_every_s", 1, 3600), ("reach_m", 1, 2000), ("bearing", 0, 360), ("view", 1, 360)):
        value = getattr(new, name)
        if value is not None and not least <= value <= most:
            raise BadInput(
                f"{name} 是 {value}，应在 {least} 与 {most} 之间。",
                f"{name} is {value}; it must lie between {least} and {most}.",
                field=name,
            )
    area = places.city().locate(new.lng, new.lat)
    finest = area.grid or area.community or area.street or area.district
    if not finest:
        raise BadInput(
            "这个点不在本市范围内。", "That point is not in this city. Choose the place on the map.", field="lng"
        )
    plain = {k: v for k, v in asdict(new).items() if k not in ("lng", "lat")}
    return plain | {"name": new.name.strip(), "lng_e7": to_e7(new.lng), "lat_e7": to_e7(new.lat), "area": finest}


def _told(new: NewCamera) -> dict[str, str]:
    """The register's fields as text; an address without its password."""
    told = {f.name: getattr(new, f.name) for f in fields(new) if f.name != "code"}
    told["url"] = rules.without_secret(new.url)
    return {k: str(v) for k, v in told.items() if v not in ("", None)}
