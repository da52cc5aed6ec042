"""How jobs and whole tickets look in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from zhicheng.flow.dispatch import queries, rules
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.services.units import link_for
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import shapes as ticket_shapes
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.kernel.errors import BadInput


def detail(ticket: Ticket, who: Access, *, at: datetime) -> dict[str, Any]:
    """A ticket with its timeline, reports, jobs and the steps this viewer may take."""
    events = tickets.timeline(ticket)
    jobs = queries.of_ticket(ticket.pk)
    crews = queries.crews_of([ticket.pk])
    roles = tickets.roles_at(who, ticket)
    last = next((j for j in reversed(jobs) if j.crew_id), None)
    units = people.organisation_names([ticket.unit_id])
    return {
        **ticket_shapes.row(ticket, at=at, units=units, crews=crews),
        "text": ticket.text, "file_condition": ticket.condition.file_if if ticket.condition else None,
        "close_condition": ticket.condition.close_if if ticket.condition else None,
        "limit_text": ticket.condition.limit_text if ticket.condition else None,
        "limit_text_en": ticket_shapes.in_english(ticket.condition.limit_text) if ticket.condition else None,
        "clocks": ticket_shapes.clocks(ticket, events, at=at), "reports_list": ticket_shapes.reports_of(ticket),
        "timeline": ticket_shapes.timeline(events), "assignments": [assignment(j, who) for j in jobs],
        "actions": tickets.open_actions(ticket, roles), "asked": ticket.asked or None,
        "why_crew": last.reason if last else None, "why_crew_en": last.reason_en if last else None,
        "route": route_of(last) if last and last.state in ("offered", "accepted") else None,
        "counts": {"returns": ticket.returns, "extensions": ticket.extensions, "holds": ticket.holds, "reworks": ticket.reworks},
        "recurrence_of": tickets.no_of(ticket.recurrence_of_id),
    }  # fmt: skip


def assignment(job: Assignment, who: Access) -> dict[str, Any]:
    runner = None
    if job.runner_up and job.runner_up_cost_milli is not None:
        runner = {
            "name": job.runner_up.name,
            "cost_difference": round((job.runner_up_cost_milli - job.cost_milli) / 1000, 2),
        }
    shows_link = job.crew_id is None and job.state == "offered" and "dispatcher" in who.roles
    return {
        "id": job.pk, "kind": job.kind, "state": job.state, "crew": {"id": job.crew_id, "name": job.crew.name} if job.crew else None,
        "unit": {"id": job.unit_id, "name": job.unit.name}, "offered_at": job.offered_at, "accepted_at": job.accepted_at,
        "arrived_at": job.arrived_at, "done_at": job.done_at, "travel_s": job.travel_s, "solver": job.solver, "reason": job.reason,
        "reason_en": job.reason_en, "runner_up": runner, "link": f"/link/{link_for(job.pk)}" if shows_link else None,
    }  # fmt: skip


def jobs_for_phone(jobs: Sequence[Assignment], *, at: datetime) -> list[dict[str, Any]]:
    """A crew's jobs as its phone shows them."""
    return [phone_job(job, at=at) for job in jobs]


def phone_job(job: Assignment, *, at: datetime) -> dict[str, Any]:
    ticket = job.ticket
    units = people.organisation_names([ticket.unit_id])
    steps = [
        {
            "action": a,
            "title": rules.TITLES[a][0],
            "title_en": rules.TITLES[a][1],
            "needs": list(rules.NEEDS.get(a, ())),
        }
        for a in rules.open_steps(job.kind, job.state)
    ]
    reports = ticket_shapes.reports_of(ticket)
    return {
        "id": job.pk, "kind": job.kind, "ticket": ticket_shapes.row(ticket, at=at, units=units, crews={}), "state": job.state,
        "offered_at": job.offered_at, "answer_by": job.due_at if job.state == "offered" else None, "reason": job.reason,
        "reason_en": job.reason_en, "travel_s": job.travel_s, "route": route_of(job) if job.state in ("offered", "accepted") else None,
        "text": ticket.text, "photos": [p for r in reports for p in r["photos"]],
        "file_condition": ticket.condition.file_if if ticket.condition else None,
        "close_condition": ticket.condition.close_if if ticket.condition else None,
        "needs_two_certificates": job.kind == "handle" and "执法证" in job.reason, "steps": steps,
    }  # fmt: skip


def route_of(job: Assignment) -> list[list[float]] | None:
    """The way from where the crew is to the ticket, as [lng, lat] pairs; None when there is none."""
    crew = job.crew
    if crew is None or crew.lng_e7 is None or crew.lat_e7 is None:
        return None
    # A few metres do not change the way: rounding lets the cache answer while the crew rides.
    here = round(crew.lng_e7 / 1e7, 4), round(crew.lat_e7 / 1e7, 4)
    return _route(*here, job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, crew.mode)


@lru_cache(maxsize=2_000)
def _route(lng1: float, lat1: float, lng2: float, lat2: float, mode: str) -> list[list[float]] | None:
    network = places.city().network
    source, _ = network.nearest([lng1], [lat1], mode)  # type: ignore[arg-type]
    target, _ = network.nearest([lng2], [lat2], mode)  # type: ignore[arg-type]
    try:
        way = network.route(int(source[0]), int(target[0]), mode)  # type: ignore[arg-type]
    except BadInput:
        return None
    points = [[round(float(x), 6), round(float(y), 6)] for x, y in zip(way.lng, way.lat, strict=True)]
    return [[lng1, lat1], *points, [lng2, lat2]]
