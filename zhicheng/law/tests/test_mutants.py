"""Each rule put to sleep and turned round, arrows taken away and added: somebody notices, or the mutant is listed with its reason."""

from __future__ import annotations

from random import Random

import pytest

from zhicheng.law.explore.worlds import World, worlds
from zhicheng.law.tests.mutants import (
    SURVIVORS,
    arrows_added,
    arrows_removed,
    asleep,
    instead,
    negated,
    rules,
    the_checker_notices,
    the_table_notices,
)  # fmt: skip

RULES = rules()


@pytest.fixture(scope="module")
def some() -> list[World]:
    """Worlds that go far, few enough to walk again for every mutant."""
    return [w for w in worlds() if "two officers" in w.name][5::110]


def test_the_sound_engine_is_noticed_by_nobody(some: list[World]) -> None:
    assert not the_table_notices()
    assert not the_checker_notices(some)


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


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["T20 no longer from filed", "T29 no longer from investigating", "T91 no longer from closed"]
)
def test_a_missing_arrow_is_noticed(name: str, some: list[World]) -> None:
    assert the_checker_notices(some, dict(arrows_removed())[name]())


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["T42 also from notified", "T10 also from lead", "T29 also from filed", "T90 also from performing"]
)
def test_an_arrow_too_many_is_noticed(name: str, some: list[World]) -> None:
    assert the_checker_notices(some, dict(arrows_added())[name]())


@pytest.mark.drill
def test_every_missing_arrow_and_two_hundred_too_many(some: list[World]) -> None:
    """Survivors are printed; most are arrows between states that these few worlds do not visit together."""
    added = Random(3).sample(sorted(arrows_added()), 200)
    quiet = [name for name, made in (*arrows_removed(), *added) if not the_checker_notices(some, made())]
    total = len(list(arrows_removed())) + 200
    assert len(quiet) / total < 0.5, "\n".join(quiet)
