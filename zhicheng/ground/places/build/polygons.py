"""Reads area files and map layers (GeoJSON), refuses what cannot be right, and lists gaps and overlaps."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from zhicheng.engines.areas import LEVELS, Area, Defect
from zhicheng.engines.routing import METRES_PER_DEGREE
from zhicheng.kernel.errors import BadInput

_SLIVER_METRES = 1.0  # narrower gaps and overlaps come from rounding coordinates
_LEAST_SQUARE_METRES = 10.0
_REQUIRED = ("level", "code", "name")

Feature = tuple[Any, dict[str, Any]]


def read_features(path: Path, field: str) -> list[Feature]:
    """(geometry, properties) of a GeoJSON FeatureCollection in WGS-84. BadInput for anything else."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(f"There is no file {path}; check the name.", field=field) from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadInput(
            f"{path.name} is not readable GeoJSON ({error}); save it as GeoJSON in UTF-8.", field=field
        ) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        raise BadInput(f"{path.name} is not a GeoJSON FeatureCollection; export it as one.", field=field)
    return [_feature(path, number, feature, field) for number, feature in enumerate(features, 1)]


def _feature(path: Path, number: int, feature: Any, field: str) -> Feature:
    try:
        geometry = shape(feature["geometry"])
        properties = dict(feature.get("properties") or {})
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as error:
        raise BadInput(
            f"{path.name}, feature {number}: no usable geometry ({error}); repair or remove it.", field=field
        ) from None
    west, south, east, north = geometry.bounds if not geometry.is_empty else (0, 0, 0, 0)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput(
            f"{path.name}, feature {number}: coordinates are not degrees of longitude and latitude; "
            "export the file in WGS-84 (EPSG:4326).",
            field=field,
        )
    return geometry, properties


def read_areas(paths: Sequence[Path]) -> tuple[list[Area], list[str]]:
    """All areas of all files, and the codes of those without extent (map tools leave such behind; nothing can lie in
    them). BadInput for a missing property, an unknown level or a shape that is no polygon."""
    read = [_area(path, n, f) for path in paths for n, f in enumerate(read_features(path, "areas"), 1)]
    areas = [area for area in read if not area.geometry.is_empty]
    empty = [area.code for area in read if area.geometry.is_empty]
    present = {area.level for area in areas}
    coarsest = next((level for level in LEVELS if level in present), "")
    for area in areas:
        if not area.parent and area.level != coarsest:
            raise BadInput(
                f"Area {area.code} ({area.level}) has no parent; give the code of the level above.", field="areas"
            )
    return areas, empty


def _area(path: Path, number: int, feature: Feature) -> Area:
    geometry, properties = feature
    missing = [key for key in _REQUIRED if properties.get(key) in (None, "")]
    if missing:
        raise BadInput(
            f"{path.name}, feature {number}: property {missing[0]!r} is missing; "
            "each area needs level, code, name, parent.",
            field="areas",
        )
    level, code = str(properties["level"]), str(properties["code"])
    if level not in LEVELS:
        raise BadInput(f"{path.name}, feature {number}: level {level!r} is none of {', '.join(LEVELS)}.", field="areas")
    polygons = geometry if geometry.is_empty else _polygonal(geometry)
    if polygons is None:
        raise BadInput(f"{path.name}, area {code}: a {geometry.geom_type} is no area; give a Polygon.", field="areas")
    parent = properties.get("parent")
    return Area(level, code, str(properties["name"]), "" if parent is None else str(parent), polygons)


def _polygonal(geometry: Any) -> Any | None:
    """The polygons in a geometry, repaired where a ring crosses itself; None when there are none."""
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    polygons = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and p.area > 0]
    polygons += [
        q
        for p in shapely.get_parts(geometry)
        if p.geom_type == "MultiPolygon"
        for q in shapely.get_parts(p)
        if q.area > 0
    ]
    if not polygons:
        return None
    return polygons[0] if len(polygons) == 1 else shapely.union_all(polygons)


