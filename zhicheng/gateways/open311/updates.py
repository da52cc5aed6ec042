"""What happened to requests, one after the other (mySociety's extension): ours to be read, theirs to be posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhicheng.flow.reports.queries import Report, in_ids
from zhicheng.flow.tickets import fates, whereabouts
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.tracking import STEPS
from zhicheng.gateways.open311 import jurisdictions, rules
from zhicheng.gateways.open311.faults import Fault
from zhicheng.gateways.open311.models import Key, PostedUpdate, Posting
from zhicheng.gateways.open311.published import by_id, covered
from zhicheng.gateways.open311.wire import Value
from zhicheng.ground.people import queries as people
from zhicheng.infra.models import Event
from zhicheng.kernel.phrases import Phrase

STATUS = {
    "ticket.accept": "investigating", "ticket.dispatch": "action_scheduled", "ticket.arrive": "in_progress", "ticket.feed_back": "in_progress",
    "ticket.fail": "in_progress", "ticket.pass": "fixed", "ticket.close": "closed", "ticket.reject": "no_further_action",
    "ticket.decline": "not_councils_responsibility", "ticket.hold": "planned",
}  # fmt: skip
SLACK = timedelta(minutes=10)  # transactions end in another order than they began
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Posted:
    """An update as a client posts it."""

    receipt: str
    number: str
    status: str
    at: str
    text: str
    media_url: str = ""


def between(
    since: datetime,
    until: datetime,
    jurisdiction: str,
    *,
    offset: int,
    most: int,
    language: str,
    at: datetime,
    key: int = 0,
) -> list[dict[str, Value]]:
    """Newest first. One thing that happened to a ticket is an update of each request that opened or follows it. Told by whole spans that are
    over, as the requests are; at once and to the second to whose key the request was filed with."""
    now = whereabouts.terms()
    spans = {thing: now.asked(since, until, at, thing=thing) for thing in (True, False)}
    first, last = min(s for s, _ in spans.values()), max(e for _, e in spans.values())
    rows = Event.objects.filter(pos__gte=_first_pos(min(first, since) - SLACK), kind__in=STATUS)
    told = Q(recorded_at__gte=first, recorded_at__lt=last)
    rows = rows.filter(told | Q(recorded_at__gte=since, recorded_at__lte=until)) if key else rows.filter(told)
    events = list(rows.order_by("-pos")[offset : offset + most])
    reports_of = fates.reports_of_many({e.stream_id for e in events})
    shown = {r.pk: r for r in _published({pk for ids in reports_of.values() for pk in ids}, jurisdiction)}
    mine = set(Posting.objects.filter(key_id=key, report_id__in=list(shown)).values_list("report_id", flat=True))
    found = tickets.by_ids(reports_of)
    units = people.organisation_names(t.unit_id for t in found.values())
    out: list[dict[str, Value]] = []
    for event in events:
        ticket = found.get(event.stream_id)
        unit = units.get(ticket.unit_id or 0, "") if ticket else ""
        thing = now.is_thing(ticket.matter if ticket else "")
        begin, end = spans[thing]
        for report in (shown[pk] for pk in reports_of.get(event.stream_id, ()) if pk in shown):
            if report.pk in mine:
                out += [_update(event, report, unit, language, event.recorded_at)] * (
                    since <= event.recorded_at <= until
                )
            elif begin <= event.recorded_at < end and report.received_at < end:
                out.append(_update(event, report, unit, language, now.told(event.recorded_at, thing=thing)))
    return out


def _published(ids: set[int], jurisdiction: str) -> Iterator[Report]:
    area = jurisdictions.area_of(jurisdiction)
    here = Q(grid__startswith=area) if area else Q()
    yield from in_ids(ids).filter(here).exclude(state="rejected")


def _update(event: Event, report: Report, unit: str, language: str, moment: datetime) -> dict[str, Value]:
    return {
        "update_id": f"{report.receipt}-{event.seq}", "service_request_id": report.receipt, "status": STATUS[event.kind],
        "updated_datetime": moment, "description": covered(_words(event, unit).in_(language)), "media_url": None,
    }  # fmt: skip


def _words(event: Event, unit: str) -> Phrase:
    _, zh, en = STEPS[event.kind]
    said = {"reason": "", "resume_on": "", **event.data}
    return Phrase(zh.format(**said | {"unit": unit or "责任单位"}), en.format(**said | {"unit": unit or "the unit"}))


def _first_pos(since: datetime) -> int:
    """The first event recorded then or later, found by halving: events stand in the order of time and have no index by it."""
    low, high = 0, (Event.objects.order_by("-pos").values_list("pos", flat=True).first() or 0) + 1
    while low < high:
        middle = (low + high) // 2
        row = Event.objects.filter(pos__gte=middle).order_by("pos").values_list("pos", "recorded_at").first()
        if row is None or row[1] >= since:
            high = middle
        else:
            low = row[0] + 1
    return low


def post(posted: Posted, *, key: Key, jurisdiction: str, at: datetime) -> PostedUpdate:
    """Keep somebody's word about a request; the same number of the same sender is kept once. Fault names all that is wrong."""
    happened_at = _check(posted)
    report = by_id(posted.receipt, jurisdiction, at=at, key=key.pk)
    try:
        with transaction.atomic():
            return PostedUpdate.objects.create(
                key=key, update=posted.number, report=report, status=posted.status.lower(), text=posted.text, media_url=posted.media_url,
                happened_at=happened_at, received_at=at,
            )  # fmt: skip
    except IntegrityError:
        known = PostedUpdate.objects.get(key=key, update=posted.number)
    if (known.report_id, known.text) != (report.pk, posted.text):
        raise Fault(
            400,
            Phrase(
                f"update_id {posted.number} 已用于另一条更新，请换一个。",
                f"update_id {posted.number} belongs to another update; choose a new one.",
            ),
        )
    return known


def _check(posted: Posted) -> datetime:
    given = {
        "service_request_id": posted.receipt, "update_id": posted.number, "status": posted.status, "updated_datetime": posted.at,
        "description": posted.text,
    }  # fmt: skip
    wrong = [Phrase(f"缺少 {name}。", f"{name} is missing.") for name, value in given.items() if not value]
    if posted.status and posted.status.lower() not in rules.UPDATE_STATUSES:
        wrong.append(
            Phrase(
                f"status「{posted.status[:30]}」不认识，可用 {'、'.join(rules.UPDATE_STATUSES)}。",
                f"status “{posted.status[:30]}” is unknown; any of {', '.join(rules.UPDATE_STATUSES)}.",
            )
        )
    if len(posted.number) > LONGEST_NUMBER:
        wrong.append(
            Phrase(
                f"update_id 最多 {LONGEST_NUMBER} 个字符。", f"An update_id has at most {LONGEST_NUMBER} characters."
            )
        )
    if len(posted.text) > rules.LONGEST_TEXT:
        wrong.append(
            Phrase(
                f"description 最多 {rules.LONGEST_TEXT} 字。",
                f"A description has at most {rules.LONGEST_TEXT} characters.",
            )
        )
    if len(posted.media_url) > 500:
        wrong.append(Phrase("media_url 最多 500 个字符。", "A media_url has at most 500 characters."))
    happened_at: datetime | None = None
    if posted.at:
        try:
            happened_at = rules.read_moment(posted.at, "updated_datetime")
        except rules.Wrong as error:
            wrong.append(error.said)
    if wrong or happened_at is None:
        raise Fault(400, *wrong)
    return happened_at
