"""Days are counted as the statutes count them: holidays, make-up days, roll-over, months, ages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.book import book_of
from zhicheng.law.periods import (
    Period,
    add_months,
    add_working_days,
    age_on,
    back,
    clear_working_days,
    deadline,
    roll,
)

CALENDAR = book_of().calendar
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 1))


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-04-30", 2, "2026-05-07"),  # 1 to 5 May are off
        ("2026-05-07", 2, "2026-05-09"),  # a Saturday on which people work
        ("2026-04-27", 7, "2026-05-09"),
        ("2026-02-13", 3, "2026-02-25"),  # 14 February (make-up), then the long holiday
        ("2026-09-21", 5, "2026-09-29"),
    ],
)
def test_working_days_across_holidays(start: str, n: int, end: str) -> None:
    assert add_working_days(d(start), n, CALENDAR) == d(end)


def test_seven_clear_days_before_a_hearing() -> None:
    assert clear_working_days(d("2026-10-08"), 7, CALENDAR) == d("2026-10-19")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-03-20", 6, "2026-09-20"),
    ],
)
def test_months_end_on_the_same_number_or_on_the_last_day(start: str, n: int, end: str) -> None:
    assert add_months(d(start), n) == d(end)


def test_a_partys_last_day_rolls_and_an_agencys_never() -> None:
    fifteen = Period("K", 15, "day", "party", "APL 67")
    mine = deadline("payment_due", fifteen, d("2026-03-20"), CALENDAR)
    assert (mine.on, mine.rolled_from) == (d("2026-04-07"), d("2026-04-04"))
    theirs = deadline("x", Period("K", 90, "day", "agency", "APL 60"), d("2026-01-05"), CALENDAR)
    assert (theirs.on, theirs.operational, theirs.rolled_from) == (d("2026-04-05"), d("2026-04-03"), None)


def test_a_sunday_on_which_people_work_does_not_roll() -> None:
    half_a_year = deadline("suit", Period("K", 6, "month", "party", "ALL 46"), d("2026-03-20"), CALENDAR)
    assert half_a_year.on == d("2026-09-20")
    assert half_a_year.on.weekday() == 6


def test_hours_are_a_moment() -> None:
    found = deadline(
        "send_by", Period("K", 24, "hour", "agency", "YISONG 5"), datetime(2026, 5, 11, 9, tzinfo=CHINA), CALENDAR
    )
    assert found.moment == datetime(2026, 5, 12, 9, tzinfo=CHINA)
    with pytest.raises(ValueError, match="starts at a moment"):
        deadline("send_by", Period("K", 24, "hour", "agency", ""), d("2026-05-11"), CALENDAR)


def test_a_year_without_a_calendar_is_provisional() -> None:
    period = Period("K", 60, "day", "party", "ARL 20")
    assert deadline("x", period, d("2026-12-20"), CALENDAR).provisional
    assert not deadline("x", period, d("2026-06-20"), CALENDAR).provisional


@given(DAYS, st.integers(1, 40))
def test_counted_days_are_working_days_and_as_many(start: date, n: int) -> None:
    found = deadline("x", Period("K", n, "working_day", "party", ""), start, CALENDAR)
    assert len(found.counted) == n
    assert found.on == found.counted[-1] == found.operational
    assert all(CALENDAR.is_working_day(day) and day > start for day in found.counted)


@given(DAYS)
def test_rolling_goes_to_the_nearest_working_day_on_its_side(day: date) -> None:
    later, earlier = roll(day, CALENDAR), back(day, CALENDAR)
    assert earlier <= day <= later
    for gap in range(1, (later - day).days + 1):
        assert not CALENDAR.is_working_day(later - timedelta(days=gap))
    for gap in range(1, (day - earlier).days + 1):
        assert not CALENDAR.is_working_day(earlier + timedelta(days=gap))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2012-05-02", "2026-05-02", 13),
        ("2012-05-02", "2026-05-03", 14),
        ("2012-02-29", "2026-02-28", 13),
        ("2012-02-29", "2026-03-01", 14),
    ],
)
def test_an_age_is_reached_on_the_day_after_the_birthday(born: str, on: str, age: int) -> None:
    assert age_on(d(born), d(on)) == age
