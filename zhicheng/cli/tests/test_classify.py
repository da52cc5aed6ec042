"""`zhicheng classify` on files of any kind, in any folder."""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook, load_workbook

from zhicheng.cli import main
from zhicheng.engines.classify.files import COLUMNS
from zhicheng.engines.classify.tests.texts import labelled
from zhicheng.flow.reports import classifying
from zhicheng.flow.reports.tests.test_learning import corrected

TEXTS, LABELS = labelled(90)
ASKED = [("a", "桥头路灯不亮"), ("=1+1", "垃圾成堆没人清运"), ("b", "半夜施工太吵"), ("c", "")]


def put(path: Path, header: list[str], rows: list[tuple[str, ...]]) -> Path:
    if path.name.endswith((".csv", ".csv.gz")):
        opened = gzip.open if path.name.endswith(".gz") else open
        with opened(path, "wt", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([header, *rows])
    elif path.name.endswith(".parquet"):
        pq.write_table(pa.table({h: [r[k] for r in rows] for k, h in enumerate(header)}), path)
    elif path.name.endswith(".jsonl"):
        path.write_text("".join(json.dumps(dict(zip(header, r, strict=True))) + "\n" for r in rows))
    else:
        book = Workbook()
        for line in [header, *rows]:
            book.active.append(line)  # type: ignore[union-attr]
        for cell in book.active["A"]:  # type: ignore[index]
            cell.data_type = "s"  # an id that looks like a formula
        book.save(path)
    return path


def read(path: Path) -> list[dict[str, Any]]:
    if path.name.endswith((".csv", ".csv.gz")):
        opened = gzip.open if path.name.endswith(".gz") else open
        with opened(path, "rt", encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))
    if path.name.endswith(".parquet"):
        found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return found
    if path.name.endswith(".jsonl"):
        return [json.loads(line) for line in path.read_text().splitlines()]
    head, *lines = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("classify")
    file = put(folder / "train.csv", ["text", "label"], [*zip(TEXTS, LABELS, strict=True)])
    with pytest.raises(SystemExit) as left:
        main(["classify", "train", str(file), "--model", str(folder / "m")])
    assert left.value.code == 0
    return folder / "m"


def run(*args: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(a) for a in args])
    return int(str(left.value.code))


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet", "jsonl", "xlsx"])
def test_every_kind_of_file_is_read_and_written(trained: Path, tmp_path: Path, ending: str) -> None:
    file = put(tmp_path / f"ask.{ending}", ["id", "text"], ASKED)
    assert run("classify", "predict", file, "--model", trained, "--out", tmp_path / f"out.{ending}") == 0
    found = read(tmp_path / f"out.{ending}")
    assert tuple(found[0]) == COLUMNS
    assert [r["id"] for r in found] == [a for a, _ in ASKED]
    assert [r["label"] for r in found][:3] == ["灯", "垃圾", "噪声"]
    assert all(0 <= float(r["confidence"]) <= 1 for r in found)


def test_training_says_what_the_model_is_worth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(str(n), t, "", y) for n, (t, y) in enumerate(zip(TEXTS, LABELS, strict=True))]
    file = put(tmp_path / "t.csv", ["id", "text", "title", "label"], [*rows, ("x", "没有标签", "", "")])
    assert run("classify", "train", file, "--model", tmp_path / "m", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["rows"] == len(TEXTS)
    assert figures["classes"] == 3
    assert figures["unlabelled"] == 1
    assert figures["macro_f1"] > 0.9
    assert figures["seconds"] > 0


def test_other_column_names_can_be_given(tmp_path: Path) -> None:
    file = put(tmp_path / "t.csv", ["内容", "类别"], [*zip(TEXTS, LABELS, strict=True)])
    assert run("classify", "train", file, "--model", tmp_path / "m", "--text", "内容", "--label", "类别") == 0


def test_without_ids_rows_are_numbered(trained: Path, tmp_path: Path) -> None:
    file = put(tmp_path / "a.csv", ["text"], [("路灯不亮",), ("垃圾成堆",)])
    run("classify", "predict", file, "--model", trained, "--out", tmp_path / "o.csv")
    assert [r["id"] for r in read(tmp_path / "o.csv")] == ["1", "2"]


@pytest.mark.parametrize(
    ("file", "rows", "said"),
    [
        ("t.csv", [["label"], ("灯",)], "缺少列 text"),
        ("t.csv", [["text"], ("灯",)], "缺少列 label"),
        ("t.csv", [["text", "label"]], "没有数据行"),
        ("t.csv", [["text", "label"], ("a", "x"), ("b", "x")], "只有 1 个类别"),
        ("t.doc", [["text", "label"], ("a", "x")], "不认识"),
    ],
)
def test_a_bad_training_file_is_one_sentence(
    tmp_path: Path, file: str, rows: list[Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "t.csv", rows[0], rows[1:]).rename(tmp_path / file)
    assert run("classify", "train", tmp_path / file, "--model", tmp_path / "m") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize(
    ("model", "out", "said"),
    [
        ("none", "o.csv", "找不到模型"),
        ("ask.csv", "o.csv", "不能用作分类模型"),
        ("m", "o.doc", "写不到"),
        ("m", "no/o.csv", "写不到"),
    ],
)
def test_a_bad_prediction_is_one_sentence(
    trained: Path, tmp_path: Path, model: str, out: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = put(tmp_path / "ask.csv", ["id", "text"], ASKED)
    (tmp_path / "m").write_bytes(trained.read_bytes())
    assert run("classify", "predict", file, "--model", tmp_path / model, "--out", tmp_path / out) == 2
    assert said in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ask.csv", "m"]


def test_it_runs_in_any_folder_without_an_installation(trained: Path, tmp_path: Path) -> None:
    put(tmp_path / "ask.csv", ["id", "text"], ASKED)
    command = [
        sys.executable,
        "-m",
        "zhicheng",
        "classify",
        "predict",
        "ask.csv",
        "--model",
        str(trained),
        "--out",
        "o.csv",
    ]
    root = Path(__file__).parents[3]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PATH": "", "PYTHONPATH": str(root)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(read(tmp_path / "o.csv")) == len(ASKED)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["ask.csv", "o.csv"]


@pytest.mark.django_db
def test_the_running_systems_versions_are_told_learnt_and_led_back(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        assert run("classify", "versions", "--json") == 0
        assert json.loads(capsys.readouterr().out) == []
        assert run("classify", "learn", "--json") == 0
        assert json.loads(capsys.readouterr().out)["learnt"] is False
        corrected()
        assert run("classify", "learn", "--json") == 0
        assert json.loads(capsys.readouterr().out)["number"] == 1
        assert run("classify", "rollback", "0") == 0
        assert classifying.in_use().number == 0
        assert run("classify", "threshold", "70") == 0
        assert classifying.in_use().sure == 70
    finally:
        shutil.rmtree(classifying.folder(), ignore_errors=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("args", "said"), [(("rollback", "5"), "没有第 5 版"), (("threshold", "101"), "0 到 100")])
def test_what_cannot_be_changes_nothing(args: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("classify", *args) == 2
    assert said in capsys.readouterr().err
    assert classifying.in_use() == classifying.InUse()
