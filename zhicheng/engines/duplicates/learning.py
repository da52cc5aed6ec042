"""Learn the weights from links that people made.

A person's link says: this report tells of the same thing as that one. All other candidates of the report are counter-examples, and so are
the candidates of reports that nobody linked, of which a sample is taken; some of them are duplicates that nobody noticed, so a score is
rather too low than too high. Platt, "Probabilistic outputs for support vector machines" (1999), for the calibration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from zhicheng.engines.duplicates.candidates import candidates
from zhicheng.engines.duplicates.features import Looked, look
from zhicheng.engines.duplicates.linking import first_look, of_things, second_look
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Texts, pieces_of, words_of
from zhicheng.engines.duplicates.weighing import Book, Four, Look, Weights, share_of
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.shares import interval

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Seen = list[tuple[Ints, Ints]]
LEAST = 30  # links; fewer say nothing about thirty weights
UNLINKED = 2  # sampled reports that nobody linked, for each that somebody did
WANTED = 0.98  # of the automatic merges are right
SUGGEST = 0.10
FOLDS = 5
NEVER = 1.01
ONLY_TOP: Four = (1.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Examples:
    """r candidates: their features (r, f), whether a person named them (r,), whose candidates they are (r,), who they are (r,)."""

    matrix: npt.NDArray[np.float32]
    right: Bools
    child: Ints
    other: Ints

    def top(self, odds: Floats) -> Ints:
        """The row of each child's best candidate, in order of the children's numbers."""
        order = np.lexsort((-odds, self.child))
        return order[np.flatnonzero(np.diff(self.child[order], prepend=-1))]


def learn(reports: Reports, parents: Mapping[int, int], *, seed: int = 0) -> Weights:
    """Weights from links {row: row of its parent} of reports that all have a place, or all have none; `figures` are of links held out by
    time. BadInput when too few can be learned from.
    """
    words, pieces = Texts(reports.texts, words_of), Texts(reports.texts, pieces_of)
    seen = list(candidates(reports, words))
    truth = np.full(len(reports), -1, np.int64)
    for row, parent in parents.items():
        truth[row] = parent
    found = _found(seen, truth)
    if found.sum() < LEAST:
        raise BadInput(
            f"可学习的重复关系只有 {int(found.sum())} 条，至少需要 {LEAST} 条（子上报晚于父上报，且相距不远）。",
            f"Only {int(found.sum())} links can be learned from; at least {LEAST} are needed (the report later than its parent, and not far "
            "from it).",
            field="PAIRS",
        )
    some = _only(seen, _taken(found, truth, np.random.default_rng(seed)))
    first = _fit(_gather((look(reports, words, pieces, *chunk) for chunk in some), truth))
    unfinished = Weights(first, first, first, ONLY_TOP, ONLY_TOP, NEVER, SUGGEST, {})
    book = Book(unfinished, unfinished, unfinished)
    said = first_look(reports, words, pieces, seen, book)
    examples = _gather(second_look(reports, words, pieces, some, book, said), truth)
    odds, ranks = _held_out(examples, reports.order)
    family = families(truth)
    tops = _tops(examples, odds, ranks, said.thing, family)
    weights = Weights(first, _fit(examples), _fit_rank(examples), *_calibrated(tops, truth), NEVER, SUGGEST, {})
    automatic, figures = _measured(tops, share_of(weights.certainty, tops.top, tops.odds, tops.lead), truth)
    figures |= {"links": len(parents), "with_candidate": int(found.sum())}
    return replace(weights, automatic=automatic, figures=figures)


def _found(seen: Seen, truth: Ints) -> Bools:
    """Reports whose true parent is among their candidates."""
    out = np.zeros(len(truth), bool)
    for ones, others in seen:
        out[ones] = ((others == truth[ones][:, None]) & (others >= 0)).any(axis=1)
    return out


def _taken(found: Bools, truth: Ints, random: np.random.Generator) -> Bools:
    """The linked ones with candidate, and a sample of those that nobody linked."""
    taken = found.copy()
    unlinked = np.flatnonzero(truth < 0)
    count = min(len(unlinked), UNLINKED * int(found.sum()))
    taken[random.choice(unlinked, count, replace=False)] = True
    return taken


def _only(seen: Seen, taken: Bools) -> Seen:
    return [(ones[taken[ones]], others[taken[ones]]) for ones, others in seen if taken[ones].any()]


def _gather(looks: Iterable[Looked], truth: Ints) -> Examples:
    return _joined(
        Examples(
            one.matrix[one.there],
            (one.others == truth[one.ones][:, None])[one.there],
            np.broadcast_to(one.ones[:, None], one.there.shape)[one.there],
            one.others[one.there],
        )
        for one in looks
    )


def _joined(parts: Iterator[Examples]) -> Examples:
    all_parts = list(parts)
    return Examples(
        np.concatenate([p.matrix for p in all_parts]),
        np.concatenate([p.right for p in all_parts]),
        np.concatenate([p.child for p in all_parts]),
        np.concatenate([p.other for p in all_parts]),
    )


def _fit(examples: Examples, rows: Bools | None = None) -> Look:
    matrix = examples.matrix if rows is None else examples.matrix[rows]
    right = examples.right if rows is None else examples.right[rows]
    mean, scale = matrix.mean(axis=0, dtype=float), matrix.std(axis=0, dtype=float)
    scale[scale < 1e-6] = 1.0  # a feature that never changes, as in a file without texts
    model = LogisticRegression(C=1.0, max_iter=2_000).fit((matrix - mean) / scale, right)
    return Look(tuple(mean), tuple(scale), tuple(float(w) for w in model.coef_[0]), float(model.intercept_[0]))


def _fit_rank(examples: Examples, rows: Bools | None = None) -> Look:
    """Which candidate a person named, among those of one report: only reports with a named candidate say something about it."""
    kept = np.isin(examples.child, examples.child[examples.right])
    if rows is not None:
        kept &= rows
    kept &= np.isin(examples.child, examples.child[examples.right & kept])
    order = np.flatnonzero(kept)[np.argsort(examples.child[kept], kind="stable")]
    matrix, right, child = examples.matrix[order].astype(float), examples.right[order], examples.child[order]
    mean, scale = matrix.mean(axis=0), matrix.std(axis=0)
    scale[scale < 1e-6] = 1.0
    matrix = (matrix - mean) / scale
    starts = np.flatnonzero(np.diff(child, prepend=-1))
    sizes = np.diff(np.append(starts, len(child)))

    def loss(weight: Floats) -> tuple[float, Floats]:
        odds = matrix @ weight
        top = np.maximum.reduceat(odds, starts)
        raised = np.exp(odds - np.repeat(top, sizes))
        share = raised / np.repeat(np.add.reduceat(raised, starts), sizes)
        return float(-np.log(share[right] + 1e-12).sum() + weight @ weight / 2), matrix.T @ (share - right) + weight

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B")
    return Look(tuple(mean), tuple(scale), tuple(float(w) for w in found.x), 0.0)


def _held_out(examples: Examples, order: Ints) -> tuple[Floats, Floats]:
    """Odds and ranks of each example by weights that saw neither its time nor anything of its report: blocks of time, each left out once."""
    when = order[examples.child]
    edges = np.quantile(when, np.linspace(0, 1, FOLDS + 1)[1:-1])
    block = np.searchsorted(edges, when)
    odds, ranks = np.zeros(len(when)), np.zeros(len(when))
    for one in np.unique(block):
        if not examples.right[block != one].any():
            continue
        out = block == one
        odds[out] = _fit(examples, ~out).odds(examples.matrix[out])
        ranks[out] = _fit_rank(examples, ~out).odds(examples.matrix[out])
    return odds, ranks


@dataclass(frozen=True, slots=True)
class Tops:
    """The best candidate of each of c children: its own odds, the odds and the lead of its thing, whether a person named it, whether it
    tells of the same thing as whom a person named.
    """

    child: Ints
    top: Floats
    odds: Floats
    lead: Floats
    exact: Bools
    same: Bools


def _tops(examples: Examples, odds: Floats, ranks: Floats, thing: Ints, family: Ints) -> Tops:
    top = examples.top(ranks)
    child = examples.child[top]
    order = np.argsort(examples.child, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(examples.child[order])) + 1)
    found = [of_things(odds[g][None], thing[examples.other[g]][None], ranks[g][None].argmax(axis=1)) for g in groups]
    return Tops(
        child, odds[top], np.array([here[0] for here, _ in found]), np.array([ahead[0] for _, ahead in found]), examples.right[top],
        family[child] == family[examples.other[top]],
    )  # fmt: skip


def _calibrated(tops: Tops, truth: Ints) -> tuple[Four, Four]:
    """Platt's weights for the score of any report, and for the certainty of those that somebody linked."""
    linked = truth[tops.child] >= 0
    return _platt(tops, np.ones(len(linked), bool)), _platt(tops, linked)


