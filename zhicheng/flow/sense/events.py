"""What happens to an observation, and to the guard of a zone. Percentages are whole numbers."""

from __future__ import annotations

from zhicheng.infra.events import Body, Moved, kind


@kind("observation.alarm", "预警", "Pre-alarm")
class Alarmed(Moved, frozen=True, kw_only=True):
    """`thing` is the sender's own name of it; `model` with digest and rule version."""

    device: str
    thing: str
    kind: str
    zone: str
    matter: str
    confidence: int
    model: str
    lead_only: bool


@kind("observation.confirm", "机器确认", "Confirmed by the machine")
class Confirmed(Moved, frozen=True, kw_only=True):
    """`stays_s`: how long it had stayed; `facts` as JSON text; `stills` the SHA-256 of original and masked picture of each still."""

    confidence: int
    model: str
    stays_s: int
    facts: str
    stills: list[dict[str, str]]


@kind("observation.allow", "合法，不予追究", "Lawful, not pursued")
class Allowed(Moved, frozen=True, kw_only=True):
    rule: str
    why: str
    rule_en: str = ""
    why_en: str = ""


@kind("observation.mute", "静默记录", "Kept quietly")
class Muted(Moved, frozen=True, kw_only=True):
    why: str
    why_en: str = ""


@kind("observation.tell", "劝导", "Told first")
class Told(Moved, frozen=True, kw_only=True):
    """Who was told to put it right until when."""

    whom: str
    until: str


@kind("observation.pass", "自动上报", "Reported by itself")
class Passed(Moved, frozen=True, kw_only=True):
    """`sampled`: a person will look at it afterwards."""

    rule: str
    sampled: bool


@kind("observation.accept", "复核属实", "Reviewed: true")
class Accepted(Moved, frozen=True, kw_only=True):
    seconds: int = 0


@kind("observation.reject", "复核误报", "Reviewed: false alarm")
class Rejected(Moved, frozen=True, kw_only=True):
    reason: str
    note: str = ""


@kind("observation.audit", "抽查", "Sample looked at")
class Audited(Moved, frozen=True, kw_only=True):
    right: bool
    reason: str = ""


@kind("observation.leave", "自行离开", "Left by itself")
@kind("observation.correct", "自行整改", "Put right by itself")
@kind("observation.remain", "仍在", "Still there")
@kind("observation.return", "返回", "Came back")
@kind("observation.overstay", "超过合法时间", "Beyond its lawful hours")
@kind("observation.lapse", "逾期未复核", "Not reviewed in time")
class Went(Moved, frozen=True, kw_only=True):
    """`seen`: when the eye last saw it (ISO 8601 UTC)."""

    seen: str


@kind("guard.set", "布防", "Zone armed")
class Set(Moved, frozen=True, kw_only=True):
    device: str
    zone: str
    kind: str


@kind("guard.tune", "调整阈值", "Thresholds changed")
class Tuned(Moved, frozen=True, kw_only=True):
    """`now` and `before`: what changed, by name; `why` in words."""

    before: dict[str, int]
    now: dict[str, int]
    why: str


@kind("guard.silence", "区域静默", "Zone silenced")
@kind("guard.arm", "区域恢复", "Zone armed again")
class Spoke(Moved, frozen=True, kw_only=True):
    """`right` of `reviewed` were true alarms."""

    why: str
    right: int = 0
    reviewed: int = 0
    until: str = ""


@kind("sense.forget", "删除到期图片", "Pictures whose time is over deleted")
class Forgotten(Body, frozen=True, kw_only=True):
    """How many pictures of how many observations, none younger than `before`."""

    pictures: int
    observations: int
    before: str
