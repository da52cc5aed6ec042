"""Real days of reports from a file, as arrays: what the replay needs to know of them, and no more.

Columns (any order, any case): time (or opened, opened_at, 上报时间), lng (lon, longitude, 经度), lat (latitude, 纬度);
optional category (类别) and service_minutes. Other columns are ignored. WGS-84 degrees. Times without a zone are
Asia/Shanghai. Files end in .csv, .csv.gz, .parquet, .jsonl or .xlsx. A bad row is left out and named in `refusals`; a
file that cannot be read at all is BadInput.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhicheng.kernel.errors import BadInput

Floats = NDArray[np.float64]
SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991; the standard library's zone table may be absent
DAY = 86_400

NAMES: dict[str, tuple[str, ...]] = {
    "time": ("time", "opened", "opened_at", "datetime", "上报时间", "时间"),
    "lng": ("lng", "lon", "longitude", "经度"),
    "lat": ("lat", "latitude", "纬度"),
    "category": ("category", "类别"),
    "service_minutes": ("service_minutes",),
}
REQUIRED = ("time", "lng", "lat")


@dataclass(frozen=True)
class Refusal:
    """Row (1 = first row of data) and field that could not be used, and why."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, eq=False)
class Demand:
    """n reports in order of time. Arrays of shape (n,): `at` seconds since 1970 UTC, `lng`, `lat` degrees, `category`,
    `service_minutes` (nan = not given). `refusals`: rows of the file that were left out.
    """

    at: Floats
    lng: Floats
    lat: Floats
    category: NDArray[np.str_]
    service_minutes: Floats
    refusals: tuple[Refusal, ...] = ()

    def __len__(self) -> int:
        return len(self.at)

    def take(self, rows: NDArray[Any], at: Floats | None = None) -> Demand:
        """These rows (an index or mask), put in order of time; `at` replaces their times."""
        when = self.at[rows] if at is None else at
        order = np.argsort(when, kind="stable")
        columns = {k: getattr(self, k)[rows][order] for k in ("lng", "lat", "category", "service_minutes")}
        return replace(self, at=when[order], **columns)


def read_demand(path: Path) -> Demand:
    """Read a file of reports by its ending. BadInput: unknown ending, unreadable, a needed column missing, no usable
    row.
    """
    columns = _columns(path)
    names = _choose(columns, path)
    rows = len(columns[names["time"]])
    refused: dict[int, Refusal] = {}
    at = _parse(columns[names["time"]], "time", _seconds, refused)
    lng = _parse(columns[names["lng"]], "lng", _degrees(180), refused)
    lat = _parse(columns[names["lat"]], "lat", _degrees(90), refused)
    service = np.full(rows, np.nan)
    if "service_minutes" in names:
        service = _parse(columns[names["service_minutes"]], "service_minutes", _service, refused)
    category = np.full(rows, "", dtype="U1")
    if "category" in names:
        category = np.array(["" if v is None else str(v) for v in columns[names["category"]]], dtype=np.str_)
    good = np.ones(rows, bool)
    good[list(refused)] = False
    if not good.any():
        first = f" (row {min(refused) + 1}: {refused[min(refused)].reason})" if refused else ""
        raise BadInput(f"{path.name} holds no usable row{first}; each needs time, lng and lat.")
    refusals = tuple(refused[k] for k in sorted(refused))
    return Demand(at, lng, lat, category, service, refusals).take(np.flatnonzero(good))


def between(demand: Demand, start: str | None, end: str | None) -> Demand:
    """Reports with start <= time < end; ISO 8601, without zone = Asia/Shanghai. BadInput for a wrong time or none
    left.
    """
    low = _edge(start, "--from", -np.inf)
    high = _edge(end, "--to", np.inf)
    rows = np.flatnonzero((demand.at >= low) & (demand.at < high))
    if not len(rows):
        span = f"{start or 'the beginning'} and {end or 'the end'}"
        raise BadInput(f"No report lies between {span}; widen --from and --to.")
    return demand.take(rows)


def scale_demand(demand: Demand, per_day: int, seed: int) -> Demand:
    """One day with exactly `per_day` reports and the file's own hours and places: a bootstrap of whole days.

    Days of the file (Asia/Shanghai) are drawn with replacement and laid over each other until there are enough reports;
    then `per_day` of them are kept at random. Whole days keep what belongs together (a storm, a market day). The result
    stands on the file's last day. BadInput if per_day < 1.
    """
    if per_day < 1:
        raise BadInput(f"--per-day is {per_day}; give at least 1.")
    generator = np.random.default_rng(seed)
    local = demand.at + SHANGHAI.utcoffset(None).total_seconds()
    day, second = np.floor_divide(local, DAY), np.mod(local, DAY)
    starts = np.flatnonzero(np.diff(day, prepend=-np.inf))
    ends = np.append(starts[1:], len(day))
    drawn: list[NDArray[np.int64]] = []
    have = 0
    while have < per_day:
        k = int(generator.integers(len(starts)))
        drawn.append(np.arange(starts[k], ends[k]))
        have += len(drawn[-1])
    rows = generator.choice(np.concatenate(drawn), per_day, replace=False)
    return demand.take(rows, at=second[rows] + (demand.at[-1] - second[-1]))


