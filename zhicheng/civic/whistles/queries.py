"""Reads about whistles; every list begins with what the viewer may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhicheng.civic.whistles.models import JointRecord, Summons, Whistle
from zhicheng.civic.whistles.rules import Standing
from zhicheng.civic.whistles.states import RUNNING, TO_RATE
from zhicheng.flow.tickets import queries as tickets
from zhicheng.ground.people import queries as people
from zhicheng.ground.people.queries import Access
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import to_e7

SEES = ("street", "liaison", "dispatcher", "shift_leader", "supervisor", "manager")
BLOWS = ("street", "liaison")
CALLABLE = ("department", "squad", "brigade", "property")
NEAR_E7 = 20_000  # about 200 m: called to the same corner before
BACK = timedelta(days=365)


def visible_to(access: Access) -> QuerySet[Whistle]:
    """Whistles of the viewer's areas, where a role of his is about whistles at all."""
    seen = Q(pk__in=[])
    for grant in access.grants:
        if grant.role in SEES:
            seen |= Q(grid__startswith=grant.area)
    return Whistle.objects.filter(seen).order_by("-id")


def chosen(
    rows: QuerySet[Whistle], *, state: str = "", street: str = "", unit: int = 0, since: datetime | None = None
) -> QuerySet[Whistle]:
    """Filters of the list; `state` open means everything that is not closed, late what an alarm was raised for."""
    if state == "open":
        rows = rows.exclude(state="closed")
    elif state == "late":
        rows = rows.filter(state__in=sorted(RUNNING), summonses__escalated__gte=1).distinct()
    elif state:
        rows = rows.filter(state=state)
    rows = rows.filter(street=street) if street else rows
    rows = rows.filter(summonses__unit_id=unit) if unit else rows
    return rows.filter(blown_at__gte=since) if since else rows


def by_no(no: str, access: Access) -> Whistle:
    found = visible_to(access).filter(no=no).select_related("ticket").first()
    if found is None:
        raise NotFound("没有这个哨，或不在您的辖区。", "There is no such whistle, or it is not in your area.")
    return found


def by_ids(ids: Iterable[int]) -> list[Whistle]:
    return list(Whistle.objects.filter(pk__in=set(ids)).order_by("id"))


def sent_before(account_id: int, key: str) -> Whistle | None:
    return Whistle.objects.filter(blown_by_id=account_id, key=key).first()


def open_by(account_id: int, prefix: str) -> list[Whistle]:
    """What this account blew under keys that begin like this, and is not closed."""
    rows = Whistle.objects.filter(blown_by_id=account_id, key__startswith=prefix).exclude(state="closed")
    return list(rows.order_by("id"))


def of_ticket(ticket_id: int) -> list[Whistle]:
    """Whistles blown because of this ticket, and those one of whose tasks became it."""
    report = tickets.reports_of(tickets.by_id(ticket_id))
    return list(Whistle.objects.filter(Q(ticket_id=ticket_id) | Q(summonses__report_id__in=report)).distinct())


def summonses(whistles: Iterable[int]) -> list[Summons]:
    """The departments called by these, in the order of calling."""
    return list(Summons.objects.filter(whistle_id__in=set(whistles)).select_related("unit", "report").order_by("id"))


def summons(whistle: Whistle, pk: int) -> Summons:
    found = Summons.objects.filter(whistle=whistle, pk=pk).select_related("unit", "whistle").first()
    if found is None:
        raise NotFound("这个哨没有召请该部门。", "This whistle has not called that department.")
    return found


def summons_by_digest(digest: str) -> Summons | None:
    return Summons.objects.filter(link=digest).select_related("unit", "whistle").first()


def summons_in(ids: Iterable[int]) -> list[Summons]:
    return list(Summons.objects.filter(pk__in=set(ids)).select_related("unit", "whistle").order_by("id"))


def records(whistle: Whistle) -> list[JointRecord]:
    return list(JointRecord.objects.filter(whistle=whistle).order_by("id"))


def standings(whistle_id: int) -> list[Standing]:
    """How each called department stands, for the rules."""
    return [Standing(s.unit_id, s.unit.name, s.state, bool(s.signed_by)) for s in summonses([whistle_id])]


def whistles_of(summons_ids: Iterable[int]) -> list[int]:
    return sorted(set(Summons.objects.filter(pk__in=set(summons_ids)).values_list("whistle_id", flat=True)))


def late(at: datetime, limit: int) -> list[Summons]:
    """Whose running clock is over, first those that are longest late."""
    rows = Summons.objects.filter(due_at__lt=at, escalated__lt=3).select_related("unit", "whistle")
    return list(rows.order_by("due_at")[:limit])


def tasked_by_reports(report_ids: Iterable[int]) -> list[Summons]:
    rows = Summons.objects.filter(state="tasked", report_id__in=set(report_ids))
    return list(rows.select_related("unit", "whistle").order_by("id"))


def to_miss(whistle: Whistle) -> list[Summons]:
    return [s for s in summonses([whistle.pk]) if s.state == "called"]


def to_rate(whistle: Whistle) -> list[Summons]:
    return [s for s in summonses([whistle.pk]) if s.state in TO_RATE]


def timeline(whistle: Whistle) -> list[Event]:
    """Everything that happened to the whistle and to each department, in the order of storage."""
    ids = [s.pk for s in summonses([whistle.pk])]
    streams = [f"whistle:{whistle.pk}", *(f"summons:{pk}" for pk in ids)]
    return list(Event.objects.filter(stream__in=streams).order_by("pos"))


def callable_units() -> QuerySet[people.Organisation]:
    """What a street may call: departments, squads, property firms."""
    return people.organisations_in_use().filter(kind__in=CALLABLE)


def called_here(lng: float, lat: float, *, since: datetime) -> Counter[int]:
    """Unit → how often it was called to this corner and was competent."""
    x, y = to_e7(lng), to_e7(lat)
    rows = Summons.objects.exclude(state="declined").filter(
        asked_at__gte=since, whistle__lng_e7__range=(x - NEAR_E7, x + NEAR_E7), whistle__lat_e7__range=(y - NEAR_E7, y + NEAR_E7)
    )  # fmt: skip
    return Counter(rows.values_list("unit_id", flat=True))


def called_for(matter: str, street: str, *, since: datetime) -> Counter[int]:
    """Unit → how often it was called in this district for the matter and was competent."""
    rows = Summons.objects.exclude(state="declined").filter(
        asked_at__gte=since, whistle__matter=matter, whistle__street__startswith=street[:6]
    )
    return Counter(rows.values_list("unit_id", flat=True))


def in_period(access: Access, since: datetime, until: datetime) -> Sequence[Summons]:
    """Every call of the viewer's areas in a period, with its whistle."""
    rows = Summons.objects.filter(whistle__in=visible_to(access).order_by(), asked_at__gte=since, asked_at__lt=until)
    return list(rows.select_related("unit", "whistle").order_by("id"))
