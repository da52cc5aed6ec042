"""Words of a Chinese text, which is written without spaces: by jieba's dictionary and, for names it does not hold, its hidden Markov model."""

from __future__ import annotations

import re

from rjieba import cut

CHINESE = re.compile(r"[\u3400-\u9fff]")
SHORT = 60  # Chinese characters: of a phrase the runs of characters say more than its few words (58.6 instead of 55.9 % of terse texts right)
AS_WORDS = 6  # one space for so many Chinese characters: the text came as words already


def spaced(text: str) -> str:
    """The text with single spaces between its words; as it is when it came so, or is no longer than a phrase. 0.2 µs a character."""
    chinese = len(CHINESE.findall(text))
    if chinese < SHORT or text.count(" ") * AS_WORDS > chinese:
        return text
    return " ".join(w for word in cut(text) if (w := word.strip()))
