"""A thing that stopped: present, gone or hidden; when it came; when it is lost."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.vision.candidate import Candidate, Look, compare, onset, tight, told_apart
from zhicheng.vision.seen import Box, Floats
from zhicheng.vision.tests.street import texture

EMPTY = texture(1, 60, 80, 110.0).astype(np.float32)
BOX = Box(20, 20, 50, 45)


def picture(look: int | None, level: float = 200.0, box: Box = BOX) -> Floats:
    """The street with a thing of this look; None = empty."""
    out = EMPTY.copy()
    if look is not None:
        x1, y1, x2, y2 = (int(v) for v in box)
        out[y1:y2, x1:x2] = texture(look, y2 - y1, x2 - x1, level, 20.0)
    return out


def candidate(t: float = 10.0) -> Candidate:
    part = slice(20, 45), slice(20, 50)
    anchor, background = picture(5)[part].copy(), EMPTY[part].copy()
    return Candidate("z:1", BOX, anchor, background, told_apart(anchor, background), t, t, BOX)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (picture(5), Look.PRESENT),
        (picture(None), Look.GONE),
        (picture(9, 60.0), Look.HIDDEN),  # something dark in front of it
        (picture(9, 250.0), Look.HIDDEN),  # another car
        (picture(5) + 12, Look.PRESENT),  # a cloud
        (picture(None) + 12, Look.GONE),
    ],
)
def test_one_look_says_what_is_there(now: Floats, expected: Look) -> None:
    assert candidate().look(now) is expected


def test_half_hidden_is_present() -> None:
    now = picture(5)
    now[20:45, 20:32] = 10
    assert candidate().look(now) is Look.PRESENT


def test_a_thing_without_pixels_of_its_own_says_nothing() -> None:
    none = np.zeros((5, 5), dtype=bool)
    patch = np.zeros((5, 5, 3), dtype=np.float32)
    assert compare(patch, patch, patch, none) is Look.HIDDEN


def test_dwell_counts_to_the_last_sure_look() -> None:
    c = candidate()
    for t, now in ((11, picture(5)), (12, picture(9, 60)), (13, picture(9, 60)), (14, picture(5)), (15, picture(None))):
        c.see(now, t)
    assert c.dwell == 4
    assert (c.gone_since, c.hidden_since) == (15, None)


@pytest.mark.parametrize(
    ("looks", "over"),
    [
        ([(11, None)], False),
        ([(11, None), (12, None), (12.5, None)], True),
        ([(11, None), (12, 5), (12.5, None)], False),  # one look contradicts the other
        ([(11, None), (12, 9), (12.5, None)], False),  # hidden in between: not sure
    ],
)
def test_only_a_place_that_stays_empty_ends_it(looks: list[tuple[float, int | None]], over: bool) -> None:
    c = candidate()
    for t, look in looks:
        c.see(picture(look, 60.0 if look == 9 else 200.0), t)
    assert c.ended(looks[-1][0], 1.5, 120.0) is over


def test_hidden_for_too_long_is_lost() -> None:
    c = candidate()
    c.see(picture(9, 60.0), 11)
    assert not c.ended(100, 1.5, 120.0)
    assert c.ended(131, 1.5, 120.0)


def test_the_anchor_follows_slow_light() -> None:
    c = candidate()
    for k in range(200):
        assert c.see(picture(5) + 0.4 * k, 10 + k * 0.5) is Look.PRESENT


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([(9, 5), (8, 5), (7, None), (6, 5)], 8.0),
        ([(9, 5), (8, 9), (7, 9), (6, 5), (5, None)], 6.0),  # somebody walked past
        ([(9, 9), (8, 9), (7, None)], 10.0),
        ([(9, 5), (8, 5), (7, 5)], None),  # there from the first frame: no news
        ([], None),
    ],
)
def test_the_onset_is_after_the_last_empty_frame(
    before: list[tuple[float, int | None]], expected: float | None
) -> None:
    history = [(float(t), picture(look, 60.0 if look == 9 else 200.0)) for t, look in before]
    assert onset(candidate(), history) == expected


def test_the_tight_box_leaves_stray_pixels_out() -> None:
    mask = np.zeros((60, 60), dtype=bool)
    mask[20:40, 10:50] = True
    mask[0, 0] = mask[59, 59] = True
    box = tight(mask)
    assert box.iou(Box(10, 20, 50, 40)) > 0.95
    assert tight(np.zeros((4, 4), dtype=bool)).area == 0


def test_names_are_averaged_over_looks() -> None:
    c = candidate()
    c.names, c.looks = {"car": 1.2, "bus": 0.4}, 4
    assert c.named(["car", "bus"]) == pytest.approx(0.4)
