"""Polygons: inside, area, crossing sides, raster. Shapely is the second opinion."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vision import polygons

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
ARROW = ((0.0, 0.0), (10.0, 5.0), (0.0, 10.0), (4.0, 5.0))


@pytest.mark.parametrize(
    ("polygon", "point", "inside"),
    [
        (SQUARE, (5, 5), True),
        (SQUARE, (0, 0), True),
        (SQUARE, (10.1, 5), False),
        (SQUARE, (5, -0.1), False),
        (SQUARE, (-3, 5), False),
        (ARROW, (6, 5), True),
        (ARROW, (2, 5), False),  # in the notch
        (ARROW, (1, 1), True),
        (tuple(reversed(ARROW)), (2, 5), False),
    ],
)
def test_a_point_is_inside_or_not(polygon: polygons.Polygon, point: polygons.Point, inside: bool) -> None:
    assert polygons.holds(polygon, point) is inside


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=3, max_size=7, unique=True),
    st.integers(0, 59),
    st.integers(0, 59),
)
def test_the_inside_is_shapelys_wherever_no_side_crosses(points: list[tuple[int, int]], x: int, y: int) -> None:
    theirs = shapely.Polygon(points)
    if theirs.is_valid and theirs.area > 0:
        assert polygons.crossing(points) is None
        assert polygons.holds(points, (x + 0.37, y + 0.41)) == theirs.contains(shapely.Point(x + 0.37, y + 0.41))
        assert polygons.area(points) == pytest.approx(theirs.area)


@pytest.mark.parametrize(
    ("polygon", "sides"),
    [
        (((0, 0), (10, 10), (10, 0), (0, 10)), (1, 3)),
        (((0, 0), (10, 0), (5, 0), (5, 8)), (1, 3)),  # a side that runs back over another
        (((0, 0), (10, 0), (10, 10), (5, -1), (0, 10)), (1, 3)),
        (SQUARE, None),
        (ARROW, None),
        (((0, 0), (4, 0), (2, 3)), None),
    ],
)
def test_sides_that_cross_are_named(polygon: polygons.Polygon, sides: tuple[int, int] | None) -> None:
    assert polygons.crossing(polygon) == sides


@pytest.mark.parametrize("scale", [1.0, 0.5, 2.0])
def test_the_raster_covers_what_the_polygon_holds(scale: float) -> None:
    raster = polygons.raster(ARROW, round(12 * scale), round(12 * scale), scale)
    expected = np.array(
        [
            [polygons.holds(ARROW, ((x + 0.5) / scale, (y + 0.5) / scale)) for x in range(round(12 * scale))]
            for y in range(round(12 * scale))
        ]
    )
    assert (raster == expected).all()


def test_the_bounds_hold_every_corner() -> None:
    assert polygons.bounds(ARROW) == (0, 0, 10, 10)
