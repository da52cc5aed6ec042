"""Texts and labels from a table that somebody sends, and predictions into one; row by row, so that a year of messages fits."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

from zhicheng.engines import sheets, tables
from zhicheng.engines.classify.grams import Sample
from zhicheng.engines.classify.model import TOP, Prediction
from zhicheng.kernel.errors import BadInput

WRITTEN = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet", ".xlsx")
COLUMNS = ("id", "label", "confidence", "label_2", "confidence_2", "label_3", "confidence_3")
ROWS_AT_ONCE = 5_000
Put = Callable[[Sequence[Any]], None]


class Entry(NamedTuple):
    """One row: its id (or row number), the text, and its label, empty where nobody gave one."""

    id: str
    sample: Sample
    label: str


def entries(path: Path, *, text: str = "text", label: str = "label", needs_label: bool) -> Iterator[Entry]:
    """Rows of a table by column name. BadInput, before the first row, where a column is missing or there are no rows."""
    rows = tables.read_rows(path)
    first = next(rows, None)
    if first is None:
        raise BadInput(f"{path.name} 里没有数据行。", f"{path.name} holds no rows.", field="FILE")
    for column in (text, label) if needs_label else (text,):
        if column not in first[1]:
            there = [c for c in first[1] if not c.startswith("__")]
            raise BadInput(
                f"{path.name} 缺少列 {column}；现有的列：{'、'.join(there)[:200]}。",
                f"{path.name} has no column {column}; it has {', '.join(there)[:200]}.",
                field=column,
            )

    def found() -> Iterator[Entry]:
        yield _entry(*first, text, label)
        for number, row in rows:
            yield _entry(number, row, text, label)

    return found()


def _entry(number: int, row: tables.Row, text: str, label: str) -> Entry:
    def cell(name: str) -> str:
        return sheets.cell_text(row.get(name))

    return Entry(cell("id") or str(number), Sample(cell(text), cell("title")), cell(label))


def write(path: Path, rows: Iterable[tuple[str, Prediction]]) -> int:
    """Predictions into a file, by its ending; how many. The file is there only when it is whole.

    Ids are written as they came: whoever joins the answer with the question needs them unchanged.
    """
    ending = next((e for e in WRITTEN if path.name.lower().endswith(e)), "")
    if not ending or not path.parent.is_dir() or path.is_dir():
        raise BadInput(
            f"写不到 {path}：文件夹要已存在，类型为 {'、'.join(WRITTEN)} 之一。",
            f"Cannot write {path}: its folder must exist and its type be one of {', '.join(WRITTEN)}.",
            field="--out",
        )
    part = path.with_name(f".{path.name}.part")
    written = 0
    try:
        with _writer(part, ending) as put:
            for id_, prediction in rows:
                put([id_, *_cells(prediction)])
                written += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return written


def _cells(prediction: Prediction) -> list[Any]:
    """Label, confidence, label, …; empty where the model has fewer than three labels."""
    found: list[Any] = []
    for label, confidence in zip(prediction.labels, prediction.confidences, strict=True):
        found += [label, confidence]
    return found + [None] * (2 * TOP - len(found))


@contextmanager
def _writer(path: Path, ending: str) -> Iterator[Put]:
    opened = {".parquet": _parquet, ".xlsx": _xlsx}.get(ending, _text)
    with opened(path, ending) as put:
        yield put


@contextmanager
def _text(path: Path, ending: str) -> Iterator[Put]:
    with ExitStack() as open_:
        file = open_.enter_context(path.open("wb"))
        raw = open_.enter_context(gzip.GzipFile(fileobj=file, mode="wb")) if ending.endswith(".gz") else file
        f = open_.enter_context(io.TextIOWrapper(cast(io.BufferedWriter, raw), encoding="utf-8", newline=""))
        if ending.startswith(".jsonl"):
            yield lambda cells: _line(f, cells)
        else:
            lines = csv.writer(f, lineterminator="\n")
            lines.writerow(COLUMNS)
            yield lambda cells: _ignore(lines.writerow(cells))


def _ignore(_: object) -> None:
    """csv says how many characters it wrote; nobody asks."""


def _line(f: io.TextIOBase, cells: Sequence[Any]) -> None:
    f.write(json.dumps(dict(zip(COLUMNS, cells, strict=True)), ensure_ascii=False) + "\n")


@contextmanager
def _parquet(path: Path, ending: str) -> Iterator[Put]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(c, pa.float64() if c.startswith("confidence") else pa.string()) for c in COLUMNS])
    waiting: list[Sequence[Any]] = []
    with pq.ParquetWriter(path, schema) as file:

        def flush() -> None:
            if waiting:
                columns = [pa.array(c, type=f.type) for c, f in zip(zip(*waiting, strict=True), schema, strict=True)]
                file.write_table(pa.Table.from_arrays(columns, schema=schema))
                waiting.clear()

        def put(cells: Sequence[Any]) -> None:
            waiting.append(cells)
            if len(waiting) == ROWS_AT_ONCE:
                flush()

        yield put
        flush()


@contextmanager
def _xlsx(path: Path, ending: str) -> Iterator[Put]:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet("classify")
    page.append(list(COLUMNS))

    def put(cells: Sequence[Any]) -> None:
        line = []
        for value in cells:
            cell = WriteOnlyCell(page, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # an id that looks like a formula stays a text
            line.append(cell)
        page.append(line)

    yield put
    book.save(path)
