"""Who can be punished, who is spared, until when (INV-40 to INV-44)."""

from __future__ import annotations

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.monitors.catalogue import act_of, ranges
from zhicheng.law.explore.monitors.seen import Seen, months_on


def is_child(seen: Seen) -> bool:
    return seen.facts.party.age is not None and seen.facts.party.age < 14


def party_is_old_enough(seen: Seen) -> str:
    facts, amount = seen.facts, seen.event.data.amount
    if is_child(seen):
        return "INV-40"
    if facts.party.age is None or facts.party.age >= 18 or amount is None:
        return ""
    return "" if any(amount <= low + (high - low) * 30 // 100 for low, high in ranges(seen)) else "INV-40"


def party_can_answer(seen: Seen) -> str:
    if not seen.facts.party.capacity:
        return "INV-41"
    return "INV-42" if seen.facts.no_fault else ""


MINOR_ACTS = frozenset({"V.ZJ.litter", "V.ZJ.pet_dirt", "V.RTSL.pavement_parking"})
FIRST_OFFENCES = frozenset({"V.ZJ.stall", "V.ZJ.shop_outside", "V.ZJ.flyposting", "V.ZJ.balcony", "V.BJ.hang"})


def could_be_spared(seen: Seen) -> bool:
    facts = seen.facts
    check = seen.last("recheck")
    corrected = bool(facts.corrected) or (check is not None and check.data.corrected)
    listed_act = str(act_of(seen)["id"])
    return corrected and (listed_act in MINOR_ACTS or (listed_act in FIRST_OFFENCES and bool(facts.first_in_lookback)))


def sparing_came_first(seen: Seen) -> str:
    return "INV-43" if could_be_spared(seen) and ((seen.event.data.amount or 0) > 0 or seen.event.data.warning) else ""


def spared_for_a_reason(seen: Seen) -> str:
    facts = seen.facts
    good = {
        "under_14": is_child(seen), "no_capacity": not facts.party.capacity, "no_fault": facts.no_fault,
        "minor": could_be_spared(seen) and act_of(seen)["id"] in MINOR_ACTS, "first_offence": could_be_spared(seen),
    }  # fmt: skip
    return "" if good.get(seen.event.data.ground) else "INV-43"


def not_too_old(seen: Seen) -> str:
    facts = seen.facts
    ended = facts.ended or (facts.act.astimezone(CHINA).date() if facts.act else None)
    found = seen.log[0].at.astimezone(CHINA).date() if seen.log else seen.day
    return "INV-44" if ended is not None and found > months_on(ended, 24) else ""


def not_filed_truly(seen: Seen) -> str:
    if seen.event.data.ground == "limitation":
        return "" if not_too_old(seen) else "INV-44"
    return "INV-04" if seen.event.data.ground == "not_competent" and seen.facts.power_listed else ""
