"""What is a report about? The model in use: learnt from this city's corrections, or on the first day from the catalogue's words.

Reports are drafted in processes that have no database, so the model in use lies as a file under the installation's home, with a
pointer beside it; `learning` puts both there, and every machine compares itself with the database every few seconds (`keep`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from zhicheng.engines.classify import Model, Prediction, Sample
from zhicheng.engines.classify.storage import unpacked
from zhicheng.engines.script import simplified
from zhicheng.flow.reports.rules import Incoming
from zhicheng.infra.config import config
from zhicheng.law import matters

COLD = "matters.model"
POINTER = "in-use.json"
SURE_ENOUGH = 50  # per cent: below that a person names the category; a manager sets another one at /manage
FAINTEST = 0.03  # of 250 matters, a guess below that is none
NEVER = 101  # per cent
LONGEST = 1_000  # characters of a report that are read


@dataclass(frozen=True, slots=True)
class Guess:
    """A matter with its calibrated probability, 0..1."""

    code: str
    confidence: float


@dataclass(frozen=True, slots=True)
class InUse:
    """`number` of the version in use, 0 on the first day; `sure`: from how many per cent on nobody is asked."""

    number: int = 0
    digest: str = ""
    sure: int = SURE_ENOUGH

    @property
    def file(self) -> Path:
        """A version's number is given once; its digest keeps two installations under one home apart."""
        return folder() / f"{self.number}-{self.digest[:12]}.model"


@cache
def cold() -> Model:
    """The model of a new installation."""
    return unpacked(files("zhicheng.flow.reports").joinpath("data", COLD).read_bytes(), COLD)


def folder() -> Path:
    return config().home / "classify"


def in_use() -> InUse:
    """What the pointer says; the first day's where there is none."""
    try:
        found = json.loads((folder() / POINTER).read_bytes())
        return InUse(int(found["number"]), str(found["digest"]), int(found["sure"]))
    except FileNotFoundError:
        return InUse()


def put_file(chosen: InUse, fetch: Callable[[], bytes]) -> None:
    """A version's file onto this machine, and the others off it."""
    if chosen.file.exists():
        return
    _written(chosen.file, fetch())
    for other in folder().glob("*.model"):
        if other != chosen.file:
            other.unlink(missing_ok=True)


def point_to(chosen: InUse) -> None:
    """From now on this version, on this machine. Its file lies there already."""
    _written(folder() / POINTER, json.dumps(asdict(chosen)).encode())


def _written(path: Path, data: bytes) -> None:
    """Whole or not at all; several processes may write the same."""
    folder().mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_bytes(data)
    part.replace(path)


_loaded: dict[Path, Model] = {}  # the last one only: a city's model takes up to 100 MB


def model() -> Model:
    """The model in use on this machine."""
    chosen = in_use()
    if not chosen.number:
        return cold()
    found = _loaded.get(chosen.file)
    if found is None:
        found = unpacked(chosen.file.read_bytes(), chosen.file.name)
        _loaded.clear()
        _loaded[chosen.file] = found
    return found


def guess_many(texts: Sequence[str], top: int = 3) -> list[list[Guess]]:
    """For each text the matters that it may be, best first; none where nothing in it is known."""
    asked = [Sample(t[:LONGEST]) for t in texts]
    return [
        [Guess(c, round(p, 3)) for c, p in zip(found.labels, found.confidences, strict=True) if p >= FAINTEST]
        for found in opinions(model(), asked, top)
    ]


def shares_many(texts: Sequence[str]) -> list[dict[str, float]]:
    """For each text every matter that the model knows, with its calibrated probability."""
    told = opinions(model(), [Sample(t[:LONGEST]) for t in texts], len(matters.matters()))
    return [dict(zip(found.labels, found.confidences, strict=True)) for found in told]


def opinions(chosen: Model, asked: Sequence[Sample], top: int = 3) -> list[Prediction]:
    """What a model says; where it is in doubt and the catalogue's words are surer, what those say.

    Corrections are what was doubtful: a model that learnt from them alone would forget the reports that never were.
    """
    told = list(chosen.predict(asked, top))
    doubtful = [] if chosen is cold() else [i for i, p in enumerate(told) if p.confidence * 100 < SURE_ENOUGH]
    for i, second in zip(doubtful, cold().predict([asked[i] for i in doubtful], top), strict=True):
        if second.confidence > told[i].confidence:
            told[i] = second
    return told


def guess(text: str, top: int = 3) -> list[Guess]:
    """The same for one text."""
    return guess_many([text], top)[0] if text.strip() else []


def words(text: str, code: str) -> list[str]:
    """The words of the text that speak for this matter."""
    asked = Sample(text[:LONGEST])
    by = (m for m in (model(), cold()) if code in m.labels)
    return next((found for m in by if (found := m.words(asked, code))), [])


def sure_of(guesses: Sequence[Guess], sure: int) -> tuple[str, int]:
    """(matter, per cent) when sure enough, else ("", 0): a person names it."""
    if guesses and guesses[0].confidence * 100 >= sure:
        return guesses[0].code, round(guesses[0].confidence * 100)
    return "", 0


def categories(rows: Sequence[Incoming]) -> list[tuple[str, int]]:
    """(matter code, per cent) of each: named by the sender, or guessed from the text when sure enough."""
    named = [matters.code_of(simplified(one.category)) if one.category else "" for one in rows]
    asked = [i for i, code in enumerate(named) if not code]
    chosen = in_use()
    found = [(code, 100) for code in named]
    told = guess_many([f"{rows[i].category} {rows[i].text}" for i in asked], top=1)
    for i, guesses in zip(asked, told, strict=True):
        found[i] = sure_of(guesses, chosen.sure if chosen.number or _is_chinese(rows[i]) else NEVER)
    return found


def _is_chinese(one: Incoming) -> bool:
    """The first day's model knows a Chinese catalogue: of "Ward 7 Misc" it may propose something, and is sure of nothing."""
    return any("一" <= c <= "鿿" for c in f"{one.category}{one.text[:LONGEST]}")
