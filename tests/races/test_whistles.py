"""Two phones of one department at once; two departments at once; a phone that blows twice. Real threads, both databases."""

from __future__ import annotations

import pytest

from tests.brigade import Brigade, found
from tests.races.test_dispatchers import at_once
from tests.whistling import Called, join
from zhicheng.civic.whistles import queries, services
from zhicheng.civic.whistles.services import Arrival
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def called() -> Called:
    return Called(join(found())).blow("squad", "clean")


def test_two_phones_report_in_at_once_and_the_second_is_told_who_was_first(called: Called) -> None:
    code = called.code("squad")
    names = ("张三", "李四", "王五", "赵六")
    results = at_once(4, lambda i: services.report_in(code, Arrival(names[i], "13800000000"), at=called.later(1).at))
    came = [r for r in results if not isinstance(r, Exception)]
    first = called.summons("squad").who
    assert [s.who for s in came] == [first]
    assert [str(r).startswith(f"{first} 已于") for r in results if isinstance(r, NotAllowed)] == [True] * 3
    assert Event.objects.filter(kind="summons.report_in").count() == 1
    assert check_events()["problems"] == []


def test_of_two_departments_that_report_in_at_once_the_whistle_sees_both(called: Called) -> None:
    codes = [called.code("squad"), called.code("clean")]
    at_once(2, lambda i: services.report_in(codes[i], Arrival(f"第{i}人", "13800000000"), at=called.at))
    called.work()
    assert called.whistle.state == "reported_in"
    assert Event.objects.filter(kind="whistle.gather").count() == 1


def test_a_phone_that_blows_twice_at_once_has_blown_once(called: Called) -> None:
    stella: Brigade = called.brigade
    new = called.new("squad", key="twice")
    results = at_once(3, lambda i: services.blow(new, who=stella.access["Stella"], at=called.at))
    assert len({w.pk for w in results}) == 1
    assert queries.visible_to(stella.access["Stella"]).count() == 2  # this one, and the fixture's


def test_who_reports_in_while_the_ladder_is_climbed_is_in_or_late_never_both_lost(called: Called) -> None:
    code = called.code("squad")
    called.later(31)

    def one(i: int) -> object:
        if i:
            return services.escalate_due(at=called.at)
        return services.report_in(code, Arrival("张三", "13800000000"), at=called.at)

    results = at_once(2, one)
    if isinstance(results[0], NotAllowed):
        raise results[0]
    assert check_events()["problems"] == []
