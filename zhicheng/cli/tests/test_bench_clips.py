"""The bench of clips measures the worker's own process, and says what to do where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.cli.bench import clips
from zhicheng.kernel.errors import BadInput


def test_a_second_of_clip_costs_something_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clips, "FPS", 5)
    plays, light = clips.bench_clips(quick=True)
    assert (plays["n"], plays["unit"], plays["peer"]) == (20, "CPU-s per second", None)
    assert 0.05 < plays["ours"] < 60
    assert "MPEG-4" in light["name"]


def test_without_models_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clips, "FPS", 2)
    monkeypatch.setenv("ZHICHENG_MODELS", str(tmp_path))
    with pytest.raises(BadInput, match="zhicheng models fetch"):
        clips.bench_clips(quick=True)
