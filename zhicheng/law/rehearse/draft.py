"""A draft taken as if it had been in force all along: its texts begin some day to come, the cases are of yesterday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from zhicheng.law.book import Book, Violation

NEVER = date.min + timedelta(days=1)


def as_if_in_force(draft: Book, today: Book) -> Book:
    """The draft's book with every entry that is new or changed in force since ever, and what it replaces in force never.

    An entry to which the draft only gives an end (a repeal) is not in force any more either.
    """
    new = {name: v for name, v in draft.violations.items() if today.violations.get(name) != v}
    repealed = {name for name, v in new.items() if _is_repealed(v, today.violations.get(name))}
    replaced = {v.replaces for name, v in new.items() if v.replaces and name not in repealed}
    entries = dict(draft.violations)
    for name in new:
        entries[name] = replace(entries[name], start=None, end=None)
    for name in (repealed | replaced) & set(entries):
        entries[name] = replace(entries[name], start=None, end=NEVER)
    return replace(draft, violations=entries)


def _is_repealed(drafted: Violation, now: Violation | None) -> bool:
    return now is not None and now.end is None and drafted.end is not None and replace(drafted, end=None) == now
