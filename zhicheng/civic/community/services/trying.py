"""What was tried to keep people taking part: a dated note with the figures of the days before it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import Trial
from zhicheng.civic.community.queries import engaged
from zhicheng.civic.community.rules import words
from zhicheng.civic.community.rules.figures import Engagement, engagement
from zhicheng.civic.community.terms import terms
from zhicheng.ground.people.queries import Access
from zhicheng.infra.changes import Change, record_changes
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase


def figures(*, until: datetime, days: int = 0) -> Engagement:
    """Engagement over the days before a moment."""
    known = terms().figures
    active, returning = days or known["active_days"], known["returning_days"]
    parts = engaged.parts(since=until - timedelta(days=active + returning), until=until)
    return engagement(parts, until=until, active_days=active, returning_days=returning)


def note_trial(*, on: date, text: str, who: Access, at: datetime) -> Trial:
    """Write down what was tried on a day; the figures before it are kept as they are now."""
    who.require(queries.OFFICE, what=Phrase("记录尝试", "note what was tried"))
    said = words.words(text, most=500, what=Phrase("做了什么", "what was tried"), field="text")
    today = at.astimezone(CHINA).date()
    if not today - timedelta(days=366) <= on <= today:
        raise BadInput(
            "日期要在过去一年之内，请核对。", "The day has to lie within the last year; check it.", field="on"
        )
    before = asdict(figures(until=datetime.combine(on, datetime.min.time(), CHINA)))
    with transaction.atomic():
        row = Trial.objects.create(on=on, text=said, made_by=who.name, made_at=at, before=before)
        record_changes("trials", [Change(said[:60], "added", {}, {"日期": on.isoformat()})], by=who.actor, at=at)
    return row


def since_then(trial: Trial, *, at: datetime) -> Engagement:
    """The same figures after it: over as many days, or as many as have passed."""
    days = terms().figures["active_days"]
    begins = datetime.combine(trial.on, datetime.min.time(), CHINA)
    return figures(until=min(at, begins + timedelta(days=days)), days=max(1, min(days, (at - begins).days or 1)))
