"""Where may I sell? For everybody, without an account."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import segno
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from zhicheng.ground.people.auth import posted
from zhicheng.ground.permits import queries
from zhicheng.ground.permits.queries import LawfulPlace, PermitCard, PermitPin
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Lat, Lng

router = Router(tags=["permits"])


@router.get("/permits/lawful", response={200: list[LawfulPlace], **PROBLEMS})
def lawful(
    request: HttpRequest,
    lng: Lng,
    lat: Lat,
    radius: int = Query(1500, ge=50, le=5000),  # type: ignore[type-arg]
) -> list[LawfulPlace]:
    """Lawful stall places around a point with their hours, nearest first."""
    return queries.lawful_near(lng=lng, lat=lat, radius_m=radius, at=clock.now())


@router.get("/permits", response={200: list[PermitPin], **PROBLEMS})
def all_permits(request: HttpRequest, kind: str = "") -> list[PermitPin]:
    """Permits in force for the staff's map."""
    posted(request)
    return queries.in_force(kind=kind, at=clock.now())


@router.get("/permits/{number}", response={200: PermitCard, **PROBLEMS})
def check(request: HttpRequest, number: str) -> PermitCard:
    """What a permit's QR code opens: is it valid, what does it allow, where and when."""
    return queries.card(number, at=clock.now())


@router.get("/permits/{number}/qr.svg", include_in_schema=False)
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The QR code for the permit's plate: opens the page that checks it, for everybody."""
    queries.card(number, at=clock.now())
    code = segno.make(request.build_absolute_uri(f"/permit/{quote(number, safe='')}"), error="m")
    picture = BytesIO()
    code.save(picture, kind="svg", scale=6, border=2, light="white")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
