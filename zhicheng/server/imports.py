"""Files into the running system, in batches: each batch is one transaction, so a killed import is simply run again."""

from __future__ import annotations

import csv
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, OperationalError

from zhicheng.engines import tables
from zhicheng.engines.datum import Datum
from zhicheng.engines.sheets import read_cells
from zhicheng.flow.reports import intake, learning
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.services import Draft, Refusal
from zhicheng.flow.tickets import conditions
from zhicheng.flow.tickets import services as tickets
from zhicheng.ground.people import services as people
from zhicheng.ground.permits import services as permits
from zhicheng.ground.permits.services import NewPermit
from zhicheng.ground.places import queries as places
from zhicheng.ground.sensors import services as sensors
from zhicheng.infra import clock
from zhicheng.infra.changes import counts
from zhicheng.infra.config import config
from zhicheng.infra.worker import calm_collector
from zhicheng.kernel.errors import BadInput, BadSheet, Conflict
from zhicheng.kernel.hours import parse_hours
from zhicheng.server.drafting import Tell, drafted

BY = "cli"  # whoever has a shell on the installation
SOURCES = (
    "citizen",
    "hotline",
    "grid",
    "camera",
    "sensor",
    "social",
    "import",
    "officer",
    "open311",
    "liaison",
    "whistle",
)
TRIES = 5


