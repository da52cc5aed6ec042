"""`zhicheng replay` as others call it: options, output, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from zhicheng.cli.bench.dispatch import bench_assign, town
from zhicheng.cli.replay import replay
from zhicheng.kernel.errors import BadInput

KEYS = {"n", "late_30_share", "median", "p90", "p99", "km_per_job", "busy_share", "seconds"}


@pytest.fixture
def day(tmp_path: Path) -> Path:
    rows = [
        f"2026-11-02T{8 + k // 20:02d}:{k % 20 * 3:02d}:00,{120 + k % 7 / 100},{30 + k % 5 / 100}" for k in range(60)
    ]
    path = tmp_path / "day.csv"
    path.write_text("time,lng,lat\n" + "\n".join([*rows, "soon,120,30"]))
    return path


def run(*arguments: object) -> tuple[str, str]:
    result = CliRunner().invoke(replay, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout, result.stderr


def test_json_holds_the_agreed_figures_per_policy_and_bad_rows_are_named_on_stderr(day: Path) -> None:
    out, err = run(day, "--officers", 8, "--policy", "ours,idle_line,idle_road,fifo", "--json")
    figures = json.loads(out)
    assert list(figures) == ["ours", "idle_line", "idle_road", "fifo"]
    assert all(set(row) == KEYS and row["n"] == 60 for row in figures.values())
    assert "1 rows left out (row 61, time: 'soon' is not an ISO 8601 time)" in err


def test_without_json_a_table_for_people(day: Path) -> None:
    out, _ = run(day, "--officers", 8, "--policy", "ours")
    assert out.split()[:3] == ["policy", "n", "late_30_share"]


def test_the_span_the_speed_and_the_number_of_reports_count(day: Path) -> None:
    def ours(*more: object) -> dict[str, float]:
        return dict(json.loads(run(day, "--officers", 8, "--policy", "ours", "--json", *more)[0])["ours"])

    assert ours("--from", "2026-11-02T09:00", "--to", "2026-11-02T10:00")["n"] == 20
    assert ours("--per-day", 200, "--seed", 3)["n"] == 200
    assert ours("--speed-kmh", 60)["median"] < ours("--speed-kmh", 5)["median"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--officers", 0), "--officers is 0"),
        (("--officers", 5, "--speed-kmh", 0), "--speed-kmh is 0"),
        (("--officers", 5, "--policy", "best"), "names no such policy"),
        (("--officers", 5, "--policy", ","), "names no such policy"),
        (("--officers", 5, "--seed", -1), "--seed is -1"),
        (("--officers", 5, "--per-day", 0), "--per-day is 0"),
        (("--officers", 5, "--from", "2030-01-01"), "No report lies between"),
        (("--officers", 5, "--city", "/nowhere/at/all"), "holds no city"),
    ],
)
def test_a_wrong_option_is_one_sentence(day: Path, options: tuple[object, ...], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        run(day, *options)


def test_bench_rows_name_their_peer_and_the_sparse_matching_is_optimal() -> None:
    rows = bench_assign(quick=True)
    assert all(set(r) == {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"} for r in rows)
    assert any("same optimum" in r["name"] for r in rows)
    assert all(r["ours"] < r["peer"] for r in rows if r["unit"] == "weighted minutes")


def test_the_invented_town_is_the_same_every_time() -> None:
    assert (town(50, 1).lng == town(50, 1).lng).all()
    assert (np.diff(town(50, 1).at) >= 0).all()
