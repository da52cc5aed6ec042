"""The scene file: what a camera looks at and what its zones forbid. Wrong files are refused in one sentence that names the place.

`{"fps": 2, "zones": [{"name", "rule", "polygon", "dwell_s", "pre_alarm_s", "hours", "permit", …}], "mask": […], "min_box_px": 24}`
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.vision import polygons
from zhicheng.vision.polygons import Point

CATEGORIES = {
    "motor_parking": "机动车违停",
    "stall": "占道经营",
    "pile": "乱堆乱放",
    "ad": "违规广告",
    "garbage": "暴露垃圾",
}
DWELL = {"motor_parking": 180.0, "stall": 300.0, "pile": 300.0, "ad": 0.0, "garbage": 300.0}
KNOWN = {
    "name", "rule", "polygon", "dwell_s", "pre_alarm_s", "hours", "permit", "queue_hold_s", "words", "allowed_texts", "customers",
}  # fmt: skip
KNOWN_SCENE = {"fps", "zones", "mask", "min_box_px", "width", "height", "name", "note"}
MIN_AREA = 16.0
_HOUR = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")

Hours = tuple[tuple[int, int], ...]  # minutes of the day, from and to; to <= from runs past midnight


@dataclass(frozen=True, slots=True)
class Permit:
    """What is lawful here: in these hours (empty: always), within this polygon (empty: the whole zone). INV-89."""

    hours: Hours
    polygon: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon and what it forbids. `hours`: when the ban is in force (empty: always)."""

    name: str
    rule: str
    polygon: tuple[Point, ...]
    dwell_s: float
    pre_alarm_s: float
    hours: Hours = ()
    permits: tuple[Permit, ...] = ()
    queue_hold_s: float = 180.0
    words: tuple[str, ...] = ()
    allowed_texts: tuple[str, ...] = ()
    customers: int = 2

    @property
    def category(self) -> str:
        return CATEGORIES[self.rule]

    def forbids(self, point: Point, at: datetime | None) -> bool:
        """Is a thing standing here unlawful at this moment? Without a moment every hour counts as forbidden, and none as permitted by hours."""
        if at is not None and self.hours and not within(self.hours, at):
            return False
        return not any(self._covers(p, point, at) for p in self.permits)

    def _covers(self, permit: Permit, point: Point, at: datetime | None) -> bool:
        if permit.polygon and not polygons.holds(permit.polygon, point):
            return False
        return not permit.hours or (at is not None and within(permit.hours, at))


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at, how often, and what is blacked out before anybody or anything sees it."""

    zones: tuple[Zone, ...]
    fps: float = 2.0
    masks: tuple[tuple[Point, ...], ...] = ()
    min_box_px: float = 24.0
    not_understood: tuple[str, ...] = ()

    def check_size(self, width: int, height: int) -> None:
        """BadInput when a zone lies wholly outside the picture: it would never see anything, and nobody would know why."""
        for zone in self.zones:
            box = polygons.bounds(zone.polygon)
            if box.x1 >= width or box.y1 >= height or box.x2 <= 0 or box.y2 <= 0:
                raise _wrong(
                    f"区域 {zone.name} 在画面（{width}×{height}）之外，请按画面像素重画。",
                    f"Zone {zone.name} lies outside the picture ({width}×{height}); draw it in the picture's pixels.",
                    zone.name,
                )


def within(hours: Hours, at: datetime) -> bool:
    """Is this moment inside one of the spans? Spans may run past midnight."""
    minute = at.hour * 60 + at.minute
    return any(a <= minute < b if a < b else minute >= a or minute < b for a, b in hours)


def read_scene(path: Path) -> Scene:
    """The scene of a file; BadInput in one sentence."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise _wrong(f"没有场景文件 {path}。", f"There is no scene file {path}.", "--scene") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(
            f"场景文件 {path} 无法读取：{error}。", f"Scene file {path} cannot be read: {error}.", "--scene"
        ) from None
    except json.JSONDecodeError as error:
        raise _wrong(
            f"{path.name} 第 {error.lineno} 行第 {error.colno} 列不是 JSON：{error.msg}。",
            f"{path.name}, line {error.lineno}, column {error.colno} is no JSON: {error.msg}.",
            "--scene",
        ) from None
    return scene_from(data)


