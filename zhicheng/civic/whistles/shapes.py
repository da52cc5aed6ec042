"""How whistles look in JSON: to the street and the staff, and to a called department behind its link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from zhicheng.civic.whistles import figures, limits, proposing, queries, sheet
from zhicheng.civic.whistles.figures import Tally
from zhicheng.civic.whistles.models import JointRecord, Summons, Whistle
from zhicheng.civic.whistles.queries import callable_units
from zhicheng.civic.whistles.states import SUMMONS, WHISTLE
from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra.events import KINDS
from zhicheng.infra.models import Event
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import SILENCE, Phrase
from zhicheng.law import matters

Lamp = Literal["green", "yellow", "red", "grey"]
YELLOW = 0.8  # of a limit, as for tickets


class SummonsView(TypedDict):
    """One department: how it stands. `who` and `phone` only for those who may call it again; `metres` None without a location."""

    id: int
    unit: int
    name: str
    state: str
    state_title: str
    lamp: Lamp
    asked_at: datetime
    due_at: datetime | None
    escalated: int
    who: str
    phone: str
    reported_at: datetime | None
    on_time: bool | None
    metres: int | None
    there: bool | None
    arrival_photos: list[str]
    declined_for: str
    task: str
    signed_by: str
    receipt: str
    ticket: str
    ended: str
    result: str
    result_photos: list[str]
    finished_at: datetime | None
    score: int | None
    score_reason: str
    reply: str
    reply_until: datetime | None
    shared: bool
    link_until: datetime


class WhistleRow(TypedDict):
    """A whistle in a list; `lamps` one per department in the order of calling."""

    no: str
    kind: str
    state: str
    state_title: str
    street: str
    street_name: str
    reason: str
    address: str
    lng: float
    lat: float
    matter: str
    matter_en: str
    blown_at: datetime
    due_at: datetime | None
    lamp: Lamp
    departments: list[str]
    lamps: list[Lamp]
    answered: int
    late: int


class WhistlePage(TypedDict):
    """`next`: ask with `before` this for the next page; 0 at the end."""

    items: list[WhistleRow]
    next: int


class WhistleRecord(TypedDict):
    at: datetime
    by: str
    found: str
    present: list[WhistlePerson]
    tasks: list[WhistleTask]


class WhistlePerson(TypedDict):
    unit: str
    name: str


class WhistleTask(TypedDict):
    unit: str
    text: str
    due: datetime
    signed_by: str


class WhistleEvent(TypedDict):
    """One line of the timeline; `says` are the words that somebody said."""

    at: datetime
    kind: str
    title: str
    title_en: str
    unit: str
    by: str
    says: str


class WhistleFile(WhistleRow):
    """One whistle whole. `may` are the steps this viewer can take now."""

    matter_code: str
    photos: list[str]
    ticket: str
    blown_by: str
    report_due_at: datetime
    act_due_at: datetime
    closed_at: datetime | None
    outcome: str
    summonses: list[SummonsView]
    records: list[WhistleRecord]
    timeline: list[WhistleEvent]
    may: list[str]


class WhistleKind(TypedDict):
    """A kind with its two limits in words, and when they would end if it were blown now."""

    code: str
    name: str
    name_en: str
    report_in: str
    report_in_en: str
    handle: str
    handle_en: str
    report_due_at: datetime
    act_due_at: datetime


class WhistleUnit(TypedDict):
    id: int
    name: str
    kind: str


class WhistleOptions(TypedDict):
    """What a new whistle can say; `blows` whether this viewer may blow without a ticket."""

    kinds: list[WhistleKind]
    units: list[WhistleUnit]
    streets: list[WhistleStreet]
    blows: bool


class WhistleStreet(TypedDict):
    """Ground on which the viewer may blow; `lng`, `lat` is a point inside it, where the map opens."""

    code: str
    name: str
    lng: float
    lat: float


class ProposedUnit(TypedDict):
    id: int
    name: str
    why: str
    why_en: str


class ProposedMatter(TypedDict):
    code: str
    name: str
    name_en: str


class WhistleProposal(TypedDict):
    units: list[ProposedUnit]
    matters: list[ProposedMatter]
    address: str


class WhistleLink(TypedDict):
    """An address that opens one department's page; whoever has it acts for that department."""

    url: str
    until: datetime


