"""Sensors over MQTT: every form of reading, many messages at once; a bad one is a dead letter and the rest goes on."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.brigade import AT, Brigade
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.dead_letters import queries as letters
from zhicheng.ground.sensors import queries
from zhicheng.ground.sensors.models import Sensor
from zhicheng.ground.sensors.tests.city import NOISE, set_up

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def sensors(brigade: Brigade) -> None:
    set_up()


def told(*messages: tuple[str, object]) -> int:
    """How many became dead letters."""
    arrivals = [
        Arrival(topic, (body if isinstance(body, str) else json.dumps(body)).encode(), AT) for topic, body in messages
    ]
    return routing.take(arrivals, routing.read_routes(["sensors/#=sensors"]), at=LATER)


def stored() -> list[float]:
    found = queries.stored([Sensor.objects.get(code=NOISE).pk], 0, 2**33)
    return [int(v) / 1000 for v in found.said]


def reading(value: object, seconds: float = 0, sensor: str = NOISE) -> dict[str, object]:
    return {"sensor": sensor, "at": AT.timestamp() + seconds, "value": value}


def test_many_messages_are_one_batch() -> None:
    assert told(*((f"sensors/{NOISE}", reading(50 + k, 60 * k)) for k in range(4))) == 0
    assert stored() == [50, 51, 52, 53]


def test_on_its_own_topic_a_bare_number_is_enough() -> None:
    assert told((f"sensors/{NOISE}", "61.5")) == 0
    assert stored() == [61.5]


def test_sending_twice_changes_nothing() -> None:
    for _ in range(2):
        assert told((f"sensors/{NOISE}", reading(50))) == 0
    assert stored() == [50]


@pytest.mark.parametrize("bad", [reading("loud", 60), reading(50, 60, "NOBODY"), "not a reading", {"sensor": NOISE}])
def test_a_bad_one_is_a_dead_letter_and_the_rest_goes_on(bad: object) -> None:
    assert told(("sensors/a", reading(50)), ("sensors/b", bad), ("sensors/c", reading(52, 120))) == 1
    assert stored() == [50, 52]
    (letter,) = letters.listed()
    assert letter["topic"] == "sensors/b"
    assert letter["said"]
    assert letter["said_en"]


def test_a_broken_sensor_is_one_letter_that_counts() -> None:
    for k in range(20):
        told((f"sensors/{NOISE}", reading("loud", 60 * k)))
    assert [r["times"] for r in letters.listed()] == [20]


def test_good_readings_of_a_half_bad_message_are_in() -> None:
    assert told(("sensors/x", [reading(50), reading("loud", 60), reading(52, 120)])) == 1
    assert stored() == [50, 52]
