"""How jobs and whole tickets look in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NotRequired, cast

from typing_extensions import TypedDict

from zhicheng.flow.dispatch import queries, rules
from zhicheng.flow.dispatch.models import Assignment
from zhicheng.flow.dispatch.services.units import link_for
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import shapes as ticket_shapes
from zhicheng.flow.tickets.conditions import limit_words
from zhicheng.flow.tickets.queries import Action, Ticket
from zhicheng.flow.tickets.shapes import Clock, NameRef, TicketReport, TicketRow, TimelineItem
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

JobKind = Literal["handle", "verify", "recheck"]
Route = list[tuple[float, float]]


class RunnerUp(TypedDict):
    """The second best crew, and how much worse it would have been."""

    name: str
    cost_difference: float


class AssignmentRow(TypedDict):
    """Who was sent, why, and what came of it; `link` only for a dispatcher, while a unit without phones may answer."""

    id: int
    kind: str
    state: str
    crew: NameRef | None
    unit: NameRef
    offered_at: datetime
    accepted_at: datetime | None
    arrived_at: datetime | None
    done_at: datetime | None
    travel_s: int
    solver: str
    reason: str
    reason_en: str
    runner_up: RunnerUp | None
    link: str | None


class Counts(TypedDict):
    returns: int
    extensions: int
    holds: int
    reworks: int


class TicketDetail(TicketRow):
    """Everything about one ticket, with the steps that this viewer may take."""

    file_condition: str | None
    close_condition: str | None
    limit_text: str | None
    limit_text_en: str | None
    clocks: list[Clock]
    reports_list: list[TicketReport]
    timeline: list[TimelineItem]
    assignments: list[AssignmentRow]
    actions: list[Action]
    asked: dict[str, Any] | None
    why_crew: str | None
    why_crew_en: str | None
    route: Route | None
    counts: Counts
    recurrence_of: str | None


class JobStep(TypedDict):
    """What the phone may answer, and what it has to bring."""

    action: str
    title: str
    title_en: str
    needs: list[str]


class PhoneJob(TypedDict):
    """A job as a phone shows it."""

    id: int
    kind: JobKind
    ticket: TicketRow
    state: str
    offered_at: datetime
    answer_by: datetime | None
    reason: str
    reason_en: str
    travel_s: int
    route: Route | None
    text: str
    photos: list[str]
    file_condition: str | None
    close_condition: str | None
    needs_two_certificates: bool
    steps: list[JobStep]


class PhoneJobs(TypedDict):
    jobs: list[PhoneJob]


class FieldResult(TypedDict):
    """What became of one event of a phone."""

    key: str
    outcome: Literal["done", "known", "refused"]
    detail: NotRequired[str]
    detail_en: NotRequired[str]
    code: NotRequired[str]


class FieldResults(TypedDict):
    results: list[FieldResult]


class Fixes(TypedDict):
    accepted: int
    sharing: bool


class CalledCrew(TypedDict):
    crew: str
    minutes: int


class TroubleCall(TypedDict):
    """An incident and the crews that were called to it."""

    incident: int
    called: list[CalledCrew]


class FieldMember(TypedDict):
    id: int
    name: str
    kind: str


class Colleague(TypedDict):
    name: str
    kind: str


class NoCases(TypedDict):
    """Why a patrol gets no job that may end in a case: too few valid certificates (INV-01)."""

    article: str
    text: str
    text_en: str


class FieldCrew(TypedDict):
    id: int
    name: str
    kind: str
    members: list[Colleague]
    vehicle: str
    state: str
    mode: str
    lng: float | None
    lat: float | None
    no_cases: NoCases | None


ShiftState = Literal["off", "on", "break"]
FieldShift = TypedDict("FieldShift", {"from": datetime | None, "to": datetime | None, "state": ShiftState})


class MyDay(TypedDict):
    done: int
    minutes_busy: int
    km: float


class SquadDay(TypedDict):
    n: int
    median_done: float
    median_minutes_busy: int
    median_km: float


class FieldToday(TypedDict):
    """My jobs beside the squad's, so that fairness is seen."""

    mine: MyDay
    squad: SquadDay


class FieldMe(TypedDict):
    member: FieldMember
    crew: FieldCrew | None
    shift: FieldShift | None
    position_shared: bool
    today: FieldToday | None