class TaskTicket(TypedDict):
    receipt: str


class TallyRow(TypedDict):
    """How a group of calls went; `problem` or `unit` is "" where the group does not name it."""

    unit: str
    problem: str
    problem_en: str
    called: int
    in_time: int
    late: int
    absent: int
    in_vain: int
    waiting: int
    median_minutes: int | None
    mean_rating: float | None
    ratings: int


class PlaceAgain(TypedDict):
    lng: float
    lat: float
    address: str
    whistles: list[str]
    problems: list[str]
    problems_en: list[str]


class WhistleFigures(TypedDict):
    """Of a period: all calls, each department, each problem with its departments, places whistled for again and again."""

    whistles: int
    total: TallyRow
    units: list[TallyRow]
    problems: list[TallyRow]
    places: list[PlaceAgain]


class DoorOther(TypedDict):
    """Another called department: its name and how it stands, nobody's name."""

    name: str
    state: str
    state_title: str


class DoorView(TypedDict):
    """What a called department sees behind its link."""

    no: str
    kind: str
    kind_title: str
    kind_title_en: str
    street: str
    reason: str
    address: str
    lng: float
    lat: float
    photos: list[str]
    whistle_state: str
    unit: str
    state: str
    state_title: str
    lamp: Lamp
    due_at: datetime | None
    who: str
    reported_at: datetime | None
    metres: int | None
    there: bool | None
    declined_for: str
    task: str
    found: str
    signed_by: str
    result: str
    ended: str
    score: int | None
    score_reason: str
    reply: str
    reply_until: datetime | None
    may_reply: bool
    may_hand_on: bool
    until: datetime
    street_phone: str
    others: list[DoorOther]


def lamp(at: datetime, since: datetime, due_at: datetime | None) -> Lamp:
    """green to 80 % of the running limit, yellow to its end, red above; grey without a running clock."""
    if due_at is None:
        return "grey"
    if at > due_at:
        return "red"
    return "yellow" if at >= since + (due_at - since) * YELLOW else "green"


def _photos(ids: Sequence[str]) -> list[str]:
    return [photo_files.url_of(p) for p in ids]


def _there(one: Summons) -> bool | None:
    return None if one.metres is None else one.metres <= limits.there_metres()


def summons_view(one: Summons, *, at: datetime, manages: bool, ticket: str = "") -> SummonsView:
    return {
        "id": one.pk, "unit": one.unit_id, "name": one.unit.name, "state": one.state, "state_title": SUMMONS.states[one.state],
        "lamp": lamp(at, one.since_at, one.due_at), "asked_at": one.asked_at, "due_at": one.due_at, "escalated": one.escalated,
        "who": one.who, "phone": one.phone if manages else "", "reported_at": one.reported_at, "on_time": one.on_time, "metres": one.metres,
        "there": _there(one), "arrival_photos": _photos(one.arrival_photos), "declined_for": one.declined_for, "task": one.task,
        "signed_by": one.signed_by, "receipt": one.report.receipt if one.report else "", "ticket": ticket, "ended": one.ended,
        "result": one.result, "result_photos": _photos(one.result_photos), "finished_at": one.finished_at, "score": one.score,
        "score_reason": one.score_reason, "reply": one.reply, "reply_until": one.reply_until, "shared": one.shared,
        "link_until": one.link_until,
    }  # fmt: skip


def row(whistle: Whistle, called: Sequence[Summons], *, at: datetime) -> WhistleRow:
    matter = matters.matters().get(whistle.matter)
    since = whistle.blown_at if whistle.state == "blown" else whistle.report_due_at
    return {
        "no": whistle.no, "kind": whistle.kind, "state": whistle.state, "state_title": WHISTLE.states[whistle.state],
        "street": whistle.street, "street_name": places.name_of(whistle.street), "reason": whistle.reason, "address": whistle.address,
        "lng": from_e7(whistle.lng_e7), "lat": from_e7(whistle.lat_e7), "matter": matter.name if matter else "",
        "matter_en": matter.name_en if matter else "", "blown_at": whistle.blown_at, "due_at": whistle.due_at,
        "lamp": lamp(at, min(since, whistle.due_at or since), whistle.due_at), "departments": [s.unit.name for s in called],
        "lamps": [lamp(at, s.since_at, s.due_at) for s in called], "answered": sum(s.state != "called" for s in called),
        "late": sum(s.escalated > 0 or s.on_time is False for s in called),
    }  # fmt: skip


