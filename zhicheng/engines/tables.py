"""Rows from a file that somebody sends: CSV, Excel, Parquet, JSON lines, also gzipped; any of the encodings that occur.

The whole file is looked at before the first row is given out, so that a broken file is refused before anything is written.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from zhicheng.kernel.errors import BadInput

ENDINGS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".parquet", ".xlsx")
MAX_BYTES = 2 * 1024**3  # decompressed; a year of a large city's reports is below one gigabyte
MAX_RATIO = 200  # real tables compress 5 to 30 times; a bomb thousands
CHUNK = 1024 * 1024
LONGEST_CELL = 1_000_000
Row = dict[str, Any]


def read_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """(row number, {column: value}) of every data row; row 1 is the first below the header. BadInput before the first row."""
    if not path.is_file():
        raise BadInput(f"找不到文件 {path}，请核对路径。", f"There is no file {path}; check the path.", field="FILE")
    if path.stat().st_size == 0:
        raise BadInput(f"{path.name} 是空文件。", f"{path.name} is empty.", field="FILE")
    name = path.name.lower()
    if name.endswith((".csv", ".csv.gz")):
        return _csv(path)
    if name.endswith((".jsonl", ".jsonl.gz")):
        return _jsonl(path)
    if name.endswith(".parquet"):
        return _parquet(path)
    if name.endswith(".xlsx"):
        return enumerate_rows(read_sheet(path))
    raise BadInput(
        f"不认识 {path.name} 的类型；可用：{'、'.join(ENDINGS)}。",
        f"The type of {path.name} is unknown; any of {', '.join(ENDINGS)}.",
        field="FILE",
    )


def _open(path: Path) -> io.BufferedIOBase:
    return gzip.open(path) if path.name.lower().endswith(".gz") else path.open("rb")


def _looked_at(path: Path) -> str:
    """Read all bytes once: decompresses to the end, not a bomb, and decodes; the encoding's name."""
    packed = path.stat().st_size
    total, head, encodings = 0, b"", ["utf-8", "gb18030"]
    try:
        with _open(path) as f:
            head = f.read(4)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            encodings = ["utf-16"]
        decoders = {e: codecs.getincrementaldecoder(e)() for e in encodings}
        with _open(path) as f:
            while chunk := f.read(CHUNK):
                total += len(chunk)
                if total > MAX_BYTES or (
                    path.name.lower().endswith(".gz") and total > CHUNK and total > packed * MAX_RATIO
                ):
                    raise BadInput(
                        f"{path.name} 解压后超过 {total // CHUNK} MB，像是压缩炸弹，已拒收。",
                        f"{path.name} unpacks to more than {total // CHUNK} MB, which looks like a zip bomb; it was refused.",
                        field="FILE",
                    )
                for encoding in list(decoders):
                    try:
                        decoders[encoding].decode(chunk)
                    except UnicodeDecodeError:
                        del decoders[encoding]
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadInput(
            f"{path.name} 不完整：压缩文件中途断了，请重新传输。",
            f"{path.name} is not whole: the archive ends in the middle; transfer it again.",
            field="FILE",
        ) from None
    for encoding, decoder in decoders.items():
        try:
            decoder.decode(b"", final=True)
            return "utf-8-sig" if encoding == "utf-8" else encoding
        except UnicodeDecodeError:
            continue
    raise BadInput(
        f"{path.name} 的编码认不出来，请另存为 UTF-8（Excel：CSV UTF-8）。",
        f"The encoding of {path.name} is unknown; save it as UTF-8 (Excel: CSV UTF-8).",
        field="FILE",
    )


def csv_lines(path: Path) -> Iterator[list[str]]:
    """Every line of a CSV file as its cells, titles above the header included. BadInput before the first line."""
    encoding = _looked_at(path)
    with io.TextIOWrapper(_open(path), encoding=encoding, newline="") as f:  # type: ignore[type-var]
        first = f.readline()
    delimiter = max(",\t;|", key=first.count)
    if first.count("\x00"):
        raise BadInput(f"{path.name} 不是文本表格。", f"{path.name} is not a table of text.", field="FILE")

    csv.field_size_limit(LONGEST_CELL)
    _check_quotes(path, encoding, delimiter)

    def lines() -> Iterator[list[str]]:
        with io.TextIOWrapper(_open(path), encoding=encoding, newline="") as text:  # type: ignore[type-var]
            yield from csv.reader(text, delimiter=delimiter)

    return lines()


def _csv(path: Path) -> Iterator[tuple[int, Row]]:
    lines = csv_lines(path)

    def rows() -> Iterator[tuple[int, Row]]:
        header = [h.strip() for h in next(lines, [])]
        for n, line in enumerate(lines, start=1):
            if any(line):
                row: Row = dict(zip(header, line, strict=False))
                if len(line) < len(header):
                    row["__short__"] = len(line)
                yield n, row

    return rows()


