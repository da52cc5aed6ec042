"""What a run of readings means. The vectorised rule against a plain loop, and each sentence of the rule by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.ground.sensors.rules.judging import (
    CONFIRMED,
    FRACTION,
    NEVER,
    QUIET,
    STUCK,
    SUSPECTED,
    Judged,
    Memory,
    Profile,
    fresh,
    judge,
    rounds,
    silent,
    terms,
)  # fmt: skip
from zhicheng.ground.sensors.rules.kinds import KINDS
from zhicheng.ground.sensors.rules.limits import Limit, by_hour, default_limits
from zhicheng.ground.sensors.tests.plain import Plain
from zhicheng.kernel.calendar import CHINA

NOON = int(datetime(2026, 9, 16, 12, tzinfo=CHINA).timestamp())
EVENING = int(datetime(2026, 9, 16, 21, 55, tzinfo=CHINA).timestamp())
SIMPLE = Limit(60_000, 55_000)


def hear(
    limit: Limit | Sequence[Limit | None], readings: Sequence[tuple[int, int]], *, kind: str = "noise", memory: Memory | None = None,
    interval: int = 60, begin: int = NOON,
) -> Judged:  # fmt: skip
    """One sensor hears (seconds after `begin`, thousandths)."""
    hours = (limit,) * 24 if isinstance(limit, Limit) else tuple(limit)
    at = np.array([begin + s for s, _ in readings], np.int64)
    value = np.array([v for _, v in readings], np.int64)
    who = np.zeros(len(at), np.int64)
    return judge(
        fresh(1) if memory is None else memory, who, at, value, terms([Profile(kind, hours, interval)], who, at)
    )


def stages(judged: Judged) -> list[str]:
    """What changed; that it lasts is said by the clock and has its own test."""
    return [c.stage for c in judged.changes if c.stage != "lasts"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([59_999, 59_999], []),
        ([60_000], ["pre_alarm"]),  # the limit itself is too much
        ([60_000, 60_000], ["pre_alarm", "confirmed"]),
        ([60_000, 57_000], ["pre_alarm"]),  # between the two limits nothing changes
        ([60_000, 57_000, 60_000], ["pre_alarm", "confirmed"]),
        ([60_000, 55_000], ["pre_alarm", "over"]),
        ([60_000, 55_001], ["pre_alarm"]),
        ([60_000, 61_000, 62_000], ["pre_alarm", "confirmed"]),  # said once
        ([60_000, 61_000, 50_000], ["pre_alarm", "confirmed", "over"]),
        ([60_000, 61_000, 58_000, 61_000], ["pre_alarm", "confirmed"]),  # hysteresis: no second alarm
        ([60_000, 50_000, 60_000], ["pre_alarm", "over", "pre_alarm"]),
        ([50_000, 50_000], []),  # nothing that never began is over
    ],
)
def test_hysteresis_and_second_reading(values: list[int], said: list[str]) -> None:
    assert stages(hear(SIMPLE, [(60 * i, v) for i, v in enumerate(values)])) == said


@pytest.mark.parametrize(("hold", "confirmed_at"), [(0, 1), (60, 1), (61, 2), (180, 3), (10_000, None)])
def test_it_must_hold_for_the_minimum_time(hold: int, confirmed_at: int | None) -> None:
    judged = hear(replace(SIMPLE, hold_s=hold), [(60 * i, 70_000) for i in range(6)])
    assert next((c.row for c in judged.changes if c.stage == "confirmed"), None) == confirmed_at


@pytest.mark.parametrize(("confirm", "row"), [(1, 0), (2, 1), (5, 4)])
def test_so_many_readings_confirm(confirm: int, row: int) -> None:
    judged = hear(replace(SIMPLE, confirm=confirm), [(60 * i, 70_000) for i in range(6)])
    assert [c.row for c in judged.changes if c.stage == "confirmed"] == [row]
    assert stages(judged).count("pre_alarm") == (0 if confirm == 1 else 1)


@pytest.mark.parametrize(
    ("every", "values", "rows"),
    [
        (60, [70_000] * 12, [5, 10]),  # every five minutes, counted from its beginning
        (60, [70_000] * 3 + [57_000] * 9, [5, 10]),  # also between the two limits: it is not over
        (60, [70_000] * 3 + [50_000] * 9, []),
        (700, [70_000] * 3, []),  # never confirmed: the gaps forget it
        (170, [70_000] * 6, [2, 4]),
    ],
)
def test_an_alarm_that_lasts_says_so_again(every: int, values: list[int], rows: list[int]) -> None:
    judged = hear(SIMPLE, [(every * i, v) for i, v in enumerate(values)])
    assert [c.row for c in judged.changes if c.stage == "lasts"] == rows


def test_an_alarm_is_named_by_its_first_reading() -> None:
    judged = hear(SIMPLE, [(0, 50_000), (60, 70_000), (120, 70_000), (180, 50_000)])
    assert {c.began_at for c in judged.changes} == {NOON + 60}


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ([(0, 0), (60, 3_000)], ["pre_alarm"]),  # 3 cm in a minute
        ([(0, 0), (60, 2_999)], []),
        ([(0, 0), (30, 1_500)], ["pre_alarm"]),
        ([(0, 0), (120, 5_999)], []),
        ([(0, 0), (60, 3_000), (120, 6_000)], ["pre_alarm", "confirmed"]),  # still rising, far below the limit
        ([(0, 0), (60, 3_000), (120, 3_000)], ["pre_alarm", "over"]),  # it rose and stands
        ([(0, 0), (300, 14_000)], []),  # after a gap nobody knows how fast
        ([(0, 9_000), (60, 3_000)], []),  # falling is no rise
        ([(0, 3_000)], []),  # the first reading has nothing to rise from
    ],
)
def test_rate_of_change(readings: list[tuple[int, int]], said: list[str]) -> None:
    assert stages(hear(Limit(15_000, 10_000, rate=3_000), readings, kind="water")) == said


def test_too_little_is_the_same_rule_turned_round() -> None:
    dark = Limit(2_000, 4_000, above=False)
    assert stages(hear(dark, [(0, 2_000), (60, 1_000), (120, 3_000), (180, 4_000)], kind="light")) == [
        "pre_alarm",
        "confirmed",
        "over",
    ]


def test_night_begins_at_ten() -> None:
    """52 dB is quiet by day in a class 2 area and too loud from 22:00 on."""
    hours = by_hour(default_limits("noise", "2"))
    judged = hear(hours, [(60 * i, 52_000) for i in range(20)], begin=EVENING)
    assert [(c.stage, c.row) for c in judged.changes if c.stage != "lasts"] == [("pre_alarm", 5), ("confirmed", 15)]


def test_an_hour_without_a_limit_ends_what_the_night_began() -> None:
    hours = by_hour(default_limits("light", ""))
    five = int(datetime(2026, 9, 17, 4, 20, tzinfo=CHINA).timestamp())
    judged = hear(hours, [(60 * i, 0) for i in range(45)], kind="light", begin=five)
    assert [(c.stage, c.row) for c in judged.changes if c.stage != "lasts"] == [
        ("pre_alarm", 0),
        ("confirmed", 30),
        ("over", 40),
    ]


def test_a_gap_forgets_a_suspicion_but_no_alarm() -> None:
    suspected = hear(SIMPLE, [(0, 70_000), (600, 70_000)])
    assert stages(suspected) == ["pre_alarm", "over", "pre_alarm"]
    assert suspected.changes[-1].began_at == NOON + 600
    assert stages(hear(SIMPLE, [(0, 70_000), (60, 70_000), (6_000, 70_000)])) == ["pre_alarm", "confirmed"]


@pytest.mark.parametrize(
    ("order", "late"), [([0, 60, 120], [0, 0, 0]), ([120, 60, 0], [0, 0, 0]), ([60, 60, 0], [0, 1, 0])]
)
def test_a_batch_is_judged_in_the_order_of_moments(order: list[int], late: list[int]) -> None:
    assert hear(SIMPLE, [(s, 50_000) for s in order]).late.tolist() == [bool(x) for x in late]


@pytest.mark.parametrize("seconds", [0, -1, -3_600])
def test_what_comes_late_unrings_no_bell(seconds: int) -> None:
    before = hear(SIMPLE, [(0, 70_000), (60, 70_000)])
    after = hear(SIMPLE, [(60 + seconds, 20_000)], memory=before.memory)
    assert after.late.all()
    assert after.changes == ()
    assert (after.memory == before.memory).all()


def test_the_memory_that_was_given_is_not_touched() -> None:
    memory = fresh(1)
    hear(SIMPLE, [(0, 70_000)], memory=memory)
    assert memory["last_at"][0] == NEVER


@pytest.mark.parametrize(
    ("kind", "value", "minutes", "is_stuck"),
    [
        ("noise", 53_200, 29, False),
        ("noise", 53_200, 30, True),
        ("noise", 0, 30, True),
        ("dust", 80_000, 119, False),
        ("dust", 80_000, 120, True),
        ("water", 0, 3_000, False),  # a dry underpass
        ("water", 2_000, 3_000, False),
        ("water", 7_000, 1_439, False),
        ("water", 7_000, 1_440, True),
        ("bin", 40_000, 20_000, False),  # nobody comes to this park
        ("manhole_tilt", 1_000, 20_000, False),
        ("light", 0, 3_000, False),
        ("light", 12_000, 1_440, True),
    ],
)
def test_the_same_value_for_too_long(kind: str, value: int, minutes: int, is_stuck: bool) -> None:
    judged = hear(Limit(10**9, 0), [(60 * i, value) for i in (0, minutes)], kind=kind)
    assert bool(judged.memory["trouble"][0] & STUCK) is is_stuck


def test_another_value_is_not_stuck_any_more() -> None:
    stuck = hear(SIMPLE, [(0, 53_200), (1_800, 53_200)])
    assert hear(SIMPLE, [(1_860, 53_300)], memory=stuck.memory).memory["trouble"][0] == 0


@pytest.mark.parametrize(
    ("values", "is_odd"),
    [
        ([500] * 10, True),
        ([500] * 9, False),
        ([0] * 20, False),
        ([500] * 9 + [40_000] + [500] * 9, False),
        ([0, 700] * 10, True),
        ([1_000] * 20, False),
    ],
)
def test_a_run_of_shares_on_a_scale_of_per_cent(values: list[int], is_odd: bool) -> None:
    judged = hear(SIMPLE, [(60 * i, v) for i, v in enumerate(values)], kind="bin")
    assert bool(judged.memory["trouble"][0] & FRACTION) is is_odd


def test_half_a_decibel_is_no_share() -> None:
    assert hear(SIMPLE, [(60 * i, 500 + i) for i in range(20)]).memory["trouble"][0] & FRACTION == 0


@pytest.mark.parametrize(("quiet_s", "is_silent"), [(180, False), (181, True)])
def test_silence_is_three_intervals(quiet_s: int, is_silent: bool) -> None:
    memory = hear(SIMPLE, [(0, 50_000)]).memory
    assert bool(silent(memory, np.array([60]), NOON + quiet_s)[0]) is is_silent


def test_who_never_spoke_is_not_silent() -> None:
    assert not silent(fresh(3), np.array([1, 1, 1]), NOON).any()


def test_every_round_holds_a_sensor_once_and_in_order() -> None:
    who, at = np.array([2, 1, 2, 2, 1, 3]), np.array([30, 5, 10, 20, 5, 1])
    assert [r.tolist() for r in rounds(who, at)] == [[1, 2, 5], [4, 3], [0]]
    assert list(rounds(np.zeros(0, np.int64), np.zeros(0, np.int64))) == []


LIMITS = st.builds(
    lambda on, width, above, confirm, hold, rate: Limit(on, on - width if above else on + width, (0, 0), above, confirm, hold, rate),
    st.integers(-5_000, 60_000), st.integers(1, 20_000), st.booleans(), st.integers(1, 3), st.sampled_from([0, 60, 200]),
    st.sampled_from([0, 0, 500, 3_000]),
)  # fmt: skip
HOURS = st.lists(st.one_of(st.none(), LIMITS), min_size=24, max_size=24)
READINGS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 7_200),
        st.one_of(st.integers(-10_000, 70_000), st.sampled_from([500, 40_000])),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(HOURS, min_size=4, max_size=4), READINGS, st.integers(1, 60))
def test_a_batch_says_what_a_plain_loop_says(
    hours: list[list[Limit | None]], readings: list[tuple[int, int, int]], cut: int
) -> None:
    """Whatever the order, however it is cut into batches: the same alarms, the same phase, the same doubts."""
    kinds = ("noise", "bin", "water", "light")
    profiles = [Profile(k, tuple(h), 60) for k, h in zip(kinds, hours, strict=True)]
    loops = [
        Plain(p.hours, 180, KINDS[p.kind].stuck_s, round(KINDS[p.kind].rest * 1000), KINDS[p.kind].fractions_are_odd)
        for p in profiles
    ]
    memory = fresh(4)
    for begin in range(0, len(readings), cut):
        batch = readings[begin : begin + cut]
        who, at, value = (np.array(c, np.int64) for c in zip(*batch, strict=True))
        judged = judge(memory, who, at + NOON, value, terms(profiles, who, at + NOON))
        memory = judged.memory
        expected, late = set(), np.zeros(len(batch), np.bool_)
        for row in sorted(range(len(batch)), key=lambda i: (batch[i][1], i)):
            s, t, v = batch[row]
            said = loops[s].hear(t + NOON, v)
            late[row] = said is None
            expected |= {(row, stage, began) for stage, began in said or []}
        assert {(c.row, c.stage, c.began_at) for c in judged.changes} == expected
        assert judged.late.tolist() == late.tolist()
    phases = {"quiet": QUIET, "suspected": SUSPECTED, "confirmed": CONFIRMED}
    assert memory["phase"].tolist() == [phases[p.phase] for p in loops]
    assert [bool(t & STUCK) for t in memory["trouble"]] == [p.is_stuck for p in loops]
    assert memory["odd"].tolist() == [p.odd for p in loops]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 80_000), min_size=1, max_size=40), st.integers(0, 10_000))
def test_louder_is_never_less_of_an_alarm(values: list[int], more: int) -> None:
    """Raising every reading by the same amount never takes a confirmed alarm away."""
    plain = hear(SIMPLE, [(60 * i, v) for i, v in enumerate(values)])
    louder = hear(SIMPLE, [(60 * i, v + more) for i, v in enumerate(values)])
    if "confirmed" in stages(plain):
        assert "confirmed" in stages(louder)
