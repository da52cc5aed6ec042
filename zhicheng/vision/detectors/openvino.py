"""The same ONNX detectors under OpenVINO: a third faster on Intel's cores. 200 MB more, so it is an extra: `zhicheng[openvino]`.

Chosen by name: `--detector openvino:my.onnx`, `ZHICHENG_EYES_DETECTOR=openvino:/models/my.onnx`; the file is vouched for like any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.detectors.litert import wrong_shape
from zhicheng.vision.detectors.onnx import OnnxDetector

PREFIX = "openvino:"


class _Input(NamedTuple):
    name: str


class _Session:
    """As much of ONNX Runtime's session as a detector asks for. One thread: one worker per core."""

    def __init__(self, path: Path) -> None:
        try:
            import openvino
        except ImportError:
            raise BadInput(
                "没有安装 OpenVINO，请运行 pip install 'zhicheng[openvino]'，或去掉 openvino: 前缀。",
                "OpenVINO is not installed; run pip install 'zhicheng[openvino]', or leave the prefix openvino: away.",
                field=path.name,
            ) from None
        how = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY"}
        try:
            self._model: Any = openvino.Core().compile_model(str(path), "CPU", how)
        except Exception as error:  # the runtime's own exception types are not public
            said = " ".join(str(error).replace(str(path), path.name).split())
            raise wrong_shape(path, said[-120:] or "OpenVINO") from None
        self._request = self._model.create_infer_request()

    def get_inputs(self) -> list[_Input]:
        return [_Input(i.get_any_name()) for i in self._model.inputs]

    def run(self, _: None, feeds: Mapping[str, Any]) -> Sequence[Any]:
        found = self._request.infer(dict(feeds))
        return [found[o] for o in self._model.outputs]


class OpenVinoDetector(OnnxDetector):
    """A COCO detector of a known format."""

    @staticmethod
    def open(path: Path) -> Any:
        return _Session(path)
