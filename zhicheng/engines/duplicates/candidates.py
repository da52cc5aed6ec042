"""Which earlier reports may tell of the same thing at all: near in place and time, or alike in words where a place is missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Texts

REACH_M = 500.0  # in Boston 1 of 100 linked pairs lies farther apart
REACH_HOURS = 60 * 24.0
WORDS_REACH_HOURS = 366 * 24.0  # a thing without a place comes back in words for much longer
NEIGHBOURS = 96  # nearest in place and time together, earlier and later ones
BY_WORDS = 24
LEAST_ALIKE = 0.08
COMMON = 0.02  # words of more than this share of the texts find nobody: "please", "road"
FEW = 200  # … unless they are in fewer texts than this
CHUNK = 4096
NOBODY = -1
Ints = npt.NDArray[np.int64]
Found = tuple[Ints, Ints]


def candidates(reports: Reports, words: Texts) -> Iterator[Found]:
    """Chunks of (reports (m,), their earlier candidates (m, k), `NOBODY` where there are fewer than k)."""
    order = reports.order
    yield from _near(reports, order)
    unplaced = np.flatnonzero(~reports.placed & ~words.empty)
    if len(unplaced):
        yield from _alike(reports, words, unplaced, order)


def _near(reports: Reports, order: Ints) -> Iterator[Found]:
    placed = np.flatnonzero(reports.placed)
    if not len(placed):
        return
    points = np.column_stack(
        [reports.x[placed] / REACH_M, reports.y[placed] / REACH_M, reports.hours[placed] / REACH_HOURS]
    )
    tree = cKDTree(points)
    k = min(NEIGHBOURS, len(placed))
    for start in range(0, len(placed), CHUNK):
        ones = placed[start : start + CHUNK]
        _, found = tree.query(points[start : start + CHUNK], k=k, distance_upper_bound=1.0)
        found = found.reshape(len(ones), k)
        others = np.where(found < len(placed), placed[np.minimum(found, len(placed) - 1)], NOBODY)
        yield ones, _packed(np.where(_earlier(order, ones, others), others, NOBODY))


def _alike(reports: Reports, words: Texts, unplaced: Ints, order: Ints) -> Iterator[Found]:
    """The most alike earlier ones by words, block by block."""
    rows = words.rows[unplaced]
    common = np.bincount(rows.indices, minlength=rows.shape[1]) > max(FEW, COMMON * len(unplaced))
    telling = rows.copy()
    telling.data[common[telling.indices]] = 0
    telling.eliminate_zeros()
    columns = telling.T.tocsr()
    for start in range(0, len(unplaced), CHUNK // 4):
        ones = unplaced[start : start + CHUNK // 4]
        alike = (telling[start : start + len(ones)] @ columns).tocsr()
        others = np.full((len(ones), BY_WORDS), NOBODY, np.int64)
        for line, one in enumerate(ones):
            a, b = alike.indptr[line], alike.indptr[line + 1]
            who, how = unplaced[alike.indices[a:b]], alike.data[a:b]
            # NaN hours compare as false: who has no time is nobody's earlier report, nor has one.
            fits = (how >= LEAST_ALIKE) & (order[who] < order[one])
            fits &= reports.hours[one] - reports.hours[who] <= WORDS_REACH_HOURS
            who, how = who[fits], how[fits]
            best = who[np.argsort(-how, kind="stable")[:BY_WORDS]]
            others[line, : len(best)] = best
        yield ones, _packed(others)


def _earlier(order: Ints, ones: Ints, others: Ints) -> npt.NDArray[np.bool_]:
    earlier: npt.NDArray[np.bool_] = (others >= 0) & (order[others] < order[ones][:, None])
    return earlier


def _packed(others: Ints) -> Ints:
    """Somebody first, nobody last, and no more columns than the fullest row needs."""
    moved = np.take_along_axis(others, np.argsort(others < 0, axis=1, kind="stable"), axis=1)
    width = max(int((moved >= 0).sum(axis=1).max(initial=0)), 1)
    return moved[:, :width]
