"""Merging and taking apart at the same moment: one winner, no report lost, the counts are right. Real threads, both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.brigade import AT, GRID, STALL, Brigade, found
from tests.races.test_dispatchers import at_once
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries, services
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.kernel.errors import ZhichengError

pytestmark = pytest.mark.django_db(transaction=True)
ACCEPTOR = frozenset({"acceptor"})


@pytest.fixture
def brigade(monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(config(), "merge_by_itself", False)
    return found(fast_lane=())


def reported(brigade: Brigade, metres: float) -> Walk:
    return Walk(brigade).report(where=beside(place(GRID), metres), text="摊贩占道")


def merge(ticket: Walk, other: str, who: int) -> str:
    services.take(
        ticket_id=ticket.ticket_id,
        action="merge",
        actor=f"person:{who}",
        roles=ACCEPTOR,
        inputs=Inputs(other=other),
        at=AT,
    )
    return other


def winners(results: list[Any]) -> list[str]:
    assert all(isinstance(r, (str, ZhichengError)) for r in results), results
    return [r for r in results if isinstance(r, str)]


def test_of_several_who_merge_one_ticket_into_different_ones_one_wins(brigade: Brigade) -> None:
    new = reported(brigade, 0)
    known = [reported(brigade, 60 * n).ticket for n in (1, 2, 3)]
    (no,) = winners(at_once(3, lambda i: merge(new, known[i].no, i)))
    assert queries.of_report(new.report_id) == next(t for t in known if t.no == no)
    assert sorted(t.reports for t in queries.by_ids([k.pk for k in known]).values()) == [1, 1, 2]
    assert check_events()["problems"] == []


def test_two_that_are_merged_into_each_other_leave_one_open(brigade: Brigade) -> None:
    one, two = reported(brigade, 0), reported(brigade, 60)
    numbers = {0: two.ticket.no, 1: one.ticket.no}
    done = winners(at_once(2, lambda i: merge((one, two)[i], numbers[i], i)))
    assert len(done) == 1
    assert sorted([one.ticket.state, two.ticket.state]) == ["reported", "voided"]
    assert check_events()["problems"] == []


def test_a_report_is_taken_out_once(brigade: Brigade) -> None:
    one, two = reported(brigade, 0), reported(brigade, 5)
    assert two.ticket_id == one.ticket_id
    receipt, no = reports.get(two.report_id).receipt, one.ticket.no

    def split(i: int) -> str:
        own = services.split(
            ticket_no=no, receipt=receipt, reason="另一个摊位", by=f"person:{i}", at=AT + timedelta(minutes=1)
        )
        return own.no

    (own,) = winners(at_once(4, split))
    assert one.ticket.reports == 1
    assert queries.of_report(two.report_id) == queries.find_by_no(own)
    assert check_events()["problems"] == []


def test_merging_while_many_more_report_loses_nobody(brigade: Brigade) -> None:
    known, new = reported(brigade, 0), reported(brigade, 60)

    def act(i: int) -> str:
        if i == 0:
            return merge(new, known.ticket.no, 0)
        one = Incoming(key=f"more{i}", category=STALL, lng=lng, lat=lat, happened_at=AT, text="摊贩占道")
        return str(report_services.receive(one, source="hotline", by="import:hotline", at=AT).pk)

    lng, lat = beside(place(GRID), 1)
    results = at_once(5, act)
    known.work()
    assert len(winners(results)) == 5
    assert known.ticket.reports == 1 + 1 + 4
    assert queries.of_report(new.report_id) == known.ticket
    assert check_events()["problems"] == []


def test_of_several_phones_that_contest_one_result_one_does(brigade: Brigade) -> None:
    walk = reported(brigade, 0)
    Ticket.objects.filter(pk=walk.ticket_id).update(state="closed", closed_at=AT, due_at=None, holder="")
    report = reports.get(walk.report_id)
    results = at_once(4, lambda i: services.contest(report=report, reason=f"第{i}次", at=AT).receipt)
    (receipt,) = winners(results)
    assert Ticket.objects.filter(contest_of=walk.ticket_id).count() == 1
    assert reports.find_by_receipt(receipt) is not None
