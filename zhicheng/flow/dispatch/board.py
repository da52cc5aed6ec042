"""What the command screen shows: reads over tickets, crews and jobs."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from statistics import median

from typing_extensions import TypedDict

from zhicheng.flow.dispatch import queries
from zhicheng.flow.dispatch.models import Incident
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.rules import Lamp
from zhicheng.flow.tickets.shapes import NameRef
from zhicheng.flow.tickets.states import ENDS
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access, CrewFile
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.law import matters


class MapCrew(TypedDict):
    id: int
    name: str
    kind: str
    lng: float
    lat: float
    state: str
    squad: str
    ticket: str | None
    mode: str


MapTicket = TypedDict(
    "MapTicket", {"no": str, "lng": float, "lat": float, "state": str, "lamp": Lamp, "class": str, "matter": str}
)


class LiveMap(TypedDict):
    """Crews on shift and open tickets of the viewer's areas."""

    at: datetime
    crews: list[MapCrew]
    tickets: list[MapTicket]


class CrewCard(CrewFile):
    """One crew on the board: also what it is doing."""

    ticket: str | None
    jobs_today: int


ClassCount = TypedDict("ClassCount", {"class": str, "name": str, "name_en": str, "count": int})
CrewCounts = TypedDict("CrewCounts", {"on_shift": int, "idle": int, "en_route": int, "on_site": int, "break": int})


class HourCount(TypedDict):
    hour: int
    received: int
    closed: int


class Day(TypedDict):
    """Figures since local midnight; a share of nothing is null."""

    received: int
    merged: int
    lawful: int
    waiting: int
    ticketed: int
    closed: int
    open: int
    red: int
    yellow: int
    on_time_share: float | None
    median_minutes_to_spot: float | None
    share_30_min: float | None
    by_source: dict[str, int]
    by_class: list[ClassCount]
    per_hour: list[HourCount]
    crews: CrewCounts


class CalledBoard(TypedDict):
    name: str
    minutes: int


class IncidentRow(TypedDict):
    """An open call for help and who was called to it."""

    id: int
    crew: NameRef
    lng: float
    lat: float
    place: str
    at: datetime
    text: str
    called: list[CalledBoard]


class PhoneCall(IncidentRow):
    """An open call for help on a phone: its own (`mine`), or one that it was called to, so many minutes away."""

    mine: bool
    minutes: int


ACTIVITY = {"accepted": "en_route", "arrived": "on_site"}


def activity(state: str, job_state: str) -> str:
    """off, break, idle, en_route or on_site."""
    if state != "on":
        return state
    return ACTIVITY.get(job_state, "idle")


def live_map(who: Access, *, at: datetime) -> LiveMap:
    crews = list(people.crews_visible_to(who).filter(state="on", lng_e7__isnull=False))
    jobs = queries.active_by_crew([c.pk for c in crews])
    squads = people.organisation_names({c.organisation_id for c in crews})
    return {
        "at": at,
        "crews": [
            {
                "id": c.pk, "name": c.name, "kind": c.kind, "lng": (c.lng_e7 or 0) / 1e7, "lat": (c.lat_e7 or 0) / 1e7,
                "state": activity(c.state, jobs[c.pk].state if c.pk in jobs else ""), "squad": squads.get(c.organisation_id, ""),
                "ticket": jobs[c.pk].ticket.no if c.pk in jobs else None, "mode": c.mode,
            }
            for c in crews
        ],
        "tickets": [
            {
                "no": t.no, "lng": t.lng_e7 / 1e7, "lat": t.lat_e7 / 1e7, "state": t.state, "lamp": tickets.lamp_of(t, at),
                "class": t.matter[:2], "matter": t.matter,
            }
            for t in tickets.open_on_map(who)
        ],
    }  # fmt: skip


def crew_card(pk: int, who: Access, *, at: datetime) -> CrewCard:
    card = people.crew_card(pk, who, on=at.astimezone(CHINA).date())
    job = queries.active_by_crew([pk]).get(pk)
    return {
        **card, "state": activity(card["state"], job.state if job else ""), "ticket": job.ticket.no if job else None,
        "jobs_today": queries.jobs_today([pk], at=at).get(pk, 0),
    }  # fmt: skip


