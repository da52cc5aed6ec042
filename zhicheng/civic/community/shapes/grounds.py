"""Liaisons with their rounds; firms, their rate, and what their link shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from typing_extensions import TypedDict

from zhicheng.civic.community.models import (
    DiaryEntry,
    Firm,
    Liaison,
    Offer,
    Resolution,
)
from zhicheng.civic.community.queries import grounds
from zhicheng.civic.community.rules.ground import square_metres
from zhicheng.civic.community.services.firms import Looked
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.messages import links
from zhicheng.ground.places import queries as places
from zhicheng.kernel.geo import from_e7
from zhicheng.law import matters


class LiaisonView(TypedDict):
    id: int
    name: str
    phone: str
    area: str
    area_name: str
    has_account: bool
    from_on: date
    until_on: date
    trained_until: date | None
    state: str
    in_term: bool
    is_trained: bool
    entries: int
    last_entry_at: datetime | None


class LiaisonPage(TypedDict):
    items: list[LiaisonView]
    accounts: list[LiaisonAccount]


class LiaisonAccount(TypedDict):
    id: int
    name: str


class DiaryView(TypedDict):
    id: int
    at: datetime
    who: str
    lng: float | None
    lat: float | None
    place: str
    seen: str
    photos: list[str]
    receipt: str
    ticket: str


class FirmView(TypedDict):
    id: int
    name: str
    kind: str
    contact: str
    phone: str
    area: str
    area_name: str
    polygon: list[list[float]]
    lng: float
    lat: float
    radius: int
    matters: list[str]
    hours: int
    active: bool
    offered: int
    repaired: int
    overlaps: list[OverlapView]


class OverlapView(TypedDict):
    """A firm that shares so much of a duty area."""

    name: str
    percent: int


class GroundLook(TypedDict):
    """A duty area before it is kept: its outline, size and whose areas it shares."""

    area_name: str
    square_metres: int
    polygon: list[list[float]]
    overlaps: list[OverlapView]


class TaskView(TypedDict):
    """What a firm's link of a meeting shows."""

    firm: str
    no: str
    area_name: str
    text: str
    state: str
    agreed_at: datetime
    limit_at: datetime
    late: bool
    result: str
    photos: list[str]


class FirmRate(TypedDict):
    """Public: what a firm did itself of what it was offered. `low`, `high`: how sure that share is, 95 %."""

    name: str
    kind: str
    area_name: str
    offered: int
    repaired: int
    low: float
    high: float


class FirmLink(TypedDict):
    """Something that a firm has to do now (`kind`: "offer" or "task"), with its link, for whoever passes it on by hand."""

    kind: str
    text: str
    text_en: str
    place: str
    limit_at: datetime
    url: str


class OfferView(TypedDict):
    """What the firm's link shows: the thing, never who reported it."""

    firm: str
    state: str
    matter: str
    matter_en: str
    address: str
    lng: float
    lat: float
    text: str
    photos: list[str]
    offered_at: datetime
    limit_at: datetime
    answer: str


def liaison(one: Liaison, *, today: date, full: bool) -> LiaisonView:
    entries = one.diary.order_by("-at")
    first = entries.first()
    return {
        "id": one.pk, "name": one.name, "phone": one.phone if full else "", "area": one.area, "area_name": places.name_of(one.area),
        "has_account": one.account_id is not None, "from_on": one.from_on, "until_on": one.until_on, "trained_until": one.trained_until,
        "state": one.state, "in_term": one.state == "active" and one.from_on <= today <= one.until_on,
        "is_trained": one.trained_until is not None and one.trained_until >= today, "entries": entries.count(),
        "last_entry_at": first.at if first else None,
    }  # fmt: skip


def diary(e: DiaryEntry) -> DiaryView:
    lng, lat = (None, None) if e.lng_e7 is None or e.lat_e7 is None else (from_e7(e.lng_e7), from_e7(e.lat_e7))
    ticket = tickets.of_report(e.report_id) if e.report_id else None
    return {
        "id": e.pk, "at": e.at, "who": e.liaison.name, "lng": lng, "lat": lat,
        "place": places.place_text(lng, lat) if lng is not None and lat is not None else "", "seen": e.seen,
        "photos": [f"/api/photos/{p}" for p in e.photos], "receipt": e.report.receipt if e.report else "", "ticket": ticket.no if ticket else "",
    }  # fmt: skip


