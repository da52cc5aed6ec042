"""EfficientDet-Lite0 by LiteRT: the default. 15 ms of one core a look, Apache-2.0, no GPU."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.detectors.coco import COCO_90
from zhicheng.vision.seen import Box, Detection, Pixels

LEAST_SCORE = 0.2


class LiteRTDetector:
    """A TensorFlow Lite model with the usual four outputs (boxes, classes, scores, count; suppression inside). One thread: one worker per core."""

    def __init__(self, path: Path, signature: str) -> None:
        self.signature = signature
        self._model = open_interpreter(path)
        self._input, self._outputs = self._model.get_input_details()[0], self._model.get_output_details()
        self._check(path)

    def _check(self, path: Path) -> None:
        shape = tuple(int(n) for n in self._input["shape"])
        if len(shape) != 4 or shape[0] != 1 or shape[3] != 3 or self._input["dtype"] != np.uint8:
            raise wrong_shape(path, f"input {shape} {np.dtype(self._input['dtype'])}")
        sizes = [tuple(int(n) for n in o["shape"]) for o in self._outputs]
        if len(sizes) != 4 or len(sizes[0]) != 3 or sizes[0][-1] != 4:
            raise wrong_shape(path, f"outputs {sizes}")
        self._size = shape[2], shape[1]

    def detect(self, image: Pixels) -> Sequence[Detection]:
        height, width = image.shape[:2]
        resized = np.asarray(Image.fromarray(image).resize(self._size, Image.Resampling.BILINEAR))
        self._model.set_tensor(self._input["index"], resized[None])
        self._model.invoke()
        boxes, classes, scores, count = (self._model.get_tensor(o["index"])[0] for o in self._outputs)
        found = []
        for box, kind, score in zip(boxes[: int(count)], classes, scores, strict=False):
            if score < LEAST_SCORE or not 0 <= int(kind) < len(COCO_90):
                continue
            y1, x1, y2, x2 = (float(v) for v in box)
            where = Box(x1 * width, y1 * height, x2 * width, y2 * height).inside(width, height)
            if where.checked_area > 0:
                found.append(Detection(COCO_90[int(kind)], float(score), where))
        return found


def open_interpreter(path: Path) -> Any:
    """The runtime with this file, on one thread; BadInput when the runtime or the file is no good."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        raise BadInput(
            "没有安装视频识别所需的软件包，请运行 pip install 'zhicheng[vision]'。",
            "The packages of the eyes are not installed; run pip install 'zhicheng[vision]'.",
        ) from None
    try:
        model = Interpreter(str(path), num_threads=1)
        model.allocate_tensors()
    except (ValueError, RuntimeError) as error:
        raise wrong_shape(path, f"{error}") from None
    return model


def wrong_shape(path: Path, what: str) -> BadInput:
    return BadInput(
        f"{path.name} 不是可用的检测模型（{what}），请换一个或运行 zhicheng models fetch。",
        f"{path.name} is no detector that we can use ({what}); choose another or run zhicheng models fetch.",
        field=path.name,
    )
