"""In which order steps may come, and that the head is there where the statutes ask for the head."""

from __future__ import annotations

from collections.abc import Mapping

from zhicheng.law.explore.monitors.seen import Seen

TWO_OFFICERS = frozenset({
    "T05", "T06", "T07", "T10", "T11", "T14", "T20", "T22", "T23", "T26", "T33", "T50", "T51", "T52", "T64", "T70", "recheck",
})  # fmt: skip
HEADS = frozenset({
    "T02", "T03", "T04", "T21", "T24", "T25", "T27", "T28", "T30", "T31", "T32", "T39", "T42", "T43", "T55", "T62", "T66", "T68", "T69",
    "T72", "T73", "T74", "T75", "T76", "T90",
})  # fmt: skip
# One of these must have happened before; none of those.
AFTER: Mapping[str, str] = {
    "T02": "T01", "T03": "T01", "T04": "T01", "T06": "T05", "T07": "T06", "T10": "T05", "T11": "T05", "T12": "T05", "T13": "T10",
    "T14": "T10 T50 T51 T52 T53 T54 T55", "T20": "T04 T12", "T21": "T20", "T22": "T20", "T23": "T20", "T24": "T22 T23", "T25": "T22 T23",
    "T26": "T20", "T27": "T20", "T28": "T20", "T29": "T20", "T30": "T29", "T31": "T29", "T32": "T04 T12", "T33": "T29", "T34": "T33",
    "T35": "T33", "T36": "T35", "T37": "T35", "T38": "T36", "T39": "T34 T37 T38", "T40": "T34 T37 T38", "T41": "T40",
    "T42": "T34 T37 T38", "T43": "T29", "T50": "T42", "T51": "T42", "T52": "T42", "T53": "T42", "T54": "T42", "T55": "T42",
    "T60": "T10 T50 T51 T52 T53 T54 T55", "T61": "T60", "T62": "T60", "T63": "T60", "T64": "T63", "T65": "T64", "T66": "T64", "T67": "T66",
    "T68": "T64", "T69": "T10 T50 T51 T52 T53 T54 T55", "T70": "T05", "T71": "T10 T50 T51 T52 T53 T54 T55", "T72": "T63", "T73": "T63",
    "T74": "T63", "T75": "T27", "T76": "T72", "T80": "T10 T50 T51 T52 T53 T54 T55 T70", "T81": "T80 late_remedy",
    "T82": "T10 T50 T51 T52 T53 T54 T55 T70",
    "T83": "T10 T50 T51 T52 T53 T54 T55 T70", "T91": "T90 T07",
    "T90": "T02 T03 T11 T14 T28 T30 T31 T32 T43 T61 T67 T68 T69 T70 T71 T73 T83",
}  # fmt: skip
ENDS = "T02 T03 T07 T11 T28 T30 T31 T32 T43 T70 T90 T91"
BEFORE_FILING = "T02 T03 T04 T07 T10 T11 T12 T70"
NEVER_AFTER: Mapping[str, str] = {
    "T01": "T01 T05", "T05": "T01 T05", **dict.fromkeys(("T02", "T03", "T04"), f"T02 T03 T04 {ENDS}"),
    **dict.fromkeys(("T06", "T07", "T10", "T11", "T12", "T70"), BEFORE_FILING), "T20": f"T20 {ENDS}",
    **dict.fromkeys(("T21", "T22", "T23", "T24", "T25", "T27", "T28", "T29"), f"T29 {ENDS}"),
    **dict.fromkeys(("T26", "T30", "T31"), f"T33 {ENDS}"), "T32": f"T42 {ENDS}", "T33": f"T33 {ENDS}",
    **dict.fromkeys(("T34", "T35", "T36", "T37", "T38", "T39", "T40", "T41", "T42", "T43"), f"T42 {ENDS}"),
    **dict.fromkeys(("T50", "T51", "T52", "T53", "T54", "T55"), "T50 T51 T52 T53 T54 T55 T83"), "T13": "T13 T60 T61 T14 T83 T69 T71",
    "T60": "T60 T14 T69 T71 T83 T90", **dict.fromkeys(("T61", "T62", "T63", "T64", "T66", "T72", "T74"), "T61 T67 T68 T73 T83 T90 T91"),
    "T65": "T61 T66 T67 T68 T73 T83 T90", "T67": "T61 T67 T73 T83 T90", "T68": "T61 T66 T67 T68 T73 T83 T90",
    "T73": "T61 T67 T68 T73 T83 T90", "T14": "T60 T61 T14 T69 T71 T83 T90", "T69": "T60 T61 T14 T69 T71 T83 T90",
    "T71": "T60 T61 T14 T69 T71 T83 T90", "T75": ENDS, "T76": "T61 T67 T68 T73 T83 T90",
    "T83": "T83 T91", "T80": "T83 T91", "T81": "T83 T91", "T82": "T83 T91",
    "T90": "T90 T91", "T91": "T91",
}  # fmt: skip
NEEDS, EXCLUDES = ({step: frozenset(said.split()) for step, said in table.items()} for table in (AFTER, NEVER_AFTER))
NOTHING = frozenset[str]()


