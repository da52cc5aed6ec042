"""Several workers speak for one camera, several reviewers see one alarm: real threads, both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, Brigade, found
from tests.races.test_dispatchers import at_once
from zhicheng.flow.sense import queries, services
from zhicheng.flow.sense.tests.scenery import camera, engineer, says
from zhicheng.ground.devices import services as devices
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import ZhichengError
from zhicheng.kernel.phrases import Phrase

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = Phrase("离线", "offline")


@pytest.fixture
def watched() -> Brigade:
    made = found()
    made.access["Gina"] = engineer(made)
    camera(made.access["Gina"])
    return made


def rows(made: Brigade) -> list[Any]:
    return queries.of_device("camera:C-1", made.access["Alice"], since=AT)


def test_two_owners_of_a_camera_say_the_same_and_it_is_one(watched: Brigade) -> None:
    """A worker that was thought dead and the one that took over."""
    batch = [says("pre_alarm", minutes=1, stayed=1), says("confirmed")]
    made = at_once(6, lambda i: services.observe_many(batch, by=f"device:eyes-{i}", at=AT))
    assert not any(isinstance(m, Exception) for m in made), made
    assert [r["state"] for r in rows(watched)] == ["confirmed"]
    assert Event.objects.filter(kind="observation.alarm").count() == 1
    assert Event.objects.filter(kind="observation.confirm").count() == 1
    assert check_events()["problems"] == []


def test_six_things_at_once_are_six(watched: Brigade) -> None:
    made = at_once(
        6,
        lambda i: services.observe_many(
            [says(thing=f"t{i}", box=(i * 90, 210, i * 90 + 80, 300))], by="device:eyes", at=AT
        ),
    )
    assert not any(isinstance(m, Exception) for m in made), made
    assert len(rows(watched)) == 6
    assert Event.objects.filter(kind="guard.set").count() == 1
    assert check_events()["problems"] == []


def test_six_reviewers_tap_and_one_decides(watched: Brigade) -> None:
    services.observe_many([says()], by="device:eyes", at=AT)
    one = rows(watched)[0]["id"]

    def tap(i: int) -> Any:
        if i % 2:
            return services.accept(one, access=watched.access["Alice"], at=AT)
        return services.reject(one, reason="passing", access=watched.access["Alice"], at=AT)

    made = at_once(6, tap)
    assert sum(not isinstance(m, ZhichengError) for m in made) == 1, made
    assert sum(g["right"] + g["wrong"] for g in queries.guards(watched.access["Alice"])) == 1
    assert check_events()["problems"] == []


def test_a_device_goes_on_speaking_while_reviewers_decide(watched: Brigade) -> None:
    """Whoever is first, nothing of the batch is lost, and the reviewer's word stands."""
    first = [says(thing=f"t{i}", box=(i * 90, 210, i * 90 + 80, 300)) for i in range(6)]
    services.observe_many(first, by="device:eyes", at=AT)
    ids = [r["id"] for r in rows(watched)]
    over = [replace(s, stage="over", seen_at=s.seen_at + timedelta(minutes=1)) for s in first]

    def act(i: int) -> Any:
        if i % 2:
            return services.accept(ids[i], access=watched.access["Alice"], at=AT)
        return services.observe_many(over, by="device:eyes", at=AT + timedelta(minutes=2))

    made = at_once(6, act)
    assert all(not isinstance(m, Exception) or isinstance(m, ZhichengError) for m in made), made
    assert sum(isinstance(m, services.Taken) for m in made) == 3, made
    assert all(r["over_at"] is not None for r in rows(watched))
    assert {r["state"] for r in rows(watched)} <= {"left", "reported"}
    assert check_events()["problems"] == []


def test_reviews_of_one_zone_at_once_are_all_counted(watched: Brigade) -> None:
    for i in range(6):
        services.observe_many([says(thing=f"t{i}", box=(i * 90, 210, i * 90 + 80, 300))], by="device:eyes", at=AT)
    ids = [r["id"] for r in rows(watched)]
    made = at_once(6, lambda i: services.accept(ids[i], access=watched.access["Alice"], at=AT))
    assert not any(isinstance(m, Exception) for m in made), made
    assert [g["right"] for g in queries.guards(watched.access["Alice"])] == [6]


def test_eight_workers_notice_at_once_and_one_order_stands(watched: Brigade) -> None:
    made = at_once(
        8,
        lambda i: devices.ask_upkeep(device="camera:C-1", trouble="offline", said=OFFLINE, area=GRID, by="w", at=AT).pk,
    )
    assert len(set(made)) == 1
    assert Event.objects.filter(kind="upkeep.ask").count() == 1
