"""Sensors speak, and what they say too loudly becomes an observation by the one door; who is in trouble gets an order of upkeep."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import readings
from zhicheng.flow.sense.models import Observation, Thing
from zhicheng.flow.sense.readings import Taken
from zhicheng.ground.devices.queries import Upkeep
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.services import Reading
from zhicheng.ground.sensors.tests.city import BIN, NOISE, WATER, row, said, set_up
from zhicheng.infra.check import check_events
from zhicheng.kernel.calendar import CHINA

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 9, 16, 22, 30, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


def hear(sensor: str, *values: float, begin: datetime = AT, every_s: int = 60) -> Taken:
    rows = said(sensor, *values, begin=begin, every_s=every_s)
    return readings.take_many(rows, by="service:test", at=rows[-1].taken_at)


def test_the_first_reading_is_a_pre_alarm_and_the_second_confirms_it() -> None:
    hear(WATER, 16)
    assert Observation.objects.get().state == "pre_alarm"
    taken = hear(WATER, 17, begin=AT + timedelta(minutes=1))
    assert [o.state for o in taken.observations] == ["confirmed"]
    one = Observation.objects.get()
    assert (one.device, one.kind, one.started_at) == ("sensor:W-1", "water", AT)
    assert Thing.objects.get().name == f"sensor:W-1/water-{int(AT.timestamp())}"


def test_a_confirmed_alarm_carries_reading_unit_limit_source_and_series() -> None:
    hear(NOISE, *[58.5] * 12, begin=NIGHT)
    facts = Observation.objects.get().facts
    assert (facts["reading"], facts["unit"], facts["limit"], facts["statutory"]) == (58_500, "dB(A)", 50_000, True)
    assert "GB 3096-2008" in facts["source"]
    assert facts["series"][0] == [int(NIGHT.timestamp()), 58_500]
    assert len(facts["series"]) == 11
    assert not facts["calibrated"]
    assert "58.5 dB(A)" in facts["said"]
    assert "线索" in facts["said"]
    assert "lead only" in facts["said_en"]


def test_below_the_other_limit_it_is_over() -> None:
    hear(WATER, 16, 17, 9)
    one = Observation.objects.get()
    assert one.state == "left"
    assert one.over_at == AT + timedelta(minutes=2)


def test_a_pre_alarm_that_nothing_confirms_leaves() -> None:
    hear(WATER, 16, 9)
    assert Observation.objects.get().state == "left"


def test_two_single_high_readings_ten_minutes_apart_confirm_nothing() -> None:
    """Each is over before its second reading; that it is the same thing to sense does not make it two readings."""
    hear(WATER, 16, 5)
    hear(WATER, 5, 5, 16, begin=AT + timedelta(minutes=8))
    assert Observation.objects.get().state == "left"
    hear(WATER, 17, begin=AT + timedelta(minutes=11))
    assert Observation.objects.get().state == "confirmed"
    assert check_events()["problems"] == []


def test_an_alarm_that_lasts_is_seen_again_and_keeps_the_reading_that_confirmed_it() -> None:
    hear(WATER, 16, 17, *[30] * 10)
    one = Observation.objects.get()
    assert one.seen_at == AT + timedelta(minutes=10)
    assert (one.facts["reading"], one.facts["latest"]) == (17_000, 30_000)


def test_sending_twice_changes_nothing() -> None:
    rows = said(WATER, 16, 17, 18)
    first = readings.take_many(rows, by="service:test", at=AT + timedelta(minutes=3))
    again = readings.take_many(rows, by="service:test", at=AT + timedelta(minutes=4))
    assert (first.taken, again.taken, again.known) == (3, 0, 3)
    assert again.observations == []
    assert Observation.objects.count() == 1
    assert check_events()["problems"] == []


def test_bad_rows_are_refused_one_by_one_and_the_rest_goes_on() -> None:
    rows = [
        Reading(WATER, AT, math.nan, "", 1),
        Reading("NOBODY", AT, 1, "", 2),
        Reading(BIN, AT, 0.9, "fraction", 3),
        Reading(NOISE, AT, 50, "", 4),
    ]
    taken = readings.take_many(rows, by="service:test", at=AT)
    assert taken.taken == 1
    assert [(r.row, r.field) for r in taken.refused] == [(2, "sensor"), (1, "value"), (3, "unit")]


def test_a_sensor_in_trouble_gets_an_order_and_loses_it_again() -> None:
    readings.take_many([Reading(BIN, AT, 0.9, "fraction")], by="service:test", at=AT)
    order = Upkeep.objects.get()
    assert (order.device, order.trouble, order.state) == ("sensor:B-1", "wrong_unit", "open")
    assert "fraction" in order.said
    hear(BIN, 40, begin=AT + timedelta(minutes=10))
    assert Upkeep.objects.get().state == "over"


def test_silence_gets_one_order() -> None:
    hear(NOISE, 50)
    assert readings.watch(at=AT + timedelta(minutes=5)) == 1
    assert readings.watch(at=AT + timedelta(minutes=9)) == 0
    order = Upkeep.objects.get()
    assert (order.device, order.trouble, order.state) == ("sensor:N-1", "silent", "open")
    hear(NOISE, 50, begin=AT + timedelta(minutes=10))
    assert Upkeep.objects.get().state == "over"


def test_a_suspicion_of_a_silent_sensor_is_over() -> None:
    hear(WATER, 16)
    readings.watch(at=AT + timedelta(minutes=5))
    assert Observation.objects.get().state == "left"


def test_a_calibration_that_ran_out_gets_one_order() -> None:
    Sensor.objects.filter(code=NOISE).update(calibrated_to="2026-09-01")
    assert readings.watch(at=AT) == 1
    assert readings.watch(at=AT + timedelta(hours=1)) == 0
    assert Upkeep.objects.get().trouble == "calibration"


def test_an_open_manhole_is_told_in_words() -> None:
    set_up(row("M-1", kind="manhole_open", place="", name="书院路雨水井"))
    hear("M-1", 0, 1, 1)
    assert Observation.objects.get().facts["said"].startswith("书院路雨水井报告井盖已开启")


def test_a_dark_street_lamp_says_its_limit_and_no_highest() -> None:
    set_up(row("L-1", kind="light", place=""))
    hear("L-1", *[0.5] * 32, begin=NIGHT)
    facts = Observation.objects.get().facts
    assert (facts["limit"], facts["above"]) == (2_000, False)
    assert "最高" not in facts["said"]


def test_what_rises_too_fast_says_so() -> None:
    hear(WATER, 1, 5, 9)
    facts = Observation.objects.get().facts
    assert "每分钟上升不少于 3 cm" in facts["said"]
    assert "rising by 3 cm" in facts["said_en"]


def test_batches_are_cut_and_the_parts_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "MOST", 2)
    taken = readings.take_many(said(WATER, 16, 17, 18, 9, 8), by="service:test", at=AT + timedelta(minutes=5))
    assert taken.taken == 5
    assert [o.state for o in taken.observations][-1] == "left"


def test_two_sensors_do_not_mix_their_alarms() -> None:
    set_up(row("W-2", kind="water", place=""))
    rows = [*said(WATER, 16, 17), *said("W-2", 3, 3)]
    readings.take_many(rows, by="service:test", at=AT + timedelta(minutes=2))
    assert [o.device for o in Observation.objects.all()] == ["sensor:W-1"]
