"""Texts in two languages, Chinese first."""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh
