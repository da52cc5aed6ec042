"""A new detector beside the old one: what they see differently is counted, nothing else."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vision.seen import Box, Detection, Pixels
from zhicheng.vision.shadow import Comparison, kind

HERE, NEAR, THERE = Box(0, 0, 100, 100), Box(10, 0, 110, 100), Box(300, 0, 400, 100)


def car(box: Box = HERE, score: float = 0.8, name: str = "car") -> Detection:
    return Detection(name, score, box)


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ([], [], (0, 0, 0)),
        ([car()], [car()], (1, 0, 0)),
        ([car()], [car(NEAR)], (1, 0, 0)),
        ([car()], [car(THERE)], (0, 1, 1)),
        ([car()], [], (0, 1, 0)),
        ([], [car()], (0, 0, 1)),
        ([car()], [car(name="truck")], (1, 0, 0)),  # both are vehicles to the rules
        ([car()], [car(name="person")], (0, 1, 1)),
        ([car(name="dog")], [car(name="dog")], (0, 0, 0)),
        ([car(score=0.2)], [car(score=0.2)], (0, 0, 0)),
        ([car(score=0.2)], [car(score=0.9)], (0, 0, 1)),
        ([car(), car(NEAR)], [car()], (1, 1, 0)),  # each once
        ([car()], [car(NEAR), car()], (1, 0, 1)),
    ],
)
def test_what_they_see_differently_is_counted(old: list, new: list, counts: tuple[int, int, int]) -> None:
    one = Comparison()
    one.count(old, new)
    assert (one.agreed, one.only_now, one.only_next) == counts
    assert one.agreement == (counts[0] / sum(counts) if sum(counts) else None)


class Fixed:
    def __init__(self, *found: Detection) -> None:
        self.signature, self.found = "x", list(found)

    def detect(self, image: Pixels) -> list[Detection]:
        return self.found


def test_both_look_at_the_same_frame_and_their_time_is_kept_apart() -> None:
    one, image = Comparison(), np.zeros((10, 10, 3), dtype=np.uint8)
    for _ in range(3):
        one.look(Fixed(car()), Fixed(car(), car(THERE, name="person")), image)
    assert (one.frames, one.agreed, one.only_next) == (3, 3, 3)
    assert one.by_name == {"vehicle": [3, 0, 0], "person": [0, 0, 3]}
    assert one.now_ms >= 0
    assert one.next_ms >= 0


BOXES = st.builds(lambda x, n: car(Box(x, 0, x + 50, 50), 0.9, n), st.integers(0, 500), st.sampled_from(["car", "bus", "person"]))  # fmt: skip


@given(st.lists(BOXES, max_size=8), st.lists(BOXES, max_size=8))
def test_nothing_is_counted_twice_and_nothing_is_lost(old: list[Detection], new: list[Detection]) -> None:
    one = Comparison()
    one.count(old, new)
    assert one.agreed + one.only_now == len(old)
    assert one.agreed + one.only_next == len(new)


@given(st.lists(st.tuples(st.lists(BOXES, max_size=4), st.lists(BOXES, max_size=4)), max_size=6))
def test_counts_of_several_workers_add_up(frames: list[tuple[list[Detection], list[Detection]]]) -> None:
    whole, parts = Comparison(), Comparison()
    for old, new in frames:
        whole.count(old, new)
        part = Comparison()
        part.count(old, new)
        parts.add(asdict(part))
    assert asdict(whole) == asdict(parts)


@pytest.mark.parametrize(("name", "found"), [("car", "vehicle"), ("bus", "vehicle"), ("person", "person"), ("dog", "")])
def test_only_what_the_rules_ask_for_is_compared(name: str, found: str) -> None:
    assert kind(car(name=name)) == found
