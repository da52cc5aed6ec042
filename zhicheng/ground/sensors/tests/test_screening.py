"""Readings that cannot be are refused one by one, each in one sentence in both languages; units; limits as data."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.ground.sensors.rules.calibration import ONE, at_moments, check_gain, corrected
from zhicheng.ground.sensors.rules.kinds import KINDS, factor_of, spelling
from zhicheng.ground.sensors.rules.limits import (
    DEFAULTS,
    MOST_LIMITS,
    PLACES,
    Limit,
    as_data,
    by_hour,
    check_limits,
    default_limits,
    from_data,
)  # fmt: skip
from zhicheng.ground.sensors.rules.screening import (
    AHEAD,
    AHEAD_S,
    BEHIND_S,
    GOOD,
    IMPOSSIBLE,
    NO_FLAG,
    NO_NUMBER,
    OTHER_UNIT,
    TOO_OLD,
    Registered,
    Screened,
    screen,
    why,
)  # fmt: skip
from zhicheng.kernel.errors import BadInput

NOW = 1_789_531_200
CHINESE = re.compile("[\u4e00-\u9fff]")


def look(kind: str, value: float, unit: str = "", *, sends: str = "", ago: int = 0) -> Screened:
    sensor = Registered("S-1", kind, sends or KINDS[kind].unit)
    return screen([sensor], np.zeros(1, np.int64), np.array([NOW - ago]), np.array([value]), [unit], NOW)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "fault"),
    [
        ("noise", math.nan, "", NO_NUMBER),
        ("noise", math.inf, "", NO_NUMBER),
        ("bin", -math.inf, "", NO_NUMBER),
        ("noise", 63.2, "dB", GOOD),
        ("noise", 63.2, "dB（A）", GOOD),
        ("noise", 0.02, "Pa", OTHER_UNIT),
        ("noise", 0.02, "", IMPOSSIBLE),
        ("noise", 141, "", IMPOSSIBLE),
        ("noise", 140, "", GOOD),
        ("noise", 20, "", GOOD),
        ("water", 12, "cm", GOOD),
        ("water", 0.12, "m", OTHER_UNIT),
        ("water", 120, "mm", OTHER_UNIT),
        ("water", -3, "cm", IMPOSSIBLE),
        ("water", 1_001, "cm", IMPOSSIBLE),
        ("bin", 80, "％", GOOD),
        ("bin", 0.8, "fraction", OTHER_UNIT),
        ("bin", 101, "", IMPOSSIBLE),
        ("dust", 120, "µg/m3", GOOD),
        ("dust", 0.12, "mg/m³", OTHER_UNIT),
        ("manhole_tilt", 0.2, "rad", OTHER_UNIT),
        ("manhole_tilt", 181, "", IMPOSSIBLE),
        ("manhole_open", 1, "", GOOD),
        ("manhole_open", 0, "", GOOD),
        ("manhole_open", 0.5, "", NO_FLAG),
        ("manhole_open", 2, "", IMPOSSIBLE),
        ("light", 12, "banana", OTHER_UNIT),
        ("light", 1e300, "", IMPOSSIBLE),
    ],
)
def test_what_cannot_be(kind: str, value: float, unit: str, fault: int) -> None:
    assert look(kind, value, unit).fault.tolist() == [fault]


@pytest.mark.parametrize(
    ("ago", "fault"),
    [(0, GOOD), (-AHEAD_S, GOOD), (-AHEAD_S - 1, AHEAD), (-86_400, AHEAD), (BEHIND_S, GOOD), (BEHIND_S + 1, TOO_OLD)],
)
def test_a_clock_that_is_wrong(ago: int, fault: int) -> None:
    assert look("noise", 50, ago=ago).fault.tolist() == [fault]


@pytest.mark.parametrize(
    ("kind", "sends", "value", "milli"),
    [
        ("water", "m", 0.12, 12_000),
        ("water", "mm", 125, 12_500),
        ("dust", "mg/m³", 0.12, 120_000),
        ("bin", "fraction", 0.85, 85_000),
        ("noise", "dB", 63.249, 63_249),
    ],
)
def test_the_registered_unit_is_turned_into_the_kinds_own(kind: str, sends: str, value: float, milli: int) -> None:
    assert look(kind, value, sends=sends).value.tolist() == [milli]
    assert look(kind, value, sends, sends=sends).fault.tolist() == [GOOD]


def test_one_bad_reading_does_not_spoil_the_others() -> None:
    of = [Registered("A", "noise", "dB"), Registered("B", "bin", "%")]
    out = screen(
        of, np.array([0, 1, 0, 1]), np.full(4, NOW), np.array([50.0, math.nan, 52.0, 30.0]), ["", "", "Pa", "%"], NOW
    )
    assert out.fault.tolist() == [GOOD, NO_NUMBER, OTHER_UNIT, GOOD]
    assert out.value.tolist() == [50_000, 0, 0, 30_000]


SENTENCES = [
    (NO_NUMBER, "noise", math.nan, "", 0, ("nan", "probe")),
    (IMPOSSIBLE, "noise", 0.02, "", 0, ("0.02", "pascal")),
    (IMPOSSIBLE, "noise", 200, "", 0, ("200", "20–140")),
    (IMPOSSIBLE, "water", -4, "", 0, ("-4", "zero")),
    (OTHER_UNIT, "water", 0.12, "M", 0, ("m,", "cm")),
    (OTHER_UNIT, "bin", 0.8, "fraction", 0, ("fraction", "%")),
    (NO_FLAG, "manhole_open", 0.5, "", 0, ("0.5", "0 or 1")),
    (AHEAD, "noise", 50, "", 7_300, ("2 hours", "clock")),
    (AHEAD, "noise", 50, "", 130, ("2 minutes", "clock")),
    (TOO_OLD, "noise", 50, "", -30 * 86_400, ("30 days", "7 days")),
]


@pytest.mark.parametrize(("fault", "kind", "value", "unit", "ahead", "words"), SENTENCES)
def test_the_sentence_names_sensor_fault_and_what_to_do(
    fault: int, kind: str, value: float, unit: str, ahead: int, words: tuple[str, ...]
) -> None:
    said = why(fault, Registered("S-7", kind, KINDS[kind].unit), value, unit, ahead)
    assert all(w in said.en for w in words), said.en
    assert "S-7" in said.zh
    assert "S-7" in said.en
    assert CHINESE.search(said.zh)
    assert not CHINESE.search(said.en)


@given(st.floats(allow_nan=True, allow_infinity=True), st.sampled_from(sorted(KINDS)))
def test_whatever_number_comes_it_is_judged_and_nothing_breaks(value: float, kind: str) -> None:
    out = look(kind, value)
    assert out.fault[0] == GOOD or out.value[0] == 0
    if out.fault[0] == GOOD:
        assert KINDS[kind].low <= value <= KINDS[kind].high


@pytest.mark.parametrize(
    ("written", "kind", "factor"),
    [
        ("DB", "noise", 1),
        (" dB(A) ", "noise", 1),
        ("ug/m3", "dust", 1),
        ("μg/m³", "dust", 1),
        ("µg/m³", "dust", 1),
        ("mg/m3", "dust", 1000),
        ("％", "bin", 1),
        ("cm", "noise", None),
        ("", "noise", None),
        ("", "manhole_open", 1),
    ],
)
def test_units_as_senders_write_them(written: str, kind: str, factor: float | None) -> None:
    assert factor_of(kind, written) == factor


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kinds_own_unit_is_one_of_its_units(kind: str) -> None:
    assert factor_of(kind, KINDS[kind].unit) == 1
    assert all(spelling(u) == u for u in KINDS[kind].units)


# GB 3096-2008, table 1: class → day, night.
TABLE_1 = {"0": (50, 40), "1": (55, 45), "2": (60, 50), "3": (65, 55), "4a": (70, 55), "4b": (70, 60)}


@pytest.mark.parametrize("place", sorted(TABLE_1))
def test_noise_limits_are_those_of_gb_3096(place: str) -> None:
    day, night = TABLE_1[place]
    limits = by_hour(default_limits("noise", place))
    assert [x.on // 1000 for x in limits if x] == [night] * 6 + [day] * 16 + [night] * 2
    assert all(x and x.is_statutory and "GB 3096" in x.source.zh for x in limits)


def test_every_kind_has_a_limit_somewhere_and_says_where_from() -> None:
    for kind in KINDS:
        found = [limits for (k, _), limits in DEFAULTS.items() if k == kind]
        assert found, kind
        for limits in found:
            check_limits(kind, limits)
            assert all(x.source.zh and x.source.en for x in limits)
    assert {p for k, p in DEFAULTS if k == "noise"} == set(PLACES)


def test_noise_without_a_class_has_no_limit() -> None:
    assert default_limits("noise", "") == ()
    assert by_hour(()) == (None,) * 24


@pytest.mark.parametrize(
    ("hours", "holds"),
    [((0, 0), set(range(24))), ((6, 22), set(range(6, 22))), ((22, 6), {22, 23, *range(6)}), ((5, 6), {5})],
)
def test_hours_past_midnight(hours: tuple[int, int], holds: set[int]) -> None:
    assert {h for h, x in enumerate(by_hour([Limit(2, 1, hours)])) if x} == holds


def test_limits_survive_being_stored() -> None:
    limits = [Limit(70_000, 60_000, (22, 6), hold_s=60), Limit(1, 5, above=False, confirm=3, rate=7)]
    assert [replace(x, source=limits[0].source) for x in from_data(as_data(limits))] == limits
    assert as_data([Limit(2, 1)]) == [{"on": 2, "off": 1}]


@pytest.mark.parametrize(
    ("kind", "limit", "word"),
    [
        ("noise", Limit(60_000, 60_000), "again and again"),
        ("noise", Limit(60_000, 61_000), "below the alarm value"),
        ("light", Limit(2_000, 1_000, above=False), "above the alarm value"),
        ("noise", Limit(150_000, 60_000), "between 20 and 140"),
        ("bin", Limit(50_000, -1), "between 0 and 100"),
        ("noise", Limit(60_000, 50_000, (22, 24)), "whole hours"),
        ("noise", Limit(60_000, 50_000, (-1, 5)), "whole hours"),
        ("noise", Limit(60_000, 50_000, confirm=0), "1 to 10"),
        ("noise", Limit(60_000, 50_000, confirm=11), "1 to 10"),
        ("noise", Limit(60_000, 50_000, hold_s=86_401), "day at most"),
        ("noise", Limit(60_000, 50_000, rate=-1), "rate below zero"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(kind: str, limit: Limit, word: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_limits(kind, [limit])
    assert word in refused.value.said.en
    assert refused.value.field == "limits"


def test_a_day_has_only_so_many_parts() -> None:
    with pytest.raises(BadInput, match="时段"):
        check_limits("noise", [Limit(60_000, 50_000)] * (MOST_LIMITS + 1))


def test_calibration_counts_from_its_moment_on() -> None:
    turns = [{"from": 100, "gain": ONE, "offset": 500}, {"from": 200, "gain": 1_100_000, "offset": -1_000}]
    gain, offset = at_moments(turns, np.array([0, 99, 100, 199, 200, 999]))
    assert corrected(np.full(6, 50_000), gain, offset).tolist() == [50_000, 50_000, 50_500, 50_500, 54_000, 54_000]


def test_without_calibration_a_meter_is_believed() -> None:
    gain, offset = at_moments([], np.array([1, 2]))
    assert corrected(np.array([63_249, -7]), gain, offset).tolist() == [63_249, -7]


@pytest.mark.parametrize("gain", [0, ONE // 2 - 1, 2 * ONE + 1, -ONE])
def test_a_gain_that_no_meter_has(gain: int) -> None:
    with pytest.raises(BadInput, match="增益"):
        check_gain(gain)


def test_a_gain_that_a_meter_may_have() -> None:
    for gain in (ONE // 2, ONE, 2 * ONE):
        check_gain(gain)
