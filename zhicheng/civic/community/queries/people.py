"""Residents, their points, what they redeem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from zhicheng.civic.community.models import Claim, PointEntry, Redemption, Resident, Reward
from zhicheng.civic.community.rules.points import Earned, OwnReport
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.kernel.errors import NotFound
from zhicheng.kernel.geo import from_e7

OFFICE = frozenset({"street", "manager"})  # run meetings, open days, liaisons of their areas
MANAGES = frozenset({"manager"})  # the city's own terms: points, catalogue, commendations
HANDS_OUT = frozenset({"manager", "street"})
SEES = frozenset({"street", "manager", "liaison", "supervisor"})
NOT_ACCEPTED = ("rejected", "not_filed", "voided")


def resident(pk: int) -> Resident | None:
    """Somebody whose phone was proven."""
    return Resident.objects.filter(pk=pk, joined_at__isnull=False).first()


def owner_of(report_id: int) -> Resident | None:
    """Who has claimed a report."""
    found = Claim.objects.filter(report_id=report_id).select_related("resident").first()
    return found.resident if found else None


def same_device(one: Resident) -> Q:
    """He, and whoever proved his phone with the same browser."""
    return Q(pk=one.pk) | Q(device=one.device) if one.device else Q(pk=one.pk)


def balance_of(resident_id: int) -> int:
    """The sum of all lines."""
    return PointEntry.objects.filter(resident_id=resident_id).aggregate(n=Sum("points"))["n"] or 0


def entries_of(resident_id: int) -> QuerySet[PointEntry]:
    """Every line, also those that gave nothing, newest first."""
    return PointEntry.objects.filter(resident_id=resident_id).order_by("-at", "-pk")


def earned_since(own: int, residents: Sequence[int], since: datetime) -> list[Earned]:
    """What these residents were given, for the limits."""
    rows = PointEntry.objects.filter(resident_id__in=residents, at__gt=since, refused="").exclude(
        rule__in=["redeem", "give_back"]
    )
    return [
        Earned(e.rule, e.source, e.points, e.at, _degrees(e.lng_e7), _degrees(e.lat_e7), e.resident_id == own)
        for e in rows
    ]


def own_reports(resident_id: int, since: datetime) -> list[OwnReport]:
    """His reports of that time, and which of them came to nothing."""
    mine = list(
        reports.in_ids(Claim.objects.filter(resident_id=resident_id).values_list("report_id", flat=True)).filter(
            received_at__gt=since
        )
    )
    ended = tickets.of_reports([r.pk for r in mine])
    return [
        OwnReport(
            f"report:{r.pk}", r.received_at, r.state == "rejected" or (r.pk in ended and ended[r.pk].state in NOT_ACCEPTED),
            _degrees(r.lng_e7), _degrees(r.lat_e7),
        )
        for r in mine
    ]  # fmt: skip


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else from_e7(e7)


def earned_in_year(since: datetime, until: datetime, *, least: int, most: int) -> list[tuple[int, int]]:
    """(resident, points earned in that time), most first; what was redeemed does not count."""
    rows = PointEntry.objects.filter(at__gte=since, at__lt=until).exclude(rule__in=["redeem", "give_back"])
    sums = rows.values_list("resident_id").annotate(n=Sum("points")).filter(n__gte=least).order_by("-n", "resident_id")
    return [(pk, n) for pk, n in sums[:most]]


def rewards(*, all_: bool = False) -> QuerySet[Reward]:
    """The catalogue: what is offered, the cheapest first."""
    rows = Reward.objects.order_by("price", "pk")
    return rows if all_ else rows.filter(active=True)


def redemptions(*, resident_id: int = 0, waiting: bool = False) -> QuerySet[Redemption]:
    """What was redeemed, newest first."""
    rows = Redemption.objects.select_related("reward").order_by("-pk")
    rows = rows.filter(resident_id=resident_id) if resident_id else rows
    return rows.filter(state="redeemed") if waiting else rows


def redemption(code: str) -> Redemption:
    found = Redemption.objects.select_related("reward").filter(code=code.strip().upper()).first()
    if found is None:
        raise NotFound("没有这个兑换码。", "There is no such code.")
    return found
