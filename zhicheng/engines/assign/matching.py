"""Finding the cheapest assignment when everybody may also stay unassigned.

Only reduced costs count: what a pair saves against leaving the ticket open. Where no pair saves anything the cell is 0,
"leave it". That makes the problem always solvable and its optimum monotone: one more crew can only help.

Solver by shape (measured, docs/explanation/dispatch.md): dense `linear_sum_assignment` is right for balanced problems;
with one side at least `SPARSE_RATIO` times the other, the few best candidates of the smaller side and a sparse
matching are several times faster, but the same routine takes a minute on a balanced 2,000 x 2,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from zhicheng.engines.assign.problem import Bools, Floats, Ints
from zhicheng.kernel.phrases import Phrase

Solver = Literal["dense", "sparse", "greedy"]

SPARSE_RATIO = 4
SPARSE_CELLS = 400_000  # below this the dense solver needs milliseconds anyway
SPARSE_CANDIDATES = 12  # best cells kept per row of the smaller side
SECONDS_PER_STEP = 1e-10  # dense solver: about this times (smaller side)^2 x (larger side), measured 0.5 to 0.7e-10


@dataclass(frozen=True, eq=False)
class Matching:
    """Rows and columns that belong together (same length), which solver found them, and why it fell back if it did."""

    rows: Ints
    columns: Ints
    solver: Solver
    fallback: Phrase | None = None


def match(pair: Floats, leave: Floats, arrival: Floats, *, budget_seconds: float = 2.0) -> Matching:
    """Cheapest matching of (n, m) costs, `leave` (n,) being the cost of leaving a row open.

    `arrival` (n, m) orders the fallback: when the solver raises, or its size says that it cannot end within
    `budget_seconds`, the earliest possible arrival goes first (nearest idle), and the result says so.
    """
    saving = np.minimum(np.where(np.isfinite(pair), pair - leave[:, None], 0.0), 0.0)
    if not saving.size:
        return Matching(np.empty(0, np.int64), np.empty(0, np.int64), "dense")
    small, large = sorted(saving.shape)
    sparse = large >= SPARSE_RATIO * small and saving.size >= SPARSE_CELLS
    expected = SECONDS_PER_STEP * small * small * large
    if not sparse and expected > budget_seconds:
        return _fall_back(
            pair,
            arrival,
            Phrase(f"{small} × {large} 约需 {expected:.0f} 秒", f"{small} x {large} would take about {expected:.0f} s"),
        )
    try:
        rows, columns = _sparse(saving) if sparse else _dense(saving)
    except (ValueError, MemoryError, RuntimeError) as error:
        return _fall_back(pair, arrival, Phrase(f"求解失败（{error}）", f"the solver failed ({error})"))
    return Matching(rows, columns, "sparse" if sparse else "dense")


def match_candidates(rows: Ints, columns: Ints, cost: Floats, shape: tuple[int, int]) -> tuple[Ints, Ints]:
    """Cheapest full matching of the smaller side over a list of candidate pairs (each (k,)), without a dense matrix.

    Raises ValueError when the candidates do not allow everybody on the smaller side a partner: give more candidates.
    """
    weight = (
        cost - cost.min() + 1.0 if len(cost) else cost
    )  # zero would mean "no edge"; a constant shift changes nothing
    found = min_weight_full_bipartite_matching(csr_array((weight, (rows, columns)), shape=shape))
    return found[0].astype(np.int64), found[1].astype(np.int64)


def greedy(order: Floats, allowed: Bools) -> tuple[Ints, Ints]:
    """Smallest `order` first, nobody twice: the nearest-idle rule when `order` is travel time. Shapes (n, m).

    Works in rounds of pairs that are each other's best, which gives what picking one by one gives.
    """
    key = np.where(allowed & np.isfinite(order), order, np.inf)
    rows, columns = np.arange(key.shape[0]), np.arange(key.shape[1])
    taken: list[tuple[Ints, Ints]] = []
    while key.size:
        best = key.argmin(axis=1)
        mutual = (key.argmin(axis=0)[best] == np.arange(len(rows))) & np.isfinite(key[np.arange(len(rows)), best])
        if not mutual.any():
            break
        taken.append((rows[mutual], columns[best[mutual]]))
        keep = np.ones(len(columns), bool)
        keep[best[mutual]] = False
        key, rows, columns = key[~mutual][:, keep], rows[~mutual], columns[keep]
    if not taken:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([r for r, _ in taken]), np.concatenate([c for _, c in taken])


def _dense(saving: Floats) -> tuple[Ints, Ints]:
    rows, columns = linear_sum_assignment(saving)
    used = saving[rows, columns] < 0
    return rows[used].astype(np.int64), columns[used].astype(np.int64)


def _sparse(saving: Floats) -> tuple[Ints, Ints]:
    """The best few cells of each row of the smaller side, plus one private "leave it" column for each row."""
    turned = saving.shape[0] > saving.shape[1]
    cells = saving.T if turned else saving
    n, m = cells.shape
    k = min(SPARSE_CANDIDATES, m)
    best = np.argpartition(cells, k - 1, axis=1)[:, :k]
    value = np.take_along_axis(cells, best, axis=1)
    row = np.repeat(np.arange(n), k + 1)
    column = np.column_stack((best, m + np.arange(n))).ravel()
    cost = np.column_stack((value, np.zeros(n))).ravel()
    rows, columns = match_candidates(row, column, cost, (n, m + n))
    used = columns < m
    rows, columns = rows[used], columns[used]
    real = cells[rows, columns] < 0
    rows, columns = rows[real], columns[real]
    return (columns, rows) if turned else (rows, columns)


def _fall_back(pair: Floats, arrival: Floats, why: Phrase) -> Matching:
    rows, columns = greedy(arrival, cast(Bools, np.isfinite(pair)))
    return Matching(
        rows, columns, "greedy", Phrase(f"求解器退回就近派单：{why.zh}", f"nearest idle first, because {why.en}")
    )
