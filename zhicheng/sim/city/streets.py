"""Streets of the demo city: arterials first, then every block between them is cut in two until it is small
enough.

Cutting gives what real cities have: a hierarchy, T-junctions, blocks that are small in the middle and large at
the edge, and a network that hangs together, because every new street ends on older ones. The same cuts later
bound communities and grids, so areas follow roads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from shapely.ops import split

from zhicheng.sim.city.ground import HIGH, OLD_TOWN, RECT, WIDE, Ground, density, oval, warp
from zhicheng.sim.city.names import EAST_WEST, NORTH_SOUTH, Names

_COLUMNS = (
    900,
    2_200,
    3_500,
    4_700,
    5_800,
    6_800,
    7_800,
    8_800,
    9_800,
    10_800,
    11_800,
    12_800,
    13_900,
    15_100,
    16_400,
    17_800,
    19_200,
)
_ROWS = (700, 1_900, 3_100, 4_200, 5_200, 6_200, 7_400, 8_600, 9_600, 10_600, 11_600, 12_700, 13_900, 15_200)
_BRIDGES = frozenset((2_200, 5_800, 7_800, 9_800, 11_800, 12_800, 15_100, 17_800))  # columns that cross the river
_TUNNEL_ROW = 13_900  # goes through the north-western hill
_CAUSEWAY_COLUMN = 4_700  # runs through the lake


@dataclass(frozen=True)
class Street:
    """A line in metres with what OSM needs to know."""

    line: Any
    highway: str
    name: str
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """A piece of land between streets, and the streets' cuts that lead to it, coarse to fine."""

    shape: Any
    density: float
    old: bool
    cell: int
    use: str = ""


@dataclass
class Plan:
    """Streets at ground level, raised roads, ramps, the cells between arterials and what was cut inside them."""

    ground: list[Street]
    raised: list[Street]
    cells: list[Any]
    cuts: list[list[Any]]
    blocks: list[Block]


def make_plan(ground: Ground, rng: np.random.Generator, names: Names) -> Plan:
    """Everything that is a road."""
    lines = _arterials(ground)
    full = [RECT.boundary, ground.river_line, *_full_lines()]
    noded = shapely.union_all([line.intersection(RECT) for line in full], grid_size=0.5)
    cells = [c for c in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))) if c.area > 2_000]
    cells.sort(key=lambda c: (round(c.centroid.y / 10), c.centroid.x))
    streets, cuts, blocks = list(lines), [], []
    special = _special_cells(cells, ground, rng)
    shapely.prepare(ground.banks)
    for number, cell in enumerate(cells):
        land = cell.difference(ground.banks) if ground.banks.intersects(cell) else cell
        cutter = _Cutter(rng, names, number, special.get(number, ""))
        for part in shapely.get_parts(land):
            if part.geom_type == "Polygon" and part.area > 4_000:
                cutter.cut(part, 0)
        streets += cutter.streets
        cuts.append([line for _, line in sorted(cutter.cuts, key=lambda cut: cut[0])])
        blocks += cutter.blocks
    return Plan(streets, _raised(), cells, cuts, blocks)


def _special_cells(cells: Sequence[Any], ground: Ground, rng: np.random.Generator) -> dict[int, str]:
    """Whole cells that become a large park or a campus: not too big, on dry land, not in the old town."""
    old = _in_old_town()
    fit = []
    for number, cell in enumerate(cells):
        middle = cell.centroid
        dense = float(density(middle.x, middle.y))
        dry = cell.intersection(ground.banks).area < cell.area * 0.2
        if dry and 350_000 < cell.area < 1_400_000 and 0.1 < dense < 0.8 and not old.intersects(cell):
            fit.append(number)
    picked = [fit[i] for i in rng.permutation(len(fit))[:14]]
    return {number: "park" if i < 8 else "university" for i, number in enumerate(picked)}


def _column(x: float) -> Any:
    y = np.arange(-600, HIGH + 601, 60.0)
    return shapely.LineString(warp(np.full_like(y, x), y))


