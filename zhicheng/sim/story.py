"""One report followed live: what /demo tells. Begun by the simulator, told from the event rows, step by step."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from typing_extensions import TypedDict

from zhicheng.flow.dispatch import queries as dispatch
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import shapes
from zhicheng.flow.tickets.shapes import NameRef, TimelineItem
from zhicheng.ground.people import queries as people
from zhicheng.ground.permits import queries as permits
from zhicheng.ground.permits.rules import PermitFacts, is_open
from zhicheng.ground.places import queries as places
from zhicheng.infra import switches
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between
from zhicheng.kernel.ids import uuid7
from zhicheng.kernel.phrases import SILENCE, Phrase
from zhicheng.law import matters

NAME = "story"
WISH = "story_wish"
TAKEN = "demo_takeover"
PHONES = "demo_phones"

Frame = Literal["citizen", "command", "field", "record"]


class StoryStep(TypedDict):
    """One step with who took it, why this one, and by which rule; `done` false while it is to come."""

    key: str
    frame: Frame
    title: str
    title_en: str
    done: bool
    at: datetime | None
    who: str
    who_en: str
    why: str
    why_en: str
    rule: str
    rule_en: str


class StoryEvent(TypedDict):
    """An event row of the story, as its record shows it."""

    id: str
    seq: int
    stream: str
    kind: str
    at: datetime
    title: str
    title_en: str
    actor: str
    actor_en: str
    rule: str | None
    digest: str


class LawfulStall(TypedDict):
    """The stall that is not pursued, and why; `done` false until that is judged."""

    title: str
    place: str
    lng: float
    lat: float
    hour: str
    rule: str
    rule_en: str
    text: str
    text_en: str
    done: bool


class Told(TypedDict):
    """The story so far."""

    running: bool
    started_at: str | None
    receipt: str | None
    code: str | None
    ticket: str | None
    officer_key: str
    crew: NameRef | None
    steps: list[StoryStep]
    lawful: LawfulStall | None
    events: list[StoryEvent]


# key, frame, Chinese, English, the event that makes it true
STEPS: tuple[tuple[str, Frame, str, str, str], ...] = (
    ("report", "citizen", "市民拍照上报", "A citizen reports with a photo", "report.receive"),
    ("place", "record", "定位到网格，判断类别", "Placed on the grid, category guessed", "report.ticket"),
    ("file", "command", "受理、立案", "Accepted and filed", "ticket.file"),
    ("unit", "command", "派给责任单位", "Sent to the responsible unit", "ticket.dispatch"),
    ("offer", "command", "选定最合适的小组", "The right crew is chosen", "assignment.offer"),
    ("accept", "field", "执法队员接单", "The officer accepts", "assignment.accept"),
    ("arrive", "field", "到达现场", "On the spot", "ticket.arrive"),
    ("handle", "field", "处置并拍照反馈", "Handled, with a photo", "ticket.feed_back"),
    ("check", "command", "派他人核查", "Somebody else is sent to check", "ticket.check"),
    ("pass", "record", "采集员现场核查通过", "A collector checks at the place", "ticket.pass"),
    ("close", "citizen", "值班长结案，市民收到结果", "Closed; the citizen is told", "ticket.close"),
)


def wish(at: datetime) -> None:
    """Ask the simulator for a new story."""
    switches.put(WISH, {"at": at.isoformat()})


def wished() -> bool:
    return switches.get(WISH) is not None


def take_over(frame: str) -> None:
    """A visitor plays this frame from now on; the simulator lets go of it."""
    now = switches.get(TAKEN) or {}
    switches.put(TAKEN, now | {frame: True})


def taken_over() -> dict[str, Any]:
    return dict(switches.get(TAKEN) or {})


def hold_phone(crew: int, *, until: datetime) -> None:
    """A visitor holds this crew's phone until then (the machine's time); 0 seconds left gives it back."""
    switches.put(PHONES, (switches.get(PHONES) or {}) | {str(crew): until.timestamp()})


def held_phones(real: datetime) -> set[int]:
    """Crews whose phone a person holds at this moment of the machine's time."""
    return {int(crew) for crew, until in (switches.get(PHONES) or {}).items() if until > real.timestamp()}


