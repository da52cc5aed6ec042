"""The city's terms, and whether people keep taking part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from typing_extensions import TypedDict

from zhicheng.civic.community.models import (
    Trial,
)
from zhicheng.civic.community.rules.figures import Engagement
from zhicheng.civic.community.services import trying
from zhicheng.civic.community.terms import defaults, overrides


class TermView(TypedDict):
    """One number that a city may set; `pack` is what holds without."""

    name: str
    value: int | str
    pack: int | str
    own: bool


class EngagementView(TypedDict):
    people: int
    reports: int
    returning: int
    could_return: int
    first_answer_minutes: int | None
    steps: dict[str, int]


class TrialView(TypedDict):
    on: date
    text: str
    by: str
    before: EngagementView
    after: EngagementView


class EngagementPage(TypedDict):
    now: EngagementView
    active_days: int
    returning_days: int
    took_part: int
    trials: list[TrialView]


def term_list() -> list[TermView]:
    own = overrides()
    return [{"name": n, "value": own.get(n, v), "pack": v, "own": n in own} for n, v in defaults().items()]


def engagement(e: Engagement) -> EngagementView:
    return {
        "people": e.people, "reports": e.reports, "returning": e.returning, "could_return": e.could_return,
        "first_answer_minutes": e.first_answer_minutes, "steps": dict(e.steps),
    }  # fmt: skip


def _kept(before: Mapping[str, object]) -> EngagementView:
    """Figures as they were when the note was written."""
    found: EngagementView = EngagementView(**before)  # type: ignore[typeddict-item]
    return found


def trial(t: Trial, *, at: datetime) -> TrialView:
    return {
        "on": t.on,
        "text": t.text,
        "by": t.made_by,
        "before": _kept(t.before),
        "after": engagement(trying.since_then(t, at=at)),
    }
