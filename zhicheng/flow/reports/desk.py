"""The acceptor's desk: reports that wait for a place or a category, one by one or all of one sender's category at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from zhicheng.flow.reports import classifying, extracting, learning, mappings, proposing, queries, services, voices
from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.reports.models import SOURCES, Photo, Report
from zhicheng.flow.reports.voices import VoiceNote
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.auth import staff
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.errors import Refused
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

router = Router(tags=["intake"])
PAGE = 50
WHAT = Phrase("补全或退回待补上报", "complete or reject waiting reports")


def _acceptor(request: HttpRequest) -> Access:
    who = staff(request)
    who.require(queries.INTAKE, what=WHAT)
    return who


class MatterRef(Schema):
    code: str
    name: str
    name_en: str
    confidence: float


class SeenOut(Schema):
    """A thing on the photos."""

    name: str
    name_en: str


class CandidateOut(MatterRef):
    """A guess with the words of the text and the things on the photos that spoke for it."""

    words: list[str]
    seen: list[SeenOut]


class FoundOut(Schema):
    """What the text says of place, time, plates and numbers to call; `again`: it happens over and over."""

    address: str
    when: str
    moment: datetime | None
    again: bool
    phones: list[str]
    plates: list[str]


class WaitingOut(Schema):
    """One report of the queue; `candidates` are the three best guesses with their confidence (0..1)."""

    id: int
    receipt: str
    source: str
    source_title: str
    category: str
    text: str
    address: str
    received_at: datetime
    due_at: datetime | None
    lng: float | None
    lat: float | None
    area_name: str
    matter: MatterRef | None
    missing: list[Literal["matter", "place"]]
    candidates: list[CandidateOut]
    found: FoundOut
    photos: list[str]
    notes: list[VoiceNote]


class WaitingPage(Schema):
    total: int
    next: int | None
    items: list[WaitingOut]


@router.get("/intake/waiting", response={200: WaitingPage, **PROBLEMS})
def waiting(
    request: HttpRequest,
    category: str | None = None,
    missing: Literal["", "matter", "place"] = "",
    source: str = "",
    after: int = 0,
) -> dict[str, Any]:
    """Reports that wait, oldest first."""
    rows = queries.waiting_chosen(
        queries.waiting_visible_to(_acceptor(request)), category=category, missing=missing, source=source
    )
    found = list(rows.filter(pk__gt=after)[:PAGE])
    return {"total": rows.count(), "next": found[-1].pk if len(found) == PAGE else None, "items": _items(found)}


def _items(found: Sequence[Report]) -> list[dict[str, Any]]:
    learning.keep()
    notes = voices.notes_of(r.pk for r in found)
    said = {r.pk: voices.text_with(r.text, notes.get(r.pk, ())) for r in found}
    photos: dict[int, list[Photo]] = {}
    for photo in queries.photos_of(r.pk for r in found).exclude(kind="audio"):
        photos.setdefault(photo.report_id or 0, []).append(photo)
    proposals = proposing.proposals(
        [proposing.Asked(f"{r.category} {said[r.pk]}", [p.seen for p in photos.get(r.pk, ())]) for r in found]
    )
    return [
        {
            "id": r.pk, "receipt": r.receipt, "source": r.source, "source_title": SOURCES[r.source], "category": r.category, "text": r.text,
            "address": r.address, "received_at": r.received_at, "due_at": r.due_at, "lng": r.lng_e7 / 1e7 if r.lng_e7 is not None else None,
            "lat": r.lat_e7 / 1e7 if r.lat_e7 is not None else None, "area_name": places.name_of(r.grid[:9]) if r.grid else "",
            "matter": _matter(r.matter, r.confidence / 100) if r.matter else None,
            "missing": [n for n, v in (("matter", r.matter), ("place", r.grid)) if not v],
            "candidates": [
                {**_matter(p.code, p.confidence), "words": p.words, "seen": [{"name": t.zh, "name_en": t.en} for t in p.seen]}
                for p in told
            ],
            "found": _found(r, said[r.pk]),
            "photos": [photo_files.url_of(p.pk, p.kind) for p in photos.get(r.pk, ())], "notes": notes.get(r.pk, []),
        }
        for r, told in zip(found, proposals, strict=True)
    ]  # fmt: skip


def _found(r: Report, text: str) -> dict[str, Any]:
    found = extracting.extract(text, told_at=r.received_at)
    when = found.when
    return {
        "address": found.address, "when": when.words if when else "", "moment": when.at if when else None,
        "again": bool(when and when.again), "phones": found.phones, "plates": found.plates,
    }  # fmt: skip


def _matter(code: str, confidence: float = 0) -> dict[str, Any]:
    found = matters.matters()[code]
    return {"code": code, "name": found.name, "name_en": found.name_en, "confidence": confidence}


class CompleteIn(Schema):
    matter: str = ""
    lng: float | None = None
    lat: float | None = None
    address: str = Field("", max_length=200)


class DoneOut(Schema):
    id: int
    state: str


@router.post("/intake/waiting/{report_id}/complete", response={200: DoneOut, **PROBLEMS})
def complete(request: HttpRequest, report_id: int, payload: CompleteIn) -> Report:
    """Name what was missing; the report goes on its way."""
    who = _acceptor(request)
    found = queries.waiting_report(report_id, who)
    return services.complete(
        report_id=found.pk,
        matter=payload.matter,
        lng=payload.lng,
        lat=payload.lat,
        address=payload.address,
        by=who.actor,
        at=clock.now(),
    )


class WordsIn(Schema):
    """What is said in a voice note."""

    words: str


@router.post("/intake/waiting/{report_id}/notes/{note_id}/words", response={200: WaitingOut, **PROBLEMS})
def write_down(request: HttpRequest, report_id: int, note_id: UUID, payload: WordsIn) -> dict[str, Any]:
    """Type what is said; the report comes back with what those words tell."""
    who = _acceptor(request)
    found = queries.waiting_report(report_id, who)
    voices.write_down(report_id=found.pk, note_id=note_id, words=payload.words, by=who.actor, at=clock.now())
    return _items([found])[0]


class RejectIn(Schema):
    reason: str = Field(max_length=300)


@router.post("/intake/waiting/{report_id}/reject", response={200: DoneOut, **PROBLEMS})
def reject(request: HttpRequest, report_id: int, payload: RejectIn) -> Report:
    """Say why nothing can be done about it."""
    who = _acceptor(request)
    return services.reject(
        report_id=queries.waiting_report(report_id, who).pk, reason=payload.reason, by=who.actor, at=clock.now()
    )


class CategoryOut(Schema):
    """What a sender calls it, how many wait under that name, how many of them for their matter, and our best guess."""

    category: str
    waiting: int
    nameless: int
    suggestion: MatterRef | None


class MappingOut(Schema):
    category: str
    matter: MatterRef
    made_by: str
    made_at: datetime


class CategoriesOut(Schema):
    categories: list[CategoryOut]
    mappings: list[MappingOut]


@router.get("/intake/categories", response={200: CategoriesOut, **PROBLEMS})
def categories(request: HttpRequest) -> dict[str, Any]:
    """Senders' categories in the queue, most first; and those that a person has mapped."""
    who = _acceptor(request)
    known = list(queries.mappings()[:500])
    names = people.account_names(int(m.made_by[7:]) for m in known if m.made_by.startswith("person:"))
    return {
        "categories": [
            {"category": category, "waiting": n, "nameless": nameless, "suggestion": _guess(category)}
            for category, n, nameless in queries.waiting_by_category(who)
            if category
        ],
        "mappings": [
            {"category": m.category, "matter": _matter(m.matter), "made_at": m.made_at,
             "made_by": names.get(int(m.made_by[7:]), m.made_by) if m.made_by.startswith("person:") else m.made_by}
            for m in known
        ],
    }  # fmt: skip


