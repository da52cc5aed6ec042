"""Live streams, served on loopback: watched from end to end, broken, and back again."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from zhicheng.cli import watch as watch_command
from zhicheng.cli.watch import watch
from zhicheng.vision.seen import Box, Frame, Pixels
from zhicheng.vision.sources import open_source
from zhicheng.vision.tests.rtsp import Served, h264
from zhicheng.vision.tests.street import Street, Thing, standing

HEAP = Box(210, 150, 260, 190)
FPS = 10


def grey_levels(count: int) -> list[Pixels]:
    return [np.full((96, 128, 3), 30 + k % 200, dtype=np.uint8) for k in range(count)]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    street = Street([Thing("", standing(HEAP, 4.0, 18.0, arrives=0.0), look=12)])
    return {
        "levels": h264(folder / "levels.mp4", grey_levels(200), FPS),
        "street": h264(folder / "street.mp4", [street.draw(k / FPS)[0] for k in range(24 * FPS)], FPS),
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


class Nobody:
    """Names nothing: a heap is found without a name."""

    signature = "nobody"

    def detect(self, image: Pixels) -> list:
        return []


@pytest.mark.slow
def test_a_served_street_is_watched_from_stream_to_event(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    zone = {"name": "z", "rule": "pile", "polygon": [[20, 60], [300, 60], [300, 235], [20, 235]]}
    scene = tmp_path / "scene.json"
    scene.write_text(json.dumps({"fps": 4, "zones": [{**zone, "dwell_s": 5, "pre_alarm_s": 2}], "min_box_px": 16}))
    monkeypatch.setattr(watch_command, "choose_detector", lambda *_: Nobody())
    out, pictures = tmp_path / "f.jsonl", tmp_path / "pictures"
    words = [served.address("street"), "--scene", str(scene), "--out", str(out), "--pictures", str(pictures)]
    watch.main(args=[*words, "--seconds", "21"], standalone_mode=False)
    (event,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (event["rule"], event["category"], event["zone"]) == ("pile", "乱堆乱放", "z")
    assert event["t_end"] - event["t_start"] == pytest.approx(14, abs=1.5)
    assert Box(*event["bbox"]).iou(HEAP) > 0.5
    assert [p["what"] for p in event["pictures"]] == ["arrival", "pre_alarm", "confirmed", "end"]
    assert all((pictures / p["masked"]).is_file() for p in event["pictures"])
    assert "1 events" in capsys.readouterr().err
