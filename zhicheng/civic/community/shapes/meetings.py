"""A meeting as the street sees it, and what areas owe."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import (
    Duty,
    Item,
    Meeting,
)
from zhicheng.civic.community.rules.meetings import Yield
from zhicheng.civic.community.shapes.table import ItemView, MeetingRow, ResolutionView, item, meeting_row, resolution
from zhicheng.ground.places import queries as places


class AttendeeView(TypedDict):
    kind: str
    name: str
    unit: str
    is_resident: bool


class MeetingFile(MeetingRow):
    """`last`: the fate of the last meeting's resolutions and of older ones that are not over; `may`: steps that are open now."""

    minutes: str
    concluded_at: datetime | None
    last: list[ResolutionView]
    items: list[ItemView]
    attendees: list[AttendeeView]
    resolutions: list[ResolutionView]
    may: list[str]


class DutyView(TypedDict):
    area: str
    area_name: str
    period: str
    last_at: datetime
    late: bool
    state: str
    meeting: str


class BarrenArea(TypedDict):
    area: str
    area_name: str
    meetings: int
    resolutions: int


class OwedAnswer(TypedDict):
    """A resident's item that nobody has answered; `by`: until when that was promised."""

    id: int
    area_name: str
    text: str
    state: str
    votes: int
    by: datetime | None
    late: bool


class DutyPage(TypedDict):
    period: str
    duties: list[DutyView]
    barren: list[BarrenArea]
    answers: list[OwedAnswer]
    barren_days: int


STEPS = {"called": ["draft", "sit", "attend", "call_off"], "sitting": ["attend", "agree", "conclude"]}


def meeting_file(m: Meeting, *, at: datetime, office: bool) -> MeetingFile:
    return {
        **meeting_row(m), "minutes": m.minutes, "concluded_at": m.concluded_at,
        "last": [resolution(r, at=at) for r in queries.last_resolutions(m)],
        "items": [item(i) for i in queries.items_of_meeting(m.pk)],
        "attendees": [
            {"kind": a.kind, "name": a.name, "unit": a.unit, "is_resident": a.resident_id is not None} for a in m.attendances.order_by("pk")
        ],
        "resolutions": [resolution(r, at=at) for r in queries.resolutions_of(m.pk)], "may": STEPS.get(m.state, []) if office else [],
    }  # fmt: skip


def duty(d: Duty, *, at: datetime) -> DutyView:
    return {
        "area": d.area, "area_name": places.name_of(d.area), "period": d.period, "last_at": d.last_at, "late": (d.met_at or at) > d.last_at,
        "state": d.state, "meeting": d.meeting.no if d.meeting else "",
    }  # fmt: skip


def barren(found: Yield) -> BarrenArea:
    return {
        "area": found.area,
        "area_name": places.name_of(found.area),
        "meetings": found.meetings,
        "resolutions": found.resolutions,
    }


def owed_answer(i: Item) -> OwedAnswer:
    return {
        "id": i.pk, "area_name": places.name_of(i.area), "text": i.text, "state": i.state, "votes": i.votes.count(),
        "by": i.late_at or i.due_at, "late": i.late_at is not None,
    }  # fmt: skip