def begin(*, at: datetime, rng: random.Random, photo: str) -> None:
    """A citizen reports a stall at a metro exit; a camera sees another one in a night market, where it is lawful."""
    switches.drop(WISH)
    switches.drop(TAKEN)
    lng, lat, name = _unlawful_place(rng)
    text = f"{name}外有人占道摆摊卖水果，人行道走不过去了"
    one = Incoming(key=uuid7().hex, text=text, lng=lng, lat=lat, photos=[photo] if photo else [], happened_at=at)
    report = report_services.receive(one, source="citizen", by="citizen", at=at)
    lawful = _lawful_report(at, rng)
    switches.put(NAME, {"report": report.pk, "lawful": lawful, "started_at": at.isoformat()})


def _unlawful_place(rng: random.Random) -> tuple[float, float, str]:
    """A metro exit where nothing is known nearby and nothing is permitted."""
    city = places.city()
    west, south, east, north = city.bounds
    stalls = permits.stalls()
    exits = [
        e
        for e in city.extras.get("metro_exits", [])
        if city.locate(e["lng"], e["lat"]).grid and not _permitted(e["lng"], e["lat"], stalls)
    ]
    middle = sorted(exits, key=lambda e: abs(e["lng"] - (west + east) / 2) + abs(e["lat"] - (south + north) / 2))[:60]
    if not middle:
        raise BadInput(
            "城市数据里没有地铁口，演示故事无处发生。",
            "The city has no metro exit, so the story has nowhere to happen.",
        )
    spot = rng.choice(middle)
    lng, lat = spot["lng"] + rng.uniform(-4e-4, 4e-4), spot["lat"] + rng.uniform(-4e-4, 4e-4)
    return round(lng, 6), round(lat, 6), str(spot["name"])


def _permitted(lng: float, lat: float, stalls: list[PermitFacts]) -> bool:
    """So near a designated place, at whatever hour, that the story might turn out lawful."""
    return any(metres_between(lng, lat, s.lng, s.lat) < s.radius_m + 150 for s in stalls)


def _lawful_report(at: datetime, rng: random.Random) -> int:
    """A camera's report of a stall inside a designated place; which one is open now, if any."""
    stalls = permits.stalls()
    if not stalls:
        return 0
    spot = rng.choice([p for p in stalls if is_open(p, at)] or stalls)
    device = people.access_of(people.demo_account("camera"))
    one = Incoming(
        key=uuid7().hex, text=f"{spot.place}：检测到摊位", lng=spot.lng, lat=spot.lat, category="09006", happened_at=at
    )  # fmt: skip
    return report_services.receive_as(device, one, source="camera", at=at).pk


def report_id() -> int:
    """The report of the present story; 0 before the first."""
    found = switches.get(NAME)
    return int(found["report"]) if found else 0


def followed() -> frozenset[int]:
    """The ticket of the present story, once there is one."""
    ticket = tickets.of_report(report_id())
    return frozenset() if ticket is None else frozenset({ticket.pk})


def is_over(at: datetime) -> bool:
    """Closed a while ago, or never going to be: time for the next."""
    found = switches.get(NAME)
    if not found:
        return True
    if reports.get(int(found["report"])).state in ("lawful", "merged", "waiting"):
        return True  # it went another way than it should show: begin anew
    ticket = tickets.of_report(int(found["report"]))
    if ticket is not None and ticket.closed_at is not None:
        return at - ticket.closed_at > timedelta(minutes=45)
    return at - datetime.fromisoformat(found["started_at"]) > timedelta(hours=5)


