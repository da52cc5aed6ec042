"""A sheet that an office keeps: title lines, one header line in Chinese, rows. Which column is which; cells as text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, NamedTuple

from zhicheng.engines import tables
from zhicheng.kernel.errors import BadInput

HEADER_WITHIN = 10  # lines of titles that may stand above the header
YES = frozenset({"是", "有", "1", "true", "yes", "y", "√", "在职", "在用"})
NO = frozenset({"否", "无", "0", "false", "no", "n", "×", "离职", "停用"})


class Line(NamedTuple):
    """One row: its line number in the sheet and its cells by column title, as text; a column that is not there is absent."""

    number: int
    cells: Mapping[str, str]

    def text(self, title: str) -> str:
        return self.cells.get(title, "")


def read_cells(path: Path) -> list[list[Any]]:
    """All cells of an Excel sheet (the first one) or of a CSV file, header included. BadInput for what is no table."""
    if path.name.lower().endswith(".xlsx"):
        return tables.read_sheet(path)
    rows = [row for _, row in tables.read_rows(path)]
    return [list(rows[0]), *[[v for k, v in r.items() if k != "__short__"] for r in rows]] if rows else []


def read_lines(path: Path) -> list[list[Any]]:
    """All lines of a sheet as somebody keeps it: titles above the header, merged cells filled, objects of JSON lines under their names
    (what is no object stands under `__broken__`). BadInput for what is no table."""
    name = path.name.lower()
    if name.endswith(".xlsx") and path.is_file():
        return tables.read_sheet(path, fill_merged=True)
    if name.endswith((".csv", ".csv.gz")) and path.is_file() and path.stat().st_size:
        return [list(line) for line in tables.csv_lines(path)]
    rows = [row for _, row in tables.read_rows(path)]
    names = list(dict.fromkeys(str(k) for row in rows for k in row))
    return [names, *[[row.get(name) for name in names] for row in rows]] if rows else []


def lines(cells: Sequence[Sequence[Any]], titles: Sequence[str], needed: Sequence[str]) -> Iterator[Line]:
    """The rows below the header. BadInput when the first ten lines hold no header with the needed columns."""
    start, columns = _header(cells, titles, needed)
    for number, row in enumerate(cells[start + 1 :], start=start + 2):
        found = {title: cell_text(row[at]) if at < len(row) else "" for title, at in columns.items()}
        if any(found.values()):
            yield Line(number, found)


def _header(
    cells: Sequence[Sequence[Any]], titles: Sequence[str], needed: Sequence[str]
) -> tuple[int, Mapping[str, int]]:
    best: list[str] = list(needed)
    for i, row in enumerate(cells[:HEADER_WITHIN]):
        columns = {t: at for at, v in enumerate(row) if (t := cell_text(v).replace("\n", "").rstrip("*")) in titles}
        missing = [n for n in needed if n not in columns]
        if not missing:
            return i, columns
        best = min(best, missing, key=len)
    raise BadInput(
        f"前 {HEADER_WITHIN} 行里没有完整的表头：缺列 {'、'.join(best)}；可用的列：{'、'.join(titles)}。",
        f"The first {HEADER_WITHIN} rows hold no complete header: no column {', '.join(best)}; columns there may be: {', '.join(titles)}.",
        field=best[0],
    )


def cell_text(value: Any) -> str:
    """A cell as its person sees it: whole numbers without .0, days as 2026-05-01."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def yes_or_no(text: str, *, default: bool) -> bool:
    """是/否 in the ways people write it; BadInput otherwise."""
    lower = text.lower()
    if not lower:
        return default
    if lower in YES or lower in NO:
        return lower in YES
    raise BadInput(f"「{text}」应为 是 或 否。", f"“{text}” should be yes or no.")


def day_of(text: str) -> date | None:
    """2026-05-01, 2026/5/1, 2026.5.1, 20260501, 2026年5月1日; empty is None. BadInput for what is no day."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise BadInput(f"「{text}」不是日期或不存在，请写成 2026-05-01。", f"“{text}” is no day; write it as 2026-05-01.")


Cell = str | int | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV that Excel opens as UTF-8."""
    text = StringIO()
    csv.writer(text).writerows([[_no_formula(v) for v in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as an Excel sheet; every cell is text, so that codes keep their leading zeros."""
    return as_book({title: rows})


def as_book(pages: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """Several sheets in one Excel file; texts stay texts, numbers can be summed up, nothing is a formula."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    for title, rows in pages.items():
        page = book.create_sheet(title)
        page.freeze_panes = "A2"
        for row in rows:
            page.append([ILLEGAL_CHARACTERS_RE.sub("", _no_formula(v)) if isinstance(v, str) else v for v in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _no_formula(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    return "'" + text if text.startswith(FORMULA) else text


def split_names(text: str) -> list[str]:
    """Several values in one cell: separated by 、 ， , ; or a line break."""
    for mark in "，,;；\n/":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]
