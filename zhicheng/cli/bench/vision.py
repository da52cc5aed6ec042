"""Benchmarks of the eyes: CPU per stage, cameras per core in each mode, recall and memory, beside the same eye with its detector on every frame.

Everything is measured by `vision/measuring`, on drawn streets, so that anybody can repeat the figures. The detector is the real one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from zhicheng.cli.fleet import worker_mb
from zhicheng.vision import weights
from zhicheng.vision.detectors.litert import LiteRTDetector
from zhicheng.vision.measuring import (
    PATROL_S,
    STREAM_FPS,
    Cost,
    Drawn,
    by_itself,
    decode_ms,
    film,
    key_frame_ms,
    measure,
)
from zhicheng.vision.ports import Detector

Row = dict[str, Any]
# Cars that park, beside the traffic: (place, from, to). All are to be found, each once; more than a minute apart, or they were a queue.
PARKED = ((80, 20.0, 320.0), (200, 95.0, 320.0), (330, 170.0, 320.0), (450, 245.0, 330.0))
ONSET_S = 5.0


def bench_vision(quick: bool) -> list[Row]:
    """CPU milliseconds, cameras per core, recall, memory."""
    seconds = 60 if quick else 240
    detector = LiteRTDetector(weights.find(weights.DETECTOR), weights.DETECTOR)
    with tempfile.TemporaryDirectory(prefix="zhicheng-bench-") as folder:
        small, large = _films(Path(folder))
        stream, key = decode_ms(small), key_frame_ms(small)
        rows = [
            _row("vision: decode of one 360p frame", stream, "CPU-ms", 90),
            _row("vision: a patrol's picture (open, key frame, close)", key, "CPU-ms", 20),
        ]
        rows += _modes(detector, seconds, stream)
        rows += [_recall(detector), *_patrols(detector, seconds, key), *_memory(large)]
    return rows


def _films(folder: Path) -> tuple[Path, Path]:
    pictures = [f.image for f, _ in Drawn(0.5).frames(STREAM_FPS, 6)]
    large = [p.repeat(2, 0).repeat(2, 1) for p in pictures[:45]]
    return film(folder / "small.mp4", pictures, STREAM_FPS), film(folder / "large.mp4", large, STREAM_FPS)


def _modes(detector: Detector, seconds: float, decode: float) -> list[Row]:
    """Streams at five frames a second, by how much of the time something moves."""
    rows = []
    for name, active in (("10 % active, 5 fps", 0.1), ("quiet, 5 fps", 0.0), ("every frame active, 5 fps", 1.0)):
        ours, peer = (measure(detector, Drawn(active), 5.0, seconds, always=always) for always in (False, True))
        rows.append(_cameras(name, ours, peer, decode, 5.0))
        if active == 0.1:
            rows += [
                _row(f"vision: stage {s}, per call", ms, "CPU-ms", n) for s, (ms, n) in sorted(ours.stages.items())
            ]
    return rows


def _recall(detector: Detector) -> Row:
    """The same street, the same cars: what each finds (begun within five seconds of the truth), and what a frame costs it."""
    ours, peer = (
        measure(detector, Drawn(0.1, PARKED), 5.0, 340, always=always) for always in (False, True)
    )  # fmt: skip
    found = tuple(c.found(PARKED, ONSET_S) for c in (ours, peer))
    return {
        "name": f"vision: CPU of a frame, {found[0]} of {len(PARKED)} parked cars found (peer {found[1]})", "ours": round(ours.frame_ms, 2),
        "peer": round(peer.frame_ms, 2), "peer_name": "detector on every frame", "unit": "CPU-ms",
        "ratio": round(peer.frame_ms / ours.frame_ms, 2), "n": ours.frames,
    }  # fmt: skip


def _patrols(detector: Detector, seconds: float, key: float) -> list[Row]:
    """Looks far apart, each of one key frame."""
    rows = []
    for every in (10.0, PATROL_S):
        ours, peer = (
            measure(detector, Drawn(0.1), 1 / every, every * seconds / 4, always=always, patrol=True) for always in (False, True)
        )  # fmt: skip
        rows.append(_cameras(f"patrol, one look each {every:g} s", ours, peer, key, 1 / every))
    return rows


def _memory(large: Path) -> list[Row]:
    process, stream = by_itself("decoder", str(large))
    own, shared = worker_mb(weights.DETECTOR)
    return [
        _row("vision: memory of a worker, its own", own, "MB", 1),
        _row("vision: memory of libraries, once a machine", shared, "MB", 1),
        _row("vision: memory of its decoder process", process, "MB", 1),
        _row("vision: memory of one open 720p stream", stream, "MB", 8),
        _row("vision: memory of one camera on patrol", by_itself("camera"), "MB", 23),
    ]


def _row(name: str, value: float, unit: str, n: int) -> Row:
    return {"name": name, "ours": round(value, 3), "peer": None, "peer_name": None, "unit": unit, "ratio": None, "n": n}


def _cameras(name: str, ours: Cost, peer: Cost, decode: float, rate: float) -> Row:
    """How many such cameras one core carries, decoding included."""
    mine, theirs = (1000 / (rate * (c.frame_ms + decode)) for c in (ours, peer))
    return {
        "name": f"vision: {name}", "ours": round(mine, 1), "peer": round(theirs, 1), "peer_name": "detector on every frame",
        "unit": "cameras per core", "ratio": round(mine / theirs, 2), "n": ours.frames,
    }  # fmt: skip
