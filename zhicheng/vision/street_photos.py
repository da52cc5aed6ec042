"""What of a citizen's photo everybody may see: nobody's face, no plate, no number that reaches a person, and no identity paper at all.

A detector of people cannot point at a face, so what of a person may be one is covered: the top of somebody who stands there whole, most of
somebody who is near. Of vehicles the lower half goes, the one in question too: in public nobody's plate is news. When in doubt it is covered.

The same look says which things are on it, since it is made anyway: how many, and how large. Of people nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhicheng.vision.masking import PLATE
from zhicheng.vision.ports import Detector, FaceFinder, Text, TextReader
from zhicheng.vision.rules.ad import judge
from zhicheng.vision.seen import PERSON, VEHICLES, Box, Detection, Pixels

RIDDEN = frozenset({"motorcycle", "bicycle"})
TILE_OVERLAP = 0.2
LEAST_TILED = 700  # px: smaller pictures are seen well enough as a whole
HEAD_BY_SHAPE = (
    (2.2, 0.3),
    (1.5, 0.5),
    (0.0, 0.85),
)  # height/width of a person at least → share of the box from its top
HEAD_SIDE = 0.1  # a head leans out of its box
LEAST_SURE = 0.5  # of a line of text that speaks for a paper
_ID = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_PAPER = ("公民身份号码", "居民身份证", "身份证号码", "签发机关", "有效期限")
_FORM = ("姓名", "性别", "民族", "出生", "住址")
FORM_WORDS = 3
LEAST_CERTAIN = 0.5  # of a thing that is told; what is covered may be less certain
ADVERT = "advert"  # a thing like the detector's: lines of text with a number to call beside words
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[A-Za-z]{4}")


class Sighting(NamedTuple):
    """How many of a thing, and which share of the picture the largest takes, in per mille."""

    many: int
    share: int


@dataclass(frozen=True, slots=True)
class Looked:
    """Places to cover and things by their names; or `private`: why the photo is for nobody's eyes."""

    boxes: tuple[Box, ...] = ()
    private: str = ""
    things: Mapping[str, Sighting] = field(default_factory=dict)


def look(
    image: Pixels,
    detector: Detector,
    reader: TextReader,
    *,
    reaches_somebody: Callable[[str], bool],
    faces: FaceFinder | None = None,
) -> Looked:
    """`reaches_somebody`: does a line of text hold a plate, a phone, a number of a person?"""
    lines = reader.read(image)
    if is_identity_paper(lines):
        return Looked(private="id_document")
    height, width = image.shape[:2]
    whole = detector.detect(image)
    boxes = [*_to_cover(image, detector, whole, faces), *words_to_cover(lines, reaches_somebody)]
    return Looked(tuple(b.inside(width, height) for b in boxes), things=things_on(whole, lines, width * height))


def people_and_plates(image: Pixels, detector: Detector, faces: FaceFinder | None = None) -> list[Box]:
    """Heads, faces, and where vehicles bear their plates."""
    return _to_cover(image, detector, detector.detect(image), faces)


def _to_cover(image: Pixels, detector: Detector, whole: Sequence[Detection], faces: FaceFinder | None) -> list[Box]:
    boxes = [b for d in (*whole, *_in_parts(image, detector)) for b in _of(d)]
    return boxes + list(faces.faces(image)) if faces else boxes


def things_on(whole: Sequence[Detection], lines: Sequence[Text], area: float) -> dict[str, Sighting]:
    """What is certain enough on the picture as a whole: its parts would count a thing twice. People are no things."""
    boxes: dict[str, list[Box]] = {}
    for d in whole:
        if d.name != PERSON and d.score >= LEAST_CERTAIN:
            boxes.setdefault(d.name, []).append(d.box)
    if advert := advert_in(lines):
        boxes[ADVERT] = advert
    return {
        name: Sighting(len(found), round(1000 * max(b.checked_area for b in found) / area))
        for name, found in boxes.items()
    }


def advert_in(lines: Sequence[Text]) -> list[Box]:
    """The lines that hold a number to call, where there are words beside it: somebody offers something."""
    said = [line for line in lines if line.score >= LEAST_SURE]
    offers = any(_WORDS.search(line.text) for line in said)
    return [line.box for line in said if judge([line.text]).numbers] if offers else []


def words_to_cover(lines: Sequence[Text], reaches_somebody: Callable[[str], bool]) -> list[Box]:
    return [line.box.grown(0.1) for line in lines if reaches_somebody(line.text)]


def is_identity_paper(lines: Sequence[Text]) -> bool:
    """An identity number, the words that only such a paper bears, or most of its form."""
    said = ["".join(line.text.split()) for line in lines if line.score >= LEAST_SURE]
    whole = "".join(said)
    return (
        any(_ID.search(text) for text in said)
        or any(word in whole for word in _PAPER)
        or sum(any(text.startswith(word) for text in said) for word in _FORM) >= FORM_WORDS
    )


def _of(d: Detection) -> Iterator[Box]:
    if d.name == PERSON:
        yield head_of(d.box)
    elif d.name in VEHICLES or d.name in RIDDEN:
        yield Box(d.box.x1, d.box.y1 + PLATE * d.box.height, d.box.x2, d.box.y2)


def head_of(person: Box) -> Box:
    """Where a face may be."""
    shape = person.height / person.width if person.width else 0.0
    share = next(s for least, s in HEAD_BY_SHAPE if shape >= least)
    lean, lift = HEAD_SIDE * person.width, 0.05 * person.height
    return Box(person.x1 - lean, person.y1 - lift, person.x2 + lean, person.y1 + max(share * person.height, 8))


def _in_parts(image: Pixels, detector: Detector) -> Iterator[Detection]:
    """Quarters, a little larger than quarters: a face in the background is small in the whole."""
    height, width = image.shape[:2]
    if max(width, height) < LEAST_TILED:
        return
    w, h = int(width * (0.5 + TILE_OVERLAP / 2)), int(height * (0.5 + TILE_OVERLAP / 2))
    for x in (0, width - w):
        for y in (0, height - h):
            for d in detector.detect(image[y : y + h, x : x + w]):
                yield Detection(d.name, d.score, Box(d.box.x1 + x, d.box.y1 + y, d.box.x2 + x, d.box.y2 + y))
