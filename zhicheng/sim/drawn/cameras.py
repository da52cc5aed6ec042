"""The demo's cameras in the register: three that are drawn and really watched, one without what APL 41 asks, and who can be told first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhicheng.flow.sense import services as sense
from zhicheng.ground.devices import services as devices
from zhicheng.ground.devices.services import NewCamera
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places.city import City
from zhicheng.kernel.errors import BadInput
from zhicheng.sim.drawn.film import scene_of
from zhicheng.sim.drawn.street import PLACES

PURPOSES = {"kerb": "违停", "gate": "占道经营", "corner": "乱堆乱放"}
METRE = 1 / 111_000  # degrees, nearly


def register(city: City, *, access: Access, at: Any) -> list[str]:
    """Register and draw them; returns their codes. A city without markets gets them at its centre."""
    on = at.date()
    made = []
    for n, (place, (lng, lat)) in enumerate(
        zip(("kerb", "gate", "corner", "kerb"), _points(city), strict=False), start=1
    ):
        one = _camera(n, place, lng, lat, on)
        try:
            devices.add(one, access=access, at=at)
        except BadInput:  # outside this city's border
            continue
        devices.draw(one.code, dict(scene_of(place)), access=access, at=at)
        made.append(one.code)
        if place == "corner":
            sense.register_addressee(
                whom="owner",
                name="绿苑物业（示范）",
                phone="13800000077",
                device=f"camera:{one.code}",
                grace_minutes=12,
            )
    return made


def _points(city: City) -> list[tuple[float, float]]:
    spots = [(m["lng"], m["lat"]) for key in ("markets", "night_markets") for m in city.extras.get(key, [])]
    lng, lat = city.info.get("centre", _middle(city))
    spread = [(lng + 300 * METRE * dx, lat + 300 * METRE * dy) for dx, dy in ((0, 0), (1, 1), (-1, 1), (1, -1))]
    near = sorted(spots, key=lambda p: (p[0] - lng) ** 2 + (p[1] - lat) ** 2)[:4]
    return [(x + 90 * METRE, y + 200 * METRE) for x, y in near] + spread[
        len(near) :
    ]  # beside a market, not in it: there it would be lawful


def _middle(city: City) -> tuple[float, float]:
    west, south, east, north = city.bounds
    return (west + east) / 2, (south + north) / 2


def _camera(n: int, place: str, lng: float, lat: float, on: date) -> NewCamera:
    """The last one has no sign and was never published: what it sees are leads only."""
    whole = n < 4
    return NewCamera(
        code=f"SX-{n:04d}", name=f"{PLACES[place].name}{'' if whole else '（未公布）'}", source="drawn", url=f"drawn:{place}?seed={n}", lng=lng,
        lat=lat, bearing=(n * 70) % 360, view=70, reach_m=80, purpose=f"市容秩序：{PURPOSES[place]}",
        look_every_s=45, legal_basis="示范市城市管理电子技术监控规定第八条" if whole else "",
        legal_review_on=on - timedelta(days=200) if whole else None,
        technical_review_on=on - timedelta(days=198) if whole else None,
        standard="GB/T 28181-2022" if whole else "",
        calibrated_to=on + timedelta(days=20 if n == 2 else 160) if whole else None, sign=whole,
        published_on=on - timedelta(days=190) if whole else None,
    )  # fmt: skip
