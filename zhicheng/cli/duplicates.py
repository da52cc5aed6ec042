"""`zhicheng duplicates`: which reports of a file tell of the same thing."""

from __future__ import annotations

import csv
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from zhicheng.cli.output import emit, progress
from zhicheng.engines.duplicates import weighing
from zhicheng.engines.duplicates.files import Read, links_of, reports_of
from zhicheng.engines.duplicates.learning import learn
from zhicheng.engines.duplicates.linking import Links, link
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.tables import read_rows
from zhicheng.kernel.errors import BadInput

HEADER = ("id", "parent", "score", "candidates", "cluster")
NAMED = 5


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="where the links go: a CSV file")
@click.option(
    "--train",
    "pairs",
    type=click.Path(path_type=Path),
    help="links that people made (id, parent_id): learn the weights from them first",
)
@click.option("--weights", type=click.Path(path_type=Path), help="weights that --save-weights wrote")
@click.option("--save-weights", type=click.Path(path_type=Path), help="keep what --train learned")
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def duplicates(
    file: Path, out: Path, pairs: Path | None, weights: Path | None, save_weights: Path | None, as_json: bool
) -> None:
    """Find, for each report in FILE (id, time, any of lng, lat, category, text, closed_time), the earlier report of the same thing."""
    started = time.monotonic()
    if save_weights and not pairs:
        raise BadInput(
            "--save-weights 要与 --train 一起用。", "--save-weights goes with --train.", field="save-weights"
        )
    book = weighing.load(_text(weights), name=weights.name) if weights else weighing.shipped()
    read = reports_of(read_rows(file), name=file.name)
    _name_gaps(read)
    if pairs:
        book = _learned(read.reports, pairs, book)
        if save_weights:
            write_whole(save_weights, weighing.dump(book))
    links = link(read.reports, book)
    write_links(out, read.reports, links)
    emit(
        {
            "rows": len(read.reports), "linked": int((links.parent >= 0).sum()), "merged": int(links.sure.sum()),
            "clusters": int(np.count_nonzero(np.bincount(links.cluster) > 1)),
            "without_time": len(read.timeless), "without_place": len(read.misplaced),
            "weights": _kind(read.reports), "automatic_from": getattr(book, _kind(read.reports)).automatic,
            "seconds": round(time.monotonic() - started, 3),
        } | ({"learned": dict(getattr(book, _kind(read.reports)).figures)} if pairs else {}),
        as_json=as_json,
    )  # fmt: skip


def write_links(out: Path, reports: Reports, links: Links) -> None:
    """One line for each report, in the file's order: id, parent, score, candidates joined by |, cluster (id of its first report)."""
    part = out.with_name(out.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as f:
            lines = csv.writer(f)
            lines.writerow(HEADER)
            for row, one in enumerate(reports.ids):
                best = [reports.ids[b] for b in links.best[row] if b >= 0]
                parent = best[0] if best else ""
                lines.writerow(
                    (one, parent, f"{links.score[row]:.4f}", "|".join(best), reports.ids[links.cluster[row]])
                )
        os.replace(part, out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(out, error) from error


def write_whole(path: Path, text: str) -> None:
    """The whole file or none."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"写不了 {path}：{error.strerror}。", f"Cannot write {path}: {error.strerror}.", field="out")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"读不了权重文件 {path}。", f"The file of weights {path} cannot be read.", field="weights"
        ) from error


def _learned(reports: Reports, pairs: Path, book: weighing.Book) -> weighing.Book:
    links, unknown = links_of(read_rows(pairs), reports, name=pairs.name)
    if unknown:
        progress(
            f"{pairs.name}: {unknown} 条关系里的编号不在文件中，已略过 / links name reports that are not in the file; left out."
        )
    learned = learn(reports, links)
    progress(json.dumps(learned.figures))
    return replace(book, **{_kind(reports): learned})


def _kind(reports: Reports) -> str:
    """Which weights this file is for."""
    if reports.placed.mean() <= 0.5:
        return "placeless"
    return "placed" if reports.closings else "unclosed"


def _name_gaps(read: Read) -> None:
    """What could not be read is said, with the first rows; those rows have no earlier report."""
    gaps: tuple[tuple[str, tuple[int, ...]], ...] = (
        ("time 读不懂 / time not readable", read.timeless),
        ("坐标读不懂 / place not readable", read.misplaced),
    )
    for what, rows in gaps:
        if rows:
            progress(f"{len(rows)} × {what}: {_numbers(rows)}")


def _numbers(rows: tuple[int, ...]) -> str:
    more = "" if len(rows) <= NAMED else " …"
    return ", ".join(str(r) for r in rows[:NAMED]) + more
