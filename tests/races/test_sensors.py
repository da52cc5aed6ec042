"""Two gateways bring the same readings, a sorter works beside them, two keepers import: real threads, both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, Brigade, found
from tests.races.test_dispatchers import at_once
from zhicheng.flow.sense import queries as sense
from zhicheng.flow.sense import readings
from zhicheng.ground.devices.queries import Upkeep
from zhicheng.ground.sensors import queries, services
from zhicheng.ground.sensors.queries import Sensor
from zhicheng.ground.sensors.services import Reading
from zhicheng.ground.sensors.tests.city import NOISE, WATER, row, said, set_up
from zhicheng.infra.check import check_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> Brigade:
    made = found()
    set_up()
    return made


def stored(code: str) -> list[int]:
    found = queries.stored([Sensor.objects.get(code=code).pk], 0, 2**33)
    return [int(v) for v in found.said]


def all_went(results: list[Any]) -> None:
    assert not any(isinstance(r, Exception) for r in results), results


def test_the_same_batch_by_six_gateways_is_taken_once_and_rings_once(town: Brigade) -> None:
    batch = said(WATER, 1, 16, 17, 18)
    results = at_once(6, lambda i: readings.take_many(batch, by=f"device:gateway-{i}", at=AT + timedelta(minutes=4)))
    all_went(results)
    assert (sum(r.taken for r in results), sum(r.known for r in results)) == (4, 20)
    assert stored(WATER) == [1_000, 16_000, 17_000, 18_000]
    rows = sense.of_device(f"sensor:{WATER}", town.access["Alice"], since=AT)
    assert [r["state"] for r in rows] == ["confirmed"]
    assert check_events()["problems"] == []


def test_different_minutes_by_six_gateways_are_all_kept_whoever_is_first(town: Brigade) -> None:
    batches = [said(NOISE, *[40 + i] * 5, begin=AT + timedelta(minutes=5 * i)) for i in range(6)]
    results = at_once(6, lambda i: services.take_in(batches[i], at=AT + timedelta(minutes=30)))
    all_went(results)
    assert sum(r.taken for r in results) == 30
    assert stored(NOISE) == [1_000 * (40 + i) for i in range(6) for _ in range(5)]


def test_sensors_in_any_order_do_not_wait_in_a_circle(town: Brigade) -> None:
    """Each batch names the same two sensors, in the one order and in the other."""

    def send(i: int) -> Any:
        both = [Reading(NOISE, AT + timedelta(minutes=i), 50), Reading(WATER, AT + timedelta(minutes=i), 1)]
        return services.take_in(both if i % 2 else both[::-1], at=AT + timedelta(minutes=10))

    results = at_once(6, send)
    all_went(results)
    assert sum(r.taken for r in results) == 12


def test_a_sorter_beside_gateways_loses_and_doubles_nothing(town: Brigade) -> None:
    services.take_in(said(NOISE, *range(40, 60)), at=AT + timedelta(minutes=20))

    def work(i: int) -> Any:
        if i < 2:
            return services.sort_away(at=AT)
        if i < 4:  # what is known already: it lies in arrivals, in chunks, or is on its way
            return services.take_in(said(NOISE, *range(40, 60)), at=AT + timedelta(minutes=21))
        return services.take_in(said(NOISE, 70, begin=AT + timedelta(minutes=20 + i)), at=AT + timedelta(minutes=30))

    results = at_once(6, work)
    all_went(results)
    assert sorted(stored(NOISE)) == [1_000 * v for v in [*range(40, 60), 70, 70]]
    services.sort_away(at=AT)
    assert len(stored(NOISE)) == 22


def test_six_watchers_order_one_repair(town: Brigade) -> None:
    services.take_in(said(NOISE, 50), at=AT)
    results = at_once(6, lambda i: readings.watch(at=AT + timedelta(minutes=10)))
    all_went(results)
    assert Upkeep.objects.filter(device=f"sensor:{NOISE}").count() == 1
    assert check_events()["problems"] == []


def test_six_keepers_register_the_same_sensor_once(town: Brigade) -> None:
    results = at_once(6, lambda i: services.keep([row("NEW")], by=f"person:{i}", at=AT))
    all_went(results)
    assert Sensor.objects.filter(code="NEW").count() == 1
    assert check_events()["problems"] == []
