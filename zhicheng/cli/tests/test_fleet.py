"""`zhicheng fleet plan`, as others run it."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from zhicheng.cli import fleet as fleet_command
from zhicheng.cli import main
from zhicheng.vision import choosing, measuring
from zhicheng.vision.tests.test_planning import FIGURES

MINE = replace(FIGURES, machine=f"{platform.machine()}, Python {platform.python_version()}", cores=os.cpu_count() or 1)


class Detector:
    signature = "d@1"


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["fleet", "plan", *words])
    return int(ended.value.code or 0)


@pytest.fixture
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A home of its own, and a machine that is measured at once; counts how often."""
    times: list[int] = []

    def figures(*_: Any) -> measuring.Figures:
        times.append(1)
        return MINE

    (tmp_path / "home").mkdir()
    monkeypatch.setenv("ZHICHENG_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(choosing, "detector_of", lambda _n: Detector())
    monkeypatch.setattr(measuring, "figures", figures)
    return times


def test_it_measures_once_and_keeps_the_figures(measured: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    for _ in range(3):
        assert call("--cameras", "50000", "--mode", "patrol", "--json") == 0
    assert len(measured) == 1
    assert json.loads((tmp_path / "home" / "fleet-figures.json").read_text()) == asdict(MINE)
    lines = capsys.readouterr().out.splitlines()
    found = json.loads(lines[-1])
    assert found["figures"] == asdict(MINE)
    assert {"cores", "machines", "memory_gb", "assumptions", "cost"} <= found.keys()


def test_it_measures_anew_when_asked_to(measured: list[int]) -> None:
    call("--cameras", "5", "--mode", "dense")
    call("--cameras", "5", "--mode", "dense", "--measure")
    assert len(measured) == 2


@pytest.mark.parametrize("change", [{"detector": "other"}, {"cores": 999}, {"machine": "vax"}])
def test_it_measures_anew_on_another_machine(measured: list[int], tmp_path: Path, change: dict[str, Any]) -> None:
    (tmp_path / "home" / "fleet-figures.json").write_text(json.dumps({**asdict(MINE), **change}))
    call("--cameras", "5", "--mode", "dense")
    assert len(measured) == 1


@pytest.mark.parametrize("kept", ["", "{}", "[]", '{"patrol_look_ms": 1}', "null"])
def test_figures_that_cannot_be_read_are_measured_anew(measured: list[int], tmp_path: Path, kept: str) -> None:
    (tmp_path / "home" / "fleet-figures.json").write_text(kept)
    assert call("--cameras", "5", "--mode", "dense") == 0
    assert len(measured) == 1


def test_people_read_it_too(measured: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    call("--cameras", "50000", "--mode", "patrol", "--every", "30", "--machine-cores", "16")
    out = capsys.readouterr().out
    for word in ("50,000 路", "每 30 秒", "机器", "assumed", "machine_cores 16", "measured 2026-11-26"):
        assert word in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cameras", "0", "--mode", "patrol"], "--cameras"),
        (["--cameras", "many", "--mode", "patrol"], "--cameras"),
        (["--cameras", "10", "--mode", "always"], "always"),
        (["--cameras", "10", "--mode", "patrol", "--every", "0"], "--every"),
        (["--cameras", "10"], "--mode"),
        (["--mode", "dense"], "--cameras"),
    ],
)
def test_bad_input_ends_before_anything_is_measured(
    measured: list[int], capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert call(*words) == 2
    assert said in capsys.readouterr().err
    assert measured == []


@pytest.mark.slow
def test_a_worker_weighs_what_it_weighs() -> None:
    own, shared = fleet_command.worker_mb("efficientdet_lite0")
    assert 50 < own < 250
    assert 10 < shared < 250


# -- fleet model ------------------------------------------------------------------------------------------------------


def model(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["fleet", "model", *words])
    return int(ended.value.code or 0)


@pytest.mark.django_db
def test_the_command_shows_what_is_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert model("show", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["now"], found["next"], found["compared"]) == ("efficientdet_lite0", "", None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["back"], "没有可退回"),
        (["switch", "--percent", "10"], "没有待切换"),
        (["try", "no-such-file.onnx"], "no-such-file.onnx"),
    ],
)
def test_what_no_model_can_do_is_one_sentence(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert model(*words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.django_db
def test_a_trial_is_begun_shown_and_taken_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choosing, "detector_of", lambda _n: Detector())
    assert model("try", "new.onnx") == 0
    assert model("switch", "--percent", "30") == 0
    assert model("show") == 0
    out = capsys.readouterr().out
    assert "新模型 new.onnx，已切换 30%" in out
    assert "还没有对比结果" in out
    assert model("back") == 0
    assert "新模型" not in capsys.readouterr().out


def test_without_ray_the_fleet_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SystemExit) as ended:
        main(["fleet", "run"])
    assert ended.value.code == 2
    assert "没有安装 Ray" in capsys.readouterr().err
