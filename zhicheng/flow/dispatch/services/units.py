"""First the responsible unit: 处置单位 × area. A unit without phones gets a one-time link instead of jobs on phones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from zhicheng.flow.dispatch.events import Offered
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.states import JOB
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.ground.people import queries as people
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, open_many

RULE = "rule:fast-lane@1"
COLUMNS = (
    "ticket_id", "crew_id", "unit_id", "kind", "link", "offered_at", "travel_s", "solver", "reason", "reason_en", "runner_up_id",
    "cost_milli", "runner_up_cost_milli",
)  # fmt: skip
LINK_SALT = "zhicheng.unit-link"


def send_to_units(ids: Sequence[int], *, at: datetime) -> None:
    """Fast lane: each ticket goes to the unit responsible for its matter and place; without one it waits for a dispatcher."""
    with transaction.atomic():
        units = people.Units()
        chosen = {t.pk: units.responsible(t.matter, t.grid) for t in tickets.by_ids(ids).values() if t.fast_lane}
        sent = ticket_services.dispatch_many({k: v for k, v in chosen.items() if v is not None}, actor=RULE, at=at)
        offer_links(sent, at=at)


def offer_links(sent: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """(ticket id, unit id) pairs: units without phones get a job of their own, reached by a one-time link."""
    if not sent:
        return
    without = set(people.organisations().filter(has_phones=False).values_list("pk", flat=True))
    jobs = [(ticket, unit) for ticket, unit in sent if unit in without]
    if not jobs:
        return
    batch = []
    for pk, (ticket, unit) in zip(bulk.reserve_ids(Assignment, len(jobs)), jobs, strict=True):
        job = Assignment(
            id=pk, ticket_id=ticket, unit_id=unit, kind="handle", offered_at=at, reason="责任单位没有移动终端，已生成一次性链接",
            reason_en="The responsible unit has no phones; a one-time link was made.", solver="link", link=_hash(link_for(pk)),
        )  # fmt: skip
        batch.append((job, [Step("offer", RULE, at, _offered(job), holder=f"org:{unit}")]))
    open_many(batch, JOB, COLUMNS, at=at)


def _offered(job: Assignment) -> Any:
    return lambda **moved: Offered(
        ticket=job.ticket_id, crew=0, unit=job.unit_id, job=job.kind, travel_s=0, solver=job.solver, reason=job.reason,
        reason_en=job.reason_en, **moved,
    )  # fmt: skip


def link_for(job_id: int) -> str:
    """The secret of a unit's link: signed, so that it need not be stored; it is spent when the job is done."""
    return signing.dumps(job_id, salt=LINK_SALT)


def job_of_link(token: str) -> int:
    """Job id of a link; raises signing.BadSignature."""
    return int(signing.loads(token, salt=LINK_SALT))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:43]
