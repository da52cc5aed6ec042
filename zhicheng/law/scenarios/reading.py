"""A whole scenario, or what became known later, as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import Book
from zhicheng.law.facts import Facts
from zhicheng.law.scenarios.keys import AMENDABLE, KEYS
from zhicheng.law.scenarios.values import Given
from zhicheng.law.stream import Amendment


def read_facts(given: Given, book: Book, *, where: str = "given") -> Facts:
    """Facts of a scenario. BadInput names the key that is not understood."""
    facts = Facts()
    for key, value in given.items():
        if key not in KEYS:
            raise BadInput(
                f"不认识的键 {key}；可用：{'、'.join(KEYS)}。",
                f"{key} is not understood; any of {', '.join(KEYS)}.",
                field=f"{where}.{key}",
            )
        facts = KEYS[key].read(facts, value, f"{where}.{key}")
    party = given.get("party")
    if isinstance(party, Mapping) and party.get("kind") == "individual_business":
        facts = replace(facts, party=replace(facts.party, subject=book.settings.individual_business_as))
    for name in facts.violations:
        if name not in book.violations:
            raise BadInput(
                f"违法行为目录里没有 {name}（辖区的法规包对吗？）。",
                f"The catalogue has no {name}; is the jurisdiction right?",
                field=f"{where}.violation",
            )
    return facts


def read_amendment(said: Given, book: Book, *, where: str = "facts") -> Amendment:
    """Facts that became known later. BadInput for what only a step can set."""
    for key in said:
        if key not in AMENDABLE:
            raise BadInput(
                f"「{key}」由办案步骤记录，不能直接补充或者更正；可用：{'、'.join(AMENDABLE)}。",
                f"{key} is set by a step of the case, not amended; any of {', '.join(AMENDABLE)}.",
                field=f"{where}.{key}",
            )
    found = read_facts(said, book, where=where)
    means = {name: getattr(found, name) for key in said for name in AMENDABLE[key]}
    return Amendment(tuple(said.items()), tuple(means.items()))
