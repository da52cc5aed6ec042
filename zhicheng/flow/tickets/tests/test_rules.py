"""May this step be taken? Lamps; what is the same thing, what comes back. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.tickets import rules
from zhicheng.flow.tickets.rules import (
    Known,
    StepFacts,
    cell_of,
    cells_around,
    lamp,
    may_take,
    recurrence,
    same_thing,
    yellow,
)
from zhicheng.flow.tickets.states import TICKET
from zhicheng.kernel.calendar import Limit, calendar_from
from zhicheng.kernel.geo import metres_between, metres_per_degree

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
GIVEN = {
    "reason": "r",
    "photos": ["p"],
    "text": "t",
    "condition": 1,
    "unit": 1,
    "new_due_at": AT,
    "resume_on": AT.date(),
    "other": "1",
    "matter": "01001",
}


def facts(state: str, action: str, **more: object) -> StepFacts:
    arrow = TICKET.arrow(state, action)
    source = "grid" if action == "accept" else "citizen"
    plain = StepFacts(action, arrow, "person:1", arrow.by, (), AT, AT + timedelta(hours=1), GIVEN, source)
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("state", "action"), sorted(TICKET.arrows))
def test_the_right_person_with_everything_may(state: str, action: str) -> None:
    assert may_take(facts(state, action)).allowed


@pytest.mark.parametrize(("state", "action"), sorted(TICKET.arrows))
def test_nobody_may_without_the_role(state: str, action: str) -> None:
    others = frozenset(r for a in TICKET.arrows.values() for r in a.by) - TICKET.arrow(state, action).by
    verdict = may_take(facts(state, action, roles=others | {"manager", "ai", "admin"}))
    assert [r.article.zh for r in verdict.against] == ["工单流程"]
    assert "您没有这个角色" in verdict.against[0].text.zh


@pytest.mark.parametrize(
    ("state", "action", "need"),
    [(s, a, need) for (s, a), arrow in sorted(TICKET.arrows.items()) for need in arrow.needs],
)
def test_each_missing_input_is_named(state: str, action: str, need: str) -> None:
    without = {k: v for k, v in GIVEN.items() if k != ("photos" if need == "photo" else need)}
    verdict = may_take(facts(state, action, inputs=without))
    assert not verdict.allowed
    assert rules.WORDS[need].zh in verdict.against[0].text.zh
    assert rules.WORDS[need].en in verdict.against[0].text.en


@pytest.mark.parametrize(
    ("state", "action"), [("checking", "pass"), ("checking", "fail"), ("to_close", "close"), ("closed", "evaluate")]
)
def test_other_hands_check_and_close(state: str, action: str) -> None:
    verdict = may_take(facts(state, action, handlers=("person:9", "person:1")))
    assert [r.article.zh for r in verdict.against] == ["监管分离"]


def test_who_handled_may_handle_again() -> None:
    assert may_take(facts("handling", "feed_back", handlers=("person:1",))).allowed


@pytest.mark.parametrize("state", ["dispatched", "handling"])
def test_a_request_comes_before_the_limit_ends(state: str) -> None:
    due = AT + timedelta(hours=1)
    assert may_take(facts(state, "ask", now=due)).allowed
    assert "时限已过" in may_take(facts(state, "ask", now=due + timedelta(seconds=1))).against[0].text.zh
    assert may_take(facts(state, "ask", due_at=None)).allowed


@pytest.mark.parametrize(
    "source",
    ["citizen", "hotline", "camera", "sensor", "officer", "social", "import", "grid", "open311", "liaison", "whistle"],
)
@pytest.mark.parametrize("fast_lane", [True, False])
def test_what_no_collector_has_seen_is_looked_at_before_it_is_accepted(source: str, fast_lane: bool) -> None:
    accept = may_take(facts("reported", "accept", source=source, fast_lane=fast_lane))
    verify = may_take(facts("reported", "verify", source=source, fast_lane=fast_lane))
    assert accept.allowed is (source == "grid" or fast_lane)
    assert verify.allowed is (source != "grid")
    assert accept.allowed or "先派发核实" in accept.against[0].text.zh
    assert accept.allowed or verify.allowed  # there always is a way on


def test_all_reasons_against_are_told_at_once() -> None:
    verdict = may_take(facts("checking", "fail", roles=frozenset(), handlers=("person:1",), inputs={}))
    assert len(verdict.against) == 3


@pytest.mark.parametrize(
    ("minutes", "state", "colour"),
    [(0, "handling", "green"), (79, "handling", "green"), (80, "handling", "yellow"), (100, "handling", "yellow"), (101, "handling", "red"),
     (0, "closed", "grey"), (200, "voided", "grey")],
)  # fmt: skip
def test_lamps(minutes: int, state: str, colour: str) -> None:
    assert (
        lamp(AT + timedelta(minutes=minutes), AT + timedelta(minutes=80), AT + timedelta(minutes=100), state) == colour
    )


def test_without_a_clock_the_lamp_is_grey() -> None:
    assert lamp(AT, None, None, "on_hold") == "grey"


def test_yellow_is_four_fifths_on_the_limits_own_clock() -> None:
    calendar = calendar_from({})
    assert yellow(Limit(10, "urgent_hour"), AT, calendar) == AT + timedelta(hours=8)
    start = datetime(2026, 9, 16, 9, 0, tzinfo=UTC)  # 17:00: half an hour is left today
    assert yellow(Limit(1, "work_hour"), start, calendar) == datetime(2026, 9, 17, 0, 48, tzinfo=UTC)


# What is known nearby ----------------------------------------------------------------------------------------------------

X, Y = 120.155, 30.274
PER_LNG, PER_LAT = metres_per_degree(Y)


def known(id_: int, east: float, *, hours: float = 0, is_open: bool = True) -> Known:
    return Known(id_, X + east / PER_LNG, Y, AT - timedelta(hours=hours), is_open, f"no{id_}")


def test_the_same_within_thirty_metres() -> None:
    match = same_thing(X, Y, AT, [known(1, 29.5)])
    assert match is not None
    assert (match.known.id, match.metres) == (1, 30)
    assert same_thing(X, Y, AT, [known(1, 30.5)]) is None


def test_the_same_within_twenty_four_hours_either_way() -> None:
    assert same_thing(X, Y, AT, [known(1, 0, hours=24)])
    assert same_thing(X, Y, AT, [known(1, 0, hours=-24)])  # a hotline report may be older than what is known
    assert same_thing(X, Y, AT, [known(1, 0, hours=24.01)]) is None


def test_a_closed_ticket_is_not_the_same() -> None:
    assert same_thing(X, Y, AT, [known(1, 0, is_open=False)]) is None


def test_the_nearest_of_several() -> None:
    match = same_thing(X, Y, AT, [known(1, 20), known(2, 5), known(3, 10)])
    assert match is not None
    assert match.known.id == 2
    assert match.score > 90


def test_what_comes_back_within_fifteen_days_is_linked_to_the_latest() -> None:
    found = recurrence(X, Y, AT, [known(1, 3, hours=300, is_open=False), known(2, 3, hours=30, is_open=False)])
    assert found is not None
    assert found.id == 2
    assert recurrence(X, Y, AT, [known(1, 3, hours=15 * 24 + 1, is_open=False)]) is None
    assert recurrence(X, Y, AT, [known(1, 3, hours=2, is_open=True)]) is None
    assert recurrence(X, Y, AT, [known(1, 3, hours=-2, is_open=False)]) is None
    assert recurrence(X, Y, AT, [known(1, 40, hours=2, is_open=False)]) is None


points = st.tuples(st.floats(75, 134), st.floats(18, 46))


@given(points, st.floats(0, 6.283), st.floats(0, 29.9))
def test_whatever_is_within_thirty_metres_lies_in_the_cells_around(
    point: tuple[float, float], angle: float, metres: float
) -> None:
    import math

    x, y = point
    per_lng, per_lat = metres_per_degree(y)
    ox, oy = x + metres * math.cos(angle) / per_lng, y + metres * math.sin(angle) / per_lat
    assert metres_between(x, y, ox, oy) < 30.1
    assert cell_of("09001", ox, oy) in cells_around("09001", x, y)


@given(points)
def test_cells_are_few_and_of_one_matter(point: tuple[float, float]) -> None:
    assert 1 <= len(cells_around("09001", *point)) <= 4
    assert not cells_around("09001", *point) & cells_around("09002", *point)
    assert all(0 < c < 2**63 for c in cells_around("10099", *point))
