"""Open days, for everybody and for the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import (
    OpenDay,
    Resident,
    Signup,
)
from zhicheng.ground.places import queries as places


class OpenDayView(TypedDict):
    """`mine`: the state of the resident's own sign-up, "" without one; `code` only while he has a place."""

    id: int
    kind: str
    title: str
    text: str
    area: str
    area_name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    state: str
    reason: str
    mine: str
    code: str
    said: bool


class SignupView(TypedDict):
    name: str
    phone: str
    state: str
    since_at: datetime
    came_at: datetime | None
    score: int | None
    comment: str


class OpenDayFile(OpenDayView):
    signups: list[SignupView]


def open_day(day: OpenDay, own: Signup | None = None) -> OpenDayView:
    return {
        "id": day.pk, "kind": day.kind, "title": day.title, "text": day.text, "area": day.area,
        "area_name": places.name_of(day.area) if day.area else places.city().name, "place": day.place, "starts_at": day.starts_at,
        "ends_at": day.ends_at, "capacity": day.capacity, "taken": queries.taken(day.pk), "waiting": queries.waiting_list(day.pk).count(),
        "state": day.state, "reason": day.reason, "mine": own.state if own else "",
        "code": own.code if own and own.state in ("has_place", "came") else "", "said": bool(own and own.score is not None),
    }  # fmt: skip


def open_days(days: Sequence[OpenDay], resident: Resident | None) -> list[OpenDayView]:
    own = {s.open_day_id: s for s in Signup.objects.filter(open_day__in=days, resident=resident)} if resident else {}
    return [open_day(d, own.get(d.pk)) for d in days]


def open_day_file(day: OpenDay) -> OpenDayFile:
    signups: list[SignupView] = [
        {
            "name": s.name, "phone": str(s.resident), "state": s.state, "since_at": s.since_at, "came_at": s.came_at, "score": s.score,
            "comment": s.comment,
        }
        for s in day.signups.select_related("resident").order_by("since_at", "pk")
    ]  # fmt: skip
    return {**open_day(day), "signups": signups}
