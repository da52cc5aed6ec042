"""Who goes next: one function per policy. Each sees what a dispatcher knows at that moment, never the future."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhicheng.engines.assign import Crews, Tickets, Weights, greedy, match, price

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Pairs = tuple[Ints, Ints]

HORIZON_SECONDS = 900.0  # crews expected free within this time take part in the matching


@dataclass(frozen=True, eq=False)
class Moment:
    """What the dispatcher sees at a tick: k open tickets (oldest first), m crews.

    `opened_at` (k,); `limit` seconds; `road` (k, m) travel seconds and `line` (k, m) straight metres, each from where
    the crew is or will be when free; `idle` (m,); `free_in` (m,) expected seconds until free (0 = idle); `jobs_today`
    (m,).
    """

    at: float
    opened_at: Floats
    limit: float
    road: Floats
    line: Callable[[Ints], Floats]
    idle: Bools
    free_in: Floats
    jobs_today: Floats


def ours(now: Moment, weights: Weights | None = None) -> Pairs:
    """The engine: all open tickets x all crews idle or expected free soon; only idle ones are sent, the rest is
    re-planned.
    """
    soon = np.flatnonzero(now.free_in <= HORIZON_SECONDS)
    tickets = Tickets.of(now.opened_at, now.opened_at + now.limit)
    crews = Crews.of(now.free_in[soon], jobs_today=now.jobs_today[soon])
    road = now.road[:, soon]
    costs = price(tickets, crews, road, weights or Weights(), now.at)
    found = match(costs.pair, costs.leave, road)
    columns = soon[found.columns]
    go = now.idle[columns]
    return found.rows[go], columns[go]


def idle_line(now: Moment) -> Pairs:
    """Nearest idle by straight line: of all open tickets and idle crews the closest pair first, and so on."""
    crews = np.flatnonzero(now.idle)
    return _nearest(now.line(crews), crews)


def idle_road(now: Moment) -> Pairs:
    """Nearest idle by road time: the closest pair first, and so on."""
    crews = np.flatnonzero(now.idle)
    return _nearest(now.road[:, crews], crews)


def fifo(now: Moment) -> Pairs:
    """First come, first served: the oldest ticket takes the nearest idle crew by road, then the next oldest."""
    crews = np.flatnonzero(now.idle)
    served = min(len(crews), len(now.opened_at))
    key = now.road[:served, crews].copy()
    picked = np.empty(served, np.int64)
    for row in range(served):
        picked[row] = key[row].argmin()
        key[:, picked[row]] = np.inf
    return np.arange(served), crews[picked]


def _nearest(order: Floats, crews: Ints) -> Pairs:
    rows, columns = greedy(order, np.isfinite(order))
    return rows, crews[columns]


POLICIES: dict[str, Callable[[Moment], Pairs]] = {
    "ours": ours,
    "idle_line": idle_line,
    "idle_road": idle_road,
    "fifo": fifo,
}
