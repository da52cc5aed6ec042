"""Which detector and which reader a scene needs, by name: a known model, or a weight file that an administrator vouched for.

`openvino:FILE` runs it under OpenVINO instead of ONNX Runtime."""

from __future__ import annotations

from pathlib import Path

from zhicheng.vision import weights
from zhicheng.vision.ports import Detector, TextReader
from zhicheng.vision.scene import Scene


def choose_detector(scene: Scene, name: str) -> Detector | None:
    """The detector that the zones need, or none: walls are read without one."""
    return None if all(z.rule == "ad" for z in scene.zones) else detector_of(name)


def detector_of(name: str) -> Detector:
    from zhicheng.vision.detectors.litert import LiteRTDetector, wrong_shape
    from zhicheng.vision.detectors.onnx import OnnxDetector
    from zhicheng.vision.detectors.openvino import PREFIX, OpenVinoDetector

    if name in weights.KNOWN:
        path = weights.find(name)
        return LiteRTDetector(path, f"{name}@{weights.KNOWN[name].sha256[:12]}")
    path = Path(name.removeprefix(PREFIX))
    said = weights.vouched(path)
    signature = f"{path.stem}@{said.sha256[:12]}"
    if said.format == "efficientdet":
        if name.startswith(PREFIX):
            raise wrong_shape(path, "OpenVINO, TFLite")
        return LiteRTDetector(path, signature)
    runtime = OpenVinoDetector if name.startswith(PREFIX) else OnnxDetector
    return runtime(path, said.format, said.width, said.height, signature)


def choose_reader(scene: Scene) -> TextReader | None:
    """Text is read only where a zone asks for it."""
    return reader_of() if any(z.rule == "ad" for z in scene.zones) else None


def reader_of() -> TextReader:
    from zhicheng.vision.reading.lines import LineReader

    lines, letters = (weights.find(n) for n in weights.TEXT)
    return LineReader(lines, letters, f"PP-OCRv4@{weights.KNOWN['text_letters'].sha256[:12]}")
