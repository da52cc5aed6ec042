"""Past cases as a lawyer writes them down: a scenario (`given`), with `events` where it went step by step.

The same keys as `law plan` reads. Beside them `squad`, `ended_on`, and events: `step`, `at`, `by`, and what the step says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import Book
from zhicheng.law.facts import Facts
from zhicheng.law.procedure import procedure
from zhicheng.law.rehearse.cases import PastCase
from zhicheng.law.scenarios import Given, day, fen, moment, read_facts
from zhicheng.law.stream import NOTHING, RECORDS, Actor, Data, Event, Item

OF_A_CASE = ("id", "title", "squad", "ended_on", "given", "events", "cases", "config", "expect", "result")
OF_AN_EVENT = ("step", "at", "by")
OF_AN_ACTOR = ("id", "roles", "certified", "certified_from", "certified_to", "places")
OF_AN_ITEM = ("id", "taken", "unlawful")
Read = Callable[[Any, str], Any]


def read_case(scenario: Given, book: Book, n: int) -> Iterator[PastCase]:
    """The case, and one more for each of its `cases`. BadInput names the key that is not understood, from `given` or `events` on."""
    _known(scenario, OF_A_CASE, "")
    no, squad = str(scenario.get("id", n)), str(scenario.get("squad", ""))
    given, events = scenario.get("given", {}), scenario.get("events")
    stream = _events(events or ())
    yield _case(no, squad, _fields(given, "given"), stream, scenario.get("ended_on"), book, "given")
    for k, more in enumerate(scenario.get("cases") or ()):
        own = {key: v for key, v in _fields(more, f"cases.{k}").items() if key not in ("expect", "config", "result")}
        yield _case(f"{no}[{k}]", squad, {**given, **own}, stream, scenario.get("ended_on"), book, f"cases.{k}")


def _case(no: str, squad: str, given: Given, events: tuple[Event, ...], ended: Any, book: Book, where: str) -> PastCase:
    facts = read_facts(given, book, where=where)
    ended_on = day(ended, "ended_on") if ended is not None else _last_day(facts, events)
    if ended_on is None:
        raise BadInput(
            f"案件 {no} 看不出哪天结束，请写 ended_on。",
            f"Case {no} does not say when it ended; give ended_on.",
            field="ended_on",
        )
    return PastCase(no, squad, facts, events, ended_on)


def _last_day(facts: Facts, events: tuple[Event, ...]) -> date | None:
    """Of the events; without any, the last thing that the facts say of the case's way."""
    if events:
        return max(e.day for e in events)
    days = (facts.paid, facts.served, facts.decision, facts.hearing, facts.filed, facts.day_of_act)
    return max((d for d in days if d is not None), default=None)


# Events --------------------------------------------------------------------------------------------------------------------


def _events(rows: Any) -> tuple[Event, ...]:
    if not isinstance(rows, list | tuple):
        raise BadInput("events 应为事件的列表。", "events must be a list.", field="events")
    found = tuple(_event(row, f"events.{n}") for n, row in enumerate(rows))
    for n, (one, two) in enumerate(pairwise(found), start=1):
        if two.at < one.at:
            raise BadInput(
                f"{two.step} 早于它前面的 {one.step}，请按时间排列。",
                f"{two.step} is earlier than {one.step} before it; order events by time.",
                field=f"events.{n}.at",
            )
    return found


def _event(row: Any, where: str) -> Event:
    given = _fields(row, where)
    _known(given, (*OF_AN_EVENT, *SAYS), where)
    step = str(given.get("step", ""))
    if step not in procedure().steps and step not in RECORDS:
        raise BadInput(
            f"没有步骤「{step}」；步骤见 docs/reference/procedure.md。",
            f"There is no step {step!r}; steps stand in docs/reference/procedure.md.",
            field=f"{where}.step",
        )
    if "at" not in given:
        raise BadInput(f"{step} 没有写时间 at。", f"{step} has no time; give at.", field=f"{where}")
    by = given.get("by")
    actors = None if by is None else tuple(_actor(a, f"{where}.by.{n}") for n, a in enumerate(_list(by, f"{where}.by")))
    said = {k: SAYS[k](v, f"{where}.{k}") for k, v in given.items() if k in SAYS and v is not None}
    return Event(step, moment(given["at"], f"{where}.at"), actors, Data(**said) if said else NOTHING)


def _actor(row: Any, where: str) -> Actor:
    given = _fields(row, where)
    _known(given, OF_AN_ACTOR, where)
    since, until = (given.get(k) and day(given[k], f"{where}.{k}") for k in ("certified_from", "certified_to"))
    return Actor(
        str(given.get("id", "")),
        frozenset(map(str, _list(given.get("roles", []), f"{where}.roles"))),
        bool(given.get("certified", True)),
        since or None,
        until or None,
        _words(given.get("places", []), f"{where}.places"),
    )


def _item(row: Any, where: str) -> Item:
    given = _fields(row, where)
    _known(given, OF_AN_ITEM, where)
    taken = given.get("taken")
    return Item(
        str(given.get("id", "")), None if taken is None else day(taken, f"{where}.taken"), bool(given.get("unlawful"))
    )


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise BadInput("应为列表。", "Give a list.", field=where)
    return value


def _words(value: Any, where: str) -> tuple[str, ...]:
    return tuple(str(v) for v in _list(value, where))


def _number(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(f"「{value}」不是个数。", f"{value!r} is no whole number.", field=where)
    return value


def _until(value: Any, where: str) -> datetime:
    """A day alone is its end: what is to be done by it may be done on it."""
    if isinstance(value, str) and len(value) == len("2026-03-11"):
        value = day(value, where)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, 23, 59, tzinfo=CHINA)
    return moment(value, where)


BY_TYPE: Mapping[str, Read] = {
    "str": lambda v, w: str(v), "bool": lambda v, w: bool(v), "bool | None": lambda v, w: bool(v), "int": _number, "int | None": fen,
    "tuple[str, ...]": _words, "datetime | None": _until,
    "tuple[Item, ...]": lambda v, w: tuple(_item(i, f"{w}.{n}") for n, i in enumerate(_list(v, w))),
    "tuple[Actor, ...]": lambda v, w: tuple(_actor(a, f"{w}.{n}") for n, a in enumerate(_list(v, w))),
}  # fmt: skip
# What an event may say: the fields of `Data`, amounts in yuan.
SAYS: Mapping[str, Read] = {f.name: BY_TYPE[str(f.type)] for f in fields(Data)}


# Keys ----------------------------------------------------------------------------------------------------------------------


def _fields(value: Any, where: str) -> Given:
    if not isinstance(value, Mapping):
        raise BadInput("应为一组字段。", "Give fields here.", field=where)
    return value


def _known(given: Given, known: tuple[str, ...], where: str) -> None:
    for key in given:
        if key not in known:
            raise BadInput(
                f"不认识的键 {key}；可用：{'、'.join(known)}。",
                f"{key} is not understood; any of {', '.join(known)}.",
                field=f"{where}.{key}" if where else str(key),
            )
