"""Limits by kind, place and hour: when a reading is too much. Statutory figures name their standard; the others say that they are ours.

A city replaces any of them per sensor (`Sensor.limits`); the defaults are what a new sensor starts with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhicheng.ground.sensors.rules.kinds import KINDS, MILLI
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

OURS = Phrase("本平台默认值，城市可改", "our default; the city may change it")
GB3096 = Phrase("GB 3096-2008 《声环境质量标准》表1", "GB 3096-2008, table 1")
GB12523 = Phrase("GB 12523-2011 《建筑施工场界环境噪声排放标准》表1", "GB 12523-2011, table 1")
GB50014 = Phrase(
    "GB 50014-2021 《室外排水设计标准》：道路一条车道积水不超过 15 cm", "GB 50014-2021: one lane no deeper than 15 cm"
)
DB31_964 = Phrase(
    "上海 DB31/964-2016 监控点 15 分钟均值 1.0 mg/m³；各地标准不同，请按本地标准修改",
    "Shanghai's DB31/964-2016, mean of 15 minutes; other provinces differ, set your own",
)
DAY, NIGHT, ALWAYS = (6, 22), (22, 6), (0, 0)  # GB 3096 3.4: day 06:00-22:00 unless the city set other hours
DARK = (19, 5)
PLACES: Mapping[str, Phrase] = {
    "0": Phrase("0类 康复疗养区", "class 0, convalescence"),
    "1": Phrase("1类 居住文教区", "class 1, homes, schools, hospitals, offices"),
    "2": Phrase("2类 商业居住混杂区", "class 2, shops and homes"),
    "3": Phrase("3类 工业仓储区", "class 3, industry"),
    "4a": Phrase("4a类 交通干线两侧", "class 4a, along main roads"),
    "4b": Phrase("4b类 铁路干线两侧", "class 4b, along railways"),
    "site": Phrase("建筑施工场界", "boundary of a building site"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """In force from hour `hours[0]` to `hours[1]` (China's time; equal: always). Numbers in thousandths of the kind's unit.

    Raised at `on`, over at `off` (hysteresis: between them nothing changes). `confirm` readings at `on` or beyond, the first and the last of
    them at least `hold_s` apart, confirm it. `rate`: so much more within a minute counts like `on` (0: never). `above` False: too little.
    """

    on: int
    off: int
    hours: tuple[int, int] = ALWAYS
    above: bool = True
    confirm: int = 2
    hold_s: int = 0
    rate: int = 0
    source: Phrase = OURS
    is_statutory: bool = False


def _noise(day: int, night: int, source: Phrase) -> tuple[Limit, Limit]:
    """Raised above the class's limit, over 2 dB below. Ten minutes: what GB 3096 measures at a point; single shouts are no alarm."""
    by_day = Limit(day * MILLI, (day - 2) * MILLI, DAY, hold_s=600, source=source, is_statutory=True)
    return by_day, replace(by_day, on=night * MILLI, off=(night - 2) * MILLI, hours=NIGHT)


DEFAULTS: Mapping[tuple[str, str], tuple[Limit, ...]] = {
    ("noise", "0"): _noise(50, 40, GB3096),
    ("noise", "1"): _noise(55, 45, GB3096),
    ("noise", "2"): _noise(60, 50, GB3096),
    ("noise", "3"): _noise(65, 55, GB3096),
    ("noise", "4a"): _noise(70, 55, GB3096),
    ("noise", "4b"): _noise(70, 60, GB3096),
    ("noise", "site"): _noise(70, 55, GB12523),
    ("dust", ""): (Limit(1_000_000, 800_000, hold_s=900, source=DB31_964),),
    # Raised at once when it rises by 3 cm a minute: an underpass fills in ten minutes.
    ("water", ""): (Limit(15_000, 10_000, rate=3_000, source=GB50014, is_statutory=True),),
    ("bin", ""): (Limit(85_000, 40_000, hold_s=600),),
    ("manhole_tilt", ""): (Limit(15_000, 8_000),),
    ("manhole_open", ""): (Limit(1_000, 0),),
    ("light", ""): (Limit(2_000, 4_000, DARK, above=False, hold_s=1_800),),
}


def default_limits(kind: str, place: str) -> tuple[Limit, ...]:
    """What holds for this kind at a place of this class."""
    return DEFAULTS.get((kind, place)) or DEFAULTS.get((kind, "")) or ()


def by_hour(limits: Sequence[Limit]) -> tuple[Limit | None, ...]:
    """The limit of each hour of the day; the first that holds wins."""
    return tuple(next((x for x in limits if _covers(x.hours, hour)), None) for hour in range(24))


def _covers(hours: tuple[int, int], hour: int) -> bool:
    begin, end = hours
    if begin == end:
        return True
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def as_data(limits: Sequence[Limit]) -> list[dict[str, Any]]:
    """As they are stored with a sensor and in its events; default fields are left out."""
    plain = Limit(0, 0)
    return [
        {"on": x.on, "off": x.off, **({"hours": list(x.hours)} if x.hours != ALWAYS else {}),
         **{n: getattr(x, n) for n in ("above", "confirm", "hold_s", "rate") if getattr(x, n) != getattr(plain, n)}}
        for x in limits
    ]  # fmt: skip


OWN = Phrase("本传感器单独设定", "set for this sensor")


def from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Limit, ...]:
    return tuple(
        Limit(
            x["on"], x["off"], tuple(x.get("hours", ALWAYS)), x.get("above", True), x.get("confirm", 2), x.get("hold_s", 0), x.get("rate", 0),
            source=OWN,
        )
        for x in data
    )  # fmt: skip


