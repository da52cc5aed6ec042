"""A draft of the law is rehearsed on the city's own cases: what they were is read back from their streams."""

from __future__ import annotations

from datetime import date

import pytest

from tests.brigade import Brigade
from tests.casework import LITTER, STALL, Walk
from tests.journeys.test_cases import ordered
from zhicheng.flow.cases import queries

pytestmark = pytest.mark.django_db


def test_past_cases_come_with_their_facts_and_events(offices: Brigade) -> None:
    walk = Walk(offices).on(date(2026, 3, 2)).open(STALL, spot=True)
    walk.step("T06", with_="Ben", data=ordered(walk)).later(minutes=40).step(
        "recheck", with_="Ben", data={"corrected": False}
    )
    walk.step("T10", with_="Ben", data={"amount": 5000, "told": True})
    spared = (
        Walk(offices)
        .on(date(2026, 4, 7))
        .open(LITTER, spot=True, picked_up="at_once")
        .step("T11", with_="Ben", data={"ground": "minor"})
    )
    march = list(queries.past(date(2026, 3, 1), date(2026, 3, 31)))
    assert [(c.no, c.was_punished) for c in march] == [(walk.no, True)]
    assert [e.step for e in march[0].events] == ["T05", "T06", "recheck", "T10"]
    assert march[0].ended_on == date(2026, 3, 2)
    everything = [c.no for c in queries.past(date.min, date.max)]
    assert everything == [walk.no, spared.no]
