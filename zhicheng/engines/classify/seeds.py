"""A model before anybody has labelled anything: from the words by which each label is known.

A label is the mean of its words; a text belongs where it points. That needs no learning, takes a third of a second, and knows what
the words know: a citizen's other word for the same thing has to be learnt from corrections.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from zhicheng.engines.classify import grams
from zhicheng.engines.classify.calibration import Reliability, measured, relative, softmax, temperature_of
from zhicheng.engines.classify.grams import Sample
from zhicheng.engines.classify.model import BATCH, Features, Model, count

BITS = 18  # some ten thousand runs in all
LEAST = 0.2  # the score of a text that shares one common run with a word


def from_words(words: Mapping[str, Sequence[Sequence[str]]], frames: Sequence[str] = ("{}",)) -> Model:
    """`words`: label → its words, each with the phrases in which it is said.

    Confidence is calibrated on words left out one by one, said in each of the frames: the sentences that people put around them.
    """
    labels = tuple(sorted(words))
    said = [
        (k, n, grams.written(Sample(p)))
        for k, label in enumerate(labels)
        for n, ps in enumerate(words[label])
        for p in ps
    ]
    truth = np.array([k for k, _, _ in said], dtype=np.int64)
    word = np.array([k * 1_000 + n for k, n, _ in said], dtype=np.int64)
    features, matrix = _weighted([text for _, _, text in said])
    sums = np.zeros((len(features.places), len(labels)), dtype=np.float32)
    for k in range(len(labels)):
        sums[:, k] = np.asarray(matrix[truth == k].sum(axis=0)).ravel()
    asked = [_asked(features, [f.format(text) for _, _, text in said]) for f in frames]
    temperature, reliability = _calibrated(matrix, asked, truth, word, sums)
    weights = _unit(sums).astype(np.float16).astype(np.float32)
    figures = {"rows": len(said), "classes": len(labels), "features": len(features.places)}
    return Model(
        labels, features, weights, np.zeros(len(labels), dtype=np.float32), temperature, reliability, figures, LEAST
    )


def _weighted(texts: Sequence[str]) -> tuple[Features, csr_matrix]:
    counts = [count(texts[n : n + BATCH], BITS) for n in range(0, len(texts), BATCH)]
    seen = np.zeros(1 << BITS, dtype=np.int64)
    for blocks in counts:
        for block in blocks:
            seen += np.bincount(block.place, minlength=len(seen))
    places = np.flatnonzero(seen)
    rarity = (np.log((1 + len(texts)) / (1 + seen[places])) + 1).astype(np.float32)
    features = Features(BITS, places, rarity)
    return features, _asked(features, texts)


def _asked(features: Features, texts: Sequence[str]) -> csr_matrix:
    batches = [texts[n : n + BATCH] for n in range(0, len(texts), BATCH)]
    return vstack([features.matrix(count(b, BITS), len(b)) for b in batches]).tocsr()


def _unit(sums: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=0), 1e-9))


def _calibrated(
    matrix: csr_matrix,
    asked: Sequence[csr_matrix],
    truth: NDArray[np.int64],
    word: NDArray[np.int64],
    sums: NDArray[np.float32],
) -> tuple[float, Reliability]:
    """How sure to be of a word that the label does not know: each word of a label with several is taken out of its mean once."""
    unit = _unit(sums)
    scores, labels = [], []
    for one in np.unique(word):
        rows = np.flatnonzero(word == one)
        label = int(truth[rows[0]])
        if (word[truth == label] == one).all():
            continue
        without = sums[:, label] - np.asarray(matrix[rows].sum(axis=0)).ravel()
        said = vstack([frame[rows[:1]] for frame in asked]).tocsr()
        found = np.asarray(said @ unit, dtype=np.float64)
        found[:, label] = said @ (without / max(float(np.linalg.norm(without)), 1e-9))
        scores.append(relative(found, LEAST))
        labels += [label] * len(asked)
    if not scores:
        return 10.0, measured(np.empty(0), np.empty(0, dtype=bool))
    stacked, wanted = np.concatenate(scores), np.array(labels, dtype=np.int64)
    temperature = temperature_of(stacked, wanted)
    shares = softmax(stacked, temperature)
    return temperature, measured(shares.max(axis=1), shares.argmax(axis=1) == wanted)
