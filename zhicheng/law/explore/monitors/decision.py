"""The decision, its amount, its order and its time (INV-30 to INV-39)."""

from __future__ import annotations

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.catalogue import act_of, only_ignoring, ranges
from zhicheng.law.explore.monitors.seen import DAY, Seen, is_simple


def review_came_first(seen: Seen) -> str:
    notice = seen.place("T33", "T39")
    heard = seen.place("T36", "T37") >= 0 or seen.facts.major or seen.world.book.settings.legal_review_always
    passed, returned = seen.place("T40"), seen.place("review_returned")
    if returned > max(passed, notice):
        return "INV-30"
    return "INV-30" if heard and passed < notice else ""


def heads_came_first(seen: Seen) -> str:
    return "INV-31" if seen.facts.major and seen.place("T41") < seen.place("T33", "T39") else ""


def paper_is_whole(seen: Seen) -> str:
    data = seen.event.data
    if data.lacking or (data.amount is None and not data.warning and not data.measures):
        return "INV-32"
    if data.remedies == "fifteen days":
        return "INV-73"
    return "INV-71" if data.remedies == "direct suit" and seen.event.step == "T10" else ""


def amount_fits(seen: Seen) -> str:
    """Inside a range of the catalogue; below it only for minors or with a ground; nothing where the article only says may."""
    amount = seen.event.data.amount
    if amount is None:
        return ""
    facts, allowed = seen.facts, ranges(seen)
    lighter = bool(facts.mitigation) or (facts.party.age is not None and facts.party.age < 18)
    if amount == 0 and (lighter or any(s.get("optional") for s in act_of(seen)["stages"])):
        return ""
    if any(low <= amount <= high or (lighter and amount <= high) for low, high in allowed):
        return ""
    return "" if amount == 0 and not allowed else "INV-35"


def order_was_ignored(seen: Seen) -> str:
    if not only_ignoring(seen):
        return ""
    if seen.facts.order_ignored:
        return ""
    order, check = seen.last("T06", "T26"), seen.last("recheck")
    if order is None or check is None or check.data.corrected or order.data.until is None:
        return "INV-36"
    return "INV-36" if check.at < order.data.until else ""


def order_was_given(seen: Seen) -> str:
    facts = seen.facts
    if seen.place("T06", "T26") >= 0 or facts.corrected or facts.order_ignored:
        return ""
    stages = [s for s in act_of(seen)["stages"] if s["pre"] != "order_ignored"]
    asked = any(m.startswith(("责令", "限期")) for s in stages[:1] for m in s.get("measures", ()))
    return "INV-37" if asked or only_ignoring(seen) else ""


def first_fine(seen: Seen) -> str:
    return "INV-38" if seen.facts.fined_before_for_this else ""


def within_ninety_days(seen: Seen) -> str:
    filed, longer = seen.on("T04", "T12"), seen.last("extension")
    if filed is None:
        return "INV-39"
    last = filed + 90 * DAY
    if longer is not None and longer.data.until is not None:
        last = max(last, longer.data.until.astimezone(CHINA).date())
    return "INV-39" if seen.day > last else ""


def extension_is_the_citys(seen: Seen) -> str:
    filed, until = seen.on("T04", "T12"), seen.event.data.until
    days = seen.world.book.settings.decision_extension
    late = filed is None or until is None or seen.day > filed + 90 * DAY
    return (
        "INV-39"
        if late or until is None or filed is None or until.astimezone(CHINA).date() > filed + (90 + days) * DAY
        else ""
    )


def time_was_over(seen: Seen) -> str:
    return "" if within_ninety_days(seen) else "INV-39"


def a_paper_once(seen: Seen) -> str:
    return "" if is_simple(seen) else "INV-32"


def ends_where_corrected(seen: Seen) -> str:
    check = seen.last("recheck")
    return "" if only_ignoring(seen) and check is not None and check.data.corrected else "INV-36"
