"""The desks of the demo's centre: each takes its own step and no other, by ordinary roles, at a person's pace."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.brigade import AT, BIN, GRID, LAMP, Brigade, start_shift
from tests.tiny_city import HERE, place
from tests.walk import Walk
from zhicheng.civic.community.queries import offers_running
from zhicheng.civic.community.services import firms
from zhicheng.civic.community.services.firms import NewFirm
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.messages import links
from zhicheng.ground.people import queries as accounts
from zhicheng.ground.people import services as people
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import Refused
from zhicheng.sim.centre import PACE, Centre

pytestmark = pytest.mark.django_db
DESKS = ("acceptor", "shift_leader", "dispatcher")


@pytest.fixture
def desks(slow_brigade: Brigade) -> Brigade:
    """One account per desk, each with its own role only."""
    for role in DESKS:
        account = people.open_account(username=f"desk-{role}", name=role, password=None, demo_key=role)
        people.grant(account=account, role=role, area=HERE)
    start_shift(slow_brigade)
    return slow_brigade


def day(walk: Walk, centre: Centre, steps: int) -> Walk:
    """Looks at the desks, the worker between them."""
    for _ in range(steps):
        walk.at += PACE + timedelta(seconds=1)
        centre.step(walk.at)
        walk.work()
    return walk


def actors(walk: Walk) -> dict[str, str]:
    return {e.kind: e.actor for e in tickets.timeline(walk.ticket)}


def test_a_collectors_report_passes_three_desks_to_the_unit(desks: Brigade) -> None:
    walk = day(Walk(desks).report(matter=BIN, source="grid"), centre := Centre(random.Random(1)), 3)
    assert walk.state == "dispatched"
    assert walk.ticket.unit_id == desks.unit["clean"]
    by = actors(walk)
    assert [by[f"ticket.{a}"] for a in ("accept", "file", "dispatch")] == [centre.desk[d].actor for d in DESKS]


def test_a_citizens_report_is_looked_at_first(desks: Brigade) -> None:
    walk = day(Walk(desks).report(matter=BIN, source="citizen"), centre := Centre(random.Random(1)), 1)
    assert walk.state == "verifying"
    walk.tick().act("Dora", "accept").later(5).act("Dora", "arrive").act("Dora", "verified")
    assert day(walk, centre, 2).state == "dispatched"


def test_what_is_handled_is_checked_by_others_and_closed(desks: Brigade) -> None:
    walk = day(Walk(desks).report(matter=BIN, source="grid"), centre := Centre(random.Random(1)), 3)
    walk.refix().handle("Rita")
    assert day(walk, centre, 1).state == "checking"
    walk.refix().recheck("failed")
    assert day(walk, centre, 1).state == "handling"
    walk.refix().handle("Rita")
    day(walk, centre, 1).refix().recheck()
    assert day(walk, centre, 1).state == "evaluated"
    assert check_events()["problems"] == []


def test_nobody_is_faster_than_a_person(desks: Brigade) -> None:
    walk = Walk(desks).report(matter=LAMP, source="grid")
    Centre(random.Random(1)).step(walk.at + PACE - timedelta(seconds=1))
    assert walk.state == "reported"


def test_a_desk_without_its_role_moves_nothing(desks: Brigade) -> None:
    """The other desks go on; what needs the missing role stays where it is."""
    people.withdraw(account=accounts.demo_account("shift_leader"), role="shift_leader")
    walk, centre = Walk(desks).report(matter=BIN, source="grid"), Centre(random.Random(1))
    day(walk, centre, 1)
    with pytest.raises(Refused, match="您没有这个角色"):
        day(walk, centre, 1)
    assert walk.state == "accepted"


def test_left_tickets_stay_where_they_are(desks: Brigade) -> None:
    mine, other = Walk(desks).report(matter=BIN, source="grid"), Walk(desks).report(matter=LAMP, source="grid")
    centre = Centre(random.Random(1))
    centre.step(mine.at + PACE * 2, leave=frozenset({mine.ticket_id}))
    assert (mine.state, other.state) == ("reported", "accepted")


def test_what_a_firm_was_offered_is_left_to_it_until_it_answers(desks: Brigade) -> None:
    street = people.open_account(username="desk-street", name="street", password=None)
    people.grant(account=street, role="street", area=HERE)
    office = accounts.access_of(street)
    lng, lat = place(GRID)
    firms.keep_firm(
        NewFirm("安居物业", "property", "老陈", "13700000001", lng=lng, lat=lat, radius=500), who=office, at=AT
    )
    walk = day(Walk(desks).report(matter=BIN, source="grid"), centre := Centre(random.Random(1)), 6)
    (offer,) = offers_running()
    assert (walk.state, offer.ticket_id) == ("to_dispatch", walk.ticket.pk)
    firms.decline(links.code_of(links.spec("offer", offer.pk, 1)), reason="不是我们的桶", at=walk.at)
    assert day(walk, centre, 1).state == "dispatched"
