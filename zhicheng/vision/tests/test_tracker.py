"""The tracker: who stays, who comes, who goes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from zhicheng.vision.seen import Box, Detection
from zhicheng.vision.tracker import PATIENCE_S, Tracker


def at(x: float, y: float = 0, size: float = 20, name: str = "car") -> Detection:
    return Detection(name, 0.9, Box(x, y, x + size, y + size))


def test_a_thing_that_moves_keeps_its_number() -> None:
    tracker = Tracker()
    ids = [tracker.update([at(k * 8.0)], k * 0.5)[0].id for k in range(12)]
    assert set(ids) == {1}


def test_a_fast_thing_without_overlap_is_followed_by_its_speed() -> None:
    tracker = Tracker()
    ids = [tracker.update([at(x)], k * 0.5)[0].id for k, x in enumerate((0, 12, 36, 64, 92, 120))]
    assert len(set(ids)) == 1


def test_two_that_cross_are_not_one() -> None:
    tracker = Tracker()
    for k in range(20):
        seen = tracker.update([at(k * 6.0, 0), at(120 - k * 6.0, 30)], k * 0.5)
        assert len({s.id for s in seen}) == 2


def test_a_short_gap_is_bridged_and_a_long_one_is_not() -> None:
    tracker = Tracker()
    first = tracker.update([at(0)], 0)[0].id
    tracker.update([], 1.0)
    assert tracker.update([at(2)], 1.5)[0].id == first
    tracker.update([], 1.5 + PATIENCE_S + 0.1)
    assert tracker.update([at(2)], 4.0)[0].id != first


def test_a_person_does_not_become_a_car() -> None:
    tracker = Tracker()
    first = tracker.update([at(0, name="person")], 0)[0].id
    assert tracker.update([at(0, name="car")], 0.5)[0].id != first


def test_another_size_at_the_same_spot_is_another_thing() -> None:
    tracker = Tracker()
    first = tracker.update([at(0, size=20)], 0)[0].id
    assert tracker.update([at(0, size=200)], 0.5)[0].id != first


@pytest.mark.parametrize(
    ("path", "stays"),
    [([0.0] * 10, True), ([k * 0.4 for k in range(10)], True), ([k * 3.0 for k in range(10)], False)],
)
def test_who_hardly_moves_stays(path: list[float], stays: bool) -> None:
    tracker = Tracker()
    for k, x in enumerate(path):
        (track,) = tracker.update([at(x, name="person")], k * 0.5)
    assert track.stays(4.5, 4.0) is stays


def test_nobody_stays_before_the_time_is_over() -> None:
    tracker = Tracker()
    (track,) = tracker.update([at(0)], 0.0)
    assert not track.stays(0.5, 4.0)


@pytest.mark.parametrize(("name", "most"), [("TUD-Campus", 4), ("TUD-Stadtmitte", 6)])
def test_numbers_rarely_change_on_the_public_sequences(shared: Path, name: str, most: int) -> None:
    """Ground-truth boxes in, numbers out: how often does one person's number change?"""
    rows = [line.split(",") for line in (shared / "media" / "mot" / f"{name}.gt.txt").read_text().splitlines() if line]
    frames: dict[int, list[tuple[int, Detection]]] = defaultdict(list)
    for frame, person, x, y, w, h, *_ in rows:
        box = Box(float(x), float(y), float(x) + float(w), float(y) + float(h))
        frames[int(frame)].append((int(person), Detection("person", 1.0, box)))
    tracker, numbers, switches = Tracker(), {}, 0
    for frame in sorted(frames):
        seen = {k.box: k.id for k in tracker.update([d for _, d in frames[frame]], frame / 25)}
        for person, d in frames[frame]:
            switches += numbers.get(person, seen[d.box]) != seen[d.box]
            numbers[person] = seen[d.box]
    assert len(numbers) >= 8
    assert switches <= most
