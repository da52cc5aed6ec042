"""Readings come in: looked at, stored once, judged. One transaction per batch; the same code for one reading and for twenty thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from zhicheng.ground.sensors.models import Arrival, Sensor, SensorNow
from zhicheng.ground.sensors.queries.series import calibrated, stored, turns_of
from zhicheng.ground.sensors.rules.calibration import at_moments, corrected
from zhicheng.ground.sensors.rules.judging import MEMORY, Change, Flags, Ints, Memory, Profile, judge, terms
from zhicheng.ground.sensors.rules.limits import Limit, by_hour, default_limits, from_data
from zhicheng.ground.sensors.rules.packing import Readings, pack
from zhicheng.ground.sensors.rules.reading import Reading
from zhicheng.ground.sensors.rules.screening import FIELD, GOOD, TROUBLE_OF, Registered, Screened, screen, why
from zhicheng.ground.sensors.rules.troubles import sentence, turns
from zhicheng.infra import bulk
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import Phrase

MOST = 20_000  # readings in one transaction
SHOWN_S = 15 * 60  # an alarm shows the readings of so many seconds before it
NOW = MEMORY.names or ()
FACTS = (
    "id", "code", "name", "kind", "unit", "interval_s", "place", "limits", "turns", "state", "lng_e7", "lat_e7", "area", "address",
    "calibrated_to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SensorFacts:
    """What others need to know of a sensor."""

    id: int
    code: str
    name: str
    kind: str
    unit: str
    interval_s: int
    place: str
    limits: tuple[Limit | None, ...]  # by hour
    turns: Sequence[dict[str, Any]]
    state: str
    lng: float
    lat: float
    area: str
    address: str
    is_calibrated: bool


@dataclass(frozen=True, slots=True)
class BadReading:
    """Why one reading was not taken."""

    row: int
    field: str
    said: Phrase


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sensor's alarm took a step: `stage` pre_alarm, confirmed, lasts, over; named by `began_at`.

    `value` in thousandths; `series`: (seconds, thousandths) of the last minutes.
    """

    sensor: SensorFacts
    stage: str
    began_at: int
    taken_at: int
    value: int
    limit: Limit | None
    series: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something about the device itself came (`stands`) or went."""

    code: str
    area: str
    trouble: str
    stands: bool
    said: Phrase


@dataclass
class Heard:
    """What became of a batch: how many readings are new, of them late; known already; refused; and what they mean."""

    taken: int = 0
    late: int = 0
    known: int = 0
    refused: list[BadReading] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def add(self, other: Heard) -> None:
        self.taken, self.late, self.known = self.taken + other.taken, self.late + other.late, self.known + other.known
        self.refused += other.refused
        self.alarms += other.alarms
        self.troubles += other.troubles


def take_in(readings: Sequence[Reading], *, at: datetime) -> Heard:
    """Take in what sensors say. Bad readings are refused one by one; the rest goes on. Sending twice changes nothing."""
    heard = Heard()
    for begin in range(0, len(readings), MOST):
        with transaction.atomic():
            heard.add(_batch(readings[begin : begin + MOST], at))
    return heard


def _batch(readings: Sequence[Reading], at: datetime) -> Heard:
    sensors = _sensors({r.sensor for r in readings}, at)
    heard = Heard(refused=list(_strangers(readings, sensors)))
    mine = [r for r in readings if r.sensor in sensors and sensors[r.sensor].state == "on"]
    if mine:
        _Batch(mine, sensors, int(at.timestamp())).run(heard)
    return heard


def _sensors(codes: set[str], at: datetime) -> dict[str, SensorFacts]:
    return {s.code: s for s in facts_of(bulk.among(Sensor.objects.all(), "code", list(codes)), at)}


def facts_of(rows: QuerySet[Sensor], at: datetime) -> list[SensorFacts]:
    """These sensors as others need to know them, at this moment."""
    today = at.astimezone(CHINA).date()
    hours: dict[str, tuple[Limit | None, ...]] = {}  # most sensors share their limits with thousands of others
    return [_facts(row, hours, today) for row in rows.values_list(*FACTS)]


def _facts(row: tuple[Any, ...], hours: dict[str, tuple[Limit | None, ...]], today: date) -> SensorFacts:
    pk, code, name, kind, unit, interval, place, limits, of, state, lng, lat, area, address, valid = row
    key = f"{kind} {place} {limits}"
    if key not in hours:
        hours[key] = by_hour(from_data(limits) if limits else default_limits(kind, place))
    return SensorFacts(
        pk, code, name, kind, unit, interval, place, hours[key], of, state, from_e7(lng), from_e7(lat), area, address,
        valid is not None and today <= valid,
    )  # fmt: skip


def _strangers(readings: Sequence[Reading], sensors: dict[str, SensorFacts]) -> Iterator[BadReading]:
    """Readings of sensors that nobody registered, or that are not in use."""
    for r in readings:
        known = sensors.get(r.sensor)
        if known is None:
            said = Phrase(
                f"没有登记传感器 {r.sensor[:40]}，请先登记。",
                f"No sensor {r.sensor[:40]} is registered; register it first.",
            )
            yield BadReading(r.row, "sensor", said)
        elif known.state != "on":
            said = Phrase(
                f"传感器 {r.sensor} 已停用或拆除，读数未收。",
                f"Sensor {r.sensor} is switched off or removed; its reading was not taken.",
            )
            yield BadReading(r.row, "sensor", said)


class _Batch:
    """One batch on its way: columns, one entry per reading; `who` is the line of its sensor in `of` and in `before`."""

    def __init__(self, readings: Sequence[Reading], sensors: dict[str, SensorFacts], now: int) -> None:
        self.readings, self.now = readings, now
        # In the order of their keys, so that two batches lock them in the same order.
        self.of = sorted({r.sensor: sensors[r.sensor] for r in readings}.values(), key=lambda s: s.id)
        line = {s.code: i for i, s in enumerate(self.of)}
        self.ids = np.array([s.id for s in self.of], np.int64)
        self.who = np.array([line[r.sensor] for r in readings], np.int64)
        self.at = np.array([r.taken_at.timestamp() // 1 for r in readings], np.int64)
        self.first_fault: dict[int, Phrase] = {}

    def run(self, heard: Heard) -> None:
        before = _memories(self.ids)
        screened = self._screened()
        self._refuse(screened, heard)
        good = np.flatnonzero(screened.fault == GOOD)
        new = good[~self._is_known(good, before)]
        heard.known += len(good) - len(new)
        store(Readings(self.ids[self.who[new]], self.at[new], screened.value[new]))
        value = self._calibrated(new, screened.value[new])
        judged = judge(before, self.who[new], self.at[new], value, self._terms(new))
        heard.taken += len(new)
        heard.late += int(judged.late.sum())
        self._doubt(judged.memory, screened)
        _remember(self.ids, before, judged.memory)
        heard.troubles += self._troubles(before, judged.memory)
        heard.alarms += self._alarms(judged.changes, new, value)

    def _screened(self) -> Screened:
        value = np.array([r.value for r in self.readings], np.float64)
        of = [Registered(s.code, s.kind, s.unit) for s in self.of]
        return screen(of, self.who, self.at, value, [r.unit for r in self.readings], self.now)

    def _refuse(self, screened: Screened, heard: Heard) -> None:
        for i in np.flatnonzero(screened.fault != GOOD).tolist():
            fault, reading, sensor = int(screened.fault[i]), self.readings[i], self.of[self.who[i]]
            registered = Registered(sensor.code, sensor.kind, sensor.unit)
            said = why(fault, registered, reading.value, reading.unit, int(self.at[i]) - self.now)
            self.first_fault.setdefault(int(self.who[i]), said)
            heard.refused.append(BadReading(reading.row, FIELD[fault], said))

    def _is_known(self, rows: Ints, before: Memory) -> Flags:
        """Which of these were stored before, or stand in the batch already. Only what is not newer than the last needs a look into the store."""
        who, at = self.who[rows], self.at[rows]
        order = np.lexsort((rows, at, who))
        again = (
            np.r_[False, (who[order][1:] == who[order][:-1]) & (at[order][1:] == at[order][:-1])] if len(rows) else []
        )
        known = np.zeros(len(rows), np.bool_)
        known[order] = again
        last = before["last_at"][who]
        known |= at == last
        old = np.flatnonzero(~known & (at < last))
        if len(old):
            ids = self.ids[who[old]]
            found = stored(set(ids.tolist()), int(at[old].min()), int(at[old].max()) + 1)
            known[old] = np.isin(_one(ids, at[old]), _one(found.sensor, found.at))
        return known

    def _calibrated(self, rows: Ints, said: Ints) -> Ints:
        out = said.copy()
        who = self.who[rows]
        for line in np.unique(who).tolist():
            if self.of[line].turns:
                mine = who == line
                out[mine] = corrected(said[mine], *at_moments(self.of[line].turns, self.at[rows][mine]))
        return out

    def _terms(self, rows: Ints) -> Any:
        index: dict[tuple[Any, ...], int] = {}
        profiles: list[Profile] = []
        which = np.zeros(len(self.of), np.int64)
        for line, s in enumerate(self.of):
            key = (s.kind, id(s.limits), s.interval_s)
            if key not in index:
                index[key] = len(profiles)
                profiles.append(Profile(s.kind, s.limits, s.interval_s))
            which[line] = index[key]
        return terms(profiles, which[self.who[rows]], self.at[rows])

    def _doubt(self, memory: Memory, screened: Screened) -> None:
        """Bad readings are marked on their sensor until a good one comes."""
        for fault, bit in TROUBLE_OF.items():
            memory["trouble"][np.unique(self.who[screened.fault == fault])] |= bit

    def _troubles(self, before: Memory, after: Memory) -> Iterator[Trouble]:
        for line in np.flatnonzero(before["trouble"] != after["trouble"]).tolist():
            sensor, now = self.of[line], after[line]
            for turn in turns(int(before["trouble"][line]), int(now["trouble"])):
                yield trouble_of(sensor, turn.code, turn.stands, now, self.now, self.first_fault.get(line))

    def _alarms(self, changes: Sequence[Change], rows: Ints, value: Ints) -> Iterator[Alarm]:
        loud = [int(self.ids[self.who[rows[c.row]]]) for c in changes if c.stage == "confirmed"]
        series = _last_minutes(loud, self.at[rows]) if loud else {}
        for c in changes:
            sensor, taken = self.of[self.who[rows[c.row]]], int(self.at[rows[c.row]])
            limit = sensor.limits[(taken // 3600 + 8) % 24]
            seen = (
                tuple(x for x in series.get(sensor.id, ()) if taken - SHOWN_S <= x[0] <= taken)
                if c.stage == "confirmed"
                else ()
            )
            yield Alarm(sensor, c.stage, c.began_at, taken, int(value[c.row]), limit, seen)


def trouble_of(sensor: SensorFacts, code: str, stands: bool, now: Any, at: int, said: Phrase | None = None) -> Trouble:
    """A trouble with its sentence; `now` is the sensor's line of memory."""
    since = int(now["same_since"] if code == "stuck" else now["last_at"])
    words = said or sentence(code, sensor=sensor.code, kind=sensor.kind, value=int(now["last_value"]), for_s=at - since)
    return Trouble(sensor.code, sensor.area, code, stands, words)


