"""Readings come in: stored once, judged, refused one by one; late, twice, out of order; what their sensor has to be looked after for."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.brigade import AT, Brigade
from zhicheng.ground.sensors import queries, services
from zhicheng.ground.sensors.models import Arrival, Chunk, Sensor, SensorNow
from zhicheng.ground.sensors.rules.limits import Limit
from zhicheng.ground.sensors.services import Reading
from zhicheng.ground.sensors.tests.city import BIN, NOISE, WATER, row, said, set_up, speak
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

pytestmark = pytest.mark.django_db
NOON = int(AT.timestamp())
NIGHT = datetime(2026, 9, 16, 22, 30, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


def series(code: str = NOISE) -> list[tuple[int, int]]:
    """Everything stored of one sensor: (seconds after the beginning, thousandths)."""
    found = queries.stored([Sensor.objects.get(code=code).pk], 0, 2**33)
    return [(int(t) - NOON, int(v)) for t, v in zip(found.at, found.said, strict=True)]


def test_what_is_said_is_stored_and_remembered() -> None:
    heard = speak(NOISE, 50, 51.5)
    assert (heard.taken, heard.known, heard.late, heard.refused, heard.alarms) == (2, 0, 0, [], [])
    assert series() == [(0, 50_000), (60, 51_500)]
    assert queries.latest_of([Sensor.objects.get(code=NOISE).pk]) == {
        Sensor.objects.get(code=NOISE).pk: (NOON + 60, 51_500)
    }


def test_sending_twice_changes_nothing() -> None:
    readings = said(NOISE, 50, 51, 52)
    services.take_in(readings, at=AT + timedelta(minutes=3))
    before = list(SensorNow.objects.values())
    again = services.take_in(readings, at=AT + timedelta(minutes=4))
    assert (again.taken, again.known) == (0, 3)
    assert len(series()) == 3
    assert list(SensorNow.objects.values()) == before


def test_the_same_moment_twice_in_one_batch_counts_once_and_the_first_stays() -> None:
    heard = services.take_in(
        [Reading(NOISE, AT, 50), Reading(NOISE, AT, 70), Reading(NOISE, AT + timedelta(milliseconds=400), 71)], at=AT
    )
    assert (heard.taken, heard.known) == (1, 2)
    assert series() == [(0, 50_000)]


def test_late_readings_are_stored_in_their_place_and_not_judged() -> None:
    speak(NOISE, 50, begin=AT + timedelta(minutes=10))
    heard = services.take_in(said(NOISE, 90, 91, 92), at=AT + timedelta(minutes=11))
    assert (heard.taken, heard.late, heard.alarms) == (3, 3, [])
    assert [t for t, _ in series()] == [0, 60, 120, 600]


def test_late_and_known_is_known_also_after_it_was_sorted_away() -> None:
    services.take_in(said(NOISE, 50, 51, 52), at=AT + timedelta(minutes=3))
    services.sort_away(at=AT)
    assert Arrival.objects.count() == 0
    heard = services.take_in(
        [*said(NOISE, 50, 51), Reading(NOISE, AT + timedelta(seconds=30), 55)], at=AT + timedelta(minutes=4)
    )
    assert (heard.taken, heard.late, heard.known) == (1, 1, 2)
    assert [t for t, _ in series()] == [0, 30, 60, 120]


def test_out_of_order_inside_a_batch_is_in_order_afterwards() -> None:
    night = said(NOISE, *[58] * 12, begin=NIGHT)
    heard = services.take_in(night[::-1], at=NIGHT + timedelta(minutes=12))
    assert [(a.stage, a.taken_at - int(NIGHT.timestamp())) for a in heard.alarms] == [
        ("pre_alarm", 0),
        ("confirmed", 600),
    ]


def test_an_alarm_carries_reading_limit_and_the_last_minutes() -> None:
    speak(NOISE, *[45, 46, 58, 59], begin=NIGHT - timedelta(minutes=4))
    heard = speak(NOISE, *[57] * 11, begin=NIGHT)
    (alarm,) = [a for a in heard.alarms if a.stage == "confirmed"]
    begin = int((NIGHT - timedelta(minutes=2)).timestamp())
    assert alarm.began_at == begin
    assert alarm.taken_at == begin + 600
    assert alarm.value == 57_000
    assert alarm.limit is not None
    assert alarm.limit.on == 50_000
    assert alarm.limit.is_statutory
    assert alarm.series[:3] == ((begin - 120, 45_000), (begin - 60, 46_000), (begin, 58_000))
    assert alarm.series[-1] == (alarm.taken_at, 57_000)
    assert not alarm.sensor.is_calibrated


def test_an_alarm_ends_below_the_other_limit() -> None:
    speak(WATER, 16, 17)
    assert [a.stage for a in speak(WATER, 12, 9.9, begin=AT + timedelta(minutes=2)).alarms] == ["over"]


def test_bad_readings_are_refused_one_by_one_and_the_rest_goes_on() -> None:
    rows = [
        Reading(NOISE, AT, math.nan, "", 1), Reading(NOISE, AT, 50, "dB", 2), Reading("NOBODY", AT, 50, "", 3), Reading(BIN, AT, 0.4, "fraction", 4),
        Reading(NOISE, AT + timedelta(hours=1), 50, "", 5), Reading(WATER, AT - timedelta(days=8), 1, "", 6), Reading(WATER, AT, -2, "", 7),
    ]  # fmt: skip
    heard = services.take_in(rows, at=AT)
    assert heard.taken == 1
    assert {r.row: r.field for r in heard.refused} == {
        1: "value",
        3: "sensor",
        4: "unit",
        5: "taken_at",
        6: "taken_at",
        7: "value",
    }
    assert all(r.said.zh and r.said.en for r in heard.refused)
    assert series() == [(0, 50_000)]
    assert series(WATER) == []


@pytest.mark.parametrize(("action", "word"), [("switch_off", "switched off"), ("remove", "switched off")])
def test_a_sensor_that_is_off_is_not_heard(brigade: Brigade, action: str, word: str) -> None:
    Sensor.objects.filter(code=NOISE).update(state={"switch_off": "off", "remove": "gone"}[action])
    heard = speak(NOISE, 50)
    assert heard.taken == 0
    assert word in heard.refused[0].said.en
    assert Arrival.objects.count() == 0


def test_nothing_is_nothing() -> None:
    assert services.take_in([], at=AT).taken == 0
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (Reading(BIN, AT, 0.4, "fraction"), "wrong_unit"),
        (Reading(BIN, AT, 400), "wrong_unit"),
        (Reading(BIN, AT + timedelta(minutes=5), 40), "drifting"),
    ],
)
def test_a_bad_reading_sends_somebody_and_a_good_one_calls_him_back(bad: Reading, code: str) -> None:
    first = services.take_in([bad], at=AT)
    assert [(t.code, t.trouble, t.stands) for t in first.troubles] == [(BIN, code, True)]
    assert first.troubles[0].said == first.refused[0].said
    assert services.take_in([bad], at=AT).troubles == []  # said once
    after = services.take_in([Reading(BIN, AT + timedelta(minutes=10), 41)], at=AT + timedelta(minutes=10))
    assert [(t.trouble, t.stands) for t in after.troubles] == [(code, False)]


def test_no_number_is_refused_and_says_nothing_about_the_device() -> None:
    assert services.take_in([Reading(BIN, AT, math.inf)], at=AT).troubles == []


def test_a_bin_that_sends_shares_without_saying_so() -> None:
    heard = speak(BIN, *[0.41] * 10, every_s=600)
    assert [(t.trouble, t.stands) for t in heard.troubles] == [("wrong_unit", True)]
    assert "fraction" in heard.troubles[0].said.en


def test_a_stuck_meter_is_reported_with_its_value() -> None:
    heard = speak(NOISE, *[53.2] * 31)
    assert [(t.trouble, t.stands) for t in heard.troubles] == [("stuck", True)]
    assert "53.2 dB(A)" in heard.troubles[0].said.en
    assert "30 minutes" in heard.troubles[0].said.en


def test_silence_is_noticed_once_and_ends_with_a_word() -> None:
    speak(NOISE, 50)
    assert services.watch_silence(at=AT + timedelta(minutes=3)).troubles == []
    told = services.watch_silence(at=AT + timedelta(minutes=4)).troubles
    assert [(t.code, t.trouble, t.stands) for t in told] == [(NOISE, "silent", True)]
    assert "4 minutes" in told[0].said.en
    assert services.watch_silence(at=AT + timedelta(minutes=5)).troubles == []
    back = speak(NOISE, 50, begin=AT + timedelta(minutes=6))
    assert [(t.trouble, t.stands) for t in back.troubles] == [("silent", False)]


def test_a_sensor_that_is_off_or_never_spoke_is_not_silent() -> None:
    speak(NOISE, 50)
    Sensor.objects.filter(code=NOISE).update(state="off")
    assert services.watch_silence(at=AT + timedelta(days=1)).troubles == []


def test_silence_ends_a_suspicion_and_leaves_an_alarm() -> None:
    speak(WATER, 16)
    heard = services.watch_silence(at=AT + timedelta(minutes=5))
    assert [(a.stage, a.began_at) for a in heard.alarms] == [("over", NOON)]
    speak(WATER, 16, 17, begin=AT + timedelta(minutes=6))
    assert services.watch_silence(at=AT + timedelta(minutes=20)).alarms == []
    assert SensorNow.objects.get(sensor__code=WATER).phase == 2


def test_a_calibration_that_ran_out_is_noticed_once_and_ends_with_the_next(brigade: Brigade) -> None:
    Sensor.objects.filter(code=NOISE).update(calibrated_to="2026-09-15")
    told = services.watch_calibrations(at=AT).troubles
    assert [(t.code, t.trouble) for t in told] == [(NOISE, "calibration")]
    assert services.watch_calibrations(at=AT).troubles == []
    assert speak(NOISE, 50).troubles == []  # no reading ends it
    assert SensorNow.objects.get(sensor__code=NOISE).trouble == 32


def test_the_store_keeps_what_the_meter_said_and_judges_what_that_means() -> None:
    Sensor.objects.filter(code=WATER).update(turns=[{"from": NOON, "gain": 1_000_000, "offset": 6_000}])
    heard = speak(WATER, 10, 10)
    assert [a.value for a in heard.alarms] == [16_000, 16_000]
    assert [v for _, v in series(WATER)] == [10_000, 10_000]
    found = queries.stored([Sensor.objects.get(code=WATER).pk], 0, 2**33)
    assert queries.calibrated(found, queries.turns_of([Sensor.objects.get(code=WATER).pk])).tolist() == [16_000, 16_000]


def test_own_limits_replace_those_of_the_kind() -> None:
    from zhicheng.ground.sensors.rules.limits import as_data

    Sensor.objects.filter(code=BIN).update(limits=as_data([Limit(50_000, 20_000)]))
    assert [a.stage for a in speak(BIN, 51, 52, every_s=600).alarms] == ["pre_alarm", "confirmed"]


def test_readings_are_no_events() -> None:
    before = Event.objects.count()
    speak(NOISE, *range(30, 60))
    assert Event.objects.count() == before


def test_batches_are_cut_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhicheng.ground.sensors.services import readings as module

    monkeypatch.setattr(module, "MOST", 3)
    heard = services.take_in([*said(WATER, *[16] * 5), *said(NOISE, *[50] * 5)], at=AT + timedelta(minutes=5))
    assert heard.taken == 10
    assert [a.stage for a in heard.alarms] == ["pre_alarm", "confirmed"]
    assert Arrival.objects.count() == 4


# What is kept -------------------------------------------------------------------------------------------------------------


def test_sorting_away_changes_nothing_that_one_can_see() -> None:
    speak(NOISE, *range(40, 60))
    speak(BIN, 1, 2, 3, every_s=600)
    before = series(), series(BIN)
    services.sort_away(at=AT)
    assert Arrival.objects.count() == 0
    assert (series(), series(BIN)) == before
    assert services.sort_away(at=AT) == 0


def test_a_day_that_is_over_becomes_one_chunk() -> None:
    for minute in range(3):
        speak(NOISE, 50 + minute, begin=AT + timedelta(minutes=minute))
        services.sort_away(at=AT)
    assert Chunk.objects.count() == 3
    before = series()
    services.sort_away(at=AT + timedelta(days=1))
    assert Chunk.objects.count() == 1
    assert series() == before


@pytest.mark.parametrize(("minutes", "from_", "is_due"), [(14, 10, False), (15, 10, True), (1, 2, True), (1, 3, False)])
def test_what_arrived_is_sorted_when_it_has_waited_or_is_much(
    monkeypatch: pytest.MonkeyPatch, minutes: int, from_: int, is_due: bool
) -> None:
    from zhicheng.ground.sensors.services import keeping

    monkeypatch.setattr(keeping, "SORT_FROM", from_)
    services.take_in([Reading(NOISE, AT, 50), Reading(WATER, AT, 1)], at=AT)
    assert bool(services.sort_when_due(at=AT + timedelta(minutes=minutes))) is is_due
    assert Arrival.objects.exists() is not is_due


def test_nothing_is_never_due() -> None:
    assert services.sort_when_due(at=AT) == 0


def test_many_parts_of_today_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhicheng.ground.sensors.services import keeping

    monkeypatch.setattr(keeping, "MOST_PARTS", 3)
    for minute in range(5):
        speak(NOISE, 50 + minute, begin=AT + timedelta(minutes=minute))
        services.sort_away(at=AT)
        assert Chunk.objects.count() <= 3
    assert [t for t, _ in series()] == [0, 60, 120, 180, 240]


def test_a_reading_of_yesterday_finds_its_day() -> None:
    speak(NOISE, 50)
    services.take_in([Reading(NOISE, AT - timedelta(days=2), 49)], at=AT)
    services.sort_away(at=AT)
    assert sorted(Chunk.objects.values_list("day", flat=True)) == [NOON // 86_400 - 2, NOON // 86_400]


def test_old_readings_go_and_an_event_says_how_many() -> None:
    speak(NOISE, 50, 51)
    services.sort_away(at=AT)
    late = AT + timedelta(days=31)
    assert services.erase_old(keep_days=31, at=late) == 0
    assert services.erase_old(keep_days=30, at=late) == 2
    assert series() == []
    event = Event.objects.get(kind="readings.erase")
    assert event.data == {"before": "2026-09-17", "readings": 2, "days": 1}
    assert services.erase_old(keep_days=30, at=late) == 0


def test_buckets_hold_neighbours() -> None:
    set_up(*(row(f"X-{i}") for i in range(70)))
    ids = list(Sensor.objects.order_by("pk").values_list("code", "pk"))
    services.take_in([Reading(code, AT, 40 + i % 10) for i, (code, _) in enumerate(ids)], at=AT)
    services.sort_away(at=AT)
    assert Chunk.objects.count() == len({pk // 64 for _, pk in ids})
    found = queries.stored([pk for _, pk in ids], NOON, NOON + 1)
    assert np.array_equal(found.sensor, [pk for _, pk in ids])
