"""What every detector promises, whatever runs it: names, scores and boxes inside the picture, one sentence for what it cannot use.

Runs on all runtimes that are installed. OpenVINO is an extra that `make test` does not install (ADR 0026); where it is there, it is tested.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.vision import weights
from zhicheng.vision.choosing import detector_of
from zhicheng.vision.detectors.coco import COCO_80, COCO_90
from zhicheng.vision.detectors.litert import LiteRTDetector
from zhicheng.vision.detectors.onnx import OnnxDetector
from zhicheng.vision.detectors.openvino import OpenVinoDetector
from zhicheng.vision.ports import Detector
from zhicheng.vision.seen import Box

HAS_OPENVINO = importlib.util.find_spec("openvino") is not None
RUNTIMES: list[type[OnnxDetector]] = [OnnxDetector, *([OpenVinoDetector] if HAS_OPENVINO else [])]
FORMATS = [("yolox_nano.onnx", "yolox"), ("nanodet_plus_m_416.onnx", "nanodet"), ("deimv2_femto.onnx", "deim")]


def default() -> Detector:
    return LiteRTDetector(weights.find(weights.DETECTOR), "x")


def promises(detector: Detector, image: np.ndarray) -> None:
    height, width = image.shape[:2]
    before = image.copy()
    for found in detector.detect(image):
        assert found.name in {*COCO_80, *COCO_90}
        assert 0 < found.score <= 1
        assert 0 <= found.box.x1 <= found.box.x2 <= width
        assert 0 <= found.box.y1 <= found.box.y2 <= height
        assert all(type(v) in (int, float) for v in found.box)  # nothing of numpy: it goes into JSON
    assert np.array_equal(image, before)
    assert detector.signature == "x"


def pictures() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    sizes = [(48, 48), (90, 333), (480, 640), (720, 1280)]
    return [rng.integers(0, 255, (*s, 3), dtype=np.uint8) for s in sizes] + [np.zeros((64, 64, 3), dtype=np.uint8)]


@pytest.mark.parametrize("k", range(5))
def test_the_default_detector_keeps_its_promises(k: int) -> None:
    promises(default(), pictures()[k])


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize(("file", "format"), FORMATS)
def test_dropped_in_detectors_keep_theirs(shared: Path, runtime: type[OnnxDetector], file: str, format: str) -> None:
    detector = runtime(shared / "models" / file, format, 416, 416, "x")
    for image in pictures():
        promises(detector, image)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize(("file", "format"), FORMATS)
def test_all_runtimes_see_the_red_car(shared: Path, runtime: type[OnnxDetector], file: str, format: str) -> None:
    from zhicheng.vision.sources import open_source

    frame = list(open_source(str(shared / "media" / "park_a.mp4"), 1.0, seconds=12).frames())[12]
    found = runtime(shared / "models" / file, format, 416, 416, "x").detect(frame.image)
    assert any(d.name in {"car", "bus", "truck"} and d.box.iou(Box(242, 154, 343, 227)) > 0.7 for d in found)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("data", [b"", b"garbage", b"\x08\x07" * 400])
def test_what_is_no_model_is_refused_in_one_sentence(tmp_path: Path, runtime: type[OnnxDetector], data: bytes) -> None:
    (tmp_path / "m.onnx").write_bytes(data)
    with pytest.raises(BadInput, match="m.onnx 不是可用") as refused:
        runtime(tmp_path / "m.onnx", "yolox", 416, 416, "x")
    assert "\n" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize("format", ["yolox", "nanodet", "deim"])
@pytest.mark.parametrize("name", weights.TEXT)
def test_a_model_of_another_shape_is_refused_in_one_sentence(
    runtime: type[OnnxDetector], format: str, name: str
) -> None:
    """A reader of text is no detector."""
    with pytest.raises(BadInput, match="不是可用的检测模型") as refused:
        runtime(weights.find(name), format, 416, 416, "x")
    assert "\n" not in str(refused.value)


def test_without_openvino_it_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(BadInput, match=r"pip install 'zhicheng\[openvino\]'"):
        OpenVinoDetector(tmp_path / "m.onnx", "yolox", 416, 416, "x")


@pytest.mark.parametrize("name", ["nothing.onnx", "openvino:nothing.onnx"])
def test_a_file_that_nobody_vouched_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nothing.onnx").write_bytes(b"weights of a sort")
    with pytest.raises(BadInput):
        detector_of(name)
