"""What every rule gives back: yes or no, and why, with the article it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from zhicheng.kernel.phrases import Phrase

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Reason:
    """One check of a rule. `article` names the statute, standard or invariant; `text` is for the person who asks."""

    holds: bool
    article: Phrase
    text: Phrase


@dataclass(frozen=True, slots=True)
class Verdict:
    """All reasons of one rule; allowed when every one of them holds."""

    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        return all(r.holds for r in self.reasons)

    @property
    def against(self) -> tuple[Reason, ...]:
        return tuple(r for r in self.reasons if not r.holds)


def ask_all(facts: F, checks: Iterable[Callable[[F], Reason]]) -> Verdict:
    """Put the same facts to every check."""
    return Verdict(tuple(check(facts) for check in checks))
