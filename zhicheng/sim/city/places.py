"""What the simulator needs to know about the demo city: where people sell, learn, arrive and shop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
import shapely.ops

from zhicheng.engines.gazetteer import Place
from zhicheng.sim.city.ground import OLD_TOWN, Ground, density, to_degrees, warp
from zhicheng.sim.city.names import EAST_WEST, METRO_COLOURS, NORTH_SOUTH, SCENIC, Names
from zhicheng.sim.city.streets import Street
from zhicheng.sim.city.surface import Lot

VERSION = 1
_SHOPS_WANTED = 4_000
_NIGHT_MARKETS = 8
_STATION_METRES = 1_250.0
_NIGHT_HOURS = (("17:30", "23:30"), ("18:00", "24:00"), ("17:00", "22:30"))
_SPOTS = (
    (3_300, 9_300),
    (10_900, 9_100),
    (2_600, 13_200),
    (9_900, 9_560),
    (10_600, 7_500),
    (17_300, 2_500),
    (9_300, 10_050),
    (13_540, 9_700),
)
_LOT_KINDS = {"residential": "estate", "school": "school", "hospital": "hospital", "marketplace": "market",
              "park": "park", "retail": "mall", "university": "school", "village": "place",
              "commercial": "place"}  # fmt: skip


@dataclass(frozen=True)
class Extras:
    """`document` goes to extras.json.gz; `places` are the named points for the extract."""

    document: dict[str, Any]
    places: list[Place]


def make_extras(
    ground: Ground, pieces: Sequence[Street], lots: Sequence[Lot], rng: np.random.Generator, names: Names
) -> Extras:
    """Everything in degrees, rounded to 1e-6."""
    named = [p for p in pieces if p.name and "bridge" not in p.tags and "tunnel" not in p.tags]
    metro_lines, stations, exits = _metro()
    gates = _gates(lots, pieces)
    shops = _shops(named, rng, names)
    markets = [p for p in _lot_places(lots) if p.kind == "market"]
    scenic = [_place(name, "scenic", xy) for name, xy in zip(SCENIC, _SPOTS, strict=True)]
    document = {
        "version": VERSION,
        "night_markets": _night_markets(named, rng),
        "school_gates": gates,
        "markets": [_point(p) for p in markets],
        "metro_lines": metro_lines,
        "metro_exits": [_point(p) for p in exits],
        "scenic": [_point(p) for p in scenic],
        "estates": [_point(p) for p in _lot_places(lots) if p.kind == "estate"],
        "hospitals": [_point(p) for p in _lot_places(lots) if p.kind == "hospital"],
        "no_stall_streets": _no_stall(named),
        "shops": shops,
    }
    del ground
    return Extras(document, [*_lot_places(lots), *stations, *exits, *scenic])


def _lonlat(x: float, y: float) -> tuple[float, float]:
    point = to_degrees(shapely.Point(x, y))
    return round(point.x, 6), round(point.y, 6)


def _place(name: str, kind: str, xy: Sequence[float]) -> Place:
    lng, lat = _lonlat(xy[0], xy[1])
    return Place(name, kind, lng, lat)


def _point(place: Place) -> dict[str, Any]:
    return {"name": place.name, "lng": place.lng, "lat": place.lat}


def _line(line: Any) -> list[list[float]]:
    return [[round(x, 6), round(y, 6)] for x, y in shapely.get_coordinates(to_degrees(line)).tolist()]


def _lot_places(lots: Sequence[Lot]) -> list[Place]:
    seen: set[str] = set()
    places = []
    for lot in lots:
        if lot.name and lot.name not in seen:
            seen.add(lot.name)
            point = lot.shape.point_on_surface()
            places.append(_place(lot.name, _LOT_KINDS.get(lot.use, "place"), (point.x, point.y)))
    return places


def _metro() -> tuple[list[dict[str, Any]], list[Place], list[Place]]:
    """Four lines under arterials; a station where a crossing is near, four exits each."""
    x, y = np.linspace(700, 19_300, 300), np.linspace(900, 15_300, 300)
    courses = {"1": warp(np.full(300, 9_800.0), y), "2": warp(x, np.full(300, 9_600.0)),
               "3": warp(x, np.full(300, 5_200.0)), "4": warp(np.full(300, 12_800.0), y)}  # fmt: skip
    lines: list[dict[str, Any]] = []
    stations: dict[str, tuple[float, float]] = {}
    exits: list[Place] = []
    for number, xy in courses.items():
        line = shapely.LineString(xy)
        lines.append({"name": f"{number}号线", "colour": METRO_COLOURS[number], "line": _line(line.simplify(15))})
        across = (EAST_WEST, "y") if number in "14" else (NORTH_SOUTH, "x")
        for at in np.arange(400, line.length - 200, _STATION_METRES):
            point = line.interpolate(at)
            stem = across[0][min(int((point.y / 800) if across[1] == "y" else (point.x / 1_000)), len(across[0]) - 1)]
            name = f"{stem}站"
            if name in stations or any(np.hypot(point.x - s[0], point.y - s[1]) < 500 for s in stations.values()):
                continue
            stations[name] = (point.x, point.y)
            for letter, (dx, dy) in zip("ABCD", ((38, 34), (-38, 34), (-38, -34), (38, -34)), strict=True):
                exits.append(_place(f"{name}{letter}口", "metro_exit", (point.x + dx, point.y + dy)))
    return lines, [_place(name, "metro", xy) for name, xy in stations.items()], exits


def _gates(lots: Sequence[Lot], pieces: Sequence[Street]) -> list[dict[str, Any]]:
    """A school's gate is where its fence comes nearest to a street with traffic."""
    tree = shapely.STRtree([p.line for p in pieces])
    gates = []
    for lot in lots:
        if lot.use != "school":
            continue
        piece = pieces[int(tree.nearest(lot.shape))]
        gate = shapely.get_coordinates(shapely.shortest_line(lot.shape.exterior, piece.line))[0]
        lng, lat = _lonlat(*gate)
        gates.append({"name": lot.name, "road": piece.name, "lng": lng, "lat": lat,
                      "hours": [["07:10", "08:10"], ["15:50", "17:10"]]})  # fmt: skip
    return gates


