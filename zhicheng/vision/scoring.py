"""How good were the events? As the trade judges: same category and zone, boxes that overlap (IoU ≥ 0.3), onset within five seconds.

F1 per rule, errors of onset and dwell in seconds, false alarms per camera-hour. Without a false alarm in a few minutes the honest answer is
a bound: with 95 % confidence there are at most three in the time that was watched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhicheng.vision.seen import Box

LEAST_IOU = 0.3
MOST_ONSET_S = 5.0
RULE_OF_THREE = 3.0  # Poisson, 95 %, nothing seen

Row = Mapping[str, Any]


@dataclass
class Score:
    """Counts and errors of one rule."""

    found: int = 0
    false: int = 0
    missed: int = 0
    onset_s: list[float] = field(default_factory=list)
    dwell_s: list[float] = field(default_factory=list)
    watched_s: float = 0.0

    @property
    def f1(self) -> float | None:
        """None where there was nothing to find and nothing was claimed."""
        total = 2 * self.found + self.false + self.missed
        return 2 * self.found / total if total else None

    @property
    def false_per_hour(self) -> float:
        return self.false / self.watched_s * 3600 if self.watched_s else 0.0

    @property
    def false_per_hour_at_most(self) -> float | None:
        """With 95 % confidence, where no false alarm was seen."""
        return RULE_OF_THREE / self.watched_s * 3600 if self.watched_s and not self.false else None

    def add(self, other: Score) -> None:
        self.found, self.false, self.missed = (
            self.found + other.found,
            self.false + other.false,
            self.missed + other.missed,
        )
        self.onset_s += other.onset_s
        self.dwell_s += other.dwell_s
        self.watched_s += other.watched_s

    def as_row(self) -> dict[str, Any]:
        def worst(errors: Sequence[float]) -> float | None:
            if not errors:
                return None
            worst_one: float = max(errors, key=lambda e: abs(e))
            return round(worst_one, 2)

        return {
            "f1": self.f1, "found": self.found, "false": self.false, "missed": self.missed, "worst_onset_error_s": worst(self.onset_s),
            "worst_dwell_error_s": worst(self.dwell_s), "watched_s": round(self.watched_s, 1),
            "false_per_camera_hour": round(self.false_per_hour, 2),
            "false_per_camera_hour_at_most": None if self.false_per_hour_at_most is None else round(self.false_per_hour_at_most, 1),
        }  # fmt: skip


def score(truth: Sequence[Row], found: Sequence[Row], watched_s: float = 0.0) -> Score:
    """Each true event with the nearest claim that fits, each claim once."""
    result, left = Score(watched_s=watched_s), list(found)
    for event in truth:
        fitting = [f for f in left if fits(event, f)]
        if not fitting:
            result.missed += 1
            continue
        best = min(fitting, key=lambda f: abs(f["t_start"] - event["t_start"]))
        left.remove(best)
        result.found += 1
        result.onset_s.append(best["t_start"] - event["t_start"])
        result.dwell_s.append((best["t_end"] - best["t_start"]) - (event["t_end"] - event["t_start"]))
    result.false = len(left)
    return result


def fits(event: Row, claim: Row) -> bool:
    """Is the claim about this event?"""
    return (
        claim["category"] == event["category"]
        and ("zone" not in event or claim["zone"] == event["zone"])
        and Box(*event["bbox"]).iou(Box(*claim["bbox"])) >= LEAST_IOU
        and abs(claim["t_start"] - event["t_start"]) <= MOST_ONSET_S
    )
