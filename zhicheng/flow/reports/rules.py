"""Is this row a report? Pure checks of one incoming row."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import SILENCE, Phrase

MAX_TEXT = 4_000
EARLIEST_YEAR = 2000
TOO_NEW = timedelta(minutes=10)  # phones' clocks are a little off, not a day


@dataclass(slots=True)
class Incoming:
    """One report as its sender gave it; coordinates already WGS-84 degrees. `row` names it in a refusal."""

    key: str
    happened_at: datetime | None = None
    text: str = ""
    lng: float | None = None
    lat: float | None = None
    address: str = ""
    category: str = ""
    reporter: str = ""
    phone: str = ""
    photos: list[str] = field(default_factory=list)
    row: int = 0


def check(incoming: Incoming, *, at: datetime) -> None:
    """Raise BadInput with one sentence when the row cannot be a report."""
    if not incoming.key:
        raise BadInput(
            "缺少编号：每条上报要有发送方自己的编号（id 或 key），重复发送才不会重复受理。",
            "The number is missing: each report needs its sender's own number (id or key), so that sending twice changes nothing.",
            field="id",
        )
    if len(incoming.text) > MAX_TEXT:
        raise BadInput(
            f"文字有 {len(incoming.text)} 字，最多 {MAX_TEXT} 字，请缩短。",
            f"The text has {len(incoming.text)} characters, at most {MAX_TEXT}. Shorten it.",
            field="text",
        )
    if (
        "\x00"
        in f"{incoming.key}{incoming.text}{incoming.address}{incoming.category}{incoming.reporter}{incoming.phone}"
    ):
        raise BadInput(
            "文字里有空字符（NUL），数据库存不下，请重新导出或删去。",
            "The text holds a NUL character, which no database stores; export it again or remove it.",
            field="text",
        )
    check_time(incoming.happened_at, at=at)
    check_point(incoming.lng, incoming.lat)
    if incoming.lng is None and not (incoming.text.strip() or incoming.address.strip() or incoming.category.strip()):
        raise BadInput(
            "既没有位置也没有内容：请至少写明地点或发生了什么。",
            "Say at least where it is or what happened.",
            field="text",
        )


def check_time(moment: datetime | None, *, at: datetime) -> None:
    """Not in the future, not before the year 2000."""
    if moment is None:
        return
    if moment > at + TOO_NEW:
        raise BadInput(
            f"时间 {moment:%Y-%m-%d %H:%M} 在将来，请核对日期格式与时区。",
            f"The time {moment:%Y-%m-%d %H:%M} is in the future; check the date's form and its zone.",
            field="time",
        )
    if moment.year < EARLIEST_YEAR:
        raise BadInput(
            f"时间 {moment:%Y-%m-%d} 早于 {EARLIEST_YEAR} 年，请核对日期格式。",
            f"The time {moment:%Y-%m-%d} is before {EARLIEST_YEAR}; check the date's form.",
            field="time",
        )


def check_point(lng: float | None, lat: float | None) -> None:
    """Both or none, finite, on the globe, and not the (0, 0) of a GPS without a fix."""
    if lng is None and lat is None:
        return
    if lng is None or lat is None:
        raise BadInput(
            "经度和纬度只有一个，请两个都填或都不填。",
            "There is only one of longitude and latitude; give both or neither.",
            field="lng" if lng is None else "lat",
        )
    if not (math.isfinite(lng) and math.isfinite(lat)):
        raise BadInput(
            "经纬度不是数字，请填十进制度数，例如 120.155, 30.274。",
            "Longitude and latitude are not numbers; give decimal degrees such as 120.155, 30.274.",
            field="lng",
        )
    if abs(lat) > 90 or abs(lng) > 180:
        swapped = abs(lng) <= 90 and abs(lat) <= 180
        hint = Phrase("，经度和纬度像是填反了", "; longitude and latitude look swapped") if swapped else SILENCE
        raise BadInput(
            f"点 ({lng}, {lat}) 不在地球上{hint.zh}，请核对。",
            f"The point ({lng}, {lat}) is not on the globe{hint.en}; check it.",
            field="lat",
        )
    if lng == 0 and lat == 0:
        raise BadInput(
            "点 (0, 0) 是定位失败时的占位值，请去掉或填真实位置。",
            "The point (0, 0) is what a phone sends without a fix; leave it out or choose the place on the map.",
            field="lng",
        )
