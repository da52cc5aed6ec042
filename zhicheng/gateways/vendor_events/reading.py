"""One vendor's JSON → what it says, by the mapping file. Pure; BadInput in one sentence that names the field."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from zhicheng.engines.datum import to_wgs84
from zhicheng.gateways.vendor_events.gb28181 import looks_like_one, read_gb_id
from zhicheng.gateways.vendor_events.mapping import Path_, Time, VendorMap, Words
from zhicheng.kernel.errors import BadInput

LONGEST_THING = 64
MOST_EVENTS = 1_000
LARGEST_PICTURE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Said:
    """One event in our words; `camera` still by the vendor's name of it."""

    camera: str
    thing: str
    kind: str
    matter: str
    stage: str
    at: datetime
    started_at: datetime
    zone: str = ""
    confidence: int = 100
    box: tuple[int, int, int, int] | None = None
    lng: float | None = None
    lat: float | None = None
    model: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    images: tuple[tuple[str, bytes], ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()


def events_of(payload: bytes, by: VendorMap) -> list[Any]:
    """The single events of a message: one, or those in the list that the file names."""
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        raise _wrong(by, "", "内容不是 JSON", "the content is no JSON") from None
    if not by.each:
        return found if isinstance(found, list) else [found]
    if isinstance(found, dict) and _at(found, by.each) is None and _at(found, by.event) is not None:
        return [found]  # one by itself, as a dead letter keeps it
    found = _at(found, by.each)
    if not isinstance(found, list):
        raise _wrong(by, _named(by.each), "应是事件的列表", "must be a list of events")
    if len(found) > MOST_EVENTS:
        raise _wrong(by, _named(by.each), f"一次最多 {MOST_EVENTS} 个事件", f"holds more than {MOST_EVENTS} events")
    return found


def read_event(data: Any, by: VendorMap) -> Said:
    """One event."""
    if not isinstance(data, dict):
        raise _wrong(by, "", "事件应是对象", "an event must be an object")
    at = _moment(data, by, by.time)
    kind, _, matter = _word(data, by, by.kind, "类别", "kind").partition("/")
    lng, lat = _point(data, by)
    images, addresses = _pictures(data, by)
    return Said(
        camera=_camera(data, by), thing=_text(data, by, by.thing, LONGEST_THING), kind=kind, matter=matter,
        stage=_word(data, by, by.stage, "阶段", "stage"), at=at, started_at=_started(data, by, at), zone=_zone(data, by),
        confidence=_confidence(data, by), box=_box(data, by), lng=lng, lat=lat, model=_model(data, by), facts=_facts(data, by),
        images=images, addresses=addresses,
    )  # fmt: skip


def _at(data: Any, path: Path_) -> Any:
    """What stands there; None where nothing does."""
    for step in path:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def _named(path: Path_) -> str:
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path).removeprefix(".")


def _text(data: Any, by: VendorMap, path: Path_, most: int) -> str:
    value = _at(data, path)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip() or len(value.strip()) > most or "\x00" in value:
        raise _wrong(by, _named(path), f"应为 1 至 {most} 个字符", f"must have 1 to {most} characters")
    return value.strip()


def _camera(data: Any, by: VendorMap) -> str:
    name = _text(data, by, by.camera, 80)
    if looks_like_one(name):
        read_gb_id(name)
    return name


def _word(data: Any, by: VendorMap, words: Words, zh: str, en: str) -> str:
    if not words.path or (words.otherwise and _at(data, words.path) in (None, "")):
        return words.otherwise
    said = _text(data, by, words.path, 60)
    if said not in words.words:
        raise _wrong(
            by,
            _named(words.path),
            f"不认识{zh}「{said}」，请写进 {by.file} 的 words",
            f"does not know the {en} “{said}”; add it to the words of {by.file}",
        )
    return words.words[said]


def _moment(data: Any, by: VendorMap, time: Time) -> datetime:
    value = _at(data, time.path)
    try:
        if time.form in ("epoch_s", "epoch_ms"):
            return _epoch(value, 1 if time.form == "epoch_s" else 1_000)
        if not isinstance(value, str):
            raise ValueError
        moment = datetime.fromisoformat(value) if time.form == "iso" else datetime.strptime(value, time.form)  # noqa: DTZ007 - below
        moment = moment if moment.tzinfo else moment.replace(tzinfo=time.zone)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        shown = str(value)[:40]
        raise _wrong(
            by,
            _named(time.path),
            f"「{shown}」不是 {time.form} 形式的时间",
            f"“{shown}” is no time of the form {time.form}",
        ) from None


def _epoch(value: Any, per_second: int) -> datetime:
    if isinstance(value, str):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
        raise ValueError
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value / per_second)


