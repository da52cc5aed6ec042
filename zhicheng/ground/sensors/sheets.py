"""The sheet of sensors that an office keeps: from cells to rows and back. No database; all wrong rows are found before anything is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from zhicheng.engines.sheets import Line, day_of, lines, yes_or_no
from zhicheng.ground.sensors.rules.kinds import KINDS, factor_of
from zhicheng.ground.sensors.rules.limits import PLACES
from zhicheng.kernel.errors import BadInput, BadSheet, Wrong

NAME, TITLE = "sensors", "传感器表"
COLUMNS = (
    "编号", "名称", "类型", "单位", "经度", "纬度", "地址", "场所类别", "上报间隔秒", "维护单位", "所属工地商户", "安装日期", "校准有效期止", "在用",
)  # fmt: skip
ENGLISH = dict(zip(COLUMNS, (
    "code", "name", "kind", "unit", "longitude", "latitude", "address", "class of place", "interval in seconds", "looked after by", "site or shop",
    "installed on", "calibrated to", "in use",
), strict=True))  # fmt: skip
NEEDED = ("编号", "名称", "类型", "经度", "纬度")
NAMED_PLACES = ("noise",)  # kinds whose limits hang on the class of the place
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,31}")
LONGEST_INTERVAL = 7 * 86_400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SensorRow:
    """A sensor as its row says; degrees WGS-84. One that is not `active` is switched off."""

    code: str
    name: str
    kind: str
    lng: float
    lat: float
    unit: str = ""
    address: str = ""
    place: str = ""
    interval_s: int = 60
    unit_of: str = ""
    site: str = ""
    installed_on: date | None = None
    calibrated_to: date | None = None
    active: bool = True
    row: int = 0


def read(cells: Sequence[Sequence[Any]]) -> list[SensorRow]:
    """Every row of the sheet. BadInput without a header; BadSheet with all rows that are wrong."""
    rows: list[SensorRow] = []
    wrong: list[Wrong] = []
    for line in lines(cells, COLUMNS, NEEDED):
        try:
            rows.append(_row(line))
        except BadInput as error:
            wrong.append(Wrong(line.number, error.field, *error.said))
    if wrong:
        raise BadSheet(wrong)
    if not rows:
        raise BadInput(
            "传感器表里没有数据行：表头下面至少要有一行。",
            "The sheet of sensors has no rows: at least one must stand below the header.",
        )
    return rows


def cells(rows: Iterable[SensorRow]) -> Iterator[list[str]]:
    """The sheet with these rows, header first; what `read` reads again."""
    yield list(COLUMNS)
    for row in rows:
        yield list(facts(row).values())


def facts(row: SensorRow) -> dict[str, str]:
    """A row by its columns, as people read it."""
    return dict(zip(COLUMNS, (
        row.code, row.name, KINDS[row.kind].name.zh, row.unit or KINDS[row.kind].unit, f"{row.lng:.7f}".rstrip("0").rstrip("."),
        f"{row.lat:.7f}".rstrip("0").rstrip("."), row.address, row.place, str(row.interval_s), row.unit_of, row.site,
        row.installed_on.isoformat() if row.installed_on else "", row.calibrated_to.isoformat() if row.calibrated_to else "",
        "是" if row.active else "否",
    ), strict=True))  # fmt: skip


def _row(line: Line) -> SensorRow:
    kind = _in("类型", lambda: _kind(line.text("类型")))
    return SensorRow(
        code=_in("编号", lambda: _code(line.text("编号"))), name=_text(line, "名称", 80, needed=True), kind=kind,
        unit=_in("单位", lambda: _unit(kind, line.text("单位"))), lng=_in("经度", lambda: _degrees(line.text("经度"), 180)),
        lat=_in("纬度", lambda: _degrees(line.text("纬度"), 90)), address=_text(line, "地址", 120),
        place=_in("场所类别", lambda: _place(kind, line.text("场所类别"))), interval_s=_in("上报间隔秒", lambda: _interval(line.text("上报间隔秒"))),
        unit_of=_text(line, "维护单位", 80), site=_text(line, "所属工地商户", 80),
        installed_on=_in("安装日期", lambda: day_of(line.text("安装日期"))),
        calibrated_to=_in("校准有效期止", lambda: day_of(line.text("校准有效期止"))),
        active=_in("在用", lambda: yes_or_no(line.text("在用"), default=True)), row=line.number,
    )  # fmt: skip


def _in(title: str, read_cell: Callable[[], T]) -> T:
    try:
        return read_cell()
    except BadInput as error:
        raise BadInput(*error.said, field=title) from None


def _text(line: Line, title: str, most: int, *, needed: bool = False) -> str:
    found = line.text(title)
    if needed and not found:
        raise BadInput("不能为空。", "It must not be empty.", field=title)
    if len(found) > most:
        raise BadInput(
            f"有 {len(found)} 字，最多 {most} 字。", f"It has {len(found)} characters; at most {most} fit.", field=title
        )
    return found


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise BadInput(
            f"「{text[:40]}」应为 1 至 32 个字母、数字、点、横线。",
            f"“{text[:40]}” must have 1 to 32 letters, digits, dots or dashes.",
        )
    return text


def _kind(text: str) -> str:
    for code, kind in KINDS.items():
        if text in (code, kind.name.zh):
            return code
    raise BadInput(
        f"没有类型「{text}」；可用：{'、'.join(k.name.zh for k in KINDS.values())}。",
        f"There is no kind “{text}”; there are: {', '.join(KINDS)}.",
    )


def _unit(kind: str, text: str) -> str:
    if text and factor_of(kind, text) is None:
        known = KINDS[kind]
        raise BadInput(
            f"{known.name.zh}没有单位「{text}」；可用：{'、'.join(u for u in known.units if u) or '留空'}。",
            f"{known.name.en} has no unit “{text}”; there are: {', '.join(u for u in known.units if u) or 'leave it empty'}.",
        )
    return text or KINDS[kind].unit


def _degrees(text: str, most: int) -> float:
    try:
        found = float(text)
    except ValueError:
        raise BadInput(
            f"「{text}」不是经纬度，请写成 117.0032 的样子。", f"“{text}” is no degree; write it like 117.0032."
        ) from None
    if not abs(found) <= most:  # also refuses nan
        raise BadInput(f"{text} 不在地球上，请核对。", f"{text} is not on the globe; check it.")
    return found


def _place(kind: str, text: str) -> str:
    """4a, "4a类", "4A类 交通干线两侧" or the whole name; noise cannot do without."""
    plain = text.strip().lower()
    found = next((p for p in PLACES if plain in (p, f"{p}类", PLACES[p].zh.lower())), None)
    if found or (not plain and kind not in NAMED_PLACES):
        return found or ""
    given = f"「{text}」不是场所类别" if plain else "噪声传感器必须填场所类别，否则不知道限值"
    given_en = (
        f"“{text}” is no class of place" if plain else "A noise meter needs its class of place, or it has no limit"
    )
    raise BadInput(
        f"{given}；可用：{'、'.join(p.zh for p in PLACES.values())}。", f"{given_en}; there are: {', '.join(PLACES)}."
    )


def _interval(text: str) -> int:
    if not text:
        return 60
    if not text.isdigit() or not 1 <= int(text) <= LONGEST_INTERVAL:
        raise BadInput(
            f"「{text}」应为 1 到 {LONGEST_INTERVAL} 的整数秒。",
            f"“{text}” must be whole seconds from 1 to {LONGEST_INTERVAL}.",
        )
    return int(text)
