"""Files that people send: what was written is read, whatever the encoding; what is broken is one sentence, never a crash."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhicheng.engines.tables import LONGEST_CELL, read_rows, read_sheet
from zhicheng.kernel.errors import BadInput

FOLDER = tempfile.TemporaryDirectory(
    prefix="zhicheng-tables-"
)  # properties write hundreds of files: each over the last
HEAD = ["编号", "内容"]
cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFF, exclude_characters="\u2028\u2029\u0085\ufeff"),
    max_size=12,
)
tables = st.lists(st.tuples(st.text("abc123", min_size=1, max_size=5), cells), min_size=1, max_size=6)


def write(name: str, data: bytes) -> Path:
    path = Path(FOLDER.name) / name
    path.write_bytes(data)
    return path


def read(name: str, data: bytes) -> list[dict[str, Any]]:
    return [row for _, row in read_rows(write(name, data))]


def as_csv(rows: list[tuple[str, str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEAD, *rows])
    return out.getvalue()


def sheet(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def parquet(n: int = 3) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"编号": [f"r{i}" for i in range(n)], "内容": ["垃圾满溢"] * n}), out)
    return out.getvalue()


@given(
    rows=tables,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from(",;\t|"),
    packed=st.booleans(),
)
def test_what_was_written_is_read(rows: list[tuple[str, str]], encoding: str, delimiter: str, packed: bool) -> None:
    """Text that happens to be valid in two encodings is read as UTF-8: short GBK files of rare letters are the price."""
    data = as_csv(rows, delimiter).encode(encoding)
    if encoding == "gb18030":
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return
    found = read("a.csv.gz" if packed else "a.csv", gzip.compress(data) if packed else data)
    assert [(r["编号"], r["内容"]) for r in found] == rows


@given(rows=tables)
def test_json_lines_hold_any_text(rows: list[tuple[str, str]]) -> None:
    data = "\n".join(json.dumps(dict(zip(HEAD, r, strict=True)), ensure_ascii=False) for r in rows)
    assert [(r["编号"], r["内容"]) for r in read("a.jsonl", data.encode())] == rows


def test_row_numbers_are_those_of_the_file_and_empty_lines_are_no_rows() -> None:
    path = write("a.csv", b"id,text\n1,a\n,\n\n3,c\n")
    assert [n for n, _ in read_rows(path)] == [1, 4]


def test_line_ends_of_three_systems() -> None:
    for end in ("\n", "\r\n", "\r"):
        assert len(read("a.csv", end.join(["id,text", "1,a", "2,b"]).encode())) == 2


def test_a_quoted_cell_may_hold_lines_and_quotes() -> None:
    assert read("a.csv", b'id,text\n1,"two\nlines, ""said"" he"\n')[0]["text"] == 'two\nlines, "said" he'


def test_a_stray_quote_inside_a_cell_is_forgiven() -> None:
    assert read("a.csv", b'id,text\n1,5" pipe\n2,"a"b\n3,c\n')[0]["text"] == '5" pipe'


def test_a_short_row_says_how_many_it_has_and_a_long_one_loses_nothing_named() -> None:
    short, long = read("a.csv", b"id,text,place\n1,a\n2,a,b,c,d\n")
    assert short["__short__"] == 2
    assert long == {"id": "2", "text": "a", "place": "b"}


def test_a_sheet_keeps_days_and_numbers() -> None:
    found = read_sheet(write("a.xlsx", sheet([["时间", "数"], [datetime(2026, 5, 1, 9, 30), 3], [None, None]])))
    assert found[1] == [datetime(2026, 5, 1, 9, 30), 3]


def swap(part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A sheet one of whose inner files is changed or missing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet([["id", "text"], [1, "x"]]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = change(old.read(name)) if name.endswith(part) else old.read(name)
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def damaged(data: bytes, start: int, end: int) -> bytes:
    return data[:start] + bytes(b ^ 0x5A for b in data[start:end]) + data[end:]


BROKEN: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a quote never closed": ("a.csv", lambda: b'id,text\n1,a\n2,"abc\n3,def\n4,x\n', "第 2 行有没闭合的引号"),
    "a cell longer than any": ("a.csv", lambda: b'id,text\n1,"' + b"x" * (LONGEST_CELL + 1) + b"\n", "第 1 行有没闭合的引号"),
    "utf-16 without its mark": ("a.csv", lambda: "id,text\n1,a\n".encode("utf-16-le"), "不是文本表格"),
    "a picture named csv": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "认不出来|不是文本表格"),
    "half an inner file": ("a.xlsx", lambda: swap("sheet1.xml", lambda d: d[: len(d) // 2]), "不是完整的 Excel"),
    "an inner file missing": ("a.xlsx", lambda: swap("sheet1.xml", lambda d: None), "不是完整的 Excel"),
    "half a book": ("a.xlsx", lambda: swap("workbook.xml", lambda d: d[:50]), "不是完整的 Excel"),
    "half a list of parts": ("a.xlsx", lambda: swap("Types].xml", lambda d: d[:50]), "不是完整的 Excel"),
    "half a style": ("a.xlsx", lambda: swap("styles.xml", lambda d: d[:99]), "不是完整的 Excel"),
    "entities that grow": ("a.xlsx", lambda: swap("sheet1.xml", lambda d: b'<!DOCTYPE x [<!ENTITY a "b">]>' + d), "不是完整的 Excel"),
    "a number that is none": ("a.xlsx", lambda: swap("sheet1.xml", lambda d: d.replace(b"<v>1</v>", b"<v>zz</v>")), "不是完整的 Excel"),
    "an old excel with a password": ("a.xlsx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "不是完整的 Excel"),
    "an empty sheet": ("a.xlsx", lambda: sheet([]), "表格是空的"),
    "a damaged page": ("a.parquet", lambda: damaged(parquet(20_000), 200, 4000), "不是完整的 Parquet"),
    "half a parquet": ("a.parquet", lambda: parquet()[:-20], "不是完整的 Parquet"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_one_sentence_before_the_first_row(what: str) -> None:
    name, make, says = BROKEN[what]
    with pytest.raises(BadInput, match=says) as refused:
        next(iter(read_rows(write(name, make()))), None)
    assert str(refused.value).endswith("。")
    assert refused.value.field == "FILE"


@pytest.mark.parametrize("line", ["[" * 200_000, '{"id":' + "9" * 5000 + "}", '"word"', "{", "null", "[1]"])
def test_a_json_line_that_is_no_object_is_named_and_the_next_is_read(line: str) -> None:
    broken, good = read("a.jsonl", f'{line}\n{{"id": 1}}\n'.encode())
    assert broken["__broken__"] == (line + "\n")[:80]
    assert good == {"id": 1}


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl", "a.xlsx", "a.parquet"])
def test_no_damage_to_a_file_is_a_crash(name: str, seed: int) -> None:
    """Bytes changed, cut out, cut off: rows or one sentence, nothing else."""
    rng = random.Random(f"{name}{seed}")
    rows = [(f"r{i}", '垃圾满溢，"路口"') for i in range(20)]
    text = as_csv(rows).encode()
    data = {"a.csv": text, "a.csv.gz": gzip.compress(text), "a.jsonl": b'{"id": "1", "text": "a"}\n' * 20,
            "a.xlsx": sheet([HEAD, *map(list, rows)]), "a.parquet": parquet(50)}[name]  # fmt: skip
    spot = rng.randrange(len(data))
    match rng.randrange(3):
        case 0:
            data = data[:spot]
        case 1:
            data = data[:spot] + data[spot + rng.randrange(1, 30) :]
        case _:
            data = damaged(data, spot, spot + rng.randrange(1, 30))
    try:
        read(name, data)
    except BadInput as refusal:
        assert str(refusal).endswith("。")
