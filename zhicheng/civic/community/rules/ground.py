"""A firm's duty area: a polygon or a circle, a few hundred metres across."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between, metres_per_degree

Point = Sequence[float]
MOST_CORNERS = 200
MOST_RADIUS = 3_000
LEAST_RADIUS = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a firm looks after things. An empty polygon means the circle."""

    lng: float
    lat: float
    radius: int
    polygon: tuple[tuple[float, float], ...] = ()

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        if self.polygon:
            xs, ys = [p[0] for p in self.polygon], [p[1] for p in self.polygon]
            return min(xs), min(ys), max(xs), max(ys)
        across, up = metres_per_degree(self.lat)
        return (
            self.lng - self.radius / across,
            self.lat - self.radius / up,
            self.lng + self.radius / across,
            self.lat + self.radius / up,
        )

    def holds(self, lng: float, lat: float) -> bool:
        """Is this point in it?"""
        if self.polygon:
            return _inside(self.polygon, lng, lat)
        return metres_between(self.lng, self.lat, lng, lat) <= self.radius


def shape_of(area: Ground, origin: tuple[float, float]) -> Any:
    """In metres around a point, so that areas can be compared."""
    across, up = metres_per_degree(origin[1])

    def plane(x: float, y: float) -> tuple[float, float]:
        return (x - origin[0]) * across, (y - origin[1]) * up

    if area.polygon:
        made = shapely.Polygon([plane(x, y) for x, y in area.polygon])
        return made if made.is_valid else made.buffer(0)
    return shapely.Point(plane(area.lng, area.lat)).buffer(area.radius)


def share(one: Ground, other: Ground) -> float:
    """How much of `one` lies in `other` too, from 0 to 1."""
    origin = (one.lng, one.lat)
    mine = shape_of(one, origin)
    return float(mine.intersection(shape_of(other, origin)).area / mine.area) if mine.area else 0.0


def square_metres(one: Ground) -> int:
    return round(float(shape_of(one, (one.lng, one.lat)).area))


def _inside(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Even-odd rule."""
    within = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            within = not within
    return within


def ground(polygon: Sequence[Point], *, lng: float | None, lat: float | None, radius: int) -> Ground:
    """A polygon's middle is found; a circle needs middle and radius. BadInput for anything that is no area."""
    if polygon:
        ring = [_corner(p) for p in polygon]
        if ring[0] == ring[-1]:
            ring = ring[:-1]
        if not 3 <= len(set(ring)) <= MOST_CORNERS:
            raise BadInput(
                f"责任区要有 3 到 {MOST_CORNERS} 个不同的顶点，请重新画。",
                f"A duty area has 3 to {MOST_CORNERS} different corners; draw it again.",
                field="polygon",
            )
        if not shapely.Polygon(ring).is_valid:
            raise BadInput(
                "责任区的边线交叉了，请撤回几点重新画。",
                "The border of the duty area crosses itself; take some corners back and draw it again.",
                field="polygon",
            )
        xs, ys = [p[0] for p in ring], [p[1] for p in ring]
        return Ground((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2, 0, tuple(ring))
    if (
        lng is None
        or lat is None
        or not (math.isfinite(lng) and math.isfinite(lat) and abs(lng) <= 180 and abs(lat) <= 90)
    ):
        raise BadInput(
            "请画出责任区，或在地图上点它的中心。", "Draw the duty area, or tap its middle on the map.", field="polygon"
        )
    if not LEAST_RADIUS <= radius <= MOST_RADIUS:
        raise BadInput(
            f"半径要在 {LEAST_RADIUS} 到 {MOST_RADIUS} 米之间，现在是 {radius}。",
            f"The radius has to be from {LEAST_RADIUS} to {MOST_RADIUS} m; it is {radius}.",
            field="radius",
        )
    return Ground(lng, lat, radius)


def _corner(point: Point) -> tuple[float, float]:
    if len(point) != 2 or not all(math.isfinite(v) for v in point) or abs(point[0]) > 180 or abs(point[1]) > 90:
        raise BadInput(
            "责任区的顶点要写成 [经度, 纬度]，请重新画。",
            "A corner is [longitude, latitude]; draw the area again.",
            field="polygon",
        )
    return float(point[0]), float(point[1])


def covers_matter(codes: Sequence[str], matter: str) -> bool:
    """A class of two digits covers its matters; no codes at all cover everything."""
    return not codes or any(matter.startswith(c) for c in codes)
