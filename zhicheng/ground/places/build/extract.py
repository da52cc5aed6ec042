"""Reads one .osm.pbf: ways with a highway tag, named places, water and land use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from zhicheng.engines.gazetteer import Place
from zhicheng.ground.places.build.profiles import ROAD_CLASSES
from zhicheng.kernel.errors import BadInput

_WAY_TAGS = (
    "highway", "name", "ref", "oneway", "junction", "bridge", "tunnel", "access", "vehicle", "motor_vehicle",
    "motorcar", "bicycle", "foot", "maxspeed", "motorroad", "oneway:bicycle", "area", "layer",
)  # fmt: skip
_PLACE_KEYS = ("place", "amenity", "shop", "railway", "tourism", "leisure", "office", "building", "healthcare")
_AREA_KEYS = ("natural", "water", "waterway", "landuse", "leisure", "amenity", "building", "tourism")


@dataclass(frozen=True)
class Way:
    """One OSM way with known places of its nodes: ids (n,), degrees (n,), and the tags that matter."""

    ids: NDArray[np.int64]
    lng: NDArray[np.float64]
    lat: NDArray[np.float64]
    tags: dict[str, str]


@dataclass
class Extract:
    """What a city needs from the extract. `shapes[layer]` are (geometry, properties)."""

    ways: list[Way] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    shapes: dict[str, list[tuple[Any, dict[str, str]]]] = field(default_factory=dict)


def read_extract(path: Path) -> Extract:
    """Read the file once. BadInput when it is missing, broken, not a PBF or has no road."""
    if not path.is_file():
        raise BadInput(f"There is no file {path}; give an OSM extract (.osm.pbf).", field="osm")
    extract = Extract(shapes={"water": [], "landuse": [], "buildings": []})
    try:
        for thing in _objects(path):
            _take(thing, extract)
    except (RuntimeError, osmium.InvalidLocationError, ValueError, OSError) as error:
        raise BadInput(
            f"{path.name} cannot be read as OSM data ({error}); download the extract again.", field="osm"
        ) from None
    if not extract.ways:
        raise BadInput(
            f"{path.name} holds no roads (no way with a highway tag); use an extract that does.", field="osm"
        )
    return extract


def place_kind(tags: dict[str, str]) -> str:
    """Our word for a named OSM thing, or "" when it helps nobody to find a place."""
    amenity, shop, railway = tags.get("amenity", ""), tags.get("shop", ""), tags.get("railway", "")
    if railway == "subway_entrance":
        return "metro_exit"
    if railway == "station" or tags.get("station") == "subway":
        return "metro"
    if amenity == "marketplace":
        return "market"
    if amenity in ("school", "kindergarten", "college", "university"):
        return "school"
    if amenity in ("hospital", "clinic"):
        return "hospital"
    if tags.get("leisure") == "park" or tags.get("tourism") == "attraction":
        return "park" if "leisure" in tags else "scenic"
    if tags.get("landuse") == "residential" or tags.get("building") in ("apartments", "residential"):
        return "estate"
    if shop in ("mall", "supermarket", "department_store"):
        return "mall"
    if shop:
        return "shop"
    if "place" in tags:
        return "place"
    return "place" if amenity or tags.get("tourism") or tags.get("office") or tags.get("building") else ""


def _objects(path: Path) -> Iterator[Any]:
    keys = osmium.filter.KeyFilter("highway", *_PLACE_KEYS, *_AREA_KEYS)
    area_keys = osmium.filter.KeyFilter(*_AREA_KEYS)
    source = osmium.io.File(str(path), "pbf")
    yield from osmium.FileProcessor(source).with_areas(area_keys).with_locations().with_filter(keys)


def _take(thing: Any, extract: Extract) -> None:
    if thing.is_way():
        if thing.tags.get("highway") in ROAD_CLASSES:
            extract.ways.extend(_way(thing))
    elif thing.is_node():
        tags = dict(thing.tags)
        name = tags.get("name", "")
        kind = place_kind(tags) if name else ""
        if kind:
            extract.places.append(Place(_full_name(name, kind, tags), kind, thing.location.lon, thing.location.lat))
    elif thing.is_area():
        _take_area(thing, extract)


def _full_name(name: str, kind: str, tags: dict[str, str]) -> str:
    """Metro exits are tagged with their letter only; with the station's name they can be found."""
    station = tags.get("station_name", "")
    return f"{station}{name}" if kind == "metro_exit" and station and station not in name else name


def _way(way: Any) -> Iterator[Way]:
    """The way, cut where the extract lacks a node."""
    tags = {key: value for key in _WAY_TAGS if (value := way.tags.get(key))}
    run: list[tuple[int, float, float]] = []
    for node in way.nodes:
        if node.location.valid():
            if not run or run[-1][0] != node.ref:
                run.append((node.ref, node.lon, node.lat))
            continue
        yield from _finished(run, tags)
        run = []
    yield from _finished(run, tags)


def _finished(run: list[tuple[int, float, float]], tags: dict[str, str]) -> Iterator[Way]:
    if len(run) >= 2:
        ids, lng, lat = zip(*run, strict=True)
        yield Way(np.array(ids, np.int64), np.array(lng), np.array(lat), tags)


def _take_area(area: Any, extract: Extract) -> None:
    tags = dict(area.tags)
    layer, kind = layer_of(tags)
    name = tags.get("name", "")
    named = place_kind(tags) if name else ""
    if not layer and not named:
        return
    try:
        geometry = shapely.from_wkb(_WKB.create_multipolygon(area))
    except (RuntimeError, shapely.errors.ShapelyError):
        return  # an unfinished ring at the extract's border: drawn by nobody, missed by nobody
    if layer:
        extract.shapes[layer].append((geometry, {"class": kind, "name": name}))
    if named:
        point = geometry.representative_point()
        extract.places.append(Place(name, named, point.x, point.y))


_WKB = osmium.geom.WKBFactory()


def layer_of(tags: dict[str, str]) -> tuple[str, str]:
    """(layer, class) on the map for a polygon's tags, ("", "") for none."""
    if tags.get("natural") == "water" or "water" in tags or tags.get("waterway") == "riverbank":
        return "water", tags.get("water", "water")
    if "building" in tags:
        return "buildings", tags["building"]
    for key in ("landuse", "leisure", "natural", "amenity", "tourism"):
        if tags.get(key):
            return "landuse", tags[key]
    return "", ""
