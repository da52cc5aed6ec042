"""What anybody may read of requests: their record as GeoReport words it, personal data covered, places and days as `whereabouts` tells them.

Published is every report but those that were not accepted, when its span and delay are over. Who holds the key with which a request was filed
reads his own at once and exactly (`mine`). Photos are shown only of what came through this
door (whose senders know that it is public) and of cameras (whose public copies have faces covered).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from zhicheng.flow.reports import photos as photo_files
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.masking import mask, without_doors
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.reports.services import SOURCES
from zhicheng.flow.tickets import fates, whereabouts
from zhicheng.flow.tickets import queries as tickets_read
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.flow.tickets.states import ENDS
from zhicheng.flow.tickets.whereabouts import Spotted, Whereabouts
from zhicheng.gateways.open311 import jurisdictions
from zhicheng.gateways.open311.catalogue import Service, catalogue
from zhicheng.gateways.open311.faults import missing
from zhicheng.gateways.open311.models import Posting
from zhicheng.gateways.open311.wire import Value
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters

DIGITS = 5
SHOWN_PHOTOS = ("open311", "camera")
WORDS = {
    "received": Phrase("已收到，等待受理", "Received, waiting to be accepted"),
    "waiting": Phrase("已收到，待补充位置或类别", "Received; its place or category is being completed"),
    "lawful": Phrase("经核对属于允许的地点和时段", "Checked: it is lawful at this place and hour"),
    "reported": Phrase("已立工单，等待受理", "A ticket is open, waiting to be accepted"),
    "verifying": Phrase("正在现场核实", "Being verified at the place"),
    "accepted": Phrase("已受理", "Accepted"),
    "filed": Phrase("已立案", "Filed"),
    "to_dispatch": Phrase("等待派遣", "Waiting to be sent to a unit"),
    "dispatched": Phrase("已交{unit}办理", "Sent to {unit}"),
    "handling": Phrase("{unit}正在处理", "{unit} is working on it"),
    "on_hold": Phrase("因客观原因暂缓", "On hold"),
    "handled": Phrase("{unit}已处理，等待核查", "Handled by {unit}, waiting to be checked"),
    "checking": Phrase("正在现场核查", "Being checked at the place"),
    "rework": Phrase("核查未通过，重新处理", "Checked: not done, being done again"),
    "to_close": Phrase("核查通过，等待结案", "Checked, about to be closed"),
    "closed": Phrase("已办结", "Closed"),
    "evaluated": Phrase("已办结", "Closed"),
    "force_closed": Phrase("已结案", "Closed"),
    "voided": Phrase("工单已作废", "The ticket was voided"),
    "rejected": Phrase("经核实不予受理{reason}", "Verified, not accepted{reason}"),
    "not_filed": Phrase("不予立案{reason}", "Not filed{reason}"),
}
covered = lru_cache(maxsize=20_000)(lambda text: without_doors(mask(text)))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests somebody wants to see."""

    jurisdiction: str
    since: datetime
    until: datetime
    at: datetime
    services: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("open", "closed")
    key: int = 0


@dataclass(slots=True)
class Facts:
    """All that the records of some reports need, read once. `told` has no line for what its own sender reads: he reads it exactly."""

    tickets: Mapping[int, Ticket]
    postings: Mapping[int, Posting]
    moments: Mapping[str, datetime]
    reasons: Mapping[int, str]
    units: Mapping[int, str]
    told: Mapping[int, Whereabouts]
    photos: dict[int, list[str]] = field(default_factory=dict)


def between(asked: Asked) -> QuerySet[Report]:
    """Newest first: what may be told now, and what this key filed. A question's moments are read as those told are, by whole spans; asked by
    the minute, they would tell the minute. What has no place yet is not in a list: its readers could not put it anywhere; by its number it is
    found. What we took from another server stands there: listed here too, two cities that follow each other would send it round for ever."""
    rows = _told_or_own(asked).filter(lat_e7__isnull=False, remote__isnull=True)
    rows = rows.filter(_within(jurisdictions.area_of(asked.jurisdiction)))
    rows = rows.filter(matter__in=asked.services) if asked.services else rows.exclude(matter="")
    if len(asked.statuses) == 1:
        rows = fates.only(rows, over=asked.statuses == ("closed",))
    return rows


def _told_or_own(asked: Asked) -> QuerySet[Report]:
    now = whereabouts.terms()
    told, spans = Q(), []
    for thing in (True, False):
        first, last = now.asked(asked.since, asked.until, asked.at, thing=thing)
        kind = Q(matter__in=sorted(now.hidden))
        told |= Q(received_at__gte=first, received_at__lt=last) & (~kind if thing else kind)
        spans += [(first, last)]
    since, end = min(first for first, _ in spans), max(last for _, last in spans)
    if not asked.key:
        return reports.published_between(since, max(since, end)).filter(told)
    own = Q(posting__key_id=asked.key, received_at__gte=asked.since, received_at__lte=asked.until)
    return reports.published_between(min(since, asked.since), max(end, asked.until)).filter(told | own)


