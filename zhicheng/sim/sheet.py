"""The sheet of filing conditions of the invented city: all 250 matters, in the form that cities have, with merged cells."""

from __future__ import annotations

import csv
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from zhicheng.flow.tickets import conditions
from zhicheng.flow.tickets.conditions import HEADERS, Row, parse_limit
from zhicheng.ground.people.services import kept
from zhicheng.ground.people.sheets import cells
from zhicheng.ground.places import queries as places
from zhicheng.ground.sensors import sheets as sensors
from zhicheng.infra import clock
from zhicheng.law import matters
from zhicheng.law.packs import load_pack
from zhicheng.sim.founding import DEPARTMENTS, brigade
from zhicheng.sim.gauges import demo_sensors

LETTERS = "ABCDEFGHIJKLMN"
TITLE = "治城示范市 城市管理事项立案、结案条件和处置时限（示范）"


def demo_rows() -> list[Row]:
    """Conditions of the demo city: the listed ones where there are any, the class's default for the other matters."""
    listed = [
        Row(code, file_if, close_if, parse_limit(text), text, _handled_by(code), "市城市管理局（示范）")
        for code, file_if, close_if, text in load_pack("demo_city", "conditions")["conditions"]
    ]
    known = {r.matter for r in listed}
    rest = [
        Row(r.matter, r.file_if, r.close_if, r.limit, r.limit_text, _handled_by(r.matter), "市城市管理局（示范）")
        for r in conditions.default_rows()
        if r.matter not in known
    ]
    return sorted(listed + rest, key=lambda r: r.matter)


def _handled_by(code: str) -> str:
    for name, codes, _ in DEPARTMENTS:
        if any(code.startswith(c) for c in codes):
            return f"各区{name}"
    return "各区执法中队"


def write_sheet(path: Path) -> int:
    """Write the sheet as .xlsx; returns the number of conditions."""
    rows = demo_rows()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "立结案标准"
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADERS))
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet.append(list(HEADERS))
    for cell in sheet[2]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF6")
    first: dict[str, int] = {}
    for row in rows:
        matter = matters.matters()[row.matter]
        sheet.append([
            matter.klass, matters.classes()[matter.klass][0], row.matter, matter.name, row.handled_by, row.competent, row.file_if,
            row.close_if, row.limit_text,
        ])  # fmt: skip
        first.setdefault(row.matter, sheet.max_row)
    for code, start in first.items():
        end = start + sum(1 for r in rows if r.matter == code) - 1
        if end > start:
            for column in range(1, 7):  # as offices do: one matter, several conditions
                sheet.merge_cells(start_row=start, start_column=column, end_row=end, end_column=column)
    for letter, wide in zip("ABCDEFGHI", (8, 16, 8, 22, 18, 18, 52, 40, 14), strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet.freeze_panes = "A3"
    book.save(path)
    return len(rows)


def write_register(name: str, path: Path) -> int:
    """Write the invented brigade's sheet of units, people, crews, responsibilities or sensors for this city; returns the number of rows."""
    if name == sensors.NAME:
        return _write(sensors.TITLE, list(sensors.cells(demo_sensors(places.city()))), path)
    sheet = kept(name).sheet
    rows = getattr(brigade(places.city(), on=clock.now().date()), name)
    return _write(sheet.title, list(cells(sheet, rows)), path)


def _write(title: str, lines: list[list[str]], path: Path) -> int:
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as f:
            csv.writer(f).writerows(lines)
        return len(lines) - 1
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    page.append([f"治城示范市 {title}（示范）"])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(lines[0]))
    for line in lines:
        page.append(line)
    for cell in page[2]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8EEF6")
    for letter in LETTERS[: len(lines[0])]:
        page.column_dimensions[letter].width = 20
    page.freeze_panes = "A3"
    book.save(path)
    return len(lines) - 1
