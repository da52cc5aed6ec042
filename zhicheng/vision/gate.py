"""The motion gate: is there anything to look at? A third of a millisecond that saves the detector's fifteen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from zhicheng.vision import polygons
from zhicheng.vision.seen import Flags, Floats, Pixels

ACROSS = 160  # samples over the width of the picture
BLOCK = 4  # samples: 16 pixels of a picture of 640
LEVEL = 8.0  # mean grey levels over a block: above sensor noise and compression
RIM = 2  # blocks around a zone in which a thing announces itself


@dataclass
class Gate:
    """Compares with the last frame, block by block, on every fourth pixel or so."""

    last: Floats | None = None

    def moved(self, image: Pixels) -> Flags:
        """Which blocks changed since the last call; all of them at the first."""
        blocks = _blocks(image)
        before, self.last = self.last, blocks
        if before is None or before.shape != blocks.shape:
            return np.ones(blocks.shape, dtype=bool)
        return np.asarray(np.abs(blocks - before) > LEVEL)


def _blocks(image: Pixels) -> Floats:
    step = stride(image.shape[1])
    samples = image[::step, ::step].astype(np.float32)
    grey = (samples[..., 0] + 2 * samples[..., 1] + samples[..., 2]) / 4
    rows, columns = max(grey.shape[0] // BLOCK, 1), max(grey.shape[1] // BLOCK, 1)
    if grey.shape[0] < BLOCK or grey.shape[1] < BLOCK:
        return np.full((1, 1), grey.mean(), dtype=np.float32)
    return np.asarray(
        grey[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).mean(axis=(1, 3)), dtype=np.float32
    )


def stride(width: int) -> int:
    return max(1, width // ACROSS)


def area(polygon: Sequence[polygons.Point], moved: Flags, width: int) -> Flags:
    """The blocks that concern a zone: its own, those that its sides touch (a zone may be thinner than a block), and a rim."""
    size = stride(width) * BLOCK
    rows, columns = moved.shape
    mine = polygons.raster(polygon, columns, rows, 1 / size)
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        along = np.linspace(0, 1, int(2 * np.hypot(x2 - x1, y2 - y1) / size) + 2)
        xs, ys = ((a + along * (b - a)) // size for a, b in ((x1, x2), (y1, y2)))
        inside = (xs >= 0) & (xs < columns) & (ys >= 0) & (ys < rows)
        mine[ys[inside].astype(int), xs[inside].astype(int)] = True
    return np.asarray(ndimage.binary_dilation(mine, iterations=RIM))
