"""What nobody says by sending: a sensor that has fallen silent, a calibration that has run out."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import F

from zhicheng.ground.sensors.models import Sensor, SensorNow
from zhicheng.ground.sensors.rules.judging import CALIBRATION, MEMORY, MISSED, QUIET, SILENT, SUSPECTED
from zhicheng.ground.sensors.services.readings import NOW, Alarm, Heard, facts_of, trouble_of
from zhicheng.infra import bulk
from zhicheng.kernel.calendar import CHINA

AT_ONCE = 500  # a dead gateway silences thousands at once: their orders are written in portions


def watch_silence(*, at: datetime) -> Heard:
    """Sensors in use that have missed three readings: marked once, until they speak again. What they had only suspected is over."""
    now = int(at.timestamp())
    quiet = SensorNow.objects.filter(
        sensor__state="on", last_at__gte=0, last_at__lt=now - MISSED * F("sensor__interval_s")
    )
    chosen = list(quiet.exclude(trouble__in=_with(SILENT)).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return _mark(chosen, SILENT, "silent", at)


def watch_calibrations(*, at: datetime) -> Heard:
    """Sensors in use whose calibration has run out: marked once, until somebody calibrates them."""
    today = at.astimezone(CHINA).date()
    rows = SensorNow.objects.filter(sensor__state="on", sensor__calibrated_to__lt=today).exclude(
        trouble__in=_with(CALIBRATION)
    )
    return _mark(list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]), CALIBRATION, "calibration", at)


def _with(bit: int) -> list[int]:
    """Every set of troubles that has this one in it: six bits, so that no database function is needed."""
    return [x for x in range(64) if x & bit]


def _mark(sensors: list[int], bit: int, code: str, at: datetime) -> Heard:
    heard, now = Heard(), int(at.timestamp())
    if not sensors:
        return heard
    with transaction.atomic():
        locked = SensorNow.objects.select_for_update().filter(pk__in=sensors).order_by("pk")
        lines = np.array(list(locked.values_list(*NOW)), MEMORY)
        facts = {s.id: s for s in facts_of(Sensor.objects.filter(pk__in=sensors), at)}
        rows = []
        for pk, line in zip(sensors, lines, strict=True):
            sensor = facts[pk]
            if line["trouble"] & bit or (bit == SILENT and now - line["last_at"] <= MISSED * sensor.interval_s):
                continue  # it has spoken meanwhile
            heard.troubles.append(trouble_of(sensor, code, True, line, now))
            phase = int(line["phase"])
            if bit == SILENT and phase == SUSPECTED:
                limit = sensor.limits[(now // 3600 + 8) % 24]
                heard.alarms.append(Alarm(sensor, "over", int(line["began_at"]), now, int(line["last_value"]), limit))
                phase = QUIET
            rows.append((phase, int(line["trouble"]) | bit, pk))
        bulk.update_rows(SensorNow, ("phase", "trouble"), rows, guard=())
    return heard
