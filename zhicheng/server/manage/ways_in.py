"""How somebody gets in, for the day when he no longer does: unbind a phone, reset everything with a second keeper."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.people import services as keeping
from zhicheng.ground.people import ways_in
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.ways_in import WaysIn
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.server.manage.shapes import PasswordOut

router = Router(tags=["manage"])


class WayInReasonIn(Schema):
    reason: str = ""


@router.get("/manage/staff/{number}/ways-in", response={200: WaysIn, **PROBLEMS})
def show(request: HttpRequest, number: str) -> WaysIn:
    """Phones, second factors, a reset that waits, and what was done so far."""
    return ways_in.ways_in(staff(request), number=number, at=clock.now())


@router.post("/manage/staff/{number}/phones/{device}/unbind", response={200: WaysIn, **PROBLEMS})
def unbind_phone(request: HttpRequest, number: str, device: int, payload: WayInReasonIn) -> WaysIn:
    """A phone is lost: nothing opens it any more, its owner's sessions end."""
    who, at = staff(request), clock.now()
    keeping.unbind_for(who=who, number=number, device_id=device, reason=payload.reason, at=at)
    return ways_in.ways_in(who, number=number, at=at)


@router.post("/manage/staff/{number}/reset/ask", response={200: WaysIn, **PROBLEMS})
def ask_reset(request: HttpRequest, number: str, payload: WayInReasonIn) -> WaysIn:
    """The first of two keepers: this person has lost what lets him in."""
    who, at = staff(request), clock.now()
    keeping.ask_reset(who=who, number=number, reason=payload.reason, at=at)
    return ways_in.ways_in(who, number=number, at=at)


@router.post("/manage/staff/{number}/reset/refuse", response={200: WaysIn, **PROBLEMS})
def refuse_reset(request: HttpRequest, number: str, payload: WayInReasonIn) -> WaysIn:
    """Not this person's wish; or the first keeper takes it back."""
    who, at = staff(request), clock.now()
    keeping.refuse_reset(who=who, number=number, reason=payload.reason, at=at)
    return ways_in.ways_in(who, number=number, at=at)


@router.post("/manage/staff/{number}/reset/confirm", response={200: PasswordOut, **PROBLEMS})
def confirm_reset(request: HttpRequest, number: str) -> dict[str, str]:
    """The second keeper: factors, codes, phones, sessions and the old password end; the new one is shown this once."""
    return {"password": keeping.confirm_reset(who=staff(request), number=number, at=clock.now())}
