"""What the public may know of tickets: what is known nearby, following, tracking, rating."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from zhicheng.flow.reports import classifying, learning
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import lanes, neighbours, queries, services, shapes, tracking
from zhicheng.flow.tickets.shapes import Following, Guessed, KnownMap, KnownNearby, Matter, MatterGuess
from zhicheng.flow.tickets.tracking import Track
from zhicheng.ground.people.auth import access
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS, Lat, Lng
from zhicheng.law import matters

router = Router(tags=["tickets"])
PUBLIC_METRES = 60  # what a citizen is shown as "perhaps the same"


@router.get("/reports/guess", response={200: Guessed, **PROBLEMS})
def guess(
    request: HttpRequest, text: str = "", lng: Lng | None = None, lat: Lat | None = None, category: str = ""
) -> Guessed:
    """What it seems to be, where, and what is known there already."""
    learning.keep()
    guesses: list[MatterGuess] = [
        {**shapes.matter(g.code), "confidence": g.confidence} for g in classifying.guess(text)
    ]
    code = matters.code_of(category) if category else guesses[0]["code"] if guesses else ""
    place: places.PlaceAt | None = None
    if lng is None or lat is None:
        found = places.city().gazetteer.find(text) if text else []
        best = max(found, key=lambda f: f.score, default=None)
        lng, lat = (best.lng, best.lat) if best else (None, None)
    known: list[KnownNearby] = []
    if lng is not None and lat is not None:
        place = places.at(lng, lat)
        near = queries.near(lng=lng, lat=lat, radius_m=PUBLIC_METRES, at=clock.now(), matter=str(code))
        known = neighbours.known_of(near[:5])
    return {"category": guesses[0] if guesses else None, "alternatives": guesses[1:], "place": place, "known": known}


@router.get("/reports/near", response={200: KnownMap, **PROBLEMS})
def near(
    request: HttpRequest,
    lng: Lng,
    lat: Lat,
    radius: int = Query(800, ge=20, le=3000),  # type: ignore[type-arg]
) -> KnownMap:
    """The public map of what is already known."""
    return {"known": neighbours.known_of(queries.near(lng=lng, lat=lat, radius_m=radius, at=clock.now(), limit=200))}


class FollowIn(Schema):
    ticket: str
    key: str
    phone: str = ""


@router.post("/reports/follow", response={201: Following, **PROBLEMS})
def follow(request: HttpRequest, payload: FollowIn) -> Status[Following]:
    """Follow what is known already, with a receipt of one's own."""
    at, by = clock.now(), access(request).actor
    known = neighbours.followed(payload.ticket, at=at)
    target, told = known.ticket, known.told
    one = Incoming(
        key=payload.key, text=f"关注工单 {target.no}", lng=told.lng, lat=told.lat, category=target.matter, phone=payload.phone,
    )  # fmt: skip
    report = report_services.receive(one, source="citizen", by=by, at=at)
    if report.state == "received":
        services.follow(ticket_no=target.no, report_id=report.pk, by=by, at=at)
    return Status(
        201,
        {
            "receipt": report.receipt,
            "code": report.code,
            "track_url": f"/track/{report.receipt}?code={report.code}",
        },
    )


@router.get("/track/{receipt}", response={200: Track, **PROBLEMS})
def track(request: HttpRequest, receipt: str, code: str) -> Track:
    """What became of it: dates and a unit's name instead of states' names."""
    return tracking.card(reports.by_receipt(receipt, code), at=clock.now())


class RatingIn(Schema):
    code: str
    score: int
    text: str = ""


@router.post("/track/{receipt}/rating", response={200: Track, **PROBLEMS})
def rate(request: HttpRequest, receipt: str, payload: RatingIn) -> Track:
    """The reporter's own words, once, after it was closed."""
    report = reports.by_receipt(receipt, payload.code)
    services.rate(report=report, score=payload.score, comment=payload.text, at=clock.now())
    return tracking.card(reports.by_receipt(receipt, payload.code), at=clock.now())


class ContestIn(Schema):
    code: str
    reason: str = Field(max_length=500)
    photos: list[UUID] = Field(default_factory=list, max_length=6)


@router.post("/track/{receipt}/contest", response={201: Following, **PROBLEMS})
def contest(request: HttpRequest, receipt: str, payload: ContestIn) -> Status[Following]:
    """The result is not right: once, within the window, with a reason. A new ticket looks at it again; this is its receipt."""
    report = reports.by_receipt(receipt, payload.code)
    new = services.contest(
        report=report, reason=payload.reason, photos=[str(p) for p in payload.photos], at=clock.now()
    )
    return Status(201, {"receipt": new.receipt, "code": new.code, "track_url": f"/track/{new.receipt}?code={new.code}"})


@router.get("/matters", response={200: list[Matter], **PROBLEMS})
def all_matters(request: HttpRequest) -> list[Matter]:
    """The 250 matters."""
    fast = lanes.FastLane()
    return [
        {"code": m.code, "name": m.name, "name_en": m.name_en, "klass": m.klass, "class_name": matters.classes()[m.klass][0],
         "class_name_en": matters.classes()[m.klass][1], "fast_lane": fast.is_open(m.code, "")}
        for m in matters.matters().values()
    ]  # fmt: skip
