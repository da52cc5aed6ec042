"""How the place looks (base) and what stands still in it now (stable). What is stable and not base came and stayed.

Two layers instead of one running average: an average learns a parked car within a minute, and then its leaving is "something new".
The base learns only slow light, things that were rejected, and what nobody has questioned for a long time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import ndimage

from zhicheng.vision.seen import Box, Flags, Floats

SAME = 18.0  # grey levels: the same surface in noise
NEW = 26.0  # grey levels: another surface
FORGET_S = 1.2  # a surface that was covered for longer has to prove itself again
MOST_GROWTH = 3.0
LEARN_S = 2.0  # the first look: the median of so much time is the base
LEARN_FRAMES = 5
ABSORB_S = 1800.0


def gap(a: Floats, b: Floats) -> Floats:
    """The largest difference over the channels."""
    most = np.abs(
        a[..., 0] - b[..., 0]
    )  # channel by channel: a maximum over a last axis of three is twenty times slower
    np.maximum(most, np.abs(a[..., 1] - b[..., 1]), out=most)
    np.maximum(most, np.abs(a[..., 2] - b[..., 2]), out=most)
    return np.asarray(most, dtype=np.float32)


def outside(now: Floats, before: Floats) -> Floats:
    """The largest difference to what lies within one pixel: an edge that shook by a pixel is no change."""
    most = np.zeros(now.shape[:2], dtype=np.float32)
    for c in range(3):
        plane = before[..., c]
        np.maximum(most, now[..., c] - ndimage.maximum_filter(plane, 3), out=most)
        np.maximum(most, ndimage.minimum_filter(plane, 3) - now[..., c], out=most)
    return most


def grey(picture: Floats) -> Floats:
    return np.asarray((picture[..., 0] + picture[..., 1] + picture[..., 2]) / 3, dtype=np.float32)


@dataclass
class Ground:
    """The two layers, in small pixels. Empty until the first frames were seen."""

    base: Floats = field(default_factory=lambda: np.zeros((0, 0, 3), dtype=np.float32))
    stable: Floats = field(default_factory=lambda: np.zeros((0, 0, 3), dtype=np.float32))
    age: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    missing: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    near: Flags = field(default_factory=lambda: np.ones((1, 1), dtype=bool))
    first: list[Floats] = field(default_factory=list)
    began: float = 0.0

    @property
    def ready(self) -> bool:
        return self.base.size > 0

    def learn(self, picture: Floats, t: float, at_once: bool = False) -> None:
        """The first seconds: the base is their median, so that a passer-by does not become part of the street. `at_once`: visits are few."""
        if not self.first:
            self.began = t
        self.first.append(picture)
        if at_once or len(self.first) >= LEARN_FRAMES or (len(self.first) >= 3 and t - self.began >= LEARN_S):
            self.base = np.median(np.stack(self.first), axis=0).astype(np.float32)
            self.stable = picture.copy()
            self.age = np.zeros(picture.shape[:2], dtype=np.float32)
            self.missing = np.zeros(picture.shape[:2], dtype=np.float32)
            self.first = []

    def update(self, picture: Floats, dt: float, kept: Flags | None = None) -> None:
        """One more frame. `kept`: pixels of things under watch, which the base must not learn."""
        near = self.near = gap(picture, self.stable) < SAME
        self.age += np.where(near, np.float32(dt), np.float32(0))
        self.missing = np.where(near, np.float32(0), self.missing + np.float32(dt))
        fresh = self.missing > FORGET_S
        self.age[fresh] = 0
        self.missing[fresh] = 0
        rate = np.where(fresh, np.float32(1), np.where(near, np.float32(0.15), np.float32(0)))
        self.stable += rate[..., None] * (picture - self.stable)
        self._drift(picture, dt, kept)

    def wait(self, dt: float) -> None:
        """Time passed and nothing moved: as if the last frame had come again."""
        self.age += np.where(self.near, np.float32(dt), np.float32(0))
        self.missing += np.where(self.near, np.float32(0), np.float32(dt))

    def _drift(self, picture: Floats, dt: float, kept: Flags | None) -> None:
        """The base follows slow light, and takes over what nobody has questioned for half an hour."""
        drift = gap(picture, self.base) < SAME
        old = self.age > ABSORB_S
        if kept is not None:
            drift &= ~kept
            old &= ~kept
        rate = np.where(drift, np.float32(min(0.02 * dt, 0.1)), np.float32(0))
        self.base += rate[..., None] * (picture - self.base)
        if old.any():
            self.base[old] = self.stable[old]

    def changed(self, least_age: float) -> Flags:
        """Where something stands still for that long that was not there."""
        old = self.age >= least_age
        return old & (outside(self.stable, self.base) > NEW) if old.any() else old

    def grown(self, patch: Patch) -> Patch:
        """The piece with the paler rest of its thing around it; as it was if it would swallow half the street."""
        wide = patch.box.grown(0.6).inside(self.base.shape[1], self.base.shape[0])
        wide = Box(*(int(v) for v in wide))
        part = slices(wide)
        weak = (gap(self.stable[part], self.base[part]) > SAME) & (self.age[part] > 0)
        seed = np.zeros_like(weak)
        y, x = int(patch.box.y1 - wide.y1), int(patch.box.x1 - wide.x1)
        seed[y : y + patch.pixels.shape[0], x : x + patch.pixels.shape[1]] = patch.pixels
        whole = ndimage.binary_propagation(seed, mask=ndimage.binary_opening(weak) | seed)
        if whole.sum() > MOST_GROWTH * patch.pixels.sum():
            return patch
        ys, xs = np.nonzero(whole)
        box = Box(xs.min() + wide.x1, ys.min() + wide.y1, xs.max() + 1 + wide.x1, ys.max() + 1 + wide.y1)
        return Patch(box, whole[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1])

    def accept(self, where: Flags) -> None:
        """What stands there is how the place looks from now on."""
        self.base[where] = self.stable[where]

    def fold(self) -> None:
        """Half the memory until the next look: an eighth of a grey level is exact enough."""
        for name in ("base", "stable", "age", "missing"):
            setattr(self, name, getattr(self, name).astype(np.float16))

    def unfold(self) -> None:
        if self.base.dtype == np.float16:
            for name in ("base", "stable", "age", "missing"):
                setattr(self, name, getattr(self, name).astype(np.float32))

    def arrays(self) -> dict[str, Any]:
        """For keeping over a restart."""
        if not self.ready:
            return {}
        return {"base": self.base, "stable": self.stable, "age": self.age, "missing": self.missing}

    @classmethod
    def restored(cls, arrays: Any) -> Ground:
        if "base" not in arrays:
            return cls()
        base, stable, age, missing = (
            np.array(arrays[k], dtype=np.float32) for k in ("base", "stable", "age", "missing")
        )
        return cls(base, stable, age, missing)


@dataclass(frozen=True, slots=True)
class Patch:
    """A connected piece of change: its box in small pixels and its pixels within that box."""

    box: Box
    pixels: Flags

    @property
    def where(self) -> tuple[slice, slice]:
        return slices(self.box)


def slices(box: Box) -> tuple[slice, slice]:
    return slice(int(box.y1), int(box.y2)), slice(int(box.x1), int(box.x2))


def patches(changed: Flags, least_px: float) -> list[Patch]:
    """The pieces, closed over small gaps (a pile has dark cracks), without specks."""
    closed = ndimage.binary_closing(np.pad(changed, 4), np.ones((3, 3)), iterations=3)[4:-4, 4:-4]
    closed = ndimage.binary_opening(closed, np.ones((2, 2)))
    labels, count = ndimage.label(closed, np.ones((3, 3)))
    found = []
    for k, part in enumerate(ndimage.find_objects(labels, max_label=count), start=1):
        rows, columns = part
        if max(rows.stop - rows.start, columns.stop - columns.start) < least_px:
            continue
        box = Box(columns.start, rows.start, columns.stop, rows.stop)
        found.append(Patch(box, labels[part] == k))
    return found


def is_light(stable: Floats, base: Floats, pixels: Flags) -> bool:
    """Is the difference light or shadow rather than a thing? Shadows keep texture and colour and have soft borders."""
    if pixels.sum() < 9:
        return True
    s, b = stable[pixels], base[pixels]
    inner = ndimage.binary_erosion(pixels, iterations=2)  # the border's own step is no texture
    inner = inner if inner.sum() >= 16 else pixels
    fine = _fine(stable)[inner], _fine(base)[inner]
    texture = _correlation(*fine) if min(f.std() for f in fine) > 2.0 else 0.0
    colour = np.abs(_chroma(s) - _chroma(b)).max()
    ratio = (s.mean(axis=1) + 4) / (b.mean(axis=1) + 4)
    even = float(ratio.std() / max(ratio.mean(), 1e-3))
    if texture > 0.6 and colour < 0.05:
        return True
    return colour < 0.02 and even < 0.12 and sharpness(stable, base, pixels) < 0.22


def is_ghost(stable: Floats, base: Floats, pixels: Flags) -> bool:
    """Did something leave, so that the old picture is the odd one? Then the border of the piece is an edge in the base, not in what is seen now."""
    ring = _ring(pixels)
    if ring.sum() < 6:
        return False
    now, before = _edges(stable), _edges(base)
    if before[ring].mean() > 1.25 * now[ring].mean():
        return True
    # a fragment of what left has no border of its own, but bare ground is plainer than a thing
    return bool(before[ring].mean() > 0.9 * now[ring].mean() and before[pixels].mean() > 1.6 * now[pixels].mean())


def sharpness(stable: Floats, base: Floats, pixels: Flags) -> float:
    """How steep the border is, as a share of the whole step."""
    ring = _ring(pixels)
    step = float(gap(stable, base)[pixels].mean())
    return float(_edges(stable - base)[ring].mean()) / max(step, 1e-3) if ring.any() else 0.0


def _ring(pixels: Flags) -> Flags:
    return ndimage.binary_dilation(pixels) & ~ndimage.binary_erosion(pixels)  # type: ignore[no-any-return]


def _edges(picture: Floats) -> Floats:
    return np.asarray(np.hypot(*np.gradient(grey(picture))), dtype=np.float32)


def _fine(picture: Floats) -> Floats:
    plain = grey(picture)
    return np.asarray(plain - ndimage.uniform_filter(plain, 5), dtype=np.float32)


def _chroma(colours: Floats) -> Floats:
    mean = colours.mean(axis=0)
    return np.asarray(mean / max(float(mean.sum()), 1e-3), dtype=np.float32)


def _correlation(a: Floats, b: Floats) -> float:
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / norm) if norm > 1e-6 else 0.0
