"""The registers as sheets: what one would change, putting it into force, taking it out, and what changed when."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from zhicheng.engines.sheets import as_csv, as_xlsx, read_cells
from zhicheng.flow.tickets import conditions, lanes
from zhicheng.gateways.open311 import referring
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import registers
from zhicheng.ground.people import services as keeping
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.sheets import cells
from zhicheng.ground.sensors import queries as sensor_register
from zhicheng.ground.sensors import services as sensors
from zhicheng.ground.sensors import sheets as sensor_sheet
from zhicheng.infra import changes, clock
from zhicheng.infra.api import PROBLEMS, WrongRow
from zhicheng.infra.changes import Change
from zhicheng.kernel.errors import BadInput, NotFound, Wrong
from zhicheng.kernel.phrases import Phrase
from zhicheng.server.manage.keeper import MOST, city_wide, keeps
from zhicheng.server.manage.shapes import ChangeOut, change_out

router = Router(tags=["manage"])
MAX_SHEET_MB = 20
SHEETS = (*keeping.REGISTERS, "conditions", sensors.SHEET)
CONDITIONS = Phrase("立结案标准", "The conditions of filing and closing")


class PreviewOut(Schema):
    """What an uploaded sheet would change, or did; `wrong` rows stop all of it."""

    added: int
    changed: int
    same: int
    gone: int
    written: bool
    changes: list[ChangeOut]
    wrong: list[WrongRow]


def _changes_out(found: Sequence[Change], wrong: Iterable[Wrong], *, written: bool) -> dict[str, Any]:
    shown = [c for c in found if c.what != "same"][:MOST]
    return {
        **changes.counts(found), "written": written, "wrong": [w._asdict() for w in wrong],
        "changes": [change_out(c) for c in shown],
    }  # fmt: skip


def _uploaded(file: UploadedFile) -> list[list[Any]]:
    """The cells of an uploaded sheet; it is looked at under its own name, so that the sentence names it."""
    if (file.size or 0) > MAX_SHEET_MB * 1024 * 1024:
        raise BadInput(
            f"表格超过 {MAX_SHEET_MB} MB，请只留需要的列和行。",
            f"The sheet is larger than {MAX_SHEET_MB} MB; keep only the columns and rows that are needed.",
            field="file",
        )
    with tempfile.TemporaryDirectory(prefix="zhicheng-sheet-") as folder:
        path = Path(folder) / (Path(file.name or "sheet.xlsx").name or "sheet.xlsx")
        path.write_bytes(file.read())
        return read_cells(path)


@router.post("/manage/{sheet}/preview", response={200: PreviewOut, **PROBLEMS})
def preview(request: HttpRequest, sheet: str, file: File[UploadedFile]) -> dict[str, Any]:
    """What this sheet would change; nothing is written."""
    if sheet == "conditions":
        city_wide(request, CONDITIONS)
        return _changes_out(conditions.planned(conditions.read_rows(_uploaded(file))), [], written=False)
    uploaded, scope = _uploaded(file), keeps(request)
    if sheet == sensors.SHEET:
        found, wrong = sensors.preview(uploaded, scope=scope)
    else:
        found, wrong = keeping.preview_sheet(sheet, uploaded, scope=scope)
    return _changes_out(found, wrong, written=False)


@router.post("/manage/{sheet}/import", response={200: PreviewOut, **PROBLEMS})
def put_into_force(request: HttpRequest, sheet: str, file: File[UploadedFile]) -> dict[str, Any]:
    """Put this sheet into force, all or nothing."""
    who, at, found = staff(request), clock.now(), _uploaded(file)
    if sheet == "conditions":
        city_wide(request, CONDITIONS)
        rows = conditions.read_rows(found)
        planned = conditions.planned(rows)
        conditions.import_rows(rows, by=who.actor, at=at)
        return _changes_out(planned, [], written=True)
    if sheet == sensors.SHEET:
        return _changes_out(sensors.keep_sheet(found, by=who.actor, at=at, scope=keeps(request)), [], written=True)
    return _changes_out(keeping.keep_sheet(sheet, found, by=who.actor, at=at, scope=keeps(request)), [], written=True)


class RowOut(Schema):
    """One thing as its row in the sheet says it: column title → text, in the sheet's order."""

    cells: dict[str, str]


class RowIn(Schema):
    """`was`: the row as it was shown; null for a new one."""

    cells: dict[str, str]
    was: dict[str, str] | None = None


@router.get("/manage/{sheet}/row", response={200: RowOut, **PROBLEMS})
def row(request: HttpRequest, sheet: str, key: str) -> dict[str, Any]:
    """One unit, person, crew or sensor, to be changed in a form."""
    if sheet == sensors.SHEET:
        return {"cells": sensors.row_cells(key, scope=keeps(request))}
    return {"cells": keeping.row_of(sheet, key, scope=keeps(request))}


@router.post("/manage/{sheet}/row", response={200: list[ChangeOut], **PROBLEMS})
def keep_row(request: HttpRequest, sheet: str, payload: RowIn) -> list[dict[str, Any]]:
    """Add or change one: a sheet of one row, with the sheet's own checks."""
    who, at = staff(request), clock.now()
    keep = sensors.keep_row if sheet == sensors.SHEET else partial(keeping.keep_row, sheet)
    found = keep(payload.cells, payload.was, by=who.actor, at=at, scope=keeps(request))
    return [change_out(c) for c in found]


@router.get("/manage/{sheet}/export", response={200: None, **PROBLEMS})
def export(
    request: HttpRequest, sheet: str, format: Literal["csv", "xlsx"] = "xlsx", empty: bool = False
) -> HttpResponse:
    """The register as its own sheet, which can be corrected and imported again; `empty` gives the header only."""
    scope = keeps(request)
    if sheet == "conditions":
        title, lines = "立结案标准", conditions.sheet_lines([] if empty else conditions.in_force())
    elif sheet == sensors.SHEET:
        title, lines = sensor_sheet.TITLE, sensor_sheet.cells([] if empty else sensor_register.sheet_rows(scope))
    else:
        kept = keeping.kept(sheet).sheet
        title, lines = kept.title, cells(kept, [] if empty else registers.sheet_of(sheet, scope))
    kind = (
        "text/csv; charset=utf-8"
        if format == "csv"
        else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    body = as_csv(lines) if format == "csv" else as_xlsx(title, lines)
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{sheet}.{format}"'}
    )


class PastOut(Schema):
    seq: int
    at: datetime
    who: str
    change: ChangeOut


class HistoryOut(Schema):
    rows: list[PastOut]
    next: int | None


@router.get("/manage/{sheet}/history", response={200: HistoryOut, **PROBLEMS})
def history(request: HttpRequest, sheet: str, before: int = 0) -> dict[str, Any]:
    """Who changed what when, newest first. Whole-city keepers only: a change names things of every district."""
    city_wide(request, Phrase("变更记录", "The records of changes"))
    if sheet not in (*SHEETS, lanes.NAME, "mappings", "classifier", "jobs", "dead_letters", referring.REGISTER):
        raise NotFound(f"没有「{sheet}」这张表。", f"There is no register “{sheet}”.")
    found = changes.history(sheet, before_seq=before)
    names = people.account_names(int(p.actor[7:]) for p in found if p.actor.startswith("person:"))
    rows = [
        {"seq": p.seq, "at": p.at, "who": names.get(int(p.actor[7:]), p.actor) if p.actor.startswith("person:") else p.actor,
         "change": change_out(p.change)}
        for p in found
    ]  # fmt: skip
    return {"rows": rows, "next": found[-1].seq if len(found) == 50 else None}
