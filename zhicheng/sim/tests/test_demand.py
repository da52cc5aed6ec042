"""Reading real days from files of any shape, and drawing a busier day from them."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.sim.demand import SHANGHAI, between, read_demand, scale_demand

ROWS = [
    {"time": "2026-11-02T08:30:00", "lng": 120.2, "lat": 30.3, "category": "占道经营", "service_minutes": 12.5},
    {"time": "2026-11-01 23:59:00", "lng": 120.1, "lat": 30.2, "category": None, "service_minutes": None},
]
HEAD = "time,lng,lat,category,service_minutes\n"
CSV = HEAD + "2026-11-02T08:30:00,120.2,30.3,占道经营,12.5\n2026-11-01 23:59:00,120.1,30.2,,\n"
EIGHT_THIRTY = datetime(2026, 11, 2, 8, 30, tzinfo=SHANGHAI).timestamp()


def write(folder: Path, ending: str) -> Path:
    path = folder / f"day{ending}"
    if ending == ".csv":
        path.write_text(CSV, "utf-8-sig")
    elif ending == ".csv.gz":
        path.write_bytes(gzip.compress(CSV.encode()))
    elif ending == ".jsonl":
        path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in ROWS), "utf-8")
    elif ending == ".parquet":
        pq.write_table(pa.Table.from_pylist([r | {"time": datetime.fromisoformat(str(r["time"]))} for r in ROWS]), path)
    else:
        book = openpyxl.Workbook()
        book.active.append(list(ROWS[0]))
        for r in ROWS:
            book.active.append([datetime.fromisoformat(str(r["time"])), *list(r.values())[1:]])
        book.save(path)
    return path


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".jsonl", ".parquet", ".xlsx"])
def test_every_ending_gives_the_same_reports_in_order_of_time(tmp_path: Path, ending: str) -> None:
    demand = read_demand(write(tmp_path, ending))
    assert len(demand) == 2
    assert demand.at[1] == EIGHT_THIRTY
    assert demand.lng.tolist() == [120.1, 120.2]
    assert demand.category.tolist() == ["", "占道经营"]
    assert np.isnan(demand.service_minutes[0])
    assert demand.service_minutes[1] == 12.5
    assert not demand.refusals


def text(folder: Path, content: str | bytes, name: str = "day.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_other_column_names_zones_and_encodings(tmp_path: Path) -> None:
    chinese = "经度,纬度,上报时间,备注\n120.2,30.3,2026/11/02 08:30:00,路口\n"
    demand = read_demand(text(tmp_path, chinese.encode("gb18030")))
    assert demand.at.tolist() == [EIGHT_THIRTY]
    demand = read_demand(text(tmp_path, "Opened,Longitude,Latitude\n2026-11-02T00:30:00Z,120.2,30.3\n"))
    assert demand.at.tolist() == [EIGHT_THIRTY]


def test_bad_rows_are_left_out_and_named(tmp_path: Path) -> None:
    rows = ["2026-11-02,120,30", "2026-02-30,120,30", "2026-11-02,north,30", "2026-11-02,120,97", "2026-11-02,,30"]
    demand = read_demand(text(tmp_path, "time,lng,lat\n" + "\n".join(rows)))
    assert len(demand) == 1
    assert [(r.row, r.field) for r in demand.refusals] == [(2, "time"), (3, "lng"), (4, "lat"), (5, "lng")]
    assert "not an ISO 8601 time" in demand.refusals[0].reason


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("day.txt", "time", "unknown ending"),
        ("day.csv", "time,lng\n1,2\n", "lacks the column lat"),
        ("day.csv", "", "lacks the column time, lng, lat"),
        ("day.csv", "time,lng,lat\n", "no usable row"),
        ("day.csv", "time,lng,lat\nx,1,1\n", "row 1: 'x' is not an ISO 8601 time"),
        ("day.csv", b"time,lng,lat\n\xff\xff\xff", "cannot be read"),
        ("day.csv.gz", "not gzip", "cannot be read"),
        ("day.parquet", "not parquet", "cannot be read"),
        ("day.xlsx", "not a zip", "cannot be read"),
        ("day.jsonl", '{"time": 1', "cannot be read"),
        ("day.jsonl", "[1]", "one JSON object"),
    ],
)
def test_an_unusable_file_is_one_sentence(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_demand(text(tmp_path, content, name))
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_demand(tmp_path / "nowhere.csv")


def test_between_is_half_open_and_refuses_nonsense(tmp_path: Path) -> None:
    demand = read_demand(write(tmp_path, ".csv"))
    assert len(between(demand, "2026-11-02T08:30", None)) == 1
    assert len(between(demand, None, "2026-11-02T08:30")) == 1
    with pytest.raises(BadInput, match="No report lies between"):
        between(demand, "2027-01-01", None)
    with pytest.raises(BadInput, match="--from: 'yesterday'"):
        between(demand, "yesterday", None)


def many(tmp_path: Path) -> Path:
    days = [f"2026-11-{d:02d}T{h:02d}:15:00,{120 + d / 100},{30 + h / 100}" for d in range(1, 9) for h in (8, 9, 20)]
    return text(tmp_path, "time,lng,lat\n" + "\n".join(days))


def test_a_scaled_day_has_the_number_the_hours_and_the_places_of_the_file(tmp_path: Path) -> None:
    demand = read_demand(many(tmp_path))
    day = scale_demand(demand, 500, seed=3)
    assert len(day) == 500
    hours = {datetime.fromtimestamp(at, SHANGHAI).hour for at in day.at}
    assert hours == {8, 9, 20}
    assert {datetime.fromtimestamp(at, SHANGHAI).day for at in day.at} == {8}
    assert set(day.lng) <= set(demand.lng)
    assert (np.diff(day.at) >= 0).all()


def test_the_same_seed_gives_the_same_day(tmp_path: Path) -> None:
    demand = read_demand(many(tmp_path))
    assert (scale_demand(demand, 50, 1).lng == scale_demand(demand, 50, 1).lng).all()
    assert (scale_demand(demand, 50, 1).lng != scale_demand(demand, 50, 2).lng).any()
    with pytest.raises(BadInput, match="give at least 1"):
        scale_demand(demand, 0, 1)
