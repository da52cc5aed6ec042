"""When a period ends, and why on that day: working days, calendar days, months, roll-over, make-up days.

Rules (Civil Procedure Law 85; Civil Code 201-203; APL 85): the day on which it starts does not count. Two, three, five and seven
days are working days where the statute says so, all others calendar days; the period's own `unit` decides, never the caller. A party's
last day that is a rest day moves to the next working day. An agency's never moves: its deadline is the legal last day, and the working
day before it is shown as the day by which it has to be done.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from zhicheng.kernel.calendar import CHINA, Calendar

Unit = Literal["working_day", "day", "month", "year", "hour"]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """So many units, whose they are, and where that stands. `verified` False: no statute says so, the city may set it."""

    id: str
    amount: int
    unit: Unit
    owner: str
    article: str
    verified: bool = True

    def __hash__(self) -> int:
        return hash(self.id)  # every question about a day looks up its period


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period, and how it was counted. `moment` is set for periods of hours. `provisional`: a year on the way has no
    published calendar yet, so the day may still move. `operational`: the last working day on or before it."""

    name: str
    on: date
    operational: date
    period: Period
    start: date
    counted: tuple[date, ...] = ()
    rolled_from: date | None = None
    moment: datetime | None = None
    provisional: bool = False


def add_working_days(start: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `start`."""
    return working_days_after(start, n, calendar)[-1] if n else start


def working_days_after(start: date, n: int, calendar: Calendar) -> tuple[date, ...]:
    """The next n working days after `start`, in order."""
    found: list[date] = []
    day = start
    while len(found) < n:
        day += DAY
        if calendar.is_working_day(day):
            found.append(day)
    return tuple(found)


def add_months(start: date, n: int) -> date:
    """Same-number day n months on, else the last day of that month."""
    month = start.month - 1 + n
    year, month = start.year + month // 12, month % 12 + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def roll(day: date, calendar: Calendar) -> date:
    """The day itself, or the next working day when it is a rest day."""
    while not calendar.is_working_day(day):
        day += DAY
    return day


def back(day: date, calendar: Calendar) -> date:
    """The day itself, or the last working day before it."""
    while not calendar.is_working_day(day):
        day -= DAY
    return day


def deadline(
    name: str, period: Period, start: date | datetime, calendar: Calendar, *, rolls: bool | None = None
) -> Deadline:
    """The end of `period` that starts at `start`. `rolls` overrides the owner's rule (a limitation never rolls)."""
    return _deadline(name, period, start, calendar, rolls)


@lru_cache(maxsize=1 << 16)  # a case asks for the same days before every step
def _deadline(name: str, period: Period, start: date | datetime, calendar: Calendar, rolls: bool | None) -> Deadline:
    if period.unit == "hour":
        return _hours(name, period, start, calendar)
    day = _day(start)
    counted: tuple[date, ...] = ()
    match period.unit:
        case "working_day":
            counted = working_days_after(day, period.amount, calendar)
            end = counted[-1]
        case "day":
            end = day + period.amount * DAY
        case "month":
            end = add_months(day, period.amount)
        case _:
            end = add_months(day, 12 * period.amount)
    moves = period.owner == "party" if rolls is None else rolls
    last = roll(end, calendar) if moves else end
    return Deadline(
        name, last, back(last, calendar), period, day, counted, end if last != end else None, None,
        any(calendar.is_provisional(d) for d in (day, last)),
    )  # fmt: skip


def _hours(name: str, period: Period, start: date | datetime, calendar: Calendar) -> Deadline:
    if not isinstance(start, datetime):
        raise ValueError(f"{name}: a period of hours starts at a moment, not at a day")
    end = start + timedelta(hours=period.amount)
    day = _day(end)
    return Deadline(name, day, day, period, _day(start), (), None, end, calendar.is_provisional(day))


def clear_working_days(start: date, n: int, calendar: Calendar) -> date:
    """The first day with n whole working days between it and `start`: "at least seven days before" (APL 64)."""
    return add_working_days(start, n + 1, calendar)


def _day(moment: date | datetime) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(CHINA).date() if moment.tzinfo else moment.date()
    return moment


def age_on(born: date, day: date) -> int:
    """Full years: an age is reached on the day after the birthday (SPC 2006, Art. 2, by analogy: it favours the minor)."""
    had_birthday = (day.month, day.day) > (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)
