"""Reads about tickets. Every list begins with what the viewer may see and ends with a keyset page, never with a count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.flow.tickets import rules, whereabouts
from zhicheng.flow.tickets.models import Apart, Condition, Follower, Ticket
from zhicheng.flow.tickets.states import OPEN, TICKET
from zhicheng.ground.people.queries import Access
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import metres_between, metres_per_degree, to_e7

STREET_DIGITS = 9
STAFF = (
    "acceptor",
    "shift_leader",
    "dispatcher",
    "department",
    "handler",
    "supervisor",
    "manager",
    "collector",
    "member",
    "admin",
)
LANES = (
    "reported",
    "verifying",
    "to_dispatch",
    "dispatched",
    "handling",
    "handled",
    "checking",
    "rework",
    "on_hold",
    "to_close",
)
WAITING_LANES = {"accepted": "reported", "filed": "to_dispatch"}


def visible_to(access: Access) -> QuerySet[Ticket]:
    """Tickets in the viewer's areas, and those of his organisations."""
    if not access.roles & set(STAFF):
        return Ticket.objects.none()
    if "" in access.areas:
        return Ticket.objects.all()
    seen = Q(unit__in=access.organisations) if access.organisations else Q(pk__in=[])
    for area in access.areas:
        seen |= within(area)
    return Ticket.objects.filter(seen)


def within(area: str) -> Q:
    """Inside an area. A street or less is a range of the grid index (":" follows "9"); a district is so large a part of all
    tickets that reading in order of time is faster, so it is written as a pattern that no index answers."""
    return Q(grid__startswith=area) if len(area) < STREET_DIGITS else Q(grid__gte=area, grid__lt=area + ":")


def by_no(no: str, access: Access) -> Ticket:
    """One ticket that the viewer may see."""
    found = visible_to(access).filter(no=no).select_related("condition", "report").first()
    if found is None:
        raise NotFound("没有这个工单，或不在您的辖区。", "There is no such ticket, or it is not in your area.")
    return found


def public_by_no(no: str) -> Ticket:
    """A ticket that a citizen was shown on the public map."""
    found = Ticket.objects.filter(no=no, state__in=sorted(OPEN)).first()
    if found is None:
        raise NotFound(
            "这件事不存在或已办结；如果问题还在，请重新上报。",
            "This is closed already. If the problem is still there, please report it again.",
        )
    return found


def by_id(pk: int) -> Ticket:
    found = Ticket.objects.filter(pk=pk).select_related("condition", "report").first()
    if found is None:
        raise NotFound("没有这个工单。", "There is no such ticket.")
    return found


def by_ids(ids: Iterable[int]) -> dict[int, Ticket]:
    return Ticket.objects.select_related("condition").in_bulk(list(ids))


def of_report(report_id: int) -> Ticket | None:
    """The ticket that a report follows, else the one that it opened: who was merged follows, who was taken out has the newest."""
    link = Follower.objects.filter(report_id=report_id).select_related("ticket").first()
    return link.ticket if link else Ticket.objects.filter(report_id=report_id).order_by("-pk").first()


def of_reports(report_ids: Sequence[int]) -> dict[int, Ticket]:
    """The same for many, with two queries."""
    opened = {t.report_id: t for t in Ticket.objects.filter(report_id__in=report_ids).order_by("pk")}
    links = Follower.objects.filter(report_id__in=report_ids).select_related("ticket")
    return opened | {link.report_id: link.ticket for link in links}


def apart_from(ids: Sequence[int]) -> dict[int, set[int]]:
    """For each of these tickets that has any: ids of tickets that a person said are not its thing."""
    out: dict[int, set[int]] = defaultdict(set)
    for low, high in Apart.objects.filter(Q(low__in=ids) | Q(high__in=ids)).values_list("low", "high"):
        out[low].add(high)
        out[high].add(low)
    return out


def closing_of(ticket: Ticket | None, *, at: datetime) -> rules.Closing:
    """What decides whether this result may be contested."""
    if ticket is None:
        return rules.Closing("", None, False, at, config().contest_days)
    contested = Ticket.objects.filter(contest_of=ticket).exists()
    return rules.Closing(ticket.state, ticket.closed_at, contested, at, config().contest_days)


def reports_of(ticket: Ticket) -> list[int]:
    """Ids of the report that opened it and of all that follow it."""
    return [ticket.report_id, *Follower.objects.filter(ticket=ticket).values_list("report_id", flat=True)]


def reports_of_many(ids: Sequence[int]) -> dict[int, list[int]]:
    """The same for many tickets, and for one that looks at a contested result again also the reports of that result."""
    rows = list(
        Ticket.objects.filter(pk__in=ids).values_list("pk", "report_id", "contest_of_id", "contest_of__report_id")
    )
    mine: dict[int, list[int]] = {pk: [report] for pk, report, _, _ in rows}
    mine |= {old: [report] for _, _, old, report in rows if old and old not in mine}
    for pk, report in Follower.objects.filter(ticket_id__in=list(mine)).values_list("ticket_id", "report_id"):
        mine[pk].append(report)
    return {pk: mine[pk] + (mine[old] if old else []) for pk, _, old, _ in rows}


def timeline(ticket: Ticket) -> list[Event]:
    """Everything that happened to the ticket, in order."""
    return list(Event.objects.filter(stream=f"ticket:{ticket.pk}").order_by("seq"))


def last_handling_due(ticket: Ticket) -> datetime | None:
    """The handling deadline that ran last: each handling step's event says it, the row holds only the running clock."""
    for event in Event.objects.filter(stream=f"ticket:{ticket.pk}").order_by("-seq"):
        if event.data.get("state") in ("dispatched", "handling") and event.data.get("due"):
            return datetime.fromisoformat(event.data["due"])
    return None


