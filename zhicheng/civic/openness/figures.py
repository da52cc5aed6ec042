"""Figures of a month, counted once: what is released is what page, CSV and JSON show.

Counted from the tables by one path (`count`), hidden where small (`tell`). The columns' meanings stand in `dictionary`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from zhicheng.civic.openness.rules.hiding import WITHHELD, Sum, Told, hidden, part_of, told
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import counted
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.shares import interval
from zhicheng.law import matters

SATISFIED = 4  # of five
REASONS = ("hold", "extension", "rework", "return", "open", "none")
MEASURES = ("reports", "closed", "promised", "kept", "rated", "satisfied")
Leaf = tuple[str, str]  # district, matter


class Cell(NamedTuple):
    """What a row counts: a district ("" = the city) and a class or matter ("" = all)."""

    level: str
    district: str
    matter: str


CITY = Cell("city", "", "")


@dataclass(slots=True)
class Counts:
    """What was counted, by (district, matter); promises by unit too, with the reasons of those that were not kept."""

    reports: Counter[Leaf] = field(default_factory=Counter)
    closed: Counter[Leaf] = field(default_factory=Counter)
    promised: Counter[Leaf] = field(default_factory=Counter)
    kept: Counter[Leaf] = field(default_factory=Counter)
    rated: Counter[Leaf] = field(default_factory=Counter)
    satisfied: Counter[Leaf] = field(default_factory=Counter)
    units: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter[str] = field(default_factory=Counter)


def bounds(month: date) -> tuple[datetime, datetime]:
    """The month in China, from its first moment to the next one's."""
    first = datetime(month.year, month.month, 1, tzinfo=CHINA)
    return first, datetime(month.year + month.month // 12, month.month % 12 + 1, 1, tzinfo=CHINA)


def last_month(at: datetime) -> date:
    """The first day of the month that ended last."""
    here = at.astimezone(CHINA).date().replace(day=1)
    return (here - timedelta(days=1)).replace(day=1)


def count(month: date, *, at: datetime) -> Counts:
    """The one query path."""
    since, until = bounds(month)
    out = Counts()
    for (grid, matter), n in reports.received_in(since, until).items():
        out.reports[grid[: counted.PLACES], matter] += n
    out.closed = counted.closed_in(since, until)
    for promise in counted.promises(since, until, at=at):
        _promised(out, promise)
    for district, matter, score in counted.rated_in(since, until):
        out.rated[district, matter] += 1
        out.satisfied[district, matter] += score >= SATISFIED
    return out


def _promised(out: Counts, promise: counted.Promise) -> None:
    leaf, unit = (promise.district, promise.matter), out.units[promise.unit]
    out.promised[leaf] += 1
    out.kept[leaf] += promise.kept
    unit["promised"] += 1
    unit["kept"] += promise.kept
    if not promise.kept:
        unit[promise.why] += 1
        out.reasons[promise.why] += 1


# Told ----------------------------------------------------------------------------------------------------------------------


def tell(counts: Counts, *, month: date, least: int) -> dict[str, Any]:
    """The released content: rows of text and whole numbers, shares in per mille."""
    tables = {name: cells_of(getattr(counts, name)) for name in MEASURES}
    sums = sums_of({leaf for name in MEASURES for leaf in getattr(counts, name)})
    keys = sorted({key for one in sums for key in one.terms} | {CITY}, key=_order)
    shown = {name: hidden({k: tables[name][k] for k in keys}, sums, least) for name in MEASURES}
    rows = [
        _row(k, {name: shown[name][k] for name in MEASURES}, {n: tables[n][k] for n in MEASURES}, least) for k in keys
    ]
    return {
        "month": month.strftime("%Y-%m"), "least": least, "rows": rows, "units": _units(counts, least),
        "reasons": {name: told(counts.reasons[name], least) for name in REASONS},
    }  # fmt: skip


LEVELS = ("city", "district", "class", "district_class", "matter")


def _order(cell: Cell) -> tuple[int, str, str]:
    return LEVELS.index(cell.level), cell.district, cell.matter


def cells_of(one: Mapping[Leaf, int]) -> Counter[Cell]:
    """The count of every row that this leaf belongs to."""
    out: Counter[Cell] = Counter()
    for (district, matter), n in one.items():
        for cell in _rows_of(district, matter):
            out[cell] += n
    return out


def _rows_of(district: str, matter: str) -> tuple[Cell, ...]:
    klass = matter[:2]
    return (
        CITY, Cell("district", district, ""), Cell("class", "", klass), Cell("district_class", district, klass), Cell("matter", "", matter),
    )  # fmt: skip


def sums_of(leaves: set[Leaf]) -> list[Sum[Cell]]:
    """Which rows add up to which: a reader would subtract along each of these."""
    parts: dict[Cell, set[Cell]] = defaultdict(set)
    by_class: dict[Cell, set[Cell]] = defaultdict(set)
    matters_of: dict[Cell, set[Cell]] = defaultdict(set)
    for leaf in leaves:
        city, district, klass, crossed, matter = _rows_of(*leaf)
        parts[city].add(district)
        by_class[city].add(klass)
        parts[district].add(crossed)
        by_class[klass].add(crossed)
        matters_of[klass].add(matter)
    return [
        Sum(tuple(sorted(p)), total) for table in (parts, by_class, matters_of) for total, p in sorted(table.items())
    ]


def _row(cell: Cell, values: Mapping[str, Told], raw: Mapping[str, int], least: int) -> dict[str, Any]:
    """One row. A share is told where both of its numbers are; of opinions also the rest has to be nobody's."""
    zh, en = name_of(cell.matter)
    out: dict[str, Any] = {
        "level": cell.level, "district": cell.district, "district_name": places.name_of(cell.district) if cell.district else "",
        "matter": cell.matter, "matter_name": zh, "matter_name_en": en, **values, "kept_share": None, "satisfied_share": None,
        "satisfied_low": None, "satisfied_high": None,
    }  # fmt: skip
    if isinstance(values["promised"], int) and isinstance(values["kept"], int) and values["promised"]:
        out["kept_share"] = round(values["kept"] * 1000 / values["promised"])
    if isinstance(values["satisfied"], int) and not part_of(raw["satisfied"], raw["rated"], least):
        out["satisfied"] = WITHHELD
    if isinstance(out["satisfied"], int) and isinstance(values["rated"], int) and values["rated"]:
        part, whole = raw["satisfied"], raw["rated"]
        low, high = interval(part, whole)
        out |= {
            "satisfied_share": round(part * 1000 / whole), "satisfied_low": round(low * 1000), "satisfied_high": round(high * 1000),
        }  # fmt: skip
    return out


def name_of(matter: str) -> tuple[str, str]:
    """A class's or a matter's name in both languages."""
    if len(matter) == 2:
        return matters.classes().get(matter, ("未分类", "Not classified"))
    found = matters.matters().get(matter)
    return (found.name, found.name_en) if found else ("", "") if not matter else ("未分类", "Not classified")


def _units(counts: Counts, least: int) -> list[dict[str, Any]]:
    """Promises by unit, those with most first. A unit is no person: only that few are no measure hides its count."""
    names = people.organisation_names(counts.units)
    rows = []
    for unit, n in sorted(counts.units.items(), key=lambda u: (-u[1]["promised"], u[0])):
        enough = n["promised"] >= least
        rows.append(
            {
                "unit": names.get(unit, "未指定单位"), "promised": told(n["promised"], least), "kept": n["kept"] if enough else WITHHELD,
                "kept_share": round(n["kept"] * 1000 / n["promised"]) if enough else None,
                "reasons": {name: n[name] for name in REASONS if n[name]} if enough else {},
            }
        )  # fmt: skip
    return rows
