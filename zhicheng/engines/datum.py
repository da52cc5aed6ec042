"""Chinese map datums: WGS-84 (GPS), GCJ-02 (AMap, Tencent, phones in China) and BD-09 (Baidu).

The system keeps WGS-84 only; whatever arrives in another datum is converted once, at the door. A GCJ-02 point taken for
WGS-84 lies 300 to 700 m off, often in another street's area, so a guess is never acceptable.

The formulas and constants are the published ones (eviltransform, coordtransform); the inverse is iterated to below a
millimetre. Outside the box that the published formulas call China every conversion is the identity.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zhicheng.kernel.errors import BadInput

Datum = Literal["wgs84", "gcj02", "bd09"]
DATUMS: tuple[Datum, ...] = ("wgs84", "gcj02", "bd09")
Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]
Two = tuple[float, float]

_AXIS = 6378245.0  # Krasovsky 1940, metres: the ellipsoid inside the published formula
_ECC2 = 0.00669342162296594323
_BD_ANGLE = np.pi * 3000.0 / 180.0
_ITERATIONS = 8  # the offset changes by < 1 % over its own length: each step gains two digits or more


def in_china(lng: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Whether points (WGS-84 degrees, any shape) lie in the box in which GCJ-02 differs from WGS-84."""
    x, y = np.asarray(lng, float), np.asarray(lat, float)
    return (x >= 72.004) & (x <= 137.8347) & (y >= 0.8293) & (y <= 55.8271)


def _gcj_offset(lng: Floats, lat: Floats) -> Pair:
    """GCJ-02 minus WGS-84, in degrees, at WGS-84 points."""
    x, y = lng - 105.0, lat - 35.0
    ripple = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ripple
    north = north + _waves(y, (20.0, 40.0), (160.0, 320.0), (12.0, 30.0))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ripple
    east = east + _waves(x, (20.0, 40.0), (150.0, 300.0), (12.0, 30.0))
    rad = np.radians(lat)
    magic = 1 - _ECC2 * np.sin(rad) ** 2
    metres_lat = _AXIS * (1 - _ECC2) / (magic * np.sqrt(magic)) * np.pi / 180.0
    metres_lng = _AXIS / np.sqrt(magic) * np.cos(rad) * np.pi / 180.0
    return east / metres_lng, north / metres_lat


def _waves(v: Floats, near: Two, far: Two, periods: Two) -> Floats:
    """Two pairs of sine waves over `v` degrees, as the published formula has them."""
    first = near[0] * np.sin(v * np.pi) + near[1] * np.sin(v / 3.0 * np.pi)
    second = far[0] * np.sin(v / periods[0] * np.pi) + far[1] * np.sin(v / periods[1] * np.pi)
    return (first + second) * 2.0 / 3.0


def _shift_in_china(lng: Floats, lat: Floats) -> Pair:
    east, north = _gcj_offset(lng, lat)
    inside = in_china(lng, lat)
    return np.where(inside, lng + east, lng), np.where(inside, lat + north, lat)


def _bd_from_gcj(lng: Floats, lat: Floats) -> Pair:
    radius = np.hypot(lng, lat) + 0.00002 * np.sin(lat * _BD_ANGLE)
    angle = np.arctan2(lat, lng) + 0.000003 * np.cos(lng * _BD_ANGLE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def wgs84_to_gcj02(lng: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS-84 degrees (scalars or arrays of one shape) to GCJ-02 degrees of the same shape."""
    return _shift_in_china(np.asarray(lng, float), np.asarray(lat, float))


def gcj02_to_wgs84(lng: ArrayLike, lat: ArrayLike) -> Pair:
    """The inverse of `wgs84_to_gcj02`, by fixed-point iteration; below 1e-9 degrees on a round trip."""
    x, y = np.asarray(lng, float), np.asarray(lat, float)
    wx, wy = x, y
    for _ in range(_ITERATIONS):
        east, north = _gcj_offset(wx, wy)
        wx, wy = x - east, y - north
    inside = in_china(wx, wy)  # judged on the solution, so that a point just inside the box comes back to itself
    return np.where(inside, wx, x), np.where(inside, wy, y)


def wgs84_to_bd09(lng: ArrayLike, lat: ArrayLike) -> Pair:
    """WGS-84 degrees to BD-09 degrees; the identity outside China."""
    x, y = np.asarray(lng, float), np.asarray(lat, float)
    bx, by = _bd_from_gcj(*wgs84_to_gcj02(x, y))
    inside = in_china(x, y)
    return np.where(inside, bx, x), np.where(inside, by, y)


def bd09_to_wgs84(lng: ArrayLike, lat: ArrayLike) -> Pair:
    """The inverse of `wgs84_to_bd09`."""
    x, y = np.asarray(lng, float), np.asarray(lat, float)
    gx, gy = x - 0.0065, y - 0.006
    for _ in range(_ITERATIONS):
        bx, by = _bd_from_gcj(gx, gy)
        gx, gy = gx + (x - bx), gy + (y - by)
    wx, wy = gcj02_to_wgs84(gx, gy)
    inside = in_china(wx, wy)
    return np.where(inside, wx, x), np.where(inside, wy, y)


def to_wgs84(lng: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Points in `datum` (degrees, scalars or arrays of one shape) as WGS-84. BadInput for an unknown datum."""
    if datum == "wgs84":
        return np.asarray(lng, float), np.asarray(lat, float)
    if datum == "gcj02":
        return gcj02_to_wgs84(lng, lat)
    if datum == "bd09":
        return bd09_to_wgs84(lng, lat)
    raise BadInput(f"Unknown datum {datum!r}; use one of {', '.join(DATUMS)}.", field="datum")
