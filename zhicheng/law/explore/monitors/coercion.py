"""Measures, enforcement, the surcharge and the court (INV-60 to INV-66)."""

from __future__ import annotations

from datetime import timedelta

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.catalogue import ignored
from zhicheng.law.explore.monitors.money import due, owed, remedies_end
from zhicheng.law.explore.monitors.seen import DAY, Seen, days_off, months_on, nth_working


def seized(seen: Seen) -> int:
    """Where the running seizure stands in the log; -1: none."""
    at = seen.place("T22", "T23")
    return at if at > seen.place("T25", "release", "T68") else -1


def power_to_seize(seen: Seen) -> str:
    if seen.event.data.basis.split()[0] not in ("ZJ", "BJ", "SHCGZF") or seized(seen) >= 0:
        return "INV-60"
    return "INV-61" if {"necessities", "unrelated"} & set(seen.event.data.goods) else ""


def seizure_not_too_long(seen: Seen) -> str:
    at = seized(seen)
    if at < 0:
        return "INV-60" if seen.event.step in ("T24", "T25", "release", "T68") else ""
    start = seen.log[at].at.astimezone(CHINA).date()
    longer = [e for e in seen.log[at:] if e.step == "T24" and e.data.until]
    last = longer[-1].data.until.astimezone(CHINA).date() if longer and longer[-1].data.until else start + 30 * DAY
    if seen.event.step in ("T25", "release", "T68"):
        return ""
    if seen.event.step == "T90" or seen.day > last:
        return "INV-60"
    until = seen.event.data.until
    too_long = seen.event.step == "T24" and (
        bool(longer) or until is None or until.astimezone(CHINA).date() > start + 60 * DAY
    )
    return "INV-60" if too_long else ""


def urgent_was_approved(seen: Seen) -> str:
    at = seen.place("T23")
    if at < 0 or at != seized(seen) or any(e.step == "approve_measure" for e in seen.log[at:]):
        return ""
    return "INV-60" if seen.event.at - seen.log[at].at > timedelta(hours=24) else ""


def by_day(seen: Seen) -> str:
    at = seen.event.at.astimezone(CHINA)
    return "INV-62" if not 6 <= at.hour < 22 or seen.day.isoformat() in days_off()[0] else ""


def urged_substitute(seen: Seen) -> str:
    urged = seen.on("urge_substitute")
    return "INV-62" if urged is None or not ignored(seen) or seen.day <= nth_working(urged, 3) else ""


def settled_before_closing(seen: Seen) -> str:
    paid = seen.place("T61", "T14")
    return "INV-64" if paid >= 0 and seen.place("T83", "T67", "T68") < paid and owed(seen, seen.day) > 0 else ""


def overdue_really(seen: Seen) -> str:
    last = due(seen)
    return "INV-64" if last is None or seen.day <= last else ""


def court_in_its_window(seen: Seen) -> str:
    urged, end, deferred = seen.on("T64"), remedies_end(seen), seen.last("T62")
    if urged is None or end is None:
        return "INV-65"
    if deferred is not None and deferred.data.until is not None:
        end = max(end, deferred.data.until.astimezone(CHINA).date())
    return "" if end < seen.day <= months_on(end, 3) and seen.day > nth_working(urged, 10) else "INV-65"


def remedies_over(seen: Seen) -> str:
    end = remedies_end(seen)
    return "INV-65" if end is None or seen.day <= end else ""


def applied_for(seen: Seen) -> str:
    return "" if seen.event.data.applied else "INV-66"


def a_building_announced(seen: Seen) -> str:
    announced = seen.place("announce_demolition") >= 0 and seen.facts.violations[0].startswith("V.PLAN")
    return "" if announced else "INV-65"
