"""Which district, street, community and grid does a point lie in?

Areas of all four levels stand in one list, finest level first, and one rule decides every doubt: **the lowest
index that touches the point wins**. So a point in a grid gets the grid, a point on the line between two grids
gets the one with the lower code, and a point where no grid was drawn falls back to community, street or
district.

`AreaIndex` rasterises that list once. A raster cell that no boundary crosses holds its answer; the few others
hold a short list of candidates that are tested exactly. The result is the one that exact geometry gives, point
for point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from zhicheng.kernel.errors import BadInput

LEVELS = ("district", "street", "community", "grid")  # coarse to fine
FINENESS = {level: rank for rank, level in enumerate(reversed(LEVELS))}
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_OUTSIDE = -1
_MAX_CELLS = 4_000_000
_CHUNK = 65_536  # points per round: its temporaries stay in the processor's cache
_TOUCH = 1e-6  # cells; a boundary this near a cell's border counts as crossing both neighbours
_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Area:
    """One polygon of one level. `parent` is the code of the area one level up, or empty."""

    level: str
    code: str
    name: str
    parent: str
    geometry: Any


@dataclass(frozen=True)
class Defect:
    """Two areas of one level that overlap, or a part of a parent that no child covers. Square metres."""

    level: str
    codes: tuple[str, ...]
    square_metres: float


@dataclass(frozen=True)
class Raster:
    """cells[row, column] >= 0: the answer; -1: nothing; <= -2: candidates in boundary list number -(value + 2)."""

    west: float
    south: float
    cell_lng: float
    cell_lat: float
    cells: Ints
    first: Ints
    candidates: Ints


def sort_key(area: Area) -> tuple[int, str]:
    """Finest level first, then by code: the order in which areas win."""
    return FINENESS[area.level], area.code


def check_hierarchy(areas: Sequence[Area]) -> None:
    """BadInput for a duplicated code, an unknown parent, or a parent of a level that is not coarser."""
    by_code: dict[str, Area] = {}
    for area in areas:
        if area.code in by_code:
            raise BadInput(
                f"Area code {area.code} occurs twice ({by_code[area.code].name}, {area.name}); make it unique."
            )
        by_code[area.code] = area
    for area in areas:
        if not area.parent:
            continue
        parent = by_code.get(area.parent)
        if parent is None:
            raise BadInput(
                f"Area {area.code} {area.name} names the unknown parent {area.parent}; add it or correct it."
            )
        if FINENESS[parent.level] <= FINENESS[area.level]:
            raise BadInput(
                f"Area {area.code} ({area.level}) has the parent {parent.code} ({parent.level}), "
                "which is not of a coarser level; correct parent or level."
            )


@dataclass(frozen=True)
class AreaIndex:
    """All areas of a city in winning order, with their raster."""

    areas: tuple[Area, ...]
    raster: Raster
    geometries: NDArray[Any] = field(repr=False)

    @classmethod
    def build(cls, areas: Sequence[Area], max_cells: int = _MAX_CELLS) -> AreaIndex:
        """Check the hierarchy and rasterise; without areas every point is outside. BadInput for a broken hierarchy."""
        check_hierarchy(areas)
        ordered = tuple(sorted(areas, key=sort_key))
        geometries = np.array([a.geometry for a in ordered], dtype=object)
        return cls(ordered, rasterise(geometries, max_cells), _prepared(geometries))

    def locate(self, lng: ArrayLike, lat: ArrayLike) -> Ints:
        """Points (WGS-84 degrees, n) to the index of their finest area, int32 (n,), -1 outside of all."""
        x, y = np.atleast_1d(np.asarray(lng, float)), np.atleast_1d(np.asarray(lat, float))
        out = np.empty(len(x), np.int32)
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            out[part] = self._locate(x[part], y[part])
        return out

    def locate_exactly(self, lng: ArrayLike, lat: ArrayLike) -> Ints:
        """The same by an R-tree over the exact polygons: the slow peer that `locate` is compared with."""
        x, y = np.atleast_1d(np.asarray(lng, float)), np.atleast_1d(np.asarray(lat, float))
        out = np.full(len(x), len(self.areas), np.int32)
        point, area = self._tree.query(shapely.points(x, y), predicate="intersects")
        np.minimum.at(out, point, area.astype(np.int32))
        out[out == len(self.areas)] = _OUTSIDE
        return out

    @cached_property
    def parents(self) -> Ints:
        """int32 (areas + 1, 4): for area i the indices of its district, street, community, grid, -1 where unknown.
        The last row is all -1, so that index -1 (outside) reads it."""
        by_code = {a.code: i for i, a in enumerate(self.areas)}
        table = np.full((len(self.areas) + 1, len(LEVELS)), _OUTSIDE, np.int32)
        for i, area in enumerate(self.areas):
            walker: Area | None = area
            while walker is not None:
                table[i, LEVELS.index(walker.level)] = by_code[walker.code]
                walker = self.areas[by_code[walker.parent]] if walker.parent else None
        return table

    @cached_property
    def codes(self) -> NDArray[Any]:
        """Codes by index as a string array; the last entry is "", so that index -1 reads it."""
        return np.array([a.code for a in self.areas] + [""], dtype=object)

    @cached_property
    def index_of(self) -> dict[str, int]:
        """Code to index."""
        return {a.code: i for i, a in enumerate(self.areas)}

    def save(self, path: Path) -> None:
        """Write areas.npz."""
        r = self.raster
        text = {k: np.array([getattr(a, k) for a in self.areas]) for k in ("level", "code", "name", "parent")}
        wkb = shapely.to_wkb(self.geometries)
        sizes = np.array([len(b) for b in wkb], np.int64)
        box = np.array([r.west, r.south, r.cell_lng, r.cell_lat])
        np.savez_compressed(
            path, allow_pickle=False, wkb=np.frombuffer(b"".join(wkb), np.uint8), wkb_size=sizes, box=box,
            cells=r.cells, first=r.first, candidates=r.candidates, **text,
        )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> AreaIndex:
        """Read what `save` wrote. BadInput when the file is missing or damaged."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as z:
                f = {k: z[k] for k in z.files}
            ends = np.cumsum(f["wkb_size"])
            blob = f["wkb"].tobytes()
            starts = ends - f["wkb_size"]
            wkb = [blob[a:b] for a, b in zip(starts, ends, strict=True)]
            geometries = cast("NDArray[Any]", shapely.from_wkb(np.array(wkb, dtype=object)))
            columns = (f["level"], f["code"], f["name"], f["parent"], geometries)
            areas = tuple(Area(str(v), str(c), str(n), str(p), g) for v, c, n, p, g in zip(*columns, strict=True))
            raster = Raster(*_box(f["box"]), f["cells"], f["first"], f["candidates"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, shapely.errors.ShapelyError) as error:
            raise BadInput(
                f"{path.name} is not an area file of this version ({error}); build the city again."
            ) from error
        return cls(areas, raster, _prepared(geometries))

    # -- inside ----------------------------------------------------------------------------------------------------

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.geometries)

    def _locate(self, x: Floats, y: Floats) -> Ints:
        r = self.raster
        rows, columns = r.cells.shape
        fx, fy = (x - r.west) * (1 / r.cell_lng), (y - r.south) * (1 / r.cell_lat)
        inside = (fx >= 0) & (fx < columns) & (fy >= 0) & (fy < rows)  # False for NaN too
        if inside.all():
            out = np.asarray(r.cells.ravel()[fy.astype(np.int32) * np.int32(columns) + fx.astype(np.int32)])
        else:
            out = np.full(len(x), _OUTSIDE, np.int32)
            out[inside] = r.cells[fy[inside].astype(np.int32), fx[inside].astype(np.int32)]
        doubtful = np.flatnonzero(out < _OUTSIDE)
        if len(doubtful):
            out[doubtful] = self._decide(-out[doubtful] - 2, x[doubtful], y[doubtful])
        return out

    def _decide(self, entry: Ints, x: Floats, y: Floats) -> Ints:
        """Exact tests for points in boundary cells: candidates in winning order, the first hit stands."""
        r = self.raster
        out = np.full(len(entry), _OUTSIDE, np.int32)
        open_ = np.arange(len(entry))
        at, end = r.first[entry].copy(), r.first[entry + 1]
        while len(open_):
            open_ = open_[at[open_] < end[open_]]
            area = r.candidates[at[open_]]
            hit = shapely.intersects_xy(self.geometries[area], x[open_], y[open_])
            out[open_[hit]] = area[hit]
            at[open_] += 1
            open_ = open_[~hit]
        return out


