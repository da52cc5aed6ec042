"""From scores to confidence that means something: of texts told with 80 %, eight in ten are right.

One number, the temperature, is fitted on scores of rows that their model had not seen. It changes no order, so calibrating costs no
accuracy. `Reliability` keeps how sure and how right the model was on those rows: from it follows the threshold for any wanted precision.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

Floats = NDArray[np.float64]
LEVELS = 100
FEWEST = 20  # rows above a threshold below which its precision is luck


@dataclass(frozen=True, slots=True)
class Reliability:
    """Rows that were not learnt from, by the confidence of their first label in whole per cent: how many, how many right."""

    rows: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.rows)

    def above(self, threshold: int) -> tuple[int, int]:
        """(rows, right ones) told with at least `threshold` per cent."""
        return sum(self.rows[threshold:]), sum(self.right[threshold:])

    def precision(self, threshold: int) -> float | None:
        """Share of right ones among those told; None where nothing is told."""
        told, right = self.above(threshold)
        return right / told if told else None

    def coverage(self, threshold: int) -> float:
        """Share of texts that are told at all."""
        return self.above(threshold)[0] / self.total if self.total else 0.0

    @property
    def error(self) -> float:
        """Expected calibration error in ten bins: how far confidence and truth lie apart, on average."""
        gap = 0.0
        for low in range(0, LEVELS, 10):
            high = low + 10 if low < LEVELS - 10 else LEVELS + 1
            rows, right = sum(self.rows[low:high]), sum(self.right[low:high])
            said = sum(n * (level + 0.5) for level, n in enumerate(self.rows[low:high], start=low)) / 100
            gap += abs(right - min(said, rows))
        return gap / self.total if self.total else 0.0


def measured(confidence: Floats, right: NDArray[np.bool_]) -> Reliability:
    """Count rows and right ones by per cent of confidence."""
    level = np.clip((confidence * LEVELS).astype(np.int64), 0, LEVELS)
    size = LEVELS + 1
    return Reliability(
        tuple(np.bincount(level, minlength=size).tolist()), tuple(np.bincount(level[right], minlength=size).tolist())
    )


def threshold_for(reliability: Reliability, precision: float) -> int | None:
    """The lowest per cent from which on at least this share is right; None where no threshold reaches it on enough rows."""
    for threshold in range(LEVELS + 1):
        told, right = reliability.above(threshold)
        if told < min(FEWEST, max(reliability.total, 1)):
            return None
        if right >= precision * told:
            return threshold
    return None


def softmax(scores: Floats, temperature: float) -> Floats:
    """Scores as shares of one."""
    shifted = (scores - scores.max(axis=1, keepdims=True)) * temperature
    e = np.exp(shifted)
    return np.asarray(e / e.sum(axis=1, keepdims=True))


def relative(scores: Floats, least: float) -> Floats:
    """Scores as parts of the best one, or of `least` where that is more.

    Where a label is known by words only, everything else that a long text says makes all scores smaller alike: how far the best is
    ahead of the second says how sure to be, unless even the best is next to nothing.
    """
    return np.asarray(scores / np.maximum(scores.max(axis=1, keepdims=True), least)) if least else scores


def temperature_of(scores: Floats, truth: NDArray[np.int64]) -> float:
    """The temperature under which the true labels are most likely."""
    rows = np.arange(len(truth))

    def surprise(log_t: float) -> float:
        p = softmax(scores, float(np.exp(log_t)))[rows, truth]
        return float(-np.log(np.maximum(p, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-3.0, 4.0), method="bounded").x))
