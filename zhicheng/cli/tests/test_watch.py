"""`zhicheng watch` and `zhicheng models`, as others run them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.cli import main
from zhicheng.vision import weights
from zhicheng.vision.tests.clips import grey, ramp, write

WALL = {"zones": [{"name": "wall", "rule": "ad", "polygon": [[0, 0], [1280, 0], [1280, 720], [0, 720]]}]}
KERB = {"zones": [{"name": "kerb", "rule": "motor_parking", "polygon": [[0, 0], [100, 0], [100, 90], [0, 90]]}]}


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without any installation."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def nothing_fetched(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHICHENG_MODELS", str(here / "none"))
    return here


@pytest.fixture
def models() -> None:
    """`make test` fetches them; where one is missing its own sentence fails the test."""
    for name in weights.KNOWN:
        weights.find(name)


def scene(folder: Path, data: object) -> str:
    path = folder / "scene.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def refused(capsys: pytest.CaptureFixture[str], out: Path) -> str:
    """The last line on stderr; nothing was written."""
    said = capsys.readouterr()
    assert said.out == ""
    assert not out.exists()
    return said.err.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"zones": []}, "没有区域"),
        ({"zones": [{**KERB["zones"][0], "rule": "x"}]}, "不认识"),
        ({"zones": [{**KERB["zones"][0], "polygon": [[0, 0], [90, 90], [90, 0], [0, 91]]}]}, "相交"),
        ({"zones": [{**KERB["zones"][0], "hours": [["9", "10"]]}]}, "时刻"),
    ],
)
def test_a_wrong_scene_ends_with_one_sentence(
    here: Path, capsys: pytest.CaptureFixture[str], data: object, words: str
) -> None:
    write(here / "a.mp4", ramp(10))
    assert call("watch", "a.mp4", "--scene", scene(here, data), "--out", "f.jsonl") == 2
    assert words in refused(capsys, here / "f.jsonl")


def test_a_missing_clip_ends_with_one_sentence(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("watch", "none.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl") == 2
    assert "没有 none.mp4" in refused(capsys, here / "f.jsonl")


def test_without_the_model_it_says_what_to_run(nothing_fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(nothing_fetched / "a.mp4", ramp(10))
    assert call("watch", "a.mp4", "--scene", scene(nothing_fetched, KERB), "--out", "f.jsonl") == 2
    assert "zhicheng models fetch efficientdet_lite0" in refused(capsys, nothing_fetched / "f.jsonl")


def test_a_weight_file_of_ones_own_needs_a_signature(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "a.mp4", ramp(10))
    (here / "my.onnx").write_bytes(b"weights")
    assert call("watch", "a.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl", "--detector", "my.onnx") == 2
    assert "没有管理员签名" in refused(capsys, here / "f.jsonl")


@pytest.mark.parametrize("start", ["yesterday", "2026-13-01", ""])
def test_a_start_that_is_no_time_is_refused(here: Path, capsys: pytest.CaptureFixture[str], start: str) -> None:
    write(here / "a.mp4", ramp(10))
    assert call("watch", "a.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl", "--start", start) == 2
    assert "--start" in refused(capsys, here / "f.jsonl")


@pytest.mark.usefixtures("models")
def test_a_clip_of_garbage_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.mp4").write_bytes(b"no film at all")
    assert call("watch", "a.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl") == 2
    assert "没有一帧能解码" in refused(capsys, here / "f.jsonl")


@pytest.mark.usefixtures("models")
def test_a_zone_outside_the_picture_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "a.avi", ramp(20, 48, 48))
    outside = {"zones": [{**KERB["zones"][0], "polygon": [[100, 100], [200, 100], [200, 200]]}]}
    assert call("watch", "a.avi", "--scene", scene(here, outside), "--out", "f.jsonl") == 2
    assert "48×48" in refused(capsys, here / "f.jsonl")


@pytest.mark.usefixtures("models")
def test_an_empty_street_gives_an_empty_file_and_figures(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "a.mp4", [grey()] * 30)
    assert (
        call("watch", "a.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl", "--json", "--contest", "c.json") == 0
    )
    said = capsys.readouterr()
    figures = json.loads(said.out)
    assert (figures["events"], figures["frames_decoded"], figures["frames_looked_at"]) == (0, 30, 6)
    assert figures["model"].startswith("efficientdet_lite0@2e04c53bfeac")
    assert "frames/s" in said.err
    assert "CPU-s" in said.err
    assert (here / "f.jsonl").read_text() == ""
    assert json.loads((here / "c.json").read_text()) == []


@pytest.mark.usefixtures("models")
def test_keys_without_effect_and_hours_without_a_start_are_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "a.mp4", [grey()] * 10)
    data = {"zones": [{**KERB["zones"][0], "hours": [["07:00", "09:00"]], "dwel_s": 3}]}
    assert call("watch", "a.mp4", "--scene", scene(here, data), "--out", "f.jsonl") == 0
    said = capsys.readouterr().err
    assert "zones[0].dwel_s" in said
    assert "--start" in said


@pytest.mark.usefixtures("models")
def test_two_visits_to_a_wall_find_the_advertisement(
    here: Path, capsys: pytest.CaptureFixture[str], shared: Path
) -> None:
    """The stills lie in a folder as they come: "after" before "before" in the alphabet."""
    (here / "wall").mkdir()
    for name in ("ad_1_before.jpg", "ad_1_after.jpg"):
        (here / "wall" / name).write_bytes((shared / "media" / name).read_bytes())
    command = [
        "watch",
        "wall",
        "--scene",
        scene(here, WALL),
        "--out",
        "f.jsonl",
        "--pictures",
        "p",
        "--pre-alarms",
        "pre.jsonl",
    ]
    assert call(*command) == 0
    (row,) = [json.loads(line) for line in (here / "f.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (row["rule"], row["category"], row["zone"], row["t_start"]) == ("ad", "违规广告", "wall", 0.5)
    assert row["facts"]["numbers"] == ["15987654321"]
    with Image.open(here / "p" / row["picture"]) as picture:
        assert np.asarray(picture).shape == (720, 1280, 3)
    assert len((here / "pre.jsonl").read_text().splitlines()) == 1


@pytest.mark.usefixtures("models")
def test_a_state_of_another_scene_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here / "a.mp4", [grey()] * 150)
    assert call("watch", "a.mp4", "--scene", scene(here, KERB), "--out", "f.jsonl", "--state", "s") == 0
    assert (here / "s").exists()
    other = {"zones": [{**KERB["zones"][0], "name": "other"}]}
    assert call("watch", "a.mp4", "--scene", scene(here, other), "--out", "g.jsonl", "--state", "s") == 2
    assert "另一个场景" in capsys.readouterr().err


def test_models_list_and_unknown_names(nothing_fetched: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("models", "list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["here"] for r in rows] == [False] * len(weights.KNOWN)
    assert call("models", "fetch", "yolov8") == 2
    assert "yolov8" in capsys.readouterr().err
    assert not (nothing_fetched / "none").exists()


def test_an_administrator_signs_a_model(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(here / "config"))
    (here / "my.onnx").write_bytes(b"weights")
    assert (
        call("models", "sign", "my.onnx", "--format", "yolox", "--licence", "Apache-2.0", "--by", "Alice", "--json")
        == 0
    )
    assert json.loads(capsys.readouterr().out)["by"] == "Alice"
    assert weights.vouched(here / "my.onnx").format == "yolox"
