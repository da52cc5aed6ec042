"""What every rule is asked about, and what it answers: facts with what the book makes of them; a refusal with its article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from zhicheng.law.amounts import Range
from zhicheng.law.basis import SEVERE, Basis
from zhicheng.law.book import Book
from zhicheng.law.facts import Facts
from zhicheng.law.periods import Deadline, clear_working_days, deadline
from zhicheng.law.procedure import Step
from zhicheng.law.standing import Standing
from zhicheng.law.stream import RECORDS, Data, Event


class Refusal(NamedTuple):
    """Why not: the rule's number, the article it stands on, and a sentence in both languages."""

    rule: str
    article: str
    zh: str
    en: str


@dataclass(slots=True, eq=False)  # nobody keeps one, and to freeze it costs more than most rules do
class Case:
    """Facts with what the book makes of them."""

    facts: Facts
    book: Book
    basis: Basis | None

    @property
    def range(self) -> Range | None:
        return self.basis.range if self.basis else None

    @property
    def confiscates(self) -> tuple[str, ...]:
        return tuple(m for m in self.basis.stage.measures if m.startswith("没收")) if self.basis else ()

    @property
    def fits_simple(self) -> bool:
        """A warning, or a fine up to 200 yuan (citizen) or 3,000 (organisation), and nothing else (APL 51)."""
        limit = self.book.constants[f"K.simple.{self.facts.party.subject}_max"]
        most = self.facts.amount if self.facts.amount is not None else (self.range.least if self.range else 0)
        severe = self.basis is not None and any(w in m for m in self.basis.stage.measures for w in SEVERE)
        return most <= limit and not self.confiscates and not severe

    @property
    def statement_until(self) -> Deadline | None:
        notice = self.facts.latest_notice
        if notice is None or notice.served is None:
            return None
        return deadline("statement_until", self.book.period("statement_period"), notice.served, self.book.calendar)

    @property
    def has_hearing_right(self) -> bool:
        """A big fine, closing, taking a licence (APL 63). The least that can be fined decides while no amount is proposed."""
        if self.facts.hearing_right is not None:
            return self.facts.hearing_right
        if self.basis is None:
            return False
        threshold = (
            self.book.settings.big_fine_org
            if self.facts.party.subject == "org"
            else self.book.settings.big_fine_citizen
        )
        amount = self.facts.amount if self.facts.amount is not None else (self.range.least if self.range else 0)
        return amount >= threshold or any(w in m for m in self.basis.stage.measures for w in SEVERE)

    @property
    def is_simple(self) -> bool:
        """Everything of APL 51 fits, and nothing of an ordinary case has happened."""
        facts = self.facts
        begun = facts.notice is not None or facts.filed is not None or facts.decision is not None
        return self.fits_simple and not begun

    @property
    def punishes(self) -> bool:
        """Is a fine proposed, or could one be?"""
        return bool(self.facts.violations) and (self.facts.amount is None or self.facts.amount > 0)


Rule = Callable[[Case], Refusal | None]


@dataclass(slots=True, eq=False)
class Ask(Case):
    """One event put before the rules: may it happen now? `facts` are the case's with what the event proposes; `step` None: a record."""

    standing: Standing
    event: Event
    step: Step | None

    @property
    def day(self) -> date:
        return self.event.day

    @property
    def data(self) -> Data:
        return self.event.data

    @property
    def is_written(self) -> bool:
        """Somebody does it; else the question is whether anybody could."""
        return self.event.actors is not None

    @property
    def article(self) -> str:
        return self.step.article if self.step else RECORDS[self.event.step].article


StepRule = Callable[[Ask], Refusal | None]


# What several rules and the calendar of a case need -------------------------------------------------------------------------


def hearing_request_until(case: Case) -> Deadline | None:
    notice = case.facts.latest_notice
    if notice is None or notice.served is None:
        return None
    return deadline("request_until", case.book.period("hearing_request"), notice.served, case.book.calendar)


def earliest_hearing(case: Case, sent: date) -> date:
    """At least seven days after its notice: clear working days, unless the city counts otherwise."""
    n = case.book.period("hearing_notice_ahead").amount
    return clear_working_days(sent, n if case.book.settings.hearing_notice_clear_days else n - 1, case.book.calendar)


def limitation_of(case: Case) -> Deadline | None:
    """Two years from the act or from the end of a continuing one; five with harm (APL 36). A duty of the agency: it never rolls."""
    facts = case.facts
    if facts.continuing:
        return None
    start = facts.ended or facts.act_started or facts.day_of_act
    if start is None:
        return None
    period = case.book.period("limitation_harm" if facts.harm else "limitation")
    return deadline("limitation_last_day", period, start, case.book.calendar, rolls=False)


def preserved_until(ask: Ask) -> Deadline | None:
    """The last day to deal with preserved evidence; None when there is none."""
    start = ask.standing.preserved
    if start is None:
        return None
    return deadline("evidence_last_day", ask.book.period("evidence_registration"), start, ask.book.calendar)


def seized_until(ask: Ask) -> Deadline | None:
    """The last day of a seizure with its extension; None when nothing is seized."""
    start, until = ask.standing.seized, ask.standing.seized_until
    if start is None:
        return None
    first = deadline("seizure_last_day", ask.book.period("seizure"), start, ask.book.calendar)
    return first if until is None else replace(first, on=until, operational=until)
