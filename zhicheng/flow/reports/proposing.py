"""What an acceptor is proposed for a report that waits: the three likeliest matters by its words and its photos, with what decided.

Only for a person's eyes: on its way in a report's matter follows from its words alone, since its photos are looked at later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.flow.reports import classifying, seeing
from zhicheng.flow.reports.classifying import FAINTEST, Guess
from zhicheng.flow.reports.seeing import Seen, Thing
from zhicheng.kernel.phrases import Phrase

TOP = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A report's words, and what was seen on each of its photos."""

    text: str
    photos: Sequence[Seen] = ()


@dataclass(frozen=True, slots=True)
class Proposal(Guess):
    """With the words and the things that spoke for it."""

    words: list[str]
    seen: list[Phrase]


def proposals(asked: Sequence[Asked]) -> list[list[Proposal]]:
    """For each report its matters, best first; none where neither words nor photos say anything."""
    guesses = classifying.guess_many([a.text for a in asked], TOP)
    shown = {i: found for i, a in enumerate(asked) if (found := seeing.things_on(a.photos))}
    for i, shares in zip(shown, classifying.shares_many([asked[i].text for i in shown]), strict=True):
        blank = not guesses[i] or not asked[i].text.strip()
        guesses[i] = _best(seeing.alone(shown[i]) if blank else seeing.weighed(shares, shown[i]))
    return [
        [_told(g, a.text, shown.get(i, ())) for g in guessed]
        for i, (a, guessed) in enumerate(zip(asked, guesses, strict=True))
    ]


def _best(shares: seeing.Shares) -> list[Guess]:
    found = sorted(shares, key=lambda m: (-shares[m], m))[:TOP]
    return [Guess(m, round(shares[m], 3)) for m in found if shares[m] >= FAINTEST]


def _told(guess: Guess, text: str, things: Sequence[Thing]) -> Proposal:
    return Proposal(
        guess.code, guess.confidence, classifying.words(text, guess.code), seeing.reasons(things, guess.code)
    )  # fmt: skip
