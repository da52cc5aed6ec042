"""A ticket gets the right matter: what changes with it, what does not, and who is refused."""

from __future__ import annotations

import pytest

from tests.brigade import BIN, LAMP, STALL, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries, rules
from zhicheng.flow.tickets.models import Alike, Condition, Ticket
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_before_filing_only_the_matter_changes(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(text="路口有情况")
    before = walk.ticket
    walk.later(3).take("Alice", "recategorise", matter=LAMP)
    after = walk.ticket
    assert (after.matter, after.klass, after.state, after.holder) == (LAMP, "01", "reported", before.holder)
    assert (after.due_at, after.since_at, after.yellow_at) == (before.due_at, before.since_at, before.yellow_at)
    assert after.cell == rules.of_matter(LAMP, before.cell)
    assert after.condition_id is None
    assert list(queries.conditions_of(after.matter).values_list("matter", flat=True)) == [LAMP]


def test_urgent_is_what_the_right_matter_says(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report()
    assert walk.ticket.priority == 2
    assert walk.take("Alice", "recategorise", matter="10002").ticket.priority == 3
    assert walk.take("Alice", "recategorise", matter=BIN).ticket.priority == 2


def test_a_name_does_as_well_as_a_code(slow_brigade: Brigade) -> None:
    assert Walk(slow_brigade).report().take("Alice", "recategorise", matter="暴露垃圾").ticket.klass == "06"


def test_an_open_question_about_the_old_matter_is_void(slow_brigade: Brigade) -> None:
    walk, other = Walk(slow_brigade).report(), Walk(slow_brigade).report(matter=LAMP)
    Alike.objects.create(ticket_id=walk.ticket_id, other_id=other.ticket_id, score=60, found_at=walk.at)
    walk.take("Alice", "recategorise", matter=BIN)
    assert not Alike.objects.filter(ticket_id=walk.ticket_id).exists()


def test_what_a_unit_should_not_have_had_is_not_its_return(on_shift: Brigade) -> None:
    """Sent to the lamp department by the wrong word: back at the dispatcher's, then the right unit's; nobody's return is counted."""
    walk = Walk(on_shift).report(matter=LAMP)
    first = walk.ticket.limit_due_at
    walk.later(5).take("Alice", "recategorise", matter=BIN)
    ticket = walk.ticket
    assert (ticket.unit_id, ticket.returns) == (on_shift.unit["clean"], 0)
    assert ticket.limit_due_at != first


def test_what_was_said_is_on_record(slow_brigade: Brigade) -> None:
    walk = (
        Walk(slow_brigade).report(text="路口有情况").take("Alice", "recategorise", matter=LAMP, reason="来电人说是路灯")
    )
    ticket, report = (Event.objects.get(kind=k) for k in ("ticket.recategorise", "report.correct"))
    assert {k: ticket.data[k] for k in ("matter", "was", "reason")} == {
        "matter": LAMP,
        "was": STALL,
        "reason": "来电人说是路灯",
    }
    assert {k: report.data[k] for k in ("matter", "was")} == {"matter": LAMP, "was": STALL}
    assert reports.get(walk.report_id).confidence == 100


@pytest.mark.parametrize(
    ("matter", "says"),
    [
        ("", "还缺：正确的事项"),
        ("99999", "没有事项「99999」"),
        ("别的什么", "没有事项「别的什么」"),
        (STALL, "已经是这个事项"),
    ],
)
def test_what_is_no_other_matter_is_refused_in_one_sentence(slow_brigade: Brigade, matter: str, says: str) -> None:
    walk = Walk(slow_brigade).report()
    before = Ticket.objects.filter(pk=walk.ticket_id).values().get(), Event.objects.count()
    with pytest.raises((BadInput, NotAllowed), match=says):
        walk.take("Alice", "recategorise", matter=matter)
    assert (Ticket.objects.filter(pk=walk.ticket_id).values().get(), Event.objects.count()) == before


def test_a_filed_ticket_needs_a_condition_in_force_to_stand_on(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report()
    Condition.objects.filter(matter=BIN).update(active=False)
    with pytest.raises(BadInput, match="没有在用的立案条件"):
        walk.take("Alice", "recategorise", matter=BIN)
    assert walk.ticket.matter == STALL


def test_once_somebody_works_on_it_it_stays(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report().tick().act("Bob", "accept")
    with pytest.raises((NotAllowed, Refused)):
        walk.take("Alice", "recategorise", matter=BIN)
    assert walk.ticket.matter == STALL


@pytest.mark.parametrize("who", ["Bob", "Dora", "Charlie", "Zoe"])
def test_who_neither_accepts_nor_dispatches_here_may_not(slow_brigade: Brigade, who: str) -> None:
    walk = Walk(slow_brigade).report()
    with pytest.raises(Refused):
        walk.take(who, "recategorise", matter=BIN)
    assert walk.ticket.matter == STALL


def test_the_same_key_twice_is_one_correction(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(text="路口有情况")
    for _ in range(2):
        walk.take("Alice", "recategorise", key="once", matter=LAMP)
    assert Event.objects.filter(kind="ticket.recategorise").count() == 1
    assert len(reports.corrections()) == 1
