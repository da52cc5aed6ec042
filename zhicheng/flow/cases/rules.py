"""What is not statute: which papers a step rests on, at whose desk a case waits, how it has ended. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.assessment import Assessment
from zhicheng.law.periods import Deadline
from zhicheng.law.standing import Standing

# The papers that have to be final when the step is taken (domain: case_states, "docs"). A paper that belongs to a step but is made at
# another time (D51 before electronic service, D73 when the publication is withdrawn) stands at that other step.
PAPERS: Mapping[str, tuple[str, ...]] = {
    "T01": ("D01",), "T02": ("D02",), "T03": ("D03",), "T04": ("D04",), "T06": ("D30",), "T07": ("D32",), "T10": ("D10",),
    "T11": ("D31", "D32"), "T12": ("D04",), "T13": ("D11",), "T14": ("D12",), "T21": ("D24",), "T22": ("D26", "D27"),
    "T23": ("D26", "D27"), "T24": ("D28",), "T25": ("D29",), "T26": ("D30",), "T27": ("D40",), "T28": ("D41",), "T29": ("D33",),
    "T30": ("D31", "D32"), "T31": ("D34",), "T32": ("D35",), "T33": ("D36",), "T36": ("D39",), "T37": ("D39",), "T38": ("D37",),
    "T39": ("D36",), "T40": ("D42",), "T41": ("D43",), "T42": ("D44", "D45"), "T43": ("D41",), "T50": ("D50",), "T51": ("D50",), "T52": ("D50",),
    "T53": ("D50",), "T54": ("D50",), "T55": ("D50", "D52"), "T62": ("D60",), "T64": ("D61",), "T66": ("D62",), "T68": ("D63",),
    "T69": ("D64",), "T70": ("D64",), "T71": ("D65",), "T72": ("D40",), "T73": ("D41",), "T74": ("D66",), "T75": ("D40",), "T76": ("D40",),
    "T80": ("D70",), "T81": ("D71",), "T90": ("D80",), "T91": ("D81",),
    "hearing_notice": ("D38",), "recusal": ("D90",), "consent": ("D51",), "settle_preserved": ("D25",), "release": ("D29",),
    "withdraw_publication": ("D73",),
}  # fmt: skip
# Papers that may be made with a step and need not be.
MAY: Mapping[str, tuple[str, ...]] = {
    "T05": ("D20",), "T06": ("D20",), "T10": ("D20", "D51"), "T11": ("D20", "D92"), "T20": ("D20", "D21", "D22", "D23"), "T30": ("D92",),
    "T33": ("D50", "D51"), "T34": ("D37",), "T65": ("D37",), "T82": ("D72",), "evidence": ("D20", "D21", "D22", "D23", "D91"), "recheck": ("D20",),
}  # fmt: skip
CHILD = ("D31", "D92")  # a child is not educated on paper by us: the guardian is told


def papers_of(step: str, *, points: int = 0, is_child: bool = False) -> tuple[str, ...]:
    """The kinds that this step needs, here and now."""
    if step in ("T11", "T30") and is_child:
        return CHILD
    if step == "T34" and points:
        return ("D37",)
    return PAPERS.get(step, ())


def may_have(step: str) -> tuple[str, ...]:
    return MAY.get(step, ())


def demand_papers(needed: Sequence[str], there: Collection[str], *, step: str) -> None:
    """NotAllowed when a paper of the step is not among those that come with it."""
    missing = [kind for kind in needed if kind not in there]
    if missing:
        raise NotAllowed(
            f"这一步（{step}）须有文书 {'、'.join(missing)}，请一并制作。",
            f"This step ({step}) needs the papers {', '.join(missing)}; make them with it.",
            code="PAPERS",
        )


DESKS: Mapping[str, str] = {
    "lead": "squad_head", "checking": "squad_head", "onspot": "officer", "filed": "officer", "investigating": "officer",
    "investigated": "officer", "notified": "officer", "hearing_requested": "hearing_host", "hearing_held": "officer",
    "defence_reviewed": "head", "legal_reviewed": "head", "discussed": "head", "decided_penalty": "officer",
    "decided_no_penalty": "officer", "decided_no_violation": "officer", "referred_criminal": "officer", "transferred": "officer",
    "not_filed": "officer", "terminated": "officer", "revoked": "legal_reviewer", "served": "officer", "performing": "party",
    "deferred": "party", "overdue": "officer", "urged": "officer", "court_applied": "court", "enforced": "officer", "performed": "officer",
    "suspended": "officer", "closed": "archivist", "archived": "",
}  # fmt: skip


def desk(found: Assessment) -> str:
    """Whose move it is. Before the decision the reviewer comes first where the law wants his review."""
    if found.stage == "defence_reviewed" and any(d.paper == "D42" for d in found.due_documents):
        return "legal_reviewer"
    return DESKS[found.stage]


OUTCOMES: Mapping[str, str] = {
    "T02": "not_filed", "T03": "transferred", "T07": "corrected", "T10": "penalty", "T11": "spared", "T30": "spared", "T31": "no_violation",
    "T32": "referred", "T42": "penalty", "T83": "revoked",
}  # fmt: skip
OUTCOME_NAMES = {
    "": ("未决", "open"), "not_filed": ("不予立案", "not filed"), "transferred": ("移送其他机关", "transferred"),
    "corrected": ("已改正，不予处罚", "put right, nothing to penalise"), "penalty": ("行政处罚", "penalty"), "spared": ("不予处罚", "spared"),
    "no_violation": ("违法事实不成立", "no violation"), "referred": ("移送司法", "referred to the police"), "revoked": ("已撤销", "revoked"),
    "terminated": ("终止", "ended"),
}  # fmt: skip
PUTS_RIGHT = frozenset({"T07", "T11", "T70", "T90"})  # after these the street is as it should be


WAITED_FOR = frozenset(
    {"statement_until", "request_until", "payment_due"}
)  # the party's terms after which the case goes on


def next_due(deadlines: Sequence[Deadline]) -> Deadline | None:
    """The one to look at: what the agency has to do, by the day on which it has to be done; else what the party is waited for."""
    own = [d for d in deadlines if is_own(d.name, d.period.owner)]
    waited = [d for d in deadlines if d.name in WAITED_FOR]
    return min(own or waited, key=lambda d: (d.operational, d.name), default=None)


def is_own(name: str, owner: str) -> bool:
    """Is this the agency's to keep? An order's term is: somebody has to look again."""
    return owner == "agency" or name == "correct_by"


def is_late(due_at: datetime | None, due_name: str, at: datetime) -> bool:
    """Over what the agency should have done; a party's term that has passed makes nobody here late."""
    return due_at is not None and due_at <= at and due_name not in WAITED_FOR


def end_of(day: date) -> datetime:
    """Midnight after it, in China."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA)


def is_time_to_perform(s: Standing, on: date) -> bool:
    """The payment term is counted from the day after service; an on-the-spot decision goes on file first."""
    return s.facts.served is not None and on > s.facts.served and (not s.simple or s.on_file)


def masked(name: str) -> str:
    """张建国 → 张某某; an organisation keeps its first two characters."""
    return name if not name else name[0] + "某" * min(len(name) - 1, 2) if len(name) <= 4 else name[:2] + "＊＊＊"
