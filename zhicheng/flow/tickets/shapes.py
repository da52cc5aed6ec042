"""How tickets look in JSON: shared by the lists, the board, the field and the export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from typing_extensions import TypedDict

from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import conditions, queries
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.rules import Lamp
from zhicheng.flow.tickets.states import STATES
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra.events import KINDS
from zhicheng.infra.models import Event
from zhicheng.kernel.phrases import SILENCE, Phrase
from zhicheng.law import matters

CrewOf = Mapping[int, tuple[int, str]]

MatterName = TypedDict("MatterName", {"code": str, "name": str, "name_en": str, "class": str})


class NameRef(TypedDict):
    """A unit or a crew by its name."""

    id: int
    name: str


class TicketRow(TypedDict):
    """A ticket in a list. `remaining_s` is negative when it is late."""

    no: str
    state: str
    lamp: Lamp
    matter: MatterName
    source: str
    address: str
    lng: float
    lat: float
    street: str
    street_name: str
    unit: NameRef | None
    crew: NameRef | None
    opened_at: datetime
    due_at: datetime | None
    remaining_s: int | None
    reports: int
    priority: int
    fast_lane: bool
    urged: bool
    text: str


class TicketPage(TypedDict):
    """One keyset page; `next` goes into `after` for the following one."""

    items: list[TicketRow]
    next: str | None


class TicketCount(TypedDict):
    count: int


class TicketLane(TypedDict):
    state: str
    count: int
    red: int
    yellow: int
    items: list[TicketRow]


class TicketLanes(TypedDict):
    lanes: list[TicketLane]


ClockState = Literal["running", "done", "held", "late"]
Clock = TypedDict(
    "Clock",
    {
        "name": str,
        "name_en": str,
        "from": datetime | None,
        "due_at": datetime,
        "unit": str,
        "unit_en": str,
        "state": ClockState,
    },
)


class Actor(TypedDict):
    kind: str
    name: str
    name_en: str


class Spot(TypedDict):
    lng: float
    lat: float


class TimelineItem(TypedDict):
    """One thing that happened, in words, with who, by which rule, and the beginning of its digest."""

    id: str
    seq: int
    at: datetime
    kind: str
    title: str
    title_en: str
    text: str
    text_en: str
    actor: Actor
    rule: str | None
    rule_en: str | None
    unit: str | None
    photos: list[str]
    digest: str
    place: Spot | None


class TicketReport(TypedDict):
    receipt: str
    source: str
    text: str
    at: datetime
    photos: list[str]


class ConditionRow(TypedDict):
    """A filing condition with its closing condition and limit, as the city's sheet words them."""

    id: int
    file_if: str
    close_if: str
    limit_text: str


class KnownNearby(TypedDict):
    """A ticket as the public sees it: somewhere in a square of `side_m` metres around the point, on that day; the words masked, the photo
    covered; both empty where there is none."""

    ticket: str
    matter: str
    matter_en: str
    distance_m: int
    since: datetime
    followers: int
    lng: float
    lat: float
    side_m: int
    photo: str
    text: str


class KnownMap(TypedDict):
    known: list[KnownNearby]


MatterGuess = TypedDict("MatterGuess", {"code": str, "name": str, "name_en": str, "class": str, "confidence": float})


class Guessed(TypedDict):
    """What a report seems to be, where, and what is known there already."""

    category: MatterGuess | None
    alternatives: list[MatterGuess]
    place: places.PlaceAt | None
    known: list[KnownNearby]


class Following(TypedDict):
    """The receipt of who follows what is known already."""

    receipt: str
    code: str
    track_url: str


class Matter(TypedDict):
    code: str
    name: str
    name_en: str
    klass: str
    class_name: str
    class_name_en: str
    fast_lane: bool


# What an event says in words: the system's own parts have their English beside them in the body, people's and the city's words
# stay as they were written.
TOLD = ("file_if", "limit_text", "unit_name", "reason", "text", "note")


def matter(code: str) -> MatterName:
    found = matters.matters()[code]
    return {"code": code, "name": found.name, "name_en": found.name_en, "class": found.klass}


def rows(found: Sequence[Ticket], *, at: datetime, crews: CrewOf) -> list[TicketRow]:
    """List rows; one query for the units' names, whatever the number."""
    units = people.organisation_names({t.unit_id for t in found})
    return [row(t, at=at, units=units, crews=crews) for t in found]


