"""The demo's neighbourhood is written by the services that people use, once, and stays sound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.brigade import AT
from tests.neighbours import Street
from zhicheng.civic.community import queries
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.rules.volunteering import is_minor
from zhicheng.civic.community.services import serving
from zhicheng.civic.community.shapes import volunteers as shapes
from zhicheng.civic.community.terms import terms
from zhicheng.infra.check import check_events
from zhicheng.kernel.calendar import CHINA
from zhicheng.sim.neighbourhood import Neighbourhood
from zhicheng.sim.volunteering import GUARDIAN, PUPIL, TRAINED


def founded_at(neighbours: Street, at: datetime) -> Street:
    for name, key in (("Leo", "liaison"), ("Stella", "street"), ("Mona", "manager")):
        account = neighbours.brigade.account[name]
        account.demo_key = key
        account.save()
    Neighbourhood().found(at)
    neighbours.at = at
    return neighbours.work()


@pytest.fixture
def founded(neighbours: Street) -> Street:
    return founded_at(neighbours, AT)


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


def test_the_street_has_volunteers_to_decide_on_and_hours_to_confirm(founded: Street) -> None:
    stella, leo = founded.access("Stella"), founded.access("Leo")
    register = {v.name: v for v in reads.volunteers_visible_to(stella)}
    assert [n for n, v in register.items() if v.state == "applied"] == ["赵大爷"]
    assert sorted(n for n, v in register.items() if v.trained_until) == sorted(TRAINED)
    assert len([v for v in register.values() if v.state == "active"]) == 5
    assert [s.volunteer.name for s in reads.stints_waiting(leo)] == ["陈老师"]
    seen = [
        (v.name, s.confirmed_by, s.reason) for v in register.values() for s in v.stints.all() if s.state == "confirmed"
    ]
    assert sorted(seen) == sorted(
        [("吴先生", "Leo", ""), ("吴先生", "Leo", ""), ("周女士", "Leo", "提前半小时离开"), (PUPIL, "Stella", "")]
    )


def test_a_pupil_helps_with_her_guardian_s_consent_and_only_at_open_days(founded: Street) -> None:
    pupil = reads.volunteers_visible_to(founded.access("Stella")).get(name=PUPIL)
    assert is_minor(pupil.born_on, AT.astimezone(CHINA).date(), terms().volunteer)
    assert (pupil.guardian, pupil.guardian_phone) == GUARDIAN
    assert pupil.consented_at is not None
    assert {s.errand.kind for s in reads.stints_of(pupil.pk)} == {"open_day"}


def test_there_is_an_errand_to_take_on_and_one_that_is_full(founded: Street) -> None:
    free = {e.title: e.places - e.held for e in reads.errands(after=AT)}
    assert sorted(free.values()) == [0, 3]


def test_hours_give_points_and_a_certificate(founded: Street) -> None:
    wu = reads.volunteers_visible_to(founded.access("Stella")).get(name="吴先生")
    assert [e.rule for e in queries.entries_of(wu.resident_id) if not e.refused].count("volunteer") == 2
    assert [y["minutes"] for y in shapes.page(wu.resident, at=AT)["years"]] == [240]
    assert serving.certificate(resident=wu.resident, year=AT.year, at=AT).startswith(b"%PDF")


def test_in_the_first_days_of_a_year_the_old_year_s_hours_are_there_too(neighbours: Street) -> None:
    at = datetime(2027, 1, 2, 10, 20, tzinfo=UTC)
    wu = reads.volunteers_visible_to(founded_at(neighbours, at).access("Stella")).get(name="吴先生")
    assert {y["year"]: y["minutes"] for y in shapes.page(wu.resident, at=at)["years"]} == {2026: 120, 2027: 120}


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
