"""Each rule that stands before a step, once allowed and once refused: the same way, two events that differ in one thing."""

from __future__ import annotations

import pytest

from zhicheng.law.assessment import assess, refuse
from zhicheng.law.tests.step_rules.table import CHAPTERS, OTHER_WAY, PAIRS


@pytest.mark.parametrize("name", PAIRS)
def test_a_rule_before_a_step_allows_and_refuses(name: str) -> None:
    pair = PAIRS[name]
    way = OTHER_WAY.get(name, pair.way)
    assert refuse(pair.facts, pair.way, pair.good, pair.book) == ()
    refused = refuse(pair.other or pair.facts, way, pair.bad, pair.book)
    assert pair.rule in {r.rule for r in refused}
    found = next(r for r in refused if r.rule == pair.rule)
    assert found.article.split()[0] in pair.book.laws
    assert found.zh.endswith("。")
    assert found.en.endswith(".")
    assert (found.zh.count("。"), len(found.zh) > 5) == (1, True)


@pytest.mark.parametrize("name", PAIRS)
def test_a_refused_event_changes_nothing(name: str) -> None:
    pair = PAIRS[name]
    facts, way = pair.other or pair.facts, OTHER_WAY.get(name, pair.way)
    on = max(e.at for e in (*way, pair.bad))
    before = assess(facts, way, on, pair.book)
    after = assess(facts, (*way, pair.bad), on, pair.book)
    assert after.stage == before.stage
    assert after.allowed == before.allowed
    assert {r.rule for r in after.refused if r.event == len(way)} >= {pair.rule}


def test_no_two_pairs_have_one_name() -> None:
    assert len(PAIRS) == sum(len(chapter.PAIRS) for chapter in CHAPTERS)
    assert set(OTHER_WAY) <= set(PAIRS)
