"""The fine, its due day, the surcharge and the end of remedies, counted from the bare log."""

from __future__ import annotations

from datetime import date

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.seen import DAY, Seen, months_on, rolled

SERVES = frozenset({"T10", "T70", "T50", "T51", "T52", "T53", "T54", "T55"})


def fine(seen: Seen) -> int:
    decision = seen.last("T10", "T42")
    return (decision.data.amount or 0) if decision else 0


def served(seen: Seen) -> date | None:
    how = seen.last(*SERVES)
    day = seen.on(*SERVES)
    return day + 30 * DAY if how and day and how.step == "T55" else day


def due(seen: Seen) -> date | None:
    day, deferred = served(seen), seen.last("T62")
    if day is None:
        return None
    found = rolled(day + 15 * DAY)
    until = deferred.data.until.astimezone(CHINA).date() if deferred and deferred.data.until else found
    return max(found, until)


def owed(seen: Seen, on: date) -> int:
    """Day by day: 3 % for each day after the due one on which no remedy ran, no more than the fine."""
    start = due(seen)
    if start is None:
        return 0
    paid = seen.on("T61", "T14")
    spans = remedy_days(seen, on)
    count, day, end = 0, start, min(on, paid or on)
    while day < end and count * 30 < 1000:
        day += DAY
        count += not any(a < day <= b for a, b in spans)
    settled = sum(e.data.surcharge or 0 for e in seen.log if e.step in ("T61", "T74"))
    return max(0, min(fine(seen) * 30 * count // 1000, fine(seen)) - settled)


BEGINS = {"reconsideration": "T80", "suit": "T82"}


def begun(seen: Seen, kind: str) -> int:
    """Where in the log a remedy of this kind was begun last, in time or late; -1: nowhere."""
    late = [n for n, e in enumerate(seen.log) if e.step == "late_remedy" and e.data.about == kind]
    return max(seen.place(BEGINS[kind]), *late, -1)


def remedy_days(seen: Seen, on: date) -> list[tuple[date, date]]:
    spans = []
    for name in BEGINS:
        at = begun(seen, name)
        if at >= 0:
            start = seen.log[at].at.astimezone(CHINA).date()
            ended = [e for e in seen.log if e.step == "remedy_result" and e.data.about == name]
            spans.append((start, ended[-1].at.astimezone(CHINA).date() if ended else on))
    return spans


def remedies_end(seen: Seen) -> date | None:
    """The last day for any remedy; None while one runs."""
    day = served(seen)
    results = {e.data.about: e.at.astimezone(CHINA).date() for e in seen.log if e.step == "remedy_result"}
    running = any(begun(seen, kind) >= 0 and kind not in results for kind in BEGINS)
    if day is None or running:
        return None
    if "suit" in results:
        return results["suit"]
    if "reconsideration" in results:
        return rolled(results["reconsideration"] + 15 * DAY)
    return max(rolled(day + 60 * DAY), rolled(months_on(day, 6)))
