"""What a monitor looks at, and days counted with the calendar pack alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.explore.worlds import Facts, World
from zhicheng.law.packs import load_pack
from zhicheng.law.stream import Event

Log = Sequence[Event]
DAY = timedelta(days=1)


@dataclass(slots=True, eq=False)  # one for every event of a search: to freeze it costs as much as to look at it
class Seen:
    """What a monitor looks at: the world, what was let by before, the event that was let by now, and the facts as they are known by then.

    `places`: of each step that was let by, where in the log its last one stands.
    """

    world: World
    log: Log
    event: Event
    facts: Facts
    places: Mapping[str, int]

    @property
    def day(self) -> date:
        return self.event.at.astimezone(CHINA).date()

    def last(self, *steps: str) -> Event | None:
        at = self.place(*steps)
        return self.log[at] if at >= 0 else None

    def on(self, *steps: str) -> date | None:
        found = self.last(*steps)
        return found.at.astimezone(CHINA).date() if found else None

    def place(self, *steps: str) -> int:
        """Where in the log the last of these stands; -1: nowhere."""
        found = -1
        for step in steps:
            at = self.places.get(step, -1)
            if at > found:
                found = at
        return found


Monitor = Callable[[Seen], str]


@lru_cache(maxsize=1)
def days_off() -> tuple[frozenset[str], frozenset[str]]:
    pack = load_pack("national", "calendar")
    return frozenset(pack["off"]), frozenset(pack["make_up"])


@lru_cache(maxsize=4096)
def works(day: date) -> bool:
    off, make_up = days_off()
    return day.isoformat() in make_up or (day.isoweekday() < 6 and day.isoformat() not in off)


@lru_cache(maxsize=65536)
def nth_working(start: date, n: int) -> date:
    day = start
    while n:
        day += DAY
        n -= works(day)
    return day


def rolled(day: date) -> date:
    while not works(day):
        day += DAY
    return day


def months_on(day: date, n: int) -> date:
    """The day before the day after: counts down from the 31st to a day that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    for last in range(day.day, 27, -1) if day.day > 28 else (day.day,):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 28)


def is_simple(seen: Seen) -> bool:
    return seen.place("T10") >= 0


def known_by(world: World, log: Log) -> Facts:
    """The world's facts with what has become known on the way."""
    learned = [e.data.facts for e in log if e.data.facts is not None]
    return (
        replace(world.facts, **{k: v for amendment in learned for k, v in amendment.means}) if learned else world.facts
    )
