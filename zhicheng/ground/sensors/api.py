"""Sensors for the staff: the map, the list, one sensor; calibrations, limits, switching."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from typing_extensions import TypedDict

from zhicheng.ground.people.auth import posted
from zhicheng.ground.sensors import queries, services
from zhicheng.ground.sensors.queries.now import SensorFile, SensorsOut
from zhicheng.ground.sensors.rules.kinds import MILLI
from zhicheng.ground.sensors.rules.limits import Limit
from zhicheng.ground.sensors.services import NewCalibration
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput

router = Router(tags=["sensors"])


class SensorCalibrationIn(Schema):
    """value = what it says × gain + offset, from `since` on."""

    since: Moment
    by: str
    gain: float = 1.0
    offset: float = 0.0
    valid_to: date | None = None
    certificate: str = ""


class SensorLimitIn(Schema):
    """In the kind's own unit; from hour to hour (equal: always)."""

    on: float
    off: float
    from_hour: int = 0
    to_hour: int = 0
    above: bool = True
    confirm: int = 2
    hold_s: int = 0
    rate: float = 0.0


class SensorLimitsIn(Schema):
    """None: those of its kind and place hold again."""

    limits: list[SensorLimitIn]
    reason: str


class SensorSwitchIn(Schema):
    action: Literal["switch_off", "switch_on", "remove"]
    reason: str = ""


class SensorSwitched(TypedDict):
    """`state`: on, off or gone."""

    code: str
    state: str


@router.get("/sensors", response={200: SensorsOut, **PROBLEMS})
def sensors(request: HttpRequest, q: str = "", kind: str = "", status: str = "", area: str = "") -> SensorsOut:
    """Sensors of my areas with what they say now; alarms first."""
    return queries.listed(posted(request), q=q, kind=kind, status=status, area=area)


@router.get("/sensors/{code}", response={200: SensorFile, **PROBLEMS})
def sensor(request: HttpRequest, code: str) -> SensorFile:
    """One sensor: register, limits with their source, calibrations, record."""
    return queries.file(posted(request), code, on=_day(clock.now()))


@router.post("/sensors/{code}/calibrate", response={200: SensorFile, **PROBLEMS})
def calibrate(request: HttpRequest, code: str, payload: SensorCalibrationIn) -> SensorFile:
    """Somebody compared it with a reference."""
    who, at = posted(request), clock.now()
    services.calibrate(code, NewCalibration(**payload.model_dump()), access=who, at=at)
    return queries.file(who, code, on=_day(at))


@router.post("/sensors/{code}/limits", response={200: SensorFile, **PROBLEMS})
def set_limits(request: HttpRequest, code: str, payload: SensorLimitsIn) -> SensorFile:
    """This sensor's own limits, or with none those of its kind and place again."""
    who, at = posted(request), clock.now()
    services.set_limits(code, [_limit(x) for x in payload.limits], reason=payload.reason, access=who, at=at)
    return queries.file(who, code, on=_day(at))


@router.post("/sensors/{code}/switch", response={200: SensorSwitched, **PROBLEMS})
def switch(request: HttpRequest, code: str, payload: SensorSwitchIn) -> SensorSwitched:
    """Off, on again, or removed for good."""
    made = services.switch(code, payload.action, reason=payload.reason, access=posted(request), at=clock.now())
    return {"code": made.code, "state": made.state}


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _limit(x: SensorLimitIn) -> Limit:
    return Limit(
        _milli(x.on), _milli(x.off), (x.from_hour, x.to_hour), x.above, x.confirm, x.hold_s, _milli(x.rate)
    )  # fmt: skip


def _milli(value: float) -> int:
    if not abs(value) <= 10**9:  # also refuses nan
        raise BadInput(f"{value} 不是合理的数。", f"{value} is no sensible number.", field="limits")
    return round(value * MILLI)
