"""Four clocks of the digital flow and the working-day calendar behind them.

工作时 working hour and 工作日 working day run in working time only, 紧急工作时 urgent hour and 自然日 calendar day
run through nights and holidays. Make-up workdays (调休) are working days. A year whose calendar the State Council has not yet
published is provisional and says so (domain/calendar.yaml, `fallback`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

from zhicheng.kernel.phrases import Phrase

Unit = Literal["work_minute", "work_hour", "urgent_hour", "work_day", "natural_day"]
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991
WEEKEND = (5, 6)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Days off, make-up workdays and the working time of one city. `published` are the years with an official list."""

    off: frozenset[date]
    make_up: frozenset[date]
    published: frozenset[int]
    working_time: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
    _days: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash(self.off)  # a set remembers its hash; answers about days are looked up by their calendar

    def is_working_day(self, day: date) -> bool:
        known = self._days.get(day)
        if known is None:
            known = day in self.make_up or (day.weekday() not in WEEKEND and day not in self.off)
            self._days[day] = known
        return known

    def is_provisional(self, day: date) -> bool:
        """True when the year's official calendar is not known: dates in it can still move."""
        return day.year not in self.published

    @property
    def minutes_a_day(self) -> int:
        return sum(_minutes(b) - _minutes(a) for a, b in self.working_time)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole working minutes between two moments; 0 when `end` is not after `start`."""
        start, end = start.astimezone(CHINA), end.astimezone(CHINA)
        if end <= start:
            return 0
        total = timedelta()
        day = start.date()
        while day <= end.date():
            if self.is_working_day(day):
                for opens, closes in self.working_time:
                    begin = max(start, datetime.combine(day, opens, CHINA))
                    finish = min(end, datetime.combine(day, closes, CHINA))
                    total += max(finish - begin, timedelta())
            day += DAY
        return int(total.total_seconds() // 60)

    def add_working_minutes(self, start: datetime, minutes: float) -> datetime:
        """The moment at which so many working minutes have run since `start`."""
        left = timedelta(minutes=minutes)
        now = start.astimezone(CHINA)
        day = now.date()
        while True:
            if self.is_working_day(day):
                for opens, closes in self.working_time:
                    begin = max(now, datetime.combine(day, opens, CHINA))
                    finish = datetime.combine(day, closes, CHINA)
                    if begin < finish:
                        if left <= finish - begin:
                            return (begin + left).astimezone(UTC)
                        left -= finish - begin
            day += DAY


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take. `amount` counts `unit`s: 2 urgent hours, 1.5 working days."""

    amount: float
    unit: Unit

    def due(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment this limit ends when its clock starts at `start` (aware); UTC.

        Working days count as days of working time from the very minute: a job given at 10:00 with one working day is due
        at 10:00 on the next working day.
        """
        match self.unit:
            case "urgent_hour":
                return (start + timedelta(hours=self.amount)).astimezone(UTC)
            case "natural_day":
                return (start + timedelta(days=self.amount)).astimezone(UTC)
            case "work_minute":
                return calendar.add_working_minutes(start, self.amount)
            case "work_hour":
                return calendar.add_working_minutes(start, self.amount * 60)
            case "work_day":
                return calendar.add_working_minutes(start, self.amount * calendar.minutes_a_day)

    @property
    def words(self) -> Phrase:
        """ "2紧急工作时", "2 urgent h"."""
        unit = UNITS[self.unit]
        return Phrase(
            f"{self.amount:g}{unit.zh}", f"{self.amount:g} {unit.en.removesuffix('s') if self.amount == 1 else unit.en}"
        )

    def left(self, now: datetime, due_at: datetime, calendar: Calendar) -> timedelta:
        """Time left on this clock (working time for working clocks); negative when late, then in plain hours."""
        if now >= due_at or self.unit in ("urgent_hour", "natural_day"):
            return due_at - now
        return timedelta(minutes=calendar.working_minutes(now, due_at))


UNITS: Mapping[Unit, Phrase] = {
    "work_minute": Phrase("分钟（工作时间）", "working min"),
    "work_hour": Phrase("工作时", "working h"),
    "urgent_hour": Phrase("紧急工作时", "urgent h"),
    "work_day": Phrase("工作日", "working days"),
    "natural_day": Phrase("自然日", "days"),
}


def calendar_from(data: Mapping[str, object], *, working_time: str = "") -> Calendar:
    """Build from the pack form `{off: [iso…], make_up: [iso…], published: [year…]}`.

    `working_time` like "08:30-12:00,13:30-17:30" replaces the default.
    """

    def days(name: str) -> frozenset[date]:
        values = data.get(name)
        return frozenset(date.fromisoformat(v) for v in values) if isinstance(values, list) else frozenset()

    published = data.get("published")
    years = frozenset(published) if isinstance(published, list) else frozenset()
    if not working_time:
        return Calendar(days("off"), days("make_up"), years)
    return Calendar(days("off"), days("make_up"), years, parse_working_time(working_time))


def parse_working_time(text: str) -> tuple[tuple[time, time], ...]:
    """ "08:30-12:00,13:30-17:30" → ((08:30, 12:00), (13:30, 17:30)). Raises ValueError."""
    spans: list[tuple[time, time]] = []
    for part in text.split(","):
        opens, closes = (time.fromisoformat(x.strip()) for x in part.split("-"))
        if opens >= closes:
            raise ValueError(f"working time {part!r} ends before it begins")
        if spans and opens < spans[-1][1]:  # overlapping spans would count their minutes twice
            raise ValueError(f"working time {part!r} begins before the span in front of it ends")
        spans.append((opens, closes))
    return tuple(spans)
