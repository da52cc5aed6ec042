"""Which detector and which reader a scene needs, by name: a known model, a weight file that an administrator vouched for."""

from __future__ import annotations

from pathlib import Path

from zhicheng.vision import weights
from zhicheng.vision.ports import Detector, TextReader
from zhicheng.vision.scene import Scene


def choose_detector(scene: Scene, name: str) -> Detector | None:
    """The detector that the zones need, or none: walls are read without one."""
    return None if all(z.rule == "ad" for z in scene.zones) else detector_of(name)


def detector_of(name: str) -> Detector:
    from zhicheng.vision.detectors.litert import LiteRTDetector
    from zhicheng.vision.detectors.onnx import OnnxDetector

    if name in weights.KNOWN:
        path = weights.find(name)
        return LiteRTDetector(path, f"{name}@{weights.KNOWN[name].sha256[:12]}")
    path = Path(name)
    said = weights.vouched(path)
    signature = f"{path.stem}@{said.sha256[:12]}"
    if said.format == "efficientdet":
        return LiteRTDetector(path, signature)
    return OnnxDetector(path, said.format, said.width, said.height, signature)


def choose_reader(scene: Scene) -> TextReader | None:
    """Text is read only where a zone asks for it."""
    return reader_of() if any(z.rule == "ad" for z in scene.zones) else None


def reader_of() -> TextReader:
    from zhicheng.vision.reading.lines import LineReader

    lines, letters = (weights.find(n) for n in weights.TEXT)
    return LineReader(lines, letters, f"PP-OCRv4@{weights.KNOWN['text_letters'].sha256[:12]}")
