"""What of a citizen's clip is covered when: looks are a few a second, frames are many, and nothing may flicker open between two looks.

Looking is done first, covering afterwards, so a track knows its end as well as its beginning. Between two looks at the same thing the whole
way from one place to the other is covered; a thing that is not seen again stays covered for a while, and one that is new was covered before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from zhicheng.vision.seen import Box

LOOK_EVERY = 0.2  # seconds; a walker moves his head by less than its width
READ_EVERY = 0.5  # text stands still, but a card may be held up for a moment only
HOLD = 0.6  # three looks that miss somebody do not open him
HOLD_TEXT = 1.2
REACH = 0.5  # of its size: how far a thing may have moved until the next look
ALIKE = 4.0  # times as large or as small: another thing
LEEWAY = 0.08  # detectors' boxes tremble
JITTER = 0.05  # seconds: frames do not come as regularly as looks are wanted


class Look(NamedTuple):
    """What has to be covered at one moment of the clip."""

    at: float
    boxes: Sequence[Box]


class Span(NamedTuple):
    """This place is covered from the one moment to the other, both included."""

    begin: float
    end: float
    box: Box


class Held:
    """The places to cover at any moment, made of looks in the order of their time."""

    def __init__(self, looks: Sequence[Look], hold: float) -> None:
        self._spans = sorted(spans_of(looks, hold))
        self._begins = [s.begin for s in self._spans]
        self._longest = max((s.end - s.begin for s in self._spans), default=0.0)

    def at(self, moment: float) -> list[Box]:
        first = bisect_right(self._begins, moment - self._longest - 1e-6)
        last = bisect_right(self._begins, moment)
        return [s.box for s in self._spans[first:last] if s.end >= moment]


def spans_of(looks: Sequence[Look], hold: float) -> list[Span]:
    out: list[Span] = []
    reached: set[tuple[int, int]] = set()
    for i, look in enumerate(looks):
        for j, box in enumerate(look.boxes):
            covered = box.grown(LEEWAY)
            if (i, j) not in reached:
                out.append(Span(look.at - hold, look.at, covered))
            found = _again(looks, i, box, hold)
            if found is None:
                out.append(Span(look.at, look.at + hold, covered))
                continue
            reached.add(found)
            later = looks[found[0]]
            out.append(Span(look.at, later.at, hull(covered, later.boxes[found[1]].grown(LEEWAY))))
    return out


def _again(looks: Sequence[Look], i: int, box: Box, hold: float) -> tuple[int, int] | None:
    """Where the same thing is seen next, within the time that it is held."""
    for k in range(i + 1, len(looks)):
        if looks[k].at - looks[i].at > hold + JITTER:
            return None
        alike = [(box.grown(REACH).iou(b.grown(REACH)), n) for n, b in enumerate(looks[k].boxes) if same(box, b)]
        if alike:
            return k, max(alike)[1]
    return None


def same(one: Box, other: Box) -> bool:
    """May these be one thing a moment apart?"""
    sizes = sorted((one.checked_area, other.checked_area))
    return sizes[1] <= ALIKE * sizes[0] and one.grown(REACH).common(other) > 0


def hull(one: Box, other: Box) -> Box:
    return Box(min(one.x1, other.x1), min(one.y1, other.y1), max(one.x2, other.x2), max(one.y2, other.y2))