def _one(sensor: Ints, at: Ints) -> Ints:
    """Sensor and moment as one number."""
    return (sensor << 34) | at


def _memories(ids: Ints) -> Memory:
    """The memory of each of these sensors, theirs alone until the end of the transaction."""
    rows = bulk.among(SensorNow.objects.select_for_update().order_by("sensor_id"), "sensor_id", ids.tolist())
    return np.array(list(rows.values_list(*NOW)), MEMORY)


def _remember(ids: Ints, before: Memory, after: Memory) -> None:
    changed = np.flatnonzero(before != after)
    rows = [(*line, pk) for line, pk in zip(after[changed].tolist(), ids[changed].tolist(), strict=True)]
    bulk.update_rows(SensorNow, NOW, rows, guard=())


def store(readings: Readings) -> None:
    """Keep what was said, once; whoever calls has seen to it that none of it is stored already."""
    if len(readings):
        packed = pack(readings.in_order(), level=1)
        Arrival.objects.create(
            from_at=int(readings.at.min()), to_at=int(readings.at.max()), n=len(readings), packed=packed
        )


def _last_minutes(sensors: Sequence[int], at: Ints) -> dict[int, list[tuple[int, int]]]:
    """What these sensors said in the minutes up to the batch's end, calibrated."""
    found = stored(set(sensors), int(at.min()) - SHOWN_S, int(at.max()) + 1)
    values = calibrated(found, turns_of(set(sensors)))
    out: dict[int, list[tuple[int, int]]] = {}
    for sensor, moment, value in zip(found.sensor.tolist(), found.at.tolist(), values.tolist(), strict=True):
        out.setdefault(sensor, []).append((moment, value))
    return out