def detail(ticket: Ticket, who: Access, *, at: datetime) -> TicketDetail:
    """A ticket with its timeline, reports, jobs and the steps this viewer may take."""
    events = tickets.timeline(ticket)
    jobs = queries.of_ticket(ticket.pk)
    crews = queries.crews_of([ticket.pk])
    roles = tickets.roles_at(who, ticket)
    limit = limit_words(ticket.condition) if ticket.condition else None
    last = next((j for j in reversed(jobs) if j.crew_id), None)
    units = people.organisation_names([ticket.unit_id])
    return {
        **ticket_shapes.row(ticket, at=at, units=units, crews=crews),
        "text": ticket.text, "file_condition": ticket.condition.file_if if ticket.condition else None,
        "close_condition": ticket.condition.close_if if ticket.condition else None,
        "limit_text": limit.zh if limit else None, "limit_text_en": limit.en if limit else None,
        "clocks": ticket_shapes.clocks(ticket, events, at=at), "reports_list": ticket_shapes.reports_of(ticket),
        "timeline": ticket_shapes.timeline(events), "assignments": [assignment(j, who) for j in jobs],
        "actions": tickets.open_actions(ticket, roles), "asked": ticket.asked or None,
        "why_crew": last.reason if last else None, "why_crew_en": last.reason_en if last else None,
        "route": route_of(last) if last and last.state in ("offered", "accepted") else None,
        "counts": {"returns": ticket.returns, "extensions": ticket.extensions, "holds": ticket.holds, "reworks": ticket.reworks},
        "recurrence_of": tickets.no_of(ticket.recurrence_of_id),
    }  # fmt: skip


def assignment(job: Assignment, who: Access) -> AssignmentRow:
    runner: RunnerUp | None = None
    if job.runner_up and job.runner_up_cost_milli is not None:
        runner = {
            "name": job.runner_up.name,
            "cost_difference": round((job.runner_up_cost_milli - job.cost_milli) / 1000, 2),
        }
    shows_link = job.crew_id is None and job.state == "offered" and "dispatcher" in who.roles
    return {
        "id": job.pk, "kind": job.kind, "state": job.state, "crew": {"id": job.crew.pk, "name": job.crew.name} if job.crew else None,
        "unit": {"id": job.unit_id, "name": job.unit.name}, "offered_at": job.offered_at, "accepted_at": job.accepted_at,
        "arrived_at": job.arrived_at, "done_at": job.done_at, "travel_s": job.travel_s, "solver": job.solver, "reason": job.reason,
        "reason_en": job.reason_en, "runner_up": runner, "link": f"/link/{link_for(job.pk)}" if shows_link else None,
    }  # fmt: skip


def jobs_for_phone(jobs: Sequence[Assignment], *, at: datetime) -> list[PhoneJob]:
    """A crew's jobs as its phone shows them."""
    return [phone_job(job, at=at) for job in jobs]


def phone_job(job: Assignment, *, at: datetime) -> PhoneJob:
    ticket = job.ticket
    units = people.organisation_names([ticket.unit_id])
    steps: list[JobStep] = [
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
        "id": job.pk, "kind": cast(JobKind, job.kind), "ticket": ticket_shapes.row(ticket, at=at, units=units, crews={}), "state": job.state,
        "offered_at": job.offered_at, "answer_by": job.due_at if job.state == "offered" else None, "reason": job.reason,
        "reason_en": job.reason_en, "travel_s": job.travel_s, "route": route_of(job) if job.state in ("offered", "accepted") else None,
        "text": ticket.text, "photos": [p for r in reports for p in r["photos"]],
        "file_condition": ticket.condition.file_if if ticket.condition else None,
        "close_condition": ticket.condition.close_if if ticket.condition else None,
        "needs_two_certificates": job.kind == "handle" and matters.matters()[ticket.matter].needs_certificates, "steps": steps,
    }  # fmt: skip


def route_of(job: Assignment) -> Route | None:
    """The way from where the crew is to the ticket, as [lng, lat] pairs; None when there is none."""
    crew = job.crew
    if crew is None or crew.lng_e7 is None or crew.lat_e7 is None:
        return None
    # A few metres do not change the way: rounding lets the cache answer while the crew rides.
    here = round(crew.lng_e7 / 1e7, 4), round(crew.lat_e7 / 1e7, 4)
    return _route(*here, job.ticket.lng_e7 / 1e7, job.ticket.lat_e7 / 1e7, crew.mode)


@lru_cache(maxsize=2_000)
def _route(lng1: float, lat1: float, lng2: float, lat2: float, mode: str) -> Route | None:
    network = places.city().network
    source, _ = network.nearest([lng1], [lat1], mode)  # type: ignore[arg-type]
    target, _ = network.nearest([lng2], [lat2], mode)  # type: ignore[arg-type]
    try:
        way = network.route(int(source[0]), int(target[0]), mode)  # type: ignore[arg-type]
    except BadInput:
        return None
    points = [(round(float(x), 6), round(float(y), 6)) for x, y in zip(way.lng, way.lat, strict=True)]
    return [(lng1, lat1), *points, (lng2, lat2)]
