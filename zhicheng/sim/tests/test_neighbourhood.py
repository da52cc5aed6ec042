"""The demo's neighbourhood is written by the services that people use, once, and stays sound."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.brigade import AT
from tests.neighbours import Street
from zhicheng.civic.community import queries
from zhicheng.infra.check import check_events
from zhicheng.sim.neighbourhood import Neighbourhood


@pytest.fixture
def founded(neighbours: Street) -> Street:
    for name, key in (("Leo", "liaison"), ("Stella", "street"), ("Mona", "manager")):
        account = neighbours.brigade.account[name]
        account.demo_key = key
        account.save()
    Neighbourhood().found(AT)
    neighbours.at = AT
    return neighbours.work()


def test_it_has_something_to_see_on_every_page(founded: Street) -> None:
    stella = founded.access("Stella")
    liaisons = queries.liaisons_visible_to(stella)
    assert (liaisons.count(), queries.diary_of(liaisons).count()) == (1, 5)
    assert [m.state for m in queries.meetings_visible_to(stella)] == ["called", "concluded"]
    last = queries.last_resolutions(queries.meetings_visible_to(stella)[0])
    assert sorted(r.state for r in last) == ["agreed", "done"]
    coming, full = queries.open_days(after=AT).order_by("-starts_at")
    assert (coming.title, queries.waiting_list(full.pk).count()) == ("跟随队员走一条街", 1)
    assert (queries.rewards().count(), queries.firms_visible_to(stella).count()) == (4, 2)
    assert check_events()["problems"] == []


def test_its_residents_have_points_and_nobody_is_over_the_cap(founded: Street) -> None:
    lines = founded.resident or {
        r.pk: r for day in queries.open_days() for r in [s.resident for s in day.signups.all()]
    }
    balances = sorted(queries.balance_of(pk) for pk in lines)
    assert balances[-1] >= 20
    assert balances[-1] <= 30


def test_a_restart_founds_nothing_again(founded: Street) -> None:
    Neighbourhood().found(AT + timedelta(days=1))
    assert queries.open_days().count() == 3
