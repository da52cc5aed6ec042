"""Texts as weighted words: hashed TF-IDF over words and character sequences, any language.

Salton and Buckley, "Term-weighting approaches in automatic text retrieval" (1988), with sublinear counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from zhicheng.engines.script import simplified

BITS = 18
CHINESE = r"[一-鿿]"
TOKEN = re.compile(rf"[^\W_一-鿿]+|{CHINESE}+")
# Whatever a form asks in the same words of everybody ("License plate number if available:") says nothing.
ASKED = re.compile(r"(?:^|\|)\s*[A-Z][^|:?]{2,60}[:?]")
LONGEST = 2_000  # characters that are looked at


def words_of(text: str) -> list[str]:
    """Words of letters and figures; of Chinese, which knows no spaces, each two neighbouring characters."""
    out: list[str] = []
    for token in TOKEN.findall(ASKED.sub(" ", simplified(text[:LONGEST])).lower()):
        if "一" <= token[0] <= "鿿":
            out.extend(token[i : i + 2] for i in range(max(len(token) - 1, 1)))
        else:
            out.append(token)
    return out


def pieces_of(text: str) -> list[str]:
    """Sequences of two to four characters inside the words: forgives spelling."""
    out: list[str] = []
    for token in TOKEN.findall(ASKED.sub(" ", simplified(text[:LONGEST])).lower()):
        padded = f" {token} "
        out.extend(padded[i : i + n] for n in (2, 3, 4) for i in range(len(padded) - n + 1))
    return out


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many of `total` texts each hashed word was `seen`: a few texts alone do not show which words are rare."""

    total: int
    seen: npt.NDArray[np.int64]


def _hashed(texts: Sequence[str], analyse: Any) -> Any:
    vectors = HashingVectorizer(analyzer=analyse, n_features=2**BITS, alternate_sign=False, norm=None)
    return vectors.transform(texts)


def count(texts: Sequence[str], analyse: Any) -> Counts:
    """What is rare among these texts."""
    seen = np.bincount(_hashed(texts, analyse).indices, minlength=2**BITS) if texts else np.zeros(2**BITS, np.int64)
    return Counts(len(texts), seen)


class Texts:
    """TF-IDF vectors of n texts, each of length one; `empty`: which have no words. `counts`: what is rare, without it these texts' own."""

    def __init__(self, texts: Sequence[str], analyse: Any, counts: Counts | None = None) -> None:
        counted = _hashed(texts, analyse)
        counted.data = 1 + np.log(counted.data)
        known = counts or Counts(len(texts), np.bincount(counted.indices, minlength=2**BITS))
        seen = np.minimum(known.seen[counted.indices], known.total)
        counted.data *= np.log((1 + known.total) / (1 + seen)) + 1
        self.rows = normalize(counted, copy=False).tocsr()
        self.empty: npt.NDArray[np.bool_] = np.diff(self.rows.indptr) == 0

    def similar(self, of: npt.NDArray[np.int64], to: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """Cosine of each text in `of` (m) with each of its `to` (m, k); -1 in `to` is nobody and gives 0."""
        out = np.zeros(to.shape, np.float32)
        dense = np.zeros(2**BITS)
        indptr, indices, data = self.rows.indptr, self.rows.indices, self.rows.data
        for line, (one, others) in enumerate(zip(of, to, strict=True)):
            a, b = indptr[one], indptr[one + 1]
            if a == b:
                continue
            columns = indices[a:b]
            dense[columns] = data[a:b]
            slots = np.flatnonzero(others >= 0)
            starts = indptr[others[slots]]
            sizes = indptr[others[slots] + 1] - starts
            ends = np.cumsum(sizes)
            at = np.repeat(starts - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0)
            sums = np.concatenate([[0.0], np.cumsum(data[at] * dense[indices[at]])])
            out[line, slots] = sums[ends] - sums[ends - sizes]
            dense[columns] = 0
        return out
