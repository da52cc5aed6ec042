"""One report beside a few earlier ones, or a batch of them: for the desk and the door, where the others are things already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from zhicheng.engines.duplicates.features import look, look_again
from zhicheng.engines.duplicates.linking import MOST_LEAD
from zhicheng.engines.duplicates.reports import Reports
from zhicheng.engines.duplicates.texts import Counts, Texts, pieces_of, words_of
from zhicheng.engines.duplicates.weighing import Weights

SHOWN = 5  # of the others: the surest


@dataclass(frozen=True, slots=True)
class Weighed:
    """An earlier report (its row), how likely it is the same thing (0..1), whether that is sure, and what each group of features brings in
    log-odds.
    """

    row: int
    chance: float
    certain: bool
    reasons: dict[str, float]


@dataclass(frozen=True, slots=True)
class Background:
    """What is rare among this city's texts: as words, and as pieces of words."""

    words: Counts
    pieces: Counts


class Beside:
    """Reports of a neighbourhood, their texts counted once: any of them is weighed beside any others that came before it."""

    def __init__(self, reports: Reports, weights: Weights, background: Background | None = None) -> None:
        self.reports, self.weights = reports, weights
        self.words = Texts(reports.texts, words_of, background.words if background else None)
        self.pieces = Texts(reports.texts, pieces_of, background.pieces if background else None)
        self._own = np.zeros(len(reports), np.float32)
        self._nobody = np.full(len(reports), -1, np.int64)

    def weigh(
        self, one: int, others: npt.NDArray[np.int64], more: Mapping[int, tuple[str, float]] | None = None
    ) -> list[Weighed]:
        """Row `one` beside these rows, surest first. Each of the others is taken for a thing of its own. `more`: what is known beside
        the columns, by row: its name among the reasons, and its log-odds."""
        if not len(others):
            return []
        weights = self.weights
        looked = look(self.reports, self.words, self.pieces, np.array([one]), others[None])
        looked = look_again(looked, np.zeros((1, len(others)), np.float32), self._own, self._nobody)
        more = more or {}
        known = np.array([more[int(row)][1] if int(row) in more else 0.0 for row in others])
        odds = weights.second.odds(looked.matrix)[0] + known
        ranks = weights.rank.odds(looked.matrix)[0] + known
        best = np.sort(odds)[::-1]
        rival = np.where(odds >= best[0], best[1] if len(others) > 1 else odds - MOST_LEAD, best[0])
        lead = np.clip(odds - rival, 0, MOST_LEAD)
        chances, certain = weights.score(odds, odds, lead), weights.certain(odds, odds, lead)
        return [
            Weighed(
                int(others[i]), float(chances[i]), bool(certain[i]),
                weights.reasons(looked.matrix[0, i]) | dict([more[int(others[i])]] if int(others[i]) in more else []),
            )
            for i in np.argsort(-ranks, kind="stable")[:SHOWN]
        ]  # fmt: skip