def _started(data: Any, by: VendorMap, at: datetime) -> datetime:
    """When it began: by its own field, by how long it has lasted, else just now."""
    if by.started is not None and _at(data, by.started.path) not in (None, ""):
        return min(_moment(data, by, by.started), at)
    if by.duration_s and (lasted := _at(data, by.duration_s)) is not None:
        seconds = _number(lasted, by, by.duration_s)
        if not 0 <= seconds <= 7 * 86_400:
            raise _wrong(
                by,
                _named(by.duration_s),
                f"{seconds:g} 秒不合理，应在 0 与 7 天之间",
                f"{seconds:g} s cannot be; it must lie within 7 days",
            )
        return at - timedelta(seconds=seconds)
    return at


def _number(value: Any, by: VendorMap, path: Path_) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        found = float(value)
    except (ValueError, TypeError):
        found = math.nan
    if not math.isfinite(found):
        raise _wrong(by, _named(path), f"「{str(value)[:40]}」不是数", f"“{str(value)[:40]}” is no number")
    return found


def _point(data: Any, by: VendorMap) -> tuple[float | None, float | None]:
    """WGS-84; without one the camera's own place holds. 0, 0 is how many say that they do not know."""
    if by.place is None:
        return None, None
    lng, lat = _at(data, by.place.lng), _at(data, by.place.lat)
    if lng in (None, "") and lat in (None, ""):
        return None, None
    x, y = _number(lng, by, by.place.lng), _number(lat, by, by.place.lat)
    if x == 0 and y == 0:
        return None, None
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise _wrong(by, _named(by.place.lng), f"{x:g}, {y:g} 不是经纬度", f"{x:g}, {y:g} is no longitude and latitude")
    wx, wy = to_wgs84(x, y, by.place.datum)
    return float(wx), float(wy)


def _zone(data: Any, by: VendorMap) -> str:
    value = _at(data, by.zone) if by.zone else None
    return str(value).replace("\x00", "")[:40] if isinstance(value, str | int) else ""


def _confidence(data: Any, by: VendorMap) -> int:
    """A vendor that says nothing is taken at its word: it is its confirmation."""
    value = _at(data, by.confidence) if by.confidence else None
    if value in (None, ""):
        return 100
    share = _number(value, by, by.confidence) / by.certain
    if not 0 <= share <= 1:
        raise _wrong(
            by,
            _named(by.confidence),
            f"{value} 应在 0 与 {by.certain} 之间",
            f"{value} must lie between 0 and {by.certain}",
        )
    return round(share * 100)


def _box(data: Any, by: VendorMap) -> tuple[int, int, int, int] | None:
    value = _at(data, by.box) if by.box else None
    if value is None:
        return None
    parts = (
        value
        if isinstance(value, list)
        else [value.get(k) for k in ("x", "y", "w", "h")]
        if isinstance(value, dict)
        else []
    )
    if len(parts) != 4:
        raise _wrong(by, _named(by.box), "应是四个数", "must be four numbers")
    a, b, c, d = (round(_number(v, by, by.box)) for v in parts)
    if by.box_as == "size":
        c, d = a + c, b + d
    return (a, b, c, d) if a < c and b < d else None


def _model(data: Any, by: VendorMap) -> str:
    said = _at(data, by.model) if by.model else None
    return f"{by.vendor} {said}"[:160].replace("\x00", "") if isinstance(said, str | int) else by.vendor


def _facts(data: Any, by: VendorMap) -> dict[str, Any]:
    """Their number of it; a plate is a hint that a person reads again."""
    found: dict[str, Any] = {"vendor": by.vendor, "event": _text(data, by, by.event, 120)}
    plate = _at(data, by.plate) if by.plate else None
    if isinstance(plate, str) and plate.strip():
        found["plate_hint"] = {"text": plate.strip()[:20], "needs_person": True}
    return found


def _pictures(data: Any, by: VendorMap) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[str, str], ...]]:
    images, addresses = [], []
    for picture in by.pictures:
        value = _at(data, picture.path)
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            raise _wrong(by, _named(picture.path), "应是文字", "must be text")
        if picture.form == "url":
            addresses.append((picture.what, value))
        else:
            images.append((picture.what, _decoded(value, by, picture.path)))
    return tuple(images), tuple(addresses)


def _decoded(text: str, by: VendorMap, path: Path_) -> bytes:
    body = text.partition(",")[2] if text.startswith("data:") else text
    try:
        found = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise _wrong(by, _named(path), "不是 base64 图片", "is no base64 picture") from None
    if len(found) > LARGEST_PICTURE:
        raise _wrong(
            by,
            _named(path),
            f"图片超过 {LARGEST_PICTURE // 1024 // 1024} MB",
            f"is larger than {LARGEST_PICTURE // 1024 // 1024} MB",
        )
    return found


def _wrong(by: VendorMap, name: str, zh: str, en: str) -> BadInput:
    where = f"的字段 {name} " if name else "的事件："
    there = f": the field {name} " if name else ": "
    return BadInput(f"{by.vendor} {where}{zh}。", f"{by.vendor}{there}{en}.", field=name)