def scene_from(data: Any) -> Scene:
    """The scene of a parsed document."""
    if not isinstance(data, Mapping):
        raise _wrong("场景文件应是一个对象 {fps, zones, …}。", "The scene must be an object {fps, zones, …}.", "scene")
    zones = data.get("zones")
    if not isinstance(zones, list) or not zones:
        raise _wrong("zones 里没有区域，至少画一个。", "There is no zone in zones; draw at least one.", "zones")
    read = tuple(_zone(z, k) for k, z in enumerate(zones))
    names = [z.name for z in read]
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise _wrong(
            f"两个区域都叫 {twice}，请改名。",
            f"Two zones are called {twice}; rename one.",
            f"zones[{names.index(twice)}].name",
        )
    masks = data.get("mask") or []
    if not isinstance(masks, list):
        raise _wrong("mask 应是多边形的列表。", "mask must be a list of polygons.", "mask")
    return Scene(
        zones=read,
        fps=_number(data.get("fps", 2), "fps", 0.01, 60),
        masks=tuple(_polygon(m, f"mask[{k}]") for k, m in enumerate(masks)),
        min_box_px=_number(data.get("min_box_px", 24), "min_box_px", 0, 2000),
        not_understood=_strangers(data),
    )


def in_time_lapse(data: Mapping[str, Any], factor: float) -> dict[str, Any]:
    """The same document for a film of which one second is `factor` seconds of the world: its times are that much shorter."""
    zones = []
    for zone in data.get("zones", []):
        dwell = float(zone.get("dwell_s", DWELL.get(zone.get("rule"), 0.0)))
        pre = float(zone.get("pre_alarm_s", dwell / 2))
        zones.append({**zone, "dwell_s": dwell / factor, "pre_alarm_s": pre / factor})
    return {**data, "zones": zones}


def _zone(data: Any, k: int) -> Zone:
    where = f"zones[{k}]"
    if not isinstance(data, Mapping):
        raise _wrong(f"{where} 应是一个对象。", f"{where} must be an object.", where)
    name = data.get("name") or f"zone_{k + 1}"
    if not isinstance(name, str):
        raise _wrong(f"{where}.name 应是文字。", f"{where}.name must be text.", f"{where}.name")
    rule = data.get("rule")
    if not isinstance(rule, str) or rule not in CATEGORIES:
        raise _wrong(
            f"区域 {name} 的规则 {rule} 不认识，可用：{'、'.join(CATEGORIES)}。",
            f"Rule {rule} of zone {name} is not known; any of {', '.join(CATEGORIES)}.",
            f"{where}.rule",
        )
    dwell = _number(data.get("dwell_s", DWELL[rule]), f"{where}.dwell_s", 0, 86_400)
    pre = _number(data.get("pre_alarm_s", dwell / 2), f"{where}.pre_alarm_s", 0, 86_400)
    if pre > dwell:
        raise _wrong(
            f"区域 {name} 的预警时间 {pre:g} 秒长于确认时间 {dwell:g} 秒，请改小。",
            f"Zone {name} gives a pre-alarm after {pre:g} s but confirms after {dwell:g} s; make pre_alarm_s smaller.",
            f"{where}.pre_alarm_s",
        )
    return Zone(
        name=name,
        rule=rule,
        polygon=_polygon(data.get("polygon"), f"{where}.polygon"),
        dwell_s=dwell,
        pre_alarm_s=pre,
        hours=_hours(data.get("hours"), f"{where}.hours"),
        permits=tuple(_permit(p, f"{where}.permit[{i}]") for i, p in enumerate(_listed(data, "permit", where))),
        queue_hold_s=_number(data.get("queue_hold_s", 180), f"{where}.queue_hold_s", 0, 3_600),
        words=tuple(str(w) for w in _listed(data, "words", where)),
        allowed_texts=tuple(str(w) for w in _listed(data, "allowed_texts", where)),
        customers=int(_number(data.get("customers", 2), f"{where}.customers", 0, 100)),
    )