def task(r: Resolution, *, at: datetime) -> TaskView:
    return {
        "firm": r.firm.name if r.firm else r.owner, "no": r.meeting.no, "area_name": places.name_of(r.meeting.area), "text": r.text,
        "state": r.state, "agreed_at": r.agreed_at, "limit_at": r.limit_at, "late": (r.ended_at or at) > r.limit_at, "result": r.result,
        "photos": [f"/api/photos/{p}" for p in r.photos],
    }  # fmt: skip


def firm_links(one: Firm) -> list[FirmLink]:
    """What lies before its door, then what meetings gave it."""
    offers = [_offer_link(o) for o in grounds.offers_running().filter(firm=one)]
    return offers + [_task_link(r) for r in grounds.tasks_running(one).select_related("meeting")]


def _offer_link(one: Offer) -> FirmLink:
    shown = offer(one)
    return {
        "kind": "offer", "text": shown["matter"], "text_en": shown["matter_en"], "place": one.ticket.address, "limit_at": one.limit_at,
        "url": links.url(links.spec("offer", one.pk, 1)),
    }  # fmt: skip


def _task_link(one: Resolution) -> FirmLink:
    return {
        "kind": "task", "text": one.text, "text_en": one.text, "place": places.name_of(one.meeting.area), "limit_at": one.limit_at,
        "url": links.url(links.spec("task", one.pk, 1)),
    }  # fmt: skip


def look(found: Looked) -> GroundLook:
    return {
        "area_name": places.name_of(found.area), "square_metres": square_metres(found.ground),
        "polygon": [list(p) for p in found.ground.polygon], "overlaps": [_overlap(o) for o in found.overlaps],
    }  # fmt: skip


def _overlap(one: grounds.Overlap) -> OverlapView:
    return {"name": one.name, "percent": one.percent}


def firms(rows: Sequence[Firm], *, since: datetime) -> list[FirmView]:
    """With what each put right itself of what it was offered since then, and whose ground it shares."""
    rates = {r.firm: r for r in grounds.own_repair_rate(since=since)}
    return [firm(f, rates.get(f.pk)) for f in rows]


def firm(f: Firm, rate: grounds.RepairRate | None = None) -> FirmView:
    return {
        "id": f.pk, "name": f.name, "kind": f.kind, "contact": f.contact, "phone": f.phone, "area": f.area, "area_name": places.name_of(f.area),
        "polygon": f.polygon, "lng": from_e7(f.lng_e7), "lat": from_e7(f.lat_e7), "radius": f.radius, "matters": f.matters, "hours": f.hours,
        "active": f.active, "offered": rate.offered if rate else 0, "repaired": rate.repaired if rate else 0,
        "overlaps": [_overlap(o) for o in grounds.overlapping(grounds.ground_of(f), without=f.pk)] if f.active else [],
    }  # fmt: skip


def firm_rate(r: grounds.RepairRate) -> FirmRate:
    return {
        "name": r.name, "kind": r.kind, "area_name": places.name_of(r.area), "offered": r.offered, "repaired": r.repaired, "low": r.low,
        "high": r.high,
    }  # fmt: skip


def offer(o: Offer) -> OfferView:
    t = o.ticket
    matter = matters.matters().get(t.matter)
    return {
        "firm": o.firm.name, "state": o.state, "matter": matter.name if matter else t.matter, "matter_en": matter.name_en if matter else "",
        "address": t.address, "lng": from_e7(t.lng_e7), "lat": from_e7(t.lat_e7), "text": matter.name if matter else "",
        "photos": [f"/api/photos/{p}" for p in o.photos], "offered_at": o.offered_at, "limit_at": o.limit_at, "answer": o.text,
    }  # fmt: skip
