"""Where a flight goes: around a thing, or along a route. Pure geometry; the pilot's own software keeps no-fly zones and heights of houses."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between, metres_per_degree

LOWEST_M, HIGHEST_M = (
    10.0,
    120.0,
)  # 无人驾驶航空器飞行管理暂行条例: up to 120 m true height is where light drones may fly without asking, outside controlled space
AROUND = 6  # pictures from so many sides
LONGEST_M = 15_000.0  # what a battery carries, there and back
SPACING_M = 60.0


class Waypoint(NamedTuple):
    """Degrees WGS-84, metres above the start."""

    lng: float
    lat: float
    height_m: float


def around(lng: float, lat: float, *, height_m: float = 40.0, radius_m: float = 30.0) -> list[Waypoint]:
    """From above first, then from six sides, clockwise from north."""
    _check_height(height_m)
    if not 5 <= radius_m <= 200:
        raise BadInput(
            f"半径 {radius_m:g} 米应在 5 与 200 之间。",
            f"The radius of {radius_m:g} m must lie between 5 and 200.",
            field="radius",
        )
    per_lng, per_lat = metres_per_degree(lat)
    ring = [2 * math.pi * k / AROUND for k in range(AROUND)]
    return [
        Waypoint(lng, lat, height_m),
        *(Waypoint(lng + radius_m * math.sin(a) / per_lng, lat + radius_m * math.cos(a) / per_lat, height_m) for a in ring),
    ]  # fmt: skip


def along(
    route: Sequence[tuple[float, float]], *, height_m: float = 60.0, spacing_m: float = SPACING_M
) -> list[Waypoint]:
    """A point at every corner of the route and at most `spacing_m` between two."""
    _check_height(height_m)
    if len(route) < 2:
        raise BadInput("路线至少要两个点。", "A route has at least two points.", field="route")
    if not 5 <= spacing_m <= 500:
        raise BadInput(
            f"间距 {spacing_m:g} 米应在 5 与 500 之间。",
            f"The spacing of {spacing_m:g} m must lie between 5 and 500.",
            field="spacing",
        )
    out = [Waypoint(*route[0], height_m)]
    for (x1, y1), (x2, y2) in itertools.pairwise(route):
        steps = max(1, math.ceil(metres_between(x1, y1, x2, y2) / spacing_m))
        out += [Waypoint(x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps, height_m) for k in range(1, steps + 1)]
    return out


def length_m(points: Sequence[Waypoint]) -> float:
    """There, along it, and back to the first; BadInput when no battery carries that far."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    metres = sum(metres_between(a.lng, a.lat, b.lng, b.lat) for a, b in pairs)
    if metres > LONGEST_M:
        raise BadInput(
            f"航线长 {metres / 1000:.1f} 公里，超过 {LONGEST_M / 1000:.0f} 公里，请分成几架次。",
            f"The flight is {metres / 1000:.1f} km long, more than {LONGEST_M / 1000:.0f}; split it.",
            field="route",
        )
    return metres


def _check_height(height_m: float) -> None:
    if not LOWEST_M <= height_m <= HIGHEST_M:
        raise BadInput(
            f"高度 {height_m:g} 米应在 {LOWEST_M:g} 与 {HIGHEST_M:g} 之间。",
            f"The height of {height_m:g} m must lie between {LOWEST_M:g} and {HIGHEST_M:g}.",
            field="height",
        )


def kml(name: str, points: Sequence[Waypoint]) -> str:
    """KML 2.2 (OGC 12-007) that flight software reads: the line and each point, heights above the start."""
    line = " ".join(f"{p.lng:.7f},{p.lat:.7f},{p.height_m:g}" for p in points)
    marks = "".join(
        f"<Placemark><name>{k}</name><Point><altitudeMode>relativeToGround</altitudeMode><coordinates>{p.lng:.7f},{p.lat:.7f},{p.height_m:g}"
        "</coordinates></Point></Placemark>"
        for k, p in enumerate(points, start=1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{escape(name)}</name><Placemark><name>{escape(name)}</name><LineString><altitudeMode>relativeToGround</altitudeMode>"
        f"<coordinates>{line}</coordinates></LineString></Placemark>{marks}</Document></kml>\n"
    )
