"""Reads about tickets. Every list begins with what the viewer may see and ends with a keyset page, never with a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.flow.tickets import rules
from zhicheng.flow.tickets.models import Condition, Follower, Ticket
from zhicheng.flow.tickets.states import ENDS, OPEN, STATES, TICKET
from zhicheng.ground.people.queries import Access
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.kernel.geo import metres_between, metres_per_degree, to_e7
from zhicheng.law import matters

PAGE = 50
STREET_DIGITS = 9
CLOCK_SLACK = 10_000  # tickets around a span of time whose clock may have been set back
SEARCH_WINDOW = 200_000  # tickets that one page of a search through texts looks at
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
        seen |= _within(area)
    return Ticket.objects.filter(seen)


def _within(area: str) -> Q:
    """Inside an area. A street or less is a range of the grid index (":" follows "9"); a district is so large a part of all
    tickets that reading in order of time is faster, so it is written as a pattern that no index answers."""
    return Q(grid__startswith=area) if len(area) < STREET_DIGITS else Q(grid__gte=area, grid__lt=area + ":")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be asked for; empty means any."""

    state: tuple[str, ...] = ()
    lamp: str = ""
    matter: str = ""
    klass: str = ""
    unit: int = 0
    area: str = ""
    source: str = ""
    q: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    bbox: tuple[float, float, float, float] | None = None

    @property
    def window(self) -> int:
        """How many tickets one page may look at: words are searched for in the texts themselves, numbers have an index."""
        return SEARCH_WINDOW if self.q and not _is_ticket_number(self.q.strip()) else 0


def _is_ticket_number(q: str) -> bool:
    """The beginning of a number: year, month, day, and what follows."""
    return q.isascii() and q.isdigit() and len(q) >= 6 and q.startswith("20")


