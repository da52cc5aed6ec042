"""The demo city: complete, believable in figures, the same every time."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from zhicheng.engines.areas import LEVELS
from zhicheng.engines.datum import in_china
from zhicheng.ground.places.city import City
from zhicheng.sim.city import ensure, generate
from zhicheng.sim.city.divisions import make_areas
from zhicheng.sim.city.ground import RECT, density, make_ground, to_degrees
from zhicheng.sim.city.names import Names, chinese_number
from zhicheng.sim.city.streets import Plan, make_plan, network_pieces


@pytest.fixture(scope="module")
def plan() -> Plan:
    rng = np.random.default_rng(1)
    return make_plan(make_ground(rng), rng, Names(rng))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return City.open(ensure(tmp_path_factory.mktemp("demo") / "city"))


def test_the_middle_is_dense_and_the_edge_is_not(plan: Plan) -> None:
    middle = [b.shape.area for b in plan.blocks if b.density > 0.6]
    edge = [b.shape.area for b in plan.blocks if b.density < 0.06]
    assert np.median(edge) > 5 * np.median(middle)
    assert density(9_900, 9_500) == 1
    assert density(100, 15_900) < 0.05


def test_streets_cross_water_on_bridges_only(plan: Plan) -> None:
    ground = make_ground(np.random.default_rng(1))
    pieces = network_pieces(plan.ground, ground)
    bridges = [p for p in pieces if p.tags.get("bridge")]
    assert len(bridges) > 40
    assert {p.highway for p in bridges} >= {"primary", "secondary"}
    others = np.array([p.line for p in pieces if "bridge" not in p.tags], dtype=object)
    shapely.prepare(others)
    assert not shapely.intersects(others, shapely.centroid(ground.river)).any()
    deep = ground.river.buffer(-20)
    shapely.prepare(deep)
    assert not shapely.intersects(deep, others).any()


def test_areas_tile_the_plan_and_codes_nest(plan: Plan) -> None:
    areas = make_areas(plan.cells, plan.cuts, Names(np.random.default_rng(2)))
    whole = shapely.area(to_degrees(RECT))
    for level, length in zip(LEVELS, (6, 9, 12, 15), strict=True):
        own = [a for a in areas if a.level == level]
        assert sum(a.geometry.area for a in own) == pytest.approx(whole, rel=1e-4)
        assert {len(a.code) for a in own} == {length}
        assert all(a.code.startswith(a.parent) for a in own)
    counts = [sum(a.level == level for a in areas) for level in LEVELS]
    assert counts[:2] == [8, 40]
    assert 280 <= counts[2] <= 320
    assert 1_400 <= counts[3] <= 1_600


def test_names_do_not_repeat_and_numbers_read_right() -> None:
    names = Names(np.random.default_rng(0))
    stems = [names.stem() for _ in range(7_000)]
    assert len(set(stems)) == len(stems)
    assert [chinese_number(n) for n in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


@pytest.mark.slow
def test_the_built_city_is_whole(city: City) -> None:
    counts = city.info["counts"]
    assert 14_000 < counts["nodes"] < 26_000
    assert (counts["gaps"], counts["overlaps"]) == (0, 0)
    assert bool(in_china(*city.info["centre"]))
    for ok in city.network.graph.ok.values():
        assert ok.mean() > 0.93
    assert "（示范）" in city.name_of("990101001")
    west, south, east, north = city.bounds
    rng = np.random.default_rng(3)
    found = city.locate_many(rng.uniform(west, east, 20_000), rng.uniform(south, north, 20_000))
    assert (found.grid != "").mean() > 0.999


@pytest.mark.slow
def test_the_extras_lie_in_the_city_and_near_roads(city: City) -> None:
    extras = city.extras
    assert len(extras["night_markets"]) == 8
    assert len(extras["shops"]) > 2_000
    for key in ("night_markets", "school_gates", "markets", "metro_exits", "scenic", "shops", "hospitals"):
        points = np.array([(p["lng"], p["lat"]) for p in extras[key]])
        assert city.covers(*points.T).all(), key
        _, metres = city.network.nearest(*points.T, "walk")
        assert np.median(metres) < 250, key
    for market in extras["night_markets"]:
        assert shapely.Polygon(market["polygon"]).is_valid
        assert market["hours"][0][0] < market["hours"][0][1]


@pytest.mark.slow
def test_the_same_seed_gives_the_same_city_and_ensure_builds_once(city: City, tmp_path: Path) -> None:
    before = os.stat(city.folder / "city.json").st_mtime_ns
    ensure(city.folder)
    assert os.stat(city.folder / "city.json").st_mtime_ns == before
    generate(tmp_path / "again")
    again = City.open(tmp_path / "again")
    assert again.extras == city.extras
    assert (again.network.graph.lng == city.network.graph.lng).all()
    assert [a.code for a in again.areas.areas] == [a.code for a in city.areas.areas]
    assert again.info["sources"][1:] == city.info["sources"][1:]
