"""What time does: who was told has had his time, who was lawful stays too long, nobody looked, pictures have to go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from zhicheng.flow.sense import queries, rules
from zhicheng.flow.sense.events import Forgotten, Went
from zhicheng.flow.sense.models import Observation
from zhicheng.flow.sense.services.guards import arm_due
from zhicheng.flow.sense.services.lawful import Lawful
from zhicheng.flow.sense.services.observing import RULE
from zhicheng.flow.sense.states import OBSERVATION
from zhicheng.ground.devices import pictures
from zhicheng.infra.config import config
from zhicheng.infra.events import NewEvent, iso, record
from zhicheng.infra.models import Event
from zhicheng.infra.transitions import Step, advance_many
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Conflict
from zhicheng.kernel.geo import from_e7

AT_ONCE = 500
LOOKS_AGAIN = timedelta(minutes=10)  # a patrol has come round by then; without a new look it counts as still there
STILL_SEEN = timedelta(minutes=5)


def watch(*, at: datetime) -> int:
    """Everything whose time has come; returns how many moved. What somebody else moves meanwhile is left to the next beat."""
    moved = 0
    for do in (_remain_due, _overstayed, _lapse_due):
        try:
            moved += do(at)
        except Conflict:
            continue
    return moved + arm_due(at=at)


def _remain_due(at: datetime) -> int:
    """Told and still seen after the time given; or nobody has looked again for long."""
    rows = Observation.objects.filter(state="told", due_at__lte=at).order_by("due_at")[:AT_ONCE]
    chosen = [o for o in rows if o.due_at is not None and (o.seen_at >= o.due_at or at >= o.due_at + LOOKS_AGAIN)]
    return _move(chosen, "remain", at)


def _lapse_due(at: datetime) -> int:
    rows = list(Observation.objects.filter(state="confirmed", due_at__lte=at).order_by("due_at")[:AT_ONCE])
    return _move(rows, "lapse", at)


def _overstayed(at: datetime) -> int:
    """Lawful when it was seen, still seen just now, and its hours have ended (INV-89 covers no minute more)."""
    rows = list(Observation.objects.filter(state="lawful", over_at=None, seen_at__gte=at - STILL_SEEN)[:AT_ONCE])
    if not rows:
        return 0
    lawful = Lawful([(from_e7(o.lng_e7), from_e7(o.lat_e7)) for o in rows])
    late = [o for o in rows if lawful.reason(o.kind, from_e7(o.lng_e7), from_e7(o.lat_e7), at) is None]
    return _move(late, "overstay", at)


def _move(rows: list[Observation], action: str, at: datetime) -> int:
    to_desk = action != "lapse"
    due = at + rules.LAPSES_AFTER if to_desk else None
    steps = []
    for one in rows:

        def body(seen: str = iso(one.seen_at), **moved: Any) -> Went:
            return Went(seen=seen, **moved)

        holder = "role:acceptor" if to_desk else ""
        columns = {"confirmed_at": at} if to_desk else {"confirmed_at": one.confirmed_at}
        steps.append(
            (one, [Step(action, RULE, at, body, holder=holder, due_at=due, due_changes=True, columns=columns)])
        )
    advance_many(steps, OBSERVATION, at=at)
    return len(rows)


def forget_pictures(*, at: datetime) -> int:
    """Delete pictures whose time is over; what went into the store of evidence stays there. One event says how many."""
    before = at - timedelta(days=config().keep_pictures_days)
    rows = queries.pictures_over(
        unconfirmed=before, reported=at - timedelta(days=config().keep_reported_pictures_days), limit=1_000
    )
    if not rows:
        return 0
    names = {s[k] for o in rows for s in o.stills for k in ("original", "masked") if s.get(k)}
    kept = queries.pictures_in_use(rows)
    with transaction.atomic():
        Observation.objects.filter(pk__in=[o.pk for o in rows]).update(pictures_gone=True)
        day = f"sense:{at.astimezone(CHINA):%Y%m%d}"
        seq = Event.objects.filter(stream=day).count() + 1
        body = Forgotten(pictures=len(names - kept), observations=len(rows), before=iso(before))
        record(NewEvent(day, seq, "sense.forget", RULE, at, body), at=at)
    return sum(pictures.forget(name) for name in names - kept)
