"""The benchmark rows of places have their shape and beat their peers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhicheng.cli.bench.places import bench_point_to_area, bench_travel_times
from zhicheng.ground.places.build import build_city
from zhicheng.ground.places.city import City
from zhicheng.ground.places.tests.small_city import four_levels, write_geojson, write_osm

KEYS = {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> City:
    base = tmp_path_factory.mktemp("town")
    nodes = {100 * r + c: (117.0 + c * 0.001, 32.0 + r * 0.001) for r in range(24) for c in range(24)}
    ways = [([100 * r + c for c in range(24)], {"highway": "residential"}) for r in range(24)]
    ways += [([100 * r + c for r in range(24)], {"highway": "residential"}) for c in range(24)]
    osm = write_osm(base / "town.osm.pbf", ways, nodes, ())
    areas = write_geojson(base / "areas.geojson", four_levels())
    build_city(base / "city", osm=osm, areas=[areas], at=datetime(2026, 5, 1, tzinfo=UTC))
    return City.open(base / "city")


def test_point_to_area_row(town: City) -> None:
    row = bench_point_to_area(quick=True, city=town)
    assert row.keys() == KEYS
    assert row["ratio"] > 1


def test_travel_times_row(town: City) -> None:
    row = bench_travel_times(quick=True, city=town)
    assert row.keys() == KEYS
    assert row["n"] == 200 * 200
    assert row["ratio"] > 1
