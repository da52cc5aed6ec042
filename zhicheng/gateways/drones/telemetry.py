"""A flight as it lies in a folder: pictures with what the drone wrote into them (XMP, EXIF), or a CSV beside them. Pure but for reading.

telemetry.csv   file, time, lng, lat, height_m, yaw, pitch[, roll, view]       goes before what stands in the pictures
findings.csv    file, kind, left, top, right, bottom[, confidence, thing, note]     what a person or a model found, in pixels
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, UnidentifiedImageError

from zhicheng.gateways.drones.geometry import Pose, check, view_of_lens
from zhicheng.kernel.errors import BadInput

CHINA = ZoneInfo("Asia/Shanghai")
TELEMETRY, FINDINGS = "telemetry.csv", "findings.csv"
NEEDED = ("file", "time", "lng", "lat", "height_m", "yaw", "pitch")
FOUND = ("file", "kind", "left", "top", "right", "bottom")
LARGEST = 64 * 1024 * 1024
VIEW = 80.0  # of the common drone, where neither lens nor file says it
_XMP = r"""{name}(?:\s*=\s*["']([^"']{{1,40}})["']|>\s*([^<]{{1,40}})\s*<)"""
_EXIF_IFD, _TAKEN, _OFFSET, _FOCAL = 0x8769, 0x9003, 0x9011, 0xA405


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, when it was taken and from where."""

    file: str
    taken_at: datetime
    pose: Pose


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a picture; `line` of findings.csv."""

    file: str
    kind: str
    box: tuple[int, int, int, int]
    confidence: int
    thing: str
    note: str
    line: int


def frame_of(name: str, data: bytes, *, zone: tzinfo = CHINA) -> Frame:
    """By what the drone wrote into the picture; BadInput names the picture and what is missing."""
    width, height, exif, xmp = _opened(name, data)
    details = exif.get_ifd(_EXIF_IFD)
    values = {key: _xmp(name, xmp, tag) for key, tag in XMP_TAGS.items()}
    missing = [XMP_TAGS[k] for k, v in values.items() if v is None and k != "roll"]
    if missing:
        raise _wrong(
            name,
            f"缺少遥测 {'、'.join(missing)}，请提供 {TELEMETRY}",
            f"lacks the telemetry {', '.join(missing)}; give a {TELEMETRY}",
        )
    focal = details.get(_FOCAL)
    view = view_of_lens(float(focal)) if focal else VIEW
    told = {k: v for k, v in values.items() if v is not None}
    pose = Pose(width=width, height=height, view=view, **told)
    _checked(name, pose)
    return Frame(name, _taken(name, details, zone), pose)


XMP_TAGS = {
    "lat": "GpsLatitude", "lng": "GpsLongitude", "height_m": "RelativeAltitude", "yaw": "GimbalYawDegree", "pitch": "GimbalPitchDegree",
    "roll": "GimbalRollDegree",
}  # fmt: skip


def _opened(name: str, data: bytes) -> tuple[int, int, Image.Exif, str]:
    if len(data) > LARGEST:
        raise _wrong(name, f"大于 {LARGEST // 1024 // 1024} MB", f"is larger than {LARGEST // 1024 // 1024} MB")
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
            xmp = image.info.get("xmp", b"")
            text = xmp.decode("utf-8", "replace") if isinstance(xmp, bytes) else str(xmp)
            return image.width, image.height, image.getexif(), text
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _wrong(name, "不是 JPEG 图片", "is no JPEG picture") from None


def _xmp(name: str, xmp: str, tag: str) -> float | None:
    """`drone-dji:GpsLatitude="+31.5"` as attribute or as element, under whatever prefix."""
    found = re.search(r":" + _XMP.format(name=tag), xmp)
    if found is None and tag == "GpsLongitude":
        found = re.search(r":" + _XMP.format(name="GpsLongtitude"), xmp)  # older ones write it so
    if found is None:
        return None
    return _number(name, tag, found[1] or found[2])


def _number(name: str, field: str, text: str) -> float:
    try:
        value = float(text.strip())
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise _wrong(name, f"{field}「{text[:20]}」不是数", f"{field} “{text[:20]}” is no number")
    return value


def _taken(name: str, details: Mapping[int, Any], zone: tzinfo) -> datetime:
    """EXIF says the hour of its own clock; the offset stands beside it, or it is the city's."""
    text, offset = str(details.get(_TAKEN, "")), str(details.get(_OFFSET, "")).strip()
    try:
        moment = datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - its zone follows
        if offset:
            return datetime.fromisoformat(moment.isoformat() + offset)
        return moment.replace(tzinfo=zone)
    except ValueError:
        raise _wrong(
            name, "没有拍摄时间（EXIF DateTimeOriginal）", "has no time of capture (EXIF DateTimeOriginal)"
        ) from None


