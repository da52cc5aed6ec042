"""A camera at the tiny city's street, and what it says."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import HERE, place
from zhicheng.flow.sense.rules import Sighting, Still
from zhicheng.ground.devices import services as devices
from zhicheng.ground.devices.services import NewCamera
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services

X, Y = place(GRID)
SCENE = {
    "width": 640, "height": 360, "fps": 2,
    "zones": [{"name": "kerb", "rule": "motor_parking", "polygon": [[10, 200], [600, 200], [600, 350], [10, 350]], "dwell_s": 180, "pre_alarm_s": 60},
              {"name": "gate", "rule": "stall", "polygon": [[10, 20], [300, 20], [300, 150], [10, 150]], "dwell_s": 300, "pre_alarm_s": 60}],
}  # fmt: skip
WHOLE: dict[str, Any] = {  # everything that APL 41 asks
    "legal_basis": "示范市电子技术监控规定第八条", "legal_review_on": date(2026, 3, 1), "technical_review_on": date(2026, 3, 2),
    "standard": "GB/T 28181-2022", "calibrated_to": date(2027, 3, 1), "sign": True, "published_on": date(2026, 3, 10),
}  # fmt: skip


def engineer(brigade: Brigade, name: str = "gina", area: str = HERE) -> Any:
    """Who keeps devices here; by this name in the brigade from now on."""
    account = people_services.open_account(username=name, name=name.title(), password=None)
    people_services.grant(account=account, role="engineer", area=area)
    brigade.account[name.title()], brigade.access[name.title()] = account, people.access_of(account)
    return brigade.access[name.title()]


def camera(
    access: Any, code: str = "C-1", *, scene: dict[str, Any] | None = SCENE, at: datetime = AT, **more: Any
) -> Any:
    """Registered and drawn."""
    values: dict[str, Any] = {
        "code": code,
        "name": f"钟楼巷口{code}",
        "source": "rtsp",
        "url": "rtsp://user:secret@127.0.0.1/1",
        "lng": X,
        "lat": Y,
    }
    made = devices.add(NewCamera(**(values | more)), access=access, at=at)
    return devices.draw(code, scene, access=access, at=at) if scene else made


def picture(seed: int = 0) -> bytes:
    """A small JPEG that differs by `seed`."""
    image = Image.new("RGB", (64, 36), (90, 90, 90))
    ImageDraw.Draw(image).rectangle((seed % 40, 10, seed % 40 + 12, 24), fill=(200, seed % 255, 20))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


def says(
    stage: str = "confirmed", thing: str = "t1", *, minutes: float = 5, stayed: float = 5, device: str = "camera:C-1",
    kind: str = "motor_parking", zone: str = "kerb", confidence: int = 80, box: Sequence[int] | None = (100, 210, 200, 300),
    stills: tuple[Still, ...] = (), **more: Any,
) -> Sighting:  # fmt: skip
    """Seen `minutes` after AT, where it has stayed for `stayed` minutes."""
    seen = AT + timedelta(minutes=minutes)
    return Sighting(
        device=device, thing=thing, stage=stage, kind=kind, zone=zone, started_at=seen - timedelta(minutes=stayed), seen_at=seen,
        confidence=confidence, box=tuple(box) if box else None, model="efficientdet_lite0@1234 rules@1", stills=stills, **more,
    )  # type: ignore[arg-type] # fmt: skip


def still(what: str = "confirmed", seed: int = 1, *, masked: bool = True) -> Still:
    return Still(what, AT, picture(seed), picture(seed + 100) if masked else b"")
