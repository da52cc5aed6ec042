"""What the things on a citizen's photos say about its matter, beside the words. Pure; the table is `data/seen.json`, written by hand.

Several photos show one scene, and a table stands where chairs stand: of all that speaks for a matter only what speaks loudest counts, so
ten photos say no more than the best of them, in whatever order they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

MISREAD = 0.1  # of texts say something else than what the photo is about ("please look at this")
WORDS_SPEAK = (
    1 / 3
)  # from here on the words' best guess is one; the fainter it is, the more the photo counts as if alone
MANY = 10_000  # of a thing of which no number says anything

Seen = Mapping[str, Sequence[int]]  # one photo: name → how many, and the largest one's share in per mille
Shares = Mapping[str, float]  # matter → probability; what is missing to 1 is something else


@dataclass(frozen=True, slots=True)
class Thing:
    """What a detector may name, when the photo is about it, and for which matters it speaks how loudly."""

    name: Phrase
    seen_as: tuple[str, ...]
    share: int
    count: int
    speaks_for: Mapping[str, float]

    def is_on(self, photo: Seen) -> bool:
        found = [photo[name] for name in self.seen_as if name in photo]
        return sum(f[0] for f in found) >= self.count or any(f[1] >= self.share for f in found)


@dataclass(frozen=True, slots=True)
class Table:
    """`often`: the share of each matter that any thing speaks for among photos without words; `ceiling`: of a photo alone."""

    things: tuple[Thing, ...]
    often: Shares
    ceiling: float


@cache
def table() -> Table:
    said = json.loads(files("zhicheng.flow.reports").joinpath("data", "seen.json").read_bytes())
    things = tuple(_thing(t) for t in said["things"])
    often: dict[str, float] = said["often"]
    other = (1 - sum(often.values())) / (len(matters.matters()) - len(often))
    return Table(things, {m: often.get(m, other) for t in things for m in t.speaks_for}, said["ceiling"])


def _thing(said: Mapping[str, Any]) -> Thing:
    return Thing(
        Phrase(*said["name"]), tuple(said["seen_as"]), said["share"], said.get("count", MANY), said["speaks_for"]
    )  # fmt: skip


def things_on(photos: Iterable[Seen]) -> list[Thing]:
    """What these photos are about, in the order of the table."""
    shown = list(photos)
    return [t for t in table().things if any(t.is_on(photo) for photo in shown)]


def reasons(things: Iterable[Thing], matter: str) -> list[Phrase]:
    """Those that speak for this matter."""
    return [t.name for t in things if matter in t.speaks_for]


def loudness(things: Iterable[Thing]) -> dict[str, float]:
    """Matter → how many times likelier the things make it."""
    out: dict[str, float] = {}
    for thing in things:
        for matter, times in thing.speaks_for.items():
            out[matter] = max(out.get(matter, 1.0), times)
    return out


def weighed(shares: Shares, things: Sequence[Thing]) -> dict[str, float]:
    """What words and photos say together. What no photo speaks for keeps its proportions; nothing to see changes nothing."""
    often = table().often
    doubt = max(MISREAD, 1 - max(shares.values(), default=0.0) / WORDS_SPEAK)
    louder = {m: times * max(shares.get(m, 0.0), doubt * often[m]) for m, times in loudness(things).items()}
    weight = {**shares, **louder}
    total = sum(weight.values()) + max(1 - sum(shares.values()), 0.0)
    return {m: w / total for m, w in weight.items()} if louder else dict(shares)


def alone(things: Sequence[Thing]) -> dict[str, float]:
    """What photos say without a word: never so sure that nobody need be asked."""
    found = weighed({}, things)
    scale = min(1.0, table().ceiling / max(found.values(), default=1.0))
    return {m: scale * share for m, share in found.items()}
