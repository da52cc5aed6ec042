"""Learning: linear support vectors over hashed runs of characters and words, with what they are worth on rows they have not seen.

Same texts stay on one side of every split, or a model would be praised for remembering. The figures come from those splits; the
model itself then learns from all rows.
"""

from __future__ import annotations

import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zhicheng.engines.classify import grams
from zhicheng.engines.classify.calibration import measured, softmax, temperature_of
from zhicheng.engines.classify.grams import BLOCKS, Counted, Sample
from zhicheng.engines.classify.model import BATCH, Features, Model, count
from zhicheng.kernel.errors import BadInput

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FOLDS = 5
MOST_ROWS = 40_000  # learnt from; above it the labels' shares are kept and rows drawn. Some 2 GB of memory
MOST_WEIGHTS = 20_000_000  # places x labels: 80 MB in memory; above it the most frequent places are kept
RARE = 2  # a run that stands in fewer texts says nothing about the next one
SOFTNESS = 0.5  # liblinear's C, by cross-validation: tools/ablate_classify
SEED = 20260701


@dataclass(frozen=True, slots=True)
class Training:
    """A new model and what it is worth: `figures` are of rows that were held out, `predicted` their labels (-1: never held out)."""

    model: Model
    figures: dict[str, Any]
    truth: Ints
    predicted: Ints


def train(
    samples: Sequence[Sample],
    labels: Sequence[str],
    *,
    folds: int = FOLDS,
    mean: float = 0.0,
    judged: Sequence[bool] | None = None,
) -> Training:
    """Learn from texts and the labels that people gave them. BadInput where there is nothing to tell apart.

    `mean` adds so much of each label's mean to its plane: for many labels with few texts each. `judged`: the rows whose held-out
    scores say what the model is worth and how sure it may be (default: all); the others only teach.
    """
    begun = time.perf_counter()
    texts = [grams.written(s) for s in samples]
    names = sorted(set(labels))
    _check(texts, labels, names)
    truth = np.searchsorted(np.array(names), np.array(labels)).astype(np.int64)
    chosen = _drawn(truth, MOST_ROWS)
    asked = np.ones(len(chosen), dtype=bool) if judged is None else np.array(judged, dtype=bool)[chosen]
    texts, truth = [texts[i] for i in chosen], truth[chosen]
    counts = counted_in(texts)
    scores, held = _held_out(counts, truth, folds_of(texts, truth, folds), len(names), mean)
    held = held[asked[held]]
    temperature, reliability, figures = _worth(scores[held], truth[held], names)
    features, matrix = features_of(counts, np.arange(len(texts)), len(texts), MOST_WEIGHTS // len(names))
    weights, bias = fitted(matrix, truth, len(names), mean)
    figures = {
        "rows": len(samples), "used": len(texts), "classes": len(names), **figures, "folds": folds,
        "features": len(features.places), "seconds": round(time.perf_counter() - begun, 2),
    }  # fmt: skip
    model = Model(tuple(names), features, weights, bias, temperature, reliability, figures)
    predicted = np.full(len(texts), -1, dtype=np.int64)
    predicted[held] = scores[held].argmax(axis=1)
    return Training(model, figures, truth, predicted)


def _check(texts: Sequence[str], labels: Sequence[str], names: Sequence[str]) -> None:
    if len(texts) != len(labels):
        raise ValueError("one label per text")
    if len(names) < 2:
        raise BadInput(
            f"训练数据里只有 {len(names)} 个类别，至少要有 2 个；请检查 label 列。",
            f"The training rows have {len(names)} label(s) and need at least 2; check the column label.",
            field="label",
        )
    if not any(texts):
        raise BadInput(
            "训练数据里没有文字，请检查 text 列。",
            "The training rows hold no text; check the column text.",
            field="text",
        )


def _drawn(truth: Ints, most: int) -> Ints:
    """Positions of at most `most` rows; every label keeps its share, and at least its first rows."""
    if len(truth) <= most:
        return np.arange(len(truth))
    rng = np.random.default_rng(SEED)
    kept = []
    for label in np.unique(truth):
        rows = np.flatnonzero(truth == label)
        kept.append(rng.permutation(rows)[: max(RARE, round(len(rows) * most / len(truth)))])
    return np.sort(np.concatenate(kept))


def folds_of(texts: Sequence[str], truth: Ints, folds: int) -> Ints:
    """Which fold each row is held out in: equal texts together, the labels spread evenly."""
    rng = np.random.default_rng(SEED)
    group = np.unique(np.array(texts), return_inverse=True)[1]
    first = np.unique(group, return_index=True)[1]
    fold = np.empty(len(first), dtype=np.int64)
    turn = 0
    for label in np.unique(truth[first]):
        members = rng.permutation(np.flatnonzero(truth[first] == label))
        fold[members] = (turn + np.arange(len(members))) % folds
        turn += len(members)
    return np.asarray(fold[group])


def counted_in(texts: Sequence[str]) -> list[Counted]:
    """All features of all texts, small: 10 bytes each."""
    pieces: list[list[Counted]] = [[] for _ in BLOCKS]
    stream = iter(texts)
    done = 0
    while batch := list(islice(stream, BATCH)):
        for into, found in zip(pieces, count(batch, grams.BITS), strict=True):
            into.append(
                Counted(
                    (found.text + done).astype(np.int32), found.place.astype(np.int32), found.count.astype(np.int16)
                )
            )
        done += len(batch)
    return [Counted(*(np.concatenate(p) for p in _columns(piece))) for piece in pieces]


def _columns(pieces: Sequence[Counted]) -> list[list[Any]]:
    return [[p.text for p in pieces], [p.place for p in pieces], [p.count for p in pieces]]


def features_of(
    counts: Sequence[Counted], rows: Ints, total: int, most: int = MOST_WEIGHTS
) -> tuple[Features, csr_matrix]:
    """What is to be counted, learnt from these rows, and the weighted matrix of all rows."""
    chosen = np.zeros(total, dtype=bool)
    chosen[rows] = True
    seen = np.zeros(1 << grams.BITS, dtype=np.int32)
    for block in counts:
        seen += np.bincount(block.place[chosen[block.text]], minlength=len(seen)).astype(np.int32)
    places = np.flatnonzero(seen >= RARE)
    if not len(places):
        places = np.flatnonzero(seen)
    if len(places) > most:
        places = np.sort(places[np.argsort(-seen[places], kind="stable")[:most]])
    rarity = (np.log((1 + len(rows)) / (1 + seen[places])) + 1).astype(np.float32)
    features = Features(grams.BITS, places.astype(np.int64), rarity)
    return features, features.matrix(counts, total)


def _held_out(
    counts: Sequence[Counted], truth: Ints, fold: Ints, labels: int, mean: float = 0.0
) -> tuple[Floats, Ints]:
    """Scores of every row by a model that has not seen it. A label that one side lacks cannot be scored there."""
    scores = np.full((len(truth), labels), -1e3)
    held: list[Ints] = []
    for k in range(int(fold.max()) + 1):
        inside, outside = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        if len(np.unique(truth[inside])) < 2 or not len(outside):
            continue
        _, matrix = features_of(counts, inside, len(truth), MOST_WEIGHTS // labels)
        weights, bias = fitted(matrix[inside], truth[inside], labels, mean)
        scores[outside] = matrix[outside] @ weights + bias
        held.append(outside)
    if not held:
        raise BadInput(
            "训练数据太少：留出一部分后只剩一个类别。", "There are too few rows: with a part held out only one label is left.",
            field="FILE",
        )  # fmt: skip
    return scores, np.sort(np.concatenate(held))


def fitted(
    matrix: csr_matrix, truth: Ints, labels: int, mean: float = 0.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One separating plane per label against the rest; rare labels count as much as frequent ones."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    svm = LinearSVC(C=SOFTNESS, class_weight="balanced", dual=True, tol=1e-3, max_iter=300, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ConvergenceWarning
        )  # two same texts with two labels never come to rest; 300 rounds do
        svm.fit(matrix, truth)
    weights = mean * _means(matrix, truth, labels)
    bias = np.full(labels, -1e3, dtype=np.float32)  # a label without rows here is never proposed
    if len(svm.classes_) == 2:
        weights[:, svm.classes_] += np.stack([-svm.coef_[0], svm.coef_[0]], axis=1).astype(np.float32)
        bias[svm.classes_] = [-svm.intercept_[0], svm.intercept_[0]]
    else:
        weights[:, svm.classes_] += svm.coef_.T.astype(np.float32)
        bias[svm.classes_] = svm.intercept_
    return weights.astype(np.float16).astype(np.float32), bias  # as the file keeps them


def _means(matrix: csr_matrix, truth: Ints, labels: int) -> NDArray[np.float32]:
    """Where the texts of each label point on average, as vectors of length one."""
    ones = np.ones(len(truth), dtype=np.float32)
    member = csr_matrix((ones, (truth, np.arange(len(truth)))), shape=(labels, len(truth)))
    sums = np.asarray((member @ matrix).todense(), dtype=np.float32).T
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=0), 1e-9))


