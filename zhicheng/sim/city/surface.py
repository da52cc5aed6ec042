"""What lies between the streets: estates, schools, markets, parks, factories, fields, and the houses on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from zhicheng.sim.city.ground import SUBCENTRES, Ground, blob
from zhicheng.sim.city.names import Names
from zhicheng.sim.city.streets import Block

_INSET = 9.0  # metres from the street's middle to the fence
_FACTORIES = (15_300.0, 5_000.0)  # the eastern port
_SCHOOLS = ("小学", "中学", "实验学校", "幼儿园")


@dataclass(frozen=True)
class Lot:
    """One block with its use, in metres."""

    shape: Any
    use: str
    name: str
    block: Block


def make_lots(blocks: Sequence[Block], rng: np.random.Generator, names: Names) -> list[Lot]:
    """A use for every block, by place and chance; schools, hospitals and markets are spread, not scattered."""
    lots: list[Lot] = []
    campus: dict[int, str] = {}
    for number, block in enumerate(blocks):
        shape = block.shape.buffer(-_INSET, join_style="mitre")
        if shape.is_empty or shape.area < 600:
            continue
        use = _use(block, rng, number)
        name = campus.setdefault(block.cell, _name(use, rng, names)) if use == "university" else _name(use, rng, names)
        lots.append(Lot(shape, use, name, block))
    return lots


def ponds(lots: Sequence[Lot], rng: np.random.Generator) -> list[Any]:
    """A pond in every park that has room for one."""
    found = []
    for lot in lots:
        if lot.use == "park" and lot.shape.area > 24_000:
            middle, size = lot.shape.point_on_surface(), np.sqrt(lot.shape.area) * 0.2
            found.append(blob(middle.x, middle.y, size * 1.3, size, rng, 0.4).intersection(lot.shape.buffer(-15)))
    return [pond for pond in found if not pond.is_empty]


def _use(block: Block, rng: np.random.Generator, number: int) -> str:
    if block.use:
        return block.use
    middle, dense = block.shape.centroid, block.density
    near_port = np.hypot(middle.x - _FACTORIES[0], (middle.y - _FACTORIES[1]) * 1.4) < 2_600
    chance = rng.random()
    if dense > 0.1 and number % 41 == 7 and block.shape.area < 90_000:
        return "school"
    if dense > 0.1 and number % 160 == 60:
        return "hospital"
    if dense > 0.1 and number % 83 == 30 and block.shape.area < 60_000:
        return "marketplace"
    if near_port and chance < 0.62:
        return "industrial"
    if dense < 0.1:
        return (
            "farmland"
            if chance < 0.55
            else "meadow"
            if chance < 0.7
            else "village"
            if chance < 0.82
            else "industrial"
            if chance < 0.88
            else "orchard"
        )
    if chance < 0.055:
        return "park"
    centre = max(w * np.exp(-np.hypot(middle.x - x, middle.y - y) / 1_300) for x, y, w in SUBCENTRES)
    if chance < 0.055 + 0.5 * centre:
        return "commercial" if chance < 0.055 + 0.3 * centre else "retail"
    return "residential" if chance < 0.93 else "grass" if chance < 0.96 else "industrial"


def _name(use: str, rng: np.random.Generator, names: Names) -> str:
    if use == "residential" and rng.random() < 0.3:
        return names.stem() + ("小区", "花园", "苑", "新村", "家园", "公寓", "名邸", "里")[int(rng.integers(0, 8))]
    if use == "school":
        return names.stem() + _SCHOOLS[int(rng.integers(0, len(_SCHOOLS)))]
    endings = {"hospital": "医院", "marketplace": "农贸市场", "park": "公园", "village": "村", "university": "大学"}
    if use in endings:
        return names.stem() + endings[use]
    if use == "retail" and rng.random() < 0.3:
        return names.stem() + ("广场", "购物中心", "商业街")[int(rng.integers(0, 3))]
    if use == "commercial" and rng.random() < 0.2:
        return names.stem() + ("大厦", "中心", "国际")[int(rng.integers(0, 3))]
    return ""


def green_and_water(ground: Ground) -> list[tuple[Any, str, str]]:
    """(shape, class, name) of hills and banks, under everything else."""
    hills = [(h, "forest", n) for h, n in zip(ground.hills, ("云岭", "南岭", "北山", "文澜山"), strict=True)]
    river_side = ground.river_bank.difference(ground.river)
    lake_side = ground.lake_bank.difference(ground.lake)
    moat_side = ground.moat.buffer(13).difference(ground.moat)
    canal_side = ground.canals.buffer(11).difference(ground.canals)
    green = [*hills, (river_side, "park", "滨江绿带"), (lake_side, "park", "镜湖公园"), (moat_side, "park", "环城公园")]
    return [*green, (canal_side, "grass", "")]


def houses(lots: Sequence[Lot], rng: np.random.Generator, least_density: float = 0.3) -> NDArray[Any]:
    """Footprints in metres: slabs facing south in estates, courtyards in the old town, large boxes elsewhere."""
    boxes: list[NDArray[np.float64]] = []
    owner: list[int] = []
    for number, lot in enumerate(lots):
        size = _house_size(lot)
        if size is None or (lot.block.density < least_density and lot.use != "industrial"):
            continue
        placed = _rows(lot, size, rng)
        boxes.append(placed)
        owner += [number] * len(placed)
    if not boxes:
        return np.zeros(0, dtype=object)
    polygons = shapely.polygons(np.concatenate(boxes))
    fences = np.array([lot.shape for lot in lots], dtype=object)
    shapely.prepare(fences)
    return np.asarray(polygons[shapely.contains_properly(fences[np.array(owner)], polygons)])


def _house_size(lot: Lot) -> tuple[float, float, float, float] | None:
    """Length, depth, gap along, gap across, in metres."""
    if lot.block.old and lot.use in ("residential", "retail"):
        return 15, 11, 4, 6
    sizes = {"residential": (44, 13, 12, 19), "commercial": (42, 36, 18, 18), "retail": (52, 34, 12, 14),
             "industrial": (85, 42, 20, 24),
             "university": (64, 20, 26, 34), "school": (58, 14, 16, 26), "hospital": (62, 22, 16, 22),
             "marketplace": (70, 36, 10, 12)}  # fmt: skip
    return sizes.get(lot.use)


def _rows(lot: Lot, size: tuple[float, float, float, float], rng: np.random.Generator) -> NDArray[np.float64]:
    """Rectangles (n, 5, 2) on a grid that follows the block's direction; those over the fence are dropped later."""
    long, deep, gap_x, gap_y = size
    corners = shapely.get_coordinates(shapely.oriented_envelope(lot.shape))[:4]
    side = corners[1] - corners[0]
    angle = np.mod(np.arctan2(side[1], side[0]) + np.pi / 4, np.pi / 2) - np.pi / 4  # nearest to east-west
    turn = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    middle = corners.mean(axis=0)
    local = (corners - middle) @ turn.T
    west, south = local.min(axis=0) + 4
    wide, high = np.ptp(local, axis=0) - 8
    nx, ny = max(int((wide + gap_x) / (long + gap_x)), 1), max(int((high + gap_y) / (deep + gap_y)), 1)
    gx, gy = np.meshgrid(np.arange(nx), np.arange(ny))
    x = west + (wide + gap_x) / nx * gx.ravel()
    y = south + (high + gap_y) / ny * gy.ravel()
    kept = rng.random(len(x)) > 0.08
    x, y = x[kept], y[kept]
    lengths = np.minimum(long, (wide + gap_x) / nx - gap_x * 0.6) * rng.uniform(0.72, 1.0, len(x))
    depths = np.full(len(x), deep) * rng.uniform(0.85, 1.1, len(x))
    ring = np.stack((
        np.column_stack((x, y)), np.column_stack((x + lengths, y)), np.column_stack((x + lengths, y + depths)),
        np.column_stack((x, y + depths)), np.column_stack((x, y)),
    ), axis=1)  # fmt: skip
    return np.asarray(ring @ turn + middle)
