"""Text as numbers: which runs of one to four characters, which words and word pairs stand in it, and which of them at its head.

All texts of a batch are hashed at once with numpy: a vocabulary costs a dictionary look-up in Python for each of a thousand runs
of characters, ten times what this costs. Words are those between spaces, which Chinese gets by `words.spaced`; runs of characters
do not see the spaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhicheng.engines.script import simplified
from zhicheng.engines.words import spaced

Codes = NDArray[np.uint64]
Ints = NDArray[np.int64]

BITS = 22  # 4 million places: a seven-class corpus of 6,000 messages uses a tenth, so few runs share one
LONGEST = 4_000  # characters that are read; what a message is about is said by then, and a flood stays cheap
HEAD_CHARS = 25  # a title, or as much of a text as says what it is about
HEAD_WORDS = 12
SPACE = 32


class Sample(NamedTuple):
    """One text; a title, where there is one, is its head."""

    text: str
    title: str = ""


class Block(NamedTuple):
    """One kind of feature. Each block of a text has length `weight`, so that a long text is not more than a short one."""

    name: str
    longest: int
    weight: float
    words: bool
    head: bool


# Weights and lengths by grouped cross-validation on the train part of the hotline texts: `python -m tools.ablate_classify`.
BLOCKS = (
    Block("chars", 4, 1.0, words=False, head=False),
    Block("words", 2, 1.0, words=True, head=False),
    Block("head chars", 3, 0.5, words=False, head=True),
    Block("head words", 2, 0.5, words=True, head=True),
)
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2^64
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))


@dataclass(frozen=True, slots=True)
class Runs:
    """Every feature of a batch, each time that it occurs: in which text, in which place of the hash table, over which characters."""

    text: Ints
    place: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Counted:
    """How often each place occurs in each text, ordered by text."""

    text: Ints
    place: Ints
    count: Ints


def written(sample: Sample) -> str:
    """A text as it is read: one width of letters, one script, small letters, single spaces between words."""
    whole = f"{sample.title[:LONGEST]} {sample.text[:LONGEST]}" if sample.title else sample.text[:LONGEST]
    return spaced(" ".join(simplified(unicodedata.normalize("NFKC", whole)).lower().split())[:LONGEST])[:LONGEST]


def runs(texts: Sequence[str], block: Block, number: int, bits: int = BITS) -> Runs:
    """The features of one block in `texts`, which are `written`."""
    lengths = np.array([len(t) for t in texts], dtype=np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    begins = np.cumsum(lengths) - lengths
    at = np.arange(len(codes), dtype=np.int64) - begins[owner]
    units = _words(codes, owner, at) if block.words else _characters(codes, owner, at)
    if block.head:
        units = units.head(HEAD_WORDS if block.words else HEAD_CHARS)
    return _joined(units, block.longest, number + 1, bits)


class _Units(NamedTuple):
    """Characters or words in order, each with a code of 64 bits."""

    code: Codes
    text: Ints
    start: Ints
    end: Ints

    def head(self, longest: int) -> _Units:
        """The first `longest` of each text."""
        if not len(self.text):
            return self
        new = np.flatnonzero(np.r_[True, self.text[1:] != self.text[:-1]])
        first = np.repeat(new, np.diff(np.r_[new, len(self.text)]))
        keep = np.arange(len(self.text)) - first < longest
        return _Units(self.code[keep], self.text[keep], self.start[keep], self.end[keep])


def _characters(codes: Codes, owner: Ints, at: Ints) -> _Units:
    keep = codes != SPACE
    return _Units(codes[keep], owner[keep], at[keep], at[keep] + 1)


def _words(codes: Codes, owner: Ints, at: Ints) -> _Units:
    """Words between spaces. A word's code is a difference of prefix sums of code x power, brought back to power 0: no loop over words."""
    inside = codes != SPACE
    new_text = np.r_[True, owner[1:] != owner[:-1]] if len(owner) else inside
    begins = np.flatnonzero(inside & (new_text | ~np.r_[False, inside[:-1]]))
    last = np.r_[new_text[1:], True] if len(owner) else inside
    ends = np.flatnonzero(inside & (last | ~np.r_[inside[1:], False]))
    powers = np.cumprod(np.full(len(codes), _MULTIPLIER))
    sums = np.r_[np.uint64(0), np.cumsum(codes * powers)]
    back = np.cumprod(np.full(len(codes), _INVERSE))
    code = (sums[ends + 1] - sums[begins]) * back[begins]
    return _Units(code, owner[begins], at[begins], at[ends] + 1)


def _joined(units: _Units, longest: int, salt: int, bits: int) -> Runs:
    """Runs of 1 to `longest` units within one text."""
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    code = units.code.copy()
    for n in range(longest):
        if n:
            code = code[:-1] * _MULTIPLIER + units.code[n:]
        stop = len(units.text) - n
        if stop <= 0:
            break
        within = units.text[:stop] == units.text[n:]
        place = _mixed(code + np.uint64((salt * 0xD1B54A32D192ED03 + n) % (1 << 64)), bits)
        found.append((units.text[:stop][within], place[within], units.start[:stop][within], units.end[n:][within]))
    if not found:
        none = np.empty(0, dtype=np.int64)
        return Runs(none, none, none, none)
    return Runs(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _mixed(code: Codes, bits: int) -> Ints:
    """The upper bits of a code after a finaliser (splitmix64), so that near codes lie far apart."""
    code = (code ^ (code >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    code = (code ^ (code >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((code ^ (code >> np.uint64(31))) >> np.uint64(64 - bits)).astype(np.int64)


def counted(found: Runs, bits: int = BITS) -> Counted:
    """Occurrences summed by text and place."""
    keys, count = np.unique((found.text << bits) | found.place, return_counts=True)
    return Counted(keys >> bits, keys & ((1 << bits) - 1), count)
