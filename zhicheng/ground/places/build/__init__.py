"""From an OSM extract to a city directory.

    city.json          name, bounds, centre, division codes, counts, attribution, build time, sources with SHA-256
    network.npz        roads for car, e-bike and walking (zhicheng.engines.routing)
    areas.npz          areas and their raster (zhicheng.engines.areas); areas/<level>.geojson for whoever draws them
    gazetteer.json.gz  named places
    tiles.pmtiles      vector tiles: water, landuse, buildings, roads, district, street, community, grid, label, place

Everything is written into a folder beside the target that takes its name at the very end: a build that fails or is
killed leaves what was there before.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import mapping

from zhicheng.engines.areas import LEVELS, Area, AreaIndex, Defect
from zhicheng.engines.gazetteer import Place
from zhicheng.engines.routing import Graph
from zhicheng.ground.places.build.extract import Extract, read_extract
from zhicheng.ground.places.build.polygons import check_on_roads, gaps, layer_features, overlaps, read_areas
from zhicheng.ground.places.build.roads import build_graph
from zhicheng.ground.places.build.tiles import (
    area_shapes,
    label_shapes,
    place_shapes,
    road_shapes,
    surface_shapes,
    write_tiles,
)
from zhicheng.kernel.errors import BadInput

FORMAT = 1  # raise it when a file in the directory changes its meaning
LAYER_KINDS = ("water", "landuse", "place", "buildings")
OSM_ATTRIBUTION = "© OpenStreetMap contributors (ODbL)"
_SURFACE_ZOOM = {"water": 8, "landuse": 9, "buildings": 14}

Layer = tuple[Path, str]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class BuildReport:
    """What was built. `gaps` and `overlaps` are counts; the lists say where. `empty` are codes of areas without extent,
    which were left out."""

    name: str
    nodes: int
    edges: int
    areas: dict[str, int]
    places: int
    gaps: int
    overlaps: int
    gap_list: tuple[Defect, ...]
    overlap_list: tuple[Defect, ...]
    empty: tuple[str, ...]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """For `--json` and city.json."""
        return asdict(self)


def build_city(
    out_dir: Path,
    *,
    osm: Path,
    at: datetime,
    areas: Sequence[Path] = (),
    layers: Sequence[Layer] = (),
    name: str = "",
    name_en: str = "",
    attribution: str = OSM_ATTRIBUTION,
    extra_files: Sequence[Path] = (),
    progress: Progress = lambda _: None,
) -> BuildReport:
    """Build the city directory `out_dir` (replaced when it holds a city). BadInput names file, feature and remedy;
    then nothing has been written. `at` is the build time; `extra_files` are copied in unchanged."""
    started = time.monotonic()
    _check_target(out_dir)
    progress("reading roads")
    extract = read_extract(osm)
    graph = build_graph(extract.ways)
    progress("reading areas")
    area_list, empty = read_areas(areas)
    check_on_roads(area_list, graph.lng, graph.lat)
    _add_layers(extract, layers)
    index = AreaIndex.build(area_list)
    places = _places(extract, index)
    found_gaps, found_overlaps = gaps(index.areas), overlaps(index.areas)
    counts = Counter(area.level for area in area_list)
    report = BuildReport(
        name=name or out_dir.name, nodes=len(graph.lng), edges=len(graph.metres),
        areas={level: counts[level] for level in LEVELS}, places=len(places),
        gaps=len(found_gaps), overlaps=len(found_overlaps), gap_list=tuple(found_gaps),
        overlap_list=tuple(found_overlaps),
        empty=tuple(empty), seconds=0.0,
    )  # fmt: skip
    out_dir.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out_dir.name}.", dir=out_dir.parent) as temporary:
        made = Path(temporary) / "city"
        made.mkdir()
        graph.save(made / "network.npz")
        index.save(made / "areas.npz")
        _write_level_files(made / "areas", index.areas)
        _write_places(made / "gazetteer.json.gz", places)
        for extra in extra_files:
            shutil.copyfile(extra, made / extra.name)
        progress("drawing tiles")
        write_tiles(made / "tiles.pmtiles", _tile_layers(extract, index.areas, places), Path(temporary))
        info = _info(report, graph, index.areas, [osm, *areas, *(path for path, _ in layers)])
        info |= {"name_en": name_en, "attribution": attribution, "built_at": at.isoformat()}
        (made / "city.json").write_text(json.dumps(info, ensure_ascii=False, indent=1), encoding="utf-8")
        _put_in_place(made, out_dir)
    return BuildReport(**(vars(report) | {"seconds": round(time.monotonic() - started, 2)}))


def _check_target(out_dir: Path) -> None:
    if out_dir.is_file():
        raise BadInput(f"{out_dir} is a file; name a folder for the city.", field="dir")
    if out_dir.is_dir() and any(out_dir.iterdir()) and not (out_dir / "city.json").is_file():
        raise BadInput(f"{out_dir} holds other things than a city; name a new or empty folder.", field="dir")


def _put_in_place(made: Path, out_dir: Path) -> None:
    """Swap the finished folder in; the old city goes only when the new one stands."""
    old = made.parent / "old"
    if out_dir.exists():
        os.replace(out_dir, old)
    os.replace(made, out_dir)


def _add_layers(extract: Extract, layers: Sequence[Layer]) -> None:
    for path, kind in layers:
        if kind not in LAYER_KINDS:
            raise BadInput(f"Layer kind {kind!r} of {path.name} is none of {', '.join(LAYER_KINDS)}.", field="layers")
        for geometry, properties in layer_features(path, kind):
            if kind != "place":
                extract.shapes[kind].append((geometry, properties))
            elif properties["name"]:
                point = geometry.representative_point()
                extract.places.append(Place(properties["name"], properties["class"], point.x, point.y))
            if kind == "landuse" and properties["name"]:
                point = geometry.representative_point()
                named = "estate" if properties["class"] == "residential" else properties["class"]
                extract.places.append(Place(properties["name"], named, point.x, point.y))


def _places(extract: Extract, index: AreaIndex) -> list[Place]:
    """Named places of the extract and the layers, water and the areas themselves; each (name, kind, place) once."""
    places = list(extract.places)
    for geometry, properties in extract.shapes["water"]:
        if properties["name"]:
            point = geometry.representative_point()
            places.append(Place(properties["name"], "water", point.x, point.y))
    for area in index.areas:
        point = area.geometry.representative_point()
        places.append(Place(area.name, area.level, point.x, point.y))
    seen = {(p.name, p.kind, round(p.lng, 3), round(p.lat, 3)): p for p in reversed(places)}
    return sorted(seen.values(), key=lambda p: (p.name, p.kind, p.lng, p.lat))


def _tile_layers(extract: Extract, areas: Sequence[Area], places: Sequence[Place]) -> dict[str, Any]:
    drawn = [place for place in places if place.kind not in LEVELS]
    surfaces = {kind: surface_shapes(shapes, _SURFACE_ZOOM[kind]) for kind, shapes in extract.shapes.items()}
    levels = {level: area_shapes(areas, level) for level in LEVELS}
    return {
        **surfaces,
        "roads": road_shapes(extract.ways),
        **levels,
        "label": label_shapes(areas),
        "place": place_shapes(drawn),
    }


def _write_level_files(folder: Path, areas: Sequence[Area]) -> None:
    folder.mkdir()
    for level in LEVELS:
        features = [
            {
                "type": "Feature",
                "properties": {"level": a.level, "code": a.code, "name": a.name, "parent": a.parent},
                "geometry": mapping(a.geometry),
            }
            for a in areas
            if a.level == level
        ]
        text = json.dumps(
            {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
        )
        (folder / f"{level}.geojson").write_text(text, encoding="utf-8")


def _write_places(path: Path, places: Sequence[Place]) -> None:
    rows = [[p.name, p.kind, round(p.lng, 6), round(p.lat, 6)] for p in places]
    text = json.dumps({"format": FORMAT, "places": rows}, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _info(report: BuildReport, graph: Graph, areas: Sequence[Area], sources: Sequence[Path]) -> dict[str, Any]:
    bounds = [float(v) for v in (graph.lng.min(), graph.lat.min(), graph.lng.max(), graph.lat.max())]
    counts: Mapping[str, Any] = {k: v for k, v in report.as_json().items() if k not in ("seconds", "name")}
    return {
        "format": FORMAT,
        "name": report.name,
        "bounds": [round(v, 6) for v in bounds],
        "centre": [round(float(np.median(graph.lng)), 6), round(float(np.median(graph.lat)), 6)],
        "divisions": sorted(a.code for a in areas if a.level == "district"),
        "counts": counts,
        "sources": [{"file": p.name, "sha256": hashlib.sha256(p.read_bytes()).hexdigest()} for p in sources],
    }
