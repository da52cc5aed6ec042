"""Places as numbers: degrees are stored as integers of 1e-7 degree (about one centimetre), distances are metres."""

from __future__ import annotations

import math

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
E7 = 10_000_000
METRES_PER_DEGREE_LAT = math.pi / 180 * EARTH_RADIUS_M


def to_e7(degrees: float) -> int:
    """Degrees to integer 1e-7 degrees, so that canonical JSON needs no floats."""
    return round(degrees * E7)


def from_e7(units: int) -> float:
    return units / E7


def metres_between(lng1: float, lat1: float, lng2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine); arguments in degrees."""
    p1, p2 = math.radians(lat1), math.radians(lat2)
    half = math.sin((p2 - p1) / 2) ** 2 + math.cos(p1) * math.cos(p2) * math.sin(math.radians(lng2 - lng1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))


def are_within(metres: float, lng1: float, lat1: float, lng2: float, lat2: float) -> bool:
    """Are the points at most so far apart? Most pairs are not, and latitude alone shows it."""
    return abs(lat2 - lat1) * METRES_PER_DEGREE_LAT <= metres and metres_between(lng1, lat1, lng2, lat2) <= metres


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres per degree of longitude and latitude near `lat`; good to 0.1 % inside one city."""
    one = math.pi / 180 * EARTH_RADIUS_M
    return one * math.cos(math.radians(lat)), one
