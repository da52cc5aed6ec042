"""Another city's points onto ours: to try out real files on the demo city. Never used where points are real evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from zhicheng.ground.places.city import City

Move = Callable[[float, float], tuple[float, float]]


def fit_onto(city: City, lng: NDArray[np.float64], lat: NDArray[np.float64]) -> Move:
    """Affine map of the middle 96 % of the points' extent onto the city's bounds, then to the nearest road node.

    Relative density is kept; points outside the middle are clipped to the border.
    """
    west, south, east, north = city.bounds
    x0, x1 = np.quantile(lng, [0.02, 0.98])
    y0, y1 = np.quantile(lat, [0.02, 0.98])
    wide, high = max(float(x1 - x0), 1e-9), max(float(y1 - y0), 1e-9)
    graph = city.network.graph

    def move(x: float, y: float) -> tuple[float, float]:
        u, v = min(max((x - x0) / wide, 0.0), 1.0), min(max((y - y0) / high, 0.0), 1.0)
        px, py = west + u * (east - west), south + v * (north - south)
        if city.locate(px, py).grid:
            return float(px), float(py)
        node = int(city.network.nearest([px], [py], "walk")[0][0])
        return float(graph.lng[node]), float(graph.lat[node])

    return move
