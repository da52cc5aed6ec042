"""Small counts are hidden: below the least a number points at people. And a hidden number may not come back by subtraction.

A count below the least is told as "<5"; nothing is nobody, so zero may be told. Counts stand in sums (the classes of a district and its
total, the districts of a city and theirs). Who knows all of a sum but one term knows that term: so the smallest other one is withheld
too ("*"), until no sum gives one away.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
WITHHELD = "*"
Told = int | str  # a number, "<5" or "*"


@dataclass(frozen=True, slots=True)
class Sum(Generic[Key]):
    """`total` is the sum of `parts`."""

    parts: tuple[Key, ...]
    total: Key

    @property
    def terms(self) -> tuple[Key, ...]:
        return (*self.parts, self.total)


def told(n: int, least: int) -> Told:
    """One count that stands alone."""
    return n if n == 0 or n >= least else f"<{least}"


def hidden(cells: Mapping[Key, int], sums: Sequence[Sum[Key]], least: int) -> dict[Key, Told]:
    """Each count as it may be told beside all others."""
    out: dict[Key, Told] = {key: told(n, least) for key, n in cells.items()}
    of: dict[Key, list[Sum[Key]]] = {}
    for one in sums:
        for key in one.terms:
            of.setdefault(key, []).append(one)
    while True:
        known = bounds(out, sums, least)
        given_away = [k for k, v in out.items() if v == f"<{least}" and known[k][0] >= known[k][1]]
        weakest = {w for k in given_away if (w := _weakest(of.get(k, ()), cells, out)) is not None}
        if not weakest:
            return out
        for key in weakest:
            out[key] = WITHHELD


def bounds(out: Mapping[Key, Told], sums: Sequence[Sum[Key]], least: int) -> dict[Key, tuple[float, float]]:
    """What a reader can tell of each count by subtracting along every sum again and again: at least, at most. He knows our rule: "<5" is 1 to 4,
    "*" is 5 or more."""
    known: dict[Key, tuple[float, float]] = {
        k: (v, v) if isinstance(v, int) else (least, inf) if v == WITHHELD else (1, least - 1) for k, v in out.items()
    }
    again = True
    while again:
        again = False
        for one in sums:
            if any(isinstance(out[k], str) for k in one.terms):
                again |= _tighten(one, known)
    return known


def _tighten(one: Sum[Key], known: dict[Key, tuple[float, float]]) -> bool:
    """Each term against all others of its sum. Has anything become clearer?"""
    clearer = False
    for key in one.terms:
        others = [k for k in one.parts if k != key]
        low, high = sum(known[k][0] for k in others), sum(known[k][1] for k in others)
        if key != one.total:
            low, high = known[one.total][0] - high, known[one.total][1] - low
        found = max(known[key][0], low), min(known[key][1], high)
        if found != known[key] and found[0] <= found[1]:
            known[key], clearer = found, True
    return clearer


def _weakest(sums: Sequence[Sum[Key]], cells: Mapping[Key, int], out: Mapping[Key, Told]) -> Key | None:
    """The smallest that is told still in these sums; a part rather than a total."""
    parts = {k for one in sums for k in one.parts if not isinstance(out[k], str) and cells[k] > 0}
    open_ = parts or {one.total for one in sums if not isinstance(out[one.total], str) and cells[one.total] > 0}
    return min(open_, key=lambda k: (cells[k], str(k))) if open_ else None


def part_of(part: int, whole: int, least: int) -> bool:
    """May a part be told beside its whole, where it is somebody's opinion? Two unsatisfied of nine are told by "seven of nine" as well."""
    return all(not isinstance(told(n, least), str) for n in (part, whole, whole - part))
