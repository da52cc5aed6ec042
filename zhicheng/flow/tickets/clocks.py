"""The running clock of a ticket: which limit, when it is yellow, when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from zhicheng.flow.tickets import rules
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import Calendar, Limit
from zhicheng.law import matters


@dataclass(frozen=True, slots=True)
class Clock:
    since_at: datetime
    yellow_at: datetime
    due_at: datetime


def calendar() -> Calendar:
    return matters.national_calendar(config().working_time)


@lru_cache(maxsize=4096)
def start(limit: Limit, at: datetime) -> Clock:
    """A clock that starts now. A batch shares its moment, so the working time is computed once."""
    return Clock(at, rules.yellow(limit, at, calendar()), limit.due(at, calendar()))


def step_clock(at: datetime) -> Clock:
    """The default limit of a centre's step: 30 minutes of working time."""
    return start(rules.STEP, at)
