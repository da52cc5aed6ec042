"""Nothing flickers open between two looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vision.seen import Box
from zhicheng.vision.street_clips import HOLD, LOOK_EVERY, Held, Look, hull, same

FACE = Box(100, 100, 120, 124)


def contains(boxes: list[Box], x: float, y: float) -> bool:
    return any(b.x1 <= x <= b.x2 and b.y1 <= y <= b.y2 for b in boxes)


def walking(*, missed: frozenset[int] = frozenset(), step: float = 8.0, looks: int = 12) -> list[Look]:
    """Somebody walks to the right; in some looks the detector misses him."""
    return [Look(i * LOOK_EVERY, [] if i in missed else [FACE.moved(step * i, 0)]) for i in range(looks)]


def test_somebody_who_walks_is_covered_at_every_moment_between_the_looks() -> None:
    held = Held(walking(), HOLD)
    for k in range(221):
        moment = k / 100
        x = 110 + 8 * moment / LOOK_EVERY
        assert contains(held.at(moment), x, 112), moment


@pytest.mark.parametrize("missed", [{5}, {5, 6}, {1}, {10}])
def test_looks_that_miss_him_do_not_open_him(missed: set[int]) -> None:
    held = Held(walking(missed=frozenset(missed)), HOLD)
    for k in range(221):
        moment = k / 100
        assert contains(held.at(moment), 110 + 8 * moment / LOOK_EVERY, 112), moment


def test_who_appears_was_covered_before_and_who_is_gone_for_a_while_after() -> None:
    held = Held([Look(0, []), Look(1, [FACE]), Look(2, [])], HOLD)
    seen = {t: bool(held.at(t)) for t in (0.3, 0.41, 0.9, 1.0, 1.59, 1.7)}
    assert seen == {0.3: False, 0.41: True, 0.9: True, 1.0: True, 1.59: True, 1.7: False}


def test_two_people_side_by_side_stay_two() -> None:
    apart = FACE.moved(300, 0)
    held = Held([Look(0, [FACE, apart]), Look(0.2, [apart, FACE])], HOLD)
    assert all(b.width < 40 for b in held.at(0.1))
    assert contains(held.at(0.1), 410, 112)
    assert not contains(held.at(0.1), 250, 112)


def test_nothing_seen_covers_nothing() -> None:
    assert Held([], HOLD).at(1.0) == []
    assert Held([Look(0, []), Look(1, [])], HOLD).at(0.5) == []


@pytest.mark.parametrize(
    ("other", "one_thing"),
    [
        (FACE, True),
        (FACE.moved(10, 4), True),
        (FACE.moved(200, 0), False),
        (FACE.grown(1.0), False),
        (Box(110, 110, 111, 111), False),
    ],
)
def test_what_may_be_the_same(other: Box, one_thing: bool) -> None:
    assert same(FACE, other) is one_thing


def test_a_hull_holds_both() -> None:
    assert hull(Box(0, 5, 2, 6), Box(1, 0, 9, 1)) == Box(0, 0, 9, 6)


boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), *(st.integers(0, 300),) * 2, *(st.integers(2, 80),) * 2)


@given(st.lists(st.lists(boxes, max_size=4), max_size=8))
def test_whatever_a_look_saw_is_covered_at_that_look_and_until_the_hold_ends_or_it_is_seen_again(
    seen: list[list[Box]],
) -> None:
    looks = [Look(i * LOOK_EVERY, found) for i, found in enumerate(seen)]
    held = Held(looks, HOLD)
    for look in looks:
        now = held.at(look.at)
        for box in look.boxes:
            assert any(c.common(box) >= box.area - 1e-6 for c in now)