def tell() -> Told:
    """The story as /demo shows it: every step with who, why and by which rule."""
    found = switches.get(NAME)
    if not found:
        return {"running": False, "steps": [], "events": [], "receipt": None, "code": None, "ticket": None, "officer_key": "officer",
                "crew": None, "lawful": None, "started_at": None}  # fmt: skip
    report = reports.get(int(found["report"]))
    ticket = tickets.of_report(report.pk)
    jobs = dispatch.of_ticket(ticket.pk) if ticket else []
    handle = next((j for j in reversed(jobs) if j.kind == "handle" and j.crew_id), None)
    events = _events(report.pk, ticket.pk if ticket else 0, [j.pk for j in jobs if j.kind == "handle"])
    return {
        "running": True, "started_at": found["started_at"], "receipt": report.receipt, "code": report.code,
        "ticket": ticket.no if ticket else None, "officer_key": f"crew-{handle.crew_id}" if handle else "officer",
        "crew": {"id": handle.crew.pk, "name": handle.crew.name} if handle and handle.crew else None,
        "steps": _steps(events, report), "lawful": _lawful(int(found["lawful"])),
        "events": [_row(e, n) for e, n in _named(events)],
    }  # fmt: skip


def _events(report_id: int, ticket_id: int, jobs: list[int]) -> list[Event]:
    streams = [
        f"report:{report_id}",
        *([f"ticket:{ticket_id}"] if ticket_id else []),
        *(f"assignment:{j}" for j in jobs),
    ]
    return list(Event.objects.filter(stream__in=streams).order_by("pos"))


def _named(events: list[Event]) -> list[tuple[Event, TimelineItem]]:
    return list(zip(events, shapes.timeline(events), strict=True))


def _row(event: Event, told: TimelineItem) -> StoryEvent:
    return {
        "id": told["id"], "seq": event.seq, "stream": event.stream, "kind": event.kind, "at": event.happened_at, "title": told["title"],
        "title_en": told["title_en"], "actor": told["actor"]["name"], "actor_en": told["actor"]["name_en"],
        "rule": told["rule"], "digest": told["digest"],
    }  # fmt: skip


def _steps(events: list[Event], report: Any) -> list[StoryStep]:
    first: dict[str, tuple[Event, TimelineItem]] = {}
    for one, words in _named(events):
        if one.stream.startswith("assignment:"):  # of several offers the last one counts
            first[one.kind] = (one, words)
        first.setdefault(one.kind, (one, words))
    out: list[StoryStep] = []
    for key, frame, zh, en, kind in STEPS:
        event, told = first[kind] if kind in first else (None, None)  # noqa: SIM401 - get() has a wider type
        why, rule = _why(key, event, report) if event else (SILENCE, SILENCE)
        out.append({
            "key": key, "frame": frame, "title": zh, "title_en": en, "done": event is not None, "at": event.happened_at if event else None,
            "who": told["actor"]["name"] if told else "", "who_en": told["actor"]["name_en"] if told else "",
            "why": why.zh, "why_en": why.en, "rule": rule.zh, "rule_en": rule.en,
        })  # fmt: skip
    return out


OPEN_DOOR = Phrase(
    "市民无需注册；受理时限 30 分钟（工作时间）", "No account needed; taken up within 30 minutes of working time"
)
MERGING = Phrase("30 米内、24 小时内、同一事项才并案", "Merged only within 30 m, within 24 h and for the same matter")
ONE_PROBLEM = Phrase("每次派单求解一次指派问题：dispatch@1", "One assignment problem for every round: dispatch@1")
PROMISE = Phrase("接单后须说明理由才能改派", "Once accepted, it is changed only for a stated reason")
GOAL = Phrase("目标：30 分钟内到场", "Goal: on the spot within 30 minutes")
IN_TIME = Phrase("处置反馈须有照片与说明；在时限内", "A result needs a photo and words; within the limit")
LATE = Phrase("处置反馈须有照片与说明；已超时限", "A result needs a photo and words; after the limit")
OTHER_EYES = Phrase("核查须在现场拍照；监管分离", "A check needs a photo from the place; who handles does not check")
SEPARATION = Phrase("监管分离", "Who handles does not check or close")


