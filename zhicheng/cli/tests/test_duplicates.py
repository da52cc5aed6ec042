"""`zhicheng duplicates` as others call it: columns, order, refusals; on real links where they lie beside."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhicheng.cli.duplicates import duplicates
from zhicheng.engines.duplicates.drawn import LAT, LNG, drawn_city
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.tables import read_rows
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_per_degree

DAY = datetime(2026, 3, 1)
BOSTON = Path(__file__).resolve().parents[4] / "shared/data/boston311"


def write(path: Path, reports: Reports, *, places: bool = True) -> Path:
    east, north = metres_per_degree(LAT)
    with path.open("w", encoding="utf-8", newline="") as f:
        lines = csv.writer(f)
        lines.writerow(["id", "time", "lng", "lat", "category", "text", "colour"])
        for i, one in enumerate(reports.ids):
            point = (LNG + reports.x[i] / east, LAT + reports.y[i] / north) if places else ("", "")
            time = (DAY + timedelta(hours=float(reports.hours[i]))).isoformat()
            lines.writerow([one, time, *point, reports.category[i], reports.texts[i], "red"])
    return path


def run(*arguments: object) -> dict[str, object]:
    result = CliRunner().invoke(duplicates, [str(a) for a in arguments] + ["--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_one_line_for_each_report_in_the_file_s_order(tmp_path: Path) -> None:
    reports, truth = drawn_city()
    done = run(write(tmp_path / "r.csv", reports), "--out", tmp_path / "links.csv")
    lines = read(tmp_path / "links.csv")
    assert list(lines[0]) == ["id", "parent", "score", "candidates", "cluster"]
    assert [line["id"] for line in lines] == list(reports.ids)
    assert done["rows"] == len(reports)
    right = sum(lines[c]["parent"] == reports.ids[p] for c, p in truth.items())
    assert right / len(truth) > 0.8
    for line in lines:
        named = line["candidates"].split("|") if line["candidates"] else []
        assert len(named) <= 5
        assert (named[0] if named else "") == line["parent"]
        assert 0 <= float(line["score"]) <= 1
        assert line["cluster"] in reports.ids


def test_learns_from_links_and_keeps_what_it_learned(tmp_path: Path) -> None:
    reports, truth = drawn_city(things=120)
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(
        "id,parent_id\n" + "\n".join(f"{reports.ids[c]},{reports.ids[p]}" for c, p in truth.items()) + "\nx,y\n"
    )
    file = write(tmp_path / "r.csv", reports)
    done = run(file, "--out", tmp_path / "a.csv", "--train", pairs, "--save-weights", tmp_path / "w.json")
    assert done["learned"]["links"] == len(truth)  # type: ignore[index]
    run(file, "--out", tmp_path / "b.csv", "--weights", tmp_path / "w.json")
    parents = [[line["parent"] for line in read(tmp_path / name)] for name in ("a.csv", "b.csv")]
    assert sum(a == b for a, b in zip(*parents, strict=True)) >= 0.99 * len(
        reports
    )  # weights are kept with five places


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_only_time_and_text_are_enough(tmp_path: Path, ending: str) -> None:
    rows = [
        ("1", "2026-01-01 08:00:00", "幸福路28号路灯不亮"),
        ("2", "2026-01-01T10:00", "彩虹桥下积水"),
        ("3", "2026/1/2 9:30", "幸福路28号的路灯还是不亮"),
    ]
    path = tmp_path / f"r.{ending}"
    if ending == "csv":
        path.write_text("id,time,text\n" + "\n".join(",".join(r) for r in rows), encoding="gb18030")
    else:
        path.write_text(
            "\n".join(json.dumps(dict(zip(("id", "time", "text"), r, strict=True))) for r in rows), encoding="utf-8"
        )
    run(path, "--out", tmp_path / "o.csv")
    assert [line["parent"] for line in read(tmp_path / "o.csv")] == ["", "", "1"]


def test_what_cannot_be_read_of_a_row_costs_that_row_only(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "id,time,lng,lat,text\n1,2026-01-01,120.1,30.2,路灯\n2,soon,120.1,30.2,路灯\n3,2026-01-02,999,30.2,路灯\n4,2026-01-03,120.1,30.2,路灯\n"
        "5,2026-01-03,nan,,路灯\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(duplicates, [str(path), "--out", str(tmp_path / "o.csv"), "--json"])
    done = json.loads(result.stdout)
    assert (done["without_time"], done["without_place"]) == (1, 2)
    assert "time not readable: 2" in result.stderr
    assert "place not readable: 3, 5" in result.stderr
    lines = {line["id"]: line for line in read(tmp_path / "o.csv")}
    assert lines["2"]["parent"] == ""
    assert lines["4"]["parent"] == "1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,text\n1,a\n", "no column time"),
        ("number,time\n1,2026-01-01\n", "no column id"),
        ("id,time\n1,2026-01-01\n1,2026-01-02\n", "Row 2 of r.csv has the id 1 of row 1"),
        ("id,time\n,2026-01-01\n", "Row 1 of r.csv has no id"),
        ("id,time\n1,soon\n", "No time in r.csv can be read"),
        ("", "empty"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_written(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        run(path, "--out", tmp_path / "o.csv")
    assert said in refused.value.said.en
    assert not list(tmp_path.glob("o.csv*"))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    reports, _ = drawn_city(things=3)
    with pytest.raises(BadInput, match="nowhere"):
        run(write(tmp_path / "r.csv", reports), "--out", tmp_path / "nowhere" / "o.csv")


def test_saving_without_learning_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--train"):
        run(tmp_path / "r.csv", "--out", tmp_path / "o.csv", "--save-weights", tmp_path / "w.json")


def test_a_text_that_is_a_formula_stays_out_of_the_links(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text('id,time,text\n1,2026-01-01,"=HYPERLINK(""x"")"\n2,2026-01-01,<script>\n', encoding="utf-8")
    run(path, "--out", tmp_path / "o.csv")
    assert "=" not in (tmp_path / "o.csv").read_text()


@pytest.mark.slow
@pytest.mark.skipif(not BOSTON.exists(), reason="needs Boston's 311 data beside the repository")
def test_on_boston_s_links_we_beat_the_space_and_time_rule(tmp_path: Path) -> None:
    """The weights that come with the program were learned on this very part; the honest figure is `tools.learn_duplicates --until`."""
    texts = {row["id"]: row["description"] or "" for _, row in read_rows(BOSTON / "texts.parquet")}
    rows = [row for _, row in read_rows(BOSTON / "events.parquet") if row["opened"] >= datetime(2018, 5, 1)]
    path = tmp_path / "boston.csv"
    with path.open("w", newline="") as f:
        lines = csv.writer(f)
        lines.writerow(["id", "time", "lng", "lat", "category", "text"])
        lines.writerows([r["id"], r["opened"], r["lon"], r["lat"], r["category"], texts.get(r["id"], "")] for r in rows)
    run(path, "--out", tmp_path / "o.csv")
    named = {line["id"]: line["candidates"].split("|") for line in read(tmp_path / "o.csv")}
    with (BOSTON / "duplicate_pairs.csv").open() as f:
        pairs = [
            p for p in csv.DictReader(f) if p["id"] in named and p["dup_of"] in named and float(p["gap_h"] or -1) > 0
        ]
    first = sum(named[p["id"]][0] == p["dup_of"] for p in pairs) / len(pairs)
    assert len(pairs) > 150
    assert first > 0.68
