"""A small tracker: boxes of one name that follow each other get one number. Nearest overlap first; speed carries through gaps.

Events never hang on its numbers (they break when people cross); it only says who stays, who comes and who goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from zhicheng.vision.seen import Box, Detection

LEAST_IOU = 0.2
REACH = 0.7  # of the box's size: how far a centre may lie from where it was expected
PATIENCE_S = 2.0


@dataclass
class Track:
    """One thing over time."""

    id: int
    name: str
    box: Box
    t: float
    began: float
    speed: tuple[float, float] = (0.0, 0.0)
    path: list[tuple[float, float, float]] = field(default_factory=list)  # t, x, y of the foot
    hits: int = 1

    def expected(self, t: float) -> Box:
        dt = min(t - self.t, PATIENCE_S)
        return self.box.moved(self.speed[0] * dt, self.speed[1] * dt)

    def follow(self, found: Detection, t: float) -> None:
        dt = max(t - self.t, 1e-3)
        (x, y), (px, py) = found.box.centre, self.box.centre
        fresh = (x - px) / dt, (y - py) / dt
        keep = 0.5 if self.hits > 1 else 0.0
        self.speed = keep * self.speed[0] + (1 - keep) * fresh[0], keep * self.speed[1] + (1 - keep) * fresh[1]
        self.box, self.t, self.hits = found.box, t, self.hits + 1
        self.path.append((t, *found.box.foot))
        if len(self.path) > 240:
            del self.path[:120]

    def stays(self, t: float, seconds: float) -> bool:
        """Has it hardly moved (half its height) for so long?"""
        if t - self.began < seconds:
            return False
        spots = [(x, y) for at, x, y in self.path if at >= t - seconds]
        if len(spots) < 2:
            return False
        reach = max(max(a) - min(a) for a in zip(*spots, strict=True))
        return bool(reach < 0.5 * self.box.height)


@dataclass
class Tracker:
    """Tracks of things that move."""

    tracks: list[Track] = field(default_factory=list)
    next_id: int = 1

    def update(self, found: Sequence[Detection], t: float) -> list[Track]:
        """The tracks that this frame confirms; others wait for `PATIENCE_S`."""
        self.tracks = [k for k in self.tracks if t - k.t <= PATIENCE_S]
        seen: list[Track] = []
        for name in sorted({d.name for d in found}):
            seen += self._update_name([d for d in found if d.name == name], name, t)
        return seen

    def _update_name(self, found: list[Detection], name: str, t: float) -> list[Track]:
        tracks = [k for k in self.tracks if k.name == name and k.t < t]
        pairs = _assign(_closeness([k.expected(t) for k in tracks], [d.box for d in found]))
        seen = []
        for i, j in pairs.items():
            tracks[i].follow(found[j], t)
            seen.append(tracks[i])
        for j, detection in enumerate(found):
            if j not in pairs.values():
                seen.append(self._begin(detection, name, t))
        return seen

    def _begin(self, found: Detection, name: str, t: float) -> Track:
        track = Track(self.next_id, name, found.box, t, t, path=[(t, *found.box.foot)])
        self.next_id += 1
        self.tracks.append(track)
        return track


def _closeness(tracks: list[Box], found: list[Box]) -> np.ndarray:
    """Overlap, or for small fast things nearness of centres; 0 where they cannot be the same."""
    if not tracks or not found:
        return np.zeros((len(tracks), len(found)))
    a, b = np.array(tracks)[:, None, :], np.array(found)[None, :, :]
    width = np.clip(np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0]), 0, None)
    height = np.clip(np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1]), 0, None)
    areas = [(c[..., 2] - c[..., 0]) * (c[..., 3] - c[..., 1]) for c in (a, b)]
    iou = width * height / np.maximum(areas[0] + areas[1] - width * height, 1e-6)
    dx = (a[..., 0] + a[..., 2] - b[..., 0] - b[..., 2]) / 2
    dy = (a[..., 1] + a[..., 3] - b[..., 1] - b[..., 3]) / 2
    size = np.sqrt(np.maximum(np.minimum(*areas), 1.0))
    near = np.clip(1 - np.hypot(dx, dy) / (REACH * size), 0, None)
    ratio = np.minimum(*areas) / np.maximum(np.maximum(*areas), 1e-6)
    return np.where(iou >= LEAST_IOU, 1 + iou, np.where(ratio > 0.4, near, 0.0))


def _assign(closeness: np.ndarray) -> dict[int, int]:
    """Greedy: the surest pair first. Each track and each detection once."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for flat in np.argsort(-closeness, axis=None):
        i, j = (int(k) for k in np.unravel_index(flat, closeness.shape))
        if closeness[i, j] <= 0:
            break
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs
