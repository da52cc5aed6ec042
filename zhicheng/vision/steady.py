"""A steady picture: small, masked, shaken frames shifted back, light jumps taken out. What comes after may compare pixel with pixel.

A camera on a pole sways by some pixels and its exposure jumps when a bus passes. Without this every edge of the street would be
"something new". Shift by phase correlation at a quarter of the size; light by a robust line per channel against the known ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from zhicheng.vision import polygons
from zhicheng.vision.seen import Flags, Floats, Pixels

LONG_SIDE = 384
MOST_SHIFT = 0.06  # of the long side; a sway, not another view
SURE_PEAK = 4.0  # peak of the correlation over its spread
FIT_POINTS = 6000
FLAT = 5.0  # grey levels of spread: no texture


class Steady(NamedTuple):
    """The picture in the coordinates and the light of the ground. `likeness`: how much of the view is still the known one, 0 to 1."""

    picture: Floats
    shift: tuple[int, int]
    gain: float
    likeness: float


def small_scale(width: int, height: int) -> float:
    return min(1.0, LONG_SIDE / max(width, height))


def small(image: Pixels, scale: float) -> Floats:
    """The frame at working size, averaged (which also takes out noise)."""
    height, width = image.shape[:2]
    size = max(round(width * scale), 8), max(round(height * scale), 8)
    picture = Image.fromarray(image)
    factor = int(1 / scale)
    if factor > 1:
        picture = picture.reduce(factor)  # the exact mean, and many times faster than a resize
    return np.asarray(picture.resize(size, Image.Resampling.BILINEAR), dtype=np.float32)


def blackout(image: Pixels, masks: Sequence[Sequence[polygons.Point]]) -> Pixels:
    """The frame with what nobody may see painted black, before anything looks at it or keeps it."""
    if not masks:
        return image
    painted = image.copy()
    for mask in masks:
        box = polygons.bounds(mask).inside(image.shape[1], image.shape[0])
        x1, y1, x2, y2 = int(box.x1), int(box.y1), int(np.ceil(box.x2)), int(np.ceil(box.y2))
        if x2 <= x1 or y2 <= y1:
            continue
        inside = polygons.raster([(x - x1, y - y1) for x, y in mask], x2 - x1, y2 - y1)
        painted[y1:y2, x1:x2][inside] = 0
    return painted


def luma(picture: Floats) -> Floats:
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    return np.asarray(np.float32(0.299) * red + np.float32(0.587) * green + np.float32(0.114) * blue, dtype=np.float32)


def find_shift(now: Floats, before: Floats) -> tuple[int, int]:
    """By how many small pixels (dy, dx) `now` has to be rolled back to lie on `before`; (0, 0) when nothing is sure."""
    a, b = _quarter(now), _quarter(before)
    window = np.outer(np.hanning(a.shape[0]), np.hanning(a.shape[1]))
    fa, fb = np.fft.rfft2((a - a.mean()) * window), np.fft.rfft2((b - b.mean()) * window)
    cross = fa * np.conj(fb)
    surface = _smooth(np.fft.irfft2(cross / np.maximum(np.abs(cross), 1e-6), s=a.shape).astype(np.float32))
    most = max(2, int(MOST_SHIFT * max(a.shape)))
    near = np.roll(surface, (most, most), (0, 1))[: 2 * most + 1, : 2 * most + 1]
    y, x = np.unravel_index(int(near.argmax()), near.shape)
    if near[y, x] < SURE_PEAK * surface.std():
        return 0, 0
    dy, dx = _refine(near, int(y), int(x))
    found = round(2 * (dy - most)), round(2 * (dx - most))
    return found if found == (0, 0) or _better(now, before, found) else (0, 0)


def _quarter(picture: Floats) -> Floats:
    """Half of the working size: enough for a shift of half a small pixel after the parabola."""
    h, w = picture.shape[0] // 2 * 2, picture.shape[1] // 2 * 2
    p = picture[:h, :w]
    return np.asarray((p[::2, ::2] + p[1::2, ::2] + p[::2, 1::2] + p[1::2, 1::2]) / 4, dtype=np.float32)


def _smooth(surface: Floats) -> Floats:
    """A subpixel shift spreads its peak over neighbours; gather it again."""
    total = surface.copy()
    for axis in (0, 1):
        total = total + np.float32(0.5) * (np.roll(total, 1, axis) + np.roll(total, -1, axis))
    return np.asarray(total, dtype=np.float32)


def _refine(near: Floats, y: int, x: int) -> tuple[float, float]:
    """The top of a parabola through the peak and its neighbours."""
    return y + _parabola(near[:, x], y), x + _parabola(near[y, :], x)


def _parabola(line: Floats, k: int) -> float:
    if not 0 < k < len(line) - 1:
        return 0.0
    a, b, c = float(line[k - 1]), float(line[k]), float(line[k + 1])
    bend = a - 2 * b + c
    return 0.0 if bend == 0 else float(np.clip((a - c) / (2 * bend), -0.5, 0.5))


def _better(now: Floats, before: Floats, shift: tuple[int, int]) -> bool:
    """Does the shift bring most blocks of the picture closer? A man in black who fills a third of it must not move the street."""
    plain, moved = _block_errors(now, before), _block_errors(roll(now, shift), before)
    textured = plain > 2.0
    closer, farther = (textured & (moved < 0.8 * plain)).sum(), (textured & (moved > 1.1 * plain)).sum()
    return bool(closer >= 3 and closer >= 0.5 * textured.sum() and closer > 3 * farther)


def _block_errors(now: Floats, before: Floats) -> Floats:
    """Mean difference per block of an 8 × 8 grid, brightness of the block taken out."""
    rows, columns = now.shape[0] // 8 * 8, now.shape[1] // 8 * 8
    blocks = (now - before)[:rows, :columns].reshape(8, rows // 8, 8, columns // 8)
    return np.asarray(np.abs(blocks - blocks.mean(axis=(1, 3), keepdims=True)).mean(axis=(1, 3)), dtype=np.float32)


def roll(picture: Floats, shift: tuple[int, int]) -> Floats:
    """Shifted back by (dy, dx); the border is repeated, not wrapped."""
    dy, dx = shift
    if dy == 0 and dx == 0:
        return picture
    height, width = picture.shape[:2]
    rows = np.clip(np.arange(height) + dy, 0, height - 1)
    columns = np.clip(np.arange(width) + dx, 0, width - 1)
    return picture[rows][:, columns]


def match_light(picture: Floats, ground: Floats) -> tuple[Floats, float]:
    """The picture in the light of the ground: per channel a line that most pixels agree on. Second: the gain that was taken out."""
    flat, known = picture.reshape(-1, 3), ground.reshape(-1, 3)
    step = max(1, len(flat) // FIT_POINTS)
    chosen = np.arange(step // 2, len(flat), step)
    lines = [_line(flat[chosen, c], known[chosen, c]) for c in range(3)]
    gains = np.array([a for a, _ in lines], dtype=np.float32)
    offsets = np.array([b for _, b in lines], dtype=np.float32)
    if np.all(np.abs(gains - 1) < 0.01) and np.all(np.abs(offsets) < 1):
        return picture, 1.0
    return picture * gains + offsets, float(1 / gains.mean())


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """y ≈ a·x + b for most points: three rounds of least squares that forget what lies far off."""
    usable = (x > 6) & (x < 249)  # clipped light follows no line
    x, y = x[usable], y[usable]
    if len(x) < 50:
        return 1.0, 0.0
    a, b = 1.0, float(np.median(y - x))
    for _ in range(3):
        off = np.abs(a * x + b - y)
        near = off <= max(2.5 * float(np.median(off)), 3.0)
        spread = float(x[near].var())
        if spread < 4:
            return 1.0, float(np.median(y - x))
        a = float(np.clip(np.mean((x[near] - x[near].mean()) * (y[near] - y[near].mean())) / spread, 0.3, 3.0))
        b = float(y[near].mean() - a * x[near].mean())
    return a, b


def likeness(now: Floats, ground: Floats) -> float:
    """Which share of the view is still the known one. Block by block: flat ones by their level, textured ones by their texture; a flat
    road proves little, but it must not look like another view because one car drives on it.
    """
    a, b = _blocks(luma(now)), _blocks(luma(ground))
    near = np.abs(a.mean(axis=(1, 3)) - b.mean(axis=(1, 3))) < 25
    a, b = (x - x.mean(axis=(1, 3), keepdims=True) for x in (a, b))
    spread = np.sqrt((a * a).mean(axis=(1, 3))), np.sqrt((b * b).mean(axis=(1, 3)))
    alike = (a * b).mean(axis=(1, 3)) / np.maximum(spread[0] * spread[1], 1e-3)
    flat = np.maximum(*spread) < FLAT
    return float(np.where(flat, near, alike > 0.4).mean())


def _blocks(grey: Floats) -> Floats:
    """Sixteen by twelve blocks of pixels that are means of 2 × 2."""
    rows, columns = grey.shape[0] // 24, grey.shape[1] // 32
    if rows == 0 or columns == 0:
        return grey.reshape(1, grey.shape[0], 1, grey.shape[1])
    cut = grey[: rows * 24, : columns * 32]
    half = (cut[::2, ::2] + cut[1::2, ::2] + cut[::2, 1::2] + cut[1::2, 1::2]) / 4
    return np.asarray(half.reshape(12, rows, 16, columns), dtype=np.float32)


def hold(picture: Floats, ground: Floats) -> Steady:
    """The picture held still against the ground. The border that swung out of view looks as the ground does: nothing is known of it."""
    shift = find_shift(luma(picture), luma(ground))
    lit, gain = match_light(roll(picture, shift), ground)
    if shift != (0, 0):
        outside = _outside(lit.shape[:2], shift)
        lit = np.where(outside[..., None], ground, lit)
    return Steady(lit, shift, gain, likeness(lit, ground))


def _outside(shape: tuple[int, ...], shift: tuple[int, int]) -> Flags:
    height, width = shape
    rows, columns = np.arange(height) + shift[0], np.arange(width) + shift[1]
    return ((rows < 0) | (rows >= height))[:, None] | ((columns < 0) | (columns >= width))[None, :]