def day(who: Access, *, at: datetime) -> Day:
    """Figures since local midnight; 0/0 is None and shown as "-" (domain.md H.2)."""
    midnight = datetime.combine(at.astimezone(CHINA).date(), time(), CHINA)
    mine = tickets.visible_to(who)
    opened = list(
        mine.filter(opened_at__gte=midnight).values_list(
            "opened_at", "source", "matter", "arrived_at", "report__happened_at"
        )
    )
    closed = list(
        mine.filter(closed_at__gte=midnight, state__in=("closed", "evaluated")).values_list("closed_at", "on_time")
    )
    rows = mine.exclude(state__in=ENDS)
    minutes = [(arrived - happened).total_seconds() / 60 for _, _, _, arrived, happened in opened if arrived]
    classes = Counter(m[:2] for _, _, m, _, _ in opened)
    received, merged, lawful, waiting = reports.day_counts(since=midnight, areas=who.areas)
    return {
        "received": received, "merged": merged, "lawful": lawful, "waiting": waiting, "ticketed": len(opened), "closed": len(closed),
        "open": rows.count(), "red": rows.filter(due_at__lt=at).count(),
        "yellow": rows.filter(due_at__gte=at, yellow_at__lte=at).count(),
        "on_time_share": _share(sum(1 for _, ok in closed if ok is not False), len(closed)),
        "median_minutes_to_spot": round(median(minutes), 1) if minutes else None,
        "share_30_min": _share(sum(m <= 30 for m in minutes), len(minutes)),
        "by_source": dict(Counter(s for _, s, _, _, _ in opened)),
        "by_class": [{"class": k, "name": matters.classes()[k][0], "name_en": matters.classes()[k][1], "count": n}
                     for k, n in classes.most_common()],
        "per_hour": _per_hour([o[0] for o in opened], [c[0] for c in closed if c[0]], midnight),
        "crews": _crews(who),
    }  # fmt: skip


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _per_hour(opened: list[datetime], closed: list[datetime], midnight: datetime) -> list[HourCount]:
    came = Counter(int((o - midnight) / timedelta(hours=1)) for o in opened)
    went = Counter(int((c - midnight) / timedelta(hours=1)) for c in closed)
    return [{"hour": h, "received": came[h], "closed": went[h]} for h in range(24)]


def _crews(who: Access) -> CrewCounts:
    crews = list(people.crews_visible_to(who).values_list("pk", "state"))
    jobs = queries.active_by_crew([pk for pk, _ in crews])
    counts = Counter(activity(state, jobs[pk].state if pk in jobs else "") for pk, state in crews)
    return {"on_shift": sum(s == "on" for _, s in crews), "idle": counts["idle"], "en_route": counts["en_route"],
            "on_site": counts["on_site"], "break": counts["break"]}  # fmt: skip


def incidents(who: Access) -> list[IncidentRow]:
    """Open calls for help in the viewer's areas."""
    return _incident_rows(queries.incidents_visible_to(who))


def calls_for(who: Access) -> list[PhoneCall]:
    """What a phone shows of calls for help: its crew's own, and those it was called to."""
    found = queries.incidents_for_crew(who.crew_id)
    rows = zip(found, _incident_rows(found), strict=True)
    return [{**row, "mine": i.crew_id == who.crew_id, "minutes": _minutes(i, who.crew_id)} for i, row in rows]


def _incident_rows(found: list[Incident]) -> list[IncidentRow]:
    names = people.crew_names(c["crew"] for i in found for c in i.called)
    return [
        {
            "id": i.pk, "crew": {"id": i.crew_id, "name": i.crew.name}, "lng": i.lng_e7 / 1e7, "lat": i.lat_e7 / 1e7,
            "place": places.place_text(i.lng_e7 / 1e7, i.lat_e7 / 1e7), "at": i.at, "text": i.text,
            "called": [{"name": names.get(c["crew"], ""), "minutes": c["minutes"]} for c in i.called],
        }
        for i in found
    ]  # fmt: skip


def _minutes(incident: Incident, crew_id: int) -> int:
    """How far this crew was when it was called; 0 for who called."""
    return next((c["minutes"] for c in incident.called if c["crew"] == crew_id), 0)
