"""What a reporter sees of his report: dates and a unit's name, never a state's name."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.tickets import queries, rules
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.states import ENDS
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.law import matters

# event kind → (step key, Chinese, English); {unit} is filled in
STEPS: dict[str, tuple[str, str, str]] = {
    "ticket.accept": ("accepted", "已受理", "Accepted"),
    "ticket.dispatch": ("sent", "已交{unit}办理", "Sent to {unit}"),
    "ticket.arrive": ("arrived", "工作人员已到现场", "Somebody is at the place"),
    "ticket.feed_back": ("handled", "{unit}已处理", "Handled by {unit}"),
    "ticket.fail": ("again", "复查发现没有办好，已要求重新处理", "Checked: not done, being done again"),
    "ticket.pass": ("checked", "已有人到现场复查", "Checked at the place by somebody else"),
    "ticket.close": ("closed", "办结", "Closed"),
    "ticket.reject": ("rejected", "不属于受理范围：{reason}", "Not accepted: {reason}"),
    "ticket.decline": ("rejected", "不予立案：{reason}", "Not filed: {reason}"),
    "ticket.contest": (
        "contested",
        "对结果有异议，已另立工单 {own} 重新办理",
        "The result was contested; ticket {own} looks at it again",
    ),
    "ticket.hold": ("held", "因客观原因暂缓，预计 {resume_on} 恢复", "On hold until {resume_on}"),
}
# state in which a report ends without a ticket → (step key, event that says why, its field)
SET_ASIDE = {"lawful": ("lawful", "report.allow", "why"), "rejected": ("rejected", "report.reject", "reason")}
PLANNED = (("accepted", "受理", "Accepted"), ("sent", "交责任单位", "Sent to the unit"), ("arrived", "到现场", "At the place"),
           ("handled", "处理", "Handled"), ("checked", "复查", "Checked"), ("closed", "办结", "Closed"))  # fmt: skip


class TrackStep(TypedDict):
    """What happened, or (`done` false, no moment) what is to come."""

    at: datetime | None
    key: str
    text: str
    text_en: str
    unit: str
    done: bool


class TrackPhoto(TypedDict):
    url: str
    when: Literal["before", "after"]


class Rating(TypedDict):
    score: int
    text: str


class ContestWindow(TypedDict):
    """May the result be contested, until which day (ISO), and in words why or why not."""

    allowed: bool
    until: str | None
    why: str
    why_en: str


class Track(TypedDict):
    """The tracking page: dates and a unit's name instead of states."""

    receipt: str
    state: str
    matter: str
    matter_en: str
    text: str
    address: str
    lng: float | None
    lat: float | None
    steps: list[TrackStep]
    expected_on: str | None
    unit: str
    photos: list[TrackPhoto]
    finished: bool
    can_rate: bool
    rating: Rating | None
    followers: int
    ticket: str | None
    contest: ContestWindow


def card(report: Report, *, at: datetime) -> Track:
    """The tracking page of one report."""
    ticket = queries.of_report(report.pk)
    found = matters.matters().get(report.matter)
    unit = people.organisation_names([ticket.unit_id]).get(ticket.unit_id or 0, "") if ticket else ""
    events = queries.timeline(ticket) if ticket else []
    return {
        "receipt": report.receipt, "state": report.state, "matter": found.name if found else "", "matter_en": found.name_en if found else "",
        "text": report.text, "address": report.address or _place(report), "lng": _degrees(report.lng_e7),
        "lat": _degrees(report.lat_e7), "steps": _steps(report, events, unit),
        "expected_on": _expected(ticket), "unit": unit, "photos": _photos(report, events),
        "finished": bool(ticket and ticket.state in ENDS) or report.state in ("lawful", "rejected"),
        "can_rate": bool(ticket and ticket.state == "closed" and report.score is None),
        "rating": None if report.score is None else {"score": report.score, "text": report.comment},
        "followers": ticket.reports if ticket else 1, "ticket": ticket.no if ticket else None, "contest": _contest(ticket, at),
    }  # fmt: skip


def _contest(ticket: Ticket | None, at: datetime) -> ContestWindow:
    closing = queries.closing_of(ticket, at=at)
    verdict, last = rules.may_contest(closing), closing.last_day
    return {
        "allowed": verdict.holds,
        "until": last.isoformat() if last else None,
        "why": verdict.text.zh,
        "why_en": verdict.text.en,
    }


def _degrees(e7: int | None) -> float | None:
    """A report that still waits for its place has none; 0° is a place in the sea."""
    return None if e7 is None else e7 / 1e7


def _place(report: Report) -> str:
    if report.lng_e7 is None or report.lat_e7 is None:
        return ""
    return places.place_text(report.lng_e7 / 1e7, report.lat_e7 / 1e7)


def _expected(ticket: Ticket | None) -> str | None:
    """The day by which it should be handled."""
    if ticket is None or ticket.state in ENDS:
        return None
    due = ticket.limit_due_at or ticket.due_at
    return due.astimezone(CHINA).date().isoformat() if due else None


def _steps(report: Report, events: list[Event], unit: str) -> list[TrackStep]:
    out: list[TrackStep] = [
        {
            "at": report.received_at,
            "key": "received",
            "text": "收到您的上报",
            "text_en": "Your report was received",
            "unit": "",
            "done": True,
        }
    ]
    if report.state in SET_ASIDE:
        key, kind, said = SET_ASIDE[report.state]
        why = Event.objects.filter(stream=f"report:{report.pk}", kind=kind).first()
        data = why.data if why else {}
        text, at = data.get(said, ""), why.happened_at if why else None
        return [
            *out,
            {"at": at, "key": key, "text": text, "text_en": data.get(f"{said}_en") or text, "unit": "", "done": True},
        ]
    if report.state == "merged":
        out.append({"at": report.received_at, "key": "merged", "text": "已有邻居报过同一件事，一并办理", "text_en":
                    "Known already: it is being handled together", "unit": "", "done": True})  # fmt: skip
    for event in events:
        known = STEPS.get(event.kind)
        if known:
            words = {"reason": "", "resume_on": "", **event.data, "unit": unit or "责任单位"}
            in_english = words | {"unit": unit or "the unit"}
            out.append({
                "at": event.happened_at, "key": known[0], "text": known[1].format(**words), "text_en": known[2].format(**in_english),
                "unit": unit, "done": True,
            })  # fmt: skip
    reached = {s["key"] for s in out}
    last = max((i for i, (key, _, _) in enumerate(PLANNED) if key in reached), default=-1)
    if not reached & {"rejected", "closed"}:
        out += [
            {"at": None, "key": key, "text": zh, "text_en": en, "unit": "", "done": False}
            for key, zh, en in PLANNED[last + 1 :]
        ]
    return out


def _photos(report: Report, events: list[Event]) -> list[TrackPhoto]:
    before: list[TrackPhoto] = [
        {"url": photo_files.url_of(p.pk, p.kind), "when": "before"} for p in reports.photos_of([report.pk])
    ]
    done = [p for e in events if e.kind in ("ticket.feed_back", "ticket.pass") for p in e.data["photos"]]
    covered = reports.covered_among(done)  # strangers may stand in what others took
    return before + [{"url": photo_files.public_url(p), "when": "after"} for p in done if p in covered]
