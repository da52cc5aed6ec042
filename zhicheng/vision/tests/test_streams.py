"""Live streams, served on loopback: watched from end to end, broken, and back again."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from zhicheng.vision.seen import Frame, Pixels
from zhicheng.vision.sources import open_source
from zhicheng.vision.tests.rtsp import Served, h264

FPS = 10


def grey_levels(count: int) -> list[Pixels]:
    return [np.full((96, 128, 3), 30 + k % 200, dtype=np.uint8) for k in range(count)]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        "levels": h264(folder / "levels.mp4", grey_levels(200), FPS),
        "tiny": h264(folder / "tiny.mp4", [np.full((48, 48, 3), 90, dtype=np.uint8)] * 100, FPS),
    }


@pytest.fixture
def served(clips: dict[str, Path]) -> Iterator[Served]:
    with Served(clips) as server:
        yield server


def test_a_stream_is_read_at_the_wanted_rate(served: Served) -> None:
    source = open_source(served.address("levels"), 5.0, seconds=2.0)
    frames = list(source.frames())
    assert 8 <= len(frames) <= 11
    assert frames[0].image.shape == (96, 128, 3)
    levels = [float(f.image.mean()) for f in frames]
    assert levels == sorted(levels)


def test_a_path_that_is_not_served_gives_one_sentence(served: Served) -> None:
    source = open_source(served.address("none"), 2.0, seconds=2.0)
    assert list(source.frames()) == []
    assert len(source.troubles) == 1


@pytest.mark.slow
def test_a_stream_that_dies_and_comes_back_is_watched_on_and_its_time_goes_on(served: Served) -> None:
    source = open_source(served.address("levels"), 5.0, seconds=14.0)
    frames: list[Frame] = []
    began = time.monotonic()
    for frame in source.frames():
        frames.append(frame)
        if len(frames) == 8:
            served.stop()
            threading.Timer(3.0, served.start).start()
    assert time.monotonic() - began < 25
    times = [f.t for f in frames]
    assert times == sorted(times)
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert 3 <= max(gaps) <= 10
    assert len([g for g in gaps if g > 1]) == 1
    assert any("恢复" in t for t in source.troubles)
    assert len(source.troubles) <= 2


@pytest.mark.slow
def test_a_stream_that_stays_away_ends_the_watching(served: Served) -> None:
    source = open_source(served.address("levels"), 5.0, seconds=60.0)
    source.patience_s = 3.0  # type: ignore[attr-defined]
    began = time.monotonic()
    for k, _ in enumerate(source.frames()):
        if k == 3:
            served.stop()
    assert time.monotonic() - began < 20
    assert len(source.troubles) == 1
