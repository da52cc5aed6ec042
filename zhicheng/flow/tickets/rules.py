"""May this step be taken, by this person, now? Pure: facts in, verdict with reasons out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from zhicheng.flow.tickets.states import ENDS
from zhicheng.ground.people.rules import ROLE_NAMES
from zhicheng.kernel.calendar import CHINA, Calendar, Limit
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.states import Arrow
from zhicheng.kernel.verdict import Reason, Verdict, ask_all

SAME_METRES = 30.0  # domain/workorder_states.yaml, dedup.default
SAME_WITHIN = timedelta(hours=24)
RECURS_WITHIN = timedelta(days=15)
STEP = Limit(30, "work_minute")  # accept, verify, file, dispatch, recheck, close: limits_default
YELLOW = 0.8  # lights: green to 80 %, yellow to 100 %
SEPARATED = frozenset({"pass", "fail", "close", "evaluate"})  # other hands than the handler's
CELL_DEG = 0.001
REACH_DEG = CELL_DEG / 2  # 30 m at up to 57° of latitude; more than half a cell would skip one
COLLECTORS = "grid"  # the source of collectors' reports
Lamp = Literal["green", "yellow", "red", "grey"]

WORDS = {
    "reason": Phrase("理由", "a reason"), "photo": Phrase("照片", "a photo"), "text": Phrase("处置说明", "a note"),
    "condition": Phrase("立案条件", "a filing condition"), "unit": Phrase("处置单位", "a unit"),
    "new_due_at": Phrase("新的时限", "a new due time"), "resume_on": Phrase("恢复日期", "a day to resume"),
    "other": Phrase("关联工单号", "the other ticket's number"), "matter": Phrase("正确的事项", "the right matter"),
}  # fmt: skip
WORK_ORDER = Phrase("工单流程", "Work order")
SEPARATION = Phrase("监管分离", "Who handles does not check or close")


@dataclass(frozen=True, slots=True)
class StepFacts:
    """All that decides whether a step may be taken. `actor` like `person:7`; `roles` those he has at the ticket's place."""

    action: str
    arrow: Arrow
    actor: str
    roles: frozenset[str]
    handlers: tuple[str, ...]
    now: datetime
    due_at: datetime | None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    fast_lane: bool = False


def has_role(f: StepFacts) -> Reason:
    held = f.roles & f.arrow.by
    who = [ROLE_NAMES[r] for r in sorted(f.arrow.by) if r in ROLE_NAMES]
    zh, en = "、".join(w.zh for w in who), ", ".join(w.en for w in who)
    if held:
        return Reason(True, WORK_ORDER, Phrase(f"{f.arrow.zh}由{zh}办理", f"This step is for: {en}"))
    return Reason(
        False,
        WORK_ORDER,
        Phrase(f"{f.arrow.zh}由{zh}办理，您没有这个角色", f"This step is for: {en}. You do not have that role"),
    )


def is_other_hand(f: StepFacts) -> Reason:
    """监管分离: nobody checks or closes what he handled."""
    same = f.action in SEPARATED and f.actor in f.handlers
    said = (
        Phrase("处置人不得核查、结案自己处置的工单", "Nobody checks or closes what he handled himself")
        if same
        else Phrase("与处置人不是同一人", "Not the one who handled it")
    )
    return Reason(not same, SEPARATION, said)


def inputs_are_given(f: StepFacts) -> Reason:
    shown = ("photos", "case") if f.action == "feed_back" else ("photos",)  # a case keeps its own evidence
    missing = [WORDS[n] for n in f.arrow.needs if not any(f.inputs.get(i) for i in (shown if n == "photo" else (n,)))]
    if not missing:
        return Reason(True, WORK_ORDER, Phrase("材料齐全", "Nothing is missing"))
    zh, en = "、".join(w.zh for w in missing), ", ".join(w.en for w in missing)
    return Reason(False, WORK_ORDER, Phrase(f"{f.arrow.zh}还缺：{zh}", f"Still missing: {en}"))


