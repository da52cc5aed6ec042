"""Copies that may be shown: faces and the plates of others are covered (INV-83). The original stays evidence and is opened for a reason.

Covered, not smoothed: blocks of one colour cannot be sharpened back. Without a face model the top of every person is covered, and the lower
half of every vehicle that is not the one in question.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhicheng.vision.seen import PERSON, VEHICLES, Box, Detection, Pixels

HEAD = 0.25  # of a person's box
PLATE = 0.5  # lower part of a vehicle
SUBJECT = 0.4
BLOCKS = 6
BLOCK_PX = 8  # at least: a small face in small blocks is still a face


def to_cover(found: Sequence[Detection], faces: Sequence[Box], subject: Box) -> list[Box]:
    """The places that nobody else may see."""
    boxes = list(faces)
    for d in found:
        if d.name == PERSON:
            boxes.append(Box(d.box.x1, d.box.y1, d.box.x2, d.box.y1 + max(HEAD * d.box.height, 8)))
        elif d.name in VEHICLES and d.box.iou(subject) < SUBJECT:
            boxes.append(Box(d.box.x1, d.box.y1 + PLATE * d.box.height, d.box.x2, d.box.y2))
    return boxes


def cover(image: Pixels, boxes: Sequence[Box]) -> Pixels:
    """A copy with these places in coarse blocks."""
    copy = image.copy()
    height, width = image.shape[:2]
    for box in boxes:
        cut = box.inside(width, height)
        x1, y1, x2, y2 = int(cut.x1), int(cut.y1), int(np.ceil(cut.x2)), int(np.ceil(cut.y2))
        if x2 > x1 and y2 > y1:
            copy[y1:y2, x1:x2] = _coarse(image[y1:y2, x1:x2])
    return copy


def _blocks(size: int) -> int:
    return min(BLOCKS, max(1, size // BLOCK_PX))


def _coarse(part: Pixels) -> Pixels:
    """Each block gets its mean."""
    height, width = part.shape[:2]
    rows = np.arange(height) * _blocks(height) // height
    columns = np.arange(width) * _blocks(width) // width
    out = part.copy()
    for r in np.unique(rows):
        for c in np.unique(columns):
            block = np.ix_(rows == r, columns == c)
            out[block] = part[block].reshape(-1, 3).mean(axis=0)
    return out
