"""`assess`: what the law makes of a case as it stands on a day. Pure; the screens draw its answer and the services ask it before they write.

The stream is gone through event by event. One that may not have happened (back-dated, posted twice, by the wrong hands, against a
rule) is not taken: it stands under `refused` with its place in the stream, and the case is assessed without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.actors import OUTSIDE
from zhicheng.law.amounts import Range
from zhicheng.law.basis import Basis, basis_of
from zhicheng.law.book import Book, book_of
from zhicheng.law.contradictions import contradictions
from zhicheng.law.deadlines import UNDECIDED, running
from zhicheng.law.facts import Facts
from zhicheng.law.gates import refusals, rules_against
from zhicheng.law.invariants.case import Case, Refusal
from zhicheng.law.judgement import procedure_of
from zhicheng.law.obligations import Due, due_documents
from zhicheng.law.periods import Deadline
from zhicheng.law.procedure import SAME, Procedure, Trail, procedure
from zhicheng.law.proposals import Proposal, proposals
from zhicheng.law.remedies import surcharge_of
from zhicheng.law.standing import Standing, after, begin
from zhicheng.law.stream import RECORDS, Event, moment_of


@dataclass(frozen=True, slots=True)
class Allowed:
    """A step or a record that somebody may take now: who, where it leads, by which article, with which papers."""

    step: str
    name: Phrase
    to: str
    who: str
    article: str
    papers: tuple[str, ...] = ()
    is_record: bool = False

    @property
    def is_from_outside(self) -> bool:
        """The party's, the court's or the bank's to take: the case waits for it."""
        return self.who in OUTSIDE


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that may not be taken now, or (`event`: its place) one in the stream that was not taken."""

    step: str
    rule: str
    article: str
    zh: str
    en: str
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Where the case is, what may and may not happen next and by which article, what runs, what is owed, what a penalty could be.

    `tier`, `hearing_right`: of the amount that is meant, announced or decided. `surcharge`: owed on this day, in fen.
    """

    stage: str
    procedure: str
    allowed: tuple[Allowed, ...]
    refused: tuple[Refused, ...]
    deadlines: tuple[Deadline, ...]
    due_documents: tuple[Due, ...]
    range: Range | None
    article: str
    tier: str
    hearing_right: bool
    surcharge: int
    proposals: tuple[Proposal, ...]

    def may(self, step: str) -> bool:
        return any(a.step == step for a in self.allowed)

    def why_not(self, step: str) -> tuple[Refused, ...]:
        return tuple(r for r in self.refused if r.step == step and r.event is None)


def assess(facts: Facts, events: Sequence[Event], on: date | datetime, book: Book | None = None) -> Assessment:
    """The case of these facts and events, asked on this day (or at this moment). `book`: the region's, else the national one."""
    law = book or book_of()
    stream = tuple(events)
    wrong = contradictions(facts)
    if wrong:
        return _unclear(wrong)
    standing, not_taken = fold(facts, stream, moment_of(on, stream), law)
    return assess_standing(standing, moment_of(on, stream), law, not_taken)


def fold(facts: Facts, events: Sequence[Event], at: datetime, book: Book) -> tuple[Standing, tuple[Refused, ...]]:
    """Where the events lead, and those of them that could not be taken."""
    standing, way = begin(facts), procedure()
    seen: set[tuple[str, datetime]] = set()
    not_taken: list[Refused] = []
    for place, event in enumerate(events):
        why = _of_the_stream(event, seen, at) or refusals(standing, event, book, way)
        not_taken += [Refused(event.step, *reason, place) for reason in why]
        seen.add((event.step, event.at))
        if not why:
            standing = after(standing, event, way)
    return standing, tuple(not_taken)


def _of_the_stream(event: Event, seen: set[tuple[str, datetime]], at: datetime) -> tuple[Refusal, ...]:
    if (event.step, event.at) in seen:
        return (
            Refusal(
                "TWICE", "APL 29", f"{event.step} 已在同一时刻提交过，不重复计入。", f"{event.step} was posted already."
            ),
        )
    if event.at > at:
        zh = f"{event.step} 的时间 {event.at.astimezone(CHINA):%Y-%m-%d %H:%M} 晚于现在，不能预先记入。"
        return (Refusal("FUTURE", "ESL 5", zh, f"{event.step} of {event.at:%Y-%m-%d %H:%M} is later than now."),)
    return ()


def refuse(facts: Facts, events: Sequence[Event], event: Event, book: Book | None = None) -> tuple[Refused, ...]:
    """Why this event may not be written behind these; empty when it may. What a service asks inside its transaction."""
    law = book or book_of()
    if wrong := contradictions(facts):
        return tuple(Refused(event.step, "FACTS", "APL 40", w.zh, w.en) for w in wrong)
    standing, _ = fold(facts, events, max(e.at for e in (*events, event)), law)
    seen = {(e.step, e.at) for e in events}
    why = _of_the_stream(event, seen, event.at) or refusals(standing, event, law, procedure())
    return tuple(Refused(event.step, *reason) for reason in why)


