"""What an observation is, what becomes of it, what its zone learns. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import SILENCE, Phrase
from zhicheng.kernel.shares import interval

STAGES = ("pre_alarm", "confirmed", "over")
WHAT = ("arrival", "pre_alarm", "confirmed", "end", "snapshot")
SAME_WITHIN = timedelta(minutes=30)
LAPSES_AFTER = timedelta(hours=24)
TOO_NEW = timedelta(minutes=10)
SAME_IOU = 0.3
MOST_STILLS = 8
LONGEST = {"device": 48, "thing": 64, "zone": 40, "model": 160}
# Why a reviewer says no. `counts`: the machine was wrong; else it says nothing about the machine.
REASONS: Mapping[str, tuple[Phrase, bool]] = {
    "nothing_there": (Phrase("没有东西（光影、雨、反光）", "nothing there (light, rain, glare)"), True),
    "wrong_thing": (Phrase("认错了", "something else"), True),
    "passing": (Phrase("只是临时停留", "only stopping briefly"), True),
    "at_work": (Phrase("特种车辆或正在作业", "exempt vehicle or people at work"), True),
    "lawful": (Phrase("合法（有许可或在开放时段）", "lawful (a permit, or open hours)"), False),
    "gone": (Phrase("已经不在", "gone already"), False),
    "known": (Phrase("已有工单", "known already"), False),
    "unclear": (Phrase("看不清", "cannot be told from the pictures"), False),
}
# Learning and silence
RECENT = 50  # verdicts that a zone remembers
LEARN_FROM = 6  # fewer say nothing
AIM = 0.7  # share of true alarms that the confidence threshold aims at
LOSE_AT_MOST = 0.1  # of the true ones
DWELL_STEP, DWELL_MOST = 1.25, 300  # per cent of the drawn dwell time
SILENCE_FROM = 8
MOSTLY_WRONG = 0.5  # silent when even the upper end of the interval is below


@dataclass(frozen=True, slots=True)
class Still:
    """One picture of the thing. `masked` empty: nobody has covered faces yet, so it is never shown to the public."""

    what: str
    taken_at: datetime
    original: bytes
    masked: bytes = b""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one device says about one thing. (device, thing) is one observation for ever; saying it twice changes nothing.

    `device` is camera:CODE or sensor:CODE; `box` in pixels; `confidence` per cent; `lng`, `lat` only where the place is not the device's.
    """

    device: str
    thing: str
    stage: str
    kind: str
    started_at: datetime
    seen_at: datetime
    zone: str = ""
    confidence: int = 0
    box: tuple[int, int, int, int] | None = None
    model: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    stills: tuple[Still, ...] = ()
    lng: float | None = None
    lat: float | None = None
    matter: str = ""
    row: int = 0


def check(s: Sighting, *, at: datetime) -> None:
    """BadInput in one sentence when it cannot be an observation."""
    prefix, _, code = s.device.partition(":")
    if prefix not in ("camera", "sensor") or not code:
        raise BadInput(
            f"设备「{s.device[:60]}」应写成 camera:编号 或 sensor:编号。",
            f"Write the device “{s.device[:60]}” as camera:CODE or sensor:CODE.",
            field="device",
        )
    if not s.thing:
        raise BadInput(
            "缺少目标编号 thing，重复发送才不会重复。",
            "thing is missing: what the sender calls it, so that sending twice changes nothing.",
            field="thing",
        )
    for name, most in LONGEST.items():
        value = getattr(s, name)
        if len(value) > most or "\x00" in value:
            raise BadInput(f"{name} 最多 {most} 个字。", f"{name} has at most {most} characters.", field=name)
    if s.stage not in STAGES:
        raise BadInput(
            f"阶段「{s.stage}」不存在，可用：{'、'.join(STAGES)}。",
            f"There is no stage “{s.stage}”; any of {', '.join(STAGES)}.",
            field="stage",
        )
    if s.kind not in KINDS:
        raise BadInput(
            f"种类「{s.kind}」不存在，可用：{'、'.join(KINDS)}。",
            f"There is no kind “{s.kind}”; any of {', '.join(KINDS)}.",
            field="kind",
        )
    if not 0 <= s.confidence <= 100:
        raise BadInput(
            f"置信度 {s.confidence} 应在 0 与 100 之间。",
            f"The confidence {s.confidence} must lie between 0 and 100.",
            field="confidence",
        )
    if s.seen_at > at + TOO_NEW or s.started_at > s.seen_at:
        raise BadInput(
            f"时间不对：开始 {s.started_at:%m-%d %H:%M:%S}，看到 {s.seen_at:%m-%d %H:%M:%S}；请校准设备时钟。",
            f"The times cannot be: began {s.started_at:%m-%d %H:%M:%S}, seen {s.seen_at:%m-%d %H:%M:%S}; set the device's clock.",
            field="seen_at",
        )
    if len(s.stills) > MOST_STILLS:
        raise BadInput(f"一次最多 {MOST_STILLS} 张图片。", f"At most {MOST_STILLS} pictures at once.", field="stills")
    if any(still.what not in WHAT for still in s.stills):
        raise BadInput(f"图片种类应为 {'、'.join(WHAT)}。", f"A still is one of {', '.join(WHAT)}.", field="stills")
    _check_facts(s.facts)