def _check_quotes(path: Path, encoding: str, delimiter: str) -> None:
    """A quote that is never closed swallows every row behind it without a word, so it is looked for first."""
    rows = begins = 0
    with io.TextIOWrapper(_open(path), encoding=encoding, newline="") as text:  # type: ignore[type-var]
        lines = csv.reader(text, delimiter=delimiter)
        try:
            before = 0
            for _ in lines:
                rows, begins, before = rows + 1, before, lines.line_num
        except csv.Error:  # a cell longer than any
            raise _unclosed(path, rows) from None
    with io.TextIOWrapper(_open(path), encoding=encoding, newline="") as text:  # type: ignore[type-var]
        last = islice(text, begins, None)
        try:  # only the end matters here: elsewhere a stray quote is forgiven
            next(csv.reader([*last, "\n"], delimiter=delimiter, strict=True), None)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _unclosed(path, rows - 1) from None


def _unclosed(path: Path, row: int) -> BadInput:
    return BadInput(
        f"{path.name} 第 {row} 行有没闭合的引号，后面的行都被并了进去；请检查文件是否完整、引号是否成对。",
        f"{path.name}, row {row}: a quote is never closed and swallows the rows after it; check that the file is whole and quotes come in pairs.",
        field="FILE",
    )


def _jsonl(path: Path) -> Iterator[tuple[int, Row]]:
    encoding = _looked_at(path)

    def rows() -> Iterator[tuple[int, Row]]:
        with io.TextIOWrapper(_open(path), encoding=encoding) as text:  # type: ignore[type-var]
            for n, line in enumerate(text, start=1):
                if line.strip():
                    try:
                        found = json.loads(line)
                    except (ValueError, RecursionError):
                        found = None
                    yield n, found if isinstance(found, dict) else {"__broken__": line[:80]}

    return rows()


def _parquet(path: Path) -> Iterator[tuple[int, Row]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        for _ in file.iter_batches(batch_size=5_000):  # a damaged page shows only when it is unpacked
            pass
    except (pa.ArrowException, OSError):
        raise BadInput(
            f"{path.name} 不是完整的 Parquet 文件，请重新导出。",
            f"{path.name} is not a whole Parquet file; export it again.",
            field="FILE",
        ) from None

    def rows() -> Iterator[tuple[int, Row]]:
        n = 0
        for batch in file.iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                n += 1
                yield n, row

    return rows()


def read_sheet(path: Path, sheet: str = "", *, fill_merged: bool = False) -> list[list[Any]]:
    """All cells of an Excel sheet (the first one), dates as datetime; `fill_merged`: a merged cell's value stands in all of its cells.
    BadInput for bombs and broken files."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as z:
            size = sum(i.file_size for i in z.infolist())
            if size > MAX_BYTES // 4 or size > max(path.stat().st_size, 20_000) * MAX_RATIO:
                raise BadInput(
                    f"{path.name} 解压后有 {size // CHUNK} MB，像是压缩炸弹，已拒收。",
                    f"{path.name} unpacks to {size // CHUNK} MB, which looks like a zip bomb; it was refused.",
                    field="FILE",
                )
        with path.open("rb") as f:  # ours to close: the reader forgets a file that it could not read
            book = load_workbook(f, read_only=True, data_only=True)
            found = book[sheet] if sheet else book.worksheets[0]
            cells = [list(row) for row in found.iter_rows(values_only=True)]
            if fill_merged:
                with zipfile.ZipFile(path) as z:
                    _fill_merged(cells, z.read(vars(found)["_worksheet_path"]))
            return cells
    except (
        zipfile.BadZipFile,
        KeyError,
        OSError,
        ValueError,
        EOFError,
        zlib.error,
        SyntaxError,
        IndexError,
        TypeError,
        AttributeError,
    ):
        raise BadInput(
            f"{path.name} 不是完整的 Excel 文件（.xlsx），请重新导出。",
            f"{path.name} is not a whole Excel file (.xlsx); export it again.",
            field="FILE",
        ) from None


def _fill_merged(cells: list[list[Any]], xml: bytes) -> None:
    """The reader for large files knows no merged cells, so they are read from the sheet itself. Each cell is filled once at most: a
    file of overlapping ranges costs no more than its cells."""
    from openpyxl.utils import column_index_from_string as column

    left = sum(len(row) for row in cells)
    for found in re.finditer(
        r'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"', xml.decode("utf-8", "replace")
    ):
        x0, y0, x1, y1 = column(found[1]), int(found[2]), column(found[3]), int(found[4])
        if not (1 <= y0 <= len(cells) and x0 <= len(cells[y0 - 1])):
            continue
        value = cells[y0 - 1][x0 - 1]
        for row in cells[y0 - 1 : y1]:
            for x in range(x0 - 1, min(x1, len(row))):
                left -= 1
                if left < 0:
                    return
                row[x] = value


def enumerate_rows(cells: list[list[Any]]) -> Iterator[tuple[int, Row]]:
    """Cells with a header line → numbered rows."""
    if not cells:
        raise BadInput("表格是空的。", "The sheet is empty.", field="FILE")
    header = [str(h or "").strip() for h in cells[0]]
    return (
        (n, dict(zip(header, line, strict=False)))
        for n, line in enumerate(cells[1:], start=1)
        if any(v is not None for v in line)
    )
