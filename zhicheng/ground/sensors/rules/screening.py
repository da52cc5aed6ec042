"""Readings that cannot be: no number, impossible, another unit, tomorrow's, last month's. Each refused in one sentence; the rest goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhicheng.ground.sensors.rules.judging import CLOCK, UNIT, Flags, Ints
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI, factor_of, spelling
from zhicheng.kernel.phrases import Phrase

Floats = NDArray[np.float64]
AHEAD_S = 120  # a clock may run so far ahead; more and its readings cannot be put in order
BEHIND_S = 7 * 86_400  # a box without network keeps a week
GOOD, NO_NUMBER, IMPOSSIBLE, OTHER_UNIT, NO_FLAG, AHEAD, TOO_OLD = range(7)
FIELD = {
    NO_NUMBER: "value",
    IMPOSSIBLE: "value",
    OTHER_UNIT: "unit",
    NO_FLAG: "value",
    AHEAD: "taken_at",
    TOO_OLD: "taken_at",
}
TROUBLE_OF = {IMPOSSIBLE: UNIT, OTHER_UNIT: UNIT, NO_FLAG: UNIT, AHEAD: CLOCK}  # what the device is to be looked at for


@dataclass(frozen=True, slots=True)
class Registered:
    """What the register says of the sensor that a reading claims to be from."""

    code: str
    kind: str
    unit: str  # the unit in which it sends


@dataclass(frozen=True, slots=True)
class Screened:
    """`fault` of each reading (0: good) and its value in thousandths of the kind's unit (0 where it is none)."""

    fault: Ints
    value: Ints


def screen(
    of: Sequence[Registered], who: Ints, taken_at: Ints, value: Floats, units: Sequence[str], now: int
) -> Screened:
    """Look at a batch: reading i is of `of[who[i]]`. A unit that is not given is the registered one."""
    kinds = [KINDS[r.kind] for r in of]
    scale = np.array([factor_of(r.kind, r.unit) or 1.0 for r in of])
    low, high = np.array([k.low for k in kinds]), np.array([k.high for k in kinds])
    flag = np.array([k.is_flag for k in kinds], np.bool_)
    with np.errstate(invalid="ignore", over="ignore"):
        plain = value * scale[who]
        fault = np.zeros(len(who), np.int64)
        fault[taken_at < now - BEHIND_S] = TOO_OLD
        fault[taken_at > now + AHEAD_S] = AHEAD
        fault[flag[who] & (plain != 0) & (plain != 1)] = NO_FLAG
        fault[(plain < low[who]) | (plain > high[who])] = IMPOSSIBLE
        fault[_other_unit(of, who, units)] = OTHER_UNIT
        fault[~np.isfinite(value)] = NO_NUMBER
    good = np.where(fault == GOOD, plain, 0.0)
    return Screened(fault, np.rint(good * MILLI).astype(np.int64))


def _other_unit(of: Sequence[Registered], who: Ints, units: Sequence[str]) -> Flags:
    """Whose unit is said and is not the registered one. Batches say few different units: each is looked at once per kind of sender."""
    seen: dict[tuple[int, str], bool] = {}
    out = np.zeros(len(who), np.bool_)
    for i, (sensor, unit) in enumerate(zip(who.tolist(), units, strict=True)):
        if unit:
            known = seen.get((sensor, unit))
            if known is None:
                known = seen[sensor, unit] = _differs(of[sensor], unit)
            out[i] = known
    return out


def _differs(sensor: Registered, unit: str) -> bool:
    said = factor_of(sensor.kind, unit)
    return said is None or said != factor_of(sensor.kind, sensor.unit)


def why(fault: int, sensor: Registered, value: float, unit: str, ahead_s: int) -> Phrase:
    """One sentence: what is wrong, with which sensor, what to do. `ahead_s`: how far its clock is ahead of ours."""
    kind, shown = KINDS[sensor.kind], f"{value:g}"
    own = sensor.unit or kind.unit
    zh, en = f"传感器 {sensor.code}：", f"Sensor {sensor.code}: "
    match fault:
        case 1:
            return Phrase(
                f"{zh}读数 {shown} 不是数，未收；请检查探头。",
                f"{en}the reading {shown} is no number; look at its probe.",
            )
        case 2:
            hint = (
                kind.sounds_like
                if value * (factor_of(sensor.kind, sensor.unit) or 1) < max(kind.low, 1)
                else Phrase("", "")
            )
            return Phrase(
                f"{zh}读数 {shown} {own} 不可能（{kind.low:g}–{kind.high:g} {kind.unit}）{'，' + hint.zh if hint.zh else ''}；请核对单位和探头。",
                f"{en}{shown} {own} cannot be ({kind.low:g}–{kind.high:g} {kind.unit}){', ' + hint.en if hint.en else ''}; check unit and probe.",
            )
        case 3:
            return Phrase(
                f"{zh}读数单位是 {spelling(unit)}，登记的是 {own}，未收；请改登记的单位或让设备按登记的单位发送。",
                f"{en}it says {spelling(unit)}, registered is {own}; change the register or let it send the registered unit.",
            )
        case 4:
            return Phrase(f"{zh}读数 {shown} 应为 0 或 1。", f"{en}the reading {shown} must be 0 or 1.")
        case 5:
            return Phrase(
                f"{zh}读数时间比现在晚 {_span(ahead_s).zh}，未收；请校准设备时钟。",
                f"{en}taken {_span(ahead_s).en} from now: set its clock.",
            )
        case _:
            return Phrase(
                f"{zh}读数是 {_span(-ahead_s).zh}前的，超过 {BEHIND_S // 86_400} 天，未收；请检查设备时钟。",
                f"{en}taken {_span(-ahead_s).en} ago, more than {BEHIND_S // 86_400} days: check its clock.",
            )


def _span(seconds: int) -> Phrase:
    """About how long, in the largest unit that is at least two."""
    for size, zh, en in ((86_400, "天", "days"), (3_600, "小时", "hours"), (60, "分钟", "minutes")):
        if seconds >= 2 * size:
            return Phrase(f"{seconds // size} {zh}", f"{seconds // size} {en}")
    return Phrase(f"{seconds} 秒", f"{seconds} seconds")
