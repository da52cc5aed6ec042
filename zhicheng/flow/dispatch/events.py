"""What happens to a job and to an incident."""

from __future__ import annotations

from zhicheng.infra.events import Moved, kind


@kind("assignment.offer", "派单", "Job offered")
class Offered(Moved, frozen=True, kw_only=True):
    """Who was chosen and why; costs in thousandths of a weighted minute, so that anybody can recompute the difference."""

    ticket: int
    crew: int
    unit: int
    job: str
    travel_s: int
    solver: str
    reason: str
    reason_en: str
    runner_up: int = 0
    cost_milli: int = 0
    runner_up_cost_milli: int = 0


@kind("assignment.accept", "接单", "Job accepted")
@kind("assignment.arrive", "到场", "Arrived")
@kind("assignment.finish", "完成", "Job finished")
class Answered(Moved, frozen=True, kw_only=True):
    ticket: int
    text: str = ""


@kind("assignment.decline", "谢绝", "Job declined")
@kind("assignment.expire", "超时未接", "Job offer expired")
@kind("assignment.recall", "收回", "Job recalled")
class GivenBack(Moved, frozen=True, kw_only=True):
    """`reason_en` is empty where a person gave the reason in his own words."""

    ticket: int
    reason: str
    reason_en: str = ""


@kind("incident.open", "一键求助", "Trouble here")
class Trouble(Moved, frozen=True, kw_only=True):
    """`called`: crews that were called, with minutes by road."""

    crew: int
    text: str
    called: list[dict[str, int]]


@kind("incident.settle", "求助解除", "Incident over")
@kind("incident.withdraw", "求助撤回", "Call for help withdrawn")
class Settled(Moved, frozen=True, kw_only=True):
    """`crew` called; `text` says how it ended."""

    crew: int
    text: str
