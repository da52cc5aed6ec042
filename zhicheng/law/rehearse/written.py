"""Past cases as a lawyer writes them down: a scenario (`given`), with `events` where it went step by step.

`given` is what `law plan` reads, an event what `wire` reads: the same words that the API and the officer's phone use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import Book
from zhicheng.law.facts import Facts
from zhicheng.law.rehearse.cases import PastCase
from zhicheng.law.scenarios import Given, day, read_facts
from zhicheng.law.stream import Event
from zhicheng.law.wire import read_event

OF_A_CASE = ("id", "title", "squad", "ended_on", "given", "events", "cases", "config", "expect", "result")
NO_FACTS = ("expect", "config", "result")


def read_case(scenario: Given, book: Book, n: int) -> Iterator[PastCase]:
    """The case, and one more for each of its `cases`. BadInput names the key that is not understood, from `given` or `events` on."""
    for key in scenario:
        if key not in OF_A_CASE:
            raise BadInput(
                f"不认识的键 {key}；可用：{'、'.join(OF_A_CASE)}。",
                f"{key} is not understood; any of {', '.join(OF_A_CASE)}.",
                field=str(key),
            )
    no, ended = str(scenario.get("id", n)), scenario.get("ended_on")
    given, events = _fields(scenario.get("given", {}), "given"), _events(scenario.get("events") or (), book)
    variants = [(no, given, "given")]
    for k, more in enumerate(scenario.get("cases") or ()):
        own = {key: v for key, v in _fields(more, f"cases[{k}]").items() if key not in NO_FACTS}
        variants.append((f"{no}[{k}]", {**given, **own}, f"cases[{k}]"))
    for name, known, where in variants:
        facts = read_facts(known, book, where=where)
        ended_on = _last_day(facts, events) if ended is None else day(ended, "ended_on")
        if ended_on is None:
            raise BadInput(
                f"案件 {name} 看不出哪天结束，请写 ended_on。",
                f"Case {name} does not say when it ended; give ended_on.",
                field="ended_on",
            )
        yield PastCase(name, str(scenario.get("squad", "")), facts, events, ended_on)


def _events(rows: Any, book: Book) -> tuple[Event, ...]:
    if not isinstance(rows, list | tuple):
        raise BadInput("events 应为事件的列表。", "events must be a list.", field="events")
    found = tuple(read_event(row, book, where=f"events[{n}]") for n, row in enumerate(rows))
    for n, (one, two) in enumerate(pairwise(found), start=1):
        if two.at < one.at:
            raise BadInput(
                f"{two.step} 早于它前面的 {one.step}，请按时间排列。",
                f"{two.step} is earlier than {one.step} before it; order events by time.",
                field=f"events[{n}].at",
            )
    return found


def _last_day(facts: Facts, events: tuple[Event, ...]) -> date | None:
    """Of the events; without any, the last thing that the facts say of the case's way."""
    if events:
        return max(e.day for e in events)
    days = (facts.paid, facts.served, facts.decision, facts.hearing, facts.filed, facts.day_of_act)
    return max((d for d in days if d is not None), default=None)


def _fields(value: Any, where: str) -> Given:
    if not isinstance(value, Mapping):
        raise BadInput("应为一组字段。", "Give fields here.", field=where)
    return value
