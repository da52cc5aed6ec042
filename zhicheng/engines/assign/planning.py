"""One tick: price, match, and keep for each choice what its explanation needs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Literal

import numpy as np

from zhicheng.engines.assign.cost import Costs, price, terms_of
from zhicheng.engines.assign.matching import Solver, match
from zhicheng.engines.assign.problem import CERTIFICATES_NEEDED, Crews, Floats, Tickets, Weights
from zhicheng.kernel.phrases import Phrase

NotNearest = Literal["", "certificates", "skills", "busy", "elsewhere", "dearer"]


@dataclass(frozen=True)
class Choice:
    """Crew `crew` goes to ticket `ticket` (indexes into the problem), and everything needed to say why.

    `terms` add up to `cost`. `runner_up` is the cheapest other feasible crew in this ticket's cost row, -1 if none;
    `cost_difference` = its cost - ours; below 0 the runner-up alone would be cheaper, but another ticket needs it more.
    `nearest` is the on-shift crew with the shortest way, whether or not it may go; `not_nearest` says why it was not
    taken: certificates, skills, busy (still working), elsewhere (goes to another ticket), dearer (same price row,
    costs more). `remaining_seconds` until the limit, negative when late already. `free_in`: the crew is reserved and
    sets out then.
    """

    ticket: int
    crew: int
    cost: float
    travel_seconds: float
    terms: dict[str, float]
    runner_up: int
    runner_up_cost: float
    cost_difference: float
    runner_up_seconds: float
    nearest: int
    nearest_seconds: float
    not_nearest: NotNearest
    free_in: float
    remaining_seconds: float
    certificates: int
    needs_certificates: bool


@dataclass(frozen=True)
class Plan:
    """The choices of one tick, ordered by ticket; tickets that stay open; total cost incl. what is left; how it was
    found.
    """

    choices: tuple[Choice, ...]
    left_open: tuple[int, ...]
    no_crew: tuple[int, ...]
    total_cost: float
    solver: Solver
    fallback: Phrase | None
    seconds: float


def plan(
    tickets: Tickets,
    crews: Crews,
    seconds: Floats,
    weights: Weights | None = None,
    *,
    at: float = 0.0,
    budget_seconds: float = 2.0,
) -> Plan:
    """Assign crews to tickets. `seconds` (n, m): travel of crew j to ticket i on the road, inf = unreachable or not
    asked.

    Nobody is chosen twice, an infeasible pair never. `left_open` lists tickets without a choice, `no_crew` those of
    them that no crew at all may take (say why: certificates, skills, nobody on shift).
    """
    began = time.perf_counter()
    weights = weights or Weights()
    seconds = np.asarray(seconds, float)
    if seconds.shape != (len(tickets), len(crews)):
        raise ValueError(f"seconds has shape {seconds.shape}, expected {(len(tickets), len(crews))}")
    costs = price(tickets, crews, seconds, weights, at)
    found = match(costs.pair, costs.leave, crews.free_in[None, :] + seconds, budget_seconds=budget_seconds)
    order = np.argsort(found.rows)
    rows, columns = found.rows[order], found.columns[order]
    taken = set(columns.tolist())
    explained = [
        _choice(tickets, crews, seconds, weights, at, costs, taken, int(i), int(j))
        for i, j in zip(rows, columns, strict=True)
    ]
    is_open = np.ones(len(tickets), bool)
    is_open[rows] = False
    return Plan(
        choices=tuple(explained),
        left_open=tuple(np.flatnonzero(is_open).tolist()),
        no_crew=tuple(np.flatnonzero(~costs.feasible.any(axis=1)).tolist()),
        total_cost=total_cost(costs, rows, columns),
        solver=found.solver,
        fallback=found.fallback,
        seconds=time.perf_counter() - began,
    )


def solve(
    tickets: Tickets, crews: Crews, seconds: Floats, weights: Weights | None = None, *, at: float = 0.0
) -> list[Choice]:
    """The choices of `plan`, for callers that need nothing else."""
    return list(plan(tickets, crews, seconds, weights, at=at).choices)


def total_cost(costs: Costs, rows: np.ndarray, columns: np.ndarray) -> float:
    """Cost of the chosen pairs plus the cost of every ticket that is left open."""
    return float(costs.leave.sum() + (costs.pair[rows, columns] - costs.leave[rows]).sum())


def _choice(
    tickets: Tickets,
    crews: Crews,
    seconds: Floats,
    weights: Weights,
    at: float,
    costs: Costs,
    taken: set[int],
    i: int,
    j: int,
) -> Choice:
    others = costs.pair[i].copy()
    others[j] = np.inf
    second = int(others.argmin())
    has_second = bool(np.isfinite(others[second]))
    cost = float(costs.pair[i, j])
    runner_up_cost = float(others[second]) if has_second else float("inf")
    nearest = int(np.where(crews.on_shift, seconds[i], np.inf).argmin())
    nearest = j if seconds[i, j] <= seconds[i, nearest] else nearest
    return Choice(
        ticket=i,
        crew=j,
        cost=cost,
        travel_seconds=float(seconds[i, j]),
        terms=terms_of(tickets, crews, seconds, weights, at, i, j),
        runner_up=second if has_second else -1,
        runner_up_cost=runner_up_cost,
        cost_difference=runner_up_cost - cost,
        runner_up_seconds=float(seconds[i, second]) if has_second else float("inf"),
        nearest=nearest,
        nearest_seconds=float(seconds[i, nearest]),
        not_nearest=_why_not(tickets, crews, taken, i, j, nearest),
        free_in=float(crews.free_in[j]),
        remaining_seconds=float(tickets.due_at[i] - at),
        certificates=int(crews.certificates[j]),
        needs_certificates=bool(tickets.needs_certificates[i]),
    )


def _why_not(tickets: Tickets, crews: Crews, taken: set[int], i: int, chosen: int, nearest: int) -> NotNearest:
    """Why the crew with the shortest way was not sent; the first that holds."""
    if nearest == chosen:
        return ""
    if tickets.needs_certificates[i] and crews.certificates[nearest] < CERTIFICATES_NEEDED:
        return "certificates"
    if tickets.skills[i] & ~crews.skills[nearest]:
        return "skills"
    if nearest in taken:
        return "elsewhere"
    return "busy" if crews.free_in[nearest] > crews.free_in[chosen] else "dearer"
