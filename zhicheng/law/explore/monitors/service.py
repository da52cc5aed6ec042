"""Service, remedies, publication (INV-70 to INV-74)."""

from __future__ import annotations

from zhicheng.law.explore.monitors.money import begun, served
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
    if day is None or begun(seen, "reconsideration") >= 0 or begun(seen, "suit") >= 0:
        return "INV-71"
    return "INV-73" if seen.day > rolled(day + 60 * DAY) else ""


def suit_in_time(seen: Seen) -> str:
    day, result = served(seen), seen.last("remedy_result")
    pending = begun(seen, "reconsideration") > seen.place("remedy_result")
    if day is None or pending or begun(seen, "suit") >= 0 or (is_simple(seen) and result is None):
        return "INV-71"
    start = seen.on("remedy_result")
    last = rolled(start + 15 * DAY) if start else rolled(months_on(day, 6))
    return "INV-73" if seen.day > last else ""


def late_only_when_late(seen: Seen) -> str:
    """What is begun as late is a remedy that could have been begun in time, and its time is over."""
    in_time = suit_in_time(seen) if seen.event.data.about == "suit" else one_remedy_in_time(seen)
    return "" if in_time == "INV-73" else in_time or "INV-73"


def published_rightly(seen: Seen) -> str:
    return "" if seen.event.data.masked and seen.place("T83") < 0 and seen.place("T10", "T42") >= 0 else "INV-74"


def withdrawn_before_closing(seen: Seen) -> str:
    return "INV-74" if seen.place("T83") >= 0 and seen.place("publish") > seen.place("withdraw_publication") else ""
