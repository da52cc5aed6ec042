"""The demo's sensors speak by the city's clock; each of their stories ends at the review desk."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from tests.brigade import AT, Brigade
from tests.tiny_city import crossing
from zhicheng.flow.sense import queries as sense
from zhicheng.ground.places import queries as places
from zhicheng.ground.sensors import queries, services
from zhicheng.ground.sensors.rules.kinds import KINDS
from zhicheng.ground.sensors.services import Reading
from zhicheng.ground.sensors.sheets import SensorRow
from zhicheng.kernel.calendar import CHINA
from zhicheng.sim import gauges
from zhicheng.sim.gauges import CODES, VOICES, Gauges, Moment, demo_sensors, minutes

MIDNIGHT = datetime(2026, 9, 16, tzinfo=CHINA)


class Town:
    """The tiny city with the places at which the demo puts sensors."""

    def __init__(self) -> None:
        real = places.city()
        self.locate, self.describe = real.locate, real.describe
        spots = [{"name": f"地点{i}", "lng": crossing(i, 2)[0], "lat": crossing(i, 2)[1]} for i in range(6)]
        self.extras = {name: spots for _, name, *_ in gauges.STANDS}


def says(kind: str, n: int, minute: int, *, calm: bool = False, noise: float = 0.0) -> float:
    return VOICES[kind](Moment(minute, noise, n, calm))


def test_every_kind_has_a_voice_a_code_and_a_stand() -> None:
    assert set(VOICES) == set(CODES) == set(KINDS) == {kind for kind, *_ in gauges.STANDS}


@pytest.mark.parametrize("kind", sorted(VOICES))
def test_no_voice_ever_says_what_cannot_be(kind: str) -> None:
    known = KINDS[kind]
    for n in range(1, 10):
        for minute in range(0, 3 * 1440, 7):
            for noise in (-3.5, 0.0, 3.5):
                assert known.low <= says(kind, n, minute, noise=noise) <= known.high


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["noise", "dust", "bin", "water", "manhole_tilt", "manhole_open", "light"])
def test_each_kind_tells_a_story_within_a_day_that_is_confirmed(brigade: Brigade, kind: str) -> None:
    rows = [r for r in demo_sensors(Town()) if r.kind == kind]  # type: ignore[arg-type]
    services.keep(rows, by="cli", at=AT)
    heard = services.take_in(a_day(rows, MIDNIGHT), at=MIDNIGHT + timedelta(days=1))
    assert heard.refused == []
    assert "confirmed" in {a.stage for a in heard.alarms}
    quiet = services.take_in(a_day(rows, MIDNIGHT + timedelta(days=1), calm=True), at=MIDNIGHT + timedelta(days=2))
    assert not [a for a in quiet.alarms if a.stage == "confirmed"]


def a_day(rows: list[SensorRow], begin: datetime, *, calm: bool = False) -> list[Reading]:
    """What these say on the day that begins then."""
    first = int(begin.timestamp()) // 60 + 480
    return [
        Reading(r.code, begin + timedelta(minutes=m), says(r.kind, int(r.code[-3:]), first + m, calm=calm), r.unit)
        for r in rows
        for m in range(1440)
    ]


@pytest.mark.django_db
def test_they_speak_once_a_minute_and_catch_up_a_little(brigade: Brigade) -> None:
    services.keep(demo_sensors(Town()), by="cli", at=AT)  # type: ignore[arg-type]
    life = Gauges(random.Random(1))
    n = len(life.rows)
    assert n > 20
    assert life.step(AT) == n
    assert life.step(AT + timedelta(seconds=20)) == 0
    assert life.step(AT + timedelta(minutes=3)) == 3 * n
    assert life.step(AT + timedelta(days=1)) == gauges.MOST_AT_ONCE * n


@pytest.mark.django_db
def test_the_past_is_remembered_and_rings_no_bell(brigade: Brigade) -> None:
    services.keep(demo_sensors(Town()), by="cli", at=AT)  # type: ignore[arg-type]
    life = Gauges(random.Random(1))
    assert life.remember(AT, hours=2) == 120 * len(life.rows)
    one = queries.Sensor.objects.get(code=life.rows[0].code)
    assert len(queries.stored([one.pk], 0, 2**33)) == 120
    assert sense.of_device(f"sensor:{one.code}", brigade.access["Alice"], since=AT - timedelta(days=1)) == []
    assert life.step(AT) == len(life.rows)


@pytest.mark.django_db
def test_who_switches_one_off_silences_it(brigade: Brigade) -> None:
    services.keep(demo_sensors(Town()), by="cli", at=AT)  # type: ignore[arg-type]
    life = Gauges(random.Random(1))
    before = len(life.rows)
    queries.Sensor.objects.filter(code=life.rows[0].code).update(state="off")
    life.load()
    assert len(life.rows) == before - 1


def test_codes_are_unique_and_names_say_where() -> None:
    rows = demo_sensors(Town())  # type: ignore[arg-type]
    assert len({r.code for r in rows}) == len(rows)
    assert all(r.name.startswith("地点") for r in rows)
    assert all(r.place for r in rows if r.kind == "noise")


@pytest.mark.parametrize(("seconds", "n"), [(0, 0), (59, 0), (60, 1), (185, 3), (10**6, gauges.MOST_AT_ONCE)])
def test_whole_minutes(seconds: int, n: int) -> None:
    found = minutes(AT, AT + timedelta(seconds=seconds))
    assert len(found) == n
    assert found == sorted(found)
    assert all(m.second == 0 and m > AT for m in found)