def _guess(category: str) -> dict[str, Any] | None:
    best = next(iter(classifying.guess(category, top=1)), None)
    return _matter(best.code, best.confidence) if best else None


class MappingIn(Schema):
    category: str
    matter: str


class ForgetIn(Schema):
    category: str


def _for_the_city(request: HttpRequest) -> Access:
    """A mapping holds for every sender and area, so a district's acceptor cannot set it."""
    who = _acceptor(request)
    if not any(g.role in queries.INTAKE and not g.area for g in who.grants):
        raise Refused(
            "类别对应关系对全市生效，只能由全市的受理员设置；您可以逐条补全。",
            "A mapping of categories holds for the whole city: only an acceptor of the whole city sets it; you may complete one by one.",
        )
    return who


@router.post("/intake/mappings", response={200: CategoriesOut, **PROBLEMS})
def map_category(request: HttpRequest, payload: MappingIn) -> dict[str, Any]:
    """All reports that a sender calls so are this matter: those that wait (in the background) and those to come."""
    who = _for_the_city(request)
    mappings.map_category(category=payload.category, matter=payload.matter, by=who.actor, at=clock.now())
    return categories(request)


@router.post("/intake/mappings/forget", response={200: CategoriesOut, **PROBLEMS})
def forget(request: HttpRequest, payload: ForgetIn) -> dict[str, Any]:
    """Undo: from the next report on it holds no longer."""
    who = _for_the_city(request)
    mappings.forget(category=payload.category, by=who.actor, at=clock.now())
    return categories(request)
