"""Whatever people do to a ticket in whatever order: row, events, clocks and counters tell the same story."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from tests.brigade import AT, BIN, GRID, LAMP, PHOTO, STALL, Brigade
from tests.tiny_city import beside, place
from tests.walk import Walk
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries, services
from zhicheng.flow.tickets.models import Follower, Ticket
from zhicheng.flow.tickets.services import Inputs
from zhicheng.flow.tickets.states import ENDS, TICKET
from zhicheng.infra import jobs
from zhicheng.infra.check import check_events
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.geo import metres_between

pytestmark = pytest.mark.django_db
COUNTED = {"return": "returns", "extend": "extensions", "hold": "holds", "fail": "reworks"}


def inputs_for(walk: Walk, rng: random.Random) -> Inputs:
    """Everything that any step may need; days and limits ahead of now."""
    condition = queries.conditions_of(walk.ticket.matter).first()
    due = walk.ticket.due_at or walk.at
    return Inputs(
        reason="理由", text="已处理", photos=[PHOTO], condition=condition.pk if condition else 0,
        unit=walk.brigade.unit[rng.choice(["squad", "clean", "lamps"])], new_due_at=max(due, walk.at) + timedelta(hours=rng.randint(1, 90)),
        resume_on=(walk.at.astimezone(CHINA) + timedelta(days=rng.randint(1, 20))).date(),
        matter=rng.choice([m for m in (BIN, LAMP, STALL) if m != walk.ticket.matter]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_any_way_through_the_life_cycle_keeps_row_and_events_together(slow_brigade: Brigade, seed: int) -> None:
    rng = random.Random(seed)
    walk = Walk(slow_brigade).report(matter=rng.choice([BIN, LAMP]), source=rng.choice(["hotline", "grid"]))
    done: Counter[str] = Counter()
    for step in range(rng.randint(3, 40)):
        choices = sorted(
            TICKET.open_actions(walk.state)
            - {
                "evaluate",
                "merge",
                "verify" if walk.ticket.source == "grid" else "accept",
            }  # merging wants a second ticket: test_same.py
        )
        if not choices:
            break
        onward = [a for a in choices if TICKET.after(walk.state, a) not in ENDS]
        action = rng.choice(onward if onward and rng.random() < 0.97 else choices)
        actor = f"person:{100 + step}"
        if action == "ask" and walk.ticket.due_at and walk.at > walk.ticket.due_at:
            continue  # refused, as another test shows
        roles = TICKET.arrow(walk.state, action).by
        given = inputs_for(walk, rng)
        services.take(ticket_id=walk.ticket_id, action=action, actor=actor, roles=roles, inputs=given, at=walk.at)
        done[action] += 1
        walk.work().later(rng.randint(1, 3000))
        holds_together(walk, done)
    assert check_events()["problems"] == []


def holds_together(walk: Walk, done: Counter[str]) -> None:
    ticket = walk.ticket
    events = queries.timeline(ticket)
    assert [e.seq for e in events] == list(range(1, ticket.seq + 1))
    assert events[-1].data["state"] == ticket.state
    assert (ticket.due_at is None) == (ticket.state in ENDS or ticket.state == "on_hold")
    assert (ticket.holder == "") == (ticket.state in ENDS)
    assert (ticket.closed_at is not None) == (ticket.state in ENDS)
    assert ticket.due_at is None or ticket.since_at <= ticket.yellow_at <= ticket.due_at
    for action, column in COUNTED.items():
        assert getattr(ticket, column) == done[action], action
    assert len(ticket.handlers) == done["feed_back"]  # every feedback here came from somebody else


@pytest.mark.parametrize("action", ["pass", "fail", "close"])
def test_whoever_handled_once_never_checks_nor_closes_even_after_others_did(slow_brigade: Brigade, action: str) -> None:
    """Rework by somebody else does not wash the first one clean (监管分离)."""
    walk = Walk(slow_brigade).report(matter=BIN)
    state = "to_close" if action == "close" else "checking"
    Ticket.objects.filter(pk=walk.ticket_id).update(state=state, handlers=["person:1", "person:2"])
    role = {"close": "shift_leader"}.get(action, "collector")
    for handler in ("person:1", "person:2"):
        with pytest.raises(NotAllowed, match="处置人不得核查、结案"):
            step(walk, action, handler, role)
    step(walk, action, "person:3", role)
    assert walk.state != state


def step(walk: Walk, action: str, actor: str, role: str) -> None:
    given = Inputs(reason="理由", photos=[PHOTO])
    services.take(
        ticket_id=walk.ticket_id, action=action, actor=actor, roles=frozenset({role}), inputs=given, at=walk.at
    )


# Merging -----------------------------------------------------------------------------------------------------------------


def crowd(seed: int, n: int = 60) -> list[Incoming]:
    """Reports in a heap: few places a few metres apart, two matters, over two days."""
    rng = random.Random(seed)
    home = place(GRID)
    out = []
    for i in range(n):
        lng, lat = beside(home, rng.choice([0, 10, 25, 31, 45, 70, 200]) + rng.random() * 4)
        moment = AT - timedelta(minutes=rng.randint(0, 2 * 1440))
        out.append(Incoming(key=f"c{seed}-{i}", category=rng.choice([BIN, LAMP]), lng=lng, lat=lat, happened_at=moment))
    return out


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("batch", [1, 60])
def test_merging_loses_no_report_and_leaves_no_two_tickets_of_one_thing(
    brigade: Brigade, seed: int, batch: int
) -> None:
    reports = crowd(seed)
    for at in range(0, len(reports), batch):
        report_services.receive_many(reports[at : at + batch], source="hotline", by="import:hotline", at=AT)
        jobs.drain(at=AT)
    assert set(Report.objects.values_list("state", flat=True)) <= {"ticketed", "merged"}
    followers = dict(Follower.objects.values_list("report_id", "ticket_id"))
    tickets = list(Ticket.objects.select_related("report"))
    assert len(tickets) + len(followers) == len(reports) == sum(t.reports for t in tickets)
    assert not set(followers) & {t.report_id for t in tickets}
    for a, b in combinations(tickets, 2):
        near = metres_between(a.lng_e7 / 1e7, a.lat_e7 / 1e7, b.lng_e7 / 1e7, b.lat_e7 / 1e7) <= 30
        soon = abs(a.report.happened_at - b.report.happened_at) <= timedelta(hours=24)
        assert not (a.matter == b.matter and near and soon), (a, b)
    by_id = {t.pk: t for t in tickets}
    for report in Report.objects.filter(pk__in=followers):
        target = by_id[followers[report.pk]]
        assert target.matter == report.matter
        assert (
            metres_between(report.lng_e7 / 1e7, report.lat_e7 / 1e7, target.lng_e7 / 1e7, target.lat_e7 / 1e7) <= 30.1
        )  # type: ignore[operator]
    assert check_events()["problems"] == []


def test_one_batch_and_one_by_one_make_the_same_tickets(brigade: Brigade) -> None:
    def groups(source: str) -> Any:
        keys = dict(Report.objects.filter(source=source).values_list("pk", "key"))
        found: dict[int, set[str]] = {t.pk: {keys[t.report_id]} for t in Ticket.objects.filter(report_id__in=keys)}
        for report, ticket in Follower.objects.filter(report_id__in=keys).values_list("report_id", "ticket_id"):
            found[ticket].add(keys[report])
        return sorted(map(sorted, found.values()))

    report_services.receive_many(crowd(7), source="hotline", by="import:hotline", at=AT)
    jobs.drain(at=AT)
    together = groups("hotline")
    Follower.objects.all().delete()
    Ticket.objects.update(cell=0)  # out of the way of the second time
    for one in crowd(7):
        report_services.receive_many([one], source="grid", by="import:grid", at=AT)
        jobs.drain(at=AT)
    assert groups("grid") == together
    assert 2 < len(together) < 60


# Escalation --------------------------------------------------------------------------------------------------------------


def test_a_late_ticket_is_told_to_the_lead_the_shift_leader_and_the_manager_each_once(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(matter=BIN)
    due = walk.ticket.due_at
    told: list[tuple[int, str]] = []
    for minutes in (0, 1, 2, 14, 15, 29, 30, 31, 500):
        services.escalate_due(at=due + timedelta(minutes=minutes))
        told = [(e.data["level"], e.data["to"]) for e in queries.timeline(walk.ticket) if e.kind == "ticket.escalate"]
        expected = [(1, "unit:lead")] * (minutes > 0) + [(2, "role:shift_leader")] * (minutes >= 15)
        expected += [(3, "role:manager")] * (minutes >= 30)
        assert told == expected, minutes
    assert walk.ticket.escalated == 3
    assert check_events()["problems"] == []


def test_a_very_late_ticket_goes_to_the_manager_at_once(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(matter=BIN)
    assert services.escalate_due(at=walk.ticket.due_at + timedelta(days=9)) == 1
    assert [e.data["level"] for e in queries.timeline(walk.ticket) if e.kind == "ticket.escalate"] == [3]


def test_a_new_clock_is_escalated_anew_and_an_end_never(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(matter=BIN, source="grid")
    services.escalate_due(at=walk.ticket.due_at + timedelta(minutes=1))
    walk.at = walk.ticket.due_at + timedelta(minutes=2)
    walk.take("Alice", "accept")
    assert walk.ticket.escalated == 0
    assert services.escalate_due(at=walk.ticket.due_at + timedelta(minutes=1)) == 1
    walk.take("Alice", "decline", reason="不属实")
    assert services.escalate_due(at=walk.at + timedelta(days=99)) == 0


def test_nothing_late_nothing_told(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(matter=BIN)
    assert services.escalate_due(at=walk.ticket.due_at) == 0


# The limit that runs on --------------------------------------------------------------------------------------------------


def handled(brigade: Brigade) -> Walk:
    walk = Walk(brigade).report(matter=BIN)
    Ticket.objects.filter(pk=walk.ticket_id).update(state="handling")
    return walk


def failed(walk: Walk) -> Walk:
    for action, role in (
        ("feed_back", "handler"),
        ("check", "acceptor"),
        ("fail", "collector"),
        ("redo", "dispatcher"),
    ):
        actor = f"person:{action}"
        if TICKET.after(walk.state, action):
            given = Inputs(reason="没办好", text="已处理", photos=[PHOTO])
            services.take(
                ticket_id=walk.ticket_id, action=action, actor=actor, roles=frozenset({role}), inputs=given, at=walk.at
            )
    return walk


def test_rework_keeps_an_extension(slow_brigade: Brigade) -> None:
    """What was granted is granted: a failed check does not take the extension back."""
    walk = handled(slow_brigade)
    Ticket.objects.filter(pk=walk.ticket_id).update(unit=slow_brigade.unit["clean"])
    later = AT + timedelta(days=6)
    walk.take("Alice", "extend", reason="等材料", new_due_at=later)
    assert failed(walk).ticket.due_at == later
    assert queries.lamp_of(walk.ticket, AT + timedelta(days=5)) == "green"


def test_rework_after_a_hold_goes_on_with_what_the_hold_left(slow_brigade: Brigade) -> None:
    walk = handled(slow_brigade)
    Ticket.objects.filter(pk=walk.ticket_id).update(unit=slow_brigade.unit["clean"])
    walk.take("Alice", "hold", reason="等配件", resume_on=(AT + timedelta(days=7)).date())
    walk.at = AT + timedelta(days=7)
    walk.take("Alice", "resume")
    running = walk.ticket.due_at
    assert running > walk.at
    assert failed(walk).ticket.due_at == running


def test_a_photo_that_nobody_uploaded_proves_nothing(slow_brigade: Brigade) -> None:
    from zhicheng.infra.models import Event
    from zhicheng.kernel.errors import BadInput

    walk = handled(slow_brigade)
    n = Event.objects.count()
    given = Inputs(text="已处理", photos=[PHOTO, "00000000-0000-7000-8000-00000000dead"])
    with pytest.raises(BadInput, match="先上传照片") as refused:
        services.take(
            ticket_id=walk.ticket_id,
            action="feed_back",
            actor="person:1",
            roles=frozenset({"handler"}),
            inputs=given,
            at=AT,
        )
    assert refused.value.field == "photos"
    assert (walk.state, Event.objects.count()) == ("handling", n)
