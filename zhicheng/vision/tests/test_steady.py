"""A steady picture: shake and light taken out, another view noticed."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.vision.seen import Floats
from zhicheng.vision.steady import blackout, find_shift, hold, likeness, luma, match_light, roll, small, small_scale
from zhicheng.vision.tests.street import texture


def view(seed: int = 3, height: int = 216, width: int = 384) -> Floats:
    return texture(seed, height, width, 120.0, 30.0).astype(np.float32)


@pytest.mark.parametrize("shift", [(0, 0), (2, 0), (0, -3), (3, 4), (-5, 2), (-2, -6)])
def test_a_shake_is_found_and_undone(shift: tuple[int, int]) -> None:
    ground = view()
    shaken = np.roll(ground, shift, (0, 1))
    dy, dx = find_shift(luma(shaken), luma(ground))
    assert abs(dy - shift[0]) <= 1
    assert abs(dx - shift[1]) <= 1
    held = hold(shaken, ground)
    assert np.abs(held.picture - ground)[12:-12, 12:-12].mean() < 9


def test_one_large_thing_that_moves_does_not_move_the_street() -> None:
    ground = view()
    now = ground.copy()
    now[40:200, 120:260] = view(9)[40:200, 120:260] * 0.3
    assert find_shift(luma(now), luma(ground)) == (0, 0)


@pytest.mark.parametrize("seed", range(4))
def test_two_different_views_have_no_shift(seed: int) -> None:
    assert find_shift(luma(view(seed)), luma(view(seed + 50))) == (0, 0)


@pytest.mark.parametrize(("gain", "offset"), [(1.0, 0.0), (1.3, 0.0), (0.6, 0.0), (1.0, 25.0), (0.8, 30.0)])
def test_a_jump_of_light_is_taken_out(gain: float, offset: float) -> None:
    ground = view()
    lit, found = match_light(np.clip(ground * gain + offset, 0, 255), ground)
    inside = (ground * gain + offset < 250).all(axis=2)
    assert np.abs(lit - ground)[inside].mean() < 3
    assert found == pytest.approx(gain, rel=0.08)


def test_a_thing_of_a_quarter_of_the_picture_does_not_bend_the_light() -> None:
    ground = view()
    now = ground * 1.2
    now[:108, :192] = 20
    lit, _ = match_light(now, ground)
    assert np.abs(lit - ground)[120:, 200:].mean() < 3


def test_light_that_follows_no_line_is_left_alone() -> None:
    flat = np.full((60, 80, 3), 255, dtype=np.float32)
    lit, gain = match_light(flat, flat)
    assert gain == 1.0
    assert (lit == flat).all()


def test_another_view_is_unlike_and_dusk_is_not() -> None:
    ground = view()
    assert likeness(ground, ground) == pytest.approx(1.0)
    assert likeness(view(77), ground) < 0.6
    assert likeness(ground * 0.4, ground) > 0.9


def test_an_empty_road_with_one_car_is_still_the_same_view() -> None:
    """Without texture a correlation says little: the car is all it sees."""
    ground = np.full((216, 384, 3), 90, dtype=np.float32) + np.random.default_rng(0).normal(0, 2, (216, 384, 3)).astype(
        np.float32
    )
    now = ground.copy()
    now[50:120, 100:200] = 220
    assert likeness(now, ground) > 0.6


def test_the_border_that_swung_out_of_view_is_unknown_not_new() -> None:
    ground = view()
    held = hold(np.roll(ground, (0, 6), (0, 1)), ground)
    assert held.shift != (0, 0)
    assert np.abs(held.picture - ground)[:, -3:].mean() < 1


def test_rolling_back_repeats_the_border() -> None:
    rolled = roll(np.arange(12, dtype=np.float32).reshape(1, 12, 1), (0, 2))
    assert rolled.ravel().tolist() == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11, 11]


@pytest.mark.parametrize(("width", "height"), [(640, 360), (1920, 1080), (320, 240), (100, 90)])
def test_the_working_size_is_small_and_keeps_the_mean(width: int, height: int) -> None:
    image = np.full((height, width, 3), (10, 120, 250), dtype=np.uint8)
    scale = small_scale(width, height)
    picture = small(image, scale)
    assert max(picture.shape[:2]) <= 384
    assert np.abs(picture - (10, 120, 250)).max() < 1


def test_a_mask_is_black_before_anything_looks() -> None:
    image = np.full((40, 60, 3), 200, dtype=np.uint8)
    black = blackout(image, [[(10, 10), (30, 10), (30, 30), (10, 30)], [(500, 0), (600, 0), (600, 90)]])
    assert (black[12:28, 12:28] == 0).all()
    assert (black[:, 40:] == 200).all()
    assert (image == 200).all()  # the frame itself is untouched
    assert blackout(image, []) is image
