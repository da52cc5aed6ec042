"""Do people keep taking part? Counted, not assumed: active, returning, how long until the first answer, where they drop off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Part:
    """One report of one person within the time looked at. `person` is a number without meaning. Moments that did not come are None."""

    person: str
    received_at: datetime
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    rated: bool = False


@dataclass(frozen=True, slots=True)
class Engagement:
    """`people` and `reports` of the active days. `returning` of `could_return`: who reported again, of those whose first report is so long
    ago that their days to return are over. `steps`: how many of the reports got so far.
    """

    people: int
    reports: int
    returning: int
    could_return: int
    first_answer_minutes: int | None
    steps: Mapping[str, int]


def engagement(parts: Sequence[Part], *, until: datetime, active_days: int, returning_days: int) -> Engagement:
    """Figures of the active days before `until`; for who returned, `parts` reach back by the days to return besides."""
    span = timedelta(days=returning_days)
    lately = [p for p in parts if until - timedelta(days=active_days) <= p.received_at < until]
    by_person: dict[str, list[datetime]] = {}
    for part in sorted(parts, key=lambda p: p.received_at):
        by_person.setdefault(part.person, []).append(part.received_at)
    could = [m for m in by_person.values() if until - m[0] >= span]
    back = [m for m in could if len(m) > 1 and m[1] - m[0] <= span]
    waits = [(p.answered_at - p.received_at).total_seconds() / 60 for p in lately if p.answered_at is not None]
    steps = {
        "reported": len(lately), "answered": sum(p.answered_at is not None for p in lately),
        "closed": sum(p.closed_at is not None for p in lately), "rated": sum(p.rated for p in lately),
    }  # fmt: skip
    people = len({p.person for p in lately})
    return Engagement(people, len(lately), len(back), len(could), round(median(waits)) if waits else None, steps)
