"""Datum conversion: published values, round trips, the identity outside China."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.datum import (
    DATUMS,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    in_china,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from zhicheng.kernel.errors import BadInput

LNG = st.floats(72.1, 137.7)
LAT = st.floats(0.9, 55.7)


def test_published_values_for_beijing() -> None:
    assert np.allclose(wgs84_to_gcj02(116.404, 39.915), (116.41024449916938, 39.91640428150164), atol=1e-9)
    assert np.allclose(wgs84_to_bd09(116.404, 39.915), (116.41662724378733, 39.922699552216216), atol=1e-9)


@given(LNG, LAT)
def test_gcj_round_trip_is_below_a_micro_degree(lng: float, lat: float) -> None:
    back = gcj02_to_wgs84(*wgs84_to_gcj02(lng, lat))
    assert abs(float(back[0]) - lng) < 1e-9
    assert abs(float(back[1]) - lat) < 1e-9


@given(LNG, LAT)
def test_bd_round_trip_is_below_a_micro_degree(lng: float, lat: float) -> None:
    back = bd09_to_wgs84(*wgs84_to_bd09(lng, lat))
    assert abs(float(back[0]) - lng) < 1e-9
    assert abs(float(back[1]) - lat) < 1e-9


@pytest.mark.parametrize(("lng", "lat"), [(-71.06, 42.36), (6.96, 50.94), (139.7, 35.7), (103.8, -20.0)])
def test_outside_china_nothing_moves(lng: float, lat: float) -> None:
    for datum in DATUMS:
        assert np.allclose(to_wgs84(lng, lat, datum), (lng, lat), atol=0)
    assert not in_china(lng, lat)


def test_offset_is_hundreds_of_metres_in_china() -> None:
    lng, lat = to_wgs84(120.15, 30.28, "gcj02")
    metres = np.hypot((float(lng) - 120.15) * 96_000, (float(lat) - 30.28) * 111_000)
    assert 300 < metres < 700


def test_arrays_and_scalars_agree_and_keep_their_shape() -> None:
    lng, lat = np.array([[116.4, 120.1], [-71.0, 104.0]]), np.array([[39.9, 30.3], [42.0, 30.6]])
    x, y = to_wgs84(lng, lat, "bd09")
    assert x.shape == y.shape == (2, 2)
    one = to_wgs84(120.1, 30.3, "bd09")
    assert float(x[0, 1]) == pytest.approx(float(one[0]), abs=1e-12)


def test_wgs84_passes_unchanged() -> None:
    x, y = to_wgs84([1.0, 120.0], [2.0, 30.0], "wgs84")
    assert x.tolist() == [1.0, 120.0]
    assert y.tolist() == [2.0, 30.0]


def test_unknown_datum_is_refused_with_the_choices() -> None:
    with pytest.raises(BadInput, match="wgs84, gcj02, bd09"):
        to_wgs84(120.0, 30.0, "cgcs2000")  # type: ignore[arg-type]
