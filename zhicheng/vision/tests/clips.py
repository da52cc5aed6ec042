"""Clips made for tests, by PyAV: sound, cut, garbage, with a clock that runs back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from zhicheng.vision.seen import Pixels


def write(
    path: Path, pictures: Sequence[Pixels], fps: int = 10, times: Sequence[float] | None = None, codec: str = "mpeg4"
) -> Path:
    """A clip of these pictures; `times` gives each its own time stamp."""
    with av.open(str(path), "w") as box:
        stream = box.add_stream(codec, rate=fps)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, 1000)
        for k, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = round((times[k] if times else k / fps) * 1000)
            frame.time_base = Fraction(1, 1000)
            box.mux(stream.encode(frame))
        box.mux(stream.encode(None))
    return path


def grey(level: int = 90, width: int = 128, height: int = 96) -> Pixels:
    return np.full((height, width, 3), level, dtype=np.uint8)


def ramp(count: int, width: int = 128, height: int = 96) -> list[Pixels]:
    """Pictures that get brighter, so that each is known by its level."""
    return [grey(20 + 4 * k, width, height) for k in range(count)]
