"""The parts from which engagement is counted; nobody's phone leaves this file."""

from __future__ import annotations

from datetime import datetime

from zhicheng.civic.community.models import Claim, Commendation, Signup, Trial
from zhicheng.civic.community.rules.figures import Part
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.infra.models import Event

FIRST_ANSWERS = ("ticket.accept", "ticket.reject")
MOST = 50_000


def parts(*, since: datetime, until: datetime) -> list[Part]:
    """Reports of residents in a time; a person is a claimed owner, else a phone, else nobody who could be known again."""
    rows = list(
        reports.published_between(since, until).filter(source__in=["citizen", "open311", "social"]).values_list(
            "pk", "phone", "received_at", "score"
        )[:MOST]
    )  # fmt: skip
    ids = [pk for pk, *_ in rows]
    owners = dict(Claim.objects.filter(report_id__in=ids).values_list("report_id", "resident__phone"))
    found = tickets.of_reports(ids)
    answered = _first_answers({t.pk for t in found.values()})
    out = []
    for pk, phone, received_at, score in rows:
        ticket = found.get(pk)
        first = answered.get(ticket.pk) if ticket else None
        out.append(
            Part(
                owners.get(pk) or phone or f"report:{pk}", received_at, max(first, received_at) if first else None,
                ticket.closed_at if ticket else None, score is not None,
            )
        )  # fmt: skip
    return out


def _first_answers(ticket_ids: set[int]) -> dict[int, datetime]:
    """When each ticket was first decided about."""
    out: dict[int, datetime] = {}
    streams = [f"ticket:{pk}" for pk in ticket_ids]
    for i in range(0, len(streams), 500):
        rows = Event.objects.filter(stream__in=streams[i : i + 500], kind__in=FIRST_ANSWERS).order_by("pos")
        for stream, moment in rows.values_list("stream", "happened_at"):
            out.setdefault(int(stream.partition(":")[2]), moment)
    return out


def took_part(*, since: datetime, until: datetime) -> int:
    """How many different residents came to an open day."""
    return (
        Signup.objects.filter(state="came", came_at__gte=since, came_at__lt=until).values("resident").distinct().count()
    )


def trials() -> list[Trial]:
    """What was tried, the latest first."""
    return list(Trial.objects.order_by("-on", "-pk"))


def commendations(year: int) -> list[Commendation]:
    return list(Commendation.objects.filter(year=year).order_by("-points", "pk"))


def commendations_of(resident_id: int) -> list[Commendation]:
    """His own: only what a person has released."""
    return list(Commendation.objects.filter(resident_id=resident_id, state="released").order_by("-year"))
