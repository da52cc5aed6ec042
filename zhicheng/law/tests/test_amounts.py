"""Ranges, tiers and the surcharge, in fen."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhicheng.law.amounts import SHARES, Range, Tiers, surcharge

DUE = date(2026, 5, 6)


def test_tiers_split_the_range_above_its_least() -> None:
    whole = Range(50_00, 300_00)
    assert Tiers().tier("light", whole) == Range(50_00, 125_00)
    assert Tiers().tier("normal", whole) == Range(125_00, 225_00)
    assert Tiers().tier("heavy", whole) == Range(225_00, 300_00)
    assert [Tiers().name_of(f, whole) for f in (30_00, 50_00, 125_00, 126_00, 300_00)] == [
        "mitigated",
        "light",
        "light",
        "normal",
        "heavy",
    ]


def test_three_per_cent_a_day_and_never_more_than_the_fine() -> None:
    paid = {0: (0, 0), 1: (1, 60_00), 33: (33, 1980_00), 34: (34, 2000_00), 50: (50, 2000_00)}
    for days, expected in paid.items():
        assert surcharge(2000_00, DUE, DUE + timedelta(days=days)) == expected


def test_it_stands_still_during_reconsideration() -> None:
    assert surcharge(1000_00, DUE, DUE + timedelta(days=30), stopped=20) == (10, 300_00)
    assert surcharge(1000_00, DUE, DUE - timedelta(days=3)) == (0, 0)


@given(st.integers(0, 10**8), st.integers(0, 400), st.integers(0, 400))
def test_waiting_longer_never_costs_less(fine: int, a: int, b: int) -> None:
    costs = [surcharge(fine, DUE, DUE + timedelta(days=n))[1] for n in sorted((a, b))]
    assert costs[0] <= costs[1] <= fine


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 98))
def test_tiers_cover_the_range_without_a_gap(a: int, b: int, light: int) -> None:
    whole, tiers = Range(min(a, b), max(a, b)), Tiers(light, min(99, light + 20))
    parts = [tiers.tier(n, whole) for n in SHARES]
    assert (parts[0].least, parts[-1].most) == (whole.least, whole.most)
    assert all(x.most == y.least for x, y in pairwise(parts))
