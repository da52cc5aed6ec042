"""Reports and links from files, for commands and tools: rows as `engines/tables` gives them.

What cannot be read of one row (its time, its place) is missing for this row only: it then has no earlier report, and is counted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from zhicheng.engines.duplicates.reports import Reports, reports_from
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput

Row = Mapping[str, Any]
NEEDED = ("id", "time")
SLASHES = re.compile(r"^(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):)?")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """The reports of a file; `timeless` and `misplaced`: numbers of the rows whose time or place could not be read."""

    reports: Reports
    timeless: tuple[int, ...]
    misplaced: tuple[int, ...]


def reports_of(rows: Iterable[tuple[int, Row]], *, name: str) -> Read:
    """Columns id, time and any of lng, lat, category, text, closed_time. BadInput: one sentence for the first wrong row or column."""
    ids: dict[str, int] = {}
    columns: dict[str, list[Any]] = {c: [] for c in ("hours", "lng", "lat", "category", "texts", "closed")}
    timeless, misplaced = [], []
    for number, row in rows:
        if number == 1 and (missing := [c for c in NEEDED if c not in row]):
            raise BadInput(
                f"{name} 缺少列 {'、'.join(missing)}。", f"{name} has no column {', '.join(missing)}.", field=missing[0]
            )
        _keep_id(ids, str(row["id"] if row.get("id") is not None else "").strip(), number, name)
        hours, (lng, lat, odd) = _hours(row.get("time")), _point(row.get("lng"), row.get("lat"))
        if math.isnan(hours):
            timeless.append(number)
        if odd:
            misplaced.append(number)
        texts = (_words(row.get("title")), _words(row.get("text")))
        values = (
            hours,
            lng,
            lat,
            _words(row.get("category")),
            " ".join(t for t in texts if t),
            _hours(row.get("closed_time")),
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    if not ids:
        raise BadInput(f"{name} 没有数据行。", f"{name} has no rows.", field="FILE")
    if len(timeless) == len(ids):
        raise BadInput(
            f"{name} 的 time 列没有一个能读懂的时间，请用 ISO 8601，例如 2026-11-26T08:30。",
            f"No time in {name} can be read; write ISO 8601, for instance 2026-11-26T08:30.",
            field="time",
        )
    return Read(reports_from(ids=list(ids), **columns), tuple(timeless), tuple(misplaced))


def links_of(rows: Iterable[tuple[int, Row]], reports: Reports, *, name: str) -> tuple[dict[int, int], int]:
    """({row: row of its parent}, links that name a report which is not in the file) from columns id, parent_id."""
    rank = {one: i for i, one in enumerate(reports.ids)}
    links, unknown = {}, 0
    for number, row in rows:
        if number == 1 and (missing := [c for c in ("id", "parent_id") if c not in row]):
            raise BadInput(
                f"{name} 缺少列 {'、'.join(missing)}。", f"{name} has no column {', '.join(missing)}.", field="PAIRS"
            )
        child, parent = rank.get(str(row["id"]).strip()), rank.get(str(row["parent_id"]).strip())
        if child is None or parent is None or child == parent:
            unknown += 1
        else:
            links[child] = parent
    return links, unknown


def _keep_id(ids: dict[str, int], one: str, number: int, name: str) -> None:
    if not one:
        raise BadInput(f"{name} 第 {number} 行没有 id。", f"Row {number} of {name} has no id.", field="id")
    if one in ids:
        raise BadInput(
            f"{name} 第 {number} 行的 id {one} 与第 {ids[one]} 行相同。",
            f"Row {number} of {name} has the id {one} of row {ids[one]}.",
            field="id",
        )
    ids[one] = number


def _words(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)


def _dashes(found: re.Match[str]) -> str:
    """2026/1/2 9:30, as spreadsheets write it, as ISO 8601."""
    year, month, day, hour = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}" + (f" {hour:0>2}:" if hour else "")


def _hours(value: Any) -> float:
    """Hours since 1970; NaN when it is not a time. Without a zone it is Beijing time."""
    if not isinstance(value, datetime):
        text = _words(value).strip()
        try:
            value = datetime.fromisoformat(SLASHES.sub(_dashes, text))
        except ValueError:
            return math.nan
    if value.tzinfo is None:
        value = value.replace(tzinfo=CHINA)
    return float((value - EPOCH).total_seconds() / 3600)


def _point(lng: Any, lat: Any) -> tuple[float, float, bool]:
    """(lng, lat, something was there that is no place)."""
    said = [_words(v).strip() for v in (lng, lat)]
    if not any(said):
        return math.nan, math.nan, False
    try:
        x, y = float(said[0]), float(said[1])
    except ValueError:
        return math.nan, math.nan, True
    if abs(x) <= 180 and abs(y) <= 90:  # False for NaN as well
        return x, y, False
    return math.nan, math.nan, True