def _row(y: float) -> Any:
    x = np.arange(-600, WIDE + 601, 60.0)
    return shapely.LineString(warp(x, np.full_like(x, y)))


def inner_ring() -> Any:
    """The road round the old town, outside its moat."""
    return oval(*OLD_TOWN, 1_290, 1_120)


def second_ring() -> Any:
    """The course of the elevated ring and of the street below it."""
    ring = shapely.get_coordinates(oval(10_050, 7_900, 5_150, 4_650, 3.2, 400))
    return shapely.LineString(warp(ring[:, 0] * 0.985 + 150, ring[:, 1] * 0.985 + 100))


def outer_ring() -> Any:
    """The motorway round the city."""
    return oval(10_000, 8_000, 9_350, 7_350, 4.2, 500)


def _diagonals() -> list[Any]:
    ne = np.linspace(0, 1, 80)
    a = np.column_stack((10_900 + ne * 5_900, 10_350 + ne * 4_700 + 260 * np.sin(ne * 5)))
    b = np.column_stack((9_050 - ne * 6_200, 6_000 - ne * 4_600 + 300 * np.sin(ne * 4)))
    return [shapely.LineString(a), shapely.LineString(b)]


def _in_old_town() -> Any:
    return shapely.Polygon(inner_ring().coords)


def _full_lines() -> list[Any]:
    """Arterials as borders of cells; through water as well, so that the areas leave no gap."""
    old = _in_old_town()
    grid = [_column(x) for x in _COLUMNS] + [_row(y) for y in _ROWS]
    outside = [line.difference(old) for line in grid if line not in _axes()]
    return [*outside, *_axes(), inner_ring(), second_ring(), *_diagonals()]


def _axes() -> list[Any]:
    return [_column(9_800), _row(9_600)]


def _arterials(ground: Ground) -> list[Street]:
    old = _in_old_town()
    hills = shapely.union_all(ground.hills)
    streets: list[Street] = []
    for i, x in enumerate(_COLUMNS):
        barred = [hills] + ([] if x == _CAUSEWAY_COLUMN else [ground.lake_bank])
        barred += [] if x in _BRIDGES else [ground.river_bank]
        barred += [] if x == 9_800 else [old]
        line = _column(x).intersection(RECT).difference(shapely.union_all(barred))
        main = i % 2 == 0 or x in _BRIDGES
        streets += _named(line, "primary" if main else "secondary", NORTH_SOUTH[i], ("南路", "北路"), 1, 8_000)
    for i, y in enumerate(_ROWS):
        barred = [ground.lake_bank, ground.river_bank] + ([] if y == _TUNNEL_ROW else [hills])
        barred += [] if y == 9_600 else [old]
        line = _row(y).intersection(RECT).difference(shapely.union_all(barred))
        streets += _named(line, "primary" if i % 2 == 0 else "secondary", EAST_WEST[i], ("西路", "东路"), 0, 9_800)
    streets.append(Street(second_ring(), "primary", "二环路"))
    streets.append(Street(inner_ring(), "primary", "环城路"))
    for line, name in zip(_diagonals(), ("站前大道", "西南大道"), strict=True):
        streets += [
            Street(part, "primary", name) for part in shapely.get_parts(line.difference(ground.banks.buffer(-14)))
        ]
    bank = ground.river_bank.boundary.intersection(RECT.buffer(-1)).difference(shapely.union_all([*ground.hills]))
    for part in shapely.get_parts(shapely.line_merge(bank)):
        north = part.centroid.y > shapely.get_coordinates(ground.river_line)[:, 1].mean()
        streets.append(Street(part, "secondary", "滨江北路" if north else "滨江南路"))
    for part in shapely.get_parts(ground.lake_bank.exterior.difference(hills)):
        streets.append(Street(part, "tertiary", "环湖路"))
    return [s for s in streets if s.line.length > 5]


