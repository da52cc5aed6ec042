"""Two dispatchers at once never double-assign; two phones, two clerks, two doors neither. Real threads, both databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.brigade import AT, BIN, GRID, STALL, Brigade, found, start_shift
from tests.tiny_city import crossing, place
from tests.walk import PHOTO, Walk
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.services import FieldEvent
from zhicheng.flow.dispatch.states import ACTIVE
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.models import Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import services as tickets
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import ZhichengError
from zhicheng.server.imports import written

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(n: int, work: Callable[[int], Any]) -> list[Any]:
    """The results of `work(0..n-1)`, all started at the same moment; refusals are results, other errors fail the test."""
    start = threading.Barrier(n)
    results: list[Any] = []
    bugs: list[BaseException] = []

    def run(i: int) -> None:
        try:
            start.wait()
            results.append(work(i))
        except ZhichengError as refused:
            results.append(refused)
        except BaseException as bug:
            bugs.append(bug)
        finally:
            connection.close()

    connection.close()
    threads = [threading.Thread(target=run, args=(i,)) for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    if bugs:
        raise bugs[0]
    return results


@pytest.fixture
def brigade() -> Brigade:
    made = found()
    start_shift(made)
    return made


def test_two_dispatchers_never_send_two_crews_or_one_crew_twice(brigade: Brigade) -> None:
    for i in range(12):
        one = Incoming(
            key=f"r{i}",
            category=(BIN, STALL)[i % 2],
            lng=crossing(i % 4, 1 + i // 4)[0],
            lat=crossing(i % 4, 1 + i // 4)[1],
        )
        reports.receive(one, source="hotline", by="import:hotline", at=AT)
    jobs.drain(at=AT)
    offered = at_once(4, lambda i: dispatch.tick(at=AT))
    active = Assignment.objects.filter(state__in=ACTIVE)
    assert max(Counter(active.values_list("ticket_id", flat=True)).values()) == 1
    assert max(Counter(active.values_list("crew_id", flat=True)).values()) == 1
    assert sum(offered) == active.count() >= 2  # bobs and ritas; eves only by a later tick, with the sentence why not
    assert check_events()["problems"] == []


def test_two_clerks_press_the_same_button(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    alice = brigade.access["Alice"]

    def void(i: int) -> str:
        tickets.take(
            ticket_id=walk.ticket_id,
            action="void",
            actor=alice.actor,
            roles=frozenset({"shift_leader"}),
            inputs=Inputs(reason="误立"),
            at=AT,
        )
        return "done"

    results = at_once(6, void)
    assert [r for r in results if r == "done"] == ["done"]
    assert Event.objects.filter(kind="ticket.void").count() == 1


def test_a_phone_that_sends_twice_at_once(brigade: Brigade) -> None:
    walk = Walk(brigade).report(matter=BIN).tick()
    event = FieldEvent("k1", walk.job.pk, "accept", AT, None, [PHOTO])
    results = at_once(4, lambda i: dispatch.act(event, access=brigade.access["Rita"], at=AT))
    assert "done" in results
    assert all(r in ("done", "known") or isinstance(r, ZhichengError) for r in results)
    assert Event.objects.filter(kind="assignment.accept").count() == 1
    assert dispatch.act(event, access=brigade.access["Rita"], at=AT) == "known"


def test_one_report_through_two_doors_at_once(brigade: Brigade) -> None:
    lng, lat = place(GRID)

    def send(i: int) -> str:
        return reports.receive(
            Incoming(key="same", category=BIN, lng=lng, lat=lat), source="citizen", by="citizen", at=AT
        ).receipt

    assert len(set(at_once(6, send))) == 1
    assert Report.objects.count() == 1


def test_two_workers_open_one_ticket_for_neighbours(brigade: Brigade) -> None:
    """The second of two reports of one heap may be decided at the same moment by another worker."""
    lng, lat = place(GRID)
    made = [
        reports.receive(
            Incoming(key=f"n{i}", category=BIN, lng=lng, lat=lat, happened_at=AT), source="citizen", by="citizen", at=AT
        )
        for i in range(4)
    ]
    at_once(4, lambda i: tickets.open_from_reports([made[i].pk], at=AT))
    assert Report.objects.filter(state="received").count() == 0
    assert check_events()["problems"] == []
    assert Ticket.objects.count() == 1
    assert Ticket.objects.get().reports == 4


def test_two_imports_of_overlapping_files_take_each_row_once(brigade: Brigade) -> None:
    """Two clerks import the same export at the same moment; and both files tell of the same heaps."""

    def rows(n: int) -> list[Incoming]:
        chosen = [crossing(j % 5, 1 + j // 5 % 4) for j in range(60)]
        lines = [
            Incoming(key=f"row-{j}", category=BIN, lng=x, lat=y, happened_at=AT) for j, (x, y) in enumerate(chosen)
        ]
        return lines[: 40 + 10 * (n % 3)]

    def import_it(i: int) -> int:
        drafts, _ = reports.draft_many(rows(i), at=AT)
        made, _ = written(drafts, "hotline", AT)
        return len(made)

    assert sum(at_once(4, import_it)) == 60
    assert Report.objects.count() == 60
    assert Ticket.objects.count() == 20  # as many heaps as places
    assert sum(Ticket.objects.values_list("reports", flat=True)) == 60
    assert check_events()["problems"] == []
