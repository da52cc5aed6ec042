"""The ground plan of the demo city in metres: river, lake, canals, hills, and where it is dense.

x runs east over 20 km, y runs north over 16 km. The city does not exist. Its centre was put at 117.1 E, 32.35
N, which is farmland of the plain between the Yangtze and the Huai, away from every real city centre; inside
China, so that datum conversion has something to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

WIDE, HIGH = 20_000.0, 16_000.0
CENTRE_LNG, CENTRE_LAT = 117.10, 32.35
METRES_PER_DEGREE = 111_320.0
OLD_TOWN = (9_900.0, 9_500.0)
SUBCENTRES = ((9_900.0, 9_500.0, 1.0), (12_600.0, 5_300.0, 0.8), (15_600.0, 10_200.0, 0.6), (5_600.0, 4_700.0, 0.55))
RECT = shapely.box(0, 0, WIDE, HIGH)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """Shapely geometries in metres. `banks` is everything that ordinary streets may not enter."""

    river: Any
    river_line: Any
    lake: Any
    canals: Any
    moat: Any
    hills: tuple[Any, ...]
    water: Any
    river_bank: Any
    lake_bank: Any
    banks: Any


def to_degrees(geometries: Any) -> Any:
    """Metres of the plan to WGS-84 degrees."""
    kx = METRES_PER_DEGREE * float(np.cos(np.radians(CENTRE_LAT)))

    def move(xy: Floats) -> Floats:
        lng = CENTRE_LNG + (xy[:, 0] - WIDE / 2) / kx
        lat = CENTRE_LAT + (xy[:, 1] - HIGH / 2) / METRES_PER_DEGREE
        return np.round(np.column_stack((lng, lat)), 7).astype(np.float64)

    return shapely.transform(geometries, move)


def warp(x: ArrayLike, y: ArrayLike) -> Floats:
    """Bends the ruler-straight plan a little, differently on the two sides of the river; shape (n, 2)."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    dx = 380 * np.sin(y / 3300 + 0.4) + 140 * np.sin(x / 5200 + y / 2600) + 60 * np.sin(y / 1150 + x / 7000)
    dy = 340 * np.sin(x / 3700 + 1.1) + 150 * np.sin(y / 4300 - x / 3000) + 55 * np.sin(x / 1300 - y / 6100)
    return np.column_stack((x + dx, y + dy))


def river_y(x: ArrayLike) -> Floats:
    """The river's middle line, from west to east."""
    x = np.asarray(x, float)
    bends = 1_050 * np.sin(x / 3_150 + 0.9) + 480 * np.sin(x / 1_500 + 2.0)
    return np.asarray(7_300 + bends + (x - 10_000) * 0.06)


def density(x: ArrayLike, y: ArrayLike) -> Floats:
    """1 in the middle of the city, towards 0 at its edge."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    fields = [w * np.exp(-((np.hypot(x - cx, (y - cy) * 1.1) / 4_300) ** 1.5)) for cx, cy, w in SUBCENTRES]
    return np.asarray(np.clip(np.max(fields, axis=0) + 0.2 * np.sum(fields, axis=0) - 0.08, 0, 1))


def blob(x: float, y: float, wide: float, high: float, rng: np.random.Generator, rough: float = 0.18) -> Any:
    """A rounded, irregular patch."""
    angle = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    radius = np.ones_like(angle)
    for wave in range(2, 6):
        radius += rough / wave * np.sin(wave * angle + rng.uniform(0, 2 * np.pi))
    return shapely.Polygon(np.column_stack((x + wide * radius * np.cos(angle), y + high * radius * np.sin(angle))))


def oval(x: float, y: float, wide: float, high: float, power: float = 2.6, points: int = 240) -> Any:
    """A rounded rectangle as a closed line: the course of ring roads."""
    angle = np.linspace(0, 2 * np.pi, points + 1)
    c, s = np.cos(angle), np.sin(angle)
    xy = np.column_stack((
        x + wide * np.sign(c) * np.abs(c) ** (2 / power),
        y + high * np.sign(s) * np.abs(s) ** (2 / power),
    ))  # fmt: skip
    xy[-1] = xy[0]
    return shapely.LineString(xy)


def make_ground(rng: np.random.Generator) -> Ground:
    """All water and hills."""
    x = np.linspace(-800, WIDE + 800, 420)
    y = river_y(x)
    line = shapely.LineString(np.column_stack((x, y)))
    half = 175 + 55 * np.sin(x / 2_100) + 30 * np.sin(x / 900)
    river = shapely.union_all([shapely.Point(a, b).buffer(h, quad_segs=6) for a, b, h in zip(x, y, half, strict=True)])
    island = blob(14_200, float(river_y(14_200)), 420, 95, rng, 0.1)
    river = river.difference(island).intersection(RECT)
    lake = blob(4_350, 10_150, 1_250, 950, rng).difference(blob(4_300, 10_350, 170, 120, rng))
    moat_line = oval(*OLD_TOWN, 1_230, 1_060)
    moat = moat_line.buffer(17)
    canal_x = shapely.LineString(warp(np.full(200, 13_560.0), np.linspace(-300, HIGH + 300, 200)))
    canal_y = shapely.LineString(warp(np.linspace(-300, WIDE + 300, 240), np.full(240, 13_140.0)))
    canal_s = shapely.LineString(warp(np.linspace(-300, WIDE + 300, 240), np.full(240, 3_020.0)))
    hills = (
        blob(2_300, 13_900, 2_100, 1_500, rng, 0.25), blob(17_900, 1_900, 1_700, 1_250, rng, 0.25),
        blob(6_900, 12_000, 520, 430, rng), blob(9_300, 2_000, 640, 480, rng),
    )  # fmt: skip
    canals = shapely.union_all([canal_x.buffer(19), canal_y.buffer(15), canal_s.buffer(14)])
    canals = canals.difference(shapely.union_all([h.buffer(-150) for h in hills])).intersection(RECT)
    hills = tuple(h.difference(lake.buffer(60)).intersection(RECT) for h in hills)
    water = shapely.union_all([river, lake, canals, moat])
    river_bank, lake_bank = river.union(island).buffer(48), lake.buffer(38)
    banks = shapely.union_all([river_bank, lake_bank, canals.buffer(12), moat.buffer(14), *hills])
    return Ground(river, line, lake, canals, moat, hills, water, river_bank, lake_bank, banks)
