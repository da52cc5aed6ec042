"""Each rule put to sleep and turned round, each arrow taken away, added and led elsewhere: somebody notices, or the reason is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.law.explore import monitors
from zhicheng.law.explore.monitors.order import LEADS_TO
from zhicheng.law.explore.search import explore
from zhicheng.law.explore.worlds import World
from zhicheng.law.procedure import SAME, Procedure, procedure
from zhicheng.law.tests.arrows import (
    SURVIVING,
    Arrow,
    every_arrow,
    every_other_arrow,
    every_other_end,
    fates,
    led_to,
    where,
    with_arrow,
    without_arrow,
)
from zhicheng.law.tests.mutants import SURVIVORS, asleep, instead, negated, rules, the_table_notices

RULES = rules()
PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "law-check.md"


@pytest.fixture(scope="module")
def some() -> list[World]:
    """The smaller half of the worlds that take every arrow."""
    return where()[:9]


# Rules -----------------------------------------------------------------------------------------------------------------------


def test_the_sound_engine_is_noticed_by_nobody(some: list[World]) -> None:
    found = explore(some)
    assert not the_table_notices()
    assert (found.violations, found.dead_ends) == ([], [])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_turned_round_is_noticed(name: str) -> None:
    with instead(RULES[name], negated(RULES[name])):
        assert the_table_notices(), name


@pytest.mark.parametrize("name", RULES)
def test_a_sleeping_rule_is_noticed_or_listed(name: str) -> None:
    with instead(RULES[name], asleep(RULES[name])):
        noticed = the_table_notices()
    assert noticed or f"{name} sleeps" in SURVIVORS, name


@pytest.mark.parametrize("name", sorted(n for n in SURVIVORS))
def test_a_survivor_is_one(name: str) -> None:
    """A reason for a mutant that is noticed after all would be a wrong reason."""
    rule, _, how = name.partition(" ")
    with instead(RULES[rule], asleep(RULES[rule]) if how == "sleeps" else negated(RULES[rule])):
        assert not the_table_notices()


# Arrows ----------------------------------------------------------------------------------------------------------------------


def notices(worlds: list[World], way: Procedure, used_to: set[Arrow]) -> bool:
    """A monitor objects, a state leads nowhere, or something that used to happen no longer can."""
    found = explore(worlds, way=way, stop_at=1)
    return bool(found.violations or found.dead_ends or used_to - found.arrows)


@pytest.mark.slow
@pytest.mark.parametrize("arrow", [("filed", "T20"), ("investigating", "T29"), ("closed", "T91"), ("onspot", "T11")])
def test_a_missing_arrow_is_noticed(arrow: Arrow, some: list[World]) -> None:
    assert notices(some, without_arrow(arrow), {arrow})


@pytest.mark.slow
@pytest.mark.parametrize(
    "arrow",
    [
        ("notified", "T42"),
        ("lead", "T10"),
        ("filed", "T29"),
        ("performing", "T90"),
        ("legal_reviewed", "T34"),
        ("suspended", "T63"),
    ],
)
def test_an_arrow_too_many_is_noticed(arrow: Arrow, some: list[World]) -> None:
    assert notices(some, with_arrow(arrow), set())


@pytest.mark.slow
@pytest.mark.parametrize("arrow", [("served", "T42"), ("archived", "T29"), ("revoked", "T61"), ("filed", "T26")])
def test_an_arrow_that_leads_elsewhere_is_noticed(arrow: Arrow, some: list[World]) -> None:
    assert notices(some, led_to(arrow), set())


def test_no_arrow_is_both_there_and_added() -> None:
    steps, states = procedure().steps, procedure().states
    assert every_arrow().isdisjoint(every_other_arrow())
    assert len(every_arrow()) + len(every_other_arrow()) == len(steps) * len(states)
    assert {s for _, s in every_other_end()} == {s.id for s in steps.values() if len(s.to) == 1}
    assert all(state not in steps[step].to for state, step in every_other_end())


def test_a_mutant_differs_in_one_arrow() -> None:
    way = procedure()
    for made, step in (
        (with_arrow(("lead", "T42")), "T42"),
        (without_arrow(("filed", "T20")), "T20"),
        (led_to(("lead", "T61")), "T61"),
    ):
        assert {s for s in way.steps if made.steps[s] != way.steps[s]} == {step}
    assert "lead" in with_arrow(("lead", "T42")).steps["T42"].start
    assert without_arrow(("filed", "T20")).steps["T20"].start == frozenset()
    assert led_to(("lead", "T61")).steps["T61"].to == ("lead",)


def test_where_each_step_leads_stands_a_second_time_in_the_monitors() -> None:
    """Written out there, not read: the two have to agree, and each step that moves a case has to be there."""
    for step in procedure().steps.values():
        ends = set(LEADS_TO.get(step.id, "").split())
        assert ends == (set() if step.to == (SAME,) or step.to == tuple(step.start) else set(step.to)), step.id
        for state in step.start:
            for end in [state] if step.to == (SAME,) else step.to:
                assert not monitors.leads_astray(step.id, state, end)


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [
        ("T42", "discussed", "served"),
        ("T26", "investigating", "filed"),
        ("T80", "served", "revoked"),
        ("recheck", "onspot", "served"),
    ],
)
def test_a_step_that_leads_astray(step: str, before: str, after: str) -> None:
    assert monitors.leads_astray(step, before, after)


@pytest.mark.drill
def test_every_arrow_taken_away_added_or_led_elsewhere_is_noticed_or_listed() -> None:
    """Some minutes. The figures on the page are those of this run."""
    found = fates(where())
    assert found.survivors == set(SURVIVING)
    page = PAGE.read_text(encoding="utf-8")
    for kind in (found.removed, found.added, found.led_elsewhere, found.locked):
        assert f"| {len(kind):,} |" in page, len(kind)


@pytest.mark.slow
def test_the_worlds_take_every_arrow_that_can_be_taken() -> None:
    listed = {name.split()[0] for name in SURVIVING if name.endswith("no longer from court_applied")}
    missing = every_arrow() - explore(where()).arrows
    assert missing == {("court_applied", step) for step in listed}


# The page --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*SURVIVORS, *SURVIVING])
def test_every_survivor_stands_on_the_page_with_its_reason(name: str) -> None:
    reason = SURVIVORS.get(name) or SURVIVING[name]
    assert f"| {name} | {reason} |" in PAGE.read_text(encoding="utf-8")


def test_the_page_lists_no_other() -> None:
    rows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and " sleeps |" in line
    ]
    arrows = [
        line for line in PAGE.read_text(encoding="utf-8").splitlines() if " from " in line and line.startswith("| T")
    ]
    assert (len(rows), len(arrows)) == (len(SURVIVORS), len(SURVIVING))


def test_the_page_counts_the_rules() -> None:
    assert f"| {len(RULES)} |" in PAGE.read_text(encoding="utf-8")
