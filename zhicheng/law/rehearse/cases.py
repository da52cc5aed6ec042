"""A case that has been, as a rehearsal takes it: what was known at its beginning, what happened, when it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from zhicheng.law.facts import Facts
from zhicheng.law.procedure import Procedure
from zhicheng.law.standing import Standing, after, begin
from zhicheng.law.stream import RECORDS, Event

DECIDED = frozenset({"T10", "T42"})


@dataclass(frozen=True, slots=True)
class PastCase:
    """`no`: the city's number of it. `events` may be missing: then the facts are a proposal, as in `law plan`."""

    no: str
    squad: str
    facts: Facts
    events: tuple[Event, ...]
    ended_on: date

    @property
    def was_punished(self) -> bool:
        """A penalty was decided, or, without events, proposed."""
        if self.events:
            return any(e.step in DECIDED for e in self.events)
        return bool(self.facts.amount) or self.facts.warning


def ended_within(cases: Iterable[PastCase], first: date | None, last: date | None) -> Iterator[PastCase]:
    """Those that ended in this time, both days included; None = open."""
    for case in cases:
        if (first is None or first <= case.ended_on) and (last is None or case.ended_on <= last):
            yield case


@dataclass(frozen=True, slots=True)
class Moment:
    """One event of a life: where the case stood before it, and until when it had stood so. `event` None: the end."""

    place: int
    before: Standing
    event: Event | None
    until: datetime | date


def life_of(case: PastCase, way: Procedure) -> tuple[tuple[Moment, ...], Standing]:
    """The case event by event, as it went, whatever any book says of it; and how it ended.

    What does not lead on from where the case was (a doubled event, one of another procedure) moves nothing.
    """
    standing, found, seen = begin(case.facts), [], set()
    for place, event in enumerate(case.events):
        if (event.step, event.at) in seen:
            continue
        seen.add((event.step, event.at))
        found.append(Moment(place, standing, event, event.at))
        if _leads_on(standing, event, way):
            standing = after(standing, event, way)
    return (*found, Moment(len(case.events), standing, None, case.ended_on)), standing


def _leads_on(standing: Standing, event: Event, way: Procedure) -> bool:
    return event.step in RECORDS or any(s.id == event.step for s in way.open_steps(standing.trail))