def import_file(
    path: Path,
    *,
    source: str,
    mapping: Mapping[str, str],
    datum: Datum,
    fit: bool,
    tell: Tell,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Reports from a file through to tickets; the counts of contracts/commands.md. BadInput before anything is written."""
    if source not in SOURCES:
        raise BadInput(
            f"没有来源 {source}；可用：{'、'.join(SOURCES)}。",
            f"There is no source {source}; any of {', '.join(SOURCES)}.",
            field="source",
        )
    began, at = time.perf_counter(), at or clock.now()
    calm_collector()
    learning.keep(at_once=True)  # drafts are made without the database, with what lies on this machine
    counts = {"read": 0, "accepted": 0, "known": 0}
    refused: list[Refusal] = []
    states: Counter[str] = Counter()
    fitted = False
    for batch in drafted(path, mapping, datum, fit, at):
        if batch.words:
            tell(batch.words)
        made, known = written(batch.drafts, source, at)
        counts["read"] += batch.rows
        counts["accepted"] += len(made)
        counts["known"] += len(known)
        refused += batch.refused
        fitted = batch.fitted
        states.update(r.state for r in made)
        tell(
            f"{counts['read']:,} 行 · 受理 {counts['accepted']:,} · 拒收 {len(refused):,} · {time.perf_counter() - began:.1f} 秒"
        )
    return {
        **counts, "refused": len(refused), "merged": states.get("merged", 0), "tickets": states.get("ticketed", 0),
        "waiting": states.get("waiting", 0), "lawful": states.get("lawful", 0), "fitted_to_city": fitted,
        "seconds": round(time.perf_counter() - began, 3), "refusals_file": _refusals_file(path, refused),
    }  # fmt: skip


def written(drafts: list[Draft], source: str, at: datetime) -> tuple[list[Report], list[Report]]:
    """One batch, one transaction. Who meets another writer at the same rows begins the batch again: it left nothing behind."""
    for left in reversed(range(TRIES)):
        try:
            return tickets.open_from_drafts(drafts, source=source, by=f"import:{source}", at=at)
        except (Conflict, IntegrityError, OperationalError):
            if not left:
                raise
            time.sleep(0.1)
    raise AssertionError("unreachable")


def _refusals_file(path: Path, refused: list[Refusal]) -> str | None:
    """Row, field, reason of every refused row, as a CSV that a spreadsheet opens."""
    if not refused:
        return None
    folder = config().home / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.name}.refused-{time.time_ns() // 1_000_000}.csv"
    with target.open("w", encoding="utf-8-sig", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("row", "field", "reason"))
        writer.writerows((r.row, r.field, r.reason) for r in refused)
    return str(target)


def import_sheet(path: Path, *, at: datetime | None = None) -> dict[str, int]:
    """The sheet of filing conditions."""
    rows = conditions.read_rows(read_cells(path))
    return conditions.import_rows(rows, by="person:0", at=at or clock.now())


def import_register(
    name: str, path: Path, *, dry_run: bool = False, passwords: Path | None = None, at: datetime | None = None
) -> dict[str, Any]:
    """One of the registers from its sheet, all or nothing; `dry_run` only says what would change. BadSheet with all bad rows."""
    cells, now = read_cells(path), at or clock.now()
    if dry_run:
        changes, wrong = sensors.preview(cells) if name == sensors.SHEET else people.preview_sheet(name, cells)
        if wrong:
            raise BadSheet(wrong)
    elif name == sensors.SHEET:
        changes = sensors.keep_sheet(cells, by=BY, at=now)
    else:
        changes = people.keep_sheet(name, cells, by=BY, at=now)
    out: dict[str, Any] = {"rows": sum(c.what != "gone" for c in changes), **counts(changes), "written": not dry_run}
    if passwords is not None and not dry_run:
        out["passwords"] = _first_passwords([c.name.split(" ")[0] for c in changes if c.what != "gone"], passwords, now)
    out["changes"] = [
        {"row": c.row, "name": c.name, "what": c.what, "before": dict(c.before), "after": dict(c.after)}
        for c in changes
        if c.what != "same"
    ]
    return out


SIGNS = {"added": "+", "changed": "~", "gone": "-"}


def change_line(change: Mapping[str, Any]) -> str:
    """ "~ 0017 王芳 · 单位：一中队 → 二中队"."""
    fields = [
        f"{title}：{change['before'].get(title, '') or '（空）'} → {change['after'].get(title, '') or '（空）'}"
        for title in change["after"]
    ]
    told = f" · {'；'.join(fields)}" if change["what"] == "changed" else ""
    return f"{SIGNS[change['what']]} {change['name']}{told}"


def _first_passwords(numbers: list[str], path: Path, at: datetime) -> int:
    """A first password for everybody who has none; the file is for its owner's eyes only and is told once."""
    if path.exists():
        raise BadInput(
            f"{path} 已存在，不覆盖：密码只写这一次，请换一个文件名。",
            f"{path} exists and is not overwritten: passwords are written this once; give another name.",
            field="--passwords",
        )
    chosen = people.without_password(numbers)
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as f:
        writer = csv.writer(f)
        writer.writerow(("工号", "初始密码"))
        writer.writerows((n, people.issue_password(number=n, by=BY, at=at)) for n in chosen)
    return len(chosen)


PERMIT_COLUMNS = {
    "编号": "number", "种类": "kind", "持有人": "holder", "地点": "place", "经度": "lng", "纬度": "lat", "半径": "radius_m",
    "时段": "hours", "有效期起": "valid_from", "有效期止": "valid_to", "数量": "places",
}  # fmt: skip
KIND_NAMES = {
    "摊位点": "stall",
    "摊位": "stall",
    "广告招牌": "sign",
    "招牌": "sign",
    "占道": "road",
    "渣土": "spoil",
    "挖掘": "digging",
}


def import_permit_sheet(path: Path) -> dict[str, int]:
    """Permits from a sheet, all or nothing."""
    return {"permits": permits.issue([_permit(n, row) for n, row in _named(path)])}


def _named(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for n, row in tables.read_rows(path):
        yield n, {ours: row.get(theirs) for theirs, ours in PERMIT_COLUMNS.items()}


def _permit(n: int, row: Mapping[str, Any]) -> NewPermit:
    missing = [
        theirs
        for theirs, ours in PERMIT_COLUMNS.items()
        if ours in ("number", "kind", "place", "lng", "lat") and not row.get(ours)
    ]
    if missing:
        raise BadInput(
            f"第 {n} 行：缺 {'、'.join(missing)}。", f"Row {n}: {', '.join(missing)} missing.", field=missing[0]
        )
    kind = str(row["kind"]).strip()
    lng, lat = intake.parse_degrees(row["lng"], "经度"), intake.parse_degrees(row["lat"], "纬度")
    if lng is None or lat is None or not places.city().locate(lng, lat).grid:
        raise BadInput(
            f"第 {n} 行：点 ({lng}, {lat}) 不在本市范围内。",
            f"Row {n}: the point ({lng}, {lat}) is not in this city.",
            field="经度",
        )
    return NewPermit(
        str(row["number"]).strip(), KIND_NAMES.get(kind, kind), str(row["holder"] or ""), str(row["place"]), lng, lat,
        _day(n, row["valid_from"], "有效期起"), _day(n, row["valid_to"], "有效期止"), radius_m=_whole(n, row["radius_m"], "半径", 20),
        hours=_hours(n, str(row["hours"] or "")), places=_whole(n, row["places"], "数量", 1), area=places.city().locate(lng, lat).street,
    )  # fmt: skip


def _whole(n: int, value: Any, name: str, default: int) -> int:
    try:
        return int(float(value)) if value not in (None, "") else default
    except (ValueError, OverflowError):
        raise BadInput(
            f"第 {n} 行：{name}「{value}」不是整数。", f"Row {n}: {name} “{value}” is not a whole number.", field=name
        ) from None


def _day(n: int, value: Any, name: str) -> date:
    try:
        found = intake.parse_time(value)
    except BadInput as error:
        raise BadInput(f"第 {n} 行：{error}", f"Row {n}: {error.said.en}", field=name) from None
    if found is None:
        raise BadInput(f"第 {n} 行：缺{name}。", f"Row {n}: {name} is missing.", field=name)
    return found.date()


def _hours(n: int, text: str) -> list[dict[str, str]]:
    """ "17:00-22:00；周六、周日 05:30-08:30" → spans."""
    try:
        return parse_hours(text)
    except BadInput as error:
        raise BadInput(f"第 {n} 行：{error}", f"Row {n}: {error.said.en}", field="时段") from None
