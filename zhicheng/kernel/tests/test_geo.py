"""Places as numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.geo import EARTH_RADIUS_M, from_e7, metres_between, metres_per_degree, to_e7

lngs, lats = st.floats(73, 136), st.floats(3, 54)


@given(lngs)
def test_degrees_survive_to_a_centimetre(x: float) -> None:
    assert abs(from_e7(to_e7(x)) - x) <= 0.5e-7 + 1e-12
    assert to_e7(from_e7(to_e7(x))) == to_e7(x)


def test_a_degree_of_the_meridian() -> None:
    assert metres_between(120, 30, 120, 31) == pytest.approx(math.pi / 180 * EARTH_RADIUS_M)


def test_hangzhou_to_shanghai_by_hand() -> None:
    """City Hall to City Hall: 120.155/30.274 to 121.474/31.230, 164.7 km on the sphere (law of cosines, by hand)."""
    assert metres_between(120.155, 30.274, 121.474, 31.230) == pytest.approx(164_700, rel=2e-3)


@given(lngs, lats, st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_the_plane_is_good_to_a_thousandth_inside_a_city(lng: float, lat: float, dx: float, dy: float) -> None:
    per_lng, per_lat = metres_per_degree(lat + dy / 2)
    flat = math.hypot(dx * per_lng, dy * per_lat)
    assert metres_between(lng, lat, lng + dx, lat + dy) == pytest.approx(flat, rel=1e-3, abs=0.01)


@given(lngs, lats, lngs, lats)
def test_distance_is_the_same_both_ways_and_zero_at_home(x1: float, y1: float, x2: float, y2: float) -> None:
    assert metres_between(x1, y1, x2, y2) == pytest.approx(metres_between(x2, y2, x1, y1))
    assert metres_between(x1, y1, x1, y1) == 0
