"""When a batch is full enough to be written: by number, by age, or because nothing more is coming. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
MOST = 500  # messages of a batch
LONGEST_S = 0.05  # the first of a batch waits no longer than this for company
CALM_S = 0.005  # nothing for so long: the broker has no more to give just now


@dataclass(slots=True)
class Batch(Generic[T]):
    """Collects until somebody takes."""

    most: int = MOST
    longest_s: float = LONGEST_S
    calm_s: float = CALM_S
    waiting: list[T] = field(default_factory=list)
    began: float = 0.0
    latest: float = 0.0

    def put(self, one: T, now: float) -> None:
        if not self.waiting:
            self.began = now
        self.latest = now
        self.waiting.append(one)

    def due(self, now: float) -> bool:
        return bool(self.waiting) and (len(self.waiting) >= self.most or now >= self._until())

    def rest(self, now: float, otherwise: float) -> float:
        """How long one may wait for more."""
        return max(0.0, self._until() - now) if self.waiting else otherwise

    def _until(self) -> float:
        return min(self.began + self.longest_s, self.latest + self.calm_s)

    def take(self, now: float) -> list[T]:
        """The oldest, at most a batch; what is left begins to wait now."""
        taken, self.waiting = self.waiting[: self.most], self.waiting[self.most :]
        self.began = now
        return taken


def back_off(failures: int, chance: float, *, longest: float = 30.0) -> float:
    """Seconds until the next try: 1, 2, 4, … at most `longest`, each shortened by up to half so that a thousand do not come back at once.

    `chance` lies in [0, 1).
    """
    return min(longest, 2.0 ** min(failures, 10)) * (1 - chance / 2)
