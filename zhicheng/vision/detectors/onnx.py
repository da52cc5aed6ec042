"""Drop-in detectors by ONNX Runtime: YOLOX, NanoDet-Plus, DEIM. For offices that have better weights; each file vouched for by an administrator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.detectors.coco import COCO_80
from zhicheng.vision.detectors.litert import wrong_shape
from zhicheng.vision.reading.session import open_session
from zhicheng.vision.seen import Box, Detection, Floats, Pixels

LEAST_SCORE = 0.25
SAME = 0.5
NANODET_MEAN = np.array([103.53, 116.28, 123.675], dtype=np.float32)
NANODET_STD = np.array([57.375, 57.12, 58.395], dtype=np.float32)
STRIDES = {"yolox": (8, 16, 32), "nanodet": (8, 16, 32, 64)}


class OnnxDetector:
    """A COCO detector of a known format. The first look at a grey picture shows whether the weights are what they are said to be."""

    def __init__(self, path: Path, format: str, width: int, height: int, signature: str) -> None:
        self.signature, self._format, self._size = signature, format, (width, height)
        self._model: Any = self.open(path)
        try:
            self.detect(np.full((height, width, 3), 114, dtype=np.uint8))
        except BadInput:
            raise
        except Exception as error:  # the runtime's own exception types are not public
            raise wrong_shape(path, str(error)[:120]) from None

    @staticmethod
    def open(path: Path) -> Any:
        """The runtime's session."""
        return open_session(path)

    def detect(self, image: Pixels) -> Sequence[Detection]:
        if self._format == "deim":
            return self._deim(image)
        batch, scale = letterbox(image, self._size)
        if self._format == "nanodet":
            batch = (batch - NANODET_MEAN) / NANODET_STD
        output = self._model.run(None, {self._model.get_inputs()[0].name: batch.transpose(2, 0, 1)[None]})[0][0]
        decode = decode_yolox if self._format == "yolox" else decode_nanodet
        boxes, scores = decode(output, self._size)
        return chosen(boxes / scale, scores, image.shape[1], image.shape[0])

    def _deim(self, image: Pixels) -> Sequence[Detection]:
        height, width = image.shape[:2]
        resized = np.asarray(Image.fromarray(image).resize(self._size, Image.Resampling.BILINEAR), dtype=np.float32)
        names = [i.name for i in self._model.get_inputs()]
        sizes = np.array([[width, height]], dtype=np.int64)
        labels, boxes, scores = self._model.run(
            None, {names[0]: resized.transpose(2, 0, 1)[None] / 255, names[1]: sizes}
        )
        return [
            Detection(COCO_80[int(k)], float(s), Box(*(float(v) for v in b)).inside(width, height))
            for k, b, s in zip(labels[0], boxes[0], scores[0], strict=True)
            if s >= LEAST_SCORE and 0 <= int(k) < len(COCO_80)
        ]


def letterbox(image: Pixels, size: tuple[int, int]) -> tuple[Floats, float]:
    """Scaled to fit, top left, the rest grey; BGR, 0 to 255."""
    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = max(round(width * scale), 1), max(round(height * scale), 1)
    out = np.full((size[1], size[0], 3), 114, dtype=np.float32)
    resized = Image.fromarray(image).resize(inner, Image.Resampling.BILINEAR)
    out[: inner[1], : inner[0]] = np.asarray(resized)[..., ::-1]
    return out, scale


def grid(size: tuple[int, int], stride: int) -> tuple[Floats, Floats]:
    """Columns and rows of the cells of one stride, row by row."""
    ys, xs = np.mgrid[0 : -(-size[1] // stride), 0 : -(-size[0] // stride)]
    return xs.ravel().astype(np.float32), ys.ravel().astype(np.float32)


def decode_yolox(output: Floats, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Cells of three strides: centre and logarithm of the size relative to the cell, objectness, 80 classes."""
    cells = [(*grid(size, s), s) for s in STRIDES["yolox"]]
    xs, ys = np.concatenate([c[0] for c in cells]), np.concatenate([c[1] for c in cells])
    stride = np.concatenate([np.full(len(c[0]), c[2], dtype=np.float32) for c in cells])
    centre_x, centre_y = (output[:, 0] + xs) * stride, (output[:, 1] + ys) * stride
    half_w, half_h = np.exp(output[:, 2]) * stride / 2, np.exp(output[:, 3]) * stride / 2
    boxes = np.stack((centre_x - half_w, centre_y - half_h, centre_x + half_w, centre_y + half_h), axis=1)
    return boxes, output[:, 5:] * output[:, 4:5]


def decode_nanodet(output: Floats, size: tuple[int, int]) -> tuple[Floats, Floats]:
    """Cells of four strides: 80 classes, then a distribution over eight distances for each of the four sides."""
    cells = [(*grid(size, s), s) for s in STRIDES["nanodet"]]
    xs, ys = np.concatenate([c[0] for c in cells]), np.concatenate([c[1] for c in cells])
    stride = np.concatenate([np.full(len(c[0]), c[2], dtype=np.float32) for c in cells])
    bins = output[:, 80:].reshape(-1, 4, 8)
    bins = np.exp(bins - bins.max(axis=2, keepdims=True))
    sides = (bins / bins.sum(axis=2, keepdims=True)) @ np.arange(8, dtype=np.float32) * stride[:, None]
    x, y = xs * stride, ys * stride
    return np.stack((x - sides[:, 0], y - sides[:, 1], x + sides[:, 2], y + sides[:, 3]), axis=1), output[:, :80]


def chosen(boxes: Floats, scores: Floats, width: int, height: int) -> list[Detection]:
    """Above the least score, the best of those that overlap."""
    best, kinds = scores.max(axis=1), scores.argmax(axis=1)
    kept: list[Detection] = []
    for k in np.argsort(-best):
        if best[k] < LEAST_SCORE:
            break
        box = Box(*(float(v) for v in boxes[k])).inside(width, height)
        name = COCO_80[int(kinds[k])]
        if box.checked_area > 0 and not any(o.name == name and o.box.iou(box) > SAME for o in kept):
            kept.append(Detection(name, float(best[k]), box))
    return kept
