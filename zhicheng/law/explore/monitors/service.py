"""Service, remedies, publication (INV-70 to INV-74)."""

from __future__ import annotations

from zhicheng.law.explore.monitors.money import served
from zhicheng.law.explore.monitors.seen import DAY, Seen, is_simple, months_on, rolled


def agreed_online(seen: Seen) -> str:
    if seen.place("consent") <= seen.place("consent_withdrawn"):
        return "INV-70"
    return "" if seen.event.data.online_remedy else "INV-72"


def service_counts(seen: Seen) -> str:
    day = served(seen)
    return "INV-70" if day is None or seen.day < day else ""


def one_remedy_in_time(seen: Seen) -> str:
    day = served(seen)
    if day is None or seen.place("T80", "T82") >= 0:
        return "INV-71"
    return "INV-73" if seen.day > rolled(day + 60 * DAY) else ""


def suit_in_time(seen: Seen) -> str:
    day, result = served(seen), seen.last("remedy_result")
    pending = seen.place("T80") > seen.place("remedy_result")
    if day is None or pending or seen.place("T82") >= 0 or (is_simple(seen) and result is None):
        return "INV-71"
    start = seen.on("remedy_result")
    last = rolled(start + 15 * DAY) if start else rolled(months_on(day, 6))
    return "INV-73" if seen.day > last else ""


def published_rightly(seen: Seen) -> str:
    return "" if seen.event.data.masked and seen.place("T83") < 0 and seen.place("T10", "T42") >= 0 else "INV-74"


def withdrawn_before_closing(seen: Seen) -> str:
    return "INV-74" if seen.place("T83") >= 0 and seen.place("publish") > seen.place("withdraw_publication") else ""
