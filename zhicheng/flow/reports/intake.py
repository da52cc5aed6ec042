"""From rows of a file to reports: which column is what, which values mean what. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhicheng.engines.datum import Datum, to_wgs84
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.services import Refusal
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.ids import key_of

# Our name → names that such files use (compared in lower case).
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "编号", "工单号", "工单编号", "留言编号", "service_request_id", "case_enquiry_id", "raw_id", "key"),
    "time": (
        "time",
        "opened",
        "opened_at",
        "created",
        "created_at",
        "requested_datetime",
        "open_dt",
        "时间",
        "上报时间",
        "受理时间",
        "留言时间",
    ),
    "lng": ("lng", "lon", "long", "longitude", "经度", "x"),
    "lat": ("lat", "latitude", "纬度", "y"),
    "address": ("address", "地址", "位置", "事发地点", "location"),
    "text": ("text", "description", "detail", "内容", "描述", "问题描述", "留言详情", "content"),
    "title": ("title", "标题", "留言主题", "主题"),
    "category": ("category", "label", "类别", "事项", "事项代码", "小类名称", "type", "service_name", "case_title"),
    "reporter": ("reporter", "姓名", "上报人", "诉求人", "user"),
    "phone": ("phone", "电话", "联系电话", "手机"),
    "photo": ("photo", "照片", "图片"),
}
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
           "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y%m%d%H%M%S")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Our name → the file's column."""

    of: Mapping[str, str]

    def get(self, row: Mapping[str, Any], name: str) -> Any:
        column = self.of.get(name)
        return row.get(column) if column else None


def match_columns(header: Iterable[str], mapping: Mapping[str, str]) -> Columns:
    """Find our columns in the file's header; `mapping` (their=ours) goes first. BadInput when nothing usable is there."""
    names = [h for h in header if h]
    for theirs, ours in mapping.items():
        if theirs not in names:
            raise BadInput(
                f"--map：文件里没有列「{theirs}」；有：{'、'.join(names[:20])}。",
                f"--map: the file has no column “{theirs}”; it has {', '.join(names[:20])}.",
                field="map",
            )
        if ours not in NAMES:
            raise BadInput(
                f"--map：没有字段「{ours}」；可用：{'、'.join(NAMES)}。",
                f"--map: there is no field “{ours}”; any of {', '.join(NAMES)}.",
                field="map",
            )
    lower = {h.lower(): h for h in reversed(names)}
    found = {ours: next((lower[t] for t in theirs if t in lower), "") for ours, theirs in NAMES.items()}
    found |= {ours: theirs for theirs, ours in mapping.items()}
    used = {k: v for k, v in found.items() if v}
    if not used.keys() & {"text", "category", "address", "title"} and not {"lng", "lat"} <= used.keys():
        raise BadInput(
            f"文件里没有可用的列：至少要有 text、address、category 之一，或 lng 与 lat；有：{'、'.join(names[:20]) or '（没有表头）'}。"
            "列名不同时用 --map 他们的列名=我们的字段。",
            f"The file has no column that helps: text, address or category, or lng and lat; it has {', '.join(names[:20]) or '(no header)'}. "
            "Where the names differ use --map THEIR COLUMN=OUR FIELD.", field="FILE",
        )  # fmt: skip
    return Columns(used)


def to_incoming(numbered: Iterable[tuple[int, Mapping[str, Any]]], columns: Columns) -> Iterator[Incoming | Refusal]:
    """Rows → reports, or why not; a bad row never stops the others."""
    for n, row in numbered:
        try:
            yield _incoming(n, row, columns)
        except BadInput as error:
            yield Refusal(n, error.field, error.said)


def check_whole(row: Mapping[str, Any]) -> None:
    """A line that is no object, or ends in its middle."""
    if "__broken__" in row:
        raise BadInput(
            f"这一行不是 JSON 对象：{row['__broken__']}",
            f"This line is not a JSON object: {row['__broken__']}",
            field="",
        )
    if "__short__" in row:
        raise BadInput(
            f"这一行只有 {row['__short__']} 列，比表头少，文件可能在这里断了。",
            f"This line has only {row['__short__']} columns, fewer than the header; the file may end here.",
            field="",
        )


def _incoming(n: int, row: Mapping[str, Any], columns: Columns) -> Incoming:
    check_whole(row)
    title, text = _text(columns.get(row, "title")), _text(columns.get(row, "text"))
    key = _text(columns.get(row, "id")) or key_of(
        *(f"{k}={_text(v)}" for k, v in sorted(row.items(), key=lambda kv: str(kv[0])))
    )
    return Incoming(
        key=key, happened_at=parse_time(columns.get(row, "time")), text="。".join(p for p in (title, text) if p)[:4000],
        lng=parse_degrees(columns.get(row, "lng"), "lng"), lat=parse_degrees(columns.get(row, "lat"), "lat"),
        address=_text(columns.get(row, "address")), category=_text(columns.get(row, "category")),
        reporter=_text(columns.get(row, "reporter")), phone=_text(columns.get(row, "phone")), row=n,
    )  # fmt: skip


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def parse_degrees(value: Any, name: str) -> float | None:
    """A number of degrees; empty is None. BadInput otherwise."""
    text = _text(value)
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise BadInput(
            f"「{text}」不是度数，请填十进制数字，例如 120.155。",
            f"“{text}” is not in degrees; give a decimal number such as 120.155.",
            field=name,
        ) from None


def parse_time(value: Any) -> datetime | None:
    """A moment; without a zone Asia/Shanghai; empty is None. BadInput for dates that do not exist."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=CHINA)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=CHINA)
    text = str(value).strip()
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _by_format(text)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _by_format(text: str) -> datetime:
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
        except ValueError:
            continue
    raise BadInput(
        f"时间「{text}」认不出来或不存在，请写成 2026-05-01 09:30:00。",
        f"The time “{text}” is not readable or does not exist; write 2026-05-01 09:30:00.",
        field="time",
    )


def in_wgs84(rows: Sequence[Incoming], datum: Datum) -> None:
    """Convert the points of a batch once, at the door."""
    if datum == "wgs84":
        return
    # What is no place on the globe is left for the rule that refuses it with a sentence.
    chosen = [r for r in rows if r.lng is not None and r.lat is not None and abs(r.lng) <= 180 and abs(r.lat) <= 90]
    if chosen:
        lng, lat = to_wgs84([r.lng for r in chosen], [r.lat for r in chosen], datum)  # type: ignore[arg-type]
        for row, x, y in zip(chosen, lng, lat, strict=True):
            row.lng, row.lat = float(x), float(y)
