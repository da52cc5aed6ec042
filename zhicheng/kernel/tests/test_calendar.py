"""The four clocks and the working-day calendar; vectors worked out by hand around National Day 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.calendar import CHINA, Calendar, Limit, calendar_from, parse_working_time

# 1–7 October 2026 is off; Saturday 10 October is worked instead (and Sunday 20 September).
OFF = [f"2026-10-0{d}" for d in range(1, 8)] + ["2026-09-25", "2026-09-26", "2026-09-27"]
CITY = calendar_from({"off": OFF, "make_up": ["2026-09-20", "2026-10-10"], "published": [2026]})


def local(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 30), True),  # Wednesday before the holiday
        (date(2026, 10, 1), False),  # National Day
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),  # Thursday
        (date(2026, 10, 10), True),  # a Saturday that is worked
        (date(2026, 10, 11), False),  # Sunday
        (date(2026, 9, 20), True),  # a Sunday that is worked
        (date(2026, 9, 19), False),
    ],
)
def test_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert CITY.is_working_day(day) is works


@pytest.mark.parametrize(
    ("limit", "start", "due"),
    [
        (Limit(30, "work_minute"), local(9, 30, 17, 15), local(10, 8, 8, 45)),  # over the whole holiday
        (Limit(4, "work_hour"), local(9, 30, 16), local(10, 8, 11)),
        (Limit(2, "urgent_hour"), local(9, 30, 23), local(10, 1, 1)),  # nights and holidays count
        (Limit(1, "work_day"), local(9, 30, 10), local(10, 8, 10)),
        (Limit(2, "work_day"), local(10, 8, 10), local(10, 10, 10)),  # the make-up Saturday is a day
        (Limit(3, "work_day"), local(10, 8, 10), local(10, 12, 10)),  # Sunday the 11th is not
        (Limit(0.5, "work_day"), local(10, 8, 8, 30), local(10, 8, 13, 45)),  # 225 of 450 minutes, with the noon rest
        (Limit(3, "natural_day"), local(9, 30, 10), local(10, 3, 10)),
        (Limit(1, "work_hour"), local(10, 8, 11, 30), local(10, 8, 14)),  # noon stands still
        (Limit(1, "work_hour"), local(10, 8, 6), local(10, 8, 9, 30)),  # before opening it waits
        (Limit(1, "work_hour"), local(10, 10, 17), local(10, 12, 9)),
    ],
)
def test_due_by_hand(limit: Limit, start: datetime, due: datetime) -> None:
    assert limit.due(start, CITY) == due
    assert limit.due(start, CITY).tzinfo is UTC


def test_working_minutes_by_hand() -> None:
    assert CITY.working_minutes(local(9, 30, 17), local(10, 8, 9)) == 60
    assert CITY.working_minutes(local(10, 1, 0), local(10, 8, 0)) == 0
    assert CITY.working_minutes(local(10, 8, 0), local(10, 9, 0)) == 450 == CITY.minutes_a_day
    assert CITY.working_minutes(local(10, 8, 10), local(10, 8, 9)) == 0  # never negative


def test_a_year_without_a_published_calendar_is_provisional() -> None:
    assert CITY.is_provisional(date(2027, 1, 4))
    assert not CITY.is_provisional(date(2026, 1, 4))


moments = st.datetimes(datetime(2025, 12, 20), datetime(2027, 1, 20)).map(
    lambda d: d.replace(second=0, microsecond=0, tzinfo=CHINA)
)
minutes = st.integers(1, 20_000)


@given(start=moments, n=minutes)
def test_adding_minutes_and_measuring_gives_them_back(start: datetime, n: int) -> None:
    assert CITY.working_minutes(start, CITY.add_working_minutes(start, n)) == n


@given(start=moments, n=minutes)
def test_the_end_of_a_working_limit_lies_in_working_time(start: datetime, n: int) -> None:
    end = CITY.add_working_minutes(start, n).astimezone(CHINA)
    assert CITY.is_working_day(end.date())
    assert any(a < end.time() <= b for a, b in CITY.working_time)


@given(start=moments, a=minutes, b=minutes)
def test_two_limits_one_after_the_other_are_one(start: datetime, a: int, b: int) -> None:
    assert CITY.add_working_minutes(CITY.add_working_minutes(start, a), b) == CITY.add_working_minutes(start, a + b)


@given(start=moments, later=st.integers(0, 5000), n=minutes)
def test_who_starts_later_is_never_due_earlier(start: datetime, later: int, n: int) -> None:
    for unit in ("work_minute", "urgent_hour"):
        assert Limit(n, unit).due(start + timedelta(minutes=later), CITY) >= Limit(n, unit).due(start, CITY)


@given(start=moments, n=minutes, part=st.integers(0, 100))
def test_what_is_left_and_what_has_run_are_the_limit(start: datetime, n: int, part: int) -> None:
    limit = Limit(n, "work_minute")
    due = limit.due(start, CITY)
    now = start + timedelta(minutes=int((due - start).total_seconds() / 60 * part / 100))
    left = limit.left(now, due, CITY)
    assert CITY.working_minutes(start, now) + left.total_seconds() / 60 == n


def test_left_is_negative_when_late_in_plain_hours() -> None:
    limit = Limit(1, "work_hour")
    assert limit.left(local(10, 8, 12), local(10, 8, 11), CITY) == timedelta(hours=-1)


def test_left_of_a_running_clock_counts_nights() -> None:
    assert Limit(2, "urgent_hour").left(local(10, 1, 1), local(10, 1, 2), CITY) == timedelta(hours=1)


def test_working_time_of_a_city() -> None:
    calendar = calendar_from({}, working_time="09:00-17:00")
    assert calendar.minutes_a_day == 480
    assert (
        parse_working_time("08:30-12:00, 13:30-17:30") == Calendar(frozenset(), frozenset(), frozenset()).working_time
    )


@pytest.mark.parametrize(
    "text",
    [
        "17:00-09:00",
        "9 to 5",
        "",
        "09:00",
        "25:00-26:00",
        "09:00-09:00",
        "09:00-12:00,11:00-13:00",
        "13:00-17:00,08:00-12:00",
    ],
)
def test_impossible_working_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_working_time(text)
