"""Sensors speak: readings are stored and judged, alarms become observations by the same door as everything else that is seen, and a
sensor that needs somebody gets an order of upkeep. One transaction per batch; sending it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from zhicheng.flow.sense.reading_forms import Parsed, parse
from zhicheng.flow.sense.rules import Sighting
from zhicheng.flow.sense.services import Refusal, observe_many
from zhicheng.ground.devices import services as devices
from zhicheng.ground.sensors import services as sensors
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.ground.sensors.rules.limits import Limit
from zhicheng.ground.sensors.rules.troubles import GONE
from zhicheng.ground.sensors.services import MOST, Alarm, Heard, Reading, Trouble
from zhicheng.kernel.phrases import Phrase

__all__ = ["Parsed", "Reading", "Taken", "parse", "take_many", "watch"]
MODEL = "sensors.judging@1"
STAGES = {"lasts": "confirmed"}  # for sense: the same thing, seen again
VALUE_NAMES = {
    "pre_alarm": "first",
    "confirmed": "reading",
    "lasts": "latest",
    "over": "over",
}  # the readings of an alarm in its facts


@dataclass
class Taken:
    """What became of a batch of readings: new ones (of them late), known ones, refusals row by row, observations that it opened or moved."""

    taken: int = 0
    late: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)
    observations: list[Any] = field(default_factory=list)


def take_many(rows: Sequence[Reading], *, by: str, at: datetime) -> Taken:
    """Take in readings of any sensors. Bad ones are refused one by one, the rest goes on."""
    out = Taken()
    for begin in range(0, len(rows), MOST):
        with transaction.atomic():
            heard = sensors.take_in(rows[begin : begin + MOST], at=at)
            _act(heard, out, by, at)
        out.taken, out.late, out.known = out.taken + heard.taken, out.late + heard.late, out.known + heard.known
        out.refused += [Refusal(r.row, r.field, r.said) for r in heard.refused]
    return out


def watch(*, at: datetime) -> int:
    """What nobody says by sending: who has fallen silent, whose calibration has run out. How many were noticed."""
    noticed = 0
    for look in (sensors.watch_silence, sensors.watch_calibrations):
        with transaction.atomic():
            heard = look(at=at)
            _act(heard, Taken(), "rule:sensors@1", at)
        noticed += len(heard.troubles)
    return noticed


def _act(heard: Heard, out: Taken, by: str, at: datetime) -> None:
    sightings = [_sighting(a, i) for i, a in enumerate(heard.alarms)]
    if sightings:
        seen = observe_many(sightings, by=by, at=at)
        out.observations += seen.observations
        out.refused += seen.refused
    _look_after(heard.troubles, by, at)


def _look_after(troubles: Iterable[Trouble], by: str, at: datetime) -> None:
    for t in troubles:
        device = f"sensor:{t.code}"
        if t.stands:
            devices.ask_upkeep(device=device, trouble=t.trouble, said=t.said, area=t.area, by=by, at=at)
        else:
            devices.end_upkeep(device=device, trouble=t.trouble, what=GONE, at=at)


def _sighting(alarm: Alarm, row: int) -> Sighting:
    sensor, stage = alarm.sensor, STAGES.get(alarm.stage, alarm.stage)
    return Sighting(
        device=f"sensor:{sensor.code}", thing=f"{sensor.kind}-{alarm.began_at}", stage=stage, kind=sensor.kind, confidence=100, model=MODEL,
        started_at=datetime.fromtimestamp(alarm.began_at, UTC), seen_at=datetime.fromtimestamp(alarm.taken_at, UTC), lng=sensor.lng,
        lat=sensor.lat, facts=_facts(alarm), row=row,
    )  # fmt: skip


def _facts(alarm: Alarm) -> dict[str, Any]:
    """What whoever decides has to know: reading, limit with its source, the last minutes; numbers in thousandths of the unit."""
    sensor, name = alarm.sensor, VALUE_NAMES[alarm.stage]
    out: dict[str, Any] = {
        "sensor": sensor.name,
        "unit": KINDS[sensor.kind].unit,
        name: alarm.value,
        "calibrated": sensor.is_calibrated,
    }
    if alarm.limit is not None:
        out |= _limit(alarm.limit)
    if alarm.series:
        out["series"] = [list(x) for x in alarm.series]
    if alarm.stage == "confirmed":
        said = alarm_sentence(alarm)
        out |= {"said": said.zh, "said_en": said.en}
    return out


def alarm_sentence(alarm: Alarm) -> Phrase:
    """Reading, limit and where the limit comes from, in one sentence; it goes into the report."""
    sensor, limit, unit = alarm.sensor, alarm.limit, KINDS[alarm.sensor.kind].unit
    shown = f"{alarm.value / MILLI:g}"
    if KINDS[sensor.kind].is_flag:
        return Phrase(f"{sensor.name}报告井盖已开启。", f"{sensor.name} says that the cover is open.")
    zh, en = f"{sensor.name}读数 {shown} {unit}", f"{sensor.name} says {shown} {unit}"
    if limit is not None:
        zh += f"，限值 {limit.on / MILLI:g} {unit}（{limit.source.zh}）"
        en += f", limit {limit.on / MILLI:g} {unit} ({limit.source.en})"
        if limit.rate and alarm.value < limit.on:
            zh += f"，每分钟上升不少于 {limit.rate / MILLI:g} {unit}"
            en += f", rising by {limit.rate / MILLI:g} {unit} a minute or more"
    if alarm.series and (limit is None or limit.above):
        worst = max(v for _, v in alarm.series) / MILLI
        zh, en = zh + f"，近 15 分钟最高 {worst:g} {unit}", en + f", highest of the last 15 minutes {worst:g} {unit}"
    if not sensor.is_calibrated:
        zh, en = zh + "；未在校准有效期内，仅作线索", en + "; not within a valid calibration: a lead only"
    return Phrase(zh + "。", en + ".")


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "limit": limit.on, "off": limit.off, "above": limit.above, "source": limit.source.zh, "source_en": limit.source.en,
        "statutory": limit.is_statutory,
    }  # fmt: skip
