"""The last place of an open day, the last reward, one vote, two codes at once. Real threads, both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.brigade import GRID, found
from tests.neighbours import PHONES, Street
from tests.races.test_dispatchers import at_once
from tests.whistling import STREET, join
from zhicheng.civic.community import queries
from zhicheng.civic.community.models import Errand, PointEntry, Redemption, Resident, Signup, Stint, Volunteer, Vote
from zhicheng.civic.community.services import meetings, open_days, points, residents, serving, tabling, volunteers
from zhicheng.civic.community.services.serving import NewErrand
from zhicheng.civic.community.services.volunteers import NewVolunteer
from zhicheng.ground.messages import links
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ("Nina", "Wang", "Qian")


@pytest.fixture
def street() -> Street:
    return Street(join(found())).joins(*ALL)


def test_of_phones_that_want_the_last_place_at_once_one_has_it_and_the_others_wait(street: Street) -> None:
    street.open_day(capacity=1)
    people = [street.resident[n] for n in ALL]
    at_once(3, lambda i: open_days.sign_up(open_day=street.day.pk, resident=people[i], name="某家", at=street.at))
    states = sorted(Signup.objects.filter(open_day=street.day).values_list("state", flat=True))
    assert states == ["has_place", "waiting", "waiting"]
    assert check_events()["problems"] == []


def test_one_phone_that_signs_up_twice_at_once_takes_one_place(street: Street) -> None:
    street.open_day(capacity=3)
    nina = street.resident["Nina"]
    at_once(3, lambda i: open_days.sign_up(open_day=street.day.pk, resident=nina, name="某家", at=street.at))
    assert queries.taken(street.day.pk) == 1


def test_who_cancels_while_others_wait_leaves_no_place_empty_and_none_given_twice(street: Street) -> None:
    street.open_day(capacity=2).signs_up("Nina", "Wang", "Qian")
    people = [street.resident[n] for n in ("Nina", "Wang")]
    at_once(2, lambda i: open_days.cancel(open_day=street.day.pk, resident=people[i], at=street.at))
    assert sorted(Signup.objects.filter(open_day=street.day).values_list("state", flat=True)) == [
        "cancelled",
        "cancelled",
        "has_place",
    ]
    assert Event.objects.filter(kind="signup.move_up").count() == 1
    assert check_events()["problems"] == []


def _rich(street: Street, *names: str) -> None:
    for name in names:
        PointEntry.objects.create(
            resident=street.resident[name], rule="open_day", source=f"signup:{name}", points=10, at=street.at
        )


def test_of_two_who_want_the_last_reward_at_once_one_gets_it_and_the_other_keeps_his_points(street: Street) -> None:
    _rich(street, "Nina", "Wang")
    bag = street.reward(price=10, stock=1)
    results = at_once(2, lambda i: street.redeem(("Nina", "Wang")[i], bag))
    refused = [str(r) for r in results if isinstance(r, NotAllowed)]
    assert refused == ["这件奖品刚被兑完，请选别的或等补货。"]
    assert Redemption.objects.count() == 1
    assert sorted(street.balance(n) for n in ("Nina", "Wang")) == [0, 10]
    assert queries.rewards().get().stock == 0
    assert check_events()["problems"] == []


def test_one_person_on_two_phones_cannot_spend_the_same_points_twice(street: Street) -> None:
    _rich(street, "Nina")
    bag = street.reward(price=10, stock=5)
    results = at_once(3, lambda _: street.redeem("Nina", bag))
    assert sum(isinstance(r, NotAllowed) for r in results) == 2
    assert (street.balance("Nina"), Redemption.objects.count()) == (0, 1)


def test_a_step_that_two_workers_take_at_once_thanks_once(street: Street) -> None:
    walk = street.reports("Nina")
    PointEntry.objects.all().delete()
    at_once(3, lambda _: points.for_reports([walk.report_id], "report_filed", at=walk.at))
    assert [e.points for e in PointEntry.objects.all()] == [2]


def test_the_same_phone_votes_once_however_often_it_is_pressed(street: Street) -> None:
    item = street.tables("Nina", "加装路灯")
    wang = street.resident["Wang"]
    at_once(4, lambda _: tabling.vote(item_id=item.pk, resident=wang, at=street.at))
    assert Vote.objects.filter(item=item).count() == 1


def test_a_code_that_is_given_back_twice_at_once_works_once(street: Street) -> None:
    link = residents.ask_code(phone="13800000009", now=street.at, at=street.at)
    code = links.digits_of(link)
    results = at_once(
        3, lambda i: residents.sign_in(phone="13800000009", code=code, device=f"d{i}", now=street.at, at=street.at)
    )
    assert sum(isinstance(r, Resident) for r in results) == 1
    assert sum(isinstance(r, BadInput) for r in results) == 2
    assert Event.objects.filter(kind="resident.join").count() == len(PHONES) + 1


def test_workers_that_open_the_quarters_duties_at_once_open_each_once(street: Street) -> None:
    at_once(3, lambda _: meetings.open_duties(at=street.at))
    assert queries.duties(street.access("Mona")).count() == 2  # the two streets of the west
    assert check_events()["problems"] == []


def _serves(street: Street, name: str) -> Volunteer:
    """He is confirmed and trained."""
    stella = street.access("Stella")
    one = volunteers.apply(NewVolunteer(name, STREET, date(1990, 1, 1)), resident=street.resident[name], at=street.at)
    volunteers.decide(volunteer_id=one.pk, action="confirm", reason="", who=stella, at=street.at)
    return volunteers.train(volunteer_id=one.pk, until=date(2027, 1, 1), who=stella, at=street.at)


def _patrol(street: Street, places: int) -> Errand:
    starts = street.at + timedelta(days=1)
    new = NewErrand("patrol", "夜巡", starts, starts + timedelta(hours=2), places, GRID)
    return serving.announce(new, who=street.access("Stella"), at=street.at)


def test_of_volunteers_who_want_the_last_place_of_an_errand_at_once_one_has_it(street: Street) -> None:
    for name in ALL:
        _serves(street, name)
    errand = _patrol(street, 1)
    results = at_once(3, lambda i: serving.take(errand_id=errand.pk, resident=street.resident[ALL[i]], at=street.at))
    assert Stint.objects.filter(errand=errand, state="taken").count() == 1
    assert len([r for r in results if isinstance(r, NotAllowed)]) == 2
    assert check_events()["problems"] == []


def test_one_volunteer_cannot_take_two_errands_of_one_hour_at_once(street: Street) -> None:
    one, errands = _serves(street, "Nina"), [_patrol(street, 5) for _ in range(3)]
    results = at_once(
        3, lambda i: serving.take(errand_id=errands[i].pk, resident=street.resident["Nina"], at=street.at)
    )
    assert Stint.objects.filter(volunteer=one, state="taken").count() == 1
    assert len([r for r in results if isinstance(r, NotAllowed)]) == 2
