"""What a volunteer sees of himself and of errands; what the street sees of its volunteers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from typing_extensions import TypedDict

from zhicheng.civic.community.models import Errand, Resident, Stint, Volunteer
from zhicheng.civic.community.queries import volunteers as reads
from zhicheng.civic.community.rules.volunteering import is_minor
from zhicheng.civic.community.terms import terms
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA


class StintView(TypedDict):
    id: int
    errand: int
    title: str
    starts_at: datetime
    ends_at: datetime
    state: str
    minutes: int
    note: str
    reason: str
    who: str


class ErrandView(TypedDict):
    """`mine`: the state of the viewer's own stint, "" without one."""

    id: int
    kind: str
    title: str
    area_name: str
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    state: str
    mine: str


class YearHours(TypedDict):
    year: int
    times: int
    minutes: int


class VolunteerPage(TypedDict):
    """`state` "" : not in the register. `years`: confirmed hours, certified from an hour on."""

    signed_in: bool
    state: str
    name: str
    area_name: str
    is_minor: bool
    trained_until: date | None
    reason: str
    least_age: int
    alone_age: int
    adult_age: int
    errands: list[ErrandView]
    stints: list[StintView]
    years: list[YearHours]


class VolunteerView(TypedDict):
    """As the street sees him; phones only for its office."""

    id: int
    name: str
    phone: str
    area_name: str
    state: str
    is_minor: bool
    guardian: str
    guardian_phone: str
    trained_until: date | None
    minutes: int
    reason: str


class VolunteerDesk(TypedDict):
    volunteers: list[VolunteerView]
    errands: list[ErrandView]
    waiting: list[StintView]
    may_decide: bool


def page(resident: Resident | None, *, at: datetime) -> VolunteerPage:
    known, one = terms().volunteer, reads.volunteer_of(resident.pk) if resident else None
    today = at.astimezone(CHINA).date()
    stints = list(reads.stints_of(one.pk)[:100]) if one else []
    mine = {s.errand_id: s.state for s in stints}
    return {
        "signed_in": resident is not None, "state": one.state if one else "", "name": one.name if one else resident.name if resident else "",
        "area_name": places.names_of(one.area) if one else "", "is_minor": is_minor(one.born_on, today, known) if one else False,
        "trained_until": one.trained_until if one else None, "reason": one.reason if one else "", "least_age": known["least_age"],
        "alone_age": known["alone_age"], "adult_age": known["adult_age"],
        "errands": [errand(e, mine.get(e.pk, "")) for e in reads.errands(after=at)[:100]], "stints": [stint(s) for s in stints],
        "years": _years(one, today.year) if one else [],
    }  # fmt: skip


def _years(one: Volunteer, last: int) -> list[YearHours]:
    found: list[YearHours] = []
    for year in range(last, last - 5, -1):
        times, minutes = reads.served_minutes(
            one.pk, datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
        )
        if minutes:
            found.append({"year": year, "times": times, "minutes": minutes})
    return found


def errand(e: Errand, mine: str = "") -> ErrandView:
    return {
        "id": e.pk, "kind": e.kind, "title": e.title, "area_name": places.names_of(e.area), "starts_at": e.starts_at, "ends_at": e.ends_at,
        "places": e.places, "taken": int(getattr(e, "held", 0)), "state": e.state, "mine": mine,
    }  # fmt: skip


def stint(s: Stint, who: str = "") -> StintView:
    return {
        "id": s.pk, "errand": s.errand_id, "title": s.errand.title, "starts_at": s.errand.starts_at, "ends_at": s.errand.ends_at,
        "state": s.state, "minutes": s.minutes, "note": s.note, "reason": s.reason, "who": who,
    }  # fmt: skip


def volunteer(v: Volunteer, *, today: date, full: bool) -> VolunteerView:
    return {
        "id": v.pk, "name": v.name, "phone": v.resident.phone if full else "", "area_name": places.names_of(v.area), "state": v.state,
        "is_minor": is_minor(v.born_on, today, terms().volunteer), "guardian": v.guardian if full else "",
        "guardian_phone": v.guardian_phone if full else "", "trained_until": v.trained_until, "minutes": int(getattr(v, "served", 0) or 0),
        "reason": v.reason,
    }  # fmt: skip


def stints(rows: Iterable[Stint]) -> list[StintView]:
    return [stint(s, s.volunteer.name) for s in rows]
