"""What happens to a whistle and to each department it calls. Names of people are said, their phones never."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("whistle.blow", "吹哨", "Whistle blown")
class Blown(Moved, frozen=True, kw_only=True):
    """`sort` urgent, ordinary or planned; `units` are the departments called; `act_due` the handling clock."""

    no: str
    sort: str
    street: str
    matter: str
    units: list[int]
    act_due: str
    photos: list[str]
    ticket: str = ""


@kind("whistle.call", "增呼部门", "Another department called")
class Called(Moved, frozen=True, kw_only=True):
    unit: int


@kind("whistle.gather", "报到齐", "All called have answered")
class Gathered(Moved, frozen=True, kw_only=True):
    present: list[int]
    declined: list[int]


@kind("whistle.proceed", "先行会商", "The street begins without who is late")
class Proceeded(Moved, frozen=True, kw_only=True):
    missing: list[int]
    reason: str


@kind("whistle.agree", "会商", "Joint record")
class Agreed(Moved, frozen=True, kw_only=True):
    """`record` is the joint record's number; `units` those who have a task in it."""

    record: int
    units: list[int]


@kind("whistle.amend", "补充会商", "Joint record amended")
class Amended(Moved, frozen=True, kw_only=True):
    record: int
    units: list[int]


@kind("whistle.act", "联合处置", "Joint action begins")
class Acting(Moved, frozen=True, kw_only=True):
    """`unsigned` have not signed the record when it begins."""

    unsigned: list[int]


@kind("whistle.review", "街乡评议", "Review by the street")
class Reviewed(Moved, frozen=True, kw_only=True):
    absent: list[int]


@kind("whistle.close", "销哨", "Whistle closed")
class WhistleClosed(Moved, frozen=True, kw_only=True):
    outcome: str
    on_time: bool


@kind("whistle.withdraw", "撤哨", "Whistle withdrawn")
class Withdrawn(Moved, frozen=True, kw_only=True):
    reason: str


@kind("summons.call", "召请部门", "Department called")
class Summoned(Moved, frozen=True, kw_only=True):
    whistle: int
    unit: int


@kind("summons.report_in", "部门报到", "Department reports in")
class ReportedIn(Moved, frozen=True, kw_only=True):
    """`metres` to the place, -1 where the phone gave no location; `minutes` since it was called."""

    name: str
    metres: int
    minutes: int
    late: bool
    photos: list[str]


@kind("summons.decline", "回复不属", "Cannot come, or not ours")
class SummonsDeclined(Moved, frozen=True, kw_only=True):
    name: str
    reason: str


@kind("summons.recall", "再次召请", "Called again")
class Recalled(Moved, frozen=True, kw_only=True):
    reason: str


@kind("summons.release", "撤回", "Called off")
class Released(Moved, frozen=True, kw_only=True):
    reason: str


@kind("summons.miss", "记未到场", "Did not come")
class Missed(Moved, frozen=True, kw_only=True):
    """Nobody came until the others had finished."""


@kind("summons.task", "分工", "Task agreed")
class Tasked(Moved, frozen=True, kw_only=True):
    record: int
    text: str


@kind("summons.sign", "签字确认", "Record signed")
class Signed(Moved, frozen=True, kw_only=True):
    record: int
    name: str


@kind("summons.finish", "办结", "Task done")
class Finished(Moved, frozen=True, kw_only=True):
    """`ticket`: its work order was closed, so the task is done."""

    text: str
    photos: list[str]
    ticket: str = ""


@kind("summons.explain", "说明", "Task explained")
class Explained(Moved, frozen=True, kw_only=True):
    reason: str


@kind("summons.redo", "退回重办", "Task sent back")
class Redone(Moved, frozen=True, kw_only=True):
    reason: str


@kind("summons.rate", "街乡评价", "Rated by the street")
class SummonsRated(Moved, frozen=True, kw_only=True):
    """`was`: the score before; 0 when it is the first."""

    score: int
    reason: str
    was: int = 0


@kind("summons.reply", "回应评价", "The rated replies")
class Replied(Moved, frozen=True, kw_only=True):
    name: str
    text: str


@kind("summons.escalate", "逾期督办", "Late: escalated")
class SummonsEscalated(Body, frozen=True, kw_only=True):
    """`level` 1 the department's head, 2 the inspection office (督查), 3 the district's head; `clock` report_in or task."""

    level: int
    to: str
    clock: str
    due: str


@kind("summons.hand_on", "链接转交", "Link handed on")
class HandedOn(Body, frozen=True, kw_only=True):
    """Whoever had the link gave it to a colleague, once; the old one opens nothing any more."""

    name: str


@kind("summons.relink", "重发链接", "Link sent again")
class Relinked(Body, frozen=True, kw_only=True):
    turn: int


@kind("summons.refer", "任务转工单", "Task became a report")
class Referred(Body, frozen=True, kw_only=True):
    receipt: str
