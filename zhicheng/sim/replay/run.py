"""The discrete-event simulation: 30 s ticks, jumping over ticks at which nothing could be decided."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from zhicheng.kernel.errors import BadInput
from zhicheng.sim.demand import DAY, Demand
from zhicheng.sim.replay.lanes import delays
from zhicheng.sim.replay.policies import POLICIES, Moment, Pairs
from zhicheng.sim.replay.travel import Travel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SERVICE_MEAN = 1200.0  # seconds; about 20 minutes on the spot
SERVICE_SIGMA = 0.5  # of the logarithm
SOON = 30.0  # a job that takes longer than any before it may end at any moment
RELEARN = 900.0  # seconds between two looks at the finished jobs


@dataclass(frozen=True)
class Settings:
    """`officers` who work alone; `seed` fixes service times and first positions; `limit` seconds are "on time". `lane`: what has to
    happen before a report can be dispatched (`lanes.LANES`); the wait counts from the observation."""

    officers: int
    seed: int = 0
    tick: float = 30.0
    limit: float = 1800.0
    lane: str = "none"


@dataclass(frozen=True, eq=False)
class Outcome:
    """Per report (n,): `wait` seconds from report to crew on the spot, `travel` seconds, `crew`. And the totals."""

    wait: Floats
    travel: Floats
    crew: Ints
    metres: float
    busy_share: float
    seconds: float


@dataclass(eq=False)
class Forecast:
    """When will a busy crew be free? Known: when it arrives on the spot, and how long jobs have taken so far.

    Begins with a planning distribution (mean 20 min) worth 50 jobs and learns from finished jobs; never looks at the
    real length of a running job.
    """

    seen: list[float] = field(default_factory=list)
    learned_at: float = -np.inf

    def __post_init__(self) -> None:
        quantiles = norm.ppf((np.arange(50) + 0.5) / 50)
        self._prior = SERVICE_MEAN * np.exp(SERVICE_SIGMA * quantiles - SERVICE_SIGMA**2 / 2)
        self._learn()

    def _learn(self) -> None:
        self._sorted = np.sort(np.concatenate((self._prior, self.seen[-3000:])))
        self._tail = np.append(np.cumsum(self._sorted[::-1])[::-1], 0.0)

    def free_in(self, at: float, arrival: Floats, idle: NDArray[np.bool_]) -> Floats:
        """Expected seconds until free, (m,): way still to go + mean length, or the mean rest given the time spent."""
        if at - self.learned_at >= RELEARN:
            self._learn()
            self.learned_at = at
        spent = np.maximum(at - arrival, 0.0)
        rank = np.searchsorted(self._sorted, spent, side="right")
        longer = len(self._sorted) - rank
        rest = np.where(longer > 0, self._tail[rank] / np.maximum(longer, 1) - spent, SOON)
        return np.where(idle, 0.0, np.maximum(arrival - at, 0.0) + np.maximum(rest, SOON))


def service_seconds(demand: Demand, seed: int) -> Floats:
    """Time on the spot per report: the file's where given, else lognormal with a mean of 20 minutes."""
    generator = np.random.default_rng([seed, 1])
    drawn = generator.lognormal(np.log(SERVICE_MEAN) - SERVICE_SIGMA**2 / 2, SERVICE_SIGMA, len(demand))
    given = demand.service_minutes * 60
    return np.where(np.isfinite(given), given, drawn)


