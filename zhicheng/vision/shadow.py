"""A new detector beside the old one: on sampled frames both look, and what they see differently is counted. Pure.

Nobody has to know the truth for this: where both agree there is nothing to decide, and a person looks at how much and at what they differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from zhicheng.vision.ports import Detector
from zhicheng.vision.seen import PERSON, VEHICLES, Detection, Pixels

SAME = 0.5  # IoU
LEAST_SCORE = 0.3


@dataclass
class Comparison:
    """Counts over frames; they add up over workers and machines."""

    frames: int = 0
    agreed: int = 0
    only_now: int = 0
    only_next: int = 0
    now_ms: float = 0.0
    next_ms: float = 0.0
    by_name: dict[str, list[int]] = field(default_factory=dict)  # name → agreed, only now, only next

    def look(self, now: Detector, following: Detector, image: Pixels) -> None:
        """Both on one frame."""
        began = process_time()
        old = now.detect(image)
        between = process_time()
        new = following.detect(image)
        self.frames += 1
        self.now_ms += 1000 * (between - began)
        self.next_ms += 1000 * (process_time() - between)
        self.count(old, new)

    def count(self, old: Sequence[Detection], new: Sequence[Detection]) -> None:
        left = [d for d in new if d.score >= LEAST_SCORE and kind(d)]
        for d in (d for d in old if d.score >= LEAST_SCORE and kind(d)):
            same = max((o for o in left if kind(o) == kind(d)), key=lambda o: o.box.iou(d.box), default=None)
            if same is not None and same.box.iou(d.box) >= SAME:
                left.remove(same)
                self._note(kind(d), 0)
            else:
                self._note(kind(d), 1)
        for d in left:
            self._note(kind(d), 2)

    def _note(self, name: str, which: int) -> None:
        self.by_name.setdefault(name, [0, 0, 0])[which] += 1
        if which == 0:
            self.agreed += 1
        elif which == 1:
            self.only_now += 1
        else:
            self.only_next += 1

    @property
    def agreement(self) -> float | None:
        """Share of all that either saw; None while nothing was seen."""
        every = self.agreed + self.only_now + self.only_next
        return self.agreed / every if every else None

    def add(self, other: Mapping[str, Any]) -> None:
        """Another worker's counts."""
        for name in ("frames", "agreed", "only_now", "only_next", "now_ms", "next_ms"):
            setattr(self, name, getattr(self, name) + other.get(name, 0))
        for name, counts in other.get("by_name", {}).items():
            mine = self.by_name.setdefault(name, [0, 0, 0])
            self.by_name[name] = [a + b for a, b in zip(mine, counts, strict=True)]


def kind(d: Detection) -> str:
    """What the rules tell apart: people, vehicles; the rest they do not ask for by name."""
    if d.name == PERSON:
        return PERSON
    return "vehicle" if d.name in VEHICLES else ""