def _named(line: Any, highway: str, stem: str, ends: tuple[str, str], axis: int, middle: float) -> list[Street]:
    """Parts of one arterial; west and east, south and north of the middle carry different names."""
    cutter = shapely.box(-2_000, -2_000, *((middle, 30_000) if axis == 0 else (30_000, middle)))
    low, high = line.intersection(cutter), line.difference(cutter)
    named = ((low, stem + ends[0]), (high, stem + ends[1]))
    return [
        Street(p, highway, name) for part, name in named for p in shapely.get_parts(part) if p.geom_type == "LineString"
    ]


def _raised() -> list[Street]:
    """Elevated ring and radials (two carriageways each) and the motorway; ramps are added when nodes are known."""
    streets: list[Street] = []
    for line, highway, name in (
        (second_ring(), "trunk", "二环高架路"),
        (outer_ring(), "motorway", "绕城高速"),
        (_row(5_200).intersection(RECT), "trunk", "江南快速路"),
        (_column(15_100).intersection(RECT), "trunk", "港城快速路"),
    ):
        for part in _carriageways(line):
            streets.append(Street(part, highway, name, {"oneway": "yes", "bridge": "yes", "layer": "1"}))
    return streets


def _carriageways(line: Any) -> list[Any]:
    """Both directions of a divided road, 13 m from its middle; traffic keeps to the right."""
    if line.is_ring:
        ring = shapely.Polygon(line.coords)
        inner, outer = ring.buffer(-13).exterior, ring.buffer(13).exterior
        return [
            shapely.LineString(
                shapely.get_coordinates(shapely.geometry.polygon.orient(shapely.Polygon(r), sign).exterior)
            )
            for r, sign in ((inner, -1), (outer, 1))
        ]
    right, left = shapely.offset_curve(line, -13), shapely.offset_curve(line, 13)
    return [*shapely.get_parts(right), *(part.reverse() for part in shapely.get_parts(left))]


class _Cutter:
    """Cuts the land of one cell into blocks."""

    def __init__(self, rng: np.random.Generator, names: Names, cell: int, use: str) -> None:
        self._rng, self._names, self._cell, self._use = rng, names, cell, use
        self.streets: list[Street] = []
        self.cuts: list[tuple[int, Any]] = []
        self.blocks: list[Block] = []

    def cut(self, land: Any, depth: int) -> None:
        """Halve until the wanted size; keep the lines as streets."""
        middle = land.centroid
        dense = float(density(middle.x, middle.y))
        old = bool(np.hypot(middle.x - OLD_TOWN[0], middle.y - OLD_TOWN[1]) < 1_150)
        wanted = _SPECIAL_AREA.get(self._use) or _wanted_area(dense, old)
        if land.area < wanted * self._rng.uniform(0.75, 1.5) or depth > 12:
            self.blocks.append(Block(land, dense, old, self._cell, self._use))
            return
        line = self._line(land, old)
        parts = [p for p in shapely.get_parts(split(land, line)) if p.area > 50]
        if len(parts) < 2:
            self.blocks.append(Block(land, dense, old, self._cell, self._use))
            return
        highway, name = self._rank(land.area, dense, old)
        self.cuts.append((depth, line))
        for piece in shapely.get_parts(line.intersection(land)):
            if piece.geom_type == "LineString" and piece.length > 8:
                self.streets.append(Street(piece, highway, name))
        for part in parts:
            self.cut(part, depth + 1)

    def _line(self, land: Any, old: bool) -> Any:
        """Across the longer side, near its middle, a little askew."""
        corners = shapely.get_coordinates(shapely.oriented_envelope(land))
        a, b = corners[1] - corners[0], corners[2] - corners[1]
        along = a if np.hypot(*a) >= np.hypot(*b) else b
        length = float(np.hypot(*along))
        shift = self._rng.uniform(-0.12, 0.12)
        start = corners[:4].mean(axis=0) + along * shift
        askew = self._rng.normal(0, 0.16 if old else 0.035)
        angle = np.arctan2(along[1], along[0]) + np.pi / 2 + askew
        reach = np.array((np.cos(angle), np.sin(angle))) * length * 3
        if not old:
            return shapely.LineString((start - reach, start + reach))
        bend = np.array((-reach[1], reach[0])) / length * self._rng.normal(0, 6)
        return shapely.LineString((start - reach, start + bend, start + reach))

    def _rank(self, area: float, dense: float, old: bool) -> tuple[str, str]:
        if self._use:
            return "service", ""
        if area > 420_000 and dense > 0.1:
            return "tertiary", self._names.stem() + "路"
        if old:
            named = self._rng.random() < 0.7
            return ("residential" if area > 40_000 else "living_street"), (self._names.stem() + "巷" if named else "")
        if area > 110_000:
            return ("residential" if dense > 0.12 else "unclassified"), self._names.stem() + "街"
        if area > 50_000 and self._rng.random() < 0.35:
            return "residential", self._names.stem() + "弄"
        return ("residential" if self._rng.random() < 0.3 else "service"), ""