def _worth(scores: Floats, truth: Ints, names: Sequence[str]) -> tuple[float, Any, dict[str, Any]]:
    """Temperature, reliability and figures. The reliability of each half is measured with the temperature of the other half."""
    odd = np.arange(len(truth)) % 2 == 1
    confidence = np.empty(len(truth))
    for half in (odd, ~odd):
        other = ~half if (~half).any() else half
        confidence[half] = softmax(scores[half], temperature_of(scores[other], truth[other])).max(axis=1)
    predicted = scores.argmax(axis=1)
    reliability = measured(confidence, predicted == truth)
    top = np.argsort(-scores, axis=1)[:, :3]
    figures = {
        "macro_f1": round(macro_f1(truth, predicted), 4), "accuracy": round(float((predicted == truth).mean()), 4),
        "top3": round(float((top == truth[:, None]).any(axis=1).mean()), 4), "calibration_error": round(reliability.error, 4),
        "confused": confused(truth, predicted, names),
    }  # fmt: skip
    return temperature_of(scores, truth), reliability, figures


def macro_f1(truth: Ints, predicted: Ints) -> float:
    """The mean over labels of the harmonic mean of precision and recall."""
    labels = np.union1d(truth, predicted)
    values = []
    for label in labels:
        both = int(((truth == label) & (predicted == label)).sum())
        values.append(2 * both / (int((truth == label).sum()) + int((predicted == label).sum())))
    return float(np.mean(values)) if values else 0.0


def confused(truth: Ints, predicted: Ints, names: Sequence[str], most: int = 20) -> list[dict[str, Any]]:
    """Which label was taken for which, most often first."""
    wrong = Counter((int(t), int(p)) for t, p in zip(truth, predicted, strict=True) if t != p)
    ranked = sorted(wrong.items(), key=lambda kv: (-kv[1], kv[0]))[:most]
    return [{"label": names[t], "taken_for": names[p], "times": n} for (t, p), n in ranked]