def page(found: Sequence[Whistle], *, more: bool, at: datetime) -> WhistlePage:
    called: dict[int, list[Summons]] = {}
    for one in queries.summonses(w.pk for w in found):
        called.setdefault(one.whistle_id, []).append(one)
    return {
        "items": [row(w, called.get(w.pk, []), at=at) for w in found],
        "next": found[-1].pk if more and found else 0,
    }


def file(whistle: Whistle, who: Access, *, at: datetime) -> WhistleFile:
    called = queries.summonses([whistle.pk])
    manages = who.may({"street"}, whistle.grid)
    views = []
    for one in called:
        ticket = tickets.of_report(one.report_id) if one.report_id else None
        views.append(summons_view(one, at=at, manages=manages, ticket=ticket.no if ticket else ""))
    names = people.account_names([whistle.blown_by_id])
    return {
        **row(whistle, called, at=at), "matter_code": whistle.matter, "photos": _photos(whistle.photos),
        "ticket": whistle.ticket.no if whistle.ticket else "", "blown_by": names.get(whistle.blown_by_id, ""),
        "report_due_at": whistle.report_due_at, "act_due_at": whistle.act_due_at, "closed_at": whistle.closed_at,
        "outcome": whistle.outcome, "summonses": views, "records": [_record(r, called) for r in queries.records(whistle)],
        "timeline": _timeline(whistle, called), "may": sorted(WHISTLE.open_actions(whistle.state) - {"gather"}) if manages else [],
    }  # fmt: skip


def _record(record: JointRecord, called: Sequence[Summons]) -> WhistleRecord:
    by_id = {s.pk: s for s in called}
    units = {s.unit_id: s.unit.name for s in called}
    names = people.account_names([int(record.by[7:])]) if record.by.startswith("person:") else {}
    return {
        "at": record.at, "by": next(iter(names.values()), record.by), "found": record.found,
        "present": [{"unit": units.get(p["unit"], ""), "name": p["name"]} for p in record.present],
        "tasks": [
            {"unit": by_id[t["summons"]].unit.name, "text": t["text"], "due": datetime.fromisoformat(t["due"]),
             "signed_by": by_id[t["summons"]].signed_by}
            for t in record.tasks
        ],
    }  # fmt: skip


SAYS = ("reason", "text", "outcome")


def _timeline(whistle: Whistle, called: Sequence[Summons]) -> list[WhistleEvent]:
    units = {s.pk: s.unit.name for s in called}
    by_unit = {f"unit:{s.unit_id}": s.unit.name for s in called}
    events = queries.timeline(whistle)
    names = people.account_names({int(e.actor[7:]) for e in events if e.actor.startswith("person:")})
    return [_event(e, units, by_unit, names) for e in events]


def _event(event: Event, units: dict[int, str], by_unit: dict[str, str], names: dict[int, str]) -> WhistleEvent:
    known, body = KINDS[event.kind], event.data
    said_by = str(body.get("name", "")) or by_unit.get(
        event.actor, ""
    )  # a department's name, unless one of its people gave his
    by = names.get(int(event.actor[7:]), "") if event.actor.startswith("person:") else said_by
    return {
        "at": event.happened_at, "kind": event.kind, "title": known.zh, "title_en": known.en,
        "unit": units.get(event.stream_id, "") if event.stream.startswith("summons:") else "", "by": by,
        "says": next((str(body[n]) for n in SAYS if body.get(n)), ""),
    }  # fmt: skip


def options(who: Access, *, at: datetime) -> WhistleOptions:
    return {
        "kinds": [_kind(k, at) for k in limits.kinds().values()],
        "units": [{"id": u.pk, "name": u.name, "kind": u.kind} for u in callable_units()],
        "streets": [s for g in who.grants if g.role in queries.BLOWS and (s := _street(g.area))],
        "blows": bool(who.roles & set(queries.BLOWS)),
    }  # fmt: skip


