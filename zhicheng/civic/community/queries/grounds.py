"""Liaisons with their diaries; firms with their duty areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhicheng.civic.community.models import DiaryEntry, Firm, Liaison, Offer, Resolution
from zhicheng.civic.community.queries.gatherings import within
from zhicheng.civic.community.queries.people import SEES
from zhicheng.civic.community.rules.ground import Ground, covers_matter, share
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import NotFound, Refused
from zhicheng.kernel.geo import from_e7, to_e7
from zhicheng.kernel.shares import interval


def liaisons_visible_to(access: Access) -> QuerySet[Liaison]:
    return Liaison.objects.filter(within(access, SEES)).order_by("state", "area", "pk")


def liaison(pk: int, access: Access) -> Liaison:
    found = liaisons_visible_to(access).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这位联络员，或不在您的辖区。", "There is no such liaison, or not in your area.")
    return found


def liaison_of_account(account_id: int) -> Liaison:
    """Who keeps a diary with this account. Refused when he is none, or not any more."""
    found = Liaison.objects.filter(account_id=account_id, state="active").first()
    if found is None:
        raise Refused(
            "您不是在任的联络员，日记由联络员本人记；请街道办登记。",
            "You are no liaison in office; only a liaison keeps a diary. Ask the street office to register you.",
        )
    return found


def diary_of(rows: QuerySet[Liaison]) -> QuerySet[DiaryEntry]:
    """Their rounds, newest first."""
    return DiaryEntry.objects.filter(liaison__in=rows).select_related("liaison", "report").order_by("-at", "-pk")


def ground_of(one: Firm) -> Ground:
    return Ground(from_e7(one.lng_e7), from_e7(one.lat_e7), one.radius, tuple((p[0], p[1]) for p in one.polygon))


def firms_visible_to(access: Access) -> QuerySet[Firm]:
    return Firm.objects.filter(within(access, SEES)).order_by("-active", "area", "pk")


def firm(pk: int, access: Access) -> Firm:
    found = firms_visible_to(access).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这家责任单位，或不在您的辖区。", "There is no such firm, or it is not in your area.")
    return found


def firms_at(lng: float, lat: float, matter: str) -> list[Firm]:
    """Whose duty area holds this point for this matter, the smallest circle or the longest known first."""
    x, y = to_e7(lng), to_e7(lat)
    boxed = Firm.objects.filter(active=True, west_e7__lte=x, east_e7__gte=x, south_e7__lte=y, north_e7__gte=y).order_by(
        "pk"
    )
    return [f for f in boxed if covers_matter(f.matters, matter) and ground_of(f).holds(lng, lat)]


@dataclass(frozen=True, slots=True)
class Overlap:
    """A firm whose duty area shares so many hundredths of another's; the older one is asked first."""

    firm: int
    name: str
    percent: int


def overlapping(area: Ground, *, without: int = 0) -> list[Overlap]:
    """Active firms whose ground shares some of this one, the most shared first."""
    west, south, east, north = (to_e7(v) for v in area.box)
    boxed = Firm.objects.filter(
        active=True, west_e7__lte=east, east_e7__gte=west, south_e7__lte=north, north_e7__gte=south
    )
    found = [
        Overlap(f.pk, f.name, round(share(area, ground_of(f)) * 100)) for f in boxed.exclude(pk=without).order_by("pk")
    ]
    return sorted((o for o in found if o.percent > 0), key=lambda o: (-o.percent, o.firm))


def offers_running(*, until: datetime | None = None) -> QuerySet[Offer]:
    """Offers that are not answered; `until`: whose limit is over by then."""
    rows = Offer.objects.filter(state="offered").select_related("firm", "ticket").order_by("due_at", "pk")
    return rows if until is None else rows.filter(due_at__lte=until)


def tasks_running(one: Firm) -> QuerySet[Resolution]:
    """What meetings gave this firm to do and it has not answered, the most pressing first."""
    return Resolution.objects.filter(firm=one, state="agreed").exclude(link="").order_by("limit_at", "pk")


def offer_by_digest(digest: str) -> Offer | None:
    return Offer.objects.select_related("firm", "ticket").filter(link=digest).first()


@dataclass(frozen=True, slots=True)
class RepairRate:
    """What a firm did itself of what it was offered; `low` and `high` bound the share that it would show in the long run."""

    firm: int
    name: str
    kind: str
    area: str
    offered: int
    repaired: int
    low: float
    high: float


LEAST_CASES = 5  # fewer say nothing about a firm, and something about its neighbours


def own_repair_rate(*, since: datetime, area: str = "", least: int = 1) -> list[RepairRate]:
    """Public: each firm with its own-repair rate over offers that are decided, the best first. Firms with fewer than `least` are left out."""
    decided = Q(offers__offered_at__gte=since, offers__state__in=["repaired", "declined", "lapsed"])
    rows = Firm.objects.filter(area__startswith=area).annotate(
        n=Count("offers", filter=decided), own=Count("offers", filter=decided & Q(offers__state="repaired"))
    )
    found = [
        RepairRate(f.pk, f.name, f.kind, f.area, f.n, f.own, *interval(f.own, f.n))
        for f in rows.filter(n__gte=max(1, least))
    ]
    return sorted(found, key=lambda r: (-r.repaired / r.offered, -r.offered, r.name))