def is_asked_in_time(f: StepFacts) -> Reason:
    """Extension, hold and return are asked for before the limit ends."""
    late = f.action == "ask" and f.due_at is not None and f.now > f.due_at
    said = (
        Phrase(
            "时限已过，不能再申请延时、挂账或回退",
            "The limit is over: it is too late to ask for more time, a hold or a return",
        )
        if late
        else Phrase("在时限内", "Within the limit")
    )
    return Reason(not late, WORK_ORDER, said)


def fits_source(action: str, source: str, *, fast_lane: bool) -> bool:
    """A collector has seen what he reports; everything else is looked at first, unless the city opened the fast lane for it."""
    match action:
        case "accept":
            return source == COLLECTORS or fast_lane
        case "verify":
            return source != COLLECTORS
    return True


SEEN = Phrase("已有人看过现场", "Somebody has seen the place")
LOOK_FIRST = Phrase(
    "不是采集员上报的，请先派发核实再受理", "No collector reported this: send somebody to verify it first"
)
SOURCE_FITS = Phrase("来源相符", "The source fits")
SEEN_ALREADY = Phrase("采集员上报时已看过现场，请直接受理", "A collector reported it and has seen the place: accept it")


def is_seen_first(f: StepFacts) -> Reason:
    fits = fits_source(f.action, f.source, fast_lane=f.fast_lane)
    if f.action == "accept":
        return Reason(fits, WORK_ORDER, SEEN if fits else LOOK_FIRST)
    return Reason(fits, WORK_ORDER, SOURCE_FITS if fits else SEEN_ALREADY)


CHECKS = (has_role, is_other_hand, inputs_are_given, is_asked_in_time, is_seen_first)


def may_take(facts: StepFacts) -> Verdict:
    """Every reason for and against this step."""
    return ask_all(facts, CHECKS)


def lamp(now: datetime, yellow_at: datetime | None, due_at: datetime | None, state: str) -> Lamp:
    """green to 80 % of the running limit, yellow to 100 %, red above; grey without a running clock."""
    if due_at is None or state in ENDS:
        return "grey"
    if now > due_at:
        return "red"
    return "yellow" if yellow_at and now >= yellow_at else "green"


def escalation(now: datetime, since: datetime, due_at: datetime) -> int:
    """0 in time; 1 when the limit is over; 2 when it is late by half the limit; 3 when twice the limit is over."""
    if now <= due_at:
        return 0
    return 1 + min(int((now - due_at) * 2 / max(due_at - since, timedelta(seconds=1))), 2)


def yellow(limit: Limit, start: datetime, calendar: Calendar) -> datetime:
    """When the lamp turns yellow: 80 % of the limit on the limit's own clock."""
    return Limit(limit.amount * YELLOW, limit.unit).due(start, calendar)


# Who rides at once: a cable that hangs down, a lid that is gone (priority 3 of 4).
URGENT = frozenset({"10002", "01021", "01029", "01026", "10001", "09012"})


def priority_of(matter: str) -> int:
    """1 to 4, 4 the most urgent."""
    return 3 if matter in URGENT else 2


def voice_of(report: int, phone: str, text: str) -> str:
    """Whose voice a report is. One phone is one person however often it reports; without a phone the very same words are one."""
    return phone or " ".join(text.split()).lower() or f"report:{report}"


# What is known nearby ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as far as merging looks at it."""

    id: int
    lng: float
    lat: float
    opened_at: datetime
    open: bool
    no: str = ""


def cell_of(matter: str, lng: float, lat: float) -> int:
    """Matter and raster cell in one integer, so that one index finds the tickets nearby."""
    return (int(matter) << 44) | (int((lat + 90) / CELL_DEG) << 22) | int((lng + 180) / CELL_DEG)


def of_matter(matter: str, cell: int) -> int:
    """The same raster cell for another matter."""
    return (int(matter) << 44) | (cell & ((1 << 44) - 1))


