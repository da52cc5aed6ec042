"""All 57 hard rules are accounted for: enforced here and shown to refuse, or named with the part of the system that does, or will."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

import zhicheng
from zhicheng.law.book import book_of
from zhicheng.law.gates import EVERY_EVENT, GATES
from zhicheng.law.invariants import RULES
from zhicheng.law.invariants.coercion import MEASURES
from zhicheng.law.invariants.register import NOT_YET, REGISTER, enforced_by
from zhicheng.law.tests import test_invariants, test_step_rules

IDS = {i.id for i in REGISTER}
ROOT = Path(zhicheng.__file__).parent


def test_there_are_57_and_no_two_alike() -> None:
    assert len(REGISTER) == len(IDS) == 57


def test_they_are_the_rule_books(shared: Path) -> None:
    rows = yaml.safe_load((shared / "domain" / "invariants.yaml").read_text(encoding="utf-8"))["invariants"]
    assert {r["id"]: r["level"] for r in rows} == {i.id: i.level for i in REGISTER}


def test_each_is_enforced_here_or_says_where() -> None:
    here = enforced_by()
    assert set(here) <= IDS
    assert [i.id for i in REGISTER if i.id not in here and not i.elsewhere] == []


def test_each_that_is_enforced_here_is_shown_to_refuse() -> None:
    shown = {p.rule for p in test_step_rules.PAIRS.values()} | set(test_invariants.PAIRS) | {"INV-34"}
    assert set(enforced_by()) - shown == set()


def test_what_is_enforced_elsewhere_lies_there_or_is_not_yet() -> None:
    for entry in REGISTER:
        for place in re.findall(r"\b(?:flow|ground|infra|civic|insight)/\w+", entry.elsewhere):
            assert (ROOT / place).exists() or (ROOT / f"{place}.py").exists() or NOT_YET in entry.elsewhere, (
                entry.id,
                place,
            )


def test_every_article_is_of_a_registered_law() -> None:
    laws = book_of("330000").laws
    assert [i.id for i in REGISTER if i.article.split()[0] not in laws] == []


def test_every_rule_function_stands_before_some_step_or_in_the_plan() -> None:
    """A rule that nobody asks is no rule."""
    asked = {
        f"{r.__module__.rpartition('.')[2]}.{r.__name__}"
        for rules in (RULES, EVERY_EVENT, *GATES.values())
        for r in rules
    }
    helpers = {
        "competence.officers_are_two", "decision.can_be_corrected", "hearing.is_not_heavier_than_the_notice", "competence._two",
        "coercion._too_early", "service._in_time", "service._late_reconsideration", "service._late_suit", "service._still_open",
    }  # fmt: skip
    found = {name for names in enforced_by().values() for name in names}
    assert found - asked - helpers == set()


def test_no_home_is_ever_cut_off() -> None:
    """INV-63: the measure does not exist, so nobody can choose it."""
    assert not any("cut" in m or "utility" in m for m in MEASURES)


def test_nobody_is_searched_by_face() -> None:
    """INV-84: no endpoint, no function."""
    words = re.compile(r"\b(face_search|search_face|face_match|recogni[sz]e_face|find_by_face)\b")
    guilty = [
        p
        for p in ROOT.rglob("*.py")
        if "tests" not in p.parts and p.name != "register.py" and words.search(p.read_text("utf-8"))
    ]
    assert guilty == []
