"""Districts, streets, communities and grids of the demo city, cut along its roads.

Codes are obviously invented: division 990101 to 990108 and three more digits per level, so that prefixes nest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from shapely.ops import split

from zhicheng.engines.areas import Area
from zhicheng.sim.city.ground import density, river_y, to_degrees
from zhicheng.sim.city.names import DISTRICTS, MARK, Names, chinese_number

STREETS, COMMUNITIES, GRIDS = 40, 300, 1_500
PREFIX = "9901"
_SEEDS = (
    (9_900, 9_700),
    (12_200, 5_600),
    (4_500, 10_200),
    (9_300, 13_600),
    (4_200, 3_400),
    (15_800, 11_300),
    (16_200, 3_900),
    (9_600, 2_700),
)
_SNAP = 1e-7  # degrees; corners of neighbouring areas are the same numbers


def make_areas(cells: Sequence[Any], cuts: Sequence[Sequence[Any]], names: Names) -> list[Area]:
    """Areas in degrees; every level tiles the one above without gap or overlap."""
    pieces, cell_of = _grid_pieces(cells, cuts)
    faces, piece_of = _snapped(pieces)
    weight = _people(cells)
    district = _districts(cells)
    street = _clusters(cells, district, weight)
    community = _communities(pieces, cell_of, street)
    return _as_areas(faces, piece_of, np.asarray(cell_of), district, street, community, names)


def _people(cells: Sequence[Any]) -> NDArray[np.float64]:
    """How much is going on in each cell: sets how many grids it gets."""
    middle = shapely.get_coordinates(shapely.centroid(list(cells)))
    return np.asarray(shapely.area(list(cells)) * (0.06 + density(middle[:, 0], middle[:, 1])))


def _grid_pieces(cells: Sequence[Any], cuts: Sequence[Sequence[Any]]) -> tuple[list[Any], list[int]]:
    """Cells cut along their own streets until there are about 1,500 pieces, each of about equal weight."""
    weight = _people(cells)
    wanted = np.maximum(np.rint(weight / weight.sum() * GRIDS), 1).astype(int)
    pieces: list[Any] = []
    cell_of: list[int] = []
    for number, cell in enumerate(cells):
        parts = [cell]
        for line in cuts[number]:
            if len(parts) >= wanted[number]:
                break
            parts = _cut_where_it_belongs(parts, line)
        pieces += parts
        cell_of += [number] * len(parts)
    return pieces, cell_of


def _cut_where_it_belongs(parts: list[Any], line: Any) -> list[Any]:
    """Cut the piece in which the line has its middle; leave it when a sliver would fall off."""
    middle = line.interpolate(0.5, normalized=True)
    at = next((i for i, part in enumerate(parts) if part.contains(middle)), -1)
    if at < 0:
        return parts
    new = [p for p in split(parts[at], line).geoms if p.area > 0]
    if min(p.area for p in new) < 3_000 or len(new) > 3:
        return parts
    return parts[:at] + new + parts[at + 1 :]


def _snapped(pieces: Sequence[Any]) -> tuple[list[Any], list[int]]:
    """Faces in degrees with identical corners, and the piece each belongs to."""
    outlines = shapely.boundary(to_degrees(np.array(pieces, dtype=object)))
    noded = shapely.union_all(outlines, grid_size=_SNAP)
    faces = list(shapely.get_parts(shapely.polygonize(shapely.get_parts(noded))))
    inside = shapely.point_on_surface(faces)
    tree = shapely.STRtree(to_degrees(np.array(pieces, dtype=object)))
    owner = tree.nearest(inside)
    return faces, [int(o) for o in owner]


def _districts(cells: Sequence[Any]) -> NDArray[np.int64]:
    """The nearest district seat on the same bank of the river."""
    middle = shapely.get_coordinates(shapely.centroid(list(cells)))
    seats = np.array(_SEEDS, float)
    far = np.hypot(middle[:, None, 0] - seats[None, :, 0], middle[:, None, 1] - seats[None, :, 1])
    north = middle[:, 1] > river_y(middle[:, 0])
    seat_north = seats[:, 1] > river_y(seats[:, 0])
    return np.asarray(np.argmin(far + np.where(north[:, None] == seat_north[None, :], 0, 1e6), axis=1))


def _clusters(cells: Sequence[Any], district: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.int64]:
    """Streets: five neighbourhoods per district, by place; heavier cells pull the middles towards them."""
    middle = shapely.get_coordinates(shapely.centroid(list(cells)))
    street = np.zeros(len(cells), np.int64)
    per_district = STREETS // len(_SEEDS)
    for number in range(len(_SEEDS)):
        own = np.flatnonzero(district == number)
        k = min(per_district, len(own))
        repeated = np.repeat(own, np.maximum(np.rint(weight[own] / weight[own].mean() * 3), 1).astype(int))
        centres, _ = kmeans2(middle[repeated], k, minit="++", seed=number + 7)
        _, label = np.unique(
            np.argmin(np.hypot(*(middle[own][:, None] - centres[None]).transpose(2, 0, 1)), axis=1), return_inverse=True
        )
        street[own] = number * per_district + label
    return street


def _communities(pieces: Sequence[Any], cell_of: Sequence[int], street: NDArray[np.int64]) -> NDArray[np.int64]:
    """Communities: about five neighbouring grids of one street."""
    middle = shapely.get_coordinates(shapely.centroid(list(pieces)))
    of_street = street[np.asarray(cell_of)]
    community = np.zeros(len(pieces), np.int64)
    for number in np.unique(of_street):
        own = np.flatnonzero(of_street == number)
        k = max(1, round(len(own) / len(pieces) * COMMUNITIES))
        centres, label = kmeans2(middle[own], min(k, len(own)), minit="++", seed=int(number) + 11)
        _, label = np.unique(label, return_inverse=True)
        community[own] = label
        del centres
    return community


def _as_areas(
    faces: Sequence[Any],
    piece_of: Sequence[int],
    cell_of: NDArray[np.int64],
    district: NDArray[np.int64],
    street: NDArray[np.int64],
    community: NDArray[np.int64],
    names: Names,
) -> list[Area]:
    tree: dict[int, dict[int, dict[int, dict[int, list[Any]]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    )
    for face, piece in zip(faces, piece_of, strict=True):
        cell = cell_of[piece]
        tree[int(district[cell])][int(street[cell])][int(community[piece])][piece].append(face)
    areas: list[Area] = []
    for d in sorted(tree):
        d_code = f"{PREFIX}{d + 1:02d}"
        d_shapes = []
        for s_at, s in enumerate(sorted(tree[d]), 1):
            s_code, s_name = f"{d_code}{s_at:03d}", names.area_stem()
            s_shapes = []
            for c_at, c in enumerate(sorted(tree[d][s]), 1):
                c_code, c_name = f"{s_code}{c_at:03d}", names.area_stem() + "社区"
                grids = _grids(tree[d][s][c], c_code, c_name)
                areas += grids
                s_shapes.append(shapely.union_all([g.geometry for g in grids]))
                areas.append(Area("community", c_code, c_name + MARK, s_code, s_shapes[-1]))
            d_shapes.append(shapely.union_all(s_shapes))
            areas.append(Area("street", s_code, f"{s_name}街道{MARK}", d_code, d_shapes[-1]))
        areas.append(Area("district", d_code, DISTRICTS[d] + MARK, "", shapely.union_all(d_shapes)))
    return areas


def _grids(pieces: dict[int, list[Any]], code: str, name: str) -> list[Area]:
    return [
        Area("grid", f"{code}{at:03d}", f"{name}第{chinese_number(at)}网格", code, shapely.union_all(pieces[piece]))
        for at, piece in enumerate(sorted(pieces), 1)
    ]
