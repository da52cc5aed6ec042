"""Open data: the released figures as CSV and JSON, each column explained, each file with its digest and licence."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from typing_extensions import TypedDict

from zhicheng.civic.openness.figures import REASONS
from zhicheng.civic.openness.models import Publication
from zhicheng.civic.openness.terms import terms
from zhicheng.engines.sheets import as_csv


class ColumnMeaning(TypedDict):
    """One column of the open data."""

    column: str
    meaning: str
    meaning_en: str
    formula: str
    formula_en: str
    unit: str
    unit_en: str


class OpenFile(TypedDict):
    """A file to download; `sha256` of its bytes."""

    name: str
    url: str
    sha256: str
    size: int
    licence: str


class Column(NamedTuple):
    name: str
    meaning: tuple[str, str]
    formula: tuple[str, str] = ("", "")
    unit: tuple[str, str] = ("", "")


N, PERMILLE = ("件", "items"), ("千分比", "per mille")
SMALL = (
    "小于 5 记为「<5」；为防止相减推出而隐去的记为「*」",
    "below 5 told as “<5”; “*” is withheld so that nobody can subtract",
)
FIGURES = (
    Column("month", ("月份（北京时间）", "month (China time)"), unit=("年-月", "year-month")),
    Column("level", ("行的口径：city 全市，district 区，class 大类，district_class 区×大类，matter 事项",
        "what the row counts: city, district, class, both, matter")),
    Column("district", ("区代码", "code of the district")),
    Column("district_name", ("区名称", "name of the district")),
    Column("matter", ("大类（2 位）或事项（5 位）代码，GB/T 47678.5-2026", "code of the class (2 digits) or matter (5 digits)")),
    Column("matter_name", ("事项名称", "name of the matter")),
    Column("matter_name_en", ("事项英文名称", "English name of the matter")),
    Column("reports", ("当月收到的上报，不含不予受理的", "reports received in the month, without those not accepted"), SMALL, N),
    Column("closed", ("当月结案的工单", "tickets closed in the month"), SMALL, N),
    Column("promised", ("立案时承诺的期限在当月到期的工单，作废的不算",
        "tickets whose limit, as set at filing, ended in the month; void ones left out"), SMALL, N),
    Column("kept", ("其中在原定期限内处置完成的：延期、挂账过的不算按期",
        "of these handled within that first limit; extended or put on hold is not kept"), SMALL, N),
    Column("kept_share", ("按期率", "share of promises kept"), ("kept ÷ promised × 1000，四舍五入", "kept ÷ promised × 1000, rounded"), PERMILLE),
    Column("rated", ("当月结案工单收到的市民评价", "citizens' ratings of tickets closed in the month"), SMALL, N),
    Column("satisfied", ("其中 4 分或 5 分的", "of these four or five of five"), SMALL, N),
    Column("satisfied_share", ("满意率", "share of the satisfied"), ("satisfied ÷ rated × 1000", "satisfied ÷ rated × 1000"), PERMILLE),
    Column("satisfied_low", ("满意率 95% 置信区间下限", "lower end of its 95 % interval"), ("Wilson 1927", "Wilson 1927"), PERMILLE),
    Column("satisfied_high", ("满意率 95% 置信区间上限", "upper end of its 95 % interval"), ("Wilson 1927", "Wilson 1927"), PERMILLE),
)  # fmt: skip
WHY = {
    "hold": ("其中挂账过的", "of those not kept: put on hold"), "extension": ("其中延期过的", "extended"), "rework": ("其中返工过的", "done again"),
    "return": ("其中退回过的", "returned"), "open": ("其中尚未处置的", "not handled yet"), "none": ("没有记录原因的", "no reason on record"),
}  # fmt: skip
PROMISES = (
    FIGURES[0],
    Column("unit", ("处置单位", "the unit that handles")),
    Column("promised", FIGURES[9].meaning, SMALL, N),
    Column("kept", FIGURES[10].meaning, SMALL, N),
    FIGURES[11],
    *(Column(f"late_{name}", WHY[name], unit=N) for name in REASONS),
)
NAMES = ("figures.csv", "promises.csv", "figures.json")


def dictionary() -> list[ColumnMeaning]:
    """Every column of both tables, once."""
    seen = dict.fromkeys((*FIGURES, *PROMISES))
    return [
        {"column": c.name, "meaning": c.meaning[0], "meaning_en": c.meaning[1], "formula": c.formula[0], "formula_en": c.formula[1],
         "unit": c.unit[0], "unit_en": c.unit[1]}
        for c in seen
    ]  # fmt: skip


def content(one: Publication, name: str) -> bytes:
    """The bytes of one of its files."""
    if name == "figures.csv":
        return as_csv(_table(FIGURES, [{"month": one.content["month"], **row} for row in one.content["rows"]]))
    if name == "promises.csv":
        return as_csv(_table(PROMISES, [_unit(one.content["month"], u) for u in one.content["units"]]))
    told = {
        "title": one.title,
        "licence": terms().licence,
        "digest": one.digest,
        "columns": dictionary(),
        **one.content,
    }
    return msgspec.json.encode(told)


def _unit(month: str, unit: dict[str, Any]) -> dict[str, Any]:
    return {
        "month": month,
        **unit,
        **{f"late_{name}": unit["reasons"].get(name, 0 if unit["reasons"] else "") for name in REASONS},
    }


def _table(columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> list[list[str]]:
    cells = [["" if row[c.name] is None else str(row[c.name]) for c in columns] for row in rows]
    return [[c.name for c in columns], *cells]


def listed(one: Publication) -> list[OpenFile]:
    """Its files with their digests."""
    out: list[OpenFile] = []
    for name in NAMES:
        data = content(one, name)
        url = f"/api/open/figures/{one.content['month']}/{name}"
        out.append(
            {
                "name": name,
                "url": url,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "licence": terms().licence,
            }
        )
    return out
