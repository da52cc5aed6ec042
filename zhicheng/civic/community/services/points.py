"""Points: given by the city's table once per thing, or refused with a reason; both are written down and his to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from zhicheng.civic.community import queries
from zhicheng.civic.community.events import Awarded, PointsRefused
from zhicheng.civic.community.models import Claim, PointEntry, Resident
from zhicheng.civic.community.rules.points import Asked, refusal
from zhicheng.civic.community.services.beside import tell_of
from zhicheng.civic.community.terms import terms
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.tickets import queries as tickets
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import from_e7
from zhicheng.kernel.phrases import SILENCE

THANKED = (
    "citizen",
    "hotline",
    "open311",
    "social",
)  # residents' own doors; who is paid to look is not thanked with points
FILED = frozenset({
    "filed", "to_dispatch", "dispatched", "handling", "on_hold", "handled", "checking", "rework", "to_close", "closed", "evaluated",
})  # fmt: skip


def give(
    resident: Resident, rule: str, source: str, *, at: datetime, report: Report | None = None
) -> PointEntry | None:
    """In the caller's transaction. None when this thing has been decided before. Who shares a device is locked together."""
    known = terms()
    mates = [
        r
        for r in Resident.objects.select_for_update().filter(queries.same_device(resident)).order_by("pk")
        if r.joined_at or r.pk == resident.pk
    ]
    resident.seq = next(r.seq for r in mates if r.pk == resident.pk)
    if PointEntry.objects.filter(rule=rule, source=source).exists():
        return None
    place = (report.lng_e7, report.lat_e7) if report else (None, None)
    asked = Asked(
        known.points[rule], source, at, _midnight(at), None if place[0] is None else from_e7(place[0]),
        None if place[1] is None else from_e7(place[1]),
    )  # fmt: skip
    back = at - timedelta(days=max(known.limits.farm_days, known.limits.same_place_days, 1))
    earned = queries.earned_since(resident.pk, [r.pk for r in mates], back)
    no = refusal(asked, earned, queries.own_reports(resident.pk, back), known.limits)
    said = no.said if no else SILENCE
    entry = PointEntry.objects.create(
        resident=resident, rule=rule, source=source, points=0 if no else asked.rule.points, refused=no.code if no else "", why=said.zh,
        why_en=said.en, lng_e7=place[0], lat_e7=place[1], at=at,
    )  # fmt: skip
    if no:
        body = PointsRefused(rule=rule, source=source, refused=no.code, why=said.zh, why_en=said.en)
        tell_of(resident, "points.refuse", body, at=at)
    else:
        tell_of(resident, "points.award", Awarded(rule=rule, source=source, points=entry.points), at=at)
    return entry


def _midnight(at: datetime) -> datetime:
    return at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)


def spend(resident: Resident, rule: str, source: str, points: int, *, at: datetime) -> None:
    """A line of the table's other side: redeemed (negative) or given back. The resident is locked by the caller."""
    PointEntry.objects.create(resident=resident, rule=rule, source=source, points=points, at=at)
    tell_of(resident, "points.award", Awarded(rule=rule, source=source, points=points), at=at)


def resident_of(report: Report, *, at: datetime) -> Resident | None:
    """Whose report this is: claimed, or with the phone of somebody who has proven it."""
    if report.source not in THANKED:
        return None
    owner = queries.owner_of(report.pk)
    if owner is None and report.phone:
        owner = Resident.objects.filter(phone=report.phone, joined_at__isnull=False).first()
        if owner is not None:
            Claim.objects.get_or_create(report_id=report.pk, defaults={"resident": owner, "claimed_at": at})
    return owner


def for_reports(report_ids: Sequence[int], rule: str, *, at: datetime) -> int:
    """Points for these reports' owners; each in a transaction of its own, so that one farm does not hold up the others."""
    given = 0
    for report in reports.in_ids(report_ids):
        with transaction.atomic():
            owner = resident_of(report, at=at)
            if owner is not None:
                given += give(owner, rule, f"report:{report.pk}", at=at, report=report) is not None
    return given


def for_filed(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """A ticket was filed: the report that opened it was worth it."""
    return for_reports([t.report_id for t in tickets.by_ids(ticket_ids).values()], "report_filed", at=at)


def for_closed(ticket_ids: Sequence[int], *, at: datetime) -> int:
    """A ticket was closed: who reported it, and who followed."""
    found = tickets.by_ids(ticket_ids).values()
    given = for_reports([t.report_id for t in found], "report_closed", at=at)
    followers = [pk for t in found for pk in tickets.reports_of(t) if pk != t.report_id]
    return given + for_reports(followers, "follow_closed", at=at)


def for_rated(report_ids: Sequence[int], *, at: datetime) -> int:
    return for_reports(report_ids, "rated", at=at)


def for_taking_part(positions: Sequence[int], *, at: datetime) -> int:
    """Somebody came to an open day or a meeting, said how it was, or tabled what became a resolution."""
    given = 0
    for event in Event.objects.filter(pos__in=positions).order_by("pos"):
        found = _part(event)
        resident = Resident.objects.filter(pk=found[0]).first() if found else None
        if found and resident:
            with transaction.atomic():
                given += give(resident, found[1], found[2], at=at) is not None
    return given


def _part(event: Event) -> tuple[int, str, str] | None:
    """Whose, which line of the table, for what."""
    body = event.data
    match event.kind:
        case "signup.come":
            return body["resident"], "open_day", event.stream
        case "signup.feed_back":
            return body["resident"], "open_day_said", event.stream
        case "meeting.attend":
            return body.get("resident", 0), "meeting", f"{event.stream}:{body.get('resident', 0)}"
        case "stint.confirm":
            return body["resident"], "volunteer", event.stream
        case "item.resolve":
            return body.get("resident", 0), "item_resolved", event.stream
    return None


def catch_up(resident: Resident, report_id: int, *, at: datetime) -> None:
    """What a report that has just become his was worth so far. In the caller's transaction."""
    report = reports.get(report_id)
    ticket = tickets.of_report(report_id)
    if report.source not in THANKED or ticket is None:
        return
    source = f"report:{report_id}"
    own = ticket.report_id == report_id
    if own and ticket.state in FILED:
        give(resident, "report_filed", source, at=at, report=report)
    if ticket.state in ("closed", "evaluated"):
        give(resident, "report_closed" if own else "follow_closed", source, at=at, report=report)
    if report.score is not None:
        give(resident, "rated", source, at=at, report=report)
