"""Drives reports through the city by public services only, as people and the worker would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.brigade import AT, GRID, PHOTO, STALL, Brigade
from tests.tiny_city import place
from zhicheng.flow.dispatch import queries as jobs_of
from zhicheng.flow.dispatch import services as dispatch
from zhicheng.flow.dispatch.services import FieldEvent
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets.services import Inputs
from zhicheng.infra import jobs
from zhicheng.infra.models import Event

_keys = count(1)


def _sort(actor: str) -> str:
    """`unit:17` without its number, which differs between runs."""
    return "unit" if actor.startswith("unit:") else actor


@dataclass
class Walk:
    """One story: who acts, what time it is, which ticket."""

    brigade: Brigade
    at: datetime = AT
    report_id: int = 0
    ticket_id: int = 0
    outcome: str = ""

    def later(self, minutes: float) -> Walk:
        self.at += timedelta(minutes=minutes)
        return self

    def report(
        self, *, matter: str = STALL, where: tuple[float, float] | None = None, source: str = "hotline", **more: Any
    ) -> Walk:
        """A report comes in and the worker decides what becomes of it."""
        lng, lat = where or place(GRID)
        one = Incoming(key=f"k{next(_keys)}", category=matter, lng=lng, lat=lat, happened_at=self.at, **more)
        self.report_id = reports.receive(
            one, source=source, by=source if source == "citizen" else f"import:{source}", at=self.at
        ).pk
        self.work()
        found = tickets.of_report(self.report_id)
        self.ticket_id = found.pk if found else 0
        return self

    def work(self) -> Walk:
        """The worker does everything that is due; nothing may fail."""
        jobs.drain(at=self.at)
        from zhicheng.infra.models import Job

        left = list(Job.objects.values_list("name", "error"))
        assert not left, f"jobs failed: {left}"
        return self

    def take(self, who: str, action: str, *, key: str = "", **inputs: Any) -> Walk:
        """A person takes a step of the ticket with the roles he has there."""
        access = self.brigade.access[who]
        ticket_services.take(
            ticket_id=self.ticket_id, action=action, actor=access.actor, roles=tickets.roles_at(access, self.ticket),
            inputs=Inputs(**inputs), at=self.at, key=key,
        )  # fmt: skip
        return self.work()

    def tick(self) -> Walk:
        dispatch.tick(at=self.at)
        return self

    @property
    def job(self) -> Any:
        """The newest job of the ticket."""
        return jobs_of.of_ticket(self.ticket_id)[-1]

    def act(
        self,
        who: str,
        action: str,
        *,
        key: str = "",
        photo: bool = True,
        text: str = "已处理",
        reason: str = "现场情况",
    ) -> Walk:
        """Something on a phone."""
        event = FieldEvent(
            key or f"f{next(_keys)}", self.job.pk, action, self.at, None, [PHOTO] if photo else [], text, reason
        )
        self.outcome = dispatch.act(event, access=self.brigade.access[who], at=self.at)
        return self.work()

    def handle(self, who: str = "Bob") -> Walk:
        """From the offer to the feedback: accept, ride, arrive, handle."""
        return self.tick().act(who, "accept").later(6).act(who, "arrive").later(9).act(who, "handled")

    def recheck(self, result: str = "passed", who: str = "Dora") -> Walk:
        return self.tick().act(who, "accept").later(5).act(who, "arrive").later(1).act(who, result)

    @property
    def ticket(self) -> Any:
        return tickets.by_id(self.ticket_id)

    @property
    def state(self) -> str:
        return str(self.ticket.state)

    def refix(self) -> Walk:
        """Crews on shift send a fresh position, as phones do every ten seconds."""
        from zhicheng.ground.people import services
        from zhicheng.ground.people.services import Fix

        services.record_fixes([Fix(c, self.at, *place(GRID)) for c in self.brigade.crew.values()], at=self.at)
        return self

    def story(self) -> list[str]:
        """What happened to report, ticket and jobs, in the order of storage, without numbers that differ between runs."""
        streams = [f"report:{self.report_id}", f"ticket:{self.ticket_id}"]
        streams += [f"assignment:{j.pk}" for j in jobs_of.of_ticket(self.ticket_id)] if self.ticket_id else []
        names = {access.actor: name for name, access in self.brigade.access.items()}
        events = Event.objects.filter(stream__in=streams).order_by("pos")
        out = []
        for e in events:
            minute = round((e.happened_at - AT).total_seconds() / 60)
            out.append(
                f"{minute:>6} min  {e.kind:<20} {e.data.get('state', ''):<12} {names.get(e.actor, _sort(e.actor))}"
            )
        return out
