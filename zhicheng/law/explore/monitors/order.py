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
    "T26": "T20", "T27": "T20", "T28": "T20", "T29": "T20", "T30": "T29", "T31": "T29", "T32": "T29", "T33": "T29", "T34": "T33",
    "T35": "T33", "T36": "T35", "T37": "T35", "T38": "T36", "T39": "T34 T37 T38", "T40": "T34 T37 T38", "T41": "T40",
    "T42": "T34 T37 T38", "T43": "T29", "T50": "T42", "T51": "T42", "T52": "T42", "T53": "T42", "T54": "T42", "T55": "T42",
    "T60": "T10 T50 T51 T52 T53 T54 T55", "T61": "T60", "T62": "T60", "T63": "T60", "T64": "T63", "T65": "T64", "T66": "T64", "T67": "T66",
    "T68": "T64", "T69": "T10 T50 T51 T52 T53 T54 T55", "T70": "T05", "T71": "T10 T50 T51 T52 T53 T54 T55", "T72": "T63", "T73": "T63",
    "T74": "T63", "T75": "T27", "T76": "T72", "T80": "T10 T50 T51 T52 T53 T54 T55 T70", "T81": "T80", "T82": "T10 T50 T51 T52 T53 T54 T55 T70",
    "T83": "T10 T50 T51 T52 T53 T54 T55 T70", "T91": "T90 T07",
    "T90": "T02 T03 T11 T14 T28 T30 T31 T32 T43 T61 T67 T68 T69 T70 T71 T73 T83",
}  # fmt: skip
ENDS = "T02 T03 T07 T11 T28 T30 T31 T32 T43 T70 T90 T91"
BEFORE_FILING = "T02 T03 T04 T07 T10 T11 T12 T70"
NEVER_AFTER: Mapping[str, str] = {
    "T01": "T01 T05", "T05": "T01 T05", **dict.fromkeys(("T02", "T03", "T04"), f"T02 T03 T04 {ENDS}"),
    **dict.fromkeys(("T06", "T07", "T10", "T11", "T12", "T70"), BEFORE_FILING), "T20": f"T20 {ENDS}",
    **dict.fromkeys(("T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28", "T29"), f"T29 {ENDS}"),
    **dict.fromkeys(("T30", "T31", "T32"), f"T33 {ENDS}"), "T33": f"T33 {ENDS}",
    **dict.fromkeys(("T36", "T37", "T39", "T40", "T41", "T42", "T43"), f"T42 {ENDS}"),
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
    steps = {e.step for e in seen.log}
    needs, excludes = NEEDS.get(seen.event.step), EXCLUDES.get(seen.event.step, NOTHING)
    if needs is not None and not steps & needs:
        return "ORDER"
    return "ORDER" if steps & excludes else ""


def the_head_is_there(seen: Seen) -> str:
    return "ROLE" if seen.event.step in HEADS and not any("head" in a.roles for a in seen.event.actors or ()) else ""
