"""The demo city: an invented river city, the same on every machine, built through the same `city build` as a real one.

    generate(Path("var/city"))        about 20 x 16 km, 8 districts, 40 streets, 300 communities, 1,500 grids

Nothing here is real; areas carry the mark （示范） in their names.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from zhicheng.ground.places.build import BuildReport, build_city
from zhicheng.sim.city.divisions import make_areas
from zhicheng.sim.city.ground import Ground, make_ground, to_degrees
from zhicheng.sim.city.names import Names
from zhicheng.sim.city.places import make_extras
from zhicheng.sim.city.streets import make_plan, network_pieces
from zhicheng.sim.city.surface import Lot, green_and_water, houses, make_lots, ponds
from zhicheng.sim.city.write import write_areas, write_extract, write_features

VERSION = 2  # raise it when the same seed gives another city; `ensure` then builds anew
SEED = 1
NAME, NAME_EN = "治城示范市", "Zhicheng Demo City"
_BUILT_AT = datetime(2026, 1, 1, tzinfo=UTC)  # the city is a function of its seed, so is its date


def ensure(out_dir: Path, *, seed: int = SEED, progress: Callable[[str], None] = lambda _: None) -> Path:
    """The demo city in `out_dir`, generated only when it is not there in this version."""
    marker = out_dir / "extras.json.gz"
    try:
        made = json.loads(gzip.decompress(marker.read_bytes()))
        if (made["generator"], made["seed"]) == (VERSION, seed) and (out_dir / "city.json").is_file():
            return out_dir
    except (OSError, ValueError, KeyError, EOFError):
        pass  # absent, or from a killed or older build: make it again
    generate(out_dir, seed=seed, progress=progress)
    return out_dir


def generate(out_dir: Path, *, seed: int = SEED, progress: Callable[[str], None] = lambda _: None) -> BuildReport:
    """Draw the city from `seed` and build it into `out_dir` (replaced when it holds a city)."""
    rng = np.random.default_rng(seed)
    names = Names(rng)
    progress("drawing the demo city")
    ground = make_ground(rng)
    plan = make_plan(ground, rng, names)
    pieces = network_pieces(plan.ground, ground)
    lots = make_lots(plan.blocks, rng, names)
    pools = ponds(lots, rng)
    extras = make_extras(ground, pieces, lots, rng, names)
    areas = make_areas(plan.cells, plan.cuts, Names(np.random.default_rng(seed + 1)))
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_extract(work / "demo.osm.pbf", pieces, plan.raised, extras.places)
        document = {"generator": VERSION, "seed": seed, **extras.document}
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        (work / "extras.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        _write_layers(work, ground, lots, pools, houses(lots, rng))
        kinds = ("water", "landuse", "buildings")
        return build_city(
            out_dir, osm=work / "demo.osm.pbf", areas=write_areas(work, areas), at=_BUILT_AT, name=NAME,
            name_en=NAME_EN, layers=[(work / f"{kind}.geojson", kind) for kind in kinds],
            extra_files=[work / "extras.json.gz"],
            attribution="治城示范市：虚构城市（an invented city）", progress=progress,
        )  # fmt: skip


def _write_layers(work: Path, ground: Ground, lots: list[Lot], pools: list[Any], buildings: Any) -> None:
    waters = [
        ("沧江", "river", ground.river),
        ("镜湖", "lake", ground.lake),
        ("", "canal", ground.canals),
        ("护城河", "canal", ground.moat),
    ]
    waters += [("", "pond", pool) for pool in pools]
    rows = [{"class": kind, "name": name} for name, kind, _ in waters]
    write_features(work / "water.geojson", to_degrees(np.array([g for *_, g in waters], dtype=object)), rows)
    green = green_and_water(ground)
    shapes = [g for g, _, _ in green] + [lot.shape for lot in lots]
    rows = [{"class": kind, "name": name} for _, kind, name in green] + [{"class": lot.use, "name": ""} for lot in lots]
    keep = [i for i, s in enumerate(shapes) if not shapely.is_empty(s)]
    solid = np.array([shapes[i] for i in keep], dtype=object)
    write_features(work / "landuse.geojson", to_degrees(solid), [rows[i] for i in keep])
    write_features(work / "buildings.geojson", to_degrees(buildings), [{"class": "yes"}] * len(buildings))