def check_on_roads(areas: Sequence[Area], lng: NDArray[Any], lat: NDArray[Any]) -> None:
    """BadInput when no area of a level covers a single road node: wrong city, or a wrong datum or axis order."""
    if not areas:
        return
    points = shapely.STRtree(shapely.points(lng, lat))
    for level in {area.level for area in areas}:
        geometries = [a.geometry for a in areas if a.level == level]
        if not any(len(points.query(g, predicate="intersects")) for g in geometries):
            raise BadInput(
                f"No {level} polygon touches a road of the extract; check that areas and extract are of the same city "
                "and that coordinates are WGS-84 longitude, latitude.",
                field="areas",
            )


def overlaps(areas: Sequence[Area]) -> list[Defect]:
    """Pairs of one level that share more than a sliver."""
    found: list[Defect] = []
    for level in LEVELS:
        rows = [a for a in areas if a.level == level]
        plane = _plane([a.geometry for a in rows])
        left, right = shapely.STRtree(plane).query(plane, predicate="intersects") if rows else (np.zeros(0, int),) * 2
        once = left < right
        left, right = left[once], right[once]
        crossing = ~shapely.touches(plane[left], plane[right])
        left, right = left[crossing], right[crossing]
        shared = shapely.intersection(plane[left], plane[right])
        for i, j, geometry in zip(left, right, shared, strict=True):
            size = _solid_area(geometry)
            if size:
                found.append(Defect(level, (rows[i].code, rows[j].code), round(size, 1)))
    return found


def gaps(areas: Sequence[Area]) -> list[Defect]:
    """Parents that their children do not cover, and holes between areas of the coarsest level."""
    children: dict[str, list[Any]] = defaultdict(list)
    for area in areas:
        children[area.parent].append(area)
    found = []
    for area in areas:
        own = children.get(area.code, [])
        if own:
            plane = _plane([area.geometry, *(c.geometry for c in own)])
            found += _open_parts(own[0].level, area.code, shapely.difference(plane[0], shapely.union_all(plane[1:])))
    top = children.get("", [])
    if top:
        union = shapely.union_all(_plane([a.geometry for a in top]))
        holes = [shapely.Polygon(r) for p in shapely.get_parts(union) for r in p.interiors]
        for hole in holes:
            found += _open_parts(top[0].level, "", hole)
    return found


def _open_parts(level: str, code: str, geometry: Any) -> list[Defect]:
    sizes = (_solid_area(part) for part in shapely.get_parts(geometry))
    return [Defect(level, (code,), round(size, 1)) for size in sizes if size]


def _solid_area(geometry: Any) -> float:
    """Square metres, or 0 for a sliver."""
    if geometry.area < _LEAST_SQUARE_METRES or geometry.buffer(-_SLIVER_METRES / 2).is_empty:
        return 0.0
    return float(geometry.area)


def _plane(geometries: Sequence[Any]) -> NDArray[Any]:
    """Geometries in metres, so that tolerances mean metres."""
    array = np.array(geometries, dtype=object)
    if not len(array):
        return array
    kx = METRES_PER_DEGREE * float(np.cos(np.radians(shapely.total_bounds(array)[[1, 3]].mean())))

    def metres(xy: NDArray[Any]) -> NDArray[Any]:
        return xy * (kx, METRES_PER_DEGREE)

    return np.asarray(shapely.transform(array, metres))


def layer_features(path: Path, kind: str) -> Iterator[tuple[Any, dict[str, str]]]:
    """Shapes of an extra layer with `class` and `name`, from the property names that map files use."""
    for geometry, properties in read_features(path, "layers"):
        if geometry.is_empty:
            continue
        value = next((properties[k] for k in ("class", "kind", "fclass", "type", kind) if properties.get(k)), kind)
        yield geometry, {"class": str(value), "name": str(properties.get("name") or "")}
