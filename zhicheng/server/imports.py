"""Files into the running system, in batches: each batch is one transaction, so a killed import is simply run again."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from zhicheng.engines import tables
from zhicheng.flow.reports import intake, services
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.services import Refusal
from zhicheng.flow.tickets import conditions
from zhicheng.ground.permits import services as permits
from zhicheng.ground.permits.services import NewPermit
from zhicheng.ground.places import queries as places
from zhicheng.ground.places.city import City
from zhicheng.ground.places.fitting import Move, fit_onto
from zhicheng.infra import clock, jobs
from zhicheng.infra.config import config
from zhicheng.infra.models import Job
from zhicheng.infra.worker import calm_collector
from zhicheng.kernel.errors import BadInput

BATCH = 2_000
ENOUGH_TO_TELL = 20  # points: fewer say nothing about whose city a file is of
STEP = "step:tickets.decide_reports"
SOURCES = ("citizen", "hotline", "grid", "camera", "sensor", "social", "import", "officer")
Tell = Callable[[str], None]


def import_file(
    path: Path,
    *,
    source: str,
    mapping: Mapping[str, str],
    datum: str,
    fit: bool,
    tell: Tell,
    at: datetime | None = None,
) -> dict[str, Any]:
    """Reports from a file through to tickets; the counts of contracts/commands.md. BadInput before anything is written."""
    if source not in SOURCES:
        raise BadInput(f"没有来源 {source}；可用：{'、'.join(SOURCES)}。", field="source")
    city, began = places.city(), time.perf_counter()
    calm_collector()
    numbered = tables.read_rows(path)
    first = list(islice(numbered, BATCH))
    if not first:
        raise BadInput(f"{path.name} 没有数据行。", field="FILE")
    columns = intake.match_columns({str(k): None for _, row in first for k in row}, mapping)
    moved = _fitting(path, columns, first, city, asked=fit, datum=datum, tell=tell)
    counts = {"read": 0, "accepted": 0, "known": 0}
    refused: list[Refusal] = []
    ids: list[tuple[int, int]] = []
    rows = chain(first, numbered)
    while batch := list(islice(rows, BATCH)):
        taken = _take(batch, columns, source, datum, moved, at or clock.now())
        counts["read"] += len(batch)
        counts["accepted"] += len(taken.reports)
        counts["known"] += len(taken.known)
        refused += taken.refused
        if taken.reports:
            ids.append((taken.reports[0].pk, taken.reports[-1].pk))
        _decide(at or clock.now())
        tell(
            f"{counts['read']:,} 行 · 受理 {counts['accepted']:,} · 拒收 {len(refused):,} · {time.perf_counter() - began:.1f} 秒"
        )
    _wait(tell)
    states = reports.states_in(ids)
    return {
        **counts, "refused": len(refused), "merged": states.get("merged", 0), "tickets": states.get("ticketed", 0),
        "waiting": states.get("waiting", 0), "lawful": states.get("lawful", 0), "fitted_to_city": moved is not None,
        "seconds": round(time.perf_counter() - began, 3), "refusals_file": _refusals_file(path, refused),
    }  # fmt: skip


def _take(
    batch: list[tuple[int, dict[str, Any]]],
    columns: intake.Columns,
    source: str,
    datum: str,
    moved: Move | None,
    at: datetime,
) -> services.Taken:
    good: list[Incoming] = []
    refused: list[Refusal] = []
    for one in intake.to_incoming(batch, columns):
        if isinstance(one, Refusal):
            refused.append(one)
        else:
            good.append(one)
    intake.in_wgs84(good, datum)  # type: ignore[arg-type]
    if moved is not None:
        for one in good:
            if one.lng is not None and one.lat is not None:
                one.lng, one.lat = moved(one.lng, one.lat)
    taken = services.receive_many(good, source=source, by=f"import:{source}", at=at)
    taken.refused = sorted(taken.refused + refused, key=lambda r: r.row)
    return taken


def _decide(at: datetime) -> None:
    """Run the deciding step here and now, unless a worker has taken it already."""
    jobs.drain(at=at, worker="import", name=STEP)


def _wait(tell: Tell) -> None:
    """A worker elsewhere may hold a batch: wait for it, at most a minute."""
    for _ in range(600):
        if not Job.objects.filter(name=STEP).exclude(state="stuck").exists():
            return
        time.sleep(0.1)
        _decide(clock.now())
    tell("有一批上报仍在后台处理，计数可能偏少。")


def _fitting(
    path: Path,
    columns: intake.Columns,
    first: list[tuple[int, dict[str, Any]]],
    city: City,
    *,
    asked: bool,
    datum: str,
    tell: Tell,
) -> Move | None:
    """A file of another city: in the demo, or when asked, its points are moved onto ours; otherwise rows are refused one by one."""
    if "lng" not in columns.of or "lat" not in columns.of:
        return None
    good = [
        i
        for i in intake.to_incoming(first, columns)
        if isinstance(i, Incoming) and i.lng is not None and i.lat is not None
    ]
    good = [i for i in good if abs(i.lat or 0) <= 90 and abs(i.lng or 0) <= 180 and (i.lng, i.lat) != (0, 0)]
    if len(good) < ENOUGH_TO_TELL:
        return None
    intake.in_wgs84(good, datum)  # type: ignore[arg-type]
    lng, lat = np.array([i.lng for i in good], float), np.array([i.lat for i in good], float)
    if city.covers(lng, lat).any() and not asked:
        return None
    if not asked and config().mode == "production":
        return None
    tell(f"{path.name} 的点都不在{city.name}：按比例移到本市范围内试用（中间 96 % 的点对齐道路范围）。")
    return fit_onto(city, lng, lat)


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
    rows = conditions.read_rows(_cells(path))
    return conditions.import_rows(rows, by="person:0", at=at or clock.now())


def _cells(path: Path) -> list[list[Any]]:
    if path.name.lower().endswith(".xlsx"):
        return tables.read_sheet(path)
    rows = [row for _, row in tables.read_rows(path)]
    return [list(rows[0]), *[list(r.values()) for r in rows]] if rows else []


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
        raise BadInput(f"第 {n} 行：缺 {'、'.join(missing)}。", field=missing[0])
    kind = str(row["kind"]).strip()
    lng, lat = intake.parse_degrees(row["lng"], "经度"), intake.parse_degrees(row["lat"], "纬度")
    if lng is None or lat is None or not places.city().locate(lng, lat).grid:
        raise BadInput(f"第 {n} 行：点 ({lng}, {lat}) 不在本市范围内。", field="经度")
    return NewPermit(
        str(row["number"]).strip(), KIND_NAMES.get(kind, kind), str(row["holder"] or ""), str(row["place"]), lng, lat,
        _day(n, row["valid_from"], "有效期起"), _day(n, row["valid_to"], "有效期止"), radius_m=_whole(n, row["radius_m"], "半径", 20),
        hours=_hours(str(row["hours"] or "")), places=_whole(n, row["places"], "数量", 1), area=places.city().locate(lng, lat).street,
    )  # fmt: skip


def _whole(n: int, value: Any, name: str, default: int) -> int:
    try:
        return int(float(value)) if value not in (None, "") else default
    except ValueError:
        raise BadInput(f"第 {n} 行：{name}「{value}」不是整数。", field=name) from None


def _day(n: int, value: Any, name: str) -> date:
    try:
        found = intake.parse_time(value)
    except BadInput as error:
        raise BadInput(f"第 {n} 行：{error}", field=name) from None
    if found is None:
        raise BadInput(f"第 {n} 行：缺{name}。", field=name)
    return found.date()


def _hours(text: str) -> list[dict[str, str]]:
    """ "17:00-22:00;05:30-08:30" → spans."""
    spans = [s.strip() for s in text.replace("；", ";").replace("–", "-").split(";") if s.strip()]
    return [{"days": "1234567", "from": s.partition("-")[0].strip(), "to": s.partition("-")[2].strip()} for s in spans]