_SPECIAL_AREA = {"park": 9e9, "university": 70_000.0}


def _wanted_area(dense: float, old: bool) -> float:
    """Square metres of a finished block."""
    if old:
        return 7_500.0
    return float(np.interp(dense, (0, 0.06, 0.15, 0.35, 0.65, 1), (700_000, 260_000, 75_000, 32_000, 19_000, 13_500)))


def network_pieces(streets: Sequence[Street], ground: Ground) -> list[Street]:
    """Ground-level streets cut where they meet, with bridge and tunnel marked; only what hangs together."""
    lines = np.array([s.line for s in streets], dtype=object)
    noded = _cut_at_banks(shapely.get_parts(shapely.union_all(lines, grid_size=0.5)), ground)
    middle = shapely.line_interpolate_point(noded, 0.5, normalized=True)
    owner = shapely.STRtree(lines).nearest(middle)
    shapely.prepare(ground.water)
    hills = shapely.union_all(ground.hills)
    wet = shapely.intersects(ground.water, middle)
    deep = shapely.contains(hills, middle)
    pieces = []
    for piece, who, over, under in zip(noded, owner, wet, deep, strict=True):
        street = streets[int(who)]
        tags = {"bridge": "yes", "layer": "1"} if over else {"tunnel": "yes", "layer": "-1"} if under else {}
        pieces.append(Street(piece, street.highway, street.name, {**street.tags, **tags}))
    return _hanging_together(pieces)


def _cut_at_banks(pieces: Any, ground: Ground) -> Any:
    """Pieces that cross water, cut a few metres before it: a bridge is as long as the water is wide."""
    wet = ground.water.buffer(6)
    shapely.prepare(wet)
    crosses = shapely.intersects(wet, pieces) & ~shapely.contains_properly(wet, pieces)
    over = shapely.intersection(pieces[crosses], wet)
    beside = shapely.difference(pieces[crosses], wet)
    parts = shapely.get_parts(np.concatenate((pieces[~crosses], over, beside)))
    return parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0.5)]


def corner(xy: Any) -> tuple[int, int]:
    """A point of the half-metre grid that ground-level streets lie on."""
    return round(float(xy[0]) * 2), round(float(xy[1]) * 2)


def _hanging_together(pieces: list[Street]) -> list[Street]:
    """The largest connected part."""
    number: dict[tuple[int, int], int] = {}
    ends = np.empty((len(pieces), 2), np.int64)
    for i, piece in enumerate(pieces):
        xy = shapely.get_coordinates(piece.line)
        ends[i] = [number.setdefault(corner(xy[at]), len(number)) for at in (0, -1)]
    links = (np.ones(len(ends), np.int8), (ends[:, 0], ends[:, 1]))
    _, label = connected_components(csr_array(links, shape=(len(number), len(number))), directed=False)
    largest = np.bincount(label).argmax()
    return [piece for piece, end in zip(pieces, ends[:, 0], strict=True) if label[end] == largest]
