"""`zhicheng eyes`, as others run it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.brigade import Brigade
from zhicheng.cli import main
from zhicheng.flow.sense.tests.scenery import camera, engineer
from zhicheng.vision.tests.clips import grey, write
from zhicheng.vision.watching import jpeg

pytestmark = pytest.mark.django_db


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return int(ended.value.code or 0)


@pytest.fixture
def keeper(brigade: Brigade) -> Any:
    return engineer(brigade)


def test_once_says_of_each_camera_how_it_is(keeper: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(grey()))
    camera(keeper, "A", source="file", url=str(tmp_path / "a.jpg"))
    camera(keeper, "B", source="file", url=str(write(tmp_path / "b.mp4", [grey()] * 30)))
    camera(keeper, "C", source="file", url=str(tmp_path / "none.mp4"))
    assert call("eyes", "--once", "--json") == 0
    rows = {r["code"]: r for r in json.loads(capsys.readouterr().out)["cameras"]}
    assert rows["A"]["size"] == rows["B"]["size"] == [128, 96]
    assert rows["C"]["size"] is None
    assert "没有这个文件" in rows["C"]["said"]


def test_once_looks_only_at_the_named_cameras(keeper: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.jpg").write_bytes(jpeg(grey()))
    for code in "AB":
        camera(keeper, code, source="file", url=str(tmp_path / "a.jpg"))
    assert call("eyes", "--once", "--cameras", "B") == 0
    out = capsys.readouterr().out
    assert "✓ B" in out
    assert "✓ A" not in out


def test_without_cameras_it_says_what_to_do(brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("eyes", "--once") == 0
    assert "登记摄像机" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cameras", "NOBODY"], "摄像机 NOBODY 没有登记"),
        (["--site", "330106"], "没有站点 330106"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_bad_input_is_one_sentence(
    brigade: Brigade, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert call("eyes", *words) == 2
    assert said in capsys.readouterr().err


def test_a_camera_without_zones_is_not_watched(keeper: Any, capsys: pytest.CaptureFixture[str]) -> None:
    camera(keeper, "A", scene=None)
    assert call("eyes", "--cameras", "A") == 2
    assert "没有画区域" in capsys.readouterr().err
