"""A batch is written when it is full, when its first message has waited long enough, or when nothing more comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.gateways.mqtt.batches import Batch, back_off


def filled(n: int, *, at: float = 0.0, **more: float) -> Batch[int]:
    batch: Batch[int] = Batch(most=10, longest_s=0.05, calm_s=0.005)
    for i in range(n):
        batch.put(i, at)
    return batch


@pytest.mark.parametrize(
    ("n", "now", "due"),
    [
        (0, 9.0, False),  # nothing to write
        (1, 0.001, False),  # more may come
        (1, 0.006, True),  # nothing came for five milliseconds
        (10, 0.0, True),  # full
        (11, 0.0, True),
    ],
)
def test_when_a_batch_is_due(n: int, now: float, due: bool) -> None:
    assert filled(n).due(now) is due


def test_a_steady_stream_is_written_after_fifty_milliseconds() -> None:
    batch: Batch[int] = Batch(most=1_000, longest_s=0.05, calm_s=0.005)
    now, n = 0.0, 0
    while not batch.due(now):
        batch.put(n, now)
        now, n = now + 0.002, n + 1
    assert 0.05 <= now < 0.056


def test_taking_keeps_the_order_and_leaves_the_rest() -> None:
    batch = filled(25)
    assert [batch.take(1.0), batch.take(2.0), batch.take(3.0), batch.take(4.0)] == [
        list(range(10)), list(range(10, 20)), list(range(20, 25)), [],
    ]  # fmt: skip


def test_what_is_left_over_is_written_next_without_waiting_for_more() -> None:
    batch = filled(11)
    assert len(batch.take(0.1)) == 10
    assert batch.waiting == [10]
    assert batch.due(0.1)


@pytest.mark.parametrize(("n", "otherwise", "rest"), [(0, 0.5, 0.5), (1, 0.5, 0.005)])
def test_how_long_to_wait_for_more(n: int, otherwise: float, rest: float) -> None:
    assert filled(n).rest(0.0, otherwise) == pytest.approx(rest)


def test_nobody_waits_a_negative_time() -> None:
    assert filled(3).rest(99.0, 0.5) == 0.0


@given(st.integers(0, 1_000_000), st.floats(0, 1, exclude_max=True))
def test_back_off_stays_within_its_bounds(failures: int, chance: float) -> None:
    assert 0.5 <= back_off(failures, chance) <= 30.0


def test_back_off_grows_and_is_spread() -> None:
    assert [back_off(n, 0.0) for n in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    assert back_off(3, 0.5) == 6.0
    assert back_off(9, 0.0, longest=5.0) == 5.0
