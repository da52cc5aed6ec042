"""The price of sending crew j to ticket i, in weighted minutes.

    arrival  W = age + free_in + travel                       (minutes since the report)
    beyond   X = max(0, W - L)                                (L = the ticket's limit)
    harm(W)    = waiting*W + late*sigmoid((W - L + margin)/spread) + overdue*X*(1 + X/overdue_doubles)
    cost       = priority*harm(W) + travel*clip(n/m, quiet, 1)*T
                 + load*jobs_waiting + fairness*jobs_today + broken_promise
    leaving it = priority*harm(age + patience), but always more than the cheapest crew; with no crew, a day's wait

Why this form: plain distance matching is worse than nearest-idle under load, because it lets far tickets wait; a pure
deadline rule is good on the share but abandons whatever is late already (the 99th percentile explodes). `overdue`
gives the late ones a voice that grows each minute. `travel` is a price on the crew's time: under load short trips are
capacity.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhicheng.engines.assign.problem import CERTIFICATES_NEEDED, Bools, Crews, Floats, Tickets, Weights

LEAVE_MARGIN = 0.5  # weighted minutes, per hour of age + 1: a ticket is never left open only because all crews are far
NOBODY_SECONDS = 86_400.0  # no crew may go: priced as a day's wait and a day's way, more than any crew would cost


@dataclass(frozen=True, eq=False)
class Costs:
    """`pair` (n, m): cost, inf where infeasible. `leave` (n,): cost of leaving the ticket open. `feasible` (n, m)."""

    pair: Floats
    leave: Floats
    feasible: Bools


def late_chance(wait: Floats, limit: Floats, weights: Weights) -> Floats:
    """How surely an arrival after `wait` seconds is late; 0.5 at limit - margin."""
    z = (wait - limit + weights.margin_seconds) / weights.spread_seconds
    return 1.0 / (1.0 + np.exp(-np.clip(z, -40.0, 40.0)))


def harm(wait: Floats, limit: Floats, weights: Weights) -> Floats:
    """Weighted minutes for arriving `wait` seconds after the report when `limit` seconds were allowed. Never
    decreases.
    """
    return (
        weights.waiting * wait / 60 + weights.late * late_chance(wait, limit, weights) + overdue(wait, limit, weights)
    )


def overdue(wait: Floats, limit: Floats, weights: Weights) -> Floats:
    """Weighted minutes for what lies beyond the limit: x * (1 + x / overdue_doubles), x in minutes."""
    beyond: Floats = np.maximum(wait - limit, 0.0) / 60
    return weights.overdue * beyond * (1 + beyond / weights.overdue_doubles)


def travel_price(tickets: Tickets, crews: Crews, weights: Weights) -> float:
    """Weighted minutes for a crew's minute on the road: little while crews stand idle, all of it when tickets queue.

    Never rises when a crew joins.
    """
    crowd = len(tickets) / max(int(crews.on_shift.sum()), 1)
    return weights.travel * min(1.0, max(weights.quiet, crowd))


def feasible_pairs(tickets: Tickets, crews: Crews, seconds: Floats) -> Bools:
    """(n, m): on shift, reachable, all skills, and two certificates where the matter may end in a case (APL 42)."""
    can = np.isfinite(seconds) & (crews.on_shift & np.isfinite(crews.free_in))[None, :]
    if tickets.needs_certificates.any():
        can &= ~tickets.needs_certificates[:, None] | (crews.certificates >= CERTIFICATES_NEEDED)[None, :]
    if tickets.skills.any():
        can &= (tickets.skills[:, None] & ~crews.skills[None, :]) == 0
    return can


def price(tickets: Tickets, crews: Crews, seconds: Floats, weights: Weights, at: float = 0.0) -> Costs:
    """Price every pair. `seconds` (n, m): travel of crew j to ticket i, inf = unreachable; `at`: now, on the tickets'
    clock.
    """
    can = feasible_pairs(tickets, crews, seconds)
    age, limit = at - tickets.opened_at, tickets.due_at - tickets.opened_at
    wait = np.where(can, age[:, None] + crews.free_in[None, :] + seconds, np.inf)
    with np.errstate(invalid="ignore"):  # inf - inf in cells that are infeasible and stay inf
        pair = (
            tickets.priority[:, None] * harm(wait, limit[:, None], weights)
            + travel_price(tickets, crews, weights) * seconds / 60
        )
    pair += (weights.load * crews.load + weights.fairness * crews.jobs_today)[None, :]
    promised = tickets.promised >= 0
    if promised.any():
        other = promised[:, None] & (tickets.promised[:, None] != np.arange(len(crews))[None, :])
        pair += weights.broken_promise * other
    pair[~can] = np.inf
    return Costs(pair=pair, leave=leaving(tickets, pair, age, limit, weights), feasible=can)


def leaving(tickets: Tickets, pair: Floats, age: Floats, limit: Floats, weights: Weights) -> Floats:
    """(n,): what it costs to leave each ticket open for now. One more crew never raises it."""
    later = tickets.priority * harm(age + weights.patience_seconds, limit, weights)
    cheapest = pair.min(axis=1, initial=np.inf)
    margin = LEAVE_MARGIN * tickets.priority * (1 + age / 3600)
    nobody = tickets.priority * harm(age + NOBODY_SECONDS, limit, weights) + weights.travel * NOBODY_SECONDS / 60
    return np.where(np.isfinite(cheapest), np.maximum(later, cheapest + margin), nobody)


def terms_of(
    tickets: Tickets, crews: Crews, seconds: Floats, weights: Weights, at: float, ticket: int, crew: int
) -> dict[str, float]:
    """The parts of one pair's cost by name; they add up to `price(...).pair[ticket, crew]`."""
    limit = tickets.due_at[ticket] - tickets.opened_at[ticket]
    wait = at - tickets.opened_at[ticket] + crews.free_in[crew] + seconds[ticket, crew]
    priority = float(tickets.priority[ticket])
    promise = int(tickets.promised[ticket])
    return {
        "waiting": priority * weights.waiting * float(wait) / 60,
        "late": priority * weights.late * float(late_chance(np.asarray(wait), np.asarray(limit), weights)),
        "overdue": priority * float(overdue(np.asarray(wait), np.asarray(limit), weights)),
        "travel": travel_price(tickets, crews, weights) * float(seconds[ticket, crew]) / 60,
        "load": weights.load * float(crews.load[crew]),
        "fairness": weights.fairness * float(crews.jobs_today[crew]),
        "broken_promise": weights.broken_promise if promise >= 0 and promise != crew else 0.0,
    }
