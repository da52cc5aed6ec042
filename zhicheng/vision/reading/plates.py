"""Number plates: what two readers say of one crop, or one reader of three frames. Evidence needs agreement; else a person reads.

Each reader alone is right in 98 to 99 of 100; its mistakes look like plates. Two that were trained apart rarely make the same one.
Double-row yellow and motorcycle plates are not read by either: they go to a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zhicheng.vision.reading.lines import LetterReader
from zhicheng.vision.seen import Pixels

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳]|[A-HJ-NP-Z0-9]{{6}})")
LETTERS = tuple(
    "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ云京使冀吉学宁川挂新晋桂沪津浙渝港湘澳琼甘皖粤苏蒙藏警豫贵赣辽鄂闽陕青领鲁黑"
)
LEAST_SCORE = {"PP-OCRv4": 0.9}  # each reader has a scale of its own
LEAST_OF_OTHERS = 0.6
FRAMES = 3


class Reading(NamedTuple):
    """What one reader makes of one crop."""

    text: str
    score: float
    reader: str


class Plate(NamedTuple):
    """The vote. `sure` is False where a person has to read; `why` says how it came about."""

    text: str
    sure: bool
    why: str


class PlateReaders:
    """The two readers that come out of packages: PP-OCRv4 and a small one trained on plates only."""

    def __init__(self, letters: Path, plates: Path) -> None:
        self._readers = {"PP-OCRv4": LetterReader(letters), "clp_v2": LetterReader(plates, LETTERS, 32)}

    def read(self, crop: Pixels) -> list[Reading]:
        return [Reading(*self._one(reader, crop), name) for name, reader in self._readers.items()]

    @staticmethod
    def _one(reader: LetterReader, crop: Pixels) -> tuple[str, float]:
        text, score = reader.read(crop)
        return tidy(text), score


def tidy(text: str) -> str:
    """As it stands in a register: no dots, no gaps; on plates there is neither I nor O."""
    plain = re.sub(r"[^0-9A-Za-z\u4e00-\u9fff]", "", text).upper()
    return plain[:2] + plain[2:].replace("O", "0").replace("I", "1")


def is_plate(text: str) -> bool:
    """Could this be a plate of the mainland?"""
    return _PLATE.fullmatch(text) is not None


def vote(readings: Sequence[Reading]) -> Plate:
    """Two readers of one crop, or three frames of one reader, that say the same plate. Otherwise the likeliest, for a person."""
    sound = [r for r in readings if is_plate(r.text) and r.score >= LEAST_SCORE.get(r.reader, LEAST_OF_OTHERS)]
    if not sound:
        best = max(readings, key=lambda r: r.score, default=Reading("", 0.0, ""))
        return Plate(best.text, False, "no reader reads a plate")
    counts = Counter(r.text for r in sound)
    for text, count in counts.most_common():
        readers = {r.reader for r in sound if r.text == text}
        rivals = [r for r in sound if r.text != text]
        if len(readers) >= 2 and len(rivals) < count:
            return Plate(text, True, "two readers agree")
        if count >= FRAMES and not rivals:
            return Plate(text, True, "three frames agree")
    best = max(sound, key=lambda r: (counts[r.text], r.score))
    return Plate(best.text, False, "the readers disagree" if len(counts) > 1 else "one reader only")
