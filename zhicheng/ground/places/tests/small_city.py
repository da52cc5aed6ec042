"""A town of five streets, written as an OSM extract, for tests of the build."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium.osm import mutable

# id -> (lng, lat); a 2 x 2 grid of blocks, 0.004 degrees (about 400 m) each, and a motorway across.
NODES: dict[int, tuple[float, float]] = {
    10 * row + column: (117.0 + 0.004 * column, 32.0 + 0.004 * row) for row in range(1, 4) for column in range(1, 4)
} | {90: (117.002, 32.018), 91: (117.014, 32.018)}

WAYS: tuple[tuple[tuple[int, ...], dict[str, str]], ...] = (
    ((11, 12, 13), {"highway": "primary", "name": "南大街"}),
    ((21, 22, 23), {"highway": "secondary", "name": "中山路"}),
    ((31, 32, 33), {"highway": "residential", "name": "北小街", "oneway": "yes"}),
    ((11, 21, 31), {"highway": "tertiary", "name": "西门路"}),
    ((12, 22, 32), {"highway": "residential", "name": "钟楼巷"}),
    ((13, 23, 33), {"highway": "tertiary", "name": "东门路"}),
    ((90, 91), {"highway": "motorway", "name": "绕城高速"}),
)
PLACES: tuple[tuple[tuple[float, float], dict[str, str]], ...] = (
    ((117.006, 32.006), {"amenity": "marketplace", "name": "钟楼农贸市场"}),
    ((117.0075, 32.0085), {"railway": "subway_entrance", "name": "A口", "station_name": "钟楼站"}),
)

Ways = Sequence[tuple[Sequence[int], Mapping[str, str]]]


def write_osm(
    path: Path,
    ways: Ways = WAYS,
    nodes: Mapping[int, tuple[float, float]] = NODES,
    places: Sequence[tuple[tuple[float, float], dict[str, str]]] = PLACES,
) -> Path:
    """The extract as a .osm.pbf file."""
    writer = osmium.SimpleWriter(str(path))
    for number, place in sorted(nodes.items()):
        writer.add_node(mutable.Node(id=number, location=place, version=1))
    for number, (place, tags) in enumerate(places, 1000):
        writer.add_node(mutable.Node(id=number, location=place, tags=tags, version=1))
    for number, (refs, tags) in enumerate(ways, 1):
        writer.add_way(mutable.Way(id=number, nodes=list(refs), tags=dict(tags), version=1))
    writer.close()
    return path


def area(
    level: str, code: str, name: str, parent: str | None, box: tuple[float, float, float, float]
) -> dict[str, Any]:
    """A GeoJSON feature with a rectangle."""
    geometry = json.loads(shapely.to_geojson(shapely.box(*box)))
    return {
        "type": "Feature",
        "properties": {"level": level, "code": code, "name": name, "parent": parent},
        "geometry": geometry,
    }


def four_levels() -> list[dict[str, Any]]:
    """One district, one street, two communities side by side, two grids in each; they tile without gap."""
    west, middle, east, south, north = 117.0, 117.008, 117.02, 32.0, 32.02
    features = [
        area("district", "990101", "示例区", None, (west, south, east, north)),
        area("street", "990101001", "钟楼街道", "990101", (west, south, east, north)),
    ]
    for at, (x0, x1) in enumerate(((west, middle), (middle, east)), 1):
        code = f"99010100100{at}"
        features.append(area("community", code, ("西门社区", "东门社区")[at - 1], "990101001", (x0, south, x1, north)))
        for row, (y0, y1) in enumerate(((south, 32.01), (32.01, north)), 1):
            features.append(area("grid", f"{code}00{row}", f"第{row}网格", code, (x0, y0, x1, y1)))
    return features


def write_geojson(path: Path, features: Sequence[Mapping[str, Any]]) -> Path:
    """A FeatureCollection."""
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False), "utf-8")
    return path