def cells_around(matter: str, lng: float, lat: float) -> set[int]:
    """The cells that a circle of `REACH_DEG` around the point can touch: at most four."""
    return {cell_of(matter, lng + dx, lat + dy) for dx in (-REACH_DEG, REACH_DEG) for dy in (-REACH_DEG, REACH_DEG)}


def _near(known: Known, lng: float, lat: float) -> bool:
    """Cheaper than the distance, and never false within SAME_METRES."""
    return abs(known.lat - lat) <= REACH_DEG and abs(known.lng - lng) <= REACH_DEG


@dataclass(frozen=True, slots=True)
class Match:
    known: Known
    metres: int
    score: int


def same_thing(lng: float, lat: float, at: datetime, known: Sequence[Known]) -> Match | None:
    """The open ticket of the same matter within 30 m and 24 h, nearest first; None when it is new."""
    best: Match | None = None
    for other in known:
        if other.open and _near(other, lng, lat) and abs(at - other.opened_at) <= SAME_WITHIN:
            metres = metres_between(lng, lat, other.lng, other.lat)
            if metres <= SAME_METRES and (best is None or metres < best.metres):
                best = Match(other, round(metres), round(100 - metres))
    return best


def recurrence(lng: float, lat: float, at: datetime, known: Sequence[Known]) -> Known | None:
    """The closed ticket of the same matter at the same place within the recurrence window; None when it is the first time."""
    near = [
        o for o in known
        if not o.open and _near(o, lng, lat) and timedelta(0) <= at - o.opened_at <= RECURS_WITHIN
        and metres_between(lng, lat, o.lng, o.lat) <= SAME_METRES
    ]  # fmt: skip
    return max(near, key=lambda o: o.opened_at, default=None)


# Contesting a result -----------------------------------------------------------------------------------------------------

CLOSINGS = frozenset({"closed", "force_closed", "evaluated"})
CONTEST = Phrase("结果异议", "Contesting a result")


@dataclass(frozen=True, slots=True)
class Closing:
    """What decides whether a result may be contested. `closed_at` and `now` aware; `days` natural days after the day of closing."""

    state: str
    closed_at: datetime | None
    contested: bool
    now: datetime
    days: int

    @property
    def last_day(self) -> date | None:
        """The last day in China on which it may be contested; None before it was closed."""
        return self.closed_at.astimezone(CHINA).date() + timedelta(days=self.days) if self.closed_at else None


def may_contest(closing: Closing) -> Reason:
    """Once, by whoever reported it, within the window after the closing; the server asks it and the screen shows it."""
    if closing.state not in CLOSINGS or closing.last_day is None:
        return Reason(False, CONTEST, Phrase("办结以后才能提出异议。", "A result can be contested once it is closed."))
    if closing.contested:
        return Reason(
            False,
            CONTEST,
            Phrase("已经提出过异议，正在另行办理。", "It was contested already and is being looked at again."),
        )
    if closing.now.astimezone(CHINA).date() > closing.last_day:
        said = Phrase(
            f"异议期到 {closing.last_day} 为止，已过；问题还在请重新上报。",
            f"It could be contested until {closing.last_day}; if the problem is still there, please report it again.",
        )
        return Reason(False, CONTEST, said)
    return Reason(
        True, CONTEST, Phrase(f"{closing.last_day} 前可以提出异议", f"May be contested until {closing.last_day}")
    )


# The fast lane -----------------------------------------------------------------------------------------------------------

ALL = "*"


def lane_is_open(switches: Mapping[str, Mapping[str, bool]], matter: str, grid: str) -> bool:
    """`switches`: area prefix → {matter code, class or "*": open?}. The nearest area that says something decides; in it the matter
    itself goes before its class, the class before all."""
    for area in sorted((a for a in switches if grid.startswith(a)), key=len, reverse=True):
        for code in (matter, matter[:2], ALL):
            if code in switches[area]:
                return switches[area][code]
    return False
