"""Where text stands in a picture (PP-OCRv4 detection) and what it says (recognition). Their published steps, without OpenCV.

Detection gives a map of "text here"; connected pieces become leaning rectangles, a little larger than the map says. Each is straightened
and read letter by letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from zhicheng.vision.ports import Text
from zhicheng.vision.reading.session import open_session
from zhicheng.vision.seen import Box, Floats, Pixels

SHORT_SIDE, LONG_SIDE = 480, 1280
MAP_LEVEL, BOX_LEVEL = 0.3, 0.5
UNCLIP = 1.6
LEAST_SIDE = 3.0
LINE_HEIGHT = 48
LONGEST_LINE = 1600
Quad = NDArray[np.float64]


class LineReader:
    """Reads every line of text in a picture, top to bottom."""

    def __init__(self, detection: Path, recognition: Path, signature: str) -> None:
        self.signature = signature
        self._find, self._letters = open_session(detection), LetterReader(recognition)

    def read(self, image: Pixels) -> Sequence[Text]:
        lines = []
        for quad in self.find(image):
            text, score = self._letters.read(straighten(image, quad))
            if text:
                (x1, y1), (x2, y2) = quad.min(axis=0), quad.max(axis=0)
                lines.append(Text(text, score, Box(float(x1), float(y1), float(x2), float(y2))))
        return lines

    def find(self, image: Pixels) -> list[Quad]:
        """The corners of each line, clockwise from the top left."""
        height, width = image.shape[:2]
        scale = _scale(width, height)
        size = max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32)
        resized = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
        batch = ((resized[..., ::-1] / 255 - 0.5) / 0.5).transpose(2, 0, 1)[None]  # the weights were trained on BGR
        heat = self._find.run(None, {self._find.get_inputs()[0].name: np.ascontiguousarray(batch)})[0][0, 0]
        quads = [q * (width / size[0], height / size[1]) for q in quads_of(heat)]
        return sorted(quads, key=lambda q: (round(float(q[:, 1].min()) / 10), float(q[:, 0].min())))


def _scale(width: int, height: int) -> float:
    """Small windows are enlarged, large ones reduced."""
    short, long = min(width, height), max(width, height)
    return (
        min(max(SHORT_SIDE / short, 1.0), max(LONG_SIDE / long, 0.1))
        if short < SHORT_SIDE
        else min(1.0, LONG_SIDE / long)
    )


def quads_of(heat: Floats) -> list[Quad]:
    """The leaning rectangles of a text map."""
    labels, _ = ndimage.label(ndimage.binary_dilation(heat > MAP_LEVEL, np.ones((2, 2))), np.ones((3, 3)))
    found = []
    for k, part in enumerate(ndimage.find_objects(labels), start=1):
        pixels = labels[part] == k
        if pixels.sum() < 9 or float(heat[part][pixels].mean()) < BOX_LEVEL:
            continue
        ys, xs = np.nonzero(pixels)
        points = shapely.multipoints(np.column_stack((xs + part[1].start + 0.5, ys + part[0].start + 0.5)))
        quad = _quad(points)
        if quad is not None:
            found.append(quad)
    return found


def _quad(points: shapely.MultiPoint) -> Quad | None:
    rectangle = shapely.minimum_rotated_rectangle(points)
    if rectangle.geom_type != "Polygon":
        return None
    corners = np.array(rectangle.exterior.coords)[:4]
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    if min(sides) < LEAST_SIDE:
        return None
    grown = rectangle.buffer(rectangle.area * UNCLIP / rectangle.length, join_style="mitre")
    return in_order(np.array(shapely.minimum_rotated_rectangle(grown).exterior.coords)[:4])


def in_order(corners: Quad) -> Quad:
    """Clockwise from the top left, as the text runs (never upright)."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1])]
    top_right, bottom_right = right[np.argsort(right[:, 1])]
    return np.array([top_left, top_right, bottom_right, bottom_left])


def straighten(image: Pixels, quad: Quad) -> Pixels:
    """The line as if seen from the front. Text that runs downwards is turned."""
    width = int(max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3])))
    height = int(max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1])))
    width, height = max(width, 4), max(height, 4)
    corners = [
        tuple(map(float, quad[k])) for k in (0, 3, 2, 1)
    ]  # Pillow: top left, bottom left, bottom right, top right
    flat = Image.fromarray(image).transform(
        (width, height), Image.Transform.QUAD, [v for c in corners for v in c], Image.Resampling.BICUBIC
    )
    if height >= 1.5 * width:
        flat = flat.transpose(Image.Transpose.ROTATE_90)
    return np.asarray(flat)


class LetterReader:
    """PP-OCR recognition: one straight line of text in, letters and a score out. Its dictionary lies in the weights, or is given."""

    def __init__(self, path: Path, letters: Sequence[str] = (), line_height: int = LINE_HEIGHT) -> None:
        self._model = open_session(path)
        letters = letters or self._model.get_modelmeta().custom_metadata_map.get("character", "").splitlines()
        self._letters, self._height = ["", *letters, " "], line_height

    def read(self, line: Pixels) -> tuple[str, float]:
        height, width = line.shape[:2]
        width = min(max(round(width * self._height / height), 16), LONGEST_LINE)
        resized = np.asarray(
            Image.fromarray(line).resize((width, self._height), Image.Resampling.BILINEAR), dtype=np.float32
        )
        padded = np.zeros((1, 3, self._height, max(width, 320)), dtype=np.float32)
        padded[0, :, :, :width] = ((resized[..., ::-1] / 255 - 0.5) / 0.5).transpose(2, 0, 1)
        scores = self._model.run(None, {self._model.get_inputs()[0].name: padded})[0][0]
        return decode(scores, self._letters)


def decode(scores: Floats, letters: Sequence[str]) -> tuple[str, float]:
    """CTC: the best letter of each step, repeats and blanks (0) left out. The score is the mean over the letters that stay."""
    best = scores.argmax(axis=1)
    kept = [k for k in range(len(best)) if best[k] != 0 and (k == 0 or best[k] != best[k - 1])]
    kept = [k for k in kept if best[k] < len(letters)]
    if not kept:
        return "", 0.0
    return "".join(letters[best[k]] for k in kept).strip(), float(np.mean([scores[k, best[k]] for k in kept]))
