"""Then the crew: one assignment problem per tick over waiting jobs × available crews, on road time.

Several dispatchers may tick at once, also over the same partition: the database lets only one active job per ticket and one per
crew exist, and whoever comes second drops that choice.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from numpy.typing import NDArray

from zhicheng.engines import assign
from zhicheng.engines.assign import Choice
from zhicheng.flow.dispatch import queries, rules
from zhicheng.flow.dispatch.events import Offered
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.queries import CrewFacts, JobFacts
from zhicheng.flow.dispatch.services.units import COLUMNS, offer_links
from zhicheng.flow.dispatch.states import JOB
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.places import queries as places
from zhicheng.infra import bulk
from zhicheng.infra.transitions import Step, open_many
from zhicheng.kernel.phrases import SILENCE, Phrase

log = logging.getLogger("zhicheng.dispatch")
RULE = "rule:dispatch@1"
MODE_ZH = {"car": "驾车", "ebike": "骑行", "walk": "步行"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice ready to be written."""

    job: JobFacts
    crew: CrewFacts
    choice: Choice
    runner_up: CrewFacts | None
    reason: str
    reason_en: str
    solver: str


def tick(*, at: datetime, district: str = "") -> int:
    """Match waiting jobs with crews, for one district or the whole city; returns how many jobs were offered."""
    waiting = queries.waiting_jobs(district=district, at=at)
    if not waiting:
        return 0
    _offer_links(waiting, at=at)
    crews = queries.crews_that_can_go(at=at)
    groups: dict[tuple[str, int, str], list[JobFacts]] = defaultdict(list)
    for job in waiting:
        groups[job.group].append(job)
    offers: list[Offer] = []
    for group, jobs in groups.items():
        able = [c for c in crews if c.serves(*group)]
        if able:
            offers += choose(jobs, able, at=at)
    return write(offers, at=at)


def _offer_links(waiting: Sequence[JobFacts], *, at: datetime) -> None:
    """Units without phones get their link also when a person dispatched, and again after a failed check."""
    try:
        with transaction.atomic():
            offer_links([(j.ticket_id, j.unit) for j in waiting if j.kind == "handle"], at=at)
    except IntegrityError:
        log.info("another dispatcher made links at this moment; the next tick makes what is left")


def choose(jobs: Sequence[JobFacts], crews: Sequence[CrewFacts], *, at: datetime) -> list[Offer]:
    """Solve one group. A job for which no crew has two valid certificates is matched again without, and the reason says so."""
    seconds = travel_seconds(jobs, crews)
    offers = _solve(jobs, crews, seconds, at, needs=[j.needs_certificates for j in jobs])
    taken = {o.crew.id for o in offers if o.choice.free_in <= 0}
    placed = {o.job.ticket_id for o in offers}
    rest = [
        i for i, j in enumerate(jobs)
        if j.ticket_id not in placed and j.needs_certificates and not any(c.certificates(j, at) >= 2 for c in crews)
    ]  # fmt: skip
    free = [k for k, c in enumerate(crews) if c.id not in taken]
    if rest and free:
        again = _solve(
            [jobs[i] for i in rest],
            [crews[k] for k in free],
            seconds[np.ix_(rest, free)],
            at,
            needs=[False] * len(rest),
        )
        offers += [_without_certificates(o, at) for o in again]
    return [o for o in offers if o.choice.free_in <= 0]


def travel_seconds(jobs: Sequence[JobFacts], crews: Sequence[CrewFacts]) -> NDArray[np.float64]:
    """Road time in seconds, shape (jobs, crews), each crew in its own mode."""
    out = np.full((len(jobs), len(crews)), np.inf)
    lng, lat = np.array([j.lng for j in jobs]), np.array([j.lat for j in jobs])
    network = places.city().network
    for mode in ("car", "ebike", "walk"):
        chosen = [k for k, c in enumerate(crews) if c.mode == mode]
        if chosen:
            x, y = np.array([crews[k].lng for k in chosen]), np.array([crews[k].lat for k in chosen])
            out[:, chosen] = network.seconds_between(x, y, lng, lat, mode).T
    return out


