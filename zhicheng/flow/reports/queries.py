"""Reads about reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from zhicheng.flow.reports.models import Correction, Mapping, ModelVersion, Photo, Report
from zhicheng.ground.people.queries import Access
from zhicheng.infra import bulk
from zhicheng.kernel.calendar import CHINA
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


def with_phone(ids: Iterable[int]) -> QuerySet[Report]:
    """Citizens' own reports whose reporter left a phone."""
    return in_ids(ids).filter(source="citizen").exclude(phone="")


def waiting() -> QuerySet[Report]:
    """Reports that wait for a place or a category, oldest first."""
    return Report.objects.filter(state="waiting").order_by("id")


def waiting_as(category: str) -> QuerySet[Report]:
    """Those that wait for a matter under this sender's category."""
    return Report.objects.filter(state="waiting", category=category, matter="").order_by("id")


INTERNAL = ("whistle", "officer", "liaison")  # written by staff and neighbourhoods for staff
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


def corrections() -> list[tuple[str, str, str]]:
    """(sender's category, text, the matter that a person gave), in the order in which they were made; then the mapped categories."""
    rows = Correction.objects.order_by("id").values_list("report__category", "report__text", "matter")
    mapped = Mapping.objects.order_by("id").values_list("category", "matter")
    return [*rows, *((category, "", matter) for category, matter in mapped)]


def corrected_after(moment: datetime) -> bool:
    """Has anything been corrected since then?"""
    return Correction.objects.filter(made_at__gt=moment).exists() or Mapping.objects.filter(made_at__gt=moment).exists()


def versions() -> QuerySet[ModelVersion]:
    """Versions of the classifier, the latest first."""
    return ModelVersion.objects.order_by("-number")


def version_in_use(*, with_file: bool = True) -> ModelVersion | None:
    """The version in use; None: the catalogue's words."""
    rows = ModelVersion.objects.filter(in_use=True)
    return (rows if with_file else rows.defer("file", "before", "after")).first()


def photos_of(report_ids: Iterable[int]) -> QuerySet[Photo]:
    return Photo.objects.filter(report_id__in=list(report_ids)).order_by("uploaded_at")


def public_photos_of(report_ids: Iterable[int]) -> QuerySet[Photo]:
    """Those of which everybody may see the covered copy."""
    return photos_of(report_ids).filter(shown="covered")


def covered_among(ids: Iterable[str]) -> set[str]:
    """Which of these photos everybody may see."""
    return {str(pk) for pk in Photo.objects.filter(pk__in=set(ids), shown="covered").values_list("pk", flat=True)}


def count_photos(ids: Iterable[str]) -> int:
    """How many of these photos were really uploaded."""
    return Photo.objects.filter(pk__in=set(ids)).count()


def free_photos(ids: Iterable[str]) -> set[str]:
    """Those of them that were uploaded and belong to no report yet."""
    wanted = set(ids)
    rows = Photo.objects.filter(pk__in=wanted, report__isnull=True) if wanted else Photo.objects.none()
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


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


def of_phone(phone: str, *, since: datetime, until: datetime) -> QuerySet[Report]:
    """Reports that gave this phone, oldest first. A receipt begins with its day in China, and only receipts have an index by time."""
    first, after = since.astimezone(CHINA), until.astimezone(CHINA) + timedelta(days=1)
    rows = Report.objects.filter(receipt__gte=f"{first:%y%m%d}", receipt__lt=f"{after:%y%m%d}", phone=phone)
    return rows.order_by("receipt")


def find_by_receipt(receipt: str) -> Report | None:
    return Report.objects.filter(receipt=receipt).first()


# For those who publish ------------------------------------------------------------------------------------------------


def published() -> QuerySet[Report]:
    """What anybody may read: all but what was not accepted (spam, nothing of ours) and what staff wrote for staff; the texts still want
    masking."""
    return Report.objects.exclude(state="rejected").exclude(source__in=INTERNAL)


def published_between(since: datetime, until: datetime) -> QuerySet[Report]:
    """Received in this time, newest first. A receipt begins with its day in China, and only receipts have an index by time."""
    first, after = since.astimezone(CHINA), until.astimezone(CHINA) + timedelta(days=1)
    rows = published().filter(receipt__gte=f"{first:%y%m%d}", receipt__lt=f"{after:%y%m%d}")
    return rows.filter(received_at__gte=since, received_at__lte=until).order_by("-receipt")


def looks_of(report_ids: Sequence[int]) -> dict[int, list[int]]:
    """For each report that has any: by what its photos are known again."""
    out: dict[int, list[int]] = defaultdict(list)
    rows = bulk.among(Photo.objects.filter(look__isnull=False), "report_id", list(report_ids))
    for report, look in rows.values_list("report_id", "look"):
        if report is not None and look is not None:
            out[report].append(look)
    return out


def received_in(since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """(grid, matter) → how many of the published were received in this time; the end is not part of it."""
    rows = published_between(since, until).filter(received_at__lt=until).order_by()
    return {(grid, matter): n for grid, matter, n in rows.values_list("grid", "matter").annotate(n=Count("id"))}
