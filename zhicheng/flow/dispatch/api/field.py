"""The phones: jobs, idempotent events, positions, shift; and the one-time link of units without phones."""

from __future__ import annotations

from datetime import datetime
from statistics import median
from typing import Literal, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhicheng.flow.dispatch import queries, services, shapes
from zhicheng.flow.dispatch.queries import CrewDay
from zhicheng.flow.dispatch.services import FieldEvent
from zhicheng.flow.dispatch.shapes import (
    FieldMe,
    FieldResult,
    FieldResults,
    Fixes,
    NoCases,
    PhoneJob,
    PhoneJobs,
    ShiftState,
)
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.queries import Access, Crew
from zhicheng.ground.people.services import Fix
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Moment
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import Refused, ZhichengError

router = Router(tags=["field"])


@router.get("/field/me", response={200: FieldMe, **PROBLEMS})
def me(request: HttpRequest) -> FieldMe:
    """Me, my crew, my shift, and my jobs against the squad's today."""
    return _me(staff(request))


def _me(who: Access) -> FieldMe:
    at = clock.now()
    if not who.crew_id:
        return {
            "member": {"id": who.member_id, "name": who.name, "kind": ""},
            "crew": None,
            "shift": None,
            "position_shared": False,
            "today": None,
        }
    crew = people.crew(who.crew_id)
    members = people.members_of([crew.pk])[crew.pk]
    days = queries.squad_day(crew.organisation_id, at=at)
    mine = next((d for d in days if d.crew == crew.pk), CrewDay(crew.pk))
    return {
        "member": {"id": who.member_id, "name": who.name, "kind": next((m.kind for m in members if m.name == who.name), "")},
        "crew": {"id": crew.pk, "name": crew.name, "kind": crew.kind, "members": [{"name": m.name, "kind": m.kind} for m in members],
                 "vehicle": crew.plate, "state": crew.state, "mode": crew.mode,
                 "lng": None if crew.lng_e7 is None else crew.lng_e7 / 1e7, "lat": None if crew.lat_e7 is None else crew.lat_e7 / 1e7,
                 "no_cases": _no_cases(crew, at)},
        "shift": {"from": crew.shift_from, "to": None, "state": cast(ShiftState, crew.state)},
        "position_shared": crew.state == "on",
        "today": {
            "mine": {"done": mine.done, "minutes_busy": round(mine.minutes), "km": round(mine.km, 1)},
            "squad": {"n": len(days), "median_done": median([d.done for d in days]) if days else 0,
                      "median_minutes_busy": round(median([d.minutes for d in days])) if days else 0,
                      "median_km": round(median([d.km for d in days]), 1) if days else 0},
        },
    }  # fmt: skip


def _no_cases(crew: Crew, at: datetime) -> NoCases | None:
    """Said to a patrol whose certificates do not suffice; other crews take no cases anyway."""
    if crew.kind != "patrol":
        return None
    two = people.two_certified(crew, on=at.astimezone(CHINA).date())
    return None if two.holds else {"article": two.article.zh, "text": two.text.zh, "text_en": two.text.en}


@router.get("/field/jobs", response={200: PhoneJobs, **PROBLEMS})
def jobs(request: HttpRequest) -> PhoneJobs:
    """My crew's open jobs, oldest offer first."""
    return {"jobs": shapes.jobs_for_phone(queries.active_jobs(staff(request)), at=clock.now())}


class FieldEventIn(Schema):
    key: str
    job: int
    action: Literal["accept", "decline", "arrive", "handled", "verified", "not_found", "passed", "failed"]
    happened_at: Moment
    lng: float | None = None
    lat: float | None = None
    photos: list[UUID] = Field(default_factory=list)
    text: str = ""
    reason: str = ""


class FieldEventsIn(Schema):
    events: list[FieldEventIn]


@router.post("/field/events", response={200: FieldResults, **PROBLEMS})
def events(request: HttpRequest, payload: FieldEventsIn) -> FieldResults:
    """What happened on the phone, possibly hours ago: each event is done, known already, or refused with a sentence."""
    who = staff(request)
    return {"results": [_one(_event(e), who) for e in payload.events[:500]]}


def _event(e: FieldEventIn) -> FieldEvent:
    place = None  # a wrong fix must not cost the event
    if e.lng is not None and e.lat is not None and abs(e.lng) <= 180 and abs(e.lat) <= 90:
        place = (e.lng, e.lat)
    return FieldEvent(e.key, e.job, e.action, e.happened_at, place, [str(p) for p in e.photos], e.text, e.reason)


def _one(event: FieldEvent, who: Access) -> FieldResult:
    try:
        return {"key": event.key, "outcome": services.act(event, access=who, at=clock.now())}
    except ZhichengError as refusal:
        return {
            "key": event.key,
            "outcome": "refused",
            "detail": refusal.said.zh,
            "detail_en": refusal.said.en,
            "code": getattr(refusal, "code", type(refusal).__name__),
        }


class FixIn(Schema):
    at: Moment
    lng: float
    lat: float
    accuracy_m: int = 0
    crew: int = 0


class FixesIn(Schema):
    fixes: list[FixIn]


@router.post("/field/positions", response={200: Fixes, **PROBLEMS})
def positions(request: HttpRequest, payload: FixesIn) -> Fixes:
    """My crew's positions; kept on shift only. In the demo the simulator's account may send for many crews."""
    who, at = staff(request), clock.now()
    for_others = any(f.crew and f.crew != who.crew_id for f in payload.fixes)
    if for_others and not (config().mode == "demo" and "ai" in who.roles):
        raise Refused("只能上传本小组的定位。", "A phone sends only the positions of its own crew.")
    fixes = [Fix(f.crew or who.crew_id, f.at, f.lng, f.lat, f.accuracy_m) for f in payload.fixes[:20_000]]
    kept = people_services.record_fixes(fixes, at=at)
    return {"accepted": kept, "sharing": kept > 0}


class ShiftIn(Schema):
    action: Literal["start", "break", "resume", "end"]
    key: str = ""


@router.post("/field/shift", response={200: FieldMe, **PROBLEMS})
def shift(request: HttpRequest, payload: ShiftIn) -> FieldMe:
    """Roll call, break, back, end."""
    who = staff(request)
    people_services.move_shift(crew_id=who.crew_id, action=payload.action, access=who, at=clock.now(), key=payload.key)
    return _me(who)


@router.get("/links/{token}", response={200: PhoneJob, **PROBLEMS})
def link(request: HttpRequest, token: str) -> PhoneJob:
    """The job behind a one-time link."""
    return shapes.phone_job(services.job_by_link(token), at=clock.now())


@router.post("/links/{token}/events", response={200: FieldResult, **PROBLEMS})
def link_event(request: HttpRequest, token: str, payload: FieldEventIn) -> FieldResult:
    """A unit without phones answers."""
    outcome = services.act_by_link(token, _event(payload), at=clock.now())
    return {"key": payload.key, "outcome": outcome}
