"""The periods that are running in a case, each with its last day and how it was counted. What is over and done is history, not here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.basis import Basis
from zhicheng.law.book import Book
from zhicheng.law.invariants.case import Case, earliest_hearing, hearing_request_until, limitation_of
from zhicheng.law.invariants.decision import decision_until
from zhicheng.law.periods import Deadline, Period, deadline
from zhicheng.law.remedies import court_window, payment_until, reconsideration_until, suit_until
from zhicheng.law.standing import Standing
from zhicheng.law.stream import BEFORE_THE_DECISION

UNDECIDED = frozenset(BEFORE_THE_DECISION.split())
ENDED = frozenset({"archived", "revoked", "not_filed", "transferred", "referred_criminal"})
ORDER = Period("order", 0, "hour", "party", "APL 28")
CASH = ("cash_to_agency", "cash_officer_to_agency"), ("bank_by", "cash_agency_to_bank")

# Beyond the names that `law plan` knows (`judgement.DEADLINES`).
MORE_DEADLINES = {
    "lead_check_last_day": "a lead is checked (Order 55, unverified)",
    "evidence_last_day": "preserved evidence is dealt with, else released (APL 56)",
    "seizure_last_day": "seized goods are released or the seizure is extended (AEL 25)",
    "measure_report": "an urgent measure is reported and approved; a moment (AEL 19)",
    "correct_by": "the party puts it right; a moment (APL 28)",
    "bank_by": "cash that was handed in is at the bank (APL 71)",
    "first_court_day": "first day on which the court can be asked: remedies over, ten working days after the urging (AEL 54)",
    "court_window_last_day": "the court is asked to enforce (AEL 53)",
    "reconsideration_forward": "an application is sent on to the reconsideration authority (ARL 32)",
    "reconsideration_answer": "the agency answers (ARL 48; five working days in the simple review, ARL 54)",
}


def running(s: Standing, book: Book, basis: Basis | None) -> tuple[Deadline, ...]:
    """In the order in which a case meets them."""
    case = Case(s.facts, book, basis)
    found = (
        *_first(s, case),
        *_measures(s, book),
        *_before_the_decision(s, case),
        *_after_it(s, book),
        *_remedies(s, book),
    )
    return tuple(d for d in found if d is not None)


def _ends(name: str, period: str, start: date | datetime | None, book: Book) -> Deadline | None:
    return None if start is None else deadline(name, book.period(period), start, book.calendar)


def _first(s: Standing, case: Case) -> Iterator[Deadline | None]:
    if s.state == "checking":
        yield _ends("lead_check_last_day", "lead_check", s.since, case.book)
    if s.state in ("lead", "checking") and s.facts.discovered is None:
        yield limitation_of(case)
    if s.state == "investigated" or s.facts.referral_reported:
        yield _ends("head_decides_by", "referral_decide", s.facts.referral_reported, case.book)
        yield _ends("send_by", "referral_send", s.facts.referral_approved, case.book)


def _measures(s: Standing, book: Book) -> Iterator[Deadline | None]:
    yield _ends("evidence_last_day", "evidence_registration", s.preserved, book)
    seizure = _ends("seizure_last_day", "seizure", s.seized, book)
    if seizure is not None and s.seized_until is not None:
        seizure = replace(seizure, on=s.seized_until, operational=s.seized_until, period=book.period("seizure_ext"))
    yield seizure
    yield _ends("measure_report", "measure_report", s.unapproved, book)
    order = s.facts.order
    if s.decided is None and order is not None and order.served and order.correct_by and s.facts.recheck is None:
        day = order.correct_by.astimezone(CHINA).date()
        yield Deadline("correct_by", day, day, ORDER, order.served.astimezone(CHINA).date(), moment=order.correct_by)


def _before_the_decision(s: Standing, case: Case) -> Iterator[Deadline | None]:
    if s.state not in UNDECIDED:
        return
    legal = _ends("decision_last_day_legal", "decision_after_filing", s.facts.filed, case.book)
    until = decision_until(case)
    if legal is not None and until is not None:
        yield replace(legal, on=until) if until != legal.on else legal
    if s.state == "notified":
        yield case.statement_until
        if case.has_hearing_right and not s.hearing_waived:
            yield hearing_request_until(case)
    if s.state == "hearing_requested" and s.facts.hearing_notice is not None:
        first = earliest_hearing(case, s.facts.hearing_notice)
        yield Deadline(
            "earliest_hearing", first, first, case.book.period("hearing_notice_ahead"), s.facts.hearing_notice
        )


def _after_it(s: Standing, book: Book) -> Iterator[Deadline | None]:
    if s.state == "decided_penalty":
        yield _ends("service_last_day", "service_after_decision", s.decided, book)
    if s.state in ("served", "performing", "deferred"):
        yield payment_until(s, book)
    if s.state == "urged":
        yield from _court(s, book)
    if s.cash is not None and not s.banked:
        name, period = CASH[0] if s.cash_in is None else CASH[1]
        yield _ends(name, period, s.cash if s.cash_in is None else s.cash_in, book)
    if s.published and s.facts.revoked is not None:
        yield _ends("withdraw_publication_by", "publication_withdraw", s.facts.revoked, book)


def _court(s: Standing, book: Book) -> Iterator[Deadline | None]:
    window = court_window(s, book)
    if window is None or s.urged is None:
        return
    yield Deadline("first_court_day", window.first, window.first, book.period("urge_wait"), s.urged)
    yield Deadline("court_window_last_day", window.last, window.last, book.period("court_window"), window.first)


def _remedies(s: Standing, book: Book) -> Iterator[Deadline | None]:
    if s.facts.served is None or s.state in ENDED:
        return
    if s.reconsideration is not None:
        name = "reconsideration_answer_simple" if s.simple else "reconsideration_answer"
        yield (
            None
            if s.forwarded
            else _ends("reconsideration_forward", "reconsideration_forward", s.reconsideration, book)
        )
        yield _ends("reconsideration_answer", name, s.reconsideration, book)
    if s.is_remedy_running or s.judged is not None:
        return
    if s.reconsidered is None:
        yield reconsideration_until(s, book)
    yield suit_until(s, book)
