"""响应率, 解决率, 满意率: what callers said, each as a share of all that were called back (domain.md H). Pure.

Who was not reached, or did not say, did not say yes: he is in the denominator, so that nobody gains by not asking.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from typing_extensions import TypedDict


@dataclass(frozen=True, slots=True)
class Heard:
    """One call-back. None: not known. `unit` and `street` "" where there is none."""

    contacted: bool | None
    solved: bool | None
    satisfied: bool | None
    unit: str = ""
    street: str = ""


class Share(TypedDict):
    """`yes` of `of`; 0 of 0 is no share."""

    yes: int
    of: int


class Rates(TypedDict):
    """A unit's or street's three shares; `name` "" stands for all."""

    name: str
    responded: Share
    solved: Share
    satisfied: Share


class Figures(TypedDict):
    all: Rates
    units: list[Rates]
    streets: list[Rates]


def figures(heard: Iterable[Heard]) -> Figures:
    rows = list(heard)
    return {"all": rates("", rows), "units": _by(rows, lambda h: h.unit), "streets": _by(rows, lambda h: h.street)}


def rates(name: str, rows: Iterable[Heard]) -> Rates:
    chosen = list(rows)
    return {
        "name": name, "responded": _share(h.contacted for h in chosen), "solved": _share(h.solved for h in chosen),
        "satisfied": _share(h.satisfied for h in chosen),
    }  # fmt: skip


def _share(said: Iterable[bool | None]) -> Share:
    every = list(said)
    return {"yes": sum(s is True for s in every), "of": len(every)}


def _by(rows: Iterable[Heard], key: Callable[[Heard], str]) -> list[Rates]:
    """Those with most call-backs first; what belongs to none is in the total only."""
    groups: dict[str, list[Heard]] = defaultdict(list)
    for row in rows:
        if key(row):
            groups[key(row)].append(row)
    return [rates(name, found) for name, found in sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))]


def percent(share: Share) -> str:
    """ "66.7 % (2/3)"; "-" for 0 of 0."""
    return f"{100 * share['yes'] / share['of']:.1f} % ({share['yes']}/{share['of']})" if share["of"] else "-"
