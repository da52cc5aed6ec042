"""Calls for help, from both sides: a crew calls and may take it back, the centre settles it."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from zhicheng.flow.dispatch import board, services
from zhicheng.flow.dispatch.board import IncidentRow, PhoneCall
from zhicheng.flow.dispatch.shapes import TroubleCall
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router()


class TroubleIn(Schema):
    key: str
    lng: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    text: str = ""


class HowItEndedIn(Schema):
    text: str = ""


@router.post("/field/trouble", response={201: TroubleCall, **PROBLEMS}, tags=["field"])
def trouble(request: HttpRequest, payload: TroubleIn) -> Status[TroubleCall]:
    """Trouble here: the nearest crews are called."""
    incident = services.trouble(
        access=staff(request), key=payload.key, lng=payload.lng, lat=payload.lat, text=payload.text, at=clock.now()
    )
    names = people.crew_names(c["crew"] for c in incident.called)
    return Status(
        201,
        {
            "incident": incident.pk,
            "called": [{"crew": names.get(c["crew"], ""), "minutes": c["minutes"]} for c in incident.called],
        },
    )


@router.get("/field/incidents", response={200: list[PhoneCall], **PROBLEMS}, tags=["field"])
def calls(request: HttpRequest) -> list[PhoneCall]:
    """Open calls for help: my crew's own, and those that it was called to."""
    return board.calls_for(staff(request))


@router.post("/field/incidents/{incident_id}/withdraw", response={200: list[PhoneCall], **PROBLEMS}, tags=["field"])
def withdraw(request: HttpRequest, incident_id: int, payload: HowItEndedIn) -> list[PhoneCall]:
    """My crew is all right again; what is still open."""
    who = staff(request)
    services.withdraw_incident(incident_id=incident_id, text=payload.text, access=who, at=clock.now())
    return board.calls_for(who)


@router.get("/command/incidents", response={200: list[IncidentRow], **PROBLEMS}, tags=["command"])
def incidents(request: HttpRequest) -> list[IncidentRow]:
    """Open calls for help."""
    return board.incidents(staff(request))


@router.post("/command/incidents/{incident_id}/settle", response={200: list[IncidentRow], **PROBLEMS}, tags=["command"])
def settle(request: HttpRequest, incident_id: int, payload: HowItEndedIn) -> list[IncidentRow]:
    """Somebody answered for it; what is still open."""
    who = staff(request)
    services.settle_incident(incident_id=incident_id, text=payload.text, access=who, at=clock.now())
    return board.incidents(who)
