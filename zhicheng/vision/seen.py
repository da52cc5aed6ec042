"""What an eye handles: boxes, frames, detections, observations. Pixels are of the clip; times are seconds on its own clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

PERSON = "person"
VEHICLES = frozenset({"car", "bus", "truck", "train", "motor_vehicle"})
PROPS = frozenset(
    {
        "umbrella", "chair", "dining table", "bench", "bottle", "bowl", "banana", "apple", "orange", "cake", "backpack", "handbag",
        "suitcase", "potted plant", "bicycle", "motorcycle",
    }
)  # fmt: skip


class Box(NamedTuple):
    """Left, top, right, bottom."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        return self.x2 - self.x1

    @property
    def height(self) -> float:
        return self.y2 - self.y1

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def foot(self) -> tuple[float, float]:
        """Bottom centre: where the thing stands on the ground."""
        return (self.x1 + self.x2) / 2, self.y2

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2

    def common(self, other: Box) -> float:
        """The area that both cover."""
        return Box(
            max(self.x1, other.x1), max(self.y1, other.y1), min(self.x2, other.x2), min(self.y2, other.y2)
        ).checked_area

    @property
    def checked_area(self) -> float:
        return 0.0 if self.x2 <= self.x1 or self.y2 <= self.y1 else self.area

    def iou(self, other: Box) -> float:
        """Common area over joint area, 0 to 1."""
        common = self.common(other)
        joint = self.area + other.area - common
        return common / joint if joint > 0 else 0.0

    def grown(self, share: float) -> Box:
        """Larger by this share of its size on every side."""
        dx, dy = self.width * share, self.height * share
        return Box(self.x1 - dx, self.y1 - dy, self.x2 + dx, self.y2 + dy)

    def times(self, factor: float) -> Box:
        return Box(self.x1 * factor, self.y1 * factor, self.x2 * factor, self.y2 * factor)

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x1 + dx, self.y1 + dy, self.x2 + dx, self.y2 + dy)

    def inside(self, width: float, height: float) -> Box:
        """Cut to the picture."""
        return Box(max(self.x1, 0), max(self.y1, 0), min(self.x2, width), min(self.y2, height))


def joined(boxes: list[Box]) -> Box:
    """The smallest box around all."""
    return Box(
        min(b.x1 for b in boxes), min(b.y1 for b in boxes), max(b.x2 for b in boxes), max(b.y2 for b in boxes)
    )  # fmt: skip


class Detection(NamedTuple):
    """One thing that a detector names in one frame."""

    name: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture, RGB, and when it was taken (seconds on the source's clock)."""

    t: float
    image: Pixels
    index: int = 0

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])


@dataclass(frozen=True, slots=True)
class Observation:
    """What an eye says: a rule held in a zone from `t_start` to `t_end`. `stage` is pre_alarm (预警) or confirmed (by the machine only)."""

    rule: str
    category: str
    zone: str
    t_start: float
    t_end: float
    box: Box
    confidence: float
    stage: str
    thing: str
    over: bool = False
    facts: dict[str, Any] = field(default_factory=dict)