def row(t: Ticket, *, at: datetime, units: Mapping[int, str], crews: CrewOf) -> TicketRow:
    crew = crews.get(t.pk)
    lng, lat = t.lng_e7 / 1e7, t.lat_e7 / 1e7
    return {
        "no": t.no, "state": t.state, "lamp": queries.lamp_of(t, at), "matter": matter(t.matter), "source": t.source,
        "address": t.address or places.place_text(lng, lat), "lng": lng, "lat": lat, "street": t.grid[:9],
        "street_name": places.name_of(t.grid[:9]), "unit": {"id": t.unit_id, "name": units.get(t.unit_id, "")} if t.unit_id else None,
        "crew": {"id": crew[0], "name": crew[1]} if crew else None, "opened_at": t.opened_at, "due_at": t.due_at,
        "remaining_s": int((t.due_at - at).total_seconds()) if t.due_at else None, "reports": t.reports, "priority": t.priority,
        "fast_lane": t.fast_lane, "urged": t.escalated > 0, "text": t.text,
    }  # fmt: skip


def clocks(t: Ticket, events: Sequence[Event], *, at: datetime) -> list[Clock]:
    """The ticket's clocks: the one that runs, and the handling limit with its first deadline."""
    out: list[Clock] = []
    state: ClockState
    if t.due_at:
        state = "late" if at > t.due_at else "running"
        name, name_en = f"{STATES[t.state]}时限", f"{t.state.replace('_', ' ').capitalize()}: limit"
        out.append({
            "name": name, "name_en": name_en, "from": t.since_at, "due_at": t.due_at, "unit": "", "unit_en": "", "state": state,
        })  # fmt: skip
    if t.limit_due_at:
        unit = conditions.limit_words(t.condition) if t.condition else SILENCE
        state = "held" if t.state == "on_hold" else "done" if t.on_time else "late" if t.on_time is False else "running"
        out.append({
            "name": "处置时限（原定）", "name_en": "Handling limit (first)", "from": t.filed_at, "due_at": t.limit_due_at,
            "unit": unit.zh, "unit_en": unit.en, "state": state,
        })  # fmt: skip
    return out


def timeline(events: Sequence[Event]) -> list[TimelineItem]:
    """What happened, who did it, by which rule, in words."""
    names = _actor_names(events)
    out: list[TimelineItem] = []
    for event in events:
        body = event.data
        known, words, rule, who = KINDS[event.kind], _words(body), body.get("rule") or None, names[event.actor]
        out.append({
            "id": str(event.id), "seq": event.seq, "at": event.happened_at, "kind": event.kind, "title": known.zh,
            "title_en": known.en, "text": " · ".join(w.zh for w in words), "text_en": " · ".join(w.en for w in words),
            "actor": {"kind": _actor_kind(event.actor), "name": who.zh, "name_en": who.en},
            "rule": rule, "rule_en": (body.get("rule_en") or rule) if rule else None, "unit": body.get("unit_name"),
            "photos": [photo_files.url_of(p) for p in body.get("photos", []) if p]
            if isinstance(body.get("photos"), list) else [], "digest": bytes(event.digest).hex()[:16],
            "place": {"lng": event.lng_e7 / 1e7, "lat": event.lat_e7 / 1e7} if event.lng_e7 is not None and event.lat_e7 is not None else None,
        })  # fmt: skip
    return out


def _words(body: Mapping[str, Any]) -> list[Phrase]:
    """The sentences of an event."""
    parts = [Phrase(str(body[n]), str(body.get(f"{n}_en") or body[n])) for n in TOLD if body.get(n)]
    if "minutes" in body:
        parts.append(Phrase(f"{body['minutes']} 分钟到场", f"there after {body['minutes']} min"))
    return parts


def _actor_kind(actor: str) -> str:
    kind = actor.partition(":")[0]
    return kind if kind in ("person", "rule", "device", "unit") else "citizen"


def _actor_names(events: Iterable[Event]) -> dict[str, Phrase]:
    actors = {e.actor for e in events}
    people_names = people.account_names(int(a.partition(":")[2]) for a in actors if a.startswith("person:"))
    out = {}
    for actor in actors:
        kind, _, rest = actor.partition(":")
        match kind:
            case "person":
                name = people_names.get(int(rest))
                out[actor] = Phrase(name, name) if name else Phrase("工作人员", "Staff")
            case "rule":
                out[actor] = Phrase(f"规则账号 {rest}", f"Rule account {rest}")
            case "device":
                out[actor] = Phrase(f"设备 {rest}", f"Device {rest}")
            case "unit":
                out[actor] = Phrase("责任单位", "The unit")
            case _:
                out[actor] = Phrase("市民", "A citizen")
    return out


def reports_of(t: Ticket) -> list[TicketReport]:
    """Every report of this ticket with its photos; two queries."""
    ids = queries.reports_of(t)
    photos: dict[int, list[str]] = {}
    for photo in reports.photos_of(ids):
        photos.setdefault(photo.report_id or 0, []).append(photo_files.url_of(photo.pk, photo.kind))
    return [
        {"receipt": r.receipt, "source": r.source, "text": r.text, "at": r.happened_at, "photos": photos.get(r.pk, [])}
        for r in reports.in_ids(ids)
    ]
