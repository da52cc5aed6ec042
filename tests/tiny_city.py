"""A town of our own for tests: thirty blocks, two districts, sixteen grids, a few names; built in about a second.

    district 990101 示例区   (west)      990102 邻居区   (east)
    each: two streets (south, north), each two communities (west, east), each two grids (south, north)

The point `AT` of a grid lies on a road crossing inside it; `place("990101001001001")` gives it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from zhicheng.ground.places.build import build_city
from zhicheng.ground.places.tests.small_city import area, write_geojson, write_osm

WEST, SOUTH = 117.0, 32.0
STEP = 0.004  # degrees between two roads: about 400 m
COLUMNS, ROWS = 17, 9
EAST, NORTH = WEST + STEP * 16, SOUTH + STEP * 8
MIDDLE = WEST + STEP * 8
BORDER = 0.002  # the areas reach a little beyond the outer roads
HERE, THERE = "990101", "990102"
NAMES_ACROSS = ("南大街", "芙蓉路", "中山路", "学院路", "文化巷", "北小街", "河坊街", "解放路", "环北路")
NAMES_UP = tuple(f"{word}门路" for word in "西钟鼓前后左右中市东清涌候望艮太平")
MARKET = (WEST + STEP * 2 + 0.0005, SOUTH + STEP * 2 + 0.0005)


def crossing(column: int, row: int) -> tuple[float, float]:
    """The crossing of two roads: degrees; column 0–16 from the west, row 0–8 from the south."""
    return round(WEST + STEP * column, 7), round(SOUTH + STEP * row, 7)


def place(grid: str) -> tuple[float, float]:
    """A crossing inside this grid (15 digits), one road away from its border."""
    district, street, community, cell = int(grid[5]) - 1, int(grid[8]) - 1, int(grid[11]) - 1, int(grid[14]) - 1
    return crossing(8 * district + 4 * community + 2, 4 * street + 2 * cell + 1)


def beside(point: tuple[float, float], metres_east: float) -> tuple[float, float]:
    """The point so many metres further east (at this latitude 94,300 m are a degree)."""
    return point[0] + metres_east / 94_300, point[1]


def areas() -> list[dict[str, Any]]:
    """The four levels, tiling the town without a gap."""
    found = []
    for d, (code, name) in enumerate(((HERE, "示例区"), (THERE, "邻居区"))):
        x0, x1 = (WEST - BORDER, MIDDLE) if d == 0 else (MIDDLE, EAST + BORDER)
        ys = (SOUTH - BORDER, SOUTH + STEP * 4, NORTH + BORDER)
        found.append(area("district", code, name, None, (x0, ys[0], x1, ys[2])))
        for s in (0, 1):
            street = f"{code}{s + 1:03d}"
            found.append(area("street", street, f"{name[:2]}{'南北'[s]}街道", code, (x0, ys[s], x1, ys[s + 1])))
            for c in (0, 1):
                community, half = f"{street}{c + 1:03d}", (x0 + x1) / 2 if c == 0 else x1
                left = x0 if c == 0 else (x0 + x1) / 2
                found.append(
                    area(
                        "community",
                        community,
                        f"{name[:2]}第{2 * s + c + 1}社区",
                        street,
                        (left, ys[s], half, ys[s + 1]),
                    )
                )
                cut = (ys[s] + ys[s + 1]) / 2
                for g, (y0, y1) in enumerate(((ys[s], cut), (cut, ys[s + 1])), 1):
                    found.append(area("grid", f"{community}{g:03d}", f"第{g}网格", community, (left, y0, half, y1)))
    return found


def build(folder: Path) -> Path:
    """The city directory `folder`, made through the same `build_city` as a real city."""
    nodes = {1 + column + COLUMNS * row: crossing(column, row) for row in range(ROWS) for column in range(COLUMNS)}
    across = [
        (tuple(1 + c + COLUMNS * row for c in range(COLUMNS)), {"highway": "secondary", "name": NAMES_ACROSS[row]})
        for row in range(ROWS)
    ]
    up = [
        (tuple(1 + column + COLUMNS * r for r in range(ROWS)), {"highway": "residential", "name": NAMES_UP[column]})
        for column in range(COLUMNS)
    ]
    source = folder.parent / f"{folder.name}-source"
    source.mkdir(parents=True, exist_ok=True)
    osm = write_osm(
        source / "town.osm.pbf", [*across, *up], nodes, [(MARKET, {"amenity": "marketplace", "name": "钟楼农贸市场"})]
    )
    shapes = write_geojson(source / "areas.geojson", areas())
    build_city(
        folder, osm=osm, areas=[shapes], name="示例市", name_en="Sample Town", at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return folder
