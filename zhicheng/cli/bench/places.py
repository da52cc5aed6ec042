"""Benchmarks of places: point to area, and travel times, each beside a named peer in the same run."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from zhicheng.engines.routing import Network
from zhicheng.ground.places.city import City
from zhicheng.sim.city import ensure

_ROUNDS = 3


@cache
def demo_city(folder: Path | None = None) -> City:
    """The demo city, generated once per process when no folder is given."""
    return City.open(ensure(folder or Path(tempfile.mkdtemp(prefix="zhicheng-bench-")) / "city"))


def bench_point_to_area(quick: bool, city: City | None = None) -> dict[str, Any]:
    """Points per CPU second to their finest area; the peer is shapely's STRtree over the same finest polygons."""
    index = (city or demo_city()).areas
    n = 400_000 if quick else 4_000_000
    west, south, east, north = shapely.total_bounds(index.geometries)
    rng = np.random.default_rng(11)
    x, y = rng.uniform(west, east, n), rng.uniform(south, north, n)
    finest = index.geometries[[a.level == index.areas[0].level for a in index.areas]]
    tree, few = shapely.STRtree(finest), n // 20
    ours = n / _median_seconds(lambda: index.locate(x, y))
    peer = few / _median_seconds(lambda: tree.query(shapely.points(x[:few], y[:few]), predicate="intersects"))
    return _row("point_to_area", ours, peer, "shapely STRtree", "points/s", ours / peer, n)


def bench_travel_times(quick: bool, city: City | None = None) -> dict[str, Any]:
    """CPU seconds for a square of travel times; the peer is scipy's Dijkstra on the same graph."""
    network = (city or demo_city()).network
    n = 200 if quick else 1_000
    plain = Network(network.graph, "scipy")
    rng = np.random.default_rng(12)
    nodes = rng.choice(np.flatnonzero(network.graph.ok["ebike"]), 2 * n, replace=False)
    sources, targets = nodes[:n], nodes[n:]
    network.seconds(sources[:1], targets[:1], "ebike")  # builds the hierarchy, once per process
    plain.seconds(sources[:1], targets[:1], "ebike")
    ours = _median_seconds(lambda: network.seconds(sources, targets, "ebike"))
    peer = _median_seconds(lambda: plain.seconds(sources, targets, "ebike"), 1)
    return _row("travel_times", ours, peer, "scipy dijkstra", "s", peer / ours, n * n)


def _median_seconds(work: Callable[[], Any], rounds: int = _ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return max(statistics.median(taken), 1e-9)


def _row(name: str, ours: float, peer: float, peer_name: str, unit: str, ratio: float, n: int) -> dict[str, Any]:
    return {
        "name": name,
        "ours": round(ours, 6),
        "peer": round(peer, 6),
        "peer_name": peer_name,
        "unit": unit,
        "ratio": round(ratio, 2),
        "n": n,
    }
