"""A phone that sends twice at the same moment, two who take the same thing: real threads, both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.brigade import AT, GRID, Brigade, found
from tests.races.test_dispatchers import at_once
from zhicheng.ground.evidence import queries, services
from zhicheng.ground.evidence.services import NewEvidence
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import ZhichengError

pytestmark = pytest.mark.django_db(transaction=True)
CASE = "case:race"


@pytest.fixture
def office() -> Brigade:
    return found()


def filed(office: Brigade, text: str = "陈述：我知道了", key: str = "k1") -> int:
    new = NewEvidence(
        key=key,
        about=CASE,
        sort="party",
        title="陈述",
        data=text.encode(),
        captured_at=AT - timedelta(minutes=1),
        area=GRID,
    )
    return services.take_in(new, access=office.access["Bob"], at=AT).pk


def test_what_is_sent_six_times_at_once_is_filed_once(office: Brigade) -> None:
    made = at_once(6, lambda i: filed(office))
    assert len(set(made)) == 1
    assert not any(isinstance(m, ZhichengError) for m in made)
    assert Event.objects.filter(kind="evidence.take_in").count() == 1
    assert check_events()["problems"] == []


def test_goods_that_are_listed_six_times_at_once_are_held_once(office: Brigade) -> None:
    goods = [{"name": "烤炉", "quantity": "1 台", "state": "完好"}]
    made = at_once(
        6,
        lambda i: (
            services.hold(
                about=CASE,
                sort="preserve",
                goods=goods,
                kept_at="物品室",
                area=GRID,
                access=office.access["Bob"],
                key="h1",
                at=AT,
            ).pk
        ),
    )
    assert len(set(made)) == 1
    assert Event.objects.filter(kind="holding.open").count() == 1


def test_of_two_who_take_it_one_holds_it(office: Brigade) -> None:
    pk, bob = filed(office), office.access["Bob"]
    takers = ["Ben", "Eve"]
    results = at_once(
        2, lambda i: services.hand_over(item_id=pk, to=office.access[takers[i]], access=bob, at=AT).holder
    )
    kept = [r for r in results if isinstance(r, str)]
    assert len(kept) == 1
    assert queries.item(pk, bob).holder == kept[0]
    assert Event.objects.filter(kind="evidence.hand_over").count() == 1
    assert check_events()["problems"] == []
