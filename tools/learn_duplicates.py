"""Learn the weights that come with the program: `python -m tools.learn_duplicates EVENTS TEXTS PAIRS [--until DATE] [--out F]`.

EVENTS: a table with id, opened, updated, status, lat, lon, category; TEXTS: id, description; PAIRS: id, dup_of (Boston's open 311 data and
the links that its staff wrote into closed requests). With --until only what was opened before that day is learned from, and what came
later is measured beside the space-and-time rule; then nothing is written unless --out says so. Weights are thirty numbers: no row of the
data can be told from them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from zhicheng.engines.duplicates import weighing
from zhicheng.engines.duplicates.files import links_of, reports_of
from zhicheng.engines.duplicates.learning import learn
from zhicheng.engines.duplicates.linking import link
from zhicheng.engines.duplicates.measuring import compare
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.tables import read_rows

WITHOUT_PLACE = 30_000  # reports are enough to learn what words weigh, and their product fits into memory


def rows_of(events: Path, texts: Path) -> list[dict[str, Any]]:
    said = {row["id"]: row["description"] for _, row in read_rows(texts)}
    return [
        {
            "id": row["id"], "time": row["opened"], "lng": row["lon"], "lat": row["lat"], "category": row["category"],
            "text": said.get(row["id"]), "closed_time": row["updated"] if row["status"] == "closed" else None,
        }
        for _, row in read_rows(events)
    ]  # fmt: skip


def part(rows: Sequence[dict[str, Any]], links: Path) -> tuple[Reports, dict[int, int]]:
    reports = reports_of(enumerate(rows, start=1), name="EVENTS").reports
    pairs = [(n, {"id": r["id"], "parent_id": r["dup_of"]}) for n, r in read_rows(links)]
    return reports, links_of(pairs, reports, name=links.name)[0]


def without_places(
    reports: Reports, links: dict[int, int], random: np.random.Generator
) -> tuple[Reports, dict[int, int]]:
    """The linked reports and a sample of the others, as if nobody had said where."""
    named = {*links, *links.values()}
    others = random.permutation(np.setdiff1d(np.arange(len(reports)), list(named)))
    keep = np.sort(np.concatenate([list(named), others[: max(WITHOUT_PLACE - len(named), 0)]]).astype(int))
    rank = {int(row): i for i, row in enumerate(keep)}
    nowhere = np.full(len(keep), np.nan)
    some = replace(
        reports, ids=[reports.ids[i] for i in keep], hours=reports.hours[keep], x=nowhere, y=nowhere,
        category=reports.category[keep], texts=[reports.texts[i] for i in keep], closed=reports.closed[keep],
    )  # fmt: skip
    return some, {rank[a]: rank[b] for a, b in links.items()}


def never_closed(reports: Reports) -> Reports:
    """As if nobody had said what was closed when."""
    return replace(reports, closed=np.full(len(reports), np.inf))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("events", "texts", "pairs"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--until")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    rows = rows_of(asked.events, asked.texts)
    day = datetime.fromisoformat(asked.until or "9999-12-31")
    reports, links = part([r for r in rows if r["time"] < day], asked.pairs)
    started = time.process_time()
    placed = learn(reports, links)
    placeless = learn(*without_places(reports, links, np.random.default_rng(0)))
    unclosed = learn(never_closed(reports), links)
    book = weighing.Book(placed, unclosed, placeless)
    shown: dict[str, Any] = {kind: dict(getattr(book, kind).figures) for kind in weighing.KINDS}
    shown["cpu_seconds"] = round(time.process_time() - started, 1)
    if asked.until:
        later, truth = part([r for r in rows if r["time"] >= day], asked.pairs)
        started = time.process_time()
        links_found = link(later, book)
        shown["cpu_ms_per_report"] = round((time.process_time() - started) * 1000 / len(later), 3)
        shown["held_out"] = compare(later, truth, links_found)
        later = never_closed(later)
        shown["held_out_unclosed"] = compare(later, truth, link(later, book))
    if asked.out:
        asked.out.write_text(weighing.dump(book), encoding="utf-8")
    json.dump(shown, sys.stdout, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
