"""A few sensors in the tiny city, and how tests let them speak."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.brigade import AT, GRID
from tests.tiny_city import place
from zhicheng.ground.sensors import services
from zhicheng.ground.sensors.services import Heard, Reading
from zhicheng.ground.sensors.sheets import SensorRow

X, Y = place(GRID)
THERE_X, THERE_Y = place("990102001001001")
NOISE, BIN, WATER = "N-1", "B-1", "W-1"


def row(code: str = NOISE, **fields: Any) -> SensorRow:
    """A noise meter in a quarter of shops and homes, unless said otherwise."""
    return SensorRow(
        **({"code": code, "name": f"传感器 {code}", "kind": "noise", "lng": X, "lat": Y, "place": "2"} | fields)
    )


def set_up(*rows: SensorRow, at: datetime = AT) -> None:
    """Register these; without any: a noise meter, a bin, an underpass."""
    services.keep(
        rows or (row(), row(BIN, kind="bin", place="", interval_s=600), row(WATER, kind="water", place="")),
        by="cli",
        at=at,
    )


def said(sensor: str, *values: float, begin: datetime = AT, every_s: int = 60, unit: str = "") -> list[Reading]:
    """One value after the other."""
    return [Reading(sensor, begin + timedelta(seconds=every_s * i), v, unit, i) for i, v in enumerate(values)]


def speak(sensor: str, *values: float, begin: datetime = AT, every_s: int = 60, unit: str = "") -> Heard:
    """One value after the other, taken in at the moment of the last."""
    readings = said(sensor, *values, begin=begin, every_s=every_s, unit=unit)
    return services.take_in(readings, at=readings[-1].taken_at)
