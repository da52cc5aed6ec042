"""One report through the whole city, by public services only; the list of events is golden.

A changed golden file is a changed product: look at the difference, then run with `WRITE_GOLDEN=1`.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from tests.brigade import AT, BIN, LAMP, STALL, Brigade, start_shift
from tests.tiny_city import beside, place
from tests.walk import PHOTO, Walk
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.dispatch.services import FieldEvent
from zhicheng.flow.dispatch.services.units import link_for
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import clocks, services
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.permits import services as permits
from zhicheng.ground.permits.services import NewPermit
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import NotAllowed

GOLDEN = Path(__file__).parent / "golden"


def golden(name: str, walk: Walk) -> None:
    """The story equals the golden file, and the tables equal the events."""
    said = "\n".join(walk.story()) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(said, encoding="utf-8")
    assert said == path.read_text(encoding="utf-8")
    assert check_events()["problems"] == []


def test_hotline_report_runs_through_the_fast_lane_to_evaluated(on_shift: Brigade) -> None:
    walk = (
        Walk(on_shift)
        .report(source="hotline", text="钟楼巷口有人摆摊")
        .handle()
        .refix()
        .recheck()
        .take("Alice", "close")
    )
    assert walk.state == "evaluated"
    golden("hotline", walk)


def test_citizen_report_waits_for_the_citizens_own_words(on_shift: Brigade) -> None:
    walk = (
        Walk(on_shift).report(source="citizen", text="流动摊贩占道").handle().refix().recheck().take("Alice", "close")
    )
    assert walk.state == "closed"
    services.rate(report=reports.get(walk.report_id), score=5, comment="很快", at=walk.later(60).at)
    assert walk.state == "evaluated"
    golden("citizen", walk)


def test_grid_collectors_report_goes_to_the_repair_crew(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(source="grid", matter=BIN).handle("Rita").refix().recheck().take("Alice", "close")
    assert walk.ticket.unit_id == on_shift.unit["clean"]
    golden("grid", walk)


def test_failed_recheck_sends_the_same_unit_again_and_the_limit_runs_on(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report().handle()
    due = walk.ticket.limit_due_at
    walk.refix().recheck("failed")
    assert (walk.state, walk.ticket.reworks) == ("handling", 1)
    assert walk.ticket.due_at == due
    walk.refix().handle("Bob").refix().recheck()
    assert walk.state == "to_close"
    golden("rework", walk)


def test_returned_ticket_goes_to_another_unit_and_is_counted(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report().tick()
    walk.take("Alice", "return", reason="不属于本中队").take("Alice", "dispatch", unit=on_shift.unit["clean"])
    assert (walk.ticket.returns, walk.ticket.unit_id) == (1, on_shift.unit["clean"])
    assert walk.job.state == "recalled"
    golden("return", walk)


def test_held_ticket_resumes_on_its_day_with_what_was_left(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN).tick().act("Rita", "accept").later(30)
    left = clocks.calendar().working_minutes(walk.at, walk.ticket.due_at)
    walk.take("Alice", "hold", reason="等待配件", resume_on=(AT + timedelta(days=2)).date())
    assert walk.ticket.due_at is None
    assert walk.job.state == "recalled"  # nobody stays bound to what rests

    assert services.resume_due(at=walk.at + timedelta(hours=20)) == 0
    walk.later(48 * 60)
    assert services.resume_due(at=walk.at) == 1
    assert walk.state == "handling"
    assert clocks.calendar().working_minutes(walk.at, walk.ticket.due_at) == left
    walk.refix().tick().act("Rita", "accept")  # and a crew is asked again
    golden("hold", walk)


def test_a_neighbour_follows_rates_and_contests_what_was_closed(on_shift: Brigade) -> None:
    """Citizen → duplicate → follow → done → rating → contest: a new linked ticket, the old one stays closed."""
    walk = Walk(on_shift).report(source="citizen", text="钟楼巷口流动摊贩占道")
    neighbour = (
        Walk(on_shift, at=walk.at).later(20).report(source="citizen", where=beside(place("990101001001001"), 12))
    )
    assert neighbour.ticket_id == walk.ticket_id
    walk.handle().refix().recheck().take("Alice", "close")
    services.rate(report=reports.get(neighbour.report_id), score=2, comment="第二天又来了", at=walk.later(60).at)
    new = services.contest(report=reports.get(neighbour.report_id), reason="第二天又来了", at=walk.at)
    own = tickets.of_report(new.pk)
    assert own is not None
    assert (own.contest_of_id, walk.state, own.state) == (walk.ticket_id, "closed", "reported")
    golden("contest", walk)


def test_what_seems_the_same_is_merged_by_a_person_and_taken_apart_again(on_shift: Brigade) -> None:
    """Beyond the door's thirty metres: a question, a person's yes, and second thoughts."""
    first = Walk(on_shift).report(source="citizen", text="钟楼巷口流动摊贩占道")
    second = (
        Walk(on_shift, at=first.at)
        .later(20)
        .report(source="hotline", text="巷子里有人摆摊，过不去", where=beside(place("990101001001001"), 45))
    )
    assert second.ticket_id != first.ticket_id
    own, receipt = second.ticket_id, reports.get(second.report_id).receipt
    services.take(
        ticket_id=own, action="merge", actor=on_shift.access["Alice"].actor, roles=frozenset({"acceptor"}),
        inputs=services.Inputs(other=first.ticket.no), at=second.at,
    )  # fmt: skip
    assert first.ticket.reports == 2
    services.split(
        ticket_no=first.ticket.no, receipt=receipt, reason="另一个摊位", by=on_shift.access["Alice"].actor,
        at=second.later(5).at,
    )  # fmt: skip
    assert first.ticket.reports == 1
    golden("split", second)


def test_second_report_of_the_same_thing_follows_the_first(on_shift: Brigade) -> None:
    first = Walk(on_shift).report(source="citizen")
    second = Walk(on_shift, at=first.at).later(20).report(source="hotline", where=beside(place("990101001001001"), 20))
    assert second.ticket_id == first.ticket_id
    assert first.ticket.reports == 2
    golden("merge", second)


def test_lawful_stall_is_set_aside_and_never_becomes_a_ticket(on_shift: Brigade) -> None:
    lng, lat = place("990101001001001")
    hours = [{"days": "1234567", "from": "06:00", "to": "12:00"}]
    permits.issue([NewPermit("TW-1", "stall", "李某", "钟楼早市", lng, lat, AT.date(), AT.date(), hours=hours)])
    walk = Walk(on_shift).report(matter=STALL)
    assert walk.ticket_id == 0
    golden("lawful", walk)


def test_slow_lane_is_walked_by_people_with_verification(slow_brigade: Brigade) -> None:
    start_shift(slow_brigade)
    walk = Walk(slow_brigade).report(source="citizen")
    assert walk.state == "reported"
    walk.later(5).take("Alice", "verify").tick().act("Dora", "accept").later(8).act("Dora", "arrive").act(
        "Dora", "verified"
    )
    assert walk.state == "accepted"
    condition = tickets.conditions_of(STALL).first()
    assert condition is not None
    walk.later(5).take("Alice", "file", condition=condition.pk)
    assert walk.state == "to_dispatch"
    walk.later(5).take("Alice", "dispatch", unit=slow_brigade.unit["squad"]).refix().handle()
    walk.later(5).take("Alice", "check").refix().recheck().later(5).take("Alice", "close")
    assert walk.state == "closed"
    golden("slow", walk)


def test_hand_dispatched_unit_without_phones_gets_a_link_too(on_shift: Brigade) -> None:
    walk = (
        Walk(on_shift)
        .report()
        .take("Alice", "return", reason="属路灯所")
        .take("Alice", "dispatch", unit=on_shift.unit["lamps"])
    )
    walk.tick()
    assert (walk.job.solver, walk.job.unit_id) == ("link", on_shift.unit["lamps"])


def test_crew_that_gives_an_accepted_job_back_is_replaced(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report().tick().act("Bob", "accept").later(3).act("Bob", "decline", reason="被叫走")
    assert walk.state == "handling"
    walk.tick()
    assert walk.job.state == "offered"


def test_unit_without_phones_answers_by_its_link_once(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=LAMP)
    token = link_for(walk.job.pk)
    for n, action in enumerate(("accept", "handled")):
        dispatch.act_by_link(
            token, FieldEvent(f"l{n}", walk.job.pk, action, walk.later(30).at, None, [PHOTO], "已换灯泡"), at=walk.at
        )
    walk.work()
    assert walk.state == "checking"
    with pytest.raises(NotAllowed, match="链接已使用"):
        dispatch.job_by_link(token)
    golden("link", walk)


def test_a_misread_report_goes_to_the_right_unit_and_teaches(on_shift: Brigade) -> None:
    """The fast lane sent the squad; the dispatcher reads "bin", so the sanitation department goes. Nobody rides for the old matter."""
    walk = Walk(on_shift).report(source="hotline", text="门口那一堆没人管").tick()
    assert walk.ticket.unit_id == on_shift.unit["squad"]
    walk.later(2).take("Alice", "recategorise", matter=BIN, reason="来电说的是垃圾")
    ticket = walk.ticket
    assert (ticket.matter, ticket.klass, ticket.unit_id) == (BIN, BIN[:2], on_shift.unit["clean"])
    assert ticket.condition.matter == BIN
    assert reports.get(walk.report_id).matter == BIN
    assert [(c[1], c[2]) for c in reports.corrections()] == [("门口那一堆没人管", BIN)]
    walk.handle("Rita").refix().recheck().take("Alice", "close")
    assert walk.state == "evaluated"
    golden("recategorised", walk)
