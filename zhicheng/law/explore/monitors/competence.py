"""Who may act (INV-01 to INV-04)."""

from __future__ import annotations

from zhicheng.law.explore.monitors.order import TWO_OFFICERS
from zhicheng.law.explore.monitors.seen import Seen


def two_real_officers(seen: Seen) -> str:
    if seen.event.step not in TWO_OFFICERS and seen.event.step != "T04":
        return ""
    people = seen.event.data.assigned if seen.event.step == "T04" else seen.event.actors or ()
    real = {
        a.id
        for a in people
        if "officer" in a.roles
        and "assistant" not in a.roles
        and a.certified
        and (a.certified_to is None or a.certified_to >= seen.day)
    }
    return "INV-01" if len(real) < 2 else ""


def nobody_recused_acts(seen: Seen) -> str:
    if "recusal" not in seen.places:
        return ""
    recused = {e.data.about for e in seen.log if e.step == "recusal"}
    return "INV-02" if any(a.id in recused for a in seen.event.actors or ()) else ""


def challenged_head_waits(seen: Seen) -> str:
    asked, decided = seen.last("recusal_request"), seen.place("recusal")
    open_ = asked is not None and decided < seen.place("recusal_request")
    return "INV-02" if open_ and asked and any(a.id == asked.data.about for a in seen.event.actors or ()) else ""


def hands_are_separate(seen: Seen) -> str:
    """Whoever was an officer at the scene neither hosts, nor reviews, nor approves."""
    were = {
        a.id
        for e in seen.log
        if e.step in TWO_OFFICERS - {"T07", "T14", "T33", "T50", "T51", "T52", "T64", "T70"}
        for a in e.actors or ()
        if "officer" in a.roles
    }
    role = {
        "T42": "head",
        "T30": "head",
        "T31": "head",
        "T40": "legal_reviewer",
        "T36": "hearing_host",
        "T37": "hearing_host",
    }[seen.event.step]
    return "INV-03" if any(a.id in were and role in a.roles for a in seen.event.actors or ()) else ""


def listed(seen: Seen) -> str:
    return "" if seen.facts.power_listed else "INV-04"