def _strangers(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys without effect. They are kept quiet company, not refused; the caller says them, for a misspelt dwell_s is worth a sentence."""
    found = [str(k) for k in data if k not in KNOWN_SCENE]
    for k, zone in enumerate(data["zones"]):
        found += [f"zones[{k}].{key}" for key in zone if key not in KNOWN]
    return tuple(found)


def _listed(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key) or []
    if not isinstance(value, list):
        raise _wrong(f"{where}.{key} 应是列表。", f"{where}.{key} must be a list.", f"{where}.{key}")
    return value


def _permit(data: Any, where: str) -> Permit:
    """`{"hours": …, "polygon": …}`, or a single span ["17:00", "22:00"]."""
    if isinstance(data, list):
        return Permit(_hours([data], where))
    if not isinstance(data, Mapping):
        raise _wrong(
            f"{where} 应是 {{hours, polygon}} 或一个时段。", f"{where} must be {{hours, polygon}} or one span.", where
        )
    polygon = data.get("polygon")
    return Permit(_hours(data.get("hours"), f"{where}.hours"), _polygon(polygon, f"{where}.polygon") if polygon else ())


def _number(value: Any, where: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(f"{where} 应是数字，不是 {value!r}。", f"{where} must be a number, not {value!r}.", where)
    if not least <= value <= most:
        raise _wrong(
            f"{where} 是 {value:g}，应在 {least:g} 与 {most:g} 之间。",
            f"{where} is {value:g}; it must lie between {least:g} and {most:g}.",
            where,
        )
    return float(value)


def _polygon(value: Any, where: str) -> tuple[Point, ...]:
    if not isinstance(value, list) or len(value) < 3:
        raise _wrong(
            f"{where} 至少要三个点 [x, y]。", f"{where} needs at least three points [x, y].", where
        )  # fmt: skip
    points = [_point(p, f"{where}[{k}]") for k, p in enumerate(value)]
    if points[0] == points[-1]:
        points = points[:-1]  # drawn closed, as GeoJSON does
    points = [p for k, p in enumerate(points) if p != points[k - 1]]
    if len(points) < 3 or polygons.area(points) < MIN_AREA:
        raise _wrong(f"{where} 没有面积，请重画。", f"{where} has no area; draw it again.", where)
    crossed = polygons.crossing(points)
    if crossed is not None:
        raise _wrong(
            f"{where} 的第 {crossed[0]} 条边与第 {crossed[1]} 条边相交，请按顺序画点。",
            f"Sides {crossed[0]} and {crossed[1]} of {where} cross each other; draw the points in order.",
            where,
        )
    return tuple(points)


def _point(value: Any, where: str) -> Point:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _wrong(f"{where} 应是 [x, y]。", f"{where} must be [x, y].", where)
    return _number(value[0], f"{where}[0]", -10_000, 100_000), _number(value[1], f"{where}[1]", -10_000, 100_000)


def _hours(value: Any, where: str) -> Hours:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _wrong(f'{where} 应写成 [["22:00", "06:00"]]。', f'{where} must be [["22:00", "06:00"]].', where)
    return tuple(_span(span, f"{where}[{k}]") for k, span in enumerate(value))


def _span(value: Any, where: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(v, str) for v in value):
        raise _wrong(f'{where} 应是一个时段 ["22:00", "06:00"]。', f'{where} must be a span ["22:00", "06:00"].', where)
    minutes = []
    for text in value:
        found = _HOUR.fullmatch(text)
        if found is None or (found[1] == "24" and found[2] != "00"):
            raise _wrong(
                f"{where} 里的 {text} 不是时刻，请写成 22:00。",
                f"{text} in {where} is no time of day; write 22:00.",
                where,
            )
        minutes.append(int(found[1]) * 60 + int(found[2]))
    if minutes[0] == minutes[1]:
        raise _wrong(
            f"{where} 的起止时刻相同；全天请写 00:00 与 24:00。",
            f"{where} begins and ends at the same time; write 00:00 and 24:00 for the whole day.",
            where,
        )
    return minutes[0], minutes[1]


def _wrong(zh: str, en: str, field: str) -> BadInput:
    return BadInput(zh, en, field=field)
