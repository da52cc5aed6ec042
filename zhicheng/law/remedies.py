"""When the party's remedies end, what may be enforced from then on, and what the surcharge is meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhicheng.law.amounts import surcharge
from zhicheng.law.book import Book
from zhicheng.law.periods import Deadline, deadline
from zhicheng.law.standing import Standing

DAY = timedelta(days=1)


def reconsideration_until(s: Standing, book: Book) -> Deadline | None:
    return _from_service(s, book, "reconsideration_last_day", "reconsideration")


def suit_until(s: Standing, book: Book) -> Deadline | None:
    """Fifteen days after a reconsideration; else six months, which an on-the-spot decision does not open (ARL 23)."""
    if s.reconsidered is not None:
        period = book.period("suit_after_reconsideration")
        return deadline("suit_last_day", period, s.reconsidered, book.calendar)
    return None if s.simple else _from_service(s, book, "suit_last_day", "suit_direct")


def _from_service(s: Standing, book: Book, name: str, period: str) -> Deadline | None:
    served = s.facts.served
    return None if served is None else deadline(name, book.period(period), served, book.calendar)


def remedies_until(s: Standing, book: Book) -> date | None:
    """The last day on which any remedy can be begun; None while one is running or nothing is served."""
    if s.is_remedy_running or s.facts.served is None:
        return None
    if s.judged is not None:
        return s.judged
    if s.reconsidered is not None:
        return _on(suit_until(s, book))
    sue = _from_service(s, book, "suit_last_day", "suit_direct")
    if s.simple and book.settings.onspot_wait == "sixty_days":
        sue = None
    return max(d for d in (_on(reconsideration_until(s, book)), _on(sue)) if d is not None)


def _on(found: Deadline | None) -> date | None:
    return found.on if found else None


def payment_until(s: Standing, book: Book) -> Deadline | None:
    """Fifteen days from service, or the day to which the head has deferred it."""
    due = _from_service(s, book, "payment_due", "payment")
    if due is None or s.deferred is None or s.deferred <= due.on:
        return due
    return replace(due, on=s.deferred, operational=s.deferred, counted=(), rolled_from=None)


def surcharge_of(s: Standing, book: Book, on: date) -> int:
    """What of the surcharge is owed on this day: 3 % a day, at most the fine, none while a remedy runs, less what is settled."""
    due = payment_until(s, book)
    if due is None or not s.facts.amount:
        return 0
    running = s.reconsideration or s.suit
    until = min(on, s.facts.paid or on, running or on)
    stopped = sum(max(0, (min(until, end) - max(due.on, start)).days) for start, end in s.pauses)
    _, fee = surcharge(s.facts.amount, due.on, until, stopped=stopped)
    return max(0, fee - s.surcharge_settled)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when the court can be asked to enforce."""

    first: date
    last: date


def court_window(s: Standing, book: Book) -> Window | None:
    """After the remedies and ten working days from the urging, within three months; None before an urging or while a remedy runs."""
    over = remedies_until(s, book)
    if over is None or s.urged is None:
        return None
    begins = max(over, s.deferred or over)  # with a deferral the period counts from its end (APL 72)
    waited = deadline("urge_wait", book.period("urge_wait"), s.urged, book.calendar).on
    last = deadline("court_window_last_day", book.period("court_window"), begins, book.calendar).on
    return Window(max(begins, waited) + DAY, last)
