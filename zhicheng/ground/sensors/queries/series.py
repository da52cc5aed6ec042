"""The store of readings: what arrived lately lies as it came, older things by day and bucket. Whoever asks sees both as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from zhicheng.ground.sensors.models import Arrival, Chunk, Sensor, SensorNow
from zhicheng.ground.sensors.rules.calibration import at_moments, corrected
from zhicheng.ground.sensors.rules.judging import Ints
from zhicheng.ground.sensors.rules.packing import NONE, Readings, together, unpack
from zhicheng.infra import bulk

DAY_S = 86_400
Packed = bytes | memoryview
BUCKET = 64  # neighbouring sensors in one chunk: a day of one of them is read in milliseconds


def stored(sensors: Collection[int], since: int, until: int) -> Readings:
    """What these sensors said from `since` to before `until` (seconds), as they said it, in order.

    Arrivals are read before chunks: what is sorted away between the two reads is then seen twice, never missed.
    """
    wanted = np.fromiter(sensors, np.int64, len(sensors))
    if not len(wanted):
        return NONE
    parts = [_of(unpack(p), wanted, since, until) for p in _arrivals(since, until)]
    parts += [_of(unpack(p), wanted, since, until) for p in _chunks(wanted, since, until)]
    return together(parts)


def _arrivals(since: int, until: int) -> Iterable[Packed]:
    return Arrival.objects.filter(to_at__gte=since, from_at__lt=until).values_list("packed", flat=True).iterator(200)


def _chunks(sensors: Ints, since: int, until: int) -> Iterable[Packed]:
    days = range(since // DAY_S, -(-until // DAY_S))
    buckets = np.unique(sensors // BUCKET).tolist()
    rows = bulk.among(Chunk.objects.filter(day__gte=days.start, day__lt=days.stop), "bucket", buckets)
    return rows.values_list("packed", flat=True).iterator(200)


def _of(found: Readings, sensors: Ints, since: int, until: int) -> Readings:
    chosen = found.sensor == sensors[0] if len(sensors) == 1 else np.isin(found.sensor, sensors)
    return found.where(chosen & (found.at >= since) & (found.at < until))


def calibrated(readings: Readings, turns: Mapping[int, Sequence[Mapping[str, Any]]]) -> Ints:
    """The values of readings by their sensors' calibrations at their moments; `turns` by sensor id, absent: never calibrated."""
    out = readings.said.copy()
    for sensor, of in turns.items():
        mine = readings.sensor == sensor
        gain, offset = at_moments(of, readings.at[mine])
        out[mine] = corrected(readings.said[mine], gain, offset)
    return out


def turns_of(sensors: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The calibrations of those that were ever calibrated."""
    rows = bulk.among(Sensor.objects.exclude(turns=[]), "id", list(sensors))
    return dict(rows.values_list("id", "turns"))


def latest_of(sensors: Collection[int]) -> dict[int, tuple[int, int]]:
    """Sensor id → (seconds, thousandths) of what it said last; who never spoke is absent."""
    rows = bulk.among(SensorNow.objects.filter(last_at__gte=0), "sensor_id", list(sensors))
    return {pk: (at, value) for pk, at, value in rows.values_list("sensor_id", "last_at", "last_value")}
