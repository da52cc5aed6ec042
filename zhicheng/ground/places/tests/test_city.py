"""The loaded city: where a point lies, in codes and in words."""

from __future__ import annotations

import gzip
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from zhicheng.engines.datum import wgs84_to_gcj02
from zhicheng.ground.places.build import build_city
from zhicheng.ground.places.city import City, Located
from zhicheng.ground.places.tests.small_city import four_levels, write_geojson, write_osm
from zhicheng.kernel.errors import BadInput

AT = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("city")
    osm = write_osm(base / "town.osm.pbf")
    areas = write_geojson(base / "areas.geojson", four_levels())
    build_city(base / "city", osm=osm, at=AT, areas=[areas], name="小城")
    return base / "city"


@pytest.fixture
def city(folder: Path) -> City:
    return City.open(folder)


def test_one_point_has_four_codes(city: City) -> None:
    assert city.locate(117.004, 32.005) == Located("990101", "990101001", "990101001001", "990101001001001")
    assert city.locate(118.0, 32.005) == Located("", "", "", "")


def test_many_points_have_the_same_codes_as_each_alone(city: City) -> None:
    rng = np.random.default_rng(4)
    lng, lat = rng.uniform(116.99, 117.03, 400), rng.uniform(31.99, 32.03, 400)
    many = city.locate_many(lng, lat)
    for i in range(400):
        alone = city.locate(lng[i], lat[i])
        assert (many.district[i], many.street[i], many.community[i], many.grid[i]) == tuple(vars(alone).values())


def test_covers_follows_the_areas(city: City) -> None:
    assert city.covers([117.001, 116.9, np.nan], [32.001, 32.001, 32.0]).tolist() == [True, False, False]


def test_names_of_codes(city: City) -> None:
    assert city.name_of("990101001002") == "东门社区"
    assert city.name_of("404") == ""


def test_a_place_in_words(city: City) -> None:
    assert city.describe(117.0082, 32.0095) == "示例区钟楼巷东侧近中山路路口（东门社区）"
    assert city.describe(117.0062, 32.0079) == "示例区中山路近钟楼巷路口（西门社区）".replace("近", "南侧近", 1)
    assert city.describe(117.019, 32.0005) == "示例区（东门社区）"
    assert city.describe(100.0, 20.0) == ""


def test_the_door_converts_once(city: City) -> None:
    lng, lat = city.enter(*wgs84_to_gcj02([117.004], [32.005]), "gcj02")
    assert np.allclose((lng[0], lat[0]), (117.004, 32.005), atol=1e-9)


def test_text_to_place(city: City) -> None:
    best = city.gazetteer.find("中山路和钟楼巷路口有人摆摊")[0]
    assert (round(best.lng, 6), round(best.lat, 6)) == (117.008, 32.008)
    assert city.gazetteer.find("钟楼站A口有摊贩")[0].kind == "metro_exit"
    assert city.gazetteer.find("东门社区里")[0].kind == "community"


def test_travel_time_between_points(city: City) -> None:
    there = city.network.seconds_between([117.004], [32.004], [117.012], [32.012], "ebike")[0, 0]
    assert 150 < there < 600


def test_open_twice_is_one_city_and_a_new_build_is_another(folder: Path) -> None:
    first = City.open(folder)
    assert City.open(folder) is first
    stat = (folder / "city.json").stat()
    os.utime(folder / "city.json", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000))
    assert City.open(folder) is not first


def test_level_files_and_tiles_are_there(city: City) -> None:
    features = json.loads(city.area_file("community").read_text("utf-8"))["features"]
    assert {f["properties"]["code"] for f in features} == {"990101001001", "990101001002"}
    assert city.tiles.stat().st_size > 1_000
    assert city.extras == {}
    with pytest.raises(BadInput, match="'village' is none of"):
        city.area_file("village")


def test_a_folder_without_a_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no city"):
        City.open(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 99}'])
def test_an_unreadable_city_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "city.json").write_text(text)
    with pytest.raises(BadInput, match="build"):
        City.open(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no gzip",
        gzip.compress(b"[]"),
        gzip.compress(b'{"places": [["a"]]}'),
        gzip.compress(b'{"places": [["a", "b", "x", 1]]}'),
    ],
)
def test_an_unreadable_gazetteer_says_to_build_again(content: bytes, folder: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(folder, tmp_path / "broken")
    (broken / "gazetteer.json.gz").write_bytes(content)
    with pytest.raises(BadInput, match="build the city again"):
        _ = City.open(broken).gazetteer