def _street(code: str) -> WhistleStreet | None:
    middle = places.middle_of(code)
    return {"code": code, "name": places.name_of(code), "lng": middle[0], "lat": middle[1]} if middle else None


def _kind(kind: limits.Kind, at: datetime) -> WhistleKind:
    clocks, inside, handle = limits.start(kind, at), limits.words(kind.report_in), limits.words(kind.handle)
    return {
        "code": kind.code, "name": kind.name.zh, "name_en": kind.name.en, "report_in": inside.zh, "report_in_en": inside.en,
        "handle": handle.zh, "handle_en": handle.en, "report_due_at": clocks.report_due_at, "act_due_at": clocks.act_due_at,
    }  # fmt: skip


def proposal(found: proposing.Proposal, *, lng: float, lat: float) -> WhistleProposal:
    names = people.organisation_names(u for u, _ in found.units)
    known = matters.matters()
    return {
        "units": [{"id": u, "name": names[u], "why": w.said.zh, "why_en": w.said.en} for u, w in found.units],
        "matters": [{"code": c, "name": known[c].name, "name_en": known[c].name_en} for c in found.matters],
        "address": places.at(lng, lat)["text"],
    }  # fmt: skip


def _tally(t: Tally, *, unit: str = "", problem: Phrase = SILENCE) -> TallyRow:
    return {
        "unit": unit, "problem": problem.zh, "problem_en": problem.en, "called": t.called, "in_time": t.in_time, "late": t.late, "absent": t.absent,
        "in_vain": t.in_vain, "waiting": t.waiting, "median_minutes": t.median_minutes, "mean_rating": t.mean_rating, "ratings": t.ratings,
    }  # fmt: skip


def figures_of(rows: Sequence[Summons]) -> WhistleFigures:
    calls = [sheet.call_of(r) for r in rows]
    pairs = figures.by(calls, lambda c: (c.matter, c.unit))
    return {
        "whistles": len({c.whistle for c in calls}), "total": _tally(figures.tally(calls)),
        "units": [_tally(t, unit=str(k)) for k, t in figures.by(calls, lambda c: c.unit)],
        "problems": [_tally(t, problem=sheet.problem_of(str(k[0])), unit=str(k[1])) for k, t in pairs if isinstance(k, tuple)],
        "places": [
            {"lng": a.lng, "lat": a.lat, "address": a.address, "whistles": list(a.whistles),
             "problems": [sheet.problem_of(m).zh for m in a.matters], "problems_en": [sheet.problem_of(m).en for m in a.matters]}
            for a in figures.places_again(calls)
        ],
    }  # fmt: skip


def door_view(one: Summons, *, at: datetime) -> DoorView:
    whistle, kind = one.whistle, limits.kind_of(one.whistle.kind)
    records = queries.records(whistle)
    others = [s for s in queries.summonses([whistle.pk]) if s.pk != one.pk]
    phones = [c.phone for c in people.accounts_with("street", whistle.grid) if c.phone]
    return {
        "no": whistle.no, "kind": whistle.kind, "kind_title": kind.name.zh, "kind_title_en": kind.name.en,
        "street": places.name_of(whistle.street), "reason": whistle.reason, "address": whistle.address, "lng": from_e7(whistle.lng_e7),
        "lat": from_e7(whistle.lat_e7), "photos": _photos(whistle.photos), "whistle_state": whistle.state, "unit": one.unit.name,
        "state": one.state, "state_title": SUMMONS.states[one.state], "lamp": lamp(at, one.since_at, one.due_at), "due_at": one.due_at,
        "who": one.who, "reported_at": one.reported_at, "metres": one.metres, "there": _there(one), "declined_for": one.declined_for,
        "task": one.task, "found": records[-1].found if records and one.task else "", "signed_by": one.signed_by, "result": one.result,
        "ended": one.ended, "score": one.score, "score_reason": one.score_reason, "reply": one.reply, "reply_until": one.reply_until,
        "may_reply": one.reply_until is not None and at <= one.reply_until and not one.reply, "may_hand_on": not one.shared,
        "until": one.link_until, "street_phone": phones[0] if phones else "",
        "others": [{"name": s.unit.name, "state": s.state, "state_title": SUMMONS.states[s.state]} for s in others],
    }  # fmt: skip