class _Day:
    """State of one replay. Crews stand at a place, that is: at a report (its index)."""

    def __init__(self, demand: Demand, travel: Travel, settings: Settings) -> None:
        m, n = settings.officers, len(demand)
        generator = np.random.default_rng([settings.seed, 2])
        self.opened = demand.at - demand.at[0]
        ready = self.opened + delays(n, settings.lane, settings.seed)
        self.queue = np.argsort(ready, kind="stable")  # in this order they can be dispatched
        self.ready = ready[self.queue]
        self.service = service_seconds(demand, settings.seed)
        self.travel, self.settings = travel, settings
        self.place = generator.integers(n, size=m)
        self.free, self.arrival, self.jobs = np.zeros(m), np.zeros(m), np.zeros(m)
        self.wait, self.way, self.crew = np.full(n, np.nan), np.full(n, np.nan), np.full(n, -1, np.int64)
        self.open: Ints = np.empty(0, np.int64)
        self.road: Floats = np.empty((0, m))
        self.forecast = Forecast()
        self.today = 0.0

    def arrive(self, first: int, last: int) -> None:
        """The first-th to the last-1-th that can be dispatched come in."""
        new = self.queue[first:last]
        self.open = np.concatenate((self.open, new))
        self.road = np.concatenate((self.road, self.travel.seconds(self.place, new).T))

    def moment(self, at: float) -> Moment:
        if at // DAY != self.today:
            self.today, self.jobs = at // DAY, np.zeros_like(self.jobs)
        idle = self.free <= at
        return Moment(
            at=at,
            opened_at=self.opened[self.open],
            limit=self.settings.limit,
            road=self.road,
            line=lambda crews: self.travel.straight(self.place[crews], self.open).T,
            idle=idle,
            free_in=self.forecast.free_in(at, self.arrival, idle),
            jobs_today=self.jobs,
        )

    def send(self, at: float, pairs: Pairs) -> None:
        """The chosen crews set out; each will stand at its report, and all ways from there are asked anew."""
        rows, crews = pairs
        tickets, way = self.open[rows], self.road[rows, crews]
        self.wait[tickets], self.way[tickets], self.crew[tickets] = at + way - self.opened[tickets], way, crews
        self.arrival[crews] = at + way
        self.free[crews] = at + way + self.service[tickets]
        self.place[crews] = tickets
        self.jobs[crews] += 1
        keep = np.ones(len(self.open), bool)
        keep[rows] = False
        self.open, self.road = self.open[keep], self.road[keep]
        if len(self.open):
            self.road[:, crews] = self.travel.seconds(tickets, self.open).T

    def finished(self, before: float, at: float) -> None:
        """Jobs that ended in (before, at] teach the forecast."""
        ended = (self.free > before) & (self.free <= at)
        self.forecast.seen.extend((self.free - self.arrival)[ended].tolist())


def replay(demand: Demand, travel: Travel, settings: Settings, policy: Callable[[Moment], Pairs]) -> Outcome:
    """One policy over the whole demand until the last report is served. BadInput when a report cannot be reached."""
    if settings.officers < 1:
        raise BadInput(f"--officers is {settings.officers}; give at least 1.")
    began = time.perf_counter()
    day, at, known, before = _Day(demand, travel, settings), 0.0, 0, -1.0
    while known < len(demand) or len(day.open):
        at = _next_tick(day, at, known, settings.tick)
        day.finished(before, at)
        before = at
        arrived = int(np.searchsorted(day.ready, at, side="right"))
        if arrived > known:
            day.arrive(known, arrived)
            known = arrived
        now = day.moment(at)
        if not now.idle.any():
            continue
        pairs = policy(now)
        if len(pairs[0]):
            day.send(at, pairs)
        elif now.idle.all():
            raise BadInput(f"{len(day.open)} reports cannot be reached on this network; check the city's roads.")
    span = max(float(day.free.max()), float(day.ready[-1]), settings.tick)
    busy = float((day.way + day.service).sum())
    return Outcome(
        wait=day.wait,
        travel=day.way,
        crew=day.crew,
        metres=float(day.way.sum()) * travel.speed,
        busy_share=busy / (settings.officers * span),
        seconds=time.perf_counter() - began,
    )


def _next_tick(day: _Day, at: float, known: int, tick: float) -> float:
    """The next tick at which something can be decided: a ticket is open and a crew idle."""
    earliest = at + tick
    if not len(day.open):
        earliest = max(earliest, float(day.ready[known]))
    earliest = max(earliest, float(day.free.min()))
    return float(np.ceil(earliest / tick - 1e-9) * tick)


def summary(outcome: Outcome, limit: float = 1800.0) -> dict[str, float]:
    """The figures of contracts/commands.md: shares 0..1, minutes, kilometres, wall-clock seconds.

    `busy_share`: travel and service over officers x time from the first report to the last crew free.
    """
    minutes = outcome.wait / 60
    median, p90, p99 = (float(v) for v in np.percentile(minutes, (50, 90, 99)))
    return {
        "n": len(minutes),
        "late_30_share": round(float((outcome.wait > limit).mean()), 5),
        "median": round(median, 2),
        "p90": round(p90, 2),
        "p99": round(p99, 2),
        "km_per_job": round(outcome.metres / 1000 / len(minutes), 3),
        "busy_share": round(outcome.busy_share, 4),
        "seconds": round(outcome.seconds, 2),
    }


def compare(demand: Demand, travel: Travel, settings: Settings, policies: Sequence[str]) -> dict[str, dict[str, float]]:
    """The summary of each named policy on the same day. BadInput for an unknown name."""
    for name in policies:
        if name not in POLICIES:
            raise BadInput(f"--policy {name!r} is unknown; any of {', '.join(POLICIES)}.", field="policy")
    return {n: summary(replay(demand, travel, settings, POLICIES[n]), settings.limit) for n in policies}
