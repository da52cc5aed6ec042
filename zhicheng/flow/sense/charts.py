"""What one sensor said, ready to be drawn: points, the limits of each hour, gaps as gaps, alarms where they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from typing_extensions import TypedDict

from zhicheng.flow.sense import queries
from zhicheng.flow.sense.states import OBSERVATION
from zhicheng.ground.people.queries import Access
from zhicheng.ground.sensors import queries as sensors
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.rules.judging import MISSED, Ints
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.ground.sensors.rules.limits import Limit

MOST_POINTS = 1_500  # a screen has no more columns
HOUR = 3_600


class LimitSpan(TypedDict):
    """From `begin` to `end` (seconds) this limit held; `above` False: too little is the alarm."""

    begin: int
    end: int
    on: float
    off: float
    above: bool
    source: str
    source_en: str


class AlarmSpan(TypedDict):
    """One alarm; `end` None: it lasts. `state` as the review desk has it."""

    begin: int
    end: int | None
    state: str
    state_name: str
    observation: int
    receipt: str


class SensorChart(TypedDict):
    """`points` are (seconds, value); value None is a gap: it said nothing. `every_s`: one point stands for so long."""

    code: str
    unit: str
    begin: int
    end: int
    every_s: int
    points: list[tuple[int, float | None]]
    limits: list[LimitSpan]
    alarms: list[AlarmSpan]
    least: float | None
    most: float | None
    readings: int


def chart(access: Access, code: str, *, days: int, at: datetime) -> SensorChart:
    """The last `days` of one sensor. NotFound for one that this account may not see."""
    sensor = sensors.find(access, code)
    end = int(at.timestamp()) + 1
    begin = end - days * 86_400
    found = sensors.stored([sensor.pk], begin, end)
    values = sensors.calibrated(found, {sensor.pk: sensor.turns} if sensor.turns else {})
    every = max(sensor.interval_s, -(-days * 86_400 // MOST_POINTS))
    hours = sensors.hours_of(sensor)
    above = next((x.above for x in hours if x is not None), True)
    return {
        "code": sensor.code, "unit": KINDS[sensor.kind].unit, "begin": begin, "end": end, "every_s": every,
        "points": points(found.at, values, every_s=every, gap_s=max(MISSED * sensor.interval_s, 2 * every), above=above),
        "limits": spans(hours, begin, end), "alarms": _alarms(sensor, access, at - timedelta(days=days)),
        "least": int(values.min()) / MILLI if len(values) else None, "most": int(values.max()) / MILLI if len(values) else None,
        "readings": len(values),
    }  # fmt: skip


def points(at: Ints, value: Ints, *, every_s: int, gap_s: int, above: bool) -> list[tuple[int, float | None]]:
    """One point per `every_s`, the worst of them, so that no peak is drawn away; between two that are `gap_s` apart a point without a value."""
    if not len(at):
        return []
    slot = at // every_s
    order = np.lexsort((-value if above else value, slot))
    first = np.r_[True, slot[order][1:] != slot[order][:-1]]
    chosen = np.sort(order[first])
    out: list[tuple[int, float | None]] = []
    last = None
    for moment, one in zip(at[chosen].tolist(), value[chosen].tolist(), strict=True):
        if last is not None and moment - last > gap_s:
            out.append((last + 1, None))
        out.append((moment, one / MILLI))
        last = moment
    return out


def spans(hours: tuple[Limit | None, ...], begin: int, end: int) -> list[LimitSpan]:
    """The limits that held between two moments, neighbouring hours of the same limit as one."""
    cuts = sorted({begin, end, *range(-(-begin // HOUR) * HOUR, end, HOUR)})
    out: list[LimitSpan] = []
    for a, b in pairwise(cuts):
        limit = hours[(a // HOUR + 8) % 24]
        if limit is None:
            continue
        on, off = limit.on / MILLI, limit.off / MILLI
        if out and out[-1]["end"] == a and (out[-1]["on"], out[-1]["off"]) == (on, off):
            out[-1]["end"] = b
        else:
            out.append({
                "begin": a, "end": b, "on": on, "off": off, "above": limit.above, "source": limit.source.zh, "source_en": limit.source.en,
            })  # fmt: skip
    return out


def _alarms(sensor: Sensor, access: Access, since: datetime) -> list[AlarmSpan]:
    rows = queries.of_device(f"sensor:{sensor.code}", access, since=since, limit=200)
    return [
        {"begin": _seconds(o["started_at"]), "end": _seconds(o["over_at"]) if o["over_at"] else None, "state": o["state"],
         "state_name": OBSERVATION.states[o["state"]], "observation": o["id"], "receipt": o["receipt"]}
        for o in rows
    ]  # fmt: skip


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
