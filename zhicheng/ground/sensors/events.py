"""What happens to sensors. Readings are no events: there are a hundred thousand a minute."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("sensor.add", "登记传感器", "Sensor registered")
@kind("sensor.change", "变更传感器登记", "Sensor's register changed")
class Registered(Moved, frozen=True, kw_only=True):
    """`fields`: what is new, by its column in the sheet."""

    code: str
    fields: dict[str, str]


@kind("sensor.calibrate", "校准传感器", "Sensor calibrated")
class Calibrated(Moved, frozen=True, kw_only=True):
    """From `since` (ISO) on a value is said × `gain_ppm` / 1,000,000 + `offset_milli` / 1,000. `calibrated_by`: whose hands, in words."""

    since: str
    gain_ppm: int
    offset_milli: int
    calibrated_by: str
    calibrated_to: str = ""
    certificate: str = ""


@kind("sensor.set_limits", "设定传感器限值", "Sensor's limits set")
class LimitsSet(Moved, frozen=True, kw_only=True):
    """In thousandths; no limits: those of its kind and place hold again."""

    limits: list[dict[str, str | int | bool | None]]
    reason: str


@kind("sensor.switch_off", "停用传感器", "Sensor switched off")
@kind("sensor.switch_on", "启用传感器", "Sensor switched on")
@kind("sensor.remove", "拆除传感器", "Sensor removed")
class Switched(Moved, frozen=True, kw_only=True):
    reason: str = ""


@kind("readings.erase", "清除旧读数", "Old readings erased")
class ReadingsErased(Body, frozen=True, kw_only=True):
    """Every reading before that day (UTC) is gone."""

    before: str
    readings: int
    days: int
