"""Benchmarks of dispatch: the matching engine and the replay, each with its peer in the same run.

Rows: {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"}; ratio = peer / ours, above 1 is better.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from zhicheng.engines.assign import Crews, Tickets, Weights, greedy, match_candidates, plan, price
from zhicheng.engines.assign.planning import total_cost
from zhicheng.sim.demand import Demand, scale_demand
from zhicheng.sim.replay import PlainTravel, Settings, compare

Floats = NDArray[np.float64]
Row = dict[str, Any]

SIDE = 20_000.0  # metres of the square city
SPEED = 15 / 3.6
OFFICERS = 300
NEAREST = 5
ON_TIME = (0.94, 0.90)  # the loads: as many reports a day as nearest-idle brings to this share within 30 minutes
LANE_LOAD = 9_000  # reports a day for the comparison of the lanes


def bench_assign(quick: bool) -> list[Row]:
    """Plan time, plan cost against nearest-idle, and the sparse solver against the dense one."""
    repeats = 1 if quick else 5
    sizes = [(200, 500)] if quick else [(200, 500), (1000, 2000)]
    rows = [row for n, m in sizes for row in _plan_rows(n, m, repeats)]
    return [*rows, _sparse_row(500 if quick else 2000, 2500 if quick else 10_000, repeats)]


def bench_replay(quick: bool, demand: Demand | None = None) -> list[Row]:
    """Late share and slowest percent of ours against nearest-idle at the loads where that is 94 % and 90 % on time; then both lanes.

    `demand` replaces the invented town.
    """
    source = demand if demand is not None else town(20_000, seed=1)
    rows = []
    for share in ON_TIME[:1] if quick else ON_TIME:
        per_day = load_at(source, share, steps=3 if quick else 7)
        day = scale_demand(source, per_day, seed=1)
        figures = compare(day, PlainTravel(day, 15), Settings(OFFICERS, 1), ["ours", "idle_line"])
        for key, unit in (("late_30_share", "share"), ("p99", "min")):
            ours, peer = figures["ours"][key], figures["idle_line"][key]
            name = f"replay where nearest idle is {share:.0%} on time, {key}"
            rows.append(_row(name, ours, peer, "nearest idle, straight line", unit, per_day))
    return rows + _lane_rows(source)


def load_at(source: Demand, on_time: float, *, steps: int) -> int:
    """Reports a day at which nearest-idle comes within 30 minutes to this share of them (bisection)."""
    low, high = 4_000, 16_000
    for _ in range(steps):
        middle = (low + high) // 2
        day = scale_demand(source, middle, seed=1)
        late = compare(day, PlainTravel(day, 15), Settings(OFFICERS, 1), ["idle_line"])["idle_line"]["late_30_share"]
        low, high = (low, middle) if late > 1 - on_time else (middle, high)
    return (low + high) // 2


def _lane_rows(source: Demand) -> list[Row]:
    """From the observation to a crew on the spot: share within 30 minutes in the fast lane, beside the way over five desks."""
    day = scale_demand(source, LANE_LOAD, seed=1)
    late = {
        lane: compare(day, PlainTravel(day, 15), Settings(OFFICERS, 1, lane=lane), ["ours"])["ours"]["late_30_share"]
        for lane in ("fast", "ordinary")
    }
    name = f"observation to crew on the spot within 30 min, fast lane, {LANE_LOAD} a day"
    ours, peer = 1 - late["fast"], 1 - late["ordinary"]
    return [{"name": name, "ours": ours, "peer": peer, "peer_name": "ordinary lane (modelled desks)", "unit": "share",
             "ratio": round(ours / peer, 2) if peer else None, "n": LANE_LOAD}]  # fmt: skip


def town(n: int, seed: int) -> Demand:
    """n reports of ten invented days: busy from seven to seven like the public 311 data, a dense centre."""
    r = np.random.default_rng(seed)
    hours = r.normal(12.8, 5.6, n) % 24
    at = np.sort(r.integers(0, 10, n) * 86_400 + hours * 3600 + 1_763_740_800)
    lng, lat = 120.2 + r.normal(0, 0.045, n), 30.3 + r.normal(0, 0.04, n)
    return Demand(at.astype(float), lng, lat, np.full(n, ""), np.full(n, np.nan))


def _plan_rows(n: int, m: int, repeats: int) -> list[Row]:
    tickets, crews, a, b = _problem(n, m)
    seconds = np.hypot(a[:, :1] - b[:, 0][None], a[:, 1:] - b[:, 1][None]) * 1.3 / SPEED
    made = plan(tickets, crews, seconds)
    costs = price(tickets, crews, seconds, Weights())
    ours = _median(lambda: plan(tickets, crews, seconds), repeats)
    peer = _median(lambda: greedy(seconds, costs.feasible), repeats)
    nearest = total_cost(costs, *greedy(seconds, costs.feasible))
    return [
        _row(f"plan {n} x {m}, with reasons", ours, peer, "nearest idle, greedy", "s", n * m),
        _row(f"plan {n} x {m}, cost", made.total_cost, nearest, "nearest idle, greedy", "weighted minutes", n * m),
    ]


def _sparse_row(n: int, m: int, repeats: int) -> Row:
    """Distance only, few nearest: the shape for which the sparse matching is made. Both must find the same optimum."""
    _, _, a, b = _problem(n, m)
    metres = np.hypot(a[:, :1] - b[:, 0][None], a[:, 1:] - b[:, 1][None])
    rows, columns = linear_sum_assignment(metres)
    found: list[float] = []

    def sparse() -> None:
        near, index = cKDTree(b).query(a, k=NEAREST)
        i, j = match_candidates(np.repeat(np.arange(n), NEAREST), index.ravel(), near.ravel(), (n, m))
        found.append(float(metres[i, j].sum()))

    ours = _median(sparse, repeats)
    peer = _median(lambda: linear_sum_assignment(metres), repeats)
    same = abs(found[0] - float(metres[rows, columns].sum())) < 1e-6 * found[0]
    name = f"matching {n} x {m}, {NEAREST} nearest, {'same optimum' if same else 'NOT the optimum'}"
    return _row(name, ours, peer, "dense linear_sum_assignment", "s", n * m)


def _problem(n: int, m: int) -> tuple[Tickets, Crews, Floats, Floats]:
    r = np.random.default_rng(n + m)
    opened = -r.uniform(0, 3000, n)
    crews = Crews.of(np.where(r.random(m) < 0.3, 0.0, r.uniform(0, 900, m)))
    return Tickets.of(opened, opened + 1800), crews, r.uniform(0, SIDE, (n, 2)), r.uniform(0, SIDE, (m, 2))


def _median(work: Callable[[], object], repeats: int) -> float:
    """CPU seconds, not wall-clock: other programs run beside."""
    took = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return statistics.median(took)


def _row(name: str, ours: float, peer: float, peer_name: str, unit: str, n: int) -> Row:
    ratio = round(peer / ours, 2) if ours > 0 else None
    return {"name": name, "ours": ours, "peer": peer, "peer_name": peer_name, "unit": unit, "ratio": ratio, "n": n}
