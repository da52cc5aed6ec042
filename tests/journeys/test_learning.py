"""Hotline batch → acceptors correct categories → a better model → the next batch needs nobody. By public services only."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.brigade import AT, GRID, Brigade
from tests.tiny_city import place
from zhicheng.flow.reports import classifying, figures, learning, queries, services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events

pytestmark = pytest.mark.django_db
# What this city calls it; the catalogue has never heard of it.
SAID = {"亮化柱瞎火": "01037", "黑狗摊子又出来": "09001", "那个咣咣车吵": "06028"}


@pytest.fixture(autouse=True)
def _first_day() -> Iterator[None]:
    yield
    shutil.rmtree(classifying.folder(), ignore_errors=True)


def batch(start: int, n: int) -> list[Incoming]:
    lng, lat = place(GRID)
    words = list(SAID)
    return [
        Incoming(key=f"12345-{i}", text=f"{words[i % 3]}，来电人第{i}号", lng=lng, lat=lat)
        for i in range(start, start + n)
    ]


def test_what_acceptors_correct_today_nobody_has_to_name_tomorrow(on_shift: Brigade) -> None:
    alice = on_shift.access["Alice"]
    taken = services.receive_many(batch(0, 60), source="hotline", by="device:hotline", at=AT)
    jobs.drain(at=AT)
    waiting = list(queries.waiting_visible_to(alice))
    assert len(taken.reports) == 60
    assert len(waiting) > 50  # a word here and there looks like one of the catalogue's

    for report in waiting:
        matter = next(code for words, code in SAID.items() if report.text.startswith(words))
        services.complete(
            report_id=report.pk, matter=matter, lng=None, lat=None, by=alice.actor, at=AT + timedelta(minutes=20)
        )
    night = AT + timedelta(hours=16)
    version = learning.learn(by=learning.BY, at=night)
    jobs.drain(at=night)

    assert version is not None
    assert version.taken_over
    assert version.before["accuracy"] < 0.5 < 0.9 < version.after["accuracy"]
    morning = AT + timedelta(days=1)
    again = services.receive_many(batch(1_000, 30), source="hotline", by="device:hotline", at=morning)
    jobs.drain(at=morning)
    assert {r.matter for r in again.reports} == set(SAID.values())
    assert not queries.waiting_visible_to(alice).exists()
    assert {r.state for r in queries.in_ids([r.pk for r in again.reports])} <= {"ticketed", "merged"}
    assert figures.overview()["in_use"] == 1
    assert check_events()["problems"] == []


def test_led_back_to_the_first_day_people_are_asked_again(on_shift: Brigade) -> None:
    test_what_acceptors_correct_today_nobody_has_to_name_tomorrow(on_shift)
    learning.roll_back(number=0, by="person:1", at=AT + timedelta(days=1))
    later = AT + timedelta(days=1, hours=1)
    services.receive_many(batch(2_000, 3), source="hotline", by="device:hotline", at=later)
    jobs.drain(at=later)
    assert queries.waiting().count() >= 2
