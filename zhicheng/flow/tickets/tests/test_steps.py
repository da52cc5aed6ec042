"""One step of one ticket through the service: clocks, counts, holders; after a refusal nothing has changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, BIN, GRID, STALL, Brigade
from tests.tiny_city import beside, place
from tests.walk import PHOTO, Walk
from zhicheng.flow.tickets import clocks, queries, services
from zhicheng.flow.tickets.models import Follower, Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.flow.tickets.states import TICKET
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def put(walk: Walk, state: str) -> None:
    """Set a ticket into a state directly: the table of arrows is what is under test, not the way there."""
    Ticket.objects.filter(pk=walk.ticket_id).update(state=state, unit=walk.brigade.unit["squad"])


def inputs_for(walk: Walk, *, merges: bool = False) -> Inputs:
    condition = queries.conditions_of(STALL).first()
    assert condition is not None
    return Inputs(
        reason="理由", text="已处理", photos=[PHOTO], condition=condition.pk, unit=walk.brigade.unit["squad"], new_due_at=LATER,
        resume_on=LATER.date(), other=other_ticket(walk) if merges else "", matter=BIN,
    )  # fmt: skip


def other_ticket(walk: Walk) -> str:
    """An open ticket that another may be merged into."""
    return Walk(walk.brigade).report(where=beside(place(GRID), 90)).ticket.no


def snapshot(walk: Walk) -> tuple[Any, ...]:
    return (Ticket.objects.filter(pk=walk.ticket_id).values().get(), Event.objects.count())


@pytest.mark.parametrize(("state", "action"), sorted(TICKET.arrows))
def test_every_arrow_moves_the_ticket_for_the_right_role_only(brigade: Brigade, state: str, action: str) -> None:
    walk = Walk(brigade).report()
    put(walk, state)
    arrow = TICKET.arrow(state, action)
    given = inputs_for(walk, merges=action == "merge") if action != "ask" else Inputs(reason="理由")
    before = snapshot(walk)
    for wrong in ("manager", "ai", "member"):
        with pytest.raises(Refused, match="您没有这个角色"):
            services.take(
                ticket_id=walk.ticket_id,
                action=action,
                actor="person:9",
                roles=frozenset({wrong}),
                inputs=given,
                at=AT,
            )
    assert snapshot(walk) == before
    services.take(
        ticket_id=walk.ticket_id,
        action=action,
        actor="person:9",
        roles=frozenset({sorted(arrow.by)[0]}),
        inputs=given,
        at=AT,
    )
    assert walk.state == arrow.to
    last = queries.timeline(walk.ticket)[-1]
    assert (last.kind, last.actor, last.data["state"]) == (f"ticket.{action}", "person:9", arrow.to)


def test_a_step_that_is_not_open_is_refused_with_what_is(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    before = snapshot(walk)
    with pytest.raises(NotAllowed, match="待处置.*void"):
        walk.take("Alice", "close")
    assert snapshot(walk) == before


def test_the_same_key_twice_changes_nothing(brigade: Brigade) -> None:
    walk = Walk(brigade).report().take("Alice", "return", reason="非本队", key="k1")
    before = snapshot(walk)
    walk.take("Alice", "return", reason="非本队", key="k1")
    assert snapshot(walk) == before


def test_no_such_ticket(brigade: Brigade) -> None:
    with pytest.raises(NotFound):
        services.take(ticket_id=99_999, action="close", actor="person:1", roles=frozenset(), inputs=Inputs(), at=AT)


# Clocks ------------------------------------------------------------------------------------------------------------------


def handling(brigade: Brigade, matter: str = BIN) -> Walk:
    """A ticket that somebody is handling."""
    walk = Walk(brigade).report(matter=matter)
    put(walk, "handling")
    return walk


def test_the_handling_limit_begins_with_the_dispatch(brigade: Brigade) -> None:
    ticket = Walk(brigade).report(matter=BIN).ticket  # one working day
    assert ticket.due_at == datetime.fromisoformat("2026-09-17T10:00:00+08:00") == ticket.limit_due_at
    assert ticket.since_at == AT
    assert ticket.yellow_at == datetime.fromisoformat("2026-09-16T17:30:00+08:00")  # 360 of 450 minutes are today's


def test_an_extension_keeps_the_first_deadline(brigade: Brigade) -> None:
    walk = handling(brigade)
    first = walk.ticket.due_at
    walk.take("Alice", "extend", reason="等材料", new_due_at=LATER)
    assert (walk.ticket.due_at, walk.ticket.limit_due_at, walk.ticket.extensions) == (LATER, first, 1)
    assert queries.timeline(walk.ticket)[-1].data["first_due"][:10] == first.date().isoformat()


@pytest.mark.parametrize("new", [AT, AT + timedelta(hours=1), None])
def test_an_extension_leads_forward(brigade: Brigade, new: datetime | None) -> None:
    walk = handling(brigade)
    with pytest.raises((BadInput, NotAllowed), match="时限"):
        walk.take("Alice", "extend", reason="等材料", new_due_at=new)


def test_a_request_is_stored_and_answered(brigade: Brigade) -> None:
    walk = handling(brigade)
    ask = Inputs(reason="等材料", what="extend", new_due_at=LATER)
    services.take(
        ticket_id=walk.ticket_id, action="ask", actor="person:5", roles=frozenset({"handler"}), inputs=ask, at=AT
    )
    assert walk.ticket.asked["what"] == "extend"
    walk.take("Alice", "deny", reason="材料已到")
    assert walk.ticket.asked == {}
    assert walk.state == "handling"


def test_a_request_after_the_limit_is_refused(brigade: Brigade) -> None:
    walk = handling(brigade)
    late = Inputs(reason="等材料", what="extend", new_due_at=LATER)
    with pytest.raises(NotAllowed, match="时限已过"):
        services.take(
            ticket_id=walk.ticket_id,
            action="ask",
            actor="person:5",
            roles=frozenset({"handler"}),
            inputs=late,
            at=AT + timedelta(days=2),
        )


@pytest.mark.parametrize("what", ["party", "void", "force_close"])
def test_a_unit_can_ask_for_three_things_only(brigade: Brigade, what: str) -> None:
    walk = Walk(brigade).report()
    with pytest.raises(BadInput, match="只能申请回退、延时或挂账") as refusal:
        services.take(
            ticket_id=walk.ticket_id, action="ask", actor="person:5", roles=frozenset({"department"}),
            inputs=Inputs(what=what, reason="x"), at=AT,
        )  # fmt: skip
    assert refusal.value.field == "what"
    assert (walk.ticket.state, walk.ticket.asked) == ("dispatched", {})


def test_a_hold_needs_a_day_to_come(brigade: Brigade) -> None:
    walk = handling(brigade)
    for day in (AT.date(), date(2026, 9, 15), None):
        with pytest.raises((BadInput, NotAllowed), match="恢复日期"):
            walk.take("Alice", "hold", reason="冬季", resume_on=day)


def test_a_hold_stops_the_clock_and_resume_goes_on_with_what_was_left(brigade: Brigade) -> None:
    walk = handling(brigade).later(60)
    walk.take("Alice", "hold", reason="冬季", resume_on=date(2026, 10, 1))
    assert (walk.ticket.due_at, walk.ticket.held_seconds, walk.ticket.holds) == (None, 390 * 60, 1)
    walk.at = datetime.fromisoformat("2026-10-08T08:30:00+08:00")
    walk.take("Alice", "resume")
    assert walk.ticket.due_at == datetime.fromisoformat(
        "2026-10-08T16:30:00+08:00"
    )  # 390 working minutes with the noon rest


def test_an_urgent_clock_is_held_in_plain_hours(brigade: Brigade) -> None:
    walk = handling(brigade, STALL).later(30)  # 2 urgent hours
    walk.take("Alice", "hold", reason="等配合", resume_on=date(2026, 9, 17))
    walk.at = datetime.fromisoformat("2026-09-17T23:00:00+08:00")
    walk.take("Alice", "resume")
    assert walk.ticket.due_at == datetime.fromisoformat("2026-09-18T00:30:00+08:00")


def test_feedback_says_whether_it_was_on_time(brigade: Brigade) -> None:
    for minutes, on_time in ((10, True), (60 * 24 * 4, False)):
        walk = Walk(brigade).report(matter=BIN, where=place(GRID) if on_time else place("990101001002001"))
        put(walk, "handling")
        walk.at = AT + timedelta(minutes=minutes)
        services.take(
            ticket_id=walk.ticket_id, action="feed_back", actor="person:5", roles=frozenset({"handler"}),
            inputs=Inputs(photos=[PHOTO], text="已清运"), at=walk.at,
        )  # fmt: skip
        assert walk.ticket.on_time is on_time
        assert walk.ticket.handlers == ["person:5"]


def test_rework_keeps_the_limit_even_when_it_is_past(brigade: Brigade) -> None:
    walk = handling(brigade)
    first = walk.ticket.limit_due_at
    put(walk, "rework")
    walk.at = AT + timedelta(days=5)
    walk.take("Alice", "redo")
    assert (walk.state, walk.ticket.due_at) == ("handling", first)
    assert queries.lamp_of(walk.ticket, walk.at) == "red"


def test_a_return_is_counted_and_the_next_dispatch_has_its_own_limit(brigade: Brigade) -> None:
    walk = Walk(brigade).report(matter=BIN).later(120).take("Alice", "return", reason="非本单位")
    assert (walk.ticket.returns, walk.ticket.unit_id, walk.ticket.holder) == (1, None, "role:dispatcher")
    walk.take("Alice", "dispatch", unit=brigade.unit["clean"])
    assert walk.ticket.limit_due_at == datetime.fromisoformat("2026-09-17T12:00:00+08:00")


def test_dispatch_to_nobody_is_refused(brigade: Brigade) -> None:
    walk = Walk(brigade).report().take("Alice", "return", reason="非本单位")
    with pytest.raises(NotFound, match="没有这个单位"):
        walk.take("Alice", "dispatch", unit=4711)


def test_filing_names_a_condition_of_this_matter(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report()
    put(walk, "accepted")
    foreign = queries.conditions_of(BIN).first()
    assert foreign is not None
    with pytest.raises(BadInput, match="不属于这个事项"):
        walk.take("Alice", "file", condition=foreign.pk)


def test_who_handled_cannot_close_even_with_the_role(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    put(walk, "to_close")
    Ticket.objects.filter(pk=walk.ticket_id).update(handlers=[brigade.access["Alice"].actor])
    with pytest.raises(NotAllowed, match="处置人不得"):
        walk.take("Alice", "close")


def test_charlies_roles_are_of_another_area(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    with pytest.raises(Refused, match="您没有这个角色"):
        walk.take("Charlie", "return", reason="非本单位")


def test_ends_stop_the_clock(brigade: Brigade) -> None:
    walk = Walk(brigade).report().take("Alice", "void", reason="误立")
    assert (walk.ticket.due_at, walk.ticket.closed_at, walk.ticket.holder) == (None, AT, "")
    assert queries.lamp_of(walk.ticket, AT) == "grey"


def test_the_first_arrival_counts(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    for minutes in (7, 30):
        services.mark_arrived(ticket_id=walk.ticket_id, crew=1, actor="person:5", at=AT + timedelta(minutes=minutes))
    assert walk.ticket.arrived_at == AT + timedelta(minutes=7)
    assert [e.data["minutes"] for e in queries.timeline(walk.ticket) if e.kind == "ticket.arrive"] == [7, 30]


def test_step_clocks_are_thirty_working_minutes() -> None:
    late = datetime.fromisoformat("2026-09-16T17:20:00+08:00")
    assert clocks.step_clock(late).due_at == datetime.fromisoformat("2026-09-17T08:50:00+08:00")


# Opening -----------------------------------------------------------------------------------------------------------------


def test_the_fast_lane_files_by_the_condition_and_says_by_which_rule(brigade: Brigade) -> None:
    ticket = Walk(brigade).report().ticket
    kinds = [e.kind for e in queries.timeline(ticket)]
    assert kinds == ["ticket.report", "ticket.accept", "ticket.file", "ticket.hand_over", "ticket.dispatch"]
    assert all("fast-lane@1" in e.data["rule"] for e in queries.timeline(ticket)[1:4])
    assert ticket.condition is not None


def test_the_slow_lane_waits_for_the_acceptor(slow_brigade: Brigade) -> None:
    ticket = Walk(slow_brigade).report().ticket
    assert (ticket.state, ticket.holder, ticket.fast_lane) == ("reported", "role:acceptor", False)


def test_the_fast_lane_is_open_per_matter(db: None) -> None:
    from tests import brigade as brigades

    some = brigades.found(fast_lane=(BIN,))
    assert Walk(some).report(matter=BIN).state == "dispatched"
    assert Walk(some).report(matter=STALL, where=place("990101001002001")).state == "reported"


def test_nobody_responsible_leaves_it_with_the_dispatcher(brigade: Brigade) -> None:
    from django.apps import apps

    apps.get_model("people", "Responsibility").objects.all().delete()
    ticket = Walk(brigade).report().ticket
    assert (ticket.state, ticket.holder) == ("to_dispatch", "role:dispatcher")


def test_without_place_or_category_a_report_waits(brigade: Brigade) -> None:
    from zhicheng.flow.reports import queries as reports
    from zhicheng.flow.reports import services as report_services
    from zhicheng.flow.reports.rules import Incoming
    from zhicheng.infra import jobs

    def send(key: str, **more: Any) -> Any:
        return report_services.receive(Incoming(key=key, **more), source="hotline", by="import:hotline", at=AT)

    nowhere, nothing = send("a", category=STALL), send("b", text="今天天气很好", lng=place(GRID)[0], lat=place(GRID)[1])
    jobs.drain(at=AT)
    assert [reports.get(r.pk).state for r in (nowhere, nothing)] == ["waiting", "waiting"]
    lng, lat = place(GRID)
    report_services.complete(report_id=nowhere.pk, matter="", lng=lng, lat=lat, by="person:1", at=AT)
    jobs.drain(at=AT)
    assert reports.get(nowhere.pk).state == "ticketed"


def test_deciding_twice_changes_nothing(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    before = snapshot(walk)
    services.open_from_reports([walk.report_id], at=AT)
    assert snapshot(walk) == before


def test_doubles_inside_one_batch_become_one_ticket(brigade: Brigade) -> None:
    """Ten people, one heap: the batch is decided in one go, and yet the second meets the ticket of the first."""
    from zhicheng.flow.reports import services as report_services
    from zhicheng.flow.reports.rules import Incoming
    from zhicheng.infra import jobs

    spots = [beside(place(GRID), 2 * i) for i in range(10)] + [beside(place(GRID), 200)]
    batch = [Incoming(key=f"b{i}", category=BIN, lng=x, lat=y, happened_at=AT) for i, (x, y) in enumerate(spots)]
    report_services.receive_many(batch, source="hotline", by="import:hotline", at=AT)
    jobs.drain(at=AT)
    assert sorted(Ticket.objects.values_list("reports", flat=True)) == [1, 10]
    assert Follower.objects.count() == 9


@pytest.mark.parametrize(("metres", "hours", "merged"), [(25, 1, True), (40, 1, False), (25, 25, False), (0, 23, True)])
def test_merging_within_thirty_metres_and_a_day(brigade: Brigade, metres: int, hours: int, merged: bool) -> None:
    first = Walk(brigade).report(matter=BIN)
    second = Walk(brigade, at=AT + timedelta(hours=hours)).report(matter=BIN, where=beside(place(GRID), metres))
    assert (first.ticket_id == second.ticket_id) is merged


def test_another_matter_at_the_same_place_is_another_ticket(brigade: Brigade) -> None:
    assert Walk(brigade).report(matter=BIN).ticket_id != Walk(brigade).report(matter=STALL).ticket_id


def test_what_comes_back_is_a_new_ticket_linked_to_the_old(brigade: Brigade) -> None:
    first = Walk(brigade).report().take("Alice", "void", reason="误立")
    again = Walk(brigade, at=AT + timedelta(hours=2)).report()
    assert again.ticket_id != first.ticket_id
    assert again.ticket.recurrence_of_id == first.ticket_id
    assert queries.timeline(again.ticket)[0].data["recurrence_of"] == first.ticket.no


def test_a_citizen_follows_what_is_known(brigade: Brigade) -> None:
    from zhicheng.flow.reports import services as report_services
    from zhicheng.flow.reports.rules import Incoming

    walk = Walk(brigade).report()
    lng, lat = place(GRID)
    mine = report_services.receive(
        Incoming(key="f1", category=STALL, lng=lng, lat=lat), source="citizen", by="citizen", at=AT
    )
    services.follow(ticket_no=walk.ticket.no, report_id=mine.pk, by="citizen", at=AT)
    assert walk.ticket.reports == 2
    found = queries.of_report(mine.pk)
    assert found is not None
    assert found.pk == walk.ticket_id
    with pytest.raises(NotAllowed, match="已经处理过"):
        services.follow(ticket_no=walk.ticket.no, report_id=mine.pk, by="citizen", at=AT)
    walk.work()
    assert walk.ticket.reports == 2  # the deciding step of his report finds it settled


def test_a_closed_thing_is_not_followed(brigade: Brigade) -> None:
    walk = Walk(brigade).report().take("Alice", "void", reason="误立")
    with pytest.raises(NotAllowed, match="已办结"):
        services.follow(ticket_no=walk.ticket.no, report_id=walk.report_id, by="citizen", at=AT)


def test_only_what_is_closed_is_rated_and_only_once(brigade: Brigade) -> None:
    from zhicheng.flow.reports import queries as reports

    walk = Walk(brigade).report(source="citizen")
    with pytest.raises(NotAllowed, match="办结以后"):
        services.rate(report=reports.get(walk.report_id), score=5, comment="", at=AT)
    put(walk, "closed")
    for score in (0, 6):
        with pytest.raises(BadInput, match="1 到 5"):
            services.rate(report=reports.get(walk.report_id), score=score, comment="", at=AT)
    services.rate(report=reports.get(walk.report_id), score=1, comment="又来了", at=AT)
    assert walk.state == "evaluated"
    with pytest.raises(NotAllowed, match="已经评价过"):
        services.rate(report=reports.get(walk.report_id), score=5, comment="", at=AT)
