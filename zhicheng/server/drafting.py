"""From a file to drafts of reports, batch by batch: read, check, place, categorise. No database, so it may run beside the writer.

A large file is drafted in a process of its own: while the writer waits for the database or writes events, the next batches are made
on another core (`infra.beside`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from zhicheng.engines import tables
from zhicheng.engines.datum import Datum
from zhicheng.flow.reports import intake, services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.services import Draft, Refusal
from zhicheng.ground.places import queries as places
from zhicheng.ground.places.fitting import Move, fit_onto
from zhicheng.ground.places.suspicion import suspect
from zhicheng.infra import beside
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

BATCH = 5_000
ENOUGH_TO_TELL = 20  # points: fewer say nothing about whose city a file is of
HERE = 2  # batches: as long as the other process takes to start
OWN_PROCESS_FROM = 1024 * 1024  # bytes: below that the other process takes longer to start than to work
Tell = Callable[[str], None]


@dataclass(slots=True)
class Batch:
    """So many rows of the file: those that can be reports, and why the others cannot. `words` is to be told the user."""

    rows: int
    drafts: list[Draft]
    refused: list[Refusal]
    fitted: bool
    words: str = ""


def drafted(path: Path, mapping: Mapping[str, str], datum: Datum, fit: bool, at: datetime) -> Iterator[Batch]:
    """Batches of the file, in order. BadInput before the first one when the file as a whole is of no use.

    Of a large file the first batches are made here, while the other process still starts.
    """
    large = path.is_file() and path.stat().st_size >= OWN_PROCESS_FROM
    if not large or (os.cpu_count() or 1) == 1:
        yield from batches(path, mapping, datum, fit, at)
        return
    with beside.items_of(f"{__name__}.batches", path, dict(mapping), datum, fit, at, HERE) as rest:
        yield from islice(batches(path, mapping, datum, fit, at), HERE)
        yield from rest


def batches(
    path: Path, mapping: Mapping[str, str], datum: Datum, fit: bool, at: datetime, skip: int = 0
) -> Iterator[Batch]:
    """The same in this process, without the first `skip`."""
    numbered = tables.read_rows(path)
    first = list(islice(numbered, BATCH))
    if not first:
        raise BadInput(f"{path.name} 没有数据行。", f"{path.name} has no rows of data.", field="FILE")
    columns = intake.match_columns({str(k): None for _, row in first for k in row}, mapping)
    words: list[str] = []
    moved = _fitting(path, columns, first, datum, fit, words.append)
    rows = islice(chain(first, numbered), skip * BATCH, None)
    while batch := list(islice(rows, BATCH)):
        yield _batch(batch, columns, datum, at, moved, "" if skip else "".join(words))
        words.clear()


def _batch(
    numbered: list[tuple[int, dict[str, Any]]],
    columns: intake.Columns,
    datum: Datum,
    at: datetime,
    moved: Move | None,
    words: str,
) -> Batch:
    good: list[Incoming] = []
    refused: list[Refusal] = []
    for one in intake.to_incoming(numbered, columns):
        (refused if isinstance(one, Refusal) else good).append(one)  # type: ignore[arg-type]
    intake.in_wgs84(good, datum)
    if moved is not None:
        for row in good:
            if row.lng is not None and row.lat is not None:
                row.lng, row.lat = moved(row.lng, row.lat)
    drafts, more = services.draft_many(good, at=at)
    return Batch(len(numbered), drafts, sorted(refused + more, key=lambda r: r.row), moved is not None, words)


def _fitting(
    path: Path,
    columns: intake.Columns,
    first: list[tuple[int, dict[str, Any]]],
    datum: Datum,
    fit: bool,
    tell: Tell,
) -> Move | None:
    """A file of another city: in the demo, or when asked, its points are moved onto ours; otherwise rows are refused one by one."""
    if "lng" not in columns.of or "lat" not in columns.of:
        return None
    read = intake.to_incoming(first, columns)
    good = [i for i in read if isinstance(i, Incoming) and i.lng is not None and i.lat is not None]
    good = [i for i in good if abs(i.lat or 0) <= 90 and abs(i.lng or 0) <= 180 and (i.lng, i.lat) != (0, 0)]
    if len(good) < ENOUGH_TO_TELL:
        return None
    city = places.city()
    odd = suspect(city, np.array([i.lng for i in good], float), np.array([i.lat for i in good], float), datum)
    intake.in_wgs84(good, datum)
    lng, lat = np.array([i.lng for i in good], float), np.array([i.lat for i in good], float)
    if not fit and (city.covers(lng, lat).any() or config().mode == "production"):
        if odd is not None:
            tell(f"{path.name}: {odd.zh} / {odd.en}")
        return None
    tell(f"{path.name} 的点都不在{city.name}：按比例移到本市范围内试用（中间 96 % 的点对齐道路范围）。")
    return fit_onto(city, lng, lat)
