"""A trained classifier: texts in, the most likely labels with calibrated confidence out, and the words that decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from zhicheng.engines.classify import grams
from zhicheng.engines.classify.calibration import Reliability, relative, softmax
from zhicheng.engines.classify.grams import BLOCKS, Counted, Sample

BATCH = 256  # texts at a time: some 40 MB, whatever the stream is long
TOP = 3
LONGEST_REASON = 6
REASONS = 5


class Prediction(NamedTuple):
    """Labels with confidence 0..1, best first. None of it is sure: `confidence` of the first says how sure."""

    labels: tuple[str, ...]
    confidences: tuple[float, ...]

    @property
    def label(self) -> str:
        return self.labels[0]

    @property
    def confidence(self) -> float:
        return self.confidences[0]


class Part(NamedTuple):
    """One block of a batch after weighting: which text, which column, its value; in the order of `Counted`."""

    text: NDArray[np.int64]
    column: NDArray[np.int32]
    value: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """The places of the hash table that mean something, ascending, and how rare each is."""

    bits: int
    places: NDArray[np.int64]
    rarity: NDArray[np.float32]

    @cached_property
    def column(self) -> NDArray[np.int32]:
        """Place → column; -1 for what was never seen in training."""
        table = np.full(1 << self.bits, -1, dtype=np.int32)
        table[self.places] = np.arange(len(self.places), dtype=np.int32)
        return table

    def part(self, counted: Counted, weight: float, texts: int) -> Part:
        """1 + log(how often) x how rare, scaled to the block's weight per text."""
        column = self.column[counted.place]
        known = column >= 0
        column, text = column[known], counted.text[known]
        value = (1 + np.log(counted.count[known], dtype=np.float32)) * self.rarity[column]
        length = np.sqrt(np.bincount(text, weights=value.astype(np.float64) ** 2, minlength=texts))
        length[length == 0] = 1
        return Part(text, column, (value * (weight / length[text])).astype(np.float32))

    def matrix(self, counted: Sequence[Counted], texts: int) -> csr_matrix:
        """All blocks of `texts` texts side by side."""
        parts = [self.part(c, b.weight, texts) for c, b in zip(counted, BLOCKS, strict=True)]
        text, column, value = (np.concatenate(x) for x in zip(*parts, strict=True))
        return csr_matrix((value, (text, column)), shape=(texts, len(self.places)))


def count(texts: Sequence[str], bits: int) -> list[Counted]:
    """All blocks of `written` texts."""
    return [grams.counted(grams.runs(texts, block, n, bits), bits) for n, block in enumerate(BLOCKS)]


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt. `figures` is what training measured on rows that it had not seen; `least`: see `calibration.relative`."""

    labels: tuple[str, ...]
    features: Features
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float
    reliability: Reliability
    figures: dict[str, Any] = field(default_factory=dict)
    least: float = 0.0

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Uncalibrated scores of `written` texts, one column per label."""
        found = self.features.matrix(count(texts, self.features.bits), len(texts)) @ self.weights
        return relative(np.asarray(found, dtype=np.float64) + self.bias, self.least)

    def predict(self, samples: Iterable[Sample], top: int = TOP) -> Iterator[Prediction]:
        """One prediction per text, in order; a text without any known word gets the labels' own shares."""
        stream = iter(samples)
        while batch := list(islice(stream, BATCH)):
            yield from self._batch([grams.written(s) for s in batch], min(top, len(self.labels)))

    def _batch(self, texts: Sequence[str], top: int) -> Iterator[Prediction]:
        shares = softmax(self.scores(texts), self.temperature)
        best = np.argsort(-shares, axis=1, kind="stable")[:, :top]
        sure = np.round(np.take_along_axis(shares, best, axis=1), 4)
        for labels, confidences in zip(best.tolist(), sure.tolist(), strict=True):
            yield Prediction(tuple(self.labels[i] for i in labels), tuple(confidences))

    def words(self, sample: Sample, label: str) -> list[str]:
        """The words that spoke most for this label, strongest first: what a person is shown as the reason."""
        text, heat = self._heat(sample, self.labels.index(label))
        return _hottest(text, heat)

    def _heat(self, sample: Sample, label: int) -> tuple[str, NDArray[np.float64]]:
        """How much each character spoke for the label rather than for the others."""
        text = grams.written(sample)
        steps = np.zeros(len(text) + 1)
        for n, block in enumerate(BLOCKS):
            runs = grams.runs([text], block, n, self.features.bits)
            counted = grams.counted(runs, self.features.bits)
            part = self.features.part(counted, block.weight, 1)
            worth = np.zeros(len(self.features.places))
            rows = self.weights[part.column]  # a text has some dozen of the model's thousands
            worth[part.column] = part.value * (rows[:, label] - rows.mean(axis=1))
            times = dict(zip(counted.place.tolist(), counted.count.tolist(), strict=True))
            for place, start, end in zip(runs.place.tolist(), runs.start.tolist(), runs.end.tolist(), strict=True):
                column = self.features.column[place]
                if column >= 0:
                    each = worth[column] / times[place] / (end - start)
                    steps[start] += each
                    steps[end] -= each
        return text, np.cumsum(steps)[:-1]


def _hottest(text: str, heat: NDArray[np.float64]) -> list[str]:
    """Stretches of characters that are warmer than most of what speaks for the label."""
    warm = heat[heat > 0]
    if not len(warm):
        return []
    level = max(float(warm.mean()) * 0.8, float(warm.max()) * 0.2)
    found: dict[str, float] = {}
    start = 0
    while start < len(text):
        end = start
        while end < len(text) and heat[end] >= level and _is_word(text[end]) and (
            end - start < LONGEST_REASON or text[end].isascii()
        ):  # fmt: skip
            end += 1
        if end - start >= 2:
            found[text[start:end]] = found.get(text[start:end], 0.0) + float(heat[start:end].sum())
        start = max(end, start + 1)
    return sorted(found, key=lambda w: (-found[w], w))[:REASONS]


def _is_word(character: str) -> bool:
    return character.isalnum()