def demand(facts: Facts, events: Sequence[Event], event: Event, book: Book | None = None) -> None:
    """NotAllowed with the first reason, its rule as code, when the event may not be written."""
    for why in refuse(facts, events, event, book):
        raise NotAllowed(f"{why.zh}（{why.article}）", f"{why.en} ({why.article})", code=why.rule)


def _unclear(wrong: tuple[Phrase, ...]) -> Assessment:
    """Facts that exclude each other: nothing may happen before they are mended (APL 40)."""
    refused = tuple(Refused("", "FACTS", "APL 40", w.zh, w.en) for w in wrong)
    return Assessment("lead", "", (), refused, (), (), None, "", "", False, 0, ())


def assess_standing(
    s: Standing,
    at: datetime,
    book: Book,
    not_taken: tuple[Refused, ...] = (),
    dates: tuple[Deadline, ...] | None = None,
) -> Assessment:
    """The same for a case that is folded already. `dates`: what runs in it, where the caller has counted that before."""
    on = at.astimezone(CHINA).date()
    way, basis = procedure(), basis_of(s.facts, book)
    allowed, refused = options(s, at, book, way)
    dates = running(s, book, basis) if dates is None else dates
    return Assessment(
        stage=s.state,
        procedure=_procedure(s, book, basis),
        allowed=allowed,
        refused=(*not_taken, *refused),
        deadlines=dates,
        due_documents=due_documents(s, book, basis, dates),
        range=basis.range if basis else None,
        article=basis.article if basis else "",
        tier=_tier(s, book, basis),
        hearing_right=s.state in UNDECIDED and Case(s.facts, book, basis).has_hearing_right,
        surcharge=surcharge_of(s, book, on) if s.facts.served else 0,
        proposals=proposals(s, book, basis, dates, on),
    )


def _procedure(s: Standing, book: Book, basis: Basis | None) -> str:
    if s.simple:
        return "simple"
    return procedure_of(Case(s.facts, book, basis))


def _tier(s: Standing, book: Book, basis: Basis | None) -> str:
    """Where in its range the amount lies that is meant, announced or decided."""
    if s.facts.amount is None or basis is None or basis.range is None:
        return ""
    return book.settings.tiers.name_of(s.facts.amount, basis.range)


# A record about something: the field of the standing that says whether there is such a thing.
NEEDS_SOMETHING: Mapping[str, str] = {
    "settle_preserved": "preserved", "approve_measure": "unapproved", "release": "seized", "hand_in_cash": "cash", "bank_cash": "cash_in",
    "withdraw_publication": "published", "remedy_result": "is_remedy_running",
    "late_remedy": "was_served", "publish": "decided", "recusal": "challenged",
}  # fmt: skip


def options(s: Standing, at: datetime, book: Book, way: Procedure) -> tuple[tuple[Allowed, ...], tuple[Refused, ...]]:
    """Of everything that leads on from here: what anybody may do now, and what nobody may, with the reasons."""
    allowed: list[Allowed] = []
    refused: list[Refused] = []
    for option in _offers(s.trail, way):
        if option.step in NEEDS_SOMETHING and not getattr(s, NEEDS_SOMETHING[option.step]):
            continue  # nothing there that could be recorded
        why = rules_against(s, _considered(option.step, at), way.steps.get(option.step), book)
        if not why:
            allowed.append(option)
        elif not option.is_record:  # what there is nothing to record about is no news
            refused += [Refused(option.step, *reason) for reason in why]
    return tuple(allowed), tuple(refused)


_considered = lru_cache(maxsize=1 << 14)(Event)  # by nobody: a day is asked about the same steps in every case


def _offers(trail: Trail, way: Procedure) -> tuple[Allowed, ...]:
    """Steps and records that lead on from here; the procedure remembers them."""
    known = way.offers.get(trail)
    if known is None:
        known = way.offers[trail] = tuple(_open(trail, way))
    return known


def _open(trail: Trail, way: Procedure) -> Iterator[Allowed]:
    here = trail.state
    for t in way.open_steps(trail):
        to = here if t.to == (SAME,) else trail.left if len(t.to) > 1 else t.to[0]
        yield Allowed(t.id, t.name, to, t.actor, t.article, t.papers)
    for r in RECORDS.values() if here not in ("lead", "archived") else ():
        if not r.states or here in r.states:
            yield Allowed(r.id, r.name, here, r.who, r.article, is_record=True)
