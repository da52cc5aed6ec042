"""Points in the wrong datum are noticed by the roads that they miss; points that are right, few or anywhere are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.engines.datum import Datum, wgs84_to_bd09, wgs84_to_gcj02
from zhicheng.ground.places.city import City
from zhicheng.ground.places.suspicion import suspect


class Grid:
    """Streets every kilometre, running both ways; the part of a city that is asked here."""

    def road_at(self, lng: float, lat: float, within: float) -> object | None:
        x, y = lng * 95_000, lat * 111_195
        return self if min(x % 1000, -x % 1000, y % 1000, -y % 1000) <= within else None


class Town:
    gazetteer = Grid()


def by_roads(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Points on streets of the town, a few metres off."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(11_400_000, 11_420_000, n), rng.uniform(3_357_000, 3_377_000, n)
    along = rng.random(n) < 0.5
    x, y = (
        np.where(along, np.round(x / 1000) * 1000 + rng.normal(0, 6, n), x),
        np.where(along, y, np.round(y / 1000) * 1000 + rng.normal(0, 6, n)),
    )
    return x / 95_000, y / 111_195


OUT = {"wgs84": lambda lng, lat: (lng, lat), "gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def from_wgs84(lng: np.ndarray, lat: np.ndarray, datum: Datum) -> tuple[np.ndarray, np.ndarray]:
    return OUT[datum](lng, lat)


def town() -> City:
    return Town()  # type: ignore[return-value]


@pytest.mark.parametrize("true", ["gcj02", "bd09"])
def test_points_in_another_datum_than_was_said_are_noticed(true: Datum) -> None:
    lng, lat = from_wgs84(*by_roads(200), true)
    said = suspect(town(), np.asarray(lng), np.asarray(lat), "wgs84")
    assert said is not None
    assert f"--datum {true}" in said.zh
    assert f"--datum {true}" in said.en


@pytest.mark.parametrize("true", ["wgs84", "gcj02", "bd09"])
def test_points_in_the_datum_that_was_said_are_left_alone(true: Datum) -> None:
    lng, lat = from_wgs84(*by_roads(200), true)
    assert suspect(town(), np.asarray(lng), np.asarray(lat), true) is None


def test_wgs84_that_was_called_something_else_is_noticed() -> None:
    said = suspect(town(), *by_roads(200), "bd09")
    assert said is not None
    assert "--datum wgs84" in said.en


def test_a_few_points_say_nothing() -> None:
    lng, lat = from_wgs84(*by_roads(29), "bd09")
    assert suspect(town(), np.asarray(lng), np.asarray(lat), "wgs84") is None


def test_points_anywhere_are_no_suspicion() -> None:
    rng = np.random.default_rng(4)
    assert suspect(town(), 120.0 + rng.random(300) * 0.2, 30.2 + rng.random(300) * 0.2, "wgs84") is None