def frames_of_csv(text: str, sizes: Mapping[str, tuple[int, int]], *, zone: tzinfo = CHINA) -> dict[str, Frame]:
    """By a table; `sizes` of the pictures in pixels. BadInput names line and column."""
    found: dict[str, Frame] = {}
    for line, row in _rows(TELEMETRY, text, NEEDED):
        where, file = f"{TELEMETRY} 第 {line} 行 / line {line}", row["file"].strip()
        if file not in sizes:
            raise _wrong(where, f"没有图片 {file[:60]}", f"there is no picture {file[:60]}")
        if file in found:
            raise _wrong(where, f"图片 {file} 出现两次", f"the picture {file} stands there twice")
        numbers = {k: _number(where, k, row[k]) for k in ("lng", "lat", "height_m", "yaw", "pitch")}
        numbers |= {k: _number(where, k, row[k]) for k in ("roll", "view") if (row.get(k) or "").strip()}
        width, height = sizes[file]
        pose = Pose(width=width, height=height, **numbers)
        _checked(where, pose)
        found[file] = Frame(file, _moment(where, row["time"], zone), pose)
    return found


def findings_of(text: str, frames: Mapping[str, Frame]) -> list[Finding]:
    """What was found; BadInput names line and column."""
    out = []
    for line, row in _rows(FINDINGS, text, FOUND):
        where, file = f"{FINDINGS} 第 {line} 行 / line {line}", row["file"].strip()
        if file not in frames:
            raise _wrong(
                where, f"没有图片 {file[:60]} 或它没有遥测", f"there is no picture {file[:60]}, or it has no telemetry"
            )
        left, top, right, bottom = (round(_number(where, k, row[k])) for k in ("left", "top", "right", "bottom"))
        pose = frames[file].pose
        if not (0 <= left < right <= pose.width and 0 <= top < bottom <= pose.height):
            raise _wrong(
                where,
                f"框不在 {pose.width}×{pose.height} 的画面内",
                f"the box does not lie in the picture of {pose.width}×{pose.height}",
            )
        said = (row.get("confidence") or "").strip()
        confidence = round(_number(where, "confidence", said)) if said else 100
        if not 0 <= confidence <= 100:
            raise _wrong(where, "confidence 应在 0 与 100 之间", "confidence must lie between 0 and 100")
        thing = (row.get("thing") or "").strip() or f"{Path(file).stem[:40]}-{line}"
        note = (row.get("note") or "").strip()[:200]
        out.append(Finding(file, row["kind"].strip(), (left, top, right, bottom), confidence, thing[:48], note, line))
    return out


def _rows(name: str, text: str, needed: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [c for c in needed if c not in (reader.fieldnames or ())]
    if missing:
        raise _wrong(name, f"缺少列 {'、'.join(missing)}", f"lacks the columns {', '.join(missing)}")
    rows = []
    for row in reader:
        if any(row.get(c) is None for c in needed):
            raise _wrong(f"{name} 第 {reader.line_num} 行 / line {reader.line_num}", "列数不够", "has too few columns")
        rows.append((reader.line_num, row))
    return rows


def _moment(where: str, text: str, zone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _wrong(
            where,
            f"time「{text[:30]}」应写成 2026-11-26T09:30:00",
            f"time “{text[:30]}” is no time like 2026-11-26T09:30:00",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _checked(where: str, pose: Pose) -> None:
    try:
        check(pose)
    except BadInput as error:
        raise BadInput(f"{where}：{error.said.zh}", f"{where}: {error.said.en}", field=where) from None


def _wrong(where: str, zh: str, en: str) -> BadInput:
    return BadInput(f"{where}：{zh}。", f"{where}: {en}.", field=where)
