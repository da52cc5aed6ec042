"""The motion gate: is there anything to look at? Half a millisecond that saves the detector's fifteen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhicheng.vision.seen import Flags, Floats

BLOCK = 8
LEVEL = 7.0  # mean grey levels over a block: above sensor noise and compression


@dataclass
class Gate:
    """Compares with the last frame, block by block."""

    last: Floats | None = None

    def moved(self, grey: Floats) -> Flags:
        """Which blocks changed since the last call; all of them at the first."""
        rows, columns = grey.shape[0] // BLOCK, grey.shape[1] // BLOCK
        blocks = grey[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK).mean(axis=(1, 3))
        before, self.last = self.last, blocks
        if before is None or before.shape != blocks.shape:
            return np.ones((rows, columns), dtype=bool)
        return np.asarray(np.abs(blocks - before) > LEVEL)


def any_in(moved: Flags, area: Flags) -> bool:
    """Did a block move that touches this area (a raster of the working size)?"""
    rows, columns = moved.shape
    cut = area[: rows * BLOCK, : columns * BLOCK]
    touched = cut.reshape(rows, BLOCK, columns, BLOCK).any(axis=(1, 3))
    return bool((moved & touched).any())
