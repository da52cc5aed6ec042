"""What a sensor has to be looked after for, as upkeep knows it, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from zhicheng.ground.sensors.rules.judging import CALIBRATION, CLOCK, FRACTION, SILENT, STUCK, UNIT
from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.kernel.phrases import Phrase

BITS: Mapping[str, int] = {
    "silent": SILENT, "stuck": STUCK, "wrong_unit": UNIT | FRACTION, "drifting": CLOCK, "calibration": CALIBRATION,
}  # fmt: skip
NAMES: Mapping[str, Phrase] = {
    "silent": Phrase("无读数", "no readings"),
    "stuck": Phrase("读数不变", "readings stuck"),
    "wrong_unit": Phrase("单位不符", "wrong unit"),
    "drifting": Phrase("时钟偏差", "clock drift"),
    "calibration": Phrase("校准到期", "calibration due"),
}


class Turn(NamedTuple):
    """A trouble that came (`stands`) or went."""

    code: str
    stands: bool


def turns(before: int, after: int) -> Iterator[Turn]:
    """Which troubles came and which went between two sets of bits."""
    for code, bits in BITS.items():
        was, now = bool(before & bits), bool(after & bits)
        if was != now:
            yield Turn(code, now)


def standing(trouble: int) -> list[str]:
    """The codes of what stands now."""
    return [code for code, bits in BITS.items() if trouble & bits]


def sentence(code: str, *, sensor: str, kind: str, value: int, for_s: int) -> Phrase:
    """What is wrong with it: `value` (thousandths) is its last reading, `for_s` how long that has been so."""
    unit, shown, minutes = KINDS[kind].unit, f"{value / MILLI:g}", max(for_s // 60, 1)
    match code:
        case "silent":
            return Phrase(
                f"传感器 {sensor} 已 {minutes} 分钟没有读数", f"Sensor {sensor} has said nothing for {minutes} minutes"
            )
        case "stuck":
            return Phrase(
                f"传感器 {sensor} 的读数 {shown} {unit} 已 {minutes} 分钟不变，像是卡住了",
                f"Sensor {sensor} has said {shown} {unit} for {minutes} minutes: it seems to be stuck",
            )
        case "wrong_unit":
            return Phrase(
                f"传感器 {sensor} 的读数总在 0 和 1 之间，像是小数而不是 {unit}",
                f"Sensor {sensor} says values between 0 and 1 only: a fraction, it seems, and not {unit}",
            )
        case "calibration":
            return Phrase(f"传感器 {sensor} 的校准有效期已过", f"The calibration of sensor {sensor} has run out")
        case _:
            return Phrase(f"传感器 {sensor} 的时钟不准", f"The clock of sensor {sensor} is wrong")


GONE = Phrase("恢复正常", "in order again")
