"""Papers that a case owes now: each with the step or record that makes it, its article, and the day by which it is due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhicheng.law.basis import Basis
from zhicheng.law.book import Book
from zhicheng.law.invariants.case import Case
from zhicheng.law.invariants.decision import can_be_corrected
from zhicheng.law.periods import Deadline
from zhicheng.law.standing import Standing


@dataclass(frozen=True, slots=True)
class Due:
    """`by` None: now. `step`: what makes it."""

    paper: str
    step: str
    article: str
    by: date | None = None


def due_documents(s: Standing, book: Book, basis: Basis | None, running: tuple[Deadline, ...]) -> tuple[Due, ...]:
    """What is owed, measures first, then by the way of the case."""
    dates = {d.name: d.on for d in running}
    case = Case(s.facts, book, basis)
    return (*_of_measures(s, dates), *_of_the_state(s, case, dates), *_of_remedies(s, dates))


def _of_measures(s: Standing, dates: Mapping[str, date]) -> Iterator[Due]:
    if s.preserved is not None:
        yield Due("D25", "settle_preserved", "APL 56", dates.get("evidence_last_day"))
    if s.seized is not None:
        yield Due("D29", "release", "AEL 28", dates.get("seizure_last_day"))
    if s.challenged:
        yield Due("D90", "recusal", "APL 43")


def _of_the_state(s: Standing, case: Case, dates: Mapping[str, date]) -> Iterator[Due]:
    decide = dates.get("decision_last_day_legal")
    match s.state:
        case "onspot" | "investigating" | "investigated" if (
            can_be_corrected(case) and s.facts.order is None and not s.facts.was_corrected
        ):
            yield Due("D30", "T06" if s.state == "onspot" else "T26", "APL 28")
        case "investigating":
            yield Due("D33", "T29", "APL 57", decide)
        case "notified" if s.points:
            yield Due("D37", "T34", "APL 45", decide)
        case "hearing_requested":
            yield Due("D38" if s.facts.hearing_notice is None else "D39", "hearing_notice", "APL 64", decide)
        case "hearing_held":
            yield Due("D37", "T38", "APL 65", decide)
        case "defence_reviewed" | "legal_reviewed" | "discussed":
            yield from _before_the_decision(s, case, decide)
        case "decided_penalty":
            yield Due("D50", "T51", "APL 61", dates.get("service_last_day"))
        case "decided_no_penalty":
            yield Due("D92" if s.facts.is_under_penalty_age or not s.facts.party.capacity else "D32", "T30", "APL 33")
        case "served" if s.simple and not s.on_file:
            yield Due("D11", "T13", "APL 52")
        case "overdue":
            yield Due("D61", "T64", "AEL 35")
        case "urged" if "first_court_day" in dates:
            yield Due("D62", "T66", "AEL 55", dates["court_window_last_day"])
        case _:
            pass


def _before_the_decision(s: Standing, case: Case, decide: date | None) -> Iterator[Due]:
    facts = s.facts
    if not facts.reviewed and (facts.hearing_held or facts.major or case.book.settings.legal_review_always):
        yield Due("D42", "T40", "APL 58", decide)
    if facts.major and not facts.discussed:
        yield Due("D43", "T41", "APL 57", decide)
    yield Due("D44", "T42", "APL 57", decide)
    yield Due("D45", "T42", "APL 59", decide)


def _of_remedies(s: Standing, dates: Mapping[str, date]) -> Iterator[Due]:
    if s.reconsideration is not None:
        yield Due("D71", "T81", "ARL 48", dates.get("reconsideration_answer"))
    if s.suit is not None:
        yield Due("D72", "T82", "ALL 67")
    if s.facts.revoked is not None and s.published:
        yield Due("D73", "withdraw_publication", "APL 48", dates.get("withdraw_publication_by"))
