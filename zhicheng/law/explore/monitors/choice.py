"""The simple procedure and money (INV-10 to INV-13)."""

from __future__ import annotations

from zhicheng.law.explore.monitors.catalogue import act_of, ignored
from zhicheng.law.explore.monitors.money import fine, owed
from zhicheng.law.explore.monitors.seen import Seen, is_simple


def small_and_alone(seen: Seen) -> str:
    limit = 3000_00 if seen.facts.party.subject == "org" else 200_00
    if (seen.event.data.amount or 0) > limit or seen.event.data.measures:
        return "INV-10"
    stage = [s for s in act_of(seen)["stages"] if s["pre"] != "order_ignored" or ignored(seen)]
    return "INV-10" if stage and all(any("没收" in m for m in s.get("measures", ())) for s in stage) else ""


def cash_small(seen: Seen) -> str:
    if not is_simple(seen) or not seen.event.data.receipt or seen.on("T10") != seen.day:
        return "INV-11"
    return "INV-11" if fine(seen) > 100_00 and not seen.event.data.ground else ""


def cash_is_away(seen: Seen) -> str:
    return "INV-12" if seen.place("T14") >= 0 and seen.place("bank_cash") < 0 else ""


def paid_right(seen: Seen) -> str:
    data = seen.event.data
    if data.method == "officer":
        return "INV-13"
    if data.amount is not None and data.amount < fine(seen):
        return "INV-66"
    return "INV-64" if (data.surcharge or 0) > owed(seen, seen.day) else ""
