"""What the machine does by itself: notice that all have answered or signed, and climb the ladder when somebody is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from zhicheng.civic.whistles import queries, rules
from zhicheng.civic.whistles.events import Gathered, SummonsEscalated
from zhicheng.civic.whistles.services.beside import note
from zhicheng.civic.whistles.services.meeting import SYSTEM, begin
from zhicheng.civic.whistles.states import WHISTLE
from zhicheng.infra.events import iso
from zhicheng.infra.transitions import Step, advance
from zhicheng.kernel.errors import Conflict

ESCALATE_TO = {1: "unit:lead", 2: "role:supervisor", 3: "role:manager"}


def gather(summons_ids: Sequence[int], *, at: datetime) -> int:
    """After an answer: has everybody answered? Asked after commit, so that of two who answer at once the later one sees both."""
    done = 0
    for whistle in queries.by_ids(queries.whistles_of(summons_ids)):
        all_ = queries.standings(whistle.pk)
        if whistle.state != "blown" or not rules.everybody_answered(all_):
            continue
        body = partial(
            Gathered,
            present=[s.unit for s in all_ if s.state == "reported_in"],
            declined=[s.unit for s in all_ if s.state == "declined"],
        )
        step = Step("gather", SYSTEM, at, body, due_at=whistle.act_due_at, due_changes=True)
        advance(whistle, WHISTLE, step, at=at)
        done += 1
    return done


def begin_signed(summons_ids: Sequence[int], *, at: datetime) -> int:
    """After a signature: have all signed who have a task?"""
    done = 0
    for whistle in queries.by_ids(queries.whistles_of(summons_ids)):
        if whistle.state == "joint_plan" and rules.everybody_signed(queries.standings(whistle.pk)):
            begin(whistle, by=SYSTEM, at=at)
            done += 1
    return done


def escalate_due(*, at: datetime, limit: int = 500) -> int:
    """Whose clock is over is told to the department's head, then to the inspection office, then to the district's head; once per level."""
    done = 0
    for one in queries.late(at, limit):
        due = one.due_at or at
        level = rules.levels_due(at, one.since_at, due)
        if level <= one.escalated:
            continue
        clock = "task" if one.state == "tasked" else "report_in"
        body = SummonsEscalated(level=level, to=ESCALATE_TO[level], clock=clock, due=iso(due))
        try:
            with transaction.atomic():
                note(one, "summons.escalate", body, by=SYSTEM, at=at, escalated=level)
            done += 1
        except Conflict:  # it reported in at this very moment: nothing is late any more
            continue
    return done