def _check_facts(value: Any) -> None:
    if isinstance(value, float):
        raise BadInput(
            "facts 里不能有小数，请换成整数单位（例如毫米、千分之一）。",
            "facts hold no fractions; use whole units (millimetres, thousandths).",
            field="facts",
        )
    for inner in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        _check_facts(inner)


# -- is it the same thing? ---------------------------------------------------------------------------------------------------


class Known(NamedTuple):
    """An observation that there is already."""

    id: int
    kind: str
    zone: str
    seen_at: datetime
    box: tuple[int, int, int, int] | None


def is_same(known: Known, s: Sighting) -> bool:
    """The same kind at the same place of the same device within half an hour; a box must lie on the other's."""
    if known.kind != s.kind or known.zone != s.zone or s.started_at - known.seen_at > SAME_WITHIN:
        return False
    if known.box is None or s.box is None:
        return True
    return iou(known.box, s.box) >= SAME_IOU


def iou(a: Sequence[int], b: Sequence[int]) -> float:
    """Common area over joint area of two boxes (left, top, right, bottom)."""
    common = max(0, min(a[2], b[2]) - max(a[0], b[0])) * max(0, min(a[3], b[3]) - max(a[1], b[1]))
    joint = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common
    return common / joint if joint > 0 else 0.0


# -- what becomes of it ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GuardFacts:
    """How a zone stands: silent or not, what it asks for, whether it reports by itself."""

    silent: bool = False
    automatic: bool = False
    min_confidence: int = 0
    dwell_s: int = 0
    dwell_pct: int = 100


@dataclass(frozen=True, slots=True)
class Next:
    """What follows a machine's confirmation: allow, mute, tell, pass or stay (on the desk), and why."""

    action: str
    why: Phrase = SILENCE
    rule: Phrase = SILENCE


SILENT = Phrase("该区域静默中", "the zone is silent")


def has_stayed(guard: GuardFacts, s: Sighting) -> bool:
    """Long enough for the zone as it has learnt? Only where the zone's dwell time is known."""
    return (s.seen_at - s.started_at).total_seconds() * 100 >= guard.dwell_s * guard.dwell_pct


def _unsure(confidence: int, asked: int) -> Phrase:
    return Phrase(
        f"置信度 {confidence}% 低于该区域学到的 {asked}%",
        f"{confidence} % is less sure than the {asked} % that the zone has learnt to ask",
    )


def weigh(guard: GuardFacts, *, confidence: int, lawful: Next | None, addressee: bool, told_before: bool) -> Next:
    """Lawful first (INV-89), then silence, then self-correction, then the city's choice: by itself or by a person."""
    if lawful is not None:
        return lawful
    if guard.silent:
        return Next("mute", SILENT)
    if confidence < guard.min_confidence:
        return Next("mute", _unsure(confidence, guard.min_confidence))
    if addressee and not told_before:
        return Next("tell")
    return Next("pass" if guard.automatic else "stay")


# -- what a zone learns ------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """One review: how sure the machine was (per cent), whether it was right, and the reason when not."""

    confidence: int
    right: bool
    reason: str = ""


def learnt_confidence(recent: Sequence[Verdict]) -> int:
    """The lowest threshold that would have kept the share of true alarms at AIM without losing more than a tenth of the true ones; 0: none."""
    wrong = [v for v in recent if not v.right]
    true = sorted(v.confidence for v in recent if v.right)
    if len(recent) < LEARN_FROM or not wrong:
        return 0
    if not true:  # nothing true so far: a little above the surest mistake, but never so high that nothing could speak
        return min(95, max(v.confidence for v in wrong) + 1)
    highest = true[math.floor(LOSE_AT_MOST * len(true))]
    for threshold in sorted({0, *(v.confidence + 1 for v in wrong if v.confidence < highest), highest}):
        kept = [v for v in recent if v.confidence >= threshold]
        if sum(v.right for v in kept) >= AIM * len(kept):
            return threshold
    return highest


def learnt_dwell(dwell_pct: int, reason: str) -> int:
    """Who only stops briefly should not be taken for one who stays: the zone waits a quarter longer, three times as long at most."""
    return min(DWELL_MOST, round(dwell_pct * DWELL_STEP)) if reason == "passing" else dwell_pct


def is_mostly_wrong(recent: Sequence[Verdict]) -> bool:
    """Even the upper end of the interval says that more than half of its alarms are false."""
    if len(recent) < SILENCE_FROM:
        return False
    return interval(sum(v.right for v in recent), len(recent))[1] < MOSTLY_WRONG


def silent_for(times: int) -> timedelta:
    """A day, then two, four, at most eight."""
    return timedelta(days=2 ** min(times, 3))


def is_sampled(observation_id: int, sample_pct: int) -> bool:
    """Is this automatic one looked at afterwards? By its number, so that nobody chooses."""
    return observation_id * 2_654_435_761 % 2**32 < sample_pct * 2**32 // 100