def _box(values: Floats) -> tuple[float, float, float, float]:
    west, south, cell_lng, cell_lat = map(float, values)
    return west, south, cell_lng, cell_lat


def _prepared(geometries: NDArray[Any]) -> NDArray[Any]:
    shapely.prepare(geometries)
    return geometries


# -- rasterising -------------------------------------------------------------------------------------------------------


def rasterise(geometries: NDArray[Any], max_cells: int = _MAX_CELLS) -> Raster:
    """Cells with certain answers and candidate lists for those that a boundary crosses."""
    if not len(geometries):
        nothing = np.zeros(0, np.int32)
        return Raster(0, 0, 1, 1, np.full((1, 1), _OUTSIDE, np.int32), np.zeros(1, np.int32), nothing)
    west, south, east, north = shapely.total_bounds(geometries)
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    step = np.sqrt(wide * np.cos(np.radians((south + north) / 2)) * high / max_cells)
    cell_lng, cell_lat = step / np.cos(np.radians((south + north) / 2)), step
    west, south = west - 1.5 * cell_lng, south - 1.5 * cell_lat
    shape = (int(high / cell_lat) + 4, int(wide / cell_lng) + 4)
    unknown = np.int32(len(geometries))
    certain = np.full(shape[0] * shape[1], unknown, np.int32)
    marks: list[tuple[NDArray[np.int64], int]] = []
    for area in range(len(geometries) - 1, -1, -1):  # lower indices overwrite higher ones
        rings = _segments(geometries[area], west, south, cell_lng, cell_lat)
        border = _crossed_cells(*rings, shape)
        kept = certain[border]
        _fill(certain, *rings, shape, area)
        certain[border] = kept  # a boundary cell is not certain for this area
        marks.append((border, area))
    cell = np.concatenate([c for c, _ in marks])
    area_of = np.concatenate([np.full(len(c), a, np.int32) for c, a in marks])
    return _with_candidates(certain, cell, area_of, unknown, shape, (west, south, cell_lng, cell_lat))


