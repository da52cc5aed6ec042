"""Notice, statement, hearing (INV-20 to INV-24)."""

from __future__ import annotations

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.seen import DAY, Seen, nth_working, works


def told_first(seen: Seen) -> str:
    return "" if seen.event.data.told else "INV-20"


def heard_first(seen: Seen) -> str:
    at = seen.place("T33", "T39")
    if at < 0:
        return "INV-20"
    told = seen.log[at].at.astimezone(CHINA).date()
    spoke = any(e.step == "statement" or (e.step == "waiver" and not e.data.hearing) for e in seen.log[at:])
    return "" if spoke or seen.day > nth_working(told, seen.world.book.settings.statement_period) else "INV-20"


def may_be_heard(seen: Seen, amount: int | None) -> bool:
    """A hearing for big fines and for closing down (APL 63)."""
    big = 100_000_00 if seen.facts.party.subject == "org" else 10_000_00
    return (amount or 0) >= big


def hearing_offered(seen: Seen) -> str:
    return "INV-21" if may_be_heard(seen, seen.event.data.amount) and not seen.event.data.hearing_offered else ""


def hearing_not_cut_off(seen: Seen) -> str:
    at = seen.place("T33", "T39")
    if at < 0 or not may_be_heard(seen, seen.log[at].data.amount):
        return ""
    told = seen.log[at].at.astimezone(CHINA).date()
    after = seen.log[at:]
    done = any((e.step == "waiver" and e.data.hearing) or e.step in ("T36", "T37") for e in after)
    return "" if done or seen.day > nth_working(told, 5) else "INV-21"


def asked_in_time(seen: Seen) -> str:
    told = seen.on("T33", "T39")
    return "INV-21" if told is None or seen.day > nth_working(told, 5) else ""


def hearing_took_place(seen: Seen) -> str:
    return "INV-21" if seen.place("T35") > seen.place("T36", "T37") else ""


def not_heavier(seen: Seen) -> str:
    notice = seen.last("T33", "T39")
    said, now = (notice.data.amount if notice else None), seen.event.data.amount
    if seen.event.step == "T39" and seen.event.data.ground == "new_facts":
        return ""
    added = notice is not None and set(seen.event.data.measures) - set(notice.data.measures)
    return "INV-22" if (said is not None and now is not None and now > said) or added else ""


def seven_days_between(seen: Seen) -> str:
    told = seen.on("hearing_notice")
    if seen.event.step == "T37" and seen.event.data.ground == "withdrawn":
        return ""
    if told is None:
        return "INV-23"
    day, clear = told + DAY, 0
    while day < seen.day:
        clear += works(day)
        day += DAY
    return "INV-23" if clear < 7 else ""


def all_points_answered(seen: Seen) -> str:
    at = max(seen.place("T33", "T39"), seen.place("T34"))
    asked = sum(e.data.points for e in seen.log[max(at, 0) :] if e.step in ("statement", "T36"))
    return "INV-24" if seen.event.data.answered < asked else ""
