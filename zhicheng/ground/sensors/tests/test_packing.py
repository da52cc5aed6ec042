"""What comes out of the store is what went in, in few bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.ground.sensors.rules.packing import NONE, Readings, pack, together, unpack

ROWS = st.lists(
    st.tuples(st.integers(1, 2**28), st.integers(0, 2**33), st.integers(-(2**40), 2**40)), min_size=1, max_size=80
)


def columns(rows: list[tuple[int, int, int]]) -> Readings:
    return Readings(*(np.array(c, np.int64) for c in zip(*rows, strict=True)))


def tuples(readings: Readings) -> list[tuple[int, int, int]]:
    return list(zip(readings.sensor.tolist(), readings.at.tolist(), readings.said.tolist(), strict=True))


@given(ROWS)
def test_packing_loses_nothing(rows: list[tuple[int, int, int]]) -> None:
    ordered = columns(rows).in_order()
    assert tuples(unpack(pack(ordered))) == tuples(ordered)


@given(ROWS)
def test_in_order_each_moment_of_a_sensor_stands_once_and_the_first_stays(rows: list[tuple[int, int, int]]) -> None:
    first: dict[tuple[int, int], int] = {}
    for sensor, at, said in rows:
        first.setdefault((sensor, at), said)
    assert tuples(columns(rows).in_order()) == [(s, t, v) for (s, t), v in sorted(first.items())]


@given(st.lists(ROWS, max_size=4))
def test_parts_together_are_the_whole(parts: list[list[tuple[int, int, int]]]) -> None:
    rows = [r for part in parts for r in part]
    expected = tuples(columns(rows).in_order()) if rows else []
    assert tuples(together(columns(p) for p in parts)) == expected


@pytest.mark.parametrize("value", [0, -1, 63_249, 2**31, -(2**40)])
def test_one_reading(value: int) -> None:
    assert tuples(unpack(pack(columns([(7, 1_789_531_200, value)])))) == [(7, 1_789_531_200, value)]


@pytest.mark.parametrize("step", [1, 100, 127, 128, 32_767, 32_768, 2**31])
def test_every_width_of_difference(step: int) -> None:
    rows = [(1, 60 * i, step * (i % 3)) for i in range(20)]
    assert tuples(unpack(pack(columns(rows)))) == rows


def test_a_day_of_a_noise_meter_costs_less_than_two_bytes_a_reading() -> None:
    rng = np.random.default_rng(5)
    said = np.rint(np.clip(52 + rng.normal(0, 3, 1440), 30, 90) * 10).astype(np.int64) * 100
    day = Readings(np.full(1440, 9), 1_789_516_800 + 60 * np.arange(1440), said)
    assert len(pack(day)) < 2 * 1440
    assert tuples(unpack(pack(day))) == tuples(day)


def test_a_bin_that_stands_still_costs_nearly_nothing() -> None:
    day = Readings(np.full(1440, 9), 60 * np.arange(1440), np.full(1440, 40_000))
    assert len(pack(day)) < 100


def test_other_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="no packed readings"):
        unpack(b"XX" + bytes(60))


def test_nothing_is_nothing() -> None:
    assert len(together([])) == 0
    assert len(together([NONE, NONE])) == 0
    assert len(NONE.in_order()) == 0
