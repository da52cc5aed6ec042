"""One delivery sent several times at once, one caller called back by several at once. Real threads, both databases."""

from __future__ import annotations

import pytest

from tests.brigade import AT, Brigade, found
from tests.races.test_dispatchers import at_once
from zhicheng.flow.reports.queries import Report
from zhicheng.gateways.hotline import calling, services
from zhicheng.gateways.hotline.calling import Heard
from zhicheng.gateways.hotline.models import HotlineImport, HotlineOrder
from zhicheng.gateways.hotline.reading import NAMES, Form
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)
CLERKS = 4
FORM = Form("city", {name: name for name in NAMES})


@pytest.fixture
def office() -> Brigade:
    return found()


def deliver(n: int) -> services.Outcome:
    rows = [(i, {"number": f"W{i}", "text": f"{i}号门口有人摆摊", "address": "南大街"}) for i in range(1, n + 1)]
    return services.take_rows(rows, FORM, name="HTTP", by="test", at=AT)


def test_of_one_delivery_sent_several_times_each_order_is_taken_once(office: Brigade) -> None:
    results = at_once(CLERKS, lambda _: deliver(30))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sum(r.taken for r in results) == HotlineOrder.objects.count() == Report.objects.count() == 30
    assert sum(r.known for r in results) == 30 * (CLERKS - 1)
    assert HotlineImport.objects.count() == CLERKS
    assert check_events()["problems"] == []


def test_of_several_call_backs_that_open_it_again_one_does(office: Brigade) -> None:
    deliver(1)
    order = HotlineOrder.objects.get()
    HotlineOrder.objects.update(state="answered", answered_at=AT)
    heard = Heard(contacted=True, solved=False, note="摊子还在")
    results = at_once(
        CLERKS, lambda _: calling.call_back_as(office.access["Alice"], order_id=order.pk, heard=heard, at=AT).round
    )
    assert [r for r in results if not isinstance(r, Exception)] == [2]
    assert {type(r) for r in results if isinstance(r, Exception)} <= {Conflict, NotAllowed}
    assert HotlineOrder.objects.count() == Report.objects.count() == 2
    assert Event.objects.filter(kind="hotlineorder.reopen").count() == 1
