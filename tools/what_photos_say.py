"""What citizens' photos would say without a word: `python -m tools.what_photos_say DIR [--matter CODE]`.

DIR: JPEG photos that are all of one matter. Prints how many show which thing of the table, how many are proposed anything at all, and what
comes first; with `--matter`, how often that is right, first and among three. What a city's own photos say about the table, before it is
changed by hand.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from zhicheng.flow.reports import photos, seeing
from zhicheng.flow.reports.covering import reaches_somebody
from zhicheng.flow.reports.proposing import Asked, Proposal, proposals
from zhicheng.law import matters
from zhicheng.vision.choosing import detector_of, reader_of
from zhicheng.vision.seen import Pixels
from zhicheng.vision.street_photos import Looked, look


def pictures(folder: Path) -> Iterator[Pixels]:
    """As they lie in the store: upright and of its size."""
    for path in sorted(folder.glob("*.jp*g")):
        with Image.open(path) as opened:
            yield np.asarray(photos.upright(opened))


def look_at(shown: Iterable[Pixels]) -> list[Looked]:
    detector, reader = detector_of("efficientdet_lite0"), reader_of()
    return [look(p, detector, reader, reaches_somebody=reaches_somebody) for p in shown]


def table(looked: list[Looked], told: list[list[Proposal]], matter: str) -> list[tuple[str, int]]:
    """Lines of the answer: what, and of how many photos."""
    names = matters.matters()
    things = Counter(t.name.en for one in looked for t in seeing.things_on([one.things]))
    first = Counter(f"first: {names[t[0].code].name_en}" for t in told if t)
    right = [
        (f"right, first: {names[matter].name_en}", sum(bool(t) and t[0].code == matter for t in told)),
        ("right, among three", sum(any(p.code == matter for p in t) for t in told)),
    ] if matter else []  # fmt: skip
    return [*things.most_common(), ("proposed anything", sum(bool(t) for t in told)), *first.most_common(), *right]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--matter", default="")
    asked = parser.parse_args()
    began = time.process_time()
    looked = look_at(pictures(asked.folder))
    spent = time.process_time() - began
    told = proposals([Asked("", [one.things]) for one in looked])
    for what, n in [("photos", len(looked)), *table(looked, told, asked.matter)]:
        print(f"{n:6}  {what}")
    print(f"{1000 * spent / max(len(looked), 1):6.0f}  CPU-ms a photo for detector and reader, faces not counted")


if __name__ == "__main__":
    main()