def _platt(tops: Tops, rows: Bools) -> Four:
    same = tops.same[rows]
    if same.all() or not same.any():
        return ONLY_TOP
    columns = np.column_stack([np.clip(tops.top, -30, 30), np.clip(tops.odds, -30, 30), tops.lead])
    model = LogisticRegression(C=1e6, max_iter=1_000).fit(columns[rows], same)
    a, b, c = (float(w) for w in model.coef_[0])
    return a, b, c, float(model.intercept_[0])


def _measured(tops: Tops, score: Floats, truth: Ints) -> tuple[float, dict[str, Any]]:
    """The automatic threshold and what was held out, of the linked reports with a candidate: is the parent the one that comes first?"""
    linked = truth[tops.child] >= 0
    threshold, precision, share = _threshold(score[linked], tops.same[linked])
    return threshold, {
        "first": round(float(tops.exact[linked].mean()), 4),
        "first_or_same_thing": round(float(tops.same[linked].mean()), 4),
        "automatic_precision": round(precision, 4),
        "automatic_share": round(share, 4),
    }


def families(truth: Ints) -> Ints:
    """The last parent of each report: people link to the one that they happen to see."""
    root = np.arange(len(truth))
    for row in np.flatnonzero(truth >= 0):
        one, steps = int(row), 0
        while truth[one] >= 0 and steps < 50:  # links of people can go in circles
            one, steps = int(truth[one]), steps + 1
        root[row] = one
    return root


def _threshold(score: Floats, right: Bools) -> tuple[float, float, float]:
    """(threshold, precision, share above it): the lowest from which on the links above it are surely right as often as wanted, by the lower
    end of the 95 % Wilson interval. A threshold above 1 means that nothing is ever merged without a person.
    """
    order = np.argsort(-score, kind="stable")
    sums = np.cumsum(right[order])
    counts = np.arange(1, len(order) + 1)
    lower = np.array([interval(int(hits), int(n))[0] for hits, n in zip(sums, counts, strict=True)])
    good = np.flatnonzero(lower >= WANTED)
    if not len(good):
        return NEVER, 0.0, 0.0
    last = int(good[-1])
    return float(score[order[last]]), float(sums[last] / counts[last]), float(counts[last] / len(order))