def _solve(
    jobs: Sequence[JobFacts],
    crews: Sequence[CrewFacts],
    seconds: NDArray[np.float64],
    at: datetime,
    *,
    needs: Sequence[bool],
) -> list[Offer]:
    now = at.timestamp()
    problem = assign.Tickets.of(
        [j.opened_at.timestamp() for j in jobs],
        [j.due_at.timestamp() for j in jobs],
        priority=[float(j.priority) for j in jobs],
        needs_certificates=list(needs),
    )
    able = assign.Crews.of(
        [c.free_in for c in crews],
        certificates=[c.certificates(jobs[0], at) for c in crews],
        jobs_today=[float(c.jobs_today) for c in crews],
    )
    found = assign.plan(problem, able, seconds, at=now)
    note = SILENCE
    if found.fallback:
        log.warning("dispatch fell back: %s", found.fallback.en)
        note = Phrase(f"（{found.fallback.zh}）", f" ({found.fallback.en})")
    names = [c.name for c in crews]
    offers = []
    for choice in found.choices:
        crew = crews[choice.crew]
        said = assign.explain(choice, names, mode=MODE_ZH[crew.mode])
        runner = crews[choice.runner_up] if choice.runner_up >= 0 else None
        offers.append(
            Offer(jobs[choice.ticket], crew, choice, runner, said.zh + note.zh, said.en + note.en, str(found.solver))
        )
    return offers


def _without_certificates(offer: Offer, at: datetime) -> Offer:
    why = offer.crew.two_certified(offer.job, at)
    return Offer(
        offer.job, offer.crew, offer.choice, offer.runner_up, f"{offer.reason}{why.text.zh}（{why.article.zh}）。",
        f"{offer.reason_en} {why.text.en} ({why.article.en}).", offer.solver,
    )  # fmt: skip


def write(offers: Sequence[Offer], *, at: datetime) -> int:
    """Store the offers; one that somebody else made meanwhile, or that is not wanted any more, is dropped, the others stand."""
    offers = _still_wanted(offers)
    if not offers:
        return 0
    try:
        with transaction.atomic():
            _insert(offers, at)
        return len(offers)
    except IntegrityError:
        done = 0
        for offer in offers:
            try:
                with transaction.atomic():
                    _insert([offer], at)
                done += 1
            except IntegrityError:
                log.info("ticket %s or crew %s was taken meanwhile", offer.job.ticket_id, offer.crew.id)
        return done


def _still_wanted(offers: Sequence[Offer]) -> list[Offer]:
    """Solving takes a moment, in which a ticket may be handled, voided or held: nobody is sent to it any more."""
    now = tickets.by_ids([o.job.ticket_id for o in offers])
    return [o for o in offers if o.job.ticket_id in now and _wants(now[o.job.ticket_id], o.job)]


def _wants(ticket: tickets.Ticket, job: JobFacts) -> bool:
    """The ticket still asks for this kind of job, and a handling job of the same unit."""
    same_unit = job.kind != "handle" or ticket.unit_id == job.unit
    return rules.JOB_OF_STATE.get(ticket.state) == job.kind and same_unit


def _insert(offers: Sequence[Offer], at: datetime) -> None:
    answer_by = at + timedelta(seconds=rules.ANSWER_SECONDS)
    batch = []
    for pk, offer in zip(bulk.reserve_ids(Assignment, len(offers)), offers, strict=True):
        choice = offer.choice
        job = Assignment(
            id=pk, ticket_id=offer.job.ticket_id, crew_id=offer.crew.id, unit_id=offer.crew.unit, kind=offer.job.kind,
            offered_at=at, travel_s=round(choice.travel_seconds), solver=offer.solver, reason=offer.reason[:300],
            reason_en=offer.reason_en[:400], runner_up_id=offer.runner_up.id if offer.runner_up else None,
            cost_milli=round(choice.cost * 1000),
            runner_up_cost_milli=round(choice.runner_up_cost * 1000) if offer.runner_up else None,
        )  # fmt: skip
        step = Step("offer", RULE, at, _body(job), holder=f"crew:{offer.crew.id}", due_at=answer_by, due_changes=True)
        batch.append((job, [step]))
    open_many(batch, JOB, COLUMNS, at=at)


def _body(job: Assignment) -> Any:
    return lambda **moved: Offered(
        ticket=job.ticket_id, crew=job.crew_id or 0, unit=job.unit_id, job=job.kind, travel_s=job.travel_s, solver=job.solver,
        reason=job.reason, reason_en=job.reason_en, runner_up=job.runner_up_id or 0, cost_milli=job.cost_milli,
        runner_up_cost_milli=job.runner_up_cost_milli or 0, **moved,
    )  # fmt: skip
