"""The motion gate: cheap, deaf to noise, awake to what matters."""

from __future__ import annotations

import numpy as np
import pytest

from zhicheng.vision.gate import Gate, area, stride
from zhicheng.vision.tests.street import texture


def street(noise: float = 0.0, seed: int = 0) -> np.ndarray:
    picture = texture(1, 360, 640, 110.0) + np.random.default_rng(seed).normal(0, noise, (360, 640, 3))
    return np.clip(picture, 0, 255).astype(np.uint8)


def test_the_first_frame_moves_everywhere_and_the_same_again_nowhere() -> None:
    gate = Gate()
    assert gate.moved(street()).all()
    assert not gate.moved(street()).any()


@pytest.mark.parametrize("noise", [2.0, 5.0])
def test_noise_is_no_motion(noise: float) -> None:
    gate = Gate()
    gate.moved(street(noise, 1))
    assert not any(gate.moved(street(noise, seed)).any() for seed in range(2, 12))


@pytest.mark.parametrize("size", [24, 40, 100])
def test_a_small_thing_that_moves_is_noticed_where_it_is(size: int) -> None:
    gate = Gate()
    gate.moved(street())
    now = street()
    now[200 : 200 + size, 300 : 300 + size] = 230
    moved = gate.moved(now)
    assert moved.any()
    ys, xs = np.nonzero(moved)
    assert ys.min() * 16 >= 200 - 16
    assert xs.max() * 16 <= 300 + size


def test_a_change_of_size_is_motion() -> None:
    gate = Gate()
    gate.moved(street())
    assert gate.moved(street()[:200, :300]).all()


@pytest.mark.parametrize(
    "polygon", [[(100, 100), (200, 100), (200, 200), (100, 200)], [(100, 100), (102, 100), (102, 300)]]
)
def test_a_zone_is_its_blocks_and_a_rim(polygon: list[tuple[float, float]]) -> None:
    moved = Gate().moved(street())
    mine = area(polygon, moved, 640)
    assert mine.shape == moved.shape
    assert mine[int(150 / 16), int(101 / 16)]
    assert not mine[-1, -1]
    assert mine.sum() < mine.size / 3


@pytest.mark.parametrize(("width", "step"), [(100, 1), (320, 2), (640, 4), (1920, 12)])
def test_the_cost_does_not_grow_with_the_camera(width: int, step: int) -> None:
    assert stride(width) == step