def _within(area: str) -> Q:
    return Q(grid__gte=area, grid__lt=area + ":") if area else Q()  # ":" follows "9"


def by_ids(ids: Collection[str], jurisdiction: str, *, at: datetime, key: int = 0) -> list[Report]:
    """Those of these that are published and lie in this jurisdiction, or were posted to it and have no place yet. Before its time a thing in
    public is found by who knows its number, told by its district; of what points at a home only its sender hears before."""
    area = jurisdictions.area_of(jurisdiction)
    here = _within(area)
    if area:
        here |= Q(grid="", posting__jurisdiction=jurisdiction)
    now = whereabouts.terms()
    early = Q(received_at__lt=now.end(at, thing=False)) | ~Q(matter__in=sorted(now.hidden))
    early |= Q(posting__key_id=key) if key else Q()
    return list(reports.published().filter(here, early, receipt__in=set(ids)).order_by("-receipt"))


def by_id(receipt: str, jurisdiction: str, *, at: datetime, key: int = 0) -> Report:
    """Fault says the same for one that never was and for one that is hidden."""
    found = by_ids([receipt], jurisdiction, at=at, key=key)
    if not found:
        raise missing(f"编号为 {receipt[:40]} 的请求", f"request {receipt[:40]}")
    return found[0]


def facts_of(rows: Sequence[Report], *, at: datetime, key: int = 0) -> Facts:
    """Six queries, whatever the number of reports, and one for each span in which a home is hidden."""
    ids = [r.pk for r in rows]
    tickets = fates.of_reports(ids)
    streams = {f"ticket:{t.pk}" for t in tickets.values()} | {f"report:{pk}" for pk in ids if pk not in tickets}
    shown = [r.pk for r in rows if r.source in SHOWN_PHOTOS]
    posted = Posting.objects.filter(report_id__in=[r.pk for r in rows if r.source == "open311"])
    postings = {p.report_id: p for p in posted if p.report_id}
    theirs = [r for r in rows if not key or r.pk not in postings or postings[r.pk].key_id != key]
    told = {r.pk: place for r in theirs if (place := _whereabouts(r, tickets.get(r.pk), at)) is not None}
    facts = Facts(
        tickets, postings, fates.last_moments(streams), fates.reasons([t.pk for t in tickets.values() if t.state in ("rejected", "not_filed")]),
        people.organisation_names(t.unit_id for t in tickets.values()), told,
    )  # fmt: skip
    for photo in reports.public_photos_of(shown) if shown else ():
        facts.photos.setdefault(photo.report_id or 0, []).append(photo_files.public_url(photo.pk, photo.kind))
    return facts


def _whereabouts(report: Report, ticket: Ticket | None, at: datetime) -> Whereabouts | None:
    """The thing's place, which is its ticket's: not where each of those stood who reported it. None where there is none yet."""
    if ticket is not None:
        spot = tickets_read.spotted(ticket)._replace(moment=max(ticket.opened_at, report.received_at))
        now = whereabouts.terms()
        return whereabouts.of(spot, at=at)._replace(
            moment=now.told(report.received_at, thing=now.is_thing(report.matter))
        )
    if report.lng_e7 is None or report.lat_e7 is None:
        return None
    x, y = report.lng_e7 / 1e7, report.lat_e7 / 1e7
    return whereabouts.of(Spotted(report.received_at, x, y, report.grid, report.matter, 0), at=at)


def record(report: Report, facts: Facts, *, language: str, site: str, more: bool = False) -> dict[str, Value]:
    """One request, in GeoReport's words and order; `more` is what the extensions add."""
    ticket, posting, told = facts.tickets.get(report.pk), facts.postings.get(report.pk), facts.told.get(report.pk)
    over, moments = is_over(report, ticket), _moments(report, ticket, facts)
    urls = _media(report, posting, facts, site)
    out: dict[str, Value] = {
        "service_request_id": report.receipt, "status": "closed" if over else "open", "status_notes": notes(report, ticket, facts).in_(language),
        "service_name": _name(report).in_(language), "service_code": report.matter, "description": description(report, posting, told),
        "agency_responsible": facts.units.get(ticket.unit_id or 0) if ticket else None, "service_notice": None,
        "requested_datetime": moments.requested, "updated_datetime": moments.updated, "expected_datetime": moments.expected,
        "address": address(report, told), "address_id": None, "zipcode": None,
    }  # fmt: skip
    if told is not None:
        out |= {"lat": round(told.lat, DIGITS), "long": round(told.lng, DIGITS)}
    elif report.lat_e7 is not None and report.lng_e7 is not None:
        out |= {"lat": report.lat_e7 / 1e7, "long": report.lng_e7 / 1e7}
    out["media_url"] = urls[0] if urls else None
    return out | _extensions(report, posting, urls, facts, language) if more else out


class Moments(NamedTuple):
    requested: datetime
    updated: datetime
    expected: datetime | None


