"""Reads about jobs, and the facts that the solver is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, QuerySet

from zhicheng.flow.dispatch import rules
from zhicheng.flow.dispatch.models import Assignment, Incident
from zhicheng.flow.dispatch.states import ACTIVE
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.rules import MemberFacts, has_two_certified
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.verdict import Reason
from zhicheng.law import matters

BUSY_GUESS = timedelta(minutes=20)  # typical stay; a crew on the spot is expected to be free after it


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A ticket that needs somebody at its place. `group`: (kind, unit or 0, district)."""

    ticket_id: int
    kind: str
    unit: int
    grid: str
    lng: float
    lat: float
    opened_at: datetime
    due_at: datetime
    priority: int
    needs_certificates: bool

    @property
    def group(self) -> tuple[str, int, str]:
        return self.kind, self.unit if self.kind == "handle" else 0, self.grid[:6]


@dataclass(frozen=True, slots=True)
class CrewFacts:
    """A crew that can go now or soon. `free_in` seconds; `members` with their certificates."""

    id: int
    name: str
    kind: str
    unit: int
    area: str
    mode: str
    lng: float
    lat: float
    free_in: float
    jobs_today: int
    members: tuple[MemberFacts, ...]

    def serves(self, kind: str, unit: int, district: str) -> bool:
        """Right sort of crew, of the responsible unit, for that district."""
        if self.kind not in rules.CREWS_FOR[kind]:
            return False
        if kind == "handle":
            return self.unit == unit and (district.startswith(self.area[:6]) or self.area == "")
        return district.startswith(self.area[:6])

    def certificates(self, job: JobFacts, at: datetime) -> int:
        return people.certified_count(self.members, on=at.astimezone(CHINA).date(), area=job.grid)

    def two_certified(self, job: JobFacts, at: datetime) -> Reason:
        return has_two_certified(self.members, on=at.astimezone(CHINA).date(), area=job.grid)


def waiting_jobs(*, at: datetime, district: str = "", limit: int = 2_000) -> list[JobFacts]:
    """Tickets whose state asks for somebody at the place and that nobody has been offered."""
    # Who is busy is read first: a job that is finished between the two reads has moved its ticket on as well. The other way
    # round the ticket would still look unhandled and nobody would seem to be on it.
    busy = set(Assignment.objects.filter(state__in=ACTIVE).values_list("ticket_id", flat=True))
    rows = tickets.waiting_for_crew(states=tuple(rules.JOB_OF_STATE), limit=limit)
    return [
        JobFacts(
            t.pk, rules.JOB_OF_STATE[t.state], t.unit_id or 0, t.grid, t.lng_e7 / 1e7, t.lat_e7 / 1e7, t.opened_at, t.due_at or at,
            t.priority, rules.JOB_OF_STATE[t.state] == "handle" and matters.matters()[t.matter].needs_certificates,
        )
        for t in rows
        if t.pk not in busy and t.grid.startswith(district)
    ]  # fmt: skip


def crews_that_can_go(*, at: datetime) -> list[CrewFacts]:
    """Crews on shift without a job, and those whose job at a place should soon be done."""
    crews = list(people.crews_on_shift(at=at))
    ids = [c.pk for c in crews]
    active = {a.crew_id: a for a in Assignment.objects.filter(crew_id__in=ids, state__in=ACTIVE)}
    today = jobs_today(ids, at=at)
    members = people.members_of(ids)
    out = []
    for crew in crews:
        job = active.get(crew.pk)
        if job is not None and job.state != "arrived":
            continue
        free_in = 0.0
        if job is not None and job.arrived_at is not None:
            free_in = max(60.0, (job.arrived_at + BUSY_GUESS - at).total_seconds())
        out.append(
            CrewFacts(
                crew.pk, crew.name, crew.kind, crew.organisation_id, crew.area, crew.mode, (crew.lng_e7 or 0) / 1e7,
                (crew.lat_e7 or 0) / 1e7, free_in, today.get(crew.pk, 0), tuple(members.get(crew.pk, ())),
            )
        )  # fmt: skip
    return out