def _why(key: str, event: Event, report: Any) -> tuple[Phrase, Phrase]:
    """Why this step, this one, and by which rule. What people wrote stays as they wrote it."""
    body = event.data
    match key:
        case "report":
            return Phrase(
                f"受理号 {report.receipt}：{report.text}", f"Receipt {report.receipt}: {report.text}"
            ), OPEN_DOOR
        case "place":
            return _why_here(report), MERGING
        case "file":
            limit = _said(body, "limit_text")
            zh = f"立案条件「{body['file_if']}」，结案条件「{body['close_if']}」，时限 {limit.zh}"
            return Phrase(zh, f"A condition of the city's sheet is met; limit {limit.en}"), _said(body, "rule")
        case "unit":
            unit = body["unit_name"]
            why = Phrase(f"{unit} 负责此事项与辖区", f"{unit} answers for this matter in this area")
            return why, _said(body, "rule")
        case "offer":
            return _said(body, "reason"), ONE_PROBLEM
        case "accept":
            return Phrase("接单即承诺", "To accept is to promise"), PROMISE
        case "arrive":
            minutes = body["minutes"]
            return Phrase(f"上报后 {minutes} 分钟到达现场", f"There {minutes} min after the report"), GOAL
        case "handle":
            return _said(body, "text"), IN_TIME if body.get("on_time", True) else LATE
        case "check":
            why = Phrase("处置人不得核查自己处置的工单", "Nobody checks what he handled himself")
            return why, _said(body, "rule") if body.get("rule") else SEPARATION
        case "pass":
            return _said(body, "text"), OTHER_EYES
    why = Phrase(
        "监督中心结案，处置单位不能自己结案", "The supervision centre closes; a unit never closes its own work"
    )
    return why, SEPARATION


def _said(body: Mapping[str, Any], name: str) -> Phrase:
    """A sentence of an event: with its English where the system said it, as it was written where a person did."""
    zh = str(body.get(name, ""))
    return Phrase(zh, str(body.get(f"{name}_en") or zh))


def _why_here(report: Any) -> Phrase:
    where = places.names_of(report.grid)
    matter = matters.matters().get(report.matter)
    zh, en = (matter.name, matter.name_en) if matter else ("", "")
    return Phrase(f"{where}；类别「{zh}」把握 {report.confidence}%；附近没有同类未结工单",
                  f"{where}; “{en}”, {report.confidence}% sure; nothing of the kind is open nearby")  # fmt: skip


def _lawful(report_id: int) -> LawfulStall | None:
    """The stall that is not pursued, and why."""
    if not report_id:
        return None
    report = reports.get(report_id)
    event = Event.objects.filter(stream=f"report:{report_id}", kind="report.allow").first()
    lng, lat = (report.lng_e7 or 0) / 1e7, (report.lat_e7 or 0) / 1e7
    hour = report.happened_at.astimezone(CHINA).strftime("%H:%M")
    told: LawfulStall = {
        "title": report.text, "place": places.place_text(lng, lat), "lng": lng, "lat": lat, "hour": hour, "rule": "", "rule_en": "",
        "text": "", "text_en": "", "done": False,
    }  # fmt: skip
    if event is None:
        zh, en = (
            ("此刻不在开放时间内，按普通线索处理", "Closed at this hour: taken as any other lead")
            if report.state == "ticketed"
            else ("正在判断", "Being judged")
        )
        return {**told, "text": zh, "text_en": en}
    rule, why = _said(event.data, "rule"), _said(event.data, "why")
    return {**told, "rule": rule.zh, "rule_en": rule.en, "text": why.zh, "text_en": why.en, "done": True}
