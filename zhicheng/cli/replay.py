"""`zhicheng replay`: the same day of real reports under several policies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from zhicheng.kernel.errors import BadInput
from zhicheng.sim.demand import Demand, between, read_demand, scale_demand
from zhicheng.sim.replay import POLICIES, PlainTravel, RoadTravel, Settings, Travel, compare, move_onto
from zhicheng.sim.replay.lanes import LANES
from zhicheng.sim.replay.travel import MODE

DEFAULT_SPEED_KMH = 15.0
NAMED_REFUSALS = 5
HEADINGS = ("n", "late_30_share", "median", "p90", "p99", "km_per_job", "busy_share", "seconds")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--officers", required=True, type=int, help="how many officers are on shift, each alone")
@click.option("--policy", default=",".join(POLICIES), show_default=True, help="which to compare, with commas")
@click.option("--speed-kmh", type=float, help="mean speed over the straight line x 1.3; 15 without a city")
@click.option("--city", "folder", type=click.Path(path_type=Path), help="a built city: travel on its roads by e-bike")
@click.option("--from", "start", help="reports from this time on, ISO 8601")
@click.option("--to", "end", help="reports before this time")
@click.option("--per-day", type=int, help="one day with that many reports, drawn from the file's days")
@click.option("--seed", default=0, show_default=True, help="fixes service times, first positions and --per-day")
@click.option(
    "--lane", type=click.Choice(list(LANES)), default="none", show_default=True,
    help="what passes before a report can be dispatched: nothing, the fast lane, or five desks",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="one JSON document on stdout")
def replay(
    file: Path,
    officers: int,
    policy: str,
    speed_kmh: float | None,
    folder: Path | None,
    start: str | None,
    end: str | None,
    per_day: int | None,
    seed: int,
    lane: str,
    as_json: bool,
) -> None:
    """Replay the reports in FILE (time, lng, lat; optional category, service_minutes) and compare who-goes policies."""
    names = check_options(officers, policy, speed_kmh, seed)
    demand = read_demand(file)
    name_refusals(demand, file)
    demand = between(demand, start, end)
    if per_day is not None:
        demand = scale_demand(demand, per_day, seed)
    demand, travel = place(demand, folder, speed_kmh, seed)
    figures = compare(demand, travel, Settings(officers, seed, lane=lane), names)
    click.echo(json.dumps(figures) if as_json else as_table(figures))


def check_options(officers: int, policy: str, speed_kmh: float | None, seed: int) -> list[str]:
    """The policies by name, before a long file is read. BadInput: one sentence for the first wrong option."""
    if officers < 1:
        raise BadInput(f"--officers is {officers}; give at least 1.", field="officers")
    if speed_kmh is not None and not 0 < speed_kmh < 1000:
        raise BadInput(f"--speed-kmh is {speed_kmh:g}; give kilometres per hour, above 0.", field="speed_kmh")
    if seed < 0:
        raise BadInput(f"--seed is {seed}; give 0 or more.", field="seed")
    names = list(dict.fromkeys(p.strip() for p in policy.split(",") if p.strip()))
    unknown = [p for p in names if p not in POLICIES]
    if unknown or not names:
        raise BadInput(f"--policy {policy!r} names no such policy; any of {', '.join(POLICIES)}.", field="policy")
    return names


def name_refusals(demand: Demand, file: Path) -> None:
    """Rows that were left out are counted and the first ones named, on stderr."""
    left_out = demand.refusals
    if not left_out:
        return
    first = "; ".join(f"row {r.row}, {r.field}: {r.reason}" for r in left_out[:NAMED_REFUSALS])
    more = " …" if len(left_out) > NAMED_REFUSALS else ""
    click.echo(f"{file.name}: {len(left_out)} rows left out ({first}{more})", err=True)


def place(demand: Demand, folder: Path | None, speed_kmh: float | None, seed: int) -> tuple[Demand, Travel]:
    """The demand and how to travel in it; on a city's roads when there is one."""
    if folder is None:
        return demand, PlainTravel(demand, speed_kmh or DEFAULT_SPEED_KMH)
    from zhicheng.ground.places.city import City

    network = City.open(folder).network
    usable = network.graph.ok[MODE]
    moved = move_onto(demand, network.graph.lng[usable], network.graph.lat[usable])
    return moved, RoadTravel(moved, network, speed_kmh, seed)


def as_table(figures: dict[str, dict[str, float]]) -> str:
    """Policies as rows, for a person."""
    rows: list[Sequence[str]] = [("policy", *HEADINGS)]
    rows += [(name, *(f"{row[h]:g}" for h in HEADINGS)) for name, row in figures.items()]
    widths = [max(len(r[k]) for r in rows) for k in range(len(HEADINGS) + 1)]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(r, widths, strict=True)) for r in rows)
