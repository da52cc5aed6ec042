"""Files into the running system: every encoding and every sort of broken file; nothing twice, nothing half."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.brigade import AT, BIN, Brigade
from tests.tiny_city import crossing, place
from zhicheng.flow.reports.models import Report
from zhicheng.infra.check import check_events
from zhicheng.kernel.errors import BadInput
from zhicheng.server.imports import import_file, import_permit_sheet, import_sheet

pytestmark = pytest.mark.django_db
HEADER = ["编号", "时间", "经度", "纬度", "内容", "类别"]


def spots(n: int) -> list[tuple[float, float]]:
    return [crossing(i % 17, i // 17) for i in range(n)]


def rows(n: int) -> list[list[object]]:
    return [[f"r{i}", "2026-09-16 09:00:00", x, y, "垃圾满溢", BIN] for i, (x, y) in enumerate(spots(n))]


def text(n: int = 5, delimiter: str = ",", lines: list[list[object]] | None = None) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADER, *(rows(n) if lines is None else lines)])
    return out.getvalue()


def take(path: Path, **more: Any) -> dict[str, Any]:
    given = {
        "source": "hotline",
        "mapping": {},
        "datum": "wgs84",
        "fit": False,
        "tell": lambda _: None,
        "at": AT,
        **more,
    }
    return import_file(path, **given)


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_encodings_and_delimiters_that_occur(
    brigade: Brigade, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    found = take(write(tmp_path, "a.csv", text(3, delimiter).encode(encoding)))
    assert (found["read"], found["accepted"], found["refused"], found["tickets"]) == (3, 3, 0, 3)
    assert set(Report.objects.values_list("text", flat=True)) == {"垃圾满溢"}


def test_gzip_json_lines_excel_and_parquet_say_the_same(brigade: Brigade, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    named = [dict(zip(HEADER, r, strict=True)) for r in rows(3)]
    write(tmp_path, "a.csv.gz", gzip.compress(text(3).encode()))
    write(tmp_path, "a.jsonl", "\n".join(json.dumps(r, ensure_ascii=False) for r in named).encode())
    book = Workbook()
    for line in [HEADER, *rows(3)]:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    pq.write_table(pa.Table.from_pylist(named), tmp_path / "a.parquet")
    assert take(tmp_path / "a.csv.gz")["accepted"] == 3
    for name in ("a.jsonl", "a.xlsx", "a.parquet"):
        found = take(tmp_path / name)
        assert (found["read"], found["accepted"], found["known"]) == (3, 0, 3), name


def test_importing_again_or_the_same_rows_from_another_file_adds_nothing(brigade: Brigade, tmp_path: Path) -> None:
    first = take(write(tmp_path, "a.csv", text(5).encode()))
    again = take(tmp_path / "a.csv")
    other = take(write(tmp_path, "b.csv", text(7).encode()))
    assert [(f["accepted"], f["known"]) for f in (first, again, other)] == [(5, 0), (0, 5), (2, 5)]
    assert Report.objects.count() == 7
    assert check_events()["problems"] == []


def test_refused_rows_stand_in_a_file_with_row_field_and_reason(brigade: Brigade, tmp_path: Path) -> None:
    good = rows(2)
    bad = [
        ["x1", "2026-02-30", 117.0, 32.0, "a", BIN], ["x2", "", 32.0, 117.0, "a", BIN], ["x3", "", 121.9, 31.0, "a", BIN],
        ["x4", "", "东", 32.0, "a", BIN], ["x5", "2030-01-01", 117.0, 32.0, "a", BIN], ["x6", "", 0, 0, "a", BIN], ["x7", "2026-09-16"],
    ]  # fmt: skip
    found = take(write(tmp_path, "a.csv", text(lines=[*good, *bad]).encode()))
    assert (found["read"], found["accepted"], found["refused"]) == (9, 2, 7)
    with Path(found["refusals_file"]).open(encoding="utf-8-sig", newline="") as f:
        told = list(csv.DictReader(f))
    assert [int(r["row"]) for r in told] == [3, 4, 5, 6, 7, 8, 9]
    assert [r["field"] for r in told] == ["time", "lat", "lng", "lng", "time", "lng", ""]
    assert all(r["reason"].endswith("。") for r in told)


def test_rows_without_a_place_wait_and_are_not_refused(brigade: Brigade, tmp_path: Path) -> None:
    found = take(write(tmp_path, "a.csv", "编号,内容,类别\n1,不知哪里,03001\n".encode()))
    assert (found["accepted"], found["refused"], found["waiting"]) == (1, 0, 1)


def test_a_broken_json_line_is_one_refusal(brigade: Brigade, tmp_path: Path) -> None:
    x, y = place("990101001001001")
    lines = [json.dumps({"id": "1", "text": "满溢", "lng": x, "lat": y, "category": BIN}), "{broken", '"a word"']
    found = take(write(tmp_path, "a.jsonl", "\n".join(lines).encode()))
    assert (found["read"], found["accepted"], found["refused"]) == (3, 1, 2)


def bomb_xlsx(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
    return path


def broken(folder: Path, what: str) -> Path:
    match what:
        case "wrong columns":
            return write(folder, "a.csv", b"a,b\n1,2\n")
        case "empty":
            return write(folder, "a.csv", b"")
        case "header only":
            return write(folder, "a.csv", b"text\n")
        case "half a gzip":
            return write(folder, "a.csv.gz", gzip.compress(text(3000).encode())[:-3000])
        case "no gzip":
            return write(folder, "a.csv.gz", b"text\n1\n")
        case "gzip bomb":
            return write(folder, "a.csv.gz", gzip.compress(b"text\n" + b"\0" * 60_000_000))
        case "zip bomb":
            return bomb_xlsx(folder / "a.xlsx")
        case "half an excel":
            book = Workbook()
            book.save(folder / "whole.xlsx")
            return write(folder, "a.xlsx", (folder / "whole.xlsx").read_bytes()[:-200])
        case "a script":
            return write(folder, "a.xlsx", b"#!/bin/sh\n")
        case "half a parquet":
            return write(folder, "a.parquet", b"PAR1 half")
        case "an encoding that nobody knows":
            return write(folder, "a.csv", b"text\n" + bytes(range(128, 256)) * 3 + b"\xff\xff")
        case "another ending":
            return write(folder, "a.pdf", b"%PDF")
        case "no such file":
            return folder / "nowhere.csv"
    raise AssertionError(what)


@pytest.mark.parametrize(
    "what",
    ["wrong columns", "empty", "header only", "half a gzip", "no gzip", "gzip bomb", "zip bomb", "half an excel", "a script", "half a parquet",
     "an encoding that nobody knows", "another ending", "no such file"],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_in_one_sentence_before_anything_is_written(
    brigade: Brigade, tmp_path: Path, what: str
) -> None:
    with pytest.raises(BadInput) as refused:
        take(broken(tmp_path, what))
    assert str(refused.value).rstrip().endswith(("。", "段。"))
    assert not Report.objects.exists()


def test_an_unknown_source_is_refused(brigade: Brigade, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有来源"):
        take(write(tmp_path, "a.csv", text(1).encode()), source="moon")


def test_another_citys_file_is_moved_onto_ours_to_try_it_out(brigade: Brigade, tmp_path: Path) -> None:
    boston = [
        [f"b{i}", "2026-09-01", -71.1 + 0.01 * (i % 6), 42.3 + 0.01 * (i // 6), "pothole", "09001"] for i in range(30)
    ]
    found = take(write(tmp_path, "a.csv", text(lines=boston).encode()))
    assert found["fitted_to_city"]
    assert (found["accepted"], found["refused"]) == (30, 0)


def test_the_sheet_of_conditions(brigade: Brigade, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    for line in [
        ["某市标准"], ["大类代码", "大类名称", "小类代码", "小类名称", "处置单位", "主管部门", "立案条件", "结案条件", "处置时限"],
        ["09", "街面秩序", "09001", "流动摊贩", "中队", "局", "占道一处", "已离开", "2紧急工作时"],
        [None, None, None, None, None, None, "占道多处", "已离开", "4工作时"],
    ]:  # fmt: skip
        sheet.append(line)
    sheet.merge_cells("C3:C4")
    book.save(tmp_path / "c.xlsx")
    assert import_sheet(tmp_path / "c.xlsx", at=AT)["rows"] == 2


def test_permits_from_a_sheet_all_or_nothing(brigade: Brigade, tmp_path: Path) -> None:
    from zhicheng.ground.permits import queries

    x, y = place("990101001001001")
    head = "编号,种类,持有人,地点,经度,纬度,半径,时段,有效期起,有效期止,数量\n"
    good = f"TW-1,摊位点,李某,钟楼夜市,{x},{y},60,17:00-22:00;05:30-08:30,2026-09-01,2026-12-31,12\n"
    assert import_permit_sheet(write(tmp_path, "p.csv", (head + good).encode())) == {"permits": 1}
    (permit,) = queries.stalls()
    assert (permit.radius_m, len(permit.hours)) == (60, 2)
    for wrong in (
        "TW-2,摊位点,,夜市,1,2,,,2026-09-01,2026-12-31,\n",
        f"TW-2,摊位点,,夜市,{x},{y},宽,,2026-09-01,2026-12-31,\n",
        f"TW-2,摊位点,,夜市,{x},{y},,,,,\n",
    ):
        with pytest.raises(BadInput, match="第 2 行"):
            import_permit_sheet(write(tmp_path, "p.csv", (head + good.replace("TW-1", "TW-3") + wrong).encode()))
    assert len(queries.stalls()) == 1