def _night_markets(named: Sequence[Street], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Stretches of quiet streets in dense quarters where stalls are lawful in the evening."""
    whole = _by_name(p for p in named if p.highway in ("residential", "living_street", "tertiary"))
    fit = []
    for name, line in whole:
        middle = line.interpolate(0.5, normalized=True)
        if line.length > 180 and float(density(middle.x, middle.y)) > 0.5:
            fit.append((name, line))
    markets: list[dict[str, Any]] = []
    taken: list[Any] = []
    for at in rng.permutation(len(fit)).tolist():
        name, line = fit[at]
        stretch = shapely.ops.substring(line, 15, min(line.length - 15, 330))
        if any(stretch.distance(other) < 900 for other in taken):
            continue
        taken.append(stretch)
        hours = _NIGHT_HOURS[len(markets) % len(_NIGHT_HOURS)]
        zone = stretch.buffer(13, cap_style="flat")
        lng, lat = _lonlat(*shapely.get_coordinates(stretch.interpolate(0.5, normalized=True))[0])
        markets.append({"name": f"{name}夜市", "road": name, "lng": lng, "lat": lat, "hours": [list(hours)],
                        "polygon": _line(zone.exterior), "line": _line(stretch)})  # fmt: skip
        if len(markets) == _NIGHT_MARKETS:
            break
    return markets


def _by_name(pieces: Any) -> list[tuple[str, Any]]:
    """Longest joined line of each name, in the order of names."""
    lines: dict[str, list[Any]] = {}
    for piece in pieces:
        lines.setdefault(piece.name, []).append(piece.line)
    joined = []
    for name in sorted(lines):
        parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines[name])))
        joined.append((name, max(parts, key=lambda part: part.length)))
    return joined


def _no_stall(named: Sequence[Street]) -> list[dict[str, Any]]:
    """Main streets of the middle: no stall at any hour."""
    middle = shapely.Point(*OLD_TOWN).buffer(4_200)
    chosen = [p for p in named if p.highway == "primary" and middle.contains(p.line)]
    return [{"name": name, "line": _line(line.simplify(5))} for name, line in _by_name(chosen)]


def _shops(named: Sequence[Street], rng: np.random.Generator, names: Names) -> list[dict[str, Any]]:
    """Shops along streets where people walk, on both sides."""
    busy = [p for p in named if p.highway in ("secondary", "tertiary", "residential", "living_street")]
    length = np.array([p.line.length for p in busy])
    middle = shapely.get_coordinates(shapely.centroid([p.line for p in busy]))
    weight = length * density(middle[:, 0], middle[:, 1]) ** 2
    picked = rng.choice(len(busy), _SHOPS_WANTED, p=weight / weight.sum())
    points = []
    for at in picked.tolist():
        line, share, side = busy[at].line, rng.uniform(0.08, 0.92), float(rng.choice((-14.0, 14.0)))
        a, b = (shapely.get_coordinates(line.interpolate(s, normalized=True))[0] for s in (share, min(share + 0.02, 1)))
        run = b - a
        normal = np.array((-run[1], run[0])) / max(float(np.hypot(*run)), 1e-6)
        points.append((a + normal * side, busy[at].name))
    degrees = shapely.get_coordinates(to_degrees(shapely.points([p for p, _ in points])))
    return [
        {"name": names.shop(), "road": road, "lng": round(x, 6), "lat": round(y, 6)}
        for (x, y), (_, road) in zip(degrees.tolist(), points, strict=True)
    ]
