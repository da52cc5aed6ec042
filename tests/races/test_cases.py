"""Two heads deciding at once, a step from two phones, one key sent twice at the same moment. Real threads, both databases."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.brigade import found
from tests.casework import OUTSIDE, STALL, Walk, staff
from tests.races.test_dispatchers import at_once
from zhicheng.flow.papers import queries as papers
from zhicheng.flow.papers.services import casework
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import Conflict, NotAllowed, ZhichengError

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)


@pytest.fixture
def walk() -> Walk:
    return Walk(staff(found())).on(DAY)


def happened(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


def sound() -> bool:
    """Tables and streams say the same, and no series has a gap."""
    return check_events()["problems"] == [] and papers.gaps() == []


def two_heads(walk: Walk) -> Any:
    from zhicheng.ground.people import queries, services

    team = walk.team
    account = services.open_account(username="hugo", name="Hugo", password="correct horse battery")
    services.grant(account=account, role="head", area="9901")
    services.enrol_member(
        organisation=queries.organisation(team.unit["squad"]), name="Hugo", kind="manager", account=account
    )
    return [team.access["Hana"], queries.access_of(account)]


def test_of_two_heads_who_grant_at_once_one_decides(walk: Walk) -> None:
    walk.open(OUTSIDE).step("T01", "Sun")
    motion = walk.ask("T04", "Sun", assigned=("Bob", "Ben"))
    heads, at = two_heads(walk), walk.at + timedelta(minutes=5)
    results = at_once(2, lambda i: casework.grant(motion_id=motion, access=heads[i], at=at))
    assert Counter(isinstance(r, ZhichengError) for r in results) == {False: 1, True: 1}
    assert (happened("case.T04"), happened("motion.grant"), walk.stage()) == (1, 1, "filed")
    assert [p.kind for p in papers.of_case(walk.no)] == ["D01", "D04"]
    assert sound()


def test_one_head_grants_while_the_other_sends_it_back(walk: Walk) -> None:
    walk.open(OUTSIDE).step("T01", "Sun")
    motion = walk.ask("T04", "Sun", assigned=("Bob", "Ben"))
    heads, at = two_heads(walk), walk.at + timedelta(minutes=5)

    def answer(i: int) -> Any:
        if i == 0:
            return casework.grant(motion_id=motion, access=heads[0], at=at)
        return casework.give_back(motion_id=motion, reason="请补充照片", access=heads[1], at=at)

    results = at_once(2, answer)
    assert sum(isinstance(r, ZhichengError) for r in results) == 1
    assert happened("motion.grant") + happened("motion.return") == 1
    assert happened("case.T04") == happened("motion.grant")
    assert sound()


def test_the_same_step_from_two_phones_is_taken_once(walk: Walk) -> None:
    walk.open(STALL, spot=True)
    walk.step("T06", with_="Ben", data={"until": (walk.at + timedelta(minutes=20)).isoformat()})
    walk.later(minutes=40).step("recheck", with_="Ben", data={"corrected": True})
    walk.later(minutes=5)
    act = walk.act("T07", with_="Ben")
    sheets, bob = walk.papers(act, "Bob", {}), walk.team.access["Bob"]
    results = at_once(4, lambda i: casework.enact(case=walk.case, act=act, papers=sheets, access=bob, at=walk.at))
    refused = [r for r in results if isinstance(r, ZhichengError)]
    assert len(refused) == 3
    assert all(isinstance(r, Conflict | NotAllowed) for r in refused)
    assert happened("case.T07") == 1
    assert [p.kind for p in papers.of_case(walk.no)] == ["D30", "D32"]
    assert sound()


def test_one_key_sent_by_four_threads_changes_one_thing(walk: Walk) -> None:
    """A phone that hears no answer sends again, and again: one order, one paper, one number."""
    walk.open(STALL, spot=True).later(minutes=5)
    act = walk.act("T06", with_="Ben", data={"until": (walk.at + timedelta(minutes=20)).isoformat()}, key="phone-1-7")
    sheets, bob = walk.papers(act, "Bob", {}), walk.team.access["Bob"]
    at_once(4, lambda i: _again(lambda: casework.enact(case=walk.case, act=act, papers=sheets, access=bob, at=walk.at)))
    assert happened("case.T06") == 1
    assert len(papers.of_case(walk.no)) == 1
    assert sound()


def _again(send: Any) -> Any:
    """What a phone does: a conflict is sent once more."""
    try:
        return send()
    except Conflict:
        return send()
