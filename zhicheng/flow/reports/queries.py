"""Reads about reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhicheng.flow.reports.models import Mapping, Photo, Report
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report with its place in degrees (0, 0 when unknown) and in words."""

    report: Report
    lng: float
    lat: float
    address: str


DECIDING = (
    "id", "state", "holder", "due_at", "seq", "receipt", "source", "text", "address", "lng_e7", "lat_e7", "grid", "matter", "confidence",
    "happened_at",
)  # fmt: skip


def to_decide(ids: Sequence[int]) -> list[ReportFacts]:
    """These reports, oldest first, for the stage that decides what becomes of them."""
    return [facts_of(r) for r in bulk.load(_in(ids), DECIDING)]


def facts_of(report: Report) -> ReportFacts:
    return ReportFacts(report, (report.lng_e7 or 0) / 1e7, (report.lat_e7 or 0) / 1e7, report.address)


def _in(ids: Sequence[int]) -> QuerySet[Report]:
    """Ids of one batch mostly follow each other, in whatever order they come: a range is read faster than a list."""
    rows = Report.objects.order_by("id")
    wanted = set(ids)
    if len(wanted) > 1 and max(wanted) - min(wanted) == len(wanted) - 1:
        return rows.filter(pk__range=(min(wanted), max(wanted)))
    return rows.filter(pk__in=wanted)


def by_keys(source: str, keys: Sequence[str]) -> list[Report]:
    """The reports that came in under these keys of their sender."""
    return list(Report.objects.filter(source=source, key__in=keys)) if keys else []


def by_receipt(receipt: str, code: str) -> Report:
    """The report of a receipt with its secret; NotFound says the same for a wrong number and a wrong secret."""
    found = Report.objects.filter(receipt=receipt.strip()).first()
    if found is None or found.code != code.strip().upper():
        raise NotFound(
            "受理号或查询码不正确，请核对短信或回执。",
            "The receipt number or the code is wrong. Compare them with your receipt.",
        )
    return found


def get(pk: int) -> Report:
    found = Report.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这条上报。", "There is no such report.")
    return found


def in_ids(ids: Iterable[int]) -> QuerySet[Report]:
    return Report.objects.filter(pk__in=list(ids)).order_by("id")


def waiting() -> QuerySet[Report]:
    """Reports that wait for a place or a category, oldest first."""
    return Report.objects.filter(state="waiting").order_by("id")


def waiting_as(category: str) -> QuerySet[Report]:
    """Those that wait for a matter under this sender's category."""
    return Report.objects.filter(state="waiting", category=category, matter="").order_by("id")


INTAKE = ("acceptor",)  # whose queue it is


def waiting_visible_to(access: Access) -> QuerySet[Report]:
    """What waits in an acceptor's areas; what has no place yet belongs to no area, so every acceptor sees it. Others see nothing."""
    areas = [g.area for g in access.grants if g.role in INTAKE]
    if not areas:
        return Report.objects.none()
    rows = waiting()
    if "" in areas:
        return rows
    here = Q(grid="")
    for area in areas:
        here |= Q(grid__startswith=area)
    return rows.filter(here)


def waiting_chosen(rows: QuerySet[Report], *, category: str | None, missing: str, source: str) -> QuerySet[Report]:
    """Filters of the queue; None as category means any, "" those that came without one."""
    if category is not None:
        rows = rows.filter(category=category)
    if missing:
        rows = rows.filter(**({"matter": ""} if missing == "matter" else {"grid": ""}))
    return rows.filter(source=source) if source else rows


def waiting_report(pk: int, access: Access) -> Report:
    """One of them; NotFound says the same for another area's and for one that somebody has done meanwhile."""
    found = waiting_visible_to(access).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "这条上报已不在待补队列，或不在您的辖区。",
            "This report no longer waits for completion, or it is not in your area.",
        )
    return found


def waiting_by_category(access: Access, *, limit: int = 100) -> list[tuple[str, int, int]]:
    """(sender's category, how many wait, how many of those lack the matter), most first."""
    rows = waiting_visible_to(access).order_by().values_list("category")
    found = rows.annotate(n=Count("id"), nameless=Count("id", filter=Q(matter=""))).order_by("-n", "category")
    return [(category, n, nameless) for category, n, nameless in found[:limit]]


def mappings() -> QuerySet[Mapping]:
    """Senders' categories that a person has mapped, newest first."""
    return Mapping.objects.order_by("-made_at", "category")


def photos_of(report_ids: Iterable[int]) -> QuerySet[Photo]:
    return Photo.objects.filter(report_id__in=list(report_ids)).order_by("uploaded_at")


def count_photos(ids: Iterable[str]) -> int:
    """How many of these photos were really uploaded."""
    return Photo.objects.filter(pk__in=set(ids)).count()


def photo(pk: UUID) -> Photo:
    found = Photo.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这张照片。", "There is no such photo.")
    return found


def day_counts(*, since: datetime, areas: Sequence[str]) -> tuple[int, int, int, int]:
    """Received, merged, lawful and waiting reports since a moment in these areas (code prefixes; "" = the whole city)."""
    here = Q(pk__in=[])
    for area in areas:
        here |= Q(grid__gte=area, grid__lt=area + ":")  # ":" follows "9"
    found = Report.objects.filter(received_at__gte=since)
    rows = dict((found if "" in areas else found.filter(here)).order_by().values_list("state").annotate(n=Count("id")))
    return sum(rows.values()), rows.get("merged", 0), rows.get("lawful", 0), rows.get("waiting", 0)


def find_by_receipt(receipt: str) -> Report | None:
    return Report.objects.filter(receipt=receipt).first()
