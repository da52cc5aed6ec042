"""Finds faces so that they can be covered, never to know whose they are (PIPL 26).

Two models, because each misses what the other sees: BlazeFace (full range) for faces near the camera, 3 ms; CenterFace for those further
away, some 50 ms at 640 pixels. What either takes for a face is covered: a false one costs a few blocks, a missed one costs somebody's peace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.vision import weights
from zhicheng.vision.detectors.litert import open_interpreter, wrong_shape
from zhicheng.vision.ports import FaceFinder
from zhicheng.vision.reading.session import open_session
from zhicheng.vision.seen import Box, Floats, Pixels

NEAR_LEAST, FAR_LEAST = 0.5, 0.3
NEAR_SIDE, NEAR_STRIDE = 192, 4
FAR_STRIDE, FAR_STEP = 4, 32
FAR_SIDE = 1280  # px of the longer side: a face of twelve pixels in a phone's photo is still found
SAME = 0.3  # overlap of two boxes that are one face
ROOM = 0.15  # hair and chin lie outside of what the models call a face


class Faces:
    """What either model finds. `side`: the longest side that CenterFace is given; clips take a smaller one."""

    def __init__(self, near: FaceFinder, far: FaceFinder, signature: str) -> None:
        self._near, self._far, self.signature = near, far, signature

    def faces(self, image: Pixels) -> Sequence[Box]:
        found = [*self._near.faces(image), *self._far.faces(image)]
        return [b.grown(ROOM) for b in found]


def faces_of(side: int = FAR_SIDE) -> Faces:
    """Both models; BadInput with the command to run where one is missing."""
    near, far = (weights.find(n) for n in weights.FACES)
    digests = "+".join(weights.KNOWN[n].sha256[:8] for n in weights.FACES)
    return Faces(NearFaces(near), FarFaces(far, side), f"faces@{digests}")


class NearFaces:
    """BlazeFace, full range: one look at the whole picture, 192 pixels wide."""

    def __init__(self, path: Path) -> None:
        self._model = open_interpreter(path)
        self._input, self._outputs = self._model.get_input_details()[0], self._model.get_output_details()
        cells = (NEAR_SIDE // NEAR_STRIDE) ** 2
        shapes = [tuple(int(n) for n in o["shape"]) for o in self._outputs]
        if shapes != [(1, cells, 16), (1, cells, 1)]:
            raise wrong_shape(path, f"outputs {shapes}")
        middle = (np.arange(NEAR_SIDE // NEAR_STRIDE) + 0.5) * NEAR_STRIDE
        self._middles = np.stack(np.meshgrid(middle, middle), axis=-1).reshape(-1, 2)

    def faces(self, image: Pixels) -> Sequence[Box]:
        height, width = image.shape[:2]
        scale = NEAR_SIDE / max(height, width)
        small = Image.fromarray(image).resize(
            (max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BILINEAR
        )
        square = np.full((NEAR_SIDE, NEAR_SIDE, 3), 127, np.uint8)
        square[: small.height, : small.width] = np.asarray(small)
        self._model.set_tensor(self._input["index"], square[None].astype(np.float32) / 127.5 - 1)
        self._model.invoke()
        boxes, raw = (self._model.get_tensor(o["index"])[0] for o in self._outputs)
        scores = 1 / (1 + np.exp(-np.clip(raw[:, 0], -80, 80)))
        sure = scores >= NEAR_LEAST
        centre, half = self._middles[sure] + boxes[sure, 0:2], boxes[sure, 2:4] / 2
        corners = np.hstack([centre - half, centre + half]) / scale
        return list(_distinct(corners, scores[sure], width, height))


class FarFaces:
    """CenterFace: a map of face centres, a quarter as fine as the picture."""

    def __init__(self, path: Path, side: int) -> None:
        self._side = side
        self._model = open_session(path, free_sizes(path.read_bytes()))
        self._name = self._model.get_inputs()[0].name
        if len(self._model.get_outputs()) != 4:
            raise wrong_shape(path, f"{len(self._model.get_outputs())} outputs")

    def faces(self, image: Pixels) -> Sequence[Box]:
        height, width = image.shape[:2]
        scale = min(1.0, self._side / max(height, width))
        size = _stepped(width * scale), _stepped(height * scale)
        resized = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BILINEAR), dtype=np.float32)
        batch = np.ascontiguousarray(resized.transpose(2, 0, 1)[None])
        heat, sizes, offsets = (o[0] for o in self._model.run(None, {self._name: batch})[:3])
        rows, columns = np.nonzero(heat[0] >= FAR_LEAST)
        high, wide = (np.exp(sizes[i, rows, columns]) * FAR_STRIDE for i in (0, 1))
        y = (rows + offsets[0, rows, columns] + 0.5) * FAR_STRIDE
        x = (columns + offsets[1, rows, columns] + 0.5) * FAR_STRIDE
        corners = np.stack([x - wide / 2, y - high / 2, x + wide / 2, y + high / 2], axis=1)
        corners *= np.array([width / size[0], height / size[1]] * 2)
        return list(_distinct(corners, heat[0, rows, columns], width, height))


def _stepped(length: float) -> int:
    return max(FAR_STEP, int(np.ceil(length / FAR_STEP)) * FAR_STEP)


def _distinct(corners: Floats | Any, scores: Floats | Any, width: int, height: int) -> Iterator[Box]:
    """One box a face, the surest first."""
    kept: list[Box] = []
    for i in np.argsort(-scores):
        box = Box(*(float(v) for v in corners[i])).inside(width, height)
        if box.checked_area > 0 and all(box.iou(k) < SAME for k in kept):
            kept.append(box)
            yield box


# -- a model that was saved for one size of picture --------------------------------------------------------------------

GRAPH, INPUT, OUTPUT, TYPE, TENSOR, SHAPE, DIM = 7, 11, 12, 2, 1, 2, 1  # field numbers of ONNX's own schema
ANY_NAME = 0x1A  # "denotation" of a dimension: a remark that means nothing to the runtime


def free_sizes(model: bytes) -> bytes:
    """The same model for pictures of any size: each number of its first input's and its outputs' shape becomes a remark of the same length.

    It was saved for pictures of 32 pixels though nothing in it depends on that. The file itself stays as its digest says.
    """
    data = bytearray(model)
    inputs = list(_parts(data, 0, len(data), (GRAPH, INPUT)))[:1]
    for start, end in [*inputs, *_parts(data, 0, len(data), (GRAPH, OUTPUT))]:
        for a, z in _parts(data, start, end, (TYPE, TENSOR, SHAPE, DIM)):
            if z - a >= 2:
                data[a:z] = bytes((ANY_NAME, z - a - 2)) + b"n" * (z - a - 2)
    return bytes(data)


def _parts(data: bytearray, start: int, end: int, path: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Where the fields at this path begin and end."""
    if not path:
        yield start, end
        return
    for number, a, z in _fields(data, start, end):
        if number == path[0]:
            yield from _parts(data, a, z, path[1:])


def _fields(data: bytearray, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, begin and end of each field that has a length; protocol buffers, as short as they can be read."""
    while at < end:
        tag, at = _number(data, at)
        match tag & 7:
            case 0:
                _, at = _number(data, at)
            case 1:
                at += 8
            case 2:
                length, at = _number(data, at)
                yield tag >> 3, at, at + length
                at += length
            case _:
                at += 4


def _number(data: bytearray, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