LONGEST_HOLD = 24 * 3600
MOST_LIMITS = 4  # of one sensor: a day has no more parts than that
MOST_CONFIRM = 10


def check_limits(kind: str, limits: Sequence[Limit]) -> None:
    """BadInput for a limit that could never be raised, never be over, or says nothing."""
    if len(limits) > MOST_LIMITS:
        raise BadInput(
            f"一个传感器最多设 {MOST_LIMITS} 个时段的限值。",
            f"One sensor has limits for at most {MOST_LIMITS} parts of the day.",
            field="limits",
        )
    for limit in limits:
        for zh, en in _flaws(kind, limit):
            raise BadInput(zh, en, field="limits")


def _flaws(kind: str, x: Limit) -> Sequence[Phrase]:
    known = KINDS[kind]
    on, off, unit = x.on / MILLI, x.off / MILLI, known.unit
    found = []
    if not known.low <= min(on, off) or not max(on, off) <= known.high:
        found.append(Phrase(
            f"报警值 {on:g} 和恢复值 {off:g} 应在 {known.low:g} 到 {known.high:g} {unit} 之间。",
            f"Write the alarm value {on:g} and the value at which it is over, {off:g}, between {known.low:g} and {known.high:g} {unit}.",
        ))  # fmt: skip
    elif (x.above and off >= on) or (not x.above and off <= on):
        than = ("低于", "below") if x.above else ("高于", "above")
        found.append(Phrase(
            f"恢复值 {off:g} 应{than[0]}报警值 {on:g}，否则会反复报警。",
            f"The value at which it is over, {off:g}, must lie {than[1]} the alarm value {on:g}, or it rings again and again.",
        ))  # fmt: skip
    if not all(0 <= h <= 23 for h in x.hours):
        found.append(Phrase(
            f"时段 {x.hours[0]}–{x.hours[1]} 应为 0 到 23 的整点。", f"Write the hours {x.hours[0]}–{x.hours[1]} as whole hours from 0 to 23."
        ))  # fmt: skip
    if not 1 <= x.confirm <= MOST_CONFIRM or not 0 <= x.hold_s <= LONGEST_HOLD or x.rate < 0:
        found.append(Phrase(
            f"确认次数应在 1 到 {MOST_CONFIRM} 之间，持续时间不超过一天，变化率不为负。",
            f"Confirm by 1 to {MOST_CONFIRM} readings, hold for a day at most, and give no rate below zero.",
        ))  # fmt: skip
    return found
