"""`zhicheng city build` as outsiders call it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner
from shapely.geometry import shape

from zhicheng.cli.city import city, parse_layer
from zhicheng.ground.places.city import City
from zhicheng.ground.places.tests.small_city import four_levels, write_geojson, write_osm
from zhicheng.kernel.errors import BadInput


def test_json_on_stdout_and_progress_on_stderr(tmp_path: Path) -> None:
    osm = write_osm(tmp_path / "town.osm.pbf")
    areas = write_geojson(tmp_path / "areas.geojson", four_levels())
    arguments = ["build", str(tmp_path / "city"), "--osm", str(osm), "--areas", str(areas), "--json"]
    done = CliRunner().invoke(city, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert {"nodes", "edges", "areas", "gaps", "overlaps", "seconds"} <= report.keys()
    assert report["areas"] == {"district": 1, "street": 1, "community": 2, "grid": 4}
    assert "reading roads" in done.stderr


def test_words_for_people(tmp_path: Path) -> None:
    osm = write_osm(tmp_path / "town.osm.pbf")
    done = CliRunner().invoke(city, ["build", str(tmp_path / "city"), "--osm", str(osm), "--name", "小城"])
    assert done.exit_code == 0
    assert done.stdout.startswith("小城: ")
    assert "gaps: 0, overlaps: 0" in done.stdout


def test_bad_input_comes_out_as_such_and_nothing_is_written(tmp_path: Path) -> None:
    done = CliRunner().invoke(city, ["build", str(tmp_path / "city"), "--osm", str(tmp_path / "absent.osm.pbf")])
    assert isinstance(done.exception, BadInput)
    assert not (tmp_path / "city").exists()


def test_layers_name_their_kind() -> None:
    assert parse_layer("a=b/water.geojson=water") == (Path("a=b/water.geojson"), "water")
    for wrong in ("water.geojson", "water.geojson=roads", "=", ""):
        with pytest.raises(BadInput, match="FILE="):
            parse_layer(wrong)


def features(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["features"]
    return found


def as_areas(level: str, file: Path, parent: Any) -> list[dict[str, Any]]:
    """Features of a shared file in the form of the contract."""
    made = []
    for f in features(file):
        p = f["properties"]
        values = {"level": level, "code": p["code"], "name": p.get("name", p["code"]), "parent": parent(f)}
        made.append({"type": "Feature", "properties": values, "geometry": f["geometry"]})
    return made


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["hangzhou", "hangzhou_synthetic"])
def test_hangzhou_is_built_whole(folder: str, shared: Path, tmp_path: Path) -> None:
    maps = shared / "maps"
    districts = [
        (shape(f["geometry"]), f["properties"]["code"]) for f in features(maps / "hangzhou" / "districts.geojson")
    ]
    street_code = {
        f["properties"]["name"]: f["properties"]["code"] for f in features(maps / folder / "streets.geojson")
    }

    def district_of(f: dict[str, Any]) -> str:
        return str(max(districts, key=lambda d: shapely.intersection(d[0], shape(f["geometry"])).area)[1])

    every = as_areas("district", maps / "hangzhou" / "districts.geojson", lambda _: None)
    every += as_areas("street", maps / folder / "streets.geojson", district_of)
    every += as_areas(
        "community", maps / folder / "communities.geojson", lambda f: street_code[f["properties"]["street"]]
    )
    every += as_areas("grid", maps / folder / "grids.geojson", lambda f: f["properties"]["community"])
    areas = write_geojson(tmp_path / "areas.geojson", every)
    hangzhou = maps / "hangzhou"
    arguments = [
        "build",
        str(tmp_path / "city"),
        "--osm",
        str(hangzhou / "roads.osm.pbf"),
        "--areas",
        str(areas),
        "--json",
    ]
    arguments += [
        "--layers",
        f"{hangzhou / 'water.geojson'}=water",
        "--layers",
        f"{hangzhou / 'landuse.geojson'}=landuse",
    ]
    done = CliRunner().invoke(city, arguments, catch_exceptions=False)
    report = json.loads(done.stdout)
    assert report["nodes"] > 14_000
    assert report["edges"] > 20_000
    assert report["areas"]["street"] == {"hangzhou": 8, "hangzhou_synthetic": 40}[folder]
    built = City.open(tmp_path / "city")
    best = built.gazetteer.find("文一路和学院路路口有流动摊贩")[0]
    assert best.kind == "crossing"
    assert abs(best.lng - 120.124) < 0.003
    assert abs(best.lat - 30.290) < 0.003
    assert min(ok.mean() for ok in built.network.graph.ok.values()) > 0.9
