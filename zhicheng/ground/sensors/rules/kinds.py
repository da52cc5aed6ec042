"""What kinds of sensors there are: unit, what is physically possible, how long the same value may stand.

Numbers are stored as whole thousandths of the kind's own unit (63.2 dB = 63200): exact, without floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhicheng.kernel.phrases import Phrase

MILLI = 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `units` are the spellings in which it may be sent, each with its factor into `unit`; `low`, `high` what can be at all.

    `stuck_s`: the same value above `rest` for so long is no measurement any more (0: it may stand for ever, like a closed cover's angle).
    `sounds_like`: what a value below `low` or one that stays between 0 and 1 was probably sent in.
    """

    name: Phrase
    unit: str
    units: Mapping[str, float]
    low: float
    high: float
    stuck_s: int = 0
    rest: float = 0.0
    is_flag: bool = False
    fractions_are_odd: bool = False  # a run of values between 0 and 1 is a share that should have been per cent
    sounds_like: Phrase = field(default=Phrase("", ""))


KINDS: Mapping[str, Kind] = {
    # Class 2 meters begin at some 30 dB(A); a rock concert ends near 120, a jet at 140.
    "noise": Kind(
        Phrase("噪声", "noise"), "dB(A)", {"db(a)": 1, "db": 1, "dba": 1}, 20, 140, stuck_s=1_800, rest=-1,
        sounds_like=Phrase("像是帕（Pa）而不是分贝", "it looks like pascal, not decibel"),
    ),
    "dust": Kind(
        Phrase("扬尘", "dust"), "μg/m³", {"μg/m³": 1, "ug/m3": 1, "mg/m³": 1000, "mg/m3": 1000}, 0, 30_000, stuck_s=7_200, rest=-1
    ),
    # A dry underpass says 0 for months; what stands at 7.0 cm for a day is a float that hangs.
    "water": Kind(
        Phrase("积水", "standing water"), "cm", {"cm": 1, "m": 100, "mm": 0.1}, 0, 1_000, stuck_s=86_400, rest=2,
        sounds_like=Phrase("液位不会低于零，请查零点", "water is never below zero: check its zero"),
    ),
    "bin": Kind(
        Phrase("垃圾桶满溢", "bin level"), "%", {"%": 1, "percent": 1, "fraction": 100}, 0, 100, fractions_are_odd=True,
        sounds_like=Phrase("像是小数而不是百分数", "it looks like a fraction, not per cent"),
    ),
    "manhole_tilt": Kind(Phrase("井盖倾斜", "manhole tilt"), "°", {"°": 1, "deg": 1, "rad": 57.29577951308232}, 0, 180),
    "manhole_open": Kind(Phrase("井盖开启", "manhole open"), "", {"": 1, "0/1": 1}, 0, 1, is_flag=True),
    "light": Kind(Phrase("路灯照度", "street light"), "lx", {"lx": 1, "lux": 1}, 0, 200_000, stuck_s=86_400),
}  # fmt: skip

_SAME = str.maketrans({"％": "%", "µ": "μ", "（": "(", "）": ")", "㎡": "m", " ": ""})


def spelling(unit: str) -> str:
    """A unit as senders write it → as `Kind.units` spells it: case, full width and the two micro signs do not matter."""
    plain = unit.strip().translate(_SAME)
    return plain.lower().replace("μg/m3", "μg/m³").replace("ug/m³", "μg/m³")


def factor_of(kind: str, unit: str) -> float | None:
    """What one such unit is in the kind's own; None: no unit of this kind."""
    return KINDS[kind].units.get(spelling(unit))