# -- reading -----------------------------------------------------------------------------------------------------------


def _columns(path: Path) -> dict[str, Sequence[Any]]:
    ending = "".join(path.suffixes[-2:]).lower()
    readers = {".csv": _csv, ".csv.gz": _csv, ".parquet": _parquet, ".jsonl": _jsonl, ".xlsx": _xlsx}
    reader = readers.get(ending) or readers.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path.name} has an unknown ending; give .csv, .csv.gz, .parquet, .jsonl or .xlsx.")
    try:
        return reader(path)
    except BadInput:
        raise
    except (OSError, ValueError, KeyError, EOFError, csv.Error, zipfile.BadZipFile) as error:
        said = " ".join(str(error).split())[:160]
        message = f"{path.name} cannot be read as {path.suffix} ({said}); check the file and its ending."
        raise BadInput(message) from error


def _csv(path: Path) -> dict[str, Sequence[Any]]:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows, [])
    return _from_rows(header, rows)


def _jsonl(path: Path) -> dict[str, Sequence[Any]]:
    records = [json.loads(line) for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
    if not all(isinstance(r, dict) for r in records):
        raise ValueError("each line must be one JSON object")
    header = list(dict.fromkeys(k for r in records for k in r))
    return {k: [r.get(k) for r in records] for k in header}


def _xlsx(path: Path) -> dict[str, Sequence[Any]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = ["" if v is None else str(v) for v in next(rows, ())]
        return _from_rows(header, rows)
    finally:
        book.close()


def _parquet(path: Path) -> dict[str, Sequence[Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted = {alias for aliases in NAMES.values() for alias in aliases}
    keep = [n for n in pq.read_schema(path).names if n.strip().lower() in wanted]
    table = pq.read_table(path, columns=keep)
    columns: dict[str, Sequence[Any]] = {}
    for name in keep:
        column = table[name]
        if pa.types.is_timestamp(column.type):
            columns[name] = _timestamps(column)
        else:
            columns[name] = column.to_pylist()
    return columns


def _timestamps(column: Any) -> list[float | None]:
    """Whole columns of times at once: a quarter of a million rows in 50 ms instead of 2 s."""
    import pyarrow as pa

    shift = 0 if column.type.tz else int(SHANGHAI.utcoffset(None).total_seconds())
    micros = column.cast(pa.timestamp("us", column.type.tz)).cast(pa.int64()).to_pylist()
    return [None if v is None else v / 1e6 - shift for v in micros]


def _from_rows(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    table = [tuple(r) for r in rows if any(v not in (None, "") for v in r)]
    return {name: [r[k] if k < len(r) else None for r in table] for k, name in enumerate(header)}


def _choose(columns: dict[str, Sequence[Any]], path: Path) -> dict[str, str]:
    plain = {name.strip().lower(): name for name in columns}
    names = {ours: plain[alias] for ours, aliases in NAMES.items() for alias in reversed(aliases) if alias in plain}
    missing = [n for n in REQUIRED if n not in names]
    if missing:
        have = ", ".join(list(columns)[:12]) or "none"
        raise BadInput(f"{path.name} lacks the column {', '.join(missing)} (columns read: {have}); rename or add it.")
    return names


def _parse(
    values: Sequence[Any], field: str, read: Callable[[Any], float], refused: dict[int, Refusal]
) -> NDArray[np.float64]:
    out = np.full(len(values), np.nan)
    for k, value in enumerate(values):
        try:
            out[k] = read(value)
        except (ValueError, TypeError, OverflowError) as error:
            refused.setdefault(k, Refusal(k + 1, field, str(error) or "not readable"))
    return out


def _seconds(value: Any) -> float:
    """Seconds since 1970 UTC. Numbers come from `_timestamps` and are that already; text is ISO 8601."""
    if isinstance(value, float) and np.isfinite(value):
        return value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace("/", "-"))
        except ValueError:
            raise ValueError(f"{value[:40]!r} is not an ISO 8601 time") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=SHANGHAI)
    if not isinstance(value, datetime):
        raise ValueError("no time given" if value is None else f"{value!r} is not a time")
    return (value if value.tzinfo else value.replace(tzinfo=SHANGHAI)).timestamp()


def _degrees(limit: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if value is None or value == "":
            raise ValueError("no value given")
        number = float(value)
        if not abs(number) <= limit:
            raise ValueError(f"{value!r} is outside -{limit:g}..{limit:g} degrees")
        return number

    return read


def _service(value: Any) -> float:
    if value is None or value == "":
        return float("nan")
    number = float(value)
    if not 0 < number < 7 * 24 * 60:
        raise ValueError(f"{value!r} minutes is not a possible service time")
    return number


def _edge(text: str | None, option: str, default: float) -> float:
    if text is None:
        return default
    try:
        return _seconds(text)
    except ValueError as error:
        raise BadInput(f"{option}: {error}; write for example 2026-11-22T08:00.", field=option) from None
