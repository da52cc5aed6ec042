"""What the law makes of a scenario, in the words in which scenarios are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.amounts import YUAN, Range
from zhicheng.law.book import Book
from zhicheng.law.facts import Facts
from zhicheng.law.judgement import SIMPLE, Judgement, judge, surcharge_table
from zhicheng.law.periods import Deadline
from zhicheng.law.scenarios.choices import read_config
from zhicheng.law.scenarios.reading import read_facts
from zhicheng.law.scenarios.values import Given


def solve(scenario: Given, config: Given) -> dict[str, Any]:
    """The answer to one scenario, with one more per entry of its `cases` (which add to, or replace, what is given)."""
    name = str(scenario.get("id", "?"))
    given = scenario.get("given", {})
    if not isinstance(given, Mapping):
        raise BadInput(f"{name}：given 应为一组字段。", f"{name}: given must be fields.", field=f"{name}.given")
    answer = _one(given, {**config, **scenario.get("config", {})}, f"{name}.given")
    answer["cases"] = []
    for n, case in enumerate(scenario.get("cases", ())):
        own = {k: v for k, v in case.items() if k not in ("expect", "config", "result")}
        answer["cases"].append(_one({**given, **own}, {**config, **case.get("config", {})}, f"{name}.cases[{n}]"))
    return answer


def _one(given: Given, config: Given, where: str) -> dict[str, Any]:
    book = read_config(config)
    facts = read_facts(given, book, where=where)
    return answer_of(facts, judge(facts, book), book)


def answer_of(facts: Facts, found: Judgement, book: Book) -> dict[str, Any]:
    """A judgement in the words of the scenarios."""
    blocked = [r.rule for r in found.refused]
    collecting = "INV-11"
    allowed = not [b for b in blocked if b != collecting]
    out: dict[str, Any] = {
        "procedure": found.procedure, "stage": found.stage, "law_applied": found.article, "allowed": allowed, "fine_allowed": allowed,
        "blocked_by": blocked, "reasons": [{"rule": r.rule, "article": r.article, "zh": r.zh, "en": r.en} for r in found.refused],
        "range": _yuan(found.range), "light_tier": _yuan(found.light), "tier": found.tier, "must_also": list(found.measures),
        "hearing_right": found.hearing_right, "leniency": found.leniency, "documents": list(found.documents),
        "deadlines": {d.name: _when(d) for d in found.deadlines},
        "provisional": [d.name for d in found.deadlines if d.provisional], "articles": list(found.articles),
        "amounts": {}, "admissible": "INV-50" not in blocked,
    }  # fmt: skip
    if facts.age is not None:
        out["age"] = facts.age
    if facts.discovered is not None:
        out["within"] = "INV-44" not in blocked
        out["last_day"] = next((d.on.isoformat() for d in found.deadlines if d.name == "limitation_last_day"), None)
    if facts.collected_on_spot:
        out["on_spot_collection"] = {"allowed": collecting not in blocked and found.procedure == SIMPLE}
    if len(facts.violations) > 1:
        out |= {"apply": _entry(found, facts, book), "fines": 1, "second_fine_attempt": {"blocked_by": ["INV-38"]}}
    if facts.crime_suspected:
        out["penalty_meanwhile"] = {"allowed": False, "blocked_by": ["INV-86"]}
    return out | _money(facts, found)


def _when(found: Deadline) -> str:
    """A day; for periods of hours a moment in China's time."""
    if found.moment is None:
        return found.on.isoformat()
    return found.moment.astimezone(CHINA).replace(tzinfo=None).isoformat(timespec="minutes")


def _entry(found: Judgement, facts: Facts, book: Book) -> str:
    return next(
        (v for v in facts.violations if v in book.violations and book.violations[v].article == found.article),
        facts.violations[0],
    )


def _money(facts: Facts, found: Judgement) -> dict[str, Any]:
    due = next((d.on for d in found.deadlines if d.name == "payment_due"), None)
    if due is None or facts.amount is None:
        return {}
    table = [
        {"paid": p.isoformat(), "days": n, "amount": fee / YUAN} for p, n, fee in surcharge_table(facts.amount, due)
    ]
    if found.surcharge is None:
        return {"surcharge_table": table}
    days, fee = found.surcharge
    return {
        "surcharge_table": table,
        "surcharge": {"days": days, "amount": fee / YUAN},
        "amounts": {"surcharge": fee / YUAN},
    }


def _yuan(whole: Range | None) -> list[float] | None:
    return None if whole is None else [_plain(whole.least), _plain(whole.most)]


def _plain(amount: int) -> float:
    return amount // YUAN if amount % YUAN == 0 else amount / YUAN