def _with_candidates(
    certain: Ints,
    cell: NDArray[np.int64],
    area: Ints,
    unknown: np.int32,
    shape: tuple[int, int],
    box: tuple[float, float, float, float],
) -> Raster:
    useful = area < certain[cell]  # above a certain answer of a lower index nothing matters
    cell, area = cell[useful], area[useful]
    crossed = np.unique(cell)
    sure = certain[crossed]
    has_sure = sure < unknown
    cell = np.concatenate((cell, crossed[has_sure]))
    area = np.concatenate((area, sure[has_sure]))
    order = np.lexsort((area, cell))
    cell, area = cell[order], area[order]
    first = np.searchsorted(cell, np.append(crossed, np.iinfo(np.int64).max)).astype(np.int32)
    cells = np.where(certain == unknown, np.int32(_OUTSIDE), certain)
    cells[crossed] = -2 - np.arange(len(crossed), dtype=np.int32)
    return Raster(*box, cells.reshape(shape), first, area)


def _segments(
    geometry: Any, west: float, south: float, cell_lng: float, cell_lat: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """All boundary segments in cell units: x0, y0, x1, y1."""
    rings = shapely.get_rings(shapely.get_parts(geometry))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = (xy[:, 0] - west) * (1 / cell_lng), (xy[:, 1] - south) * (1 / cell_lat)
    same = ring[1:] == ring[:-1]
    return x[:-1][same], y[:-1][same], x[1:][same], y[1:][same]


def _crossings(a0: Floats, b0: Floats, a1: Floats, b1: Floats) -> tuple[Floats, Floats]:
    """Where segments cross the whole-number lines of their first coordinate: (line number, other coordinate)."""
    low = np.ceil(np.minimum(a0, a1) - _TOUCH).astype(np.int64)
    high = np.floor(np.maximum(a0, a1) + _TOUCH).astype(np.int64)
    count = np.maximum(high - low + 1, 0)
    of = np.repeat(np.arange(len(a0)), count)
    line = low[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    run = a1[of] - a0[of]
    share = np.clip((line - a0[of]) / np.where(run == 0, 1, run), 0, 1)
    return line.astype(float), b0[of] + share * (b1[of] - b0[of])


def _crossed_cells(x0: Floats, y0: Floats, x1: Floats, y1: Floats, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Every cell that a segment touches, a hair's breadth more rather than less; flat cell numbers, unique."""
    line_x, at_y = _crossings(x0, y0, x1, y1)
    line_y, at_x = _crossings(y0, x0, y1, x1)
    xs = np.concatenate((x0, x1, line_x, at_x))
    ys = np.concatenate((y0, y1, at_y, line_y))
    flat = [
        np.floor(ys + dy).astype(np.int64) * shape[1] + np.floor(xs + dx).astype(np.int64)
        for dx in (-_TOUCH, _TOUCH)
        for dy in (-_TOUCH, _TOUCH)
    ]
    return np.unique(np.concatenate(flat))


def _fill(cells: Ints, x0: Floats, y0: Floats, x1: Floats, y1: Floats, shape: tuple[int, int], value: int) -> None:
    """Even-odd scan-line fill through the middle of each row; a segment owns its lower end and not its upper one."""
    low = np.ceil(np.minimum(y0, y1) - 0.5).astype(np.int64)
    count = np.ceil(np.maximum(y0, y1) - 0.5).astype(np.int64) - low
    of = np.repeat(np.arange(len(y0)), count)
    row = low[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    at_x = x0[of] + (row + 0.5 - y0[of]) / (y1[of] - y0[of]) * (x1[of] - x0[of])
    order = np.lexsort((at_x, row))
    row, at_x = row[order], at_x[order]
    start = np.ceil(at_x[0::2] - 0.5).astype(np.int64) + row[0::2] * shape[1]
    stop = np.ceil(at_x[1::2] - 0.5).astype(np.int64) + row[1::2] * shape[1]
    for begin, end in zip(start.tolist(), stop.tolist(), strict=True):
        cells[begin:end] = value
