"""The demo's whistles walk from the first blow to the last word, and leave the visitors' alone."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.brigade import AT, PHOTO, Brigade
from tests.whistling import Called
from zhicheng.civic.whistles import queries
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.sim.whistling import Whistles


@pytest.fixture
def whistles(street: Brigade) -> Whistles:
    for name, key in (("Leo", "liaison"), ("Stella", "street")):
        account = street.account[name]
        account.demo_key = key
        account.save()
    assert people.demo_account("street").pk == street.account["Stella"].pk
    made = Whistles(places.city(), random.Random(3), {"09001": PHOTO})
    made._spot = lambda: (117.008, 32.004)  # type: ignore[method-assign] - the liaison's first grid
    return made


def test_a_day_of_whistles_ends_closed_and_sound(whistles: Whistles, street: Brigade) -> None:
    for minutes in range(0, 900, 2):
        at = AT + timedelta(minutes=minutes)
        whistles.step(at)
        jobs.drain(at=at)
    mine = queries.visible_to(street.access["Stella"])
    assert mine.filter(state="closed").count() >= 2
    assert all(
        s.score
        for w in mine.filter(state="closed", summonses__state="rated")
        for s in queries.summonses([w.pk])
        if s.state == "rated"
    )
    assert check_events()["problems"] == []


def test_what_a_visitor_blew_is_left_alone(whistles: Whistles, street: Brigade) -> None:
    theirs = Called(street).blow("squad", who="Leo")
    for minutes in range(0, 120, 2):
        whistles.step(AT + timedelta(minutes=minutes))
    assert theirs.summons("squad").state == "called"
