"""Point to area: always what exact geometry says, whatever the shapes."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.engines.areas import LEVELS, Area, AreaIndex, check_hierarchy
from zhicheng.kernel.errors import BadInput


def tiled(columns: int = 6, rows: int = 5, seed: int = 3) -> list[Area]:
    """One district of crooked quadrilateral grids that tile it; communities are columns of grids."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(117, 117.06, columns + 1), np.linspace(32, 32.05, rows + 1))
    x[:, 1:-1] += rng.uniform(-0.003, 0.003, x[:, 1:-1].shape)
    y[1:-1] += rng.uniform(-0.003, 0.003, y[1:-1].shape)
    areas = []
    for c in range(columns):
        shapes = []
        for r in range(rows):
            ring = [(x[r + a, c + b], y[r + a, c + b]) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
            shapes.append(shapely.Polygon(ring))
            areas.append(Area("grid", f"g{c}{r}", f"格{c}{r}", f"c{c}", shapes[-1]))
        areas.append(Area("community", f"c{c}", f"社区{c}", "s", shapely.union_all(shapes)))
    whole = shapely.union_all([a.geometry for a in areas])
    areas.append(Area("street", "s", "街道", "d", whole))
    areas.append(Area("district", "d", "区", "", whole.buffer(0.01)))
    return areas


def awkward_points(index: AreaIndex, n: int, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Random points, corners, points on edges, points just beside them, points on raster lines, far points, NaN."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(index.geometries)
    xy = shapely.get_coordinates(index.geometries)
    share = rng.random((len(xy) - 1, 1))
    on_edges = xy[:-1] + share * (xy[1:] - xy[:-1])
    r = index.raster
    lines = np.column_stack((
        r.west + r.cell_lng * rng.integers(0, r.cells.shape[1], 300),
        r.south + r.cell_lat * rng.integers(0, r.cells.shape[0], 300),
    ))  # fmt: skip
    wild = np.array([[0, 0], [np.nan, 32], [117, np.nan], [180, 90], [-180, -90], [np.inf, 32]])
    random = np.column_stack((rng.uniform(west - 0.01, east + 0.01, n), rng.uniform(south - 0.01, north + 0.01, n)))
    every = np.concatenate((random, xy, on_edges, xy + 1e-12, on_edges - 1e-9, lines, wild))
    return every[:, 0], every[:, 1]


@pytest.fixture(scope="module")
def index() -> AreaIndex:
    return AreaIndex.build(tiled(), max_cells=40_000)


def test_raster_agrees_with_exact_geometry_on_200_000_points(index: AreaIndex) -> None:
    x, y = awkward_points(index, 200_000)
    assert (index.locate(x, y) == index.locate_exactly(x, y)).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(400, 90_000))
def test_any_raster_size_gives_the_same_answers(seed: int, count: int, max_cells: int) -> None:
    rng = np.random.default_rng(seed)
    rings = rng.uniform(0, 1, (count, 5, 2)) * 0.05 + (117, 32)
    areas = [Area("grid", f"{i:02d}", "", "", shapely.convex_hull(shapely.MultiPoint(r))) for i, r in enumerate(rings)]
    hole = areas[0].geometry.buffer(-0.004)
    areas[0] = Area("grid", "00", "", "", areas[0].geometry.difference(hole))  # overlaps, holes, multipolygons
    two = shapely.union_all([areas[-1].geometry, shapely.box(117.2, 32, 117.21, 32.01)])
    areas[-1] = Area("grid", f"{count - 1:02d}", "", "", two)
    built = AreaIndex.build(areas, max_cells=max_cells)
    x, y = awkward_points(built, 1_500, seed)
    assert (built.locate(x, y) == built.locate_exactly(x, y)).all()


def test_on_a_common_edge_the_lower_index_wins() -> None:
    left = Area("grid", "b", "", "", shapely.box(0, 0, 1, 1))
    right = Area("grid", "a", "", "", shapely.box(1, 0, 2, 1))
    built = AreaIndex.build([left, right])
    assert [a.code for a in built.areas] == ["a", "b"]
    assert built.locate([1.0, 0.5, 1.5], [0.5, 0.5, 0.5]).tolist() == [0, 1, 0]


def test_one_look_up_gives_all_four_levels(index: AreaIndex) -> None:
    found = index.locate(117.03, 32.025)[0]
    codes = index.codes[index.parents[found]].tolist()
    assert codes[:2] == ["d", "s"]
    assert codes[3].startswith("g" + codes[2][1:])
    assert [index.areas[i].level for i in index.parents[found]] == list(LEVELS)


def test_where_no_grid_was_drawn_the_coarser_area_answers(index: AreaIndex) -> None:
    found = index.locate(116.995, 32.02)[0]
    assert index.areas[found].level == "district"
    assert index.codes[index.parents[found]].tolist() == ["d", "", "", ""]


def test_outside_reads_empty_codes(index: AreaIndex) -> None:
    found = index.locate([0.0, np.nan], [0.0, 1.0])
    assert found.tolist() == [-1, -1]
    assert index.codes[index.parents[found]].tolist() == [[""] * 4] * 2


def test_saved_index_answers_the_same(index: AreaIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "areas.npz")
    again = AreaIndex.load(tmp_path / "areas.npz")
    x, y = awkward_points(index, 5_000)
    assert (again.locate(x, y) == index.locate(x, y)).all()
    assert [a.code for a in again.areas] == [a.code for a in index.areas]
    assert again.areas[0].name == index.areas[0].name


def test_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "areas.npz"
    path.write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(BadInput, match="build the city again"):
        AreaIndex.load(path)


def test_no_areas_means_everything_is_outside() -> None:
    assert AreaIndex.build([]).locate([0.5, 117.0], [0.5, 32.0]).tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("areas", "words"),
    [
        ([Area("grid", "a", "x", "", shapely.box(0, 0, 1, 1))] * 2, "occurs twice"),
        ([Area("grid", "a", "x", "q", shapely.box(0, 0, 1, 1))], "unknown parent q"),
        (
            [Area("grid", "a", "x", "b", shapely.box(0, 0, 1, 1)), Area("grid", "b", "x", "", shapely.box(1, 0, 2, 1))],
            "not of a coarser level",
        ),
    ],
)
def test_broken_hierarchies_are_refused(areas: list[Area], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        check_hierarchy(areas)


@pytest.mark.slow
def test_five_million_points_a_second(index: AreaIndex) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.uniform(117, 117.06, 2_000_000), rng.uniform(32, 32.05, 2_000_000)
    index.locate(x[:1000], y[:1000])
    rates = []
    for _ in range(3):
        start = time.process_time()
        index.locate(x, y)
        rates.append(len(x) / (time.process_time() - start))
    assert max(rates) > 5e6
