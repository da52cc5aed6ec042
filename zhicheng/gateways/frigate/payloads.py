"""What Frigate says, read out of its JSON; pure. BadInput names the field.

Field differences that matter: 0.13 has `snapshot_time` beside `frame_time`, 0.14 `snapshot {frame_time, box, …}` and reviews, 0.15
`active`, `attributes` as a table, 0.16 `recognized_license_plate` and `<camera>/status/<role>`. What we do not use is not looked at.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from zhicheng.kernel.errors import BadInput

TYPES = ("new", "update", "end")
LONGEST_ID = 64
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """One message about one tracked object (or one review)."""

    kind: str  # new | update | end
    tracked: str
    camera: str
    label: str
    at: datetime  # the frame it speaks of
    started_at: datetime
    ended_at: datetime | None
    zones: tuple[str, ...]
    score: int  # per cent
    box: Box | None = None
    false_positive: bool = False
    plate: str = ""
    plate_score: int = 0
    has_snapshot: bool = False
    snapshot_at: datetime | None = None
    facts: Mapping[str, Any] | None = None


def read_json(payload: bytes) -> dict[str, Any]:
    """An object; BadInput for anything else."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise _wrong("", "内容不是 JSON", "the payload is no JSON") from None
    if not isinstance(found, dict):
        raise _wrong("", "内容不是 JSON 对象", "the payload is no JSON object")
    return found


def read_event(payload: bytes) -> Seen:
    """A message of `frigate/events`."""
    kind, after = _parts(read_json(payload))
    at = moment(after, "frame_time") or moment(after, "snapshot_time")
    started = moment(after, "start_time") or at
    ended = moment(after, "end_time")
    at = max(filter(None, (at, ended)), default=None) if kind == "end" else at
    if at is None or started is None:
        raise _wrong("after.frame_time", "缺少时间", "has no time")
    plate, plate_score = _plate(after)
    return Seen(
        kind=kind, tracked=text(after, "id", LONGEST_ID), camera=text(after, "camera", 80), label=text(after, "label", 40), at=at,
        started_at=min(started, at), ended_at=ended if kind == "end" else None, zones=names(after, "current_zones"),
        score=per_cent(after.get("score") if kind != "end" else after.get("top_score", after.get("score"))), box=_box(after),
        false_positive=after.get("false_positive") is True, plate=plate, plate_score=plate_score,
        has_snapshot=after.get("has_snapshot") is True, snapshot_at=_snapshot_at(after), facts=_facts(after),
    )  # fmt: skip


def read_review(payload: bytes) -> Seen:
    """A message of `frigate/reviews`: a stretch of time with several objects; no box, no score."""
    kind, after = _parts(read_json(payload))
    data = after.get("data")
    if not isinstance(data, dict):
        raise _wrong("after.data", "应是对象", "must be an object")
    started, ended = moment(after, "start_time"), moment(after, "end_time")
    if started is None:
        raise _wrong("after.start_time", "缺少时间", "has no time")
    labels = [label.removesuffix("-verified") for label in names(data, "objects")]
    return Seen(
        kind=kind, tracked=text(after, "id", LONGEST_ID), camera=text(after, "camera", 80), label="+".join(sorted(set(labels)))[:40],
        at=ended or _last_detection(data) or started, started_at=started, ended_at=ended if kind == "end" else None,
        zones=names(data, "zones"), score=0, has_snapshot=False,
        facts={"severity": str(after.get("severity", ""))[:20], "detections": list(names(data, "detections"))[:20]},
    )  # fmt: skip


def _last_detection(data: Mapping[str, Any]) -> datetime | None:
    """Ids begin with their start time, and that is the only sign of time that an open review carries."""
    stamps = []
    for name in names(data, "detections"):
        try:
            stamps.append(_moment(float(name.partition("-")[0])))
        except (ValueError, OverflowError, OSError):
            continue
    return max(stamps, default=None)


