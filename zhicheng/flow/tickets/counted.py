"""Tickets as those count them who publish figures: rows of plain values, whole months at once, nobody's name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from zhicheng.flow.tickets.models import Condition, Follower, Ticket

NEVER = ("rejected", "not_filed", "voided")  # was nothing, or is counted under another number
PLACES = 6  # digits of a district


class Spot(NamedTuple):
    """One ticket of the public map. `voice` is the same for all that one phone reported."""

    opened_at: datetime
    lng: float
    lat: float
    grid: str
    matter: str
    voice: str
    closed_at: datetime | None
    id: int = 0


class Promise(NamedTuple):
    """One ticket whose first limit ended in the span. `why` says what made it late; "" when it was kept or nobody noted anything."""

    district: str
    matter: str
    unit: int
    kept: bool
    why: str


def spots(since: datetime, until: datetime, *, matters: Collection[str] | None = None) -> Iterator[Spot]:
    """What was opened in this span and is somebody's business; of these matters only, if any are named."""
    rows = Ticket.objects.filter(opened_at__gte=since, opened_at__lt=until).exclude(state__in=NEVER).order_by("id")
    if matters is not None:
        rows = rows.filter(matter__in=sorted(matters))
    names = ("opened_at", "lng_e7", "lat_e7", "grid", "matter", "report__phone", "report_id", "closed_at", "id")
    for opened, x, y, grid, matter, phone, report, closed, pk in rows.values_list(*names).iterator(chunk_size=5_000):
        yield Spot(opened, x / 1e7, y / 1e7, grid, matter, phone or f"report:{report}", closed, pk)


def closed_in(since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    """(district, matter) → how many were closed."""
    rows = Ticket.objects.filter(closed_at__gte=since, closed_at__lt=until).exclude(state__in=NEVER)
    return _by_place(rows.order_by().values_list("grid", "matter").annotate(n=Count("id")))


def _by_place(rows: Iterable[tuple[str, str, int]]) -> Counter[tuple[str, str]]:
    out: Counter[tuple[str, str]] = Counter()
    for grid, matter, n in rows:
        out[grid[:PLACES], matter] += n
    return out


def promises(since: datetime, until: datetime, *, at: datetime) -> Iterator[Promise]:
    """Tickets whose limit, as it was at filing, ended in this span; those that were void leave all denominators (domain H.2)."""
    rows = (
        Ticket.objects.filter(limit_due_at__gte=since, limit_due_at__lt=min(until, at))
        .exclude(state__in=NEVER)
        .order_by("id")
    )
    names = ("grid", "matter", "unit_id", "on_time", "extensions", "holds", "reworks", "returns")
    for grid, matter, unit, on_time, extensions, holds, reworks, returns in rows.values_list(*names).iterator(
        chunk_size=5_000
    ):
        kept = bool(on_time) and not extensions and not holds
        yield Promise(
            grid[:PLACES], matter, unit or 0, kept, "" if kept else _why(extensions, holds, reworks, returns, on_time)
        )


def _why(extensions: int, holds: int, reworks: int, returns: int, on_time: bool | None) -> str:
    """The first thing that was noted of a broken promise, the weightiest first."""
    noted = (
        ("hold", holds),
        ("extension", extensions),
        ("rework", reworks),
        ("return", returns),
        ("open", on_time is None),
    )
    return next((name for name, is_so in noted if is_so), "none")


def by_reports(ticket_ids: Iterable[int], least: int) -> list[Ticket]:
    """Those of these that so many people told of."""
    return list(
        Ticket.objects.filter(pk__in=set(ticket_ids), reports__gte=least)
        .select_related("report", "unit")
        .order_by("pk")
    )


def closed_hot(since: datetime, until: datetime, least: int) -> list[Ticket]:
    """Closed in this span, and so many people told of it."""
    rows = Ticket.objects.filter(closed_at__gte=since, closed_at__lt=until, reports__gte=least).exclude(state__in=NEVER)
    return list(rows.select_related("report", "unit").order_by("pk"))


def voices(ticket: Ticket) -> int:
    """How many different people told of it: one phone counts once."""
    followers = Follower.objects.filter(ticket=ticket).values_list("report__phone", "report_id")
    rows = [*followers, (ticket.report.phone, ticket.report_id)]
    return len({phone or f"report:{report}" for phone, report in rows})


def standards() -> Mapping[str, list[tuple[str, str]]]:
    """Matter → its published limits: (condition, limit in the sheet's words)."""
    out: dict[str, list[tuple[str, str]]] = {}
    for matter, file_if, limit in (
        Condition.objects.filter(active=True).order_by("matter", "id").values_list("matter", "file_if", "limit_text")
    ):
        out.setdefault(matter, []).append((file_if, limit))
    return out


def rated_in(since: datetime, until: datetime) -> list[tuple[str, str, int]]:
    """(district, matter, score) of each rating given for a ticket closed in this span, by whoever opened it or follows it."""
    closed = Q(closed_at__gte=since, closed_at__lt=until)
    own = Ticket.objects.filter(closed, report__score__isnull=False).exclude(state__in=NEVER).order_by("id")
    followers = Follower.objects.filter(
        ticket__closed_at__gte=since, ticket__closed_at__lt=until, report__score__isnull=False
    ).exclude(ticket__state__in=NEVER).order_by("id")  # fmt: skip
    rows = [
        *own.values_list("grid", "matter", "report__score"),
        *followers.values_list("ticket__grid", "ticket__matter", "report__score"),
    ]
    return [(grid[:PLACES], matter, score or 0) for grid, matter, score in rows]
