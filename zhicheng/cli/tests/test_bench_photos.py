"""The bench of photos measures the look that the worker takes, and says what to do where it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.cli.bench import photos
from zhicheng.kernel.errors import BadInput


def test_telling_and_voting_cost_next_to_nothing_beside_the_look() -> None:
    looked, told, vote = photos.bench_photos(quick=True)
    assert (looked["unit"], looked["n"], looked["peer"]) == ("CPU-ms", 3, None)
    assert told["ours"] < looked["ours"] / 20
    assert vote["ours"] < looked["ours"] / 20


def test_without_models_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHICHENG_MODELS", str(tmp_path))
    with pytest.raises(BadInput, match="zhicheng models fetch"):
        photos.bench_photos(quick=True)
