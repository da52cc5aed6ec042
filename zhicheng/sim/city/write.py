"""Writes the demo city as what `city build` reads: an OSM extract and GeoJSON files."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from osmium.osm import mutable

from zhicheng.engines.areas import Area
from zhicheng.engines.gazetteer import Place
from zhicheng.sim.city.ground import to_degrees
from zhicheng.sim.city.streets import Street, corner

_DECK_STEP = 80.0
_RAMP_METRES = 210.0
_INTERCHANGE_METRES = 950.0
_TAGS = {
    "metro_exit": {"railway": "subway_entrance"}, "metro": {"railway": "station", "station": "subway"},
    "market": {"amenity": "marketplace"}, "school": {"amenity": "school"}, "hospital": {"amenity": "hospital"},
    "estate": {"building": "apartments"}, "park": {"leisure": "park"}, "mall": {"shop": "mall"},
    "scenic": {"tourism": "attraction"}, "place": {"place": "locality"},
}  # fmt: skip


class _Nodes:
    """OSM node ids by a key that says which points are one and the same."""

    def __init__(self) -> None:
        self.ids: dict[Any, int] = {}
        self.xy: list[tuple[float, float]] = []

    def number(self, key: Any, xy: Any) -> int:
        if key not in self.ids:
            self.ids[key] = len(self.xy) + 1
            self.xy.append((float(xy[0]), float(xy[1])))
        return self.ids[key]


Line = tuple[list[int], dict[str, str]]


def write_extract(path: Path, ground: Sequence[Street], raised: Sequence[Street], places: Sequence[Place]) -> None:
    """Streets with shared nodes at ground level, raised roads that meet them by ramps only, and named points."""
    nodes = _Nodes()
    lines = _ground_lines(ground, nodes)
    crossings = _crossings(ground)
    for number, deck in enumerate(raised):
        lines += _deck_lines(number, deck, crossings, nodes)
    degrees = shapely.get_coordinates(to_degrees(shapely.points(nodes.xy)))
    path.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(path))
    try:
        for at, (lng, lat) in enumerate(degrees.tolist(), 1):
            writer.add_node(mutable.Node(id=at, location=(lng, lat), version=1))
        for at, place in enumerate(places, len(degrees) + 1):
            tags = {"name": place.name, **_TAGS[place.kind]}
            writer.add_node(mutable.Node(id=at, location=(place.lng, place.lat), tags=tags, version=1))
        for at, (ids, tags) in enumerate(lines, 1):
            writer.add_way(mutable.Way(id=at, nodes=ids, tags=tags, version=1))
    finally:
        writer.close()


def _ground_lines(streets: Sequence[Street], nodes: _Nodes) -> list[Line]:
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for street in streets:
        groups[street.highway, street.name, tuple(sorted(street.tags.items()))].append(street.line)
    lines: list[Line] = []
    for (highway, name, tags), parts in groups.items():
        whole = shapely.line_merge(shapely.multilinestrings(parts)) if name else shapely.multilinestrings(parts)
        for part in shapely.get_parts(whole):
            ids = [nodes.number(corner(xy), xy) for xy in shapely.get_coordinates(part)]
            lines.append((ids, _way_tags(highway, name, dict(tags))))
    return lines


def _way_tags(highway: str, name: str, tags: dict[str, str]) -> dict[str, str]:
    return {"highway": highway, **({"name": name} if name else {}), **tags}


def _crossings(streets: Sequence[Street]) -> shapely.STRtree:
    """Ground-level junctions on main streets: where ramps may land."""
    count: dict[tuple[int, int], int] = defaultdict(int)
    for street in streets:
        if street.highway in ("primary", "secondary") and not street.tags:
            xy = shapely.get_coordinates(street.line)
            for end in (xy[0], xy[-1]):
                count[corner(end)] += 1
    return shapely.STRtree(shapely.points([(x / 2, y / 2) for (x, y), n in count.items() if n >= 3]))


def _deck_lines(number: int, deck: Street, crossings: shapely.STRtree, nodes: _Nodes) -> list[Line]:
    """The deck's own nodes, and at each interchange one ramp down before it and one up after it."""
    line, length = deck.line, deck.line.length
    ramps = _interchanges(line, crossings)
    stops = {0.0, length, *np.arange(_DECK_STEP, length - _DECK_STEP / 2, _DECK_STEP).tolist()}
    stops |= {at for at, _, _ in ramps}
    ordered = sorted(stops)
    keys = [("deck", number, 0.0 if line.is_ring and at == length else at) for at in ordered]
    places = shapely.get_coordinates(shapely.line_interpolate_point(line, ordered))
    ids = {key: nodes.number(key, xy) for key, xy in zip(keys, places, strict=True)}
    tags = _way_tags(deck.highway, deck.name, deck.tags)
    chain = [ids[key] for key in keys]
    lines: list[Line] = [(chain[i : i + 60], tags) for i in range(0, len(chain) - 1, 59)]
    link = {"highway": f"{deck.highway}_link", "oneway": "yes", "bridge": "yes", "layer": "1"}
    for at, landing, down in ramps:
        high = ids["deck", number, at]
        low = nodes.number(corner(landing), landing)
        lines.append(([high, low] if down else [low, high], link))
    return lines


def _interchanges(line: Any, crossings: shapely.STRtree) -> list[tuple[float, Any, bool]]:
    """(place along the deck, landing point, down?) for crossings near the line, not too close to each other."""
    near = crossings.query(line, predicate="dwithin", distance=45)
    points = crossings.geometries[near]
    at = shapely.line_locate_point(line, points)
    ramps: list[tuple[float, Any, bool]] = []
    last = -_INTERCHANGE_METRES
    for i in np.argsort(at, kind="stable").tolist():
        if at[i] - last < _INTERCHANGE_METRES or not 400 < at[i] < line.length - 400:
            continue
        last = float(at[i])
        landing = shapely.get_coordinates(points[i])[0]
        ramps += [(last - _RAMP_METRES, landing, True), (last + _RAMP_METRES, landing, False)]
    return ramps


def write_features(path: Path, geometries: Sequence[Any], properties: Iterable[dict[str, str]]) -> None:
    """A GeoJSON FeatureCollection; geometries in degrees."""
    texts = shapely.to_geojson(np.array(geometries, dtype=object))
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[')
        for i, (text, values) in enumerate(zip(texts, properties, strict=True)):
            head = json.dumps(values, ensure_ascii=False)
            file.write(f'{"," if i else ""}\n{{"type":"Feature","properties":{head},"geometry":{text}}}')
        file.write("\n]}\n")


def write_areas(folder: Path, areas: Sequence[Area]) -> list[Path]:
    """One file per level, in the form that `city build --areas` takes."""
    paths = []
    for level in ("district", "street", "community", "grid"):
        own = [a for a in areas if a.level == level]
        paths.append(folder / f"{level}.geojson")
        rows = ({"level": a.level, "code": a.code, "name": a.name, "parent": a.parent} for a in own)
        write_features(paths[-1], [a.geometry for a in own], rows)
    return paths
