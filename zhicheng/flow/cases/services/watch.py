"""What the clock does in cases: the term to pay begins, a due date passes. People do everything else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.flow.cases import queries, rules
from zhicheng.flow.cases.dossier import read
from zhicheng.flow.cases.models import Case
from zhicheng.flow.cases.services.steps import Act, take
from zhicheng.ground.people.queries import NOBODY
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict, NotAllowed

BATCH = 200


def watch(*, at: datetime) -> int:
    """Begin the terms of served decisions and note those that have passed. How many cases moved."""
    return sum(_tick(pk, "T60", at) for pk in _served(at)) + sum(
        _tick(pk, "T63", at) for pk in queries.past_due(at, BATCH)
    )


def _served(at: datetime) -> list[int]:
    """Served before today; whether the term may begin is asked of each. The latest first: what waits for its officer (T13) holds up nobody."""
    today = at.astimezone(CHINA).date()
    found = Case.objects.filter(state="served", served_on__lt=today, outcome="penalty").order_by("-served_on", "-pk")[
        :BATCH
    ]
    return [c.pk for c in found if rules.is_time_to_perform(read(c).fold(at)[0], today)]


def _tick(case_id: int, step: str, at: datetime) -> int:
    try:
        with transaction.atomic():
            take(case_id=case_id, act=Act(step), access=NOBODY, at=at)
    except (NotAllowed, Conflict):  # not yet, or somebody moved it this moment: the next look will see
        return 0
    return 1
