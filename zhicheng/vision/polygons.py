"""Polygons in pixels: is it drawn soundly, what does it cover, is a point inside. Pure arithmetic on points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhicheng.vision.seen import Box, Flags

Point = tuple[float, float]
Polygon = Sequence[Point]


def holds(polygon: Polygon, point: Point) -> bool:
    """Is the point inside (even-odd rule)? A point on the border counts as inside on the left and top sides."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def area(polygon: Polygon) -> float:
    """Shoelace; never negative."""
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def bounds(polygon: Polygon) -> Box:
    xs, ys = [p[0] for p in polygon], [p[1] for p in polygon]
    return Box(min(xs), min(ys), max(xs), max(ys))


def crossing(polygon: Polygon) -> tuple[int, int] | None:
    """The first two sides (counted from 1) that cross each other, or None."""
    sides = list(zip(polygon, (*polygon[1:], polygon[0]), strict=True))
    for i, first in enumerate(sides):
        for j in range(i + 2, len(sides)):
            if (i, j) != (0, len(sides) - 1) and _cross(*first, *sides[j]):
                return i + 1, j + 1
    return None


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do the sides a-b and c-d touch or cross?"""
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] != turns[1] and turns[2] != turns[3]:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(turn == 0 and _between(*end) for turn, end in zip(turns, ends, strict=True))


def _turn(a: Point, b: Point, c: Point) -> int:
    value = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (value > 0) - (value < 0)


def _between(a: Point, b: Point, c: Point) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def raster(polygon: Polygon, width: int, height: int, scale: float = 1.0) -> Flags:
    """Which pixels of a picture of this size (after scaling by `scale`) lie inside."""
    ys, xs = np.mgrid[0:height, 0:width]
    px, py = (xs + 0.5) / scale, (ys + 0.5) / scale
    inside = np.zeros((height, width), dtype=bool)
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if y1 == y2:
            continue
        inside ^= ((y1 > py) != (y2 > py)) & (px < (x2 - x1) * (py - y1) / (y2 - y1) + x1)
    return inside
