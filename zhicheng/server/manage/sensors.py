"""The register of sensors as /manage lists it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.sensors import queries
from zhicheng.infra.api import PROBLEMS
from zhicheng.server.manage.keeper import MOST, area_name, holds, keeps

router = Router(tags=["manage"])


class KeptSensorOut(Schema):
    code: str
    name: str
    kind: str
    unit: str
    place: str
    area: str
    area_name: str
    address: str
    interval_s: int
    unit_of: str
    site: str
    calibrated_to: str
    active: bool
    status: str
    own_limits: bool


class KeptSensorsOut(Schema):
    total: int
    rows: list[KeptSensorOut]


@router.get("/manage/sensors", response={200: KeptSensorsOut, **PROBLEMS})
def kept_sensors(request: HttpRequest, q: str = "", kind: str = "", area: str = "", status: str = "") -> dict[str, Any]:
    """Sensors of the areas that he keeps."""
    scope = keeps(request)
    found = [
        s for s in queries.kept()
        if scope.holds(s.area) and s.area.startswith(area) and kind in ("", s.kind) and holds(q, s.code, s.name, s.address)
        and status in ("", queries.status_of(s))
    ]  # fmt: skip
    return {"total": len(found), "rows": [_row(s) for s in found[:MOST]]}


def _row(sensor: queries.Sensor) -> dict[str, Any]:
    row = queries.row_of(sensor)
    return {
        "code": row.code, "name": row.name, "kind": row.kind, "unit": row.unit, "place": row.place, "area": sensor.area,
        "area_name": area_name(sensor.area[:9]), "address": row.address, "interval_s": row.interval_s, "unit_of": row.unit_of, "site": row.site,
        "calibrated_to": row.calibrated_to.isoformat() if row.calibrated_to else "", "active": row.active, "status": queries.status_of(sensor),
        "own_limits": bool(sensor.limits),
    }  # fmt: skip
