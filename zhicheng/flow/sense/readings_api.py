"""Sensors on the wire: the door for those without a broker, and what one of them said, with its limits and alarms, for a chart."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest
from ninja import Router
from typing_extensions import TypedDict

from zhicheng.flow.sense import charts, readings
from zhicheng.flow.sense.charts import SensorChart
from zhicheng.ground.people.auth import posted, staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["sensors"])
SPEAK = Phrase("以设备身份上报读数", "speak for sensors")


class ReadingRefused(TypedDict):
    row: int
    field: str
    reason: str
    reason_en: str


class ReadingsTaken(TypedDict):
    """How many readings are new, of them late; known already; refused one by one; how many observations moved."""

    taken: int
    late: int
    known: int
    observations: int
    refused: list[ReadingRefused]


BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"description": "one reading, a list of them, SenML, or JSON lines"},
                "example": {"sensor": "ZS-001", "at": "2026-09-16T10:00:00+08:00", "value": 63.2, "unit": "dB"},
            }
        },
    }
}


@router.post("/sensors/readings", response={200: ReadingsTaken, **PROBLEMS}, openapi_extra=BODY)
def take_in(request: HttpRequest) -> ReadingsTaken:
    """Readings of any sensors, in any of the forms of docs/how-to/connect-sensors.md. Sending them again changes nothing."""
    who, at = staff(request), clock.now()
    who.require({"ai"}, what=SPEAK)
    parsed = readings.parse(request.body, now=at)
    taken = readings.take_many(parsed.readings, by=f"device:{who.name}"[:80], at=at)
    refused = [_refused(r.row, r.field, r.said) for r in parsed.refused]
    refused += [_refused(r.row, r.field, r.said) for r in taken.refused]
    return {
        "taken": taken.taken, "late": taken.late, "known": taken.known, "observations": len(taken.observations),
        "refused": sorted(refused, key=lambda r: r["row"]),
    }  # fmt: skip


def _refused(row: int, field: str, said: Phrase) -> ReadingRefused:
    return {"row": row, "field": field, "reason": said.zh, "reason_en": said.en}


@router.get("/sensors/{code}/chart", response={200: SensorChart, **PROBLEMS})
def chart(request: HttpRequest, code: str, days: Literal["1", "7"] = "1") -> SensorChart:
    """What it said in the last day or week: readings, limits as they held, gaps as gaps, alarms."""
    return charts.chart(posted(request), code, days=int(days), at=clock.now())
