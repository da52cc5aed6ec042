"""Learned weights: from features to a score, and from a score back to the words that made it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from zhicheng.engines.duplicates.features import FIRST, GROUPS, NAMES
from zhicheng.kernel.errors import BadInput

Floats = npt.NDArray[np.float64]
FORM = "zhicheng-duplicates/1"
SHIPPED = Path(__file__).with_name("weights.json")


Four = tuple[float, float, float, float]
LIKELY = 0.5  # more likely than not


def share_of(weights: Four, top: Floats, thing: Floats, lead: Floats) -> Floats:
    """Platt's sigmoid of the weighed log-odds."""
    a, b, c, d = weights
    odds = a * np.clip(top, -30, 30) + b * np.clip(thing, -30, 30) + c * lead + d
    out: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return out


@dataclass(frozen=True, slots=True)
class Look:
    """A logistic model over the first n features: `mean` and `scale` of each, `weight` of each in standard deviations, `bias`."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weight: tuple[float, ...]
    bias: float

    def odds(self, matrix: npt.NDArray[np.float32]) -> Floats:
        """Log-odds of each candidate; `matrix` (m, k, f) → (m, k)."""
        slope = np.asarray(self.weight) / np.asarray(self.scale)
        out: Floats = matrix @ slope.astype(np.float32) + float(self.bias - slope @ np.asarray(self.mean))
        return out


@dataclass(frozen=True, slots=True)
class Weights:
    """`first`: without knowing what became of the others; `second`: with that; `rank`: which of the candidates a person would name, if
    any (a conditional logit: McFadden, "Conditional logit analysis", 1974). `calibration` and `certainty` weigh (odds of the named
    candidate, odds of its thing, lead of its thing, 1), see `linking.of_things`: the first gives the score of any report, the second how
    sure it is that the named one is right if the report repeats anything; `automatic`: from this certainty on 98 of 100 held-out links
    were surely right. `suggest`: below this score nobody is asked. `figures`: how it was measured.
    """

    first: Look
    second: Look
    rank: Look
    calibration: Four
    certainty: Four
    automatic: float
    suggest: float
    figures: Mapping[str, Any]

    def score(self, top: Floats, thing: Floats, lead: Floats) -> Floats:
        """0..1: is the report a repetition of the named one's thing?"""
        return share_of(self.calibration, top, thing, lead)

    def certain(self, top: Floats, thing: Floats, lead: Floats) -> npt.NDArray[np.bool_]:
        """Sure enough to be merged without a person?"""
        sure: npt.NDArray[np.bool_] = share_of(self.certainty, top, thing, lead) >= self.automatic
        return sure & (self.score(top, thing, lead) >= LIKELY)

    def reasons(self, features: npt.NDArray[np.float32]) -> dict[str, float]:
        """Log-odds that each group of features brings beyond an average candidate; `features` (f,) of one candidate."""
        look = self.second
        parts = (features - np.asarray(look.mean)) / np.asarray(look.scale) * np.asarray(look.weight)
        out: dict[str, float] = {}
        for group, part in zip(GROUPS, parts, strict=True):
            out[group] = out.get(group, 0.0) + float(part)
        return out


@dataclass(frozen=True, slots=True)
class Book:
    """Weights by what is known: place and when things were closed, place only, or words and time only."""

    placed: Weights
    unclosed: Weights
    placeless: Weights

    def of(self, *, placed: bool, closings: bool) -> Weights:
        if not placed:
            return self.placeless
        return self.placed if closings else self.unclosed


KINDS = ("placed", "unclosed", "placeless")


def dump(book: Book) -> str:
    """As JSON that people can read and compare: one line for each feature."""
    raw = {"form": FORM} | {kind: _raw(getattr(book, kind)) for kind in KINDS}
    text = json.dumps(raw, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+([^\[\]]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text) + "\n"


def _raw(weights: Weights) -> dict[str, Any]:
    looks = {
        name: {
            "bias": round(look.bias, 5),
            "features": {
                n: [round(v, 5) for v in row]
                for n, row in zip(NAMES, zip(look.mean, look.scale, look.weight, strict=True), strict=False)
            },
        }
        for name, look in (("first", weights.first), ("second", weights.second), ("rank", weights.rank))
    }
    return {
        "calibration": [round(v, 5) for v in weights.calibration],
        "certainty": [round(v, 5) for v in weights.certainty], "automatic": round(weights.automatic, 4),
        "suggest": weights.suggest, "figures": dict(weights.figures), **looks,
    }  # fmt: skip


def load(text: str, *, name: str) -> Book:
    """Weights from their JSON. BadInput: one sentence when it is not such a file or of another form."""
    try:
        raw = json.loads(text)
        if raw["form"] != FORM:
            raise ValueError
        return Book(*(_weights(raw[kind]) for kind in KINDS))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{name} 不是 {FORM} 格式的权重文件，请重新学习。",
            f"{name} is not a file of weights of the form {FORM}; learn it again.",
            field="weights",
        ) from error


def _weights(raw: Mapping[str, Any]) -> Weights:
    first, second, rank = (
        _look(raw["first"], len(FIRST)),
        _look(raw["second"], len(NAMES)),
        _look(raw["rank"], len(NAMES)),
    )
    four = _four(raw["calibration"]), _four(raw["certainty"])
    return Weights(first, second, rank, *four, float(raw["automatic"]), float(raw["suggest"]), dict(raw["figures"]))


def _four(raw: Any) -> Four:
    a, b, c, d = (float(v) for v in raw)
    return a, b, c, d


def _look(raw: Mapping[str, Any], count: int) -> Look:
    rows = [raw["features"][name] for name in NAMES[:count]]
    mean, scale, weight = (tuple(float(v) for v in column) for column in zip(*rows, strict=True))
    return Look(mean, scale, weight, float(raw["bias"]))


@cache
def shipped() -> Book:
    """The weights that come with the program; `figures` says from what."""
    return load(SHIPPED.read_text(encoding="utf-8"), name=SHIPPED.name)