class Action(TypedDict):
    """A step that somebody could take now, and what it needs."""

    action: str
    title: str
    needs: list[str]
    danger: bool


def open_actions(ticket: Ticket, roles: frozenset[str]) -> list[Action]:
    """The steps this person could take now, with what each needs; what is not his is not offered."""
    out: list[Action] = []
    for action in sorted(TICKET.open_actions(ticket.state)):
        arrow = TICKET.arrow(ticket.state, action)
        if arrow.by & roles and rules.fits_source(action, ticket.source, fast_lane=ticket.fast_lane):
            danger = action in ("void", "force_close", "reject", "decline")
            out.append({"action": action, "title": arrow.zh, "needs": list(arrow.needs), "danger": danger})
    return out


def roles_at(access: Access, ticket: Ticket) -> frozenset[str]:
    """The viewer's roles at this ticket's place; a unit's role counts for its own tickets wherever they are."""
    here = {g.role for g in access.grants if ticket.grid.startswith(g.area)}
    if ticket.unit_id not in access.organisations:
        here -= {"department", "handler"}
    return frozenset(here)


@dataclass(frozen=True, slots=True)
class Nearby:
    """An open ticket, where everybody may know it to be, and how far that is."""

    ticket: Ticket
    told: whereabouts.Whereabouts
    distance_m: int


NEAR_DAYS = 30
ABOUT_M = 10  # a distance to the metre from three places would be a place to the metre


def near(*, lng: float, lat: float, radius_m: int, at: datetime, matter: str = "", limit: int = 50) -> list[Nearby]:
    """Open tickets around a point, nearest first, for the public: what is already known here. Everything is measured from where a ticket is
    told to be, membership in the circle too: whoever asks from many points learns no more than that."""
    now = whereabouts.terms()
    wide = radius_m + whereabouts.reach_m(now.map)
    per_lng, per_lat = metres_per_degree(lat)
    dx, dy = wide / per_lng, wide / per_lat
    rows = Ticket.objects.filter(
        state__in=sorted(OPEN), due_at__isnull=False, opened_at__gte=at - timedelta(days=NEAR_DAYS), opened_at__lt=now.end(at, thing=True),
        lng_e7__range=(to_e7(lng - dx), to_e7(lng + dx)), lat_e7__range=(to_e7(lat - dy), to_e7(lat + dy)),
    ).exclude(matter__in=sorted(now.hidden))  # fmt: skip
    if matter:
        rows = rows.filter(matter=matter)
    out: list[Nearby] = []
    for t in rows.order_by("-id")[:300]:
        told = whereabouts.of(spotted(t), at=at)
        metres = metres_between(lng, lat, told.lng, told.lat)
        if metres <= radius_m:
            out.append(Nearby(t, told, round(metres / ABOUT_M) * ABOUT_M))
    return sorted(out, key=lambda n: n.distance_m)[:limit]


def spotted(ticket: Ticket) -> whereabouts.Spotted:
    """The ticket as the rule of public places asks for it."""
    return whereabouts.Spotted(
        ticket.opened_at, ticket.lng_e7 / 1e7, ticket.lat_e7 / 1e7, ticket.grid, ticket.matter, ticket.pk
    )


@dataclass(frozen=True, slots=True)
class Lane:
    """Tickets of one state: how many, how many of them late or nearly, and the most urgent."""

    state: str
    count: int
    red: int
    yellow: int
    items: list[Ticket]


def lanes(access: Access, *, at: datetime, per_lane: int = 20) -> list[Lane]:
    """The command board: per state how many, how many red and yellow, and the most urgent."""
    rows = visible_to(access).filter(state__in=sorted(OPEN))
    counts = {
        r["state"]: r
        for r in rows.values("state").annotate(
            n=Count("id"),
            red=Count("id", filter=Q(due_at__lt=at)),
            yellow=Count("id", filter=Q(due_at__gte=at, yellow_at__lte=at)),
        )
    }
    out = []
    for state in LANES:
        found = counts.get(state)
        items = list(rows.filter(state=state).order_by("due_at")[:per_lane]) if found else []
        n, red, yellow = (found["n"], found["red"], found["yellow"]) if found else (0, 0, 0)
        out.append(Lane(state, n, red, yellow, items))
    return out


def conditions_of(matter: str) -> QuerySet[Condition]:
    return Condition.objects.filter(matter=matter, active=True).order_by("id")


def counts_by(rows: QuerySet[Ticket], name: str) -> Mapping[str, int]:
    return dict(rows.order_by().values_list(name).annotate(n=Count("id")))


def open_on_map(access: Access, limit: int = 3_000) -> list[Ticket]:
    """Open tickets for the map, newest first."""
    return list(visible_to(access).filter(state__in=sorted(OPEN)).order_by("-id")[:limit])


def waiting_for_crew(*, states: Sequence[str], limit: int = 2_000) -> list[Ticket]:
    """Tickets in these states, most urgent first, for the dispatcher's tick."""
    return list(Ticket.objects.filter(state__in=list(states)).select_related("condition").order_by("due_at")[:limit])


def lamp_of(ticket: Ticket, at: datetime) -> rules.Lamp:
    return rules.lamp(at, ticket.yellow_at, ticket.due_at, ticket.state)


def no_of(pk: int | None) -> str | None:
    """A ticket's number."""
    return Ticket.objects.filter(pk=pk).values_list("no", flat=True).first() if pk else None


def find_by_no(no: str) -> Ticket | None:
    return Ticket.objects.filter(no=no).first()


def any_exists() -> bool:
    return Ticket.objects.exists()