def _parts(found: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    kind, after = found.get("type"), found.get("after")
    if kind not in TYPES:
        raise _wrong(
            "type", f"是 {str(kind)[:20]!r}，应为 new、update 或 end", f"is {str(kind)[:20]!r}, not new, update or end"
        )
    if not isinstance(after, dict):
        raise _wrong("after", "缺少或不是对象", "is missing or no object")
    return kind, after


def text(data: Mapping[str, Any], name: str, most: int) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > most or "\x00" in value:
        raise _wrong(f"after.{name}", f"应为 1 至 {most} 个字符的文字", f"must be text of 1 to {most} characters")
    return value.strip()


def names(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise _wrong(f"after.{name}", "应是名称的列表", "must be a list of names")
    return tuple(value)


def moment(data: Mapping[str, Any], name: str) -> datetime | None:
    """Seconds since 1970 as Frigate counts them; None where there is none."""
    value = data.get(name)
    if value is None or value == 0:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong(f"after.{name}", "应是 1970 年以来的秒数", "must be seconds since 1970")
    try:
        return _moment(float(value))
    except (ValueError, OverflowError, OSError):
        raise _wrong(f"after.{name}", f"{value} 不是时间", f"{value} is no time") from None


def _moment(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=round(seconds * 1e6))


def per_cent(value: Any) -> int:
    """0.87 → 87; what is no share counts as nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0
    return max(0, min(100, round(value * 100)))


def _snapshot_at(after: Mapping[str, Any]) -> datetime | None:
    """0.13 says it beside the frame, later versions inside `snapshot`."""
    snapshot = after.get("snapshot")
    return moment(snapshot, "frame_time") if isinstance(snapshot, dict) else moment(after, "snapshot_time")


def _box(after: Mapping[str, Any]) -> Box | None:
    """Pixels of the detect stream, corners."""
    value = after.get("box")
    if not isinstance(value, list) or len(value) != 4:
        return None
    if any(isinstance(v, bool) or not isinstance(v, int | float) or not math.isfinite(v) for v in value):
        return None
    x1, y1, x2, y2 = (round(v) for v in value)
    return (x1, y1, x2, y2) if x1 < x2 and y1 < y2 else None


def _plate(after: Mapping[str, Any]) -> tuple[str, int]:
    """A text with its score beside it (0.16), or both in a pair; a known plate comes as the sub-label and is not taken for read."""
    value, score = after.get("recognized_license_plate"), after.get("recognized_license_plate_score")
    if isinstance(value, list) and len(value) == 2:
        value, score = value
    return (value.strip()[:20], per_cent(score)) if isinstance(value, str) else ("", 0)


def _facts(after: Mapping[str, Any]) -> dict[str, Any]:
    """What a reviewer may want to know; no floats."""
    found: dict[str, Any] = {"label": str(after.get("label", ""))[:40]}
    if isinstance(after.get("stationary"), bool):
        found["stationary"] = after["stationary"]
    sub = after.get("sub_label")
    if isinstance(sub, list) and sub and isinstance(sub[0], str):
        sub = sub[0]
    if (
        isinstance(sub, str) and sub and after.get("label") != "person"
    ):  # who somebody is, is not asked of a camera (INV-84)
        found["sub_label"] = sub[:40]
    return found


def read_word(payload: bytes, allowed: tuple[str, ...]) -> str:
    """`online`, `offline`, … as a bare word."""
    word = payload[:20].decode("utf-8", "replace").strip()
    if word not in allowed:
        raise _wrong(
            "",
            f"内容是 {word!r}，应为 {'、'.join(allowed)} 之一",
            f"the payload is {word!r}, not one of {', '.join(allowed)}",
        )
    return word


def _wrong(field: str, zh: str, en: str) -> BadInput:
    where = f"字段 {field} " if field else ""
    there = f"the field {field} " if field else ""
    return BadInput(
        f"Frigate 的消息不正确：{where}{zh}。", f"Frigate's message is not right: {there}{en}.", field=field
    )