def _is_number(text: str) -> bool:
    """A whole number that fits a database column; `isdigit` alone also likes "²"."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def filter_from(params: Mapping[str, str]) -> Filter:
    """Query parameters of a list → Filter; BadInput names the parameter that is wrong."""

    def number(name: str) -> int:
        value = params.get(name, "")
        if value and not _is_number(value):
            raise BadInput(f"{name} 应为数字。", f"{name} must be a number.", field=name)
        return int(value or 0)

    def moment(name: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(params[name]) if params.get(name) else None
        except ValueError:
            raise BadInput(
                f"{name} 应为 ISO 8601 时间，例如 2026-05-01T00:00:00+08:00。",
                f"{name} must be a time in ISO 8601, such as 2026-05-01T00:00:00+08:00.",
                field=name,
            ) from None
        return found.replace(tzinfo=CHINA) if found and found.tzinfo is None else found

    bbox: tuple[float, float, float, float] | None = None
    if params.get("bbox"):
        try:
            west, south, east, north = (float(x) for x in params["bbox"].split(","))
            if not all(abs(x) <= 180 for x in (west, south, east, north)):  # also refuses nan
                raise ValueError
            bbox = (west, south, east, north)
        except ValueError:
            raise BadInput(
                "bbox 应为 西,南,东,北 四个度数。", "bbox has four degrees: west,south,east,north.", field="bbox"
            ) from None
    return Filter(
        state=tuple(s for s in params.get("state", "").split(",") if s), lamp=params.get("lamp", ""), matter=params.get("matter", ""),
        klass=params.get("class", ""), unit=number("unit"), area=params.get("area", ""), source=params.get("source", ""),
        q=params.get("q", ""), opened_from=moment("from"), opened_to=moment("to"), bbox=bbox,
    )  # fmt: skip


def chosen(rows: QuerySet[Ticket], wanted: Filter, *, at: datetime) -> QuerySet[Ticket]:
    """Apply a filter; every condition is one that an index or the keyset order can serve."""
    unknown = set(wanted.state) - set(STATES)
    if unknown:
        raise BadInput(
            f"没有状态 {'、'.join(sorted(unknown))}。",
            f"There is no state {', '.join(sorted(unknown))}.",
            field="state",
        )
    if wanted.state:
        rows = rows.filter(state__in=wanted.state) if len(wanted.state) > 1 else rows.filter(state=wanted.state[0])
    if wanted.matter:
        rows = rows.filter(matter=wanted.matter)
    if wanted.klass:
        rows = rows.filter(klass=wanted.klass)
    if wanted.unit:
        rows = rows.filter(unit=wanted.unit)
    if wanted.area:
        rows = rows.filter(_within(wanted.area))
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.opened_from:
        rows = rows.filter(opened_at__gte=wanted.opened_from, id__gte=_first_id(wanted.opened_from) - CLOCK_SLACK)
    if wanted.opened_to:
        last = _first_id(wanted.opened_to)
        rows = rows.filter(opened_at__lt=wanted.opened_to, **({"id__lte": last + CLOCK_SLACK} if last else {}))
    if wanted.bbox:
        west, south, east, north = wanted.bbox
        rows = rows.filter(lng_e7__range=(to_e7(west), to_e7(east)), lat_e7__range=(to_e7(south), to_e7(north)))
    if wanted.lamp:
        rows = _by_lamp(rows, wanted.lamp, at)
    if wanted.q:
        rows = _by_words(rows, wanted.q.strip())
    return rows


def _first_id(moment: datetime) -> int:
    """The first ticket opened at or after a moment; 0 when there is none. Ids follow time, so a span of time is a span of ids."""
    return Ticket.objects.filter(opened_at__gte=moment).order_by("opened_at").values_list("id", flat=True).first() or 0


def _by_lamp(rows: QuerySet[Ticket], lamp: str, at: datetime) -> QuerySet[Ticket]:
    match lamp:
        case "red":
            return rows.filter(due_at__lt=at)
        case "yellow":
            return rows.filter(due_at__gte=at, yellow_at__lte=at)
        case "green":
            # Most open tickets are green: reading in order of time finds a page sooner than the index of deadlines.
            return rows.exclude(state__in=ENDS).exclude(due_at__lt=at).exclude(yellow_at__lte=at)
        case "grey":
            return rows.filter(Q(due_at__isnull=True) | Q(state__in=ENDS))
    raise BadInput("灯色只有 green、yellow、red、grey。", "A lamp is green, yellow, red or grey.", field="lamp")


def _by_words(rows: QuerySet[Ticket], q: str) -> QuerySet[Ticket]:
    if _is_ticket_number(q):
        return _by_number(rows, q)
    named = [m.code for m in matters.matters().values() if q in m.name or q.lower() in m.name_en.lower()]
    return rows.filter(Q(text__contains=q) | Q(address__contains=q) | Q(matter__in=named))


def _by_number(rows: QuerySet[Ticket], q: str) -> QuerySet[Ticket]:
    """The number begins with the day it was opened, and ids follow time: so the search looks at that day's or month's ids only."""
    try:
        first = datetime(int(q[:4]), int(q[4:6]), int(q[6:8]) if len(q) >= 8 else 1, tzinfo=CHINA)
    except ValueError:
        return rows.none()
    after = first + timedelta(days=1) if len(q) >= 8 else (first + timedelta(days=31)).replace(day=1)
    begin, end = _first_id(first), _first_id(after)
    if not begin:
        return rows.none()
    span = {"id__gte": begin - CLOCK_SLACK} | ({"id__lte": end + CLOCK_SLACK} if end else {})
    return rows.filter(no__startswith=q, **span)


def page(rows: QuerySet[Ticket], *, after: str = "", limit: int = PAGE, window: int = 0) -> tuple[list[Ticket], str]:
    """One keyset page, newest first: the rows and the cursor of the next page ("" at the end).

    `window` bounds how many tickets one page looks at: a search through texts may give a short page with a cursor to go on.
    """
    limit = max(1, min(limit, 200))
    if after:
        if not (after.isascii() and after.isdigit() and len(after) <= 18):
            raise BadInput(
                "翻页标记无效，请从第一页开始。", "The page mark is not valid; begin at the first page.", field="after"
            )
        rows = rows.filter(id__lt=int(after))
    low = 0
    if window:
        top = int(after) if after else (Ticket.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
        low = max(0, top - window)
        rows = rows.filter(id__gte=low)
    found = list(rows.order_by("-id")[: limit + 1])
    if len(found) > limit:
        return found[:limit], str(found[limit - 1].pk)
    return found, str(low) if low > 1 else ""


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
    """The ticket that a report opened or follows."""
    own = Ticket.objects.filter(report_id=report_id).first()
    if own:
        return own
    link = Follower.objects.filter(report_id=report_id).select_related("ticket").first()
    return link.ticket if link else None


def reports_of(ticket: Ticket) -> list[int]:
    """Ids of the report that opened it and of all that follow it."""
    return [ticket.report_id, *Follower.objects.filter(ticket=ticket).values_list("report_id", flat=True)]


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
    """An open ticket and how far it is."""

    ticket: Ticket
    distance_m: int


def near(*, lng: float, lat: float, radius_m: int, at: datetime, matter: str = "", limit: int = 50) -> list[Nearby]:
    """Open tickets around a point, nearest first, for the public: what is already known here."""
    per_lng, per_lat = metres_per_degree(lat)
    dx, dy = radius_m / per_lng, radius_m / per_lat
    rows = Ticket.objects.filter(
        state__in=sorted(OPEN), due_at__isnull=False, opened_at__gte=at - timedelta(days=30),
        lng_e7__range=(to_e7(lng - dx), to_e7(lng + dx)), lat_e7__range=(to_e7(lat - dy), to_e7(lat + dy)),
    )  # fmt: skip
    if matter:
        rows = rows.filter(matter=matter)
    out: list[Nearby] = []
    for t in rows.order_by("-id")[:300]:
        metres = metres_between(lng, lat, t.lng_e7 / 1e7, t.lat_e7 / 1e7)
        if metres <= radius_m:
            out.append(Nearby(t, round(metres)))
    return sorted(out, key=lambda n: n.distance_m)[:limit]


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
