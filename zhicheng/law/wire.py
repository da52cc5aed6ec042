"""A case and its assessment as plain JSON: what the API answers, what the officer's phone asks its own copy of this engine.

Facts stand in the words of the scenarios (`scenarios.KEYS`); an event is {"step", "at", "actors", "data"}. Amounts of facts are yuan,
as people write them; amounts of an event's data are fen, as the record keeps them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.assessment import Assessment, Refused, assess, refuse
from zhicheng.law.book import Book
from zhicheng.law.derivation import derivation
from zhicheng.law.periods import Deadline
from zhicheng.law.procedure import procedure
from zhicheng.law.scenarios import Given, day, moment, read_amendment, read_config, read_facts
from zhicheng.law.scenarios.values import parts
from zhicheng.law.stream import NOTHING, RECORDS, Actor, Data, Event, Item

Json = dict[str, Any]
STRINGS = ("measures", "lacking", "goods")


# In ------------------------------------------------------------------------------------------------------------------------


def read_event(raw: Mapping[str, Any], book: Book, *, where: str = "event") -> Event:
    """One event. BadInput names the field that is not understood."""
    parts(raw, where, ("step", "at", "actors", "data"))
    step = str(raw.get("step", ""))
    if step not in procedure().steps and step not in RECORDS:
        raise BadInput(f"没有步骤「{step}」。", f"There is no step {step!r}.", field=f"{where}.step")
    actors = raw.get("actors")
    return Event(
        step,
        moment(raw.get("at"), f"{where}.at"),
        None if actors is None else tuple(_actor(a, f"{where}.actors[{n}]") for n, a in enumerate(actors)),
        read_data(raw.get("data") or {}, book, where=f"{where}.data"),
    )


def _actor(raw: Any, where: str) -> Actor:
    parts(raw, where, ("id", "roles", "certified", "certified_from", "certified_to", "places"))
    start, end = (raw.get(n) and day(raw[n], f"{where}.{n}") for n in ("certified_from", "certified_to"))
    return Actor(
        str(raw.get("id", "")), frozenset(map(str, raw.get("roles", ()))), bool(raw.get("certified", True)), start or None, end or None,
        tuple(map(str, raw.get("places", ()))),
    )  # fmt: skip


def read_data(raw: Mapping[str, Any], book: Book, *, where: str = "data") -> Data:
    """What a step says. Every field has the type that `Data` gives it."""
    known = {f.name: f.type for f in fields(Data)}
    parts(raw, where, tuple(known))
    return Data(**{n: _value(n, str(known[n]), v, book, f"{where}.{n}") for n, v in raw.items() if v is not None})


def _value(name: str, kind: str, value: Any, book: Book, where: str) -> Any:
    if name in STRINGS:
        return tuple(map(str, _list(value, where)))
    if name == "facts":
        if not isinstance(value, Mapping):
            raise BadInput("应为一组事实。", "Give facts here.", field=where)
        return read_amendment(value, book, where=where)
    if name == "assigned":
        return tuple(_actor(a, where) for a in _list(value, where))
    if name == "evidence":
        return tuple(_item(e, where) for e in _list(value, where))
    if kind == "datetime | None":
        return moment(value, where)
    wanted = {"int | None": int, "int": int, "str": str, "bool": bool, "bool | None": bool}[kind]
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        zh, en = {
            int: ("整数（金额以分计）", "an integer (amounts in fen)"),
            str: ("文字", "text"),
            bool: ("是或者否", "true or false"),
        }[wanted]
        raise BadInput(f"「{value}」应为{zh}。", f"{value!r} should be {en}.", field=where)
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise BadInput("应为列表。", "Give a list.", field=where)
    return value


def _item(raw: Any, where: str) -> Item:
    parts(raw, where, ("id", "taken", "unlawful"))
    return Item(
        str(raw.get("id", "")),
        day(raw["taken"], f"{where}.taken") if raw.get("taken") else None,
        bool(raw.get("unlawful")),
    )


# Out -----------------------------------------------------------------------------------------------------------------------


def written(event: Event) -> Json:
    """An event as `read_event` reads it; what it does not say is left out."""
    actors = None if event.actors is None else [_actor_out(a) for a in event.actors]
    return {"step": event.step, "at": event.at.isoformat(), "actors": actors, "data": data_out(event.data)}


def data_out(data: Data) -> Json:
    """Only what differs from saying nothing."""
    return {
        f.name: _plain(f.name, getattr(data, f.name)) for f in fields(Data) if getattr(data, f.name) != getattr(NOTHING, f.name)
    }  # fmt: skip


def _actor_out(actor: Actor) -> Json:
    out: Json = {"id": actor.id, "roles": sorted(actor.roles), "certified": actor.certified}
    if actor.certified_from:
        out["certified_from"] = actor.certified_from.isoformat()
    if actor.certified_to:
        out["certified_to"] = actor.certified_to.isoformat()
    if actor.places:
        out["places"] = list(actor.places)
    return out


def _plain(name: str, value: Any) -> Any:
    if name == "facts":
        return dict(value.said)
    if name == "assigned":
        return [_actor_out(a) for a in value]
    if name == "evidence":
        return [{"id": i.id, "taken": i.taken.isoformat() if i.taken else None, "unlawful": i.unlawful} for i in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def assessment_out(found: Assessment, book: Book) -> Json:
    """Everything that a screen draws of a case: each item with its article."""
    way = procedure()
    state = way.states[found.stage]
    return {
        "stage": found.stage, "stage_name": state.zh, "stage_name_en": state.en, "procedure": found.procedure,
        "allowed": [
            {
                "step": a.step, "name": a.name.zh, "name_en": a.name.en, "to": a.to, "to_name": way.states[a.to].zh,
                "to_name_en": way.states[a.to].en, "who": a.who, "article": a.article, "papers": list(a.papers),
                "is_record": a.is_record, "is_from_outside": a.is_from_outside,
            }
            for a in found.allowed
        ],
        "refused": [refused_out(r) for r in found.refused],
        "deadlines": [deadline_out(d, book) for d in found.deadlines],
        "due_documents": [
            {"paper": d.paper, "step": d.step, "article": d.article, "by": d.by.isoformat() if d.by else None} for d in found.due_documents
        ],
        "range": None if found.range is None else [found.range.least, found.range.most],
        "article": found.article, "tier": found.tier, "hearing_right": found.hearing_right, "surcharge": found.surcharge,
        "proposals": [{"kind": p.kind, "article": p.article, "zh": p.zh, "en": p.en} for p in found.proposals],
    }  # fmt: skip


def refused_out(r: Refused) -> Json:
    name = step_name(r.step)
    return {
        "step": r.step, "name": name[0], "name_en": name[1], "rule": r.rule, "article": r.article, "zh": r.zh, "en": r.en, "event": r.event,
    }  # fmt: skip


def step_name(step: str) -> tuple[str, str]:
    """A step's or record's name in both languages; "" for none (facts that exclude each other)."""
    found = procedure().steps.get(step) or RECORDS.get(step)
    return (found.name.zh, found.name.en) if found else ("", "")


def deadline_out(d: Deadline, book: Book) -> Json:
    why = derivation(d, book.calendar)
    return {
        "name": d.name, "on": d.on.isoformat(), "operational": d.operational.isoformat(),
        "moment": d.moment.astimezone(CHINA).isoformat() if d.moment else None, "owner": d.period.owner, "article": d.period.article,
        "verified": d.period.verified, "provisional": d.provisional, "zh": why.zh, "en": why.en,
    }  # fmt: skip


# Both: what the phone asks ---------------------------------------------------------------------------------------------------


def answer(question: Mapping[str, Any]) -> Json:
    """{"config", "given", "events", "on", "event"?} → {"assessment", "refused"}: `refused` says why `event` may not be written now."""
    parts(question, "question", ("config", "given", "events", "on", "event"))
    book = read_config(question.get("config") or {})
    given: Given = question.get("given") or {}
    facts = read_facts(given, book)
    events = [read_event(e, book, where=f"events[{n}]") for n, e in enumerate(question.get("events") or ())]
    out: Json = {
        "assessment": assessment_out(assess(facts, events, moment(question.get("on"), "on"), book), book),
        "refused": [],
    }
    if question.get("event") is not None:
        out["refused"] = [refused_out(r) for r in refuse(facts, events, read_event(question["event"], book), book)]
    return out
