"""The running system's city and its area names."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from zhicheng.ground.places.city import City
from zhicheng.infra.config import config

LEVELS = (("district", 6), ("street", 9), ("community", 12), ("grid", 15))


@cache
def city() -> City:
    """The installation's city, loaded once per process (a new build needs a restart); BadInput when there is none."""
    return City.open(config().city_dir)


def name_of(code: str) -> str:
    """An area's name; the code itself when it is unknown."""
    return city().name_of(code) or code


def levels(code: str) -> dict[str, dict[str, str] | None]:
    """`{district: {code, name}, …}` of a grid code; None where the code is shorter."""
    return {
        level: {"code": code[:digits], "name": name_of(code[:digits])} if len(code) >= digits else None
        for level, digits in LEVELS
    }


@lru_cache(maxsize=50_000)
def place_text(lng: float, lat: float) -> str:
    """A place in words, for people."""
    return city().describe(lng, lat)


def at(lng: float, lat: float) -> dict[str, Any]:
    """Area codes and words of one point."""
    grid = city().locate(lng, lat).grid
    return {"text": place_text(lng, lat) if grid else "", "lng": lng, "lat": lat, **levels(grid)}