def jobs_today(crew_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    midnight = datetime.combine(at.astimezone(CHINA).date(), time(), CHINA)
    rows = Assignment.objects.filter(crew_id__in=list(crew_ids), offered_at__gte=midnight).exclude(
        state__in=("declined", "expired")
    )
    return dict(rows.order_by().values_list("crew_id").annotate(n=Count("id")))


def job(pk: int) -> Assignment:
    found = Assignment.objects.filter(pk=pk).select_related("ticket__condition", "ticket__report", "crew").first()
    if found is None:
        raise NotFound("没有这个任务，可能已改派。", "This job is gone; it may have been given to another crew.")
    return found


def jobs_visible_to(access: Access) -> QuerySet[Assignment]:
    """The jobs of the viewer's own crew."""
    return Assignment.objects.filter(crew_id=access.crew_id) if access.crew_id else Assignment.objects.none()


def active_jobs(access: Access) -> list[Assignment]:
    rows = (
        jobs_visible_to(access).filter(state__in=ACTIVE).select_related("ticket__condition", "ticket__report", "crew")
    )
    return list(rows.order_by("offered_at"))


def of_ticket(ticket_id: int) -> list[Assignment]:
    """All jobs of a ticket, first to last."""
    return list(
        Assignment.objects.filter(ticket_id=ticket_id).select_related("crew", "runner_up", "unit").order_by("id")
    )


def crews_of_jobs(job_ids: Iterable[int]) -> dict[int, int | None]:
    """Job id → its crew; one query."""
    return dict(Assignment.objects.filter(pk__in=list(job_ids)).values_list("pk", "crew_id"))


def active_by_crew(crew_ids: Iterable[int]) -> dict[int, Assignment]:
    rows = Assignment.objects.filter(crew_id__in=list(crew_ids), state__in=ACTIVE).select_related("ticket")
    return {a.crew_id: a for a in rows if a.crew_id}


def crews_of(ticket_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Ticket id → (crew id, name) of the active job."""
    rows = Assignment.objects.filter(ticket_id__in=list(ticket_ids), state__in=ACTIVE, crew__isnull=False)
    return {t: (c, n) for t, c, n in rows.values_list("ticket_id", "crew_id", "crew__name")}


@dataclass(slots=True)
class CrewDay:
    """What a crew has done today."""

    crew: int
    done: int = 0
    minutes: float = 0.0
    km: float = 0.0


def squad_day(unit: int, *, at: datetime) -> list[CrewDay]:
    """Today's finished jobs and minutes per crew of a unit: so that everybody sees how work is shared."""
    midnight = datetime.combine(at.astimezone(CHINA).date(), time(), CHINA)
    rows = Assignment.objects.filter(unit_id=unit, state="done", done_at__gte=midnight).values_list(
        "crew_id", "accepted_at", "done_at", "travel_s"
    )
    out: dict[int, CrewDay] = {}
    for crew, accepted, done, travel in rows:
        day = out.setdefault(crew, CrewDay(crew))
        day.done += 1
        day.minutes += (done - accepted).total_seconds() / 60 if accepted and done else 0
        day.km += travel * 15 / 3600
    return list(out.values())


def open_incidents() -> Sequence[Incident]:
    return list(Incident.objects.filter(state="open").select_related("crew").order_by("-id")[:50])


def incident(pk: int, access: Access) -> Incident:
    """A call for help of the viewer's own crew or areas; NotFound says the same for another area's."""
    found = Incident.objects.filter(pk=pk).select_related("crew").first()
    if found is None or not (found.crew_id == access.crew_id or _in_areas(found, access)):
        raise NotFound("没有这次求助，或不在您的辖区。", "There is no such call for help, or it is not in your area.")
    return found


def incidents_visible_to(access: Access) -> list[Incident]:
    """Open calls of the viewer's areas."""
    return [i for i in open_incidents() if _in_areas(i, access)]


def incidents_for_crew(crew_id: int) -> list[Incident]:
    """Open calls that this crew made, or that it was called to; its own first."""
    found = [
        i for i in open_incidents() if crew_id and (i.crew_id == crew_id or crew_id in (c["crew"] for c in i.called))
    ]
    return sorted(found, key=lambda i: i.crew_id != crew_id)


def _in_areas(incident: Incident, access: Access) -> bool:
    return any(incident.crew.area.startswith(a) for a in access.areas)
