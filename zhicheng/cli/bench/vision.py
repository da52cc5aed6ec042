"""Benchmarks of the eyes: CPU per stage, cameras per core in each mode, beside the same eye with its detector on every frame.

Frames are drawn (a street of 640 × 360; a car crosses it for a tenth of the time), so that anybody can repeat the figures; decoding is measured
on a film of those frames. The detector is the real one.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy import ndimage

from zhicheng.vision import weights
from zhicheng.vision.detectors.litert import LiteRTDetector
from zhicheng.vision.eye import Eye
from zhicheng.vision.ports import Detector
from zhicheng.vision.scene import scene_from
from zhicheng.vision.seen import Frame, Pixels

WIDTH, HEIGHT = 640, 360
PERIOD_S = 40.0
ZONE = [[60, 120], [580, 120], [580, 350], [60, 350]]
Row = dict[str, Any]


def bench_vision(quick: bool) -> list[Row]:
    """CPU milliseconds and cameras per core."""
    seconds = 60 if quick else 240
    detector = LiteRTDetector(weights.find(weights.DETECTOR), weights.DETECTOR)
    decode = decode_ms(quick)
    rows = [_row("vision: decode of one 360p frame", decode, "CPU-ms", 100)]
    for name, active, rate in (
        ("10 % active, 5 fps", 0.1, 5.0),
        ("quiet, 5 fps", 0.0, 5.0),
        ("every frame active, 5 fps", 1.0, 5.0),
    ):
        ours, peer = (measure(detector, active, rate, seconds, always=always) for always in (False, True))
        rows.append(_cameras(name, ours, peer, decode, rate))
        if active == 0.1:
            rows += [
                _row(f"vision: stage {s}, per call", ms, "CPU-ms", n) for s, (ms, n) in sorted(ours.stages.items())
            ]
    rows.append(
        _patrol(
            measure(detector, 0.1, 0.1, 40 * seconds, always=False),
            measure(detector, 0.1, 0.1, 40 * seconds, always=True),
            decode,
        )
    )
    return rows


@dataclass
class Cost:
    """What a run cost: CPU milliseconds a frame, and per stage with its calls."""

    frame_ms: float
    stages: dict[str, tuple[float, int]]
    frames: int


def measure(detector: Detector, active: float, rate: float, seconds: float, *, always: bool) -> Cost:
    """One eye over a drawn street. What drawing costs is left out."""
    scene = scene_from(
        {
            "fps": rate,
            "zones": [{"name": "kerb", "rule": "motor_parking", "polygon": ZONE, "dwell_s": 60, "pre_alarm_s": 20}],
        }
    )
    eye = Eye(scene, detector, always=always, visits=rate < 1)
    spent, count = 0.0, 0
    for frame in drawn(active, rate, seconds):
        began = time.process_time()
        eye.see(frame)
        spent += time.process_time() - began
        count += 1
    stages = {s: (1000 * t / eye.costs.calls[s], eye.costs.calls[s]) for s, t in eye.costs.seconds.items()}
    return Cost(1000 * spent / count, stages, count)


def drawn(active: float, rate: float, seconds: float) -> Iterator[Frame]:
    """A street with grain, sensor noise, and a car that crosses during `active` of each forty seconds."""
    rng = np.random.default_rng(1)
    street = _grain(rng, HEIGHT, WIDTH, 110)
    car = _grain(rng, 60, 110, 190)
    noise = rng.normal(0, 2, (6, HEIGHT, WIDTH, 3))
    for k in range(int(seconds * rate)):
        t = k / rate
        picture = street + noise[k % len(noise)]
        along = (t % PERIOD_S) / (PERIOD_S * active) if active else 2.0
        if along < 1:
            x = int(along * (WIDTH - 110))
            picture[200:260, x : x + 110] = car
        yield Frame(t, np.clip(picture, 0, 255).astype(np.uint8), k)


def _grain(rng: np.random.Generator, height: int, width: int, level: float) -> np.ndarray:
    grain = ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), 1.5)
    return np.repeat((grain / grain.std() * 18 + level)[..., None], 3, axis=2)


def decode_ms(quick: bool) -> float:
    """CPU of decoding one frame to RGB, one thread."""
    import av

    pictures = [f.image for f in drawn(0.5, 5.0, 20 if quick else 40)]
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as folder:
        path = _film(Path(folder) / "street.mp4", pictures)
        began, count = time.process_time(), 0
        with av.open(str(path)) as box:
            box.streams.video[0].thread_type = "NONE"
            for frame in box.decode(box.streams.video[0]):
                frame.to_ndarray(format="rgb24")
                count += 1
        return 1000 * (time.process_time() - began) / count


def _film(path: Path, pictures: list[Pixels]) -> Path:
    import av

    with av.open(str(path), "w") as box:
        stream = box.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt, stream.time_base = WIDTH, HEIGHT, "yuv420p", Fraction(1, 5)
        for k, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = k, Fraction(1, 5)
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    return path


def _row(name: str, value: float, unit: str, n: int) -> Row:
    return {"name": name, "ours": round(value, 3), "peer": None, "peer_name": None, "unit": unit, "ratio": None, "n": n}


def _cameras(name: str, ours: Cost, peer: Cost, decode: float, rate: float) -> Row:
    """How many such cameras one core carries, decoding included."""
    mine, theirs = (1000 / (rate * (c.frame_ms + decode)) for c in (ours, peer))
    return {
        "name": f"vision: {name}", "ours": round(mine, 1), "peer": round(theirs, 1), "peer_name": "detector on every frame",
        "unit": "cameras per core", "ratio": round(mine / theirs, 2), "n": ours.frames,
    }  # fmt: skip


def _patrol(ours: Cost, peer: Cost, decode: float) -> Row:
    return _cameras("patrol, one look each 10 s", ours, peer, decode, 0.1)