def time_goes_on(seen: Seen) -> str:
    return "INV-52" if seen.log and seen.event.at < seen.log[-1].at else ""


def steps_come_in_order(seen: Seen) -> str:
    """A step needs one of those before it, and none that would make it too late."""
    steps, needs, excludes = seen.places, NEEDS.get(seen.event.step), EXCLUDES.get(seen.event.step, NOTHING)
    if needs is not None and needs.isdisjoint(steps):
        return "ORDER"
    return "" if excludes.isdisjoint(steps) else "ORDER"


def the_head_is_there(seen: Seen) -> str:
    return "ROLE" if seen.event.step in HEADS and not any("head" in a.roles for a in seen.event.actors or ()) else ""


# Where a step leaves the case; every other leaves it where it was.
LEADS_TO: Mapping[str, str] = {
    "T01": "checking", "T02": "not_filed", "T03": "transferred", "T04": "filed", "T05": "onspot", "T07": "closed", "T10": "served",
    "T11": "decided_no_penalty", "T12": "filed", "T14": "performed", "T20": "investigating", "T27": "suspended", "T28": "terminated",
    "T29": "investigated", "T30": "decided_no_penalty", "T31": "decided_no_violation", "T32": "referred_criminal", "T33": "notified",
    "T34": "defence_reviewed", "T35": "hearing_requested", "T36": "hearing_held", "T37": "defence_reviewed", "T38": "defence_reviewed",
    "T39": "notified", "T40": "legal_reviewed", "T41": "discussed", "T42": "decided_penalty", "T43": "terminated",
    **dict.fromkeys(("T50", "T51", "T52", "T53", "T54", "T55"), "served"), "T60": "performing", "T61": "performed", "T62": "deferred",
    "T63": "overdue", "T64": "urged", "T66": "court_applied", "T67": "enforced", "T68": "enforced", "T69": "enforced", "T70": "enforced",
    "T71": "enforced", "T72": "suspended", "T73": "terminated", "T74": "overdue", "T75": "investigating",
    "T76": "overdue urged court_applied", "T83": "revoked", "T90": "closed", "T91": "archived",
}  # fmt: skip


def leads_astray(step: str, before: str, after: str) -> bool:
    """Does this step leave the case somewhere else than it should?"""
    return after not in LEADS_TO.get(step, before).split()


# While a case rests, or the court has it, only these; records beside it are no steps.
RESTS = frozenset({"T75", "T73", "T76", "T80", "T81", "T82", "T83"})
NOT_BESIDE_THE_COURT = frozenset({"T62", "T63", "T64", "T66", "T73", "T74"})
NOTICES = ("T33", "T39")
# Once since the later of these: a notice begins the hearing of the party anew, a deferral or an agreement the way to enforcement.
ONCE_SINCE: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "T34": (NOTICES, ("T34", "T35", "T37", "T38")), "T35": (NOTICES, ("T34", "T35", "T37", "T38")), "T36": (("T35",), ("T36", "T37")),
    "T37": (("T35",), ("T36", "T37")), "T38": (("T36",), ("T38",)), "T40": (NOTICES, ("T40", "T41")), "T41": (NOTICES, ("T41",)),
    "T63": (("T60", "T62"), ("T63",)), "T64": (("T62", "T74"), ("T64",)),
}  # fmt: skip


def nothing_happens_while_it_rests(seen: Seen) -> str:
    """From a suspension the case goes on, is terminated or revoked, which ends the rest; remedies run beside it."""
    if "T27" not in seen.places and "T72" not in seen.places:
        return ""
    is_step = seen.event.step in AFTER or seen.event.step in ("T01", "T05")
    rests = seen.place("T27") > seen.place("T75") or seen.place("T72") > seen.place("T76", "T73", "T83")
    return "ORDER" if rests and is_step and seen.event.step not in RESTS else ""


def the_court_has_it(seen: Seen) -> str:
    """What the court was asked to enforce the agency no longer urges, defers or agrees upon."""
    if seen.event.step not in NOT_BESIDE_THE_COURT:
        return ""
    return "ORDER" if seen.place("T66") >= 0 and seen.place("T72") <= seen.place("T76") else ""


def steps_are_not_repeated(seen: Seen) -> str:
    since, once = ONCE_SINCE.get(seen.event.step, ((), ()))
    return "ORDER" if once and seen.place(*once) > seen.place(*since) else ""


def urged_before_the_court(seen: Seen) -> str:
    """An urging counts until the fine is deferred or agreed upon anew."""
    return "ORDER" if seen.event.step == "T66" and seen.place("T64") < seen.place("T62", "T74") else ""