def _moments(report: Report, ticket: Ticket | None, facts: Facts) -> Moments:
    """Exactly for its sender; for everybody else as the beginning of its span, where it has one: a limit tells the minute of acceptance."""
    expected = None if ticket is None or is_over(report, ticket) else ticket.limit_due_at or ticket.due_at
    exactly = Moments(report.received_at, updated_at(report, ticket, facts), expected)
    if report.pk not in facts.told:
        return exactly
    now = whereabouts.terms()
    thing = now.is_thing(ticket.matter if ticket else report.matter)
    due = now.told(exactly.expected, thing=thing) + now.span(thing=thing) if exactly.expected else None
    return Moments(now.told(exactly.requested, thing=thing), now.told(exactly.updated, thing=thing), due)


def _extensions(
    report: Report, posting: Posting | None, urls: list[str], facts: Facts, language: str
) -> dict[str, Value]:
    service = catalogue().services.get(report.matter)
    at = _moments(report, facts.tickets.get(report.pk), facts).updated
    told = facts.told.get(report.pk)
    channel = SOURCES.get(report.source, report.source) if not language.startswith("en") else report.source
    return {
        "attributes": list(_answers(service, posting, language)) if told is None or told.words else [],
        "extended_attributes": {"channel": channel, "photos": [{"media_url": url} for url in urls]},
        "notes": [
            {
                "datetime": at,
                "description": notes(report, facts.tickets.get(report.pk), facts).in_(language),
                "type": "status",
            }
        ],
    }


def _answers(service: Service | None, posting: Posting | None, language: str) -> list[dict[str, Value]]:
    """What was answered to the service's questions, free text covered."""
    given: dict[str, list[str]] = posting.attributes if posting else {}
    out: list[dict[str, Value]] = []
    for attribute in service.attributes if service else ():
        names = dict(attribute.values)
        for answer in given.get(attribute.code, ()):
            shown = names[answer].in_(language) if answer in names else covered(answer)
            out.append({"code": attribute.code, "label": attribute.description.in_(language), "value": shown})
    return out


def is_over(report: Report, ticket: Ticket | None) -> bool:
    return ticket.state in ENDS if ticket else report.state in fates.OVER


def updated_at(report: Report, ticket: Ticket | None, facts: Facts) -> datetime:
    """When something last happened; of what is closed the closing. A rating afterwards is not the city's news."""
    if ticket is not None and ticket.closed_at is not None and ticket.state in ENDS:
        return ticket.closed_at
    stream = f"ticket:{ticket.pk}" if ticket else f"report:{report.pk}"
    return max(report.received_at, facts.moments.get(stream, report.received_at))


def notes(report: Report, ticket: Ticket | None, facts: Facts) -> Phrase:
    """Where it stands, in words."""
    words = WORDS.get(ticket.state if ticket else report.state, WORDS["received"])
    unit = facts.units.get(ticket.unit_id or 0, "") if ticket else ""
    reason = covered(facts.reasons.get(ticket.pk, "")) if ticket else ""
    zh, en = unit or "责任单位", unit or "the unit"
    return Phrase(
        words.zh.format(unit=zh, reason=f"：{reason}" if reason else ""),
        words.en.format(unit=en, reason=f": {reason}" if reason else ""),
    )


# Who reports here sees others' reports here. A caller of the hotline told an office, perhaps in confidence: of his report the kind and the
# place are public, as on the map, not his words, nor the house that he named.
TOLD_TO_ALL = ("open311", "citizen")


def _name(report: Report) -> Phrase:
    found = matters.matters().get(report.matter)
    return Phrase(found.name, found.name_en) if found else Phrase("待分类", "To be classified")


def description(report: Report, posting: Posting | None, told: Whereabouts | None) -> str | None:
    """What was said, without the lines that the answers added for the acceptor. Before its time and about a home: nothing."""
    if report.source not in TOLD_TO_ALL or (told is not None and not may_say(report, told)):
        return None
    text = report.text.removesuffix(posting.told).rstrip("\n") if posting and posting.told else report.text
    return covered(text) or None


def may_say(report: Report, told: Whereabouts) -> bool:
    """Words and pictures: of things in public, when their time has come. What another city's app filed is read there by its number at once, as
    its sender was told; its place still waits."""
    return told.words and (told.over or report.source == "open311")


def address(report: Report, told: Whereabouts | None) -> str | None:
    """As its sender wrote it, to him, and where there is no point yet; else the words of the place that is told."""
    if report.address and report.source == "open311" and told is None:
        return covered(report.address)
    if told is not None:
        words = places.name_of(report.grid[:6]) if told.how == "district" and report.grid else ""
        return words or places.place_text(told.lng, told.lat) or None
    if report.lng_e7 is None or report.lat_e7 is None:
        return None
    return places.place_text(report.lng_e7 / 1e7, report.lat_e7 / 1e7) or None


def _media(report: Report, posting: Posting | None, facts: Facts, site: str) -> list[str]:
    told = facts.told.get(report.pk)
    if told is not None and not may_say(report, told):
        return []
    own = [site + path for path in facts.photos.get(report.pk, ())]
    return own + ([posting.media_url] if posting and posting.media_url else [])
