"""What one book makes of a case that has been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from zhicheng.kernel.calendar import CHINA
from zhicheng.law import invariants
from zhicheng.law.amounts import Range
from zhicheng.law.assessment import Refused, assess_standing
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book
from zhicheng.law.deadlines import running
from zhicheng.law.gates import refusals
from zhicheng.law.invariants.case import Case
from zhicheng.law.invariants.persons import leniency_of
from zhicheng.law.judgement import OFFSITE, ORDINARY, SIMPLE, documents_of, procedure_of
from zhicheng.law.obligations import due_documents
from zhicheng.law.periods import Deadline
from zhicheng.law.procedure import Procedure
from zhicheng.law.rehearse.cases import Moment, PastCase, life_of
from zhicheng.law.standing import Standing

# Terms within which somebody has to act; the others open or close what a party may do.
DUTIES = frozenset({
    "lead_check_last_day", "limitation_last_day", "head_decides_by", "send_by", "evidence_last_day", "seizure_last_day", "measure_report",
    "decision_last_day_legal", "service_last_day", "cash_to_agency", "bank_by", "withdraw_publication_by",
    "payment_due", "court_window_last_day", "reconsideration_forward", "reconsideration_answer",
})  # fmt: skip
SPARED = ("D30", "D32")  # the papers of who must be spared: ordered to correct, and taught
EVENING = time(23, 59)


@dataclass(frozen=True, slots=True)
class Overdue:
    """A term that ran out before it was met, and its last day."""

    term: str
    on: date
    article: str


@dataclass(frozen=True, slots=True)
class Found:
    """`sparing`: minor (must be spared), first_offence (may be), or nothing. `papers`: codes, each once."""

    sparing: str
    hearing_right: bool
    procedure: str
    stage: str
    article: str
    range: Range | None
    tier: str
    next_steps: tuple[str, ...]
    refused: tuple[Refused, ...]
    overdue: tuple[Overdue, ...]
    papers: tuple[str, ...]


def look(past: PastCase, book: Book, way: Procedure) -> Found:
    """The case under this book: every event as it happened, and how it stands at its end."""
    life, end = life_of(past, way)
    case = Case(end.facts, book, basis_of(end.facts, book))
    at_the_end = assess_standing(end, datetime.combine(past.ended_on, EVENING, CHINA), book)
    sparing = leniency_of(case) or ""
    return Found(
        sparing=sparing,
        hearing_right=case.has_hearing_right,
        procedure=_procedure(case),
        stage=case.basis.stage.pre if case.basis else "",
        article=case.basis.article if case.basis else "",
        range=case.range,
        tier=at_the_end.tier,
        next_steps=tuple(a.step for a in at_the_end.allowed if not a.is_record),
        refused=tuple(_refused(life, book, way)) if past.events else tuple(_proposal(case)),
        overdue=tuple(_overdue(life, book)),
        papers=tuple(sorted({*_papers(past, life, end, case, sparing)})),
    )


def _procedure(case: Case) -> str:
    """Which procedure fits the act and its fine, however the case was run."""
    if case.facts.device is not None or case.facts.captures:
        return OFFSITE
    if not case.facts.violations:
        return ""
    return SIMPLE if case.fits_simple else ORDINARY


def _refused(life: tuple[Moment, ...], book: Book, way: Procedure) -> Iterator[Refused]:
    for moment in life:
        if moment.event is not None:
            for why in refusals(moment.before, moment.event, book, way):
                yield Refused(moment.event.step, *why, moment.place)


def _proposal(case: Case) -> Iterator[Refused]:
    for why in invariants.refusals(case):
        yield Refused("", *why)


def _overdue(life: tuple[Moment, ...], book: Book) -> Iterator[Overdue]:
    """Each term that was still running after its last day: the event that ends it came too late, or never."""
    told = set()
    for moment in life:
        for term in running(moment.before, book, basis_of(moment.before.facts, book)):
            key = (term.name, term.on)
            if term.name in DUTIES and key not in told and _has_passed(term, moment.until):
                told.add(key)
                yield Overdue(term.name, term.on, term.period.article)


def _has_passed(term: Deadline, until: datetime | date) -> bool:
    if not isinstance(until, datetime):
        return until > term.on
    return until > term.moment if term.moment is not None else until.astimezone(CHINA).date() > term.on


def _papers(past: PastCase, life: tuple[Moment, ...], end: Standing, case: Case, sparing: str) -> Iterator[str]:
    """What the penalty's procedure needs, and what the case owed on its way. Who must be spared gets neither notice nor decision."""
    if sparing == "minor" and past.was_punished:
        yield from SPARED
        return
    if past.was_punished:
        yield from documents_of(case, _run_as(past, end, case), invariants.refusals(case))
    for moment in life:
        s, book = moment.before, case.book
        basis = basis_of(s.facts, book)
        yield from (due.paper for due in due_documents(s, book, basis, running(s, book, basis)))


def _run_as(past: PastCase, end: Standing, case: Case) -> str:
    """A case decided on the spot stays so where it still may be; no ordinary one becomes simple afterwards."""
    if not past.events:
        return procedure_of(case)
    return SIMPLE if end.simple and case.fits_simple else _procedure(case) if _procedure(case) == OFFSITE else ORDINARY
