"""Texts in two languages, Chinese first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Phrase(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


SILENCE = Phrase("", "")


def joined(parts: Iterable[Phrase], *, end: Phrase = SILENCE) -> Phrase:
    """Several phrases as one sentence."""
    said = list(parts)
    return Phrase("；".join(p.zh for p in said) + end.zh, "; ".join(p.en for p in said) + end.en)
