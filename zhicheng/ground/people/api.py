"""Who am I, which faces are mine; organisations; binding and unlocking a phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people import queries, services
from zhicheng.ground.people.auth import access, posted, second_factor, staff, stay_in
from zhicheng.ground.people.models import ROLES
from zhicheng.ground.people.shapes import (
    Done,
    FingerprintOffer,
    FingerprintQuestion,
    Organisation,
    PhoneToken,
    SecondFactor,
    Session,
    Unlocked,
)
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config

router = Router(tags=["people"])
ROLES_EN = {
    "collector": "Collector", "acceptor": "Intake", "shift_leader": "Shift leader", "dispatcher": "Dispatcher", "department": "Unit",
    "handler": "Handler", "supervisor": "Supervisor", "manager": "Manager", "member": "Field staff", "ai": "Sensor", "admin": "Administrator",
}  # fmt: skip
FACES = {
    "command": {"acceptor", "shift_leader", "dispatcher", "supervisor", "manager", "department", "engineer"},
    "field": {"member", "collector", "handler"},
    "manage": {"manager", "admin"},
    "together": {"street", "liaison"},
    "office": {"squad_head", "legal_reviewer", "head", "hearing_host", "archivist", "member"},
}


@router.get("/session", response={200: Session, **PROBLEMS})
def session(request: HttpRequest) -> Session:
    """Who asks, what he may see, and the city with its clock."""
    who = access(request)
    city = places.city()
    west, south, east, north = city.bounds
    return {
        "account": {"id": who.account_id, "name": who.name, "title": _title(who, ROLES), "title_en": _title(who, ROLES_EN)}
        if who.account_id else None,
        "roles": [{"role": g.role, "title": ROLES.get(g.role, g.role), "area": g.area,
                   "area_name": places.name_of(g.area) if g.area else city.name} for g in who.grants],
        "faces": [face for face, roles in FACES.items() if who.roles & roles],
        "demo": config().mode == "demo",
        "live_url": config().live_url,
        "second_factor": _second_factor(request) if who.account_id else "not_needed",
        "now": clock.now(),
        "clock_speed": clock.speed(),
        "anonymous_reports": config().anonymous_reports,
        "city": {
            "id": "city", "name": city.name, "name_en": city.info.get("name_en", ""), "bounds": (west, south, east, north),
            "centre": city.info.get("centre", ((west + east) / 2, (south + north) / 2)), "tiles": "/tiles/city.pmtiles",
            "attribution": city.info.get("attribution", ""),
        },
    }  # fmt: skip


def _second_factor(request: HttpRequest) -> SecondFactor:
    """A bound phone with its PIN is two factors already; a session needs its code."""
    return "ok" if request.headers.get("authorization", "").lower().startswith("bearer ") else second_factor(request)


def _title(who: queries.Access, names: dict[str, str]) -> str:
    return "、".join(dict.fromkeys(names.get(g.role, g.role) for g in who.grants))


@router.get("/organisations", response={200: list[Organisation], **PROBLEMS})
def organisations(request: HttpRequest, kind: str = "") -> list[Organisation]:
    """Units, for filters and for naming one in a dispatch."""
    posted(request)
    return [{"id": o.pk, "name": o.name, "kind": o.kind, "area": o.area} for o in queries.organisations_in_use(kind)]


class Binding(Schema):
    name: str
    pin: str


class Unlocking(Schema):
    token: str
    pin: str


@router.post("/field/bind", response={200: PhoneToken, **PROBLEMS})
def bind(request: HttpRequest, payload: Binding) -> PhoneToken:
    """Bind this phone to the member who is logged in; the token is stored on the phone."""
    return {"token": services.bind_device(access=staff(request), name=payload.name, pin=payload.pin, at=clock.now())}


@router.post("/field/unlock", response={200: Unlocked, **PROBLEMS})
def unlock(request: HttpRequest, payload: Unlocking) -> Unlocked:
    """PIN for the shift."""
    token, who = services.unlock_device(token=payload.token, pin=payload.pin, at=clock.now())
    return {"token": token, "account": {"id": who.account_id, "name": who.name}}


@router.get("/field/phones", response={200: list[queries.Phone], **PROBLEMS})
def phones(request: HttpRequest) -> list[queries.Phone]:
    """My bound phones."""
    return queries.phones(staff(request))


@router.post("/field/phones/{device}/unbind", response={200: Done, **PROBLEMS})
def unbind(request: HttpRequest, device: int) -> Done:
    """One of my phones is lost or changes hands: nothing opens it any more."""
    services.unbind_device(access=staff(request), device_id=device, at=clock.now())
    stay_in(request)
    return {"done": True}


class PhoneOf(Schema):
    token: str


class Fingerprint(PhoneOf):
    """`credential`: what `navigator.credentials` gave, as JSON (WebAuthn `toJSON`)."""

    credential: dict[str, Any]


@router.post("/field/fingerprint/offer", response={200: FingerprintOffer, **PROBLEMS})
def fingerprint_offer(request: HttpRequest, payload: Unlocking) -> FingerprintOffer:
    """Begin to switch the fingerprint on for this bound phone, with its PIN."""
    return services.offer_fingerprint(
        access=staff(request), token=payload.token, pin=payload.pin, host=request.get_host(), at=clock.now()
    )


@router.post("/field/fingerprint", response={200: Done, **PROBLEMS})
def fingerprint(request: HttpRequest, payload: Fingerprint) -> Done:
    """The key that the phone made."""
    services.add_fingerprint(
        access=staff(request), token=payload.token, answer=payload.credential, host=request.get_host(), at=clock.now()
    )
    return {"done": True}


@router.post("/field/unlock/question", response={200: FingerprintQuestion, **PROBLEMS})
def fingerprint_question(request: HttpRequest, payload: PhoneOf) -> FingerprintQuestion:
    """What this phone's fingerprint reader is to sign."""
    return services.ask_for_fingerprint(token=payload.token, host=request.get_host(), at=clock.now())


@router.post("/field/unlock/fingerprint", response={200: Unlocked, **PROBLEMS})
def unlock_by_fingerprint(request: HttpRequest, payload: Fingerprint) -> Unlocked:
    """The finger instead of the PIN, for the shift."""
    token, who = services.unlock_by_fingerprint(
        token=payload.token, answer=payload.credential, host=request.get_host(), at=clock.now()
    )
    return {"token": token, "account": {"id": who.account_id, "name": who.name}}
