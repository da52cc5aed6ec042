"""A drawn street: textured ground, things that come and go, light, shake. And a detector that names what was drawn (golden detections).

No weights are needed, and the truth is known to the pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy import ndimage

from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import Scene, scene_from
from zhicheng.vision.seen import Box, Detection, Frame, Observation, Pixels

WIDTH, HEIGHT = 320, 240


@lru_cache(maxsize=256)
def texture(seed: int, height: int, width: int, middle: float, contrast: float = 18.0) -> np.ndarray:
    """Smooth random grain around a grey level, with a tint of its own."""
    rng = np.random.default_rng(seed)
    grain = ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), 1.5)
    grain = grain / grain.std() * contrast + middle
    picture = np.stack([grain + t for t in rng.uniform(-12, 12, 3)], axis=2)
    picture.flags.writeable = False  # it is shared
    return picture


NOISE = np.random.default_rng(0).normal(0, 1, (8, HEIGHT, WIDTH, 3))  # drawn once: noise is what costs


@dataclass(frozen=True)
class Thing:
    """Something drawn: its name for the golden detector ("" = the detector does not know it), where it is at a time (None: nowhere)."""

    name: str
    where: Callable[[float], Box | None]
    look: int = 1
    middle: float = 205.0


def standing(box: Box, start: float, end: float, arrives: float = 2.0) -> Callable[[float], Box | None]:
    """Drives in from the left for `arrives` seconds, stands from `start` to `end`, is gone."""

    def at(t: float) -> Box | None:
        if t < start - arrives or t >= end:
            return None
        return box if t >= start else box.moved(-(start - t) * 60, 0)

    return at


def passing(y: float, size: tuple[float, float], start: float, speed: float = 90.0) -> Callable[[float], Box | None]:
    """Crosses the picture from left to right."""

    def at(t: float) -> Box | None:
        x = (t - start) * speed - size[0]
        return Box(x, y - size[1], x + size[0], y) if t >= start and x < WIDTH else None

    return at


def always(box: Box) -> Callable[[float], Box | None]:
    return lambda _t: box


@dataclass
class Street:
    """Draws frames. Things later in the list hide earlier ones."""

    things: Sequence[Thing]
    seed: int = 0
    light: Callable[[float], float] = lambda _t: 1.0
    shake: int = 0
    noise: float = 2.0
    ground: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.ground = texture(self.seed + 100, HEIGHT, WIDTH, 110.0)
        self.rng = np.random.default_rng(self.seed)

    def draw(self, t: float) -> tuple[Pixels, list[Detection], tuple[int, int]]:
        picture = self.ground.copy()
        found = []
        for thing in self.things:
            box = thing.where(t)
            if box is None:
                continue
            cut = box.inside(WIDTH, HEIGHT)
            if cut.checked_area < 16:
                continue
            patch = texture(thing.look, int(box.height), int(box.width), thing.middle, 25.0)
            x, y = int(cut.x1 - box.x1), int(cut.y1 - box.y1)
            height, width = int(cut.y2) - int(cut.y1), int(cut.x2) - int(cut.x1)
            patch = patch[y : y + height, x : x + width]
            picture[int(cut.y1) : int(cut.y1) + patch.shape[0], int(cut.x1) : int(cut.x1) + patch.shape[1]] = patch
            if thing.name:
                found.append(Detection(thing.name, 0.6, cut))
        dy, dx = self.rng.integers(-self.shake, self.shake + 1, 2) if self.shake else (0, 0)
        grain = NOISE[int(self.rng.integers(len(NOISE)))]
        picture = np.roll(picture, (dy, dx), (0, 1)) * self.light(t) + self.noise * grain
        return (
            np.clip(picture, 0, 255).astype(np.uint8),
            [d._replace(box=d.box.moved(dx, dy)) for d in found],
            (int(dy), int(dx)),
        )


@dataclass
class Golden:
    """The detector that names what was drawn. For windows it knows only their size, so it is told the whole frame's boxes."""

    found: list[Detection] = field(default_factory=list)
    frame: Pixels | None = None
    signature: str = "golden"
    looks: int = 0

    def detect(self, image: Pixels) -> Sequence[Detection]:
        self.looks += 1
        assert self.frame is not None
        if image.shape == self.frame.shape:
            return list(self.found)
        if not np.shares_memory(image, self.frame):
            return []  # the picture of the base: nobody stands there
        y, x = self._corner(image)
        return [d._replace(box=d.box.moved(-x, -y)) for d in self.found]

    def _corner(self, window: Pixels) -> tuple[int, int]:
        """Where a window was cut out: views share memory with their frame."""
        assert self.frame is not None
        offset = window.__array_interface__["data"][0] - self.frame.__array_interface__["data"][0]
        return offset // self.frame.strides[0], offset % self.frame.strides[0] // self.frame.strides[1]


def scene(rule: str, dwell: float = 10.0, pre: float = 5.0, **more: object) -> Scene:
    zone = {
        "name": "z",
        "rule": rule,
        "polygon": [[20, 60], [300, 60], [300, 235], [20, 235]],
        "dwell_s": dwell,
        "pre_alarm_s": pre,
    }
    return scene_from({"fps": 2, "zones": [{**zone, **more}], "min_box_px": 16})


def frames(
    street: Street, seconds: float, fps: float = 2.0, drop: float = 0.0, start: float = 0.0
) -> Iterator[tuple[Frame, list[Detection]]]:
    rng = np.random.default_rng(5)
    for k in range(round(start * fps), round(seconds * fps)):
        image, found, _ = street.draw(k / fps)
        if rng.random() >= drop:
            yield Frame(k / fps, image, k), found


def look(
    eye: Eye, street: Street, seconds: float, drop: float = 0.0, start: float = 0.0, finish: bool = True
) -> list[Observation]:
    """Everything that the eye says."""
    golden = eye.detector
    said: list[Observation] = []
    for frame, found in frames(street, seconds, drop=drop, start=start):
        if isinstance(golden, Golden):
            golden.found, golden.frame = found, frame.image
        said += eye.see(frame)
    return said + (eye.finish() if finish else [])


def events(said: Sequence[Observation]) -> list[Observation]:
    """Confirmed and over."""
    return [o for o in said if o.stage == "confirmed" and o.over]
