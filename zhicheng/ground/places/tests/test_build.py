"""The city build: what comes out, and one sentence for everything that cannot be built."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from zhicheng.engines.routing import CLOSED, Graph
from zhicheng.ground.places.build import build_city
from zhicheng.ground.places.build.extract import layer_of, place_kind, read_extract
from zhicheng.ground.places.build.polygons import gaps, overlaps, read_areas
from zhicheng.ground.places.build.profiles import one_way, uses_of
from zhicheng.ground.places.build.roads import build_graph
from zhicheng.ground.places.tests.small_city import NODES, WAYS, area, four_levels, write_geojson, write_osm
from zhicheng.kernel.errors import BadInput

AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    return write_osm(tmp_path / "town.osm.pbf")


def graph_of(path: Path) -> Graph:
    return build_graph(read_extract(path).ways)


def left_behind(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_dir() or p.name.startswith("."))


# -- graph ---------------------------------------------------------------------------------------------------------


def test_ways_are_cut_where_they_meet(osm: Path) -> None:
    graph = graph_of(osm)
    raised = sum(1 for name in graph.names[graph.name] if name == "绕城高速")
    assert len(graph.lng) == 9 + raised + 1
    assert len(graph.metres) == 12 + raised
    block = 0.004 * 111_320
    assert graph.metres[0] == pytest.approx(block * np.cos(np.radians(32.01)), rel=0.01)


def test_each_mode_has_its_largest_strong_part(osm: Path) -> None:
    graph = graph_of(osm)
    town = graph.lat < 32.015
    for ok in graph.ok.values():
        assert ok[town].all()
        assert not ok[~town].any()


def test_motorway_is_closed_to_bikes_and_feet_and_one_way_for_cars(osm: Path) -> None:
    graph = graph_of(osm)
    on_motorway = graph.names[graph.name[graph.edge]] == "绕城高速"
    assert (graph.weight["ebike"][on_motorway] == CLOSED).all()
    assert (graph.weight["walk"][on_motorway] == CLOSED).all()
    assert not graph.reverse[on_motorway].any()


def test_one_way_binds_wheels_and_not_feet(osm: Path) -> None:
    graph = graph_of(osm)
    against = (graph.names[graph.name[graph.edge]] == "北小街") & graph.reverse
    assert (graph.weight["car"][against] == CLOSED).all()
    assert (graph.weight["ebike"][against] == CLOSED).all()
    assert (graph.weight["walk"][against] < CLOSED).all()


def test_a_long_street_gets_nodes_on_its_way(tmp_path: Path) -> None:
    nodes = {i: (117.0 + 0.001 * i, 32.0) for i in range(30)}
    graph = graph_of(write_osm(tmp_path / "x.osm.pbf", [(range(30), {"highway": "primary"})], nodes, ()))
    assert graph.metres.max() < 600
    assert graph.metres.sum() == pytest.approx(0.029 * 111_320 * np.cos(np.radians(32)), rel=1e-3)


def test_missing_nodes_cut_the_way_and_loops_survive(tmp_path: Path) -> None:
    nodes = {i: NODES[i] for i in (11, 12, 13, 21, 22)}
    ways: list[tuple[tuple[int, ...], dict[str, str]]] = [
        ((11, 12, 777, 13, 13), {"highway": "residential"}),
        ((11, 21, 22, 12, 11), {"highway": "service"}),
    ]
    graph = graph_of(write_osm(tmp_path / "x.osm.pbf", ways, nodes, ()))
    assert graph.ok["walk"].sum() >= 2
    assert graph.metres.min() > 1


@pytest.mark.parametrize(
    ("tags", "open_modes"),
    [
        ({"highway": "primary"}, "car ebike walk"),
        ({"highway": "motorway"}, "car"),
        ({"highway": "trunk"}, "car ebike walk"),
        ({"highway": "trunk", "bridge": "yes"}, "car"),
        ({"highway": "primary", "bridge": "yes"}, "car ebike walk"),
        ({"highway": "secondary", "tunnel": "yes"}, "car"),
        ({"highway": "footway", "tunnel": "yes"}, "ebike walk"),
        ({"highway": "steps"}, "walk"),
        ({"highway": "residential", "access": "no"}, ""),
        ({"highway": "service", "access": "private"}, "car ebike walk"),
        ({"highway": "residential", "motor_vehicle": "no"}, "ebike walk"),
        ({"highway": "primary", "bicycle": "no"}, "car walk"),
        ({"highway": "primary", "foot": "no"}, "car ebike"),
        ({"highway": "construction"}, ""),
        ({"highway": "pedestrian", "area": "yes"}, ""),
        ({"waterway": "river"}, ""),
    ],
)
def test_who_may_use_a_way(tags: dict[str, str], open_modes: str) -> None:
    uses = uses_of(tags)
    assert " ".join(mode for mode in ("car", "ebike", "walk") if uses[mode].forward) == open_modes


@pytest.mark.parametrize(
    ("tags", "direction"),
    [({"oneway": "yes"}, 1), ({"oneway": "-1"}, -1), ({"oneway": "no", "highway": "motorway"}, 0), ({}, 0),
     ({"highway": "motorway"}, 1), ({"junction": "roundabout"}, 1), ({"oneway": "1"}, 1)],
)  # fmt: skip
def test_one_way_tags(tags: dict[str, str], direction: int) -> None:
    assert one_way(tags) == direction


def test_speed_limit_lowers_and_never_raises() -> None:
    assert uses_of({"highway": "primary", "maxspeed": "20"})["car"].forward == 20
    assert uses_of({"highway": "primary", "maxspeed": "120"})["car"].forward == 38
    assert uses_of({"highway": "primary", "maxspeed": "CN:urban"})["car"].forward == 38


# -- whole build ---------------------------------------------------------------------------------------------------


def test_a_city_directory_is_complete(osm: Path, tmp_path: Path) -> None:
    areas = write_geojson(tmp_path / "areas.geojson", four_levels())
    pond = area("", "", "月湖", None, (117.009, 32.001, 117.01, 32.002))
    water = write_geojson(tmp_path / "water.geojson", [pond])
    out = tmp_path / "city"
    report = build_city(out, osm=osm, at=AT, areas=[areas], layers=[(water, "water")], name="小城", name_en="Town")
    assert report.areas == {"district": 1, "street": 1, "community": 2, "grid": 4}
    assert (report.gaps, report.overlaps, report.empty) == (0, 0, ())
    names = {p.name for p in out.iterdir()}
    assert names == {"city.json", "network.npz", "areas.npz", "areas", "gazetteer.json.gz", "tiles.pmtiles"}
    assert (out / "tiles.pmtiles").read_bytes()[:7] == b"PMTiles"
    info = json.loads((out / "city.json").read_text("utf-8"))
    assert info["name"] == "小城"
    assert info["divisions"] == ["990101"]
    assert info["built_at"] == AT.isoformat()
    assert info["counts"]["nodes"] == report.nodes
    assert len(info["sources"][0]["sha256"]) == 64
    assert len(json.loads((out / "areas" / "grid.geojson").read_text("utf-8"))["features"]) == 4
    assert left_behind(tmp_path) == ["city"]


def test_a_city_without_areas_can_be_built(osm: Path, tmp_path: Path) -> None:
    report = build_city(tmp_path / "city", osm=osm, at=AT)
    assert report.areas == {"district": 0, "street": 0, "community": 0, "grid": 0}
    assert report.places == 2


def test_building_again_replaces_the_city(osm: Path, tmp_path: Path) -> None:
    build_city(tmp_path / "city", osm=osm, at=AT, name="旧")
    build_city(tmp_path / "city", osm=osm, at=AT, name="新")
    assert json.loads((tmp_path / "city" / "city.json").read_text("utf-8"))["name"] == "新"
    assert left_behind(tmp_path) == ["city"]


def test_a_failed_build_leaves_the_old_city(osm: Path, tmp_path: Path) -> None:
    build_city(tmp_path / "city", osm=osm, at=AT, name="旧")
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(osm.read_bytes()[:60])
    with pytest.raises(BadInput):
        build_city(tmp_path / "city", osm=broken, at=AT, name="新")
    assert json.loads((tmp_path / "city" / "city.json").read_text("utf-8"))["name"] == "旧"
    assert left_behind(tmp_path) == ["city"]


# -- bad input -----------------------------------------------------------------------------------------------------


def no_roads(path: Path) -> Path:
    return write_osm(path, [((11, 12), {"waterway": "river"})])


def only_closed_roads(path: Path) -> Path:
    return write_osm(path, [((11, 12), {"highway": "residential", "access": "no"})])


def half_a_file(path: Path) -> Path:
    whole = write_osm(path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def not_osm(path: Path) -> Path:
    path.write_bytes(b"PK\x03\x04 this is no map at all" * 20)
    return path


def empty_file(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def absent(path: Path) -> Path:
    return path


@pytest.mark.parametrize("make", [no_roads, only_closed_roads, half_a_file, not_osm, empty_file, absent])
def test_unusable_extracts_are_refused_in_one_sentence(make: Callable[[Path], Path], tmp_path: Path) -> None:
    osm = make(tmp_path / "bad.osm.pbf")
    with pytest.raises(BadInput) as refusal:
        build_city(tmp_path / "city", osm=osm, at=AT)
    assert refusal.value.field == "osm"
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert left_behind(tmp_path) == []


def without(key: str) -> list[dict[str, Any]]:
    features = four_levels()
    del features[3]["properties"][key]
    return features


def changed(at: int, **values: Any) -> list[dict[str, Any]]:
    features = four_levels()
    features[at]["properties"] |= values
    return features


def in_metres() -> list[dict[str, Any]]:
    return [area("district", "1", "区", None, (500_000, 3_500_000, 510_000, 3_510_000))]


def elsewhere() -> list[dict[str, Any]]:
    return [area("district", "1", "区", None, (100.0, 30.0, 100.1, 30.1))]


def a_line() -> list[dict[str, Any]]:
    features = four_levels()
    features[0]["geometry"] = {"type": "LineString", "coordinates": [[117, 32], [117.1, 32.1]]}
    return features


def no_geometry() -> list[dict[str, Any]]:
    features = four_levels()
    features[0]["geometry"] = None
    return features


@pytest.mark.parametrize(
    ("features", "words"),
    [
        (without("level"), "'level' is missing"),
        (without("code"), "'code' is missing"),
        (without("name"), "'name' is missing"),
        (without("parent"), "has no parent"),
        (changed(2, code="990101001"), "occurs twice"),
        (changed(3, parent="404"), "unknown parent 404"),
        (changed(3, level="village"), "'village' is none of"),
        (changed(1, parent="990101001001"), "not of a coarser level"),
        (in_metres(), "not degrees"),
        (elsewhere(), "touches a road"),
        (a_line(), "LineString is no area"),
        (no_geometry(), "no usable geometry"),
    ],
)
def test_wrong_area_files_are_refused(features: list[dict[str, Any]], words: str, osm: Path, tmp_path: Path) -> None:
    areas = write_geojson(tmp_path / "areas.geojson", features)
    with pytest.raises(BadInput, match=words) as refusal:
        build_city(tmp_path / "city", osm=osm, at=AT, areas=[areas])
    assert "\n" not in str(refusal.value)
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"type": "Feature"}', b"\xff\xfe\x00x", "名".encode("gbk")])
def test_files_that_are_no_geojson_are_refused(content: bytes, osm: Path, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"areas\.geojson"):
        build_city(tmp_path / "city", osm=osm, at=AT, areas=[path])


def test_a_folder_with_other_things_is_not_touched(osm: Path, tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "diary.txt").write_text("mine")
    with pytest.raises(BadInput, match="other things"):
        build_city(tmp_path / "city", osm=osm, at=AT)
    assert (tmp_path / "city" / "diary.txt").read_text() == "mine"


def test_unknown_layer_kind_is_refused(osm: Path, tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "x.geojson", [])
    with pytest.raises(BadInput, match="'roads' of"):
        build_city(tmp_path / "city", osm=osm, at=AT, layers=[(path, "roads")])


# -- gaps and overlaps ---------------------------------------------------------------------------------------------


def test_tiled_areas_have_no_defect_and_broken_ones_do(tmp_path: Path) -> None:
    areas, _ = read_areas([write_geojson(tmp_path / "a.geojson", four_levels())])
    assert (gaps(areas), overlaps(areas)) == ([], [])
    features = four_levels()
    features[3] = area("grid", "990101001001001", "第1网格", "990101001001", (117.0, 32.0, 117.008, 32.009))
    features[6] = area("grid", "990101001002001", "第1网格", "990101001002", (117.007, 32.0, 117.02, 32.01))
    areas, _ = read_areas([write_geojson(tmp_path / "b.geojson", features)])
    (gap,) = gaps(areas)
    (overlap,) = overlaps(areas)
    assert (gap.level, gap.codes) == ("grid", ("990101001001",))
    assert gap.square_metres == pytest.approx(0.008 * 0.001 * 111_320**2 * np.cos(np.radians(32.01)), rel=0.01)
    assert overlap.codes == ("990101001001001", "990101001002001")
    assert overlap.square_metres == pytest.approx(0.001 * 0.009 * 111_320**2 * np.cos(np.radians(32.01)), rel=0.01)


def test_rounding_slivers_are_no_defects(tmp_path: Path) -> None:
    features = four_levels()
    features[3] = area("grid", "990101001001001", "格", "990101001001", (117.0, 32.0, 117.008, 32.0100005))
    areas, _ = read_areas([write_geojson(tmp_path / "a.geojson", features)])
    assert (gaps(areas), overlaps(areas)) == ([], [])


def test_areas_without_extent_are_left_out_and_named(osm: Path, tmp_path: Path) -> None:
    features = four_levels()
    features.append(area("grid", "990101001001009", "空", "990101001001", (117, 32, 118, 33)))
    features[-1]["geometry"] = {"type": "Polygon", "coordinates": []}
    path = write_geojson(tmp_path / "areas.geojson", features)
    report = build_city(tmp_path / "city", osm=osm, at=AT, areas=[path])
    assert report.empty == ("990101001001009",)
    assert report.areas["grid"] == 4


def test_water_and_parks_of_the_extract_are_read(tmp_path: Path) -> None:
    nodes = NODES | {
        i: (117.001 + 0.002 * (i % 2 ^ (i // 2 % 2)), 32.001 + 0.002 * (i // 2 % 2)) for i in range(60, 64)
    }
    pond = ((60, 61, 62, 63, 60), {"natural": "water", "name": "月湖"})
    park = ((11, 12, 22, 21, 11), {"leisure": "park", "name": "中心公园"})
    ways = [*WAYS, pond, park]
    extract = read_extract(write_osm(tmp_path / "x.osm.pbf", ways, nodes))
    (water,) = extract.shapes["water"]
    assert water[1]["name"] == "月湖"
    assert shapely.area(water[0]) > 0
    assert {(p.name, p.kind) for p in extract.places} >= {("中心公园", "park"), ("钟楼站A口", "metro_exit")}


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "subway_entrance"}, "metro_exit"),
        ({"railway": "station"}, "metro"),
        ({"station": "subway"}, "metro"),
        ({"amenity": "marketplace", "shop": "mall"}, "market"),
        ({"amenity": "kindergarten"}, "school"),
        ({"amenity": "clinic"}, "hospital"),
        ({"leisure": "park", "tourism": "attraction"}, "park"),
        ({"tourism": "attraction"}, "scenic"),
        ({"landuse": "residential"}, "estate"),
        ({"building": "apartments"}, "estate"),
        ({"shop": "supermarket"}, "mall"),
        ({"shop": "bakery"}, "shop"),
        ({"place": "suburb"}, "place"),
        ({"office": "government"}, "place"),
        ({"building": "yes"}, "place"),
        ({"highway": "primary"}, ""),
        ({}, ""),
    ],
)
def test_a_named_thing_helps_to_find_a_place_by_its_kind(tags: dict[str, str], kind: str) -> None:
    assert place_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "layer"),
    [
        ({"natural": "water"}, ("water", "water")),
        ({"natural": "water", "water": "lake"}, ("water", "lake")),
        ({"waterway": "riverbank"}, ("water", "water")),
        ({"building": "school", "amenity": "school"}, ("buildings", "school")),
        ({"landuse": "forest"}, ("landuse", "forest")),
        ({"leisure": "park"}, ("landuse", "park")),
        ({"natural": "wood"}, ("landuse", "wood")),
        ({"highway": "pedestrian"}, ("", "")),
    ],
)
def test_a_polygon_is_drawn_in_its_layer(tags: dict[str, str], layer: tuple[str, str]) -> None:
    assert layer_of(tags) == layer


def test_a_file_is_no_folder_for_a_city(osm: Path, tmp_path: Path) -> None:
    file = tmp_path / "city"
    file.write_text("mine")
    with pytest.raises(BadInput, match="is a file") as refusal:
        build_city(file, osm=osm, at=AT)
    assert refusal.value.field == "dir"
    assert file.read_text() == "mine"
