"""What cameras and sensors saw, once it was confirmed, comes in as reports: with its masked picture and the words of the trade."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.flow.reports import services
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.sense import queries as sense
from zhicheng.flow.sense import services as sense_services
from zhicheng.flow.sense.queries import Lead
from zhicheng.ground.devices import pictures
from zhicheng.kernel.errors import NotFound

BY = "rule:sense@1"


def receive_observed(observation_ids: Sequence[int], *, at: datetime) -> int:
    """A report for each of these observations that was confirmed and has none; returns how many came in. Idempotent."""
    by_source: dict[str, list[Lead]] = defaultdict(list)
    for lead in sense.leads(observation_ids):
        by_source[lead.source].append(lead)
    done = 0
    with transaction.atomic():
        for source, leads in by_source.items():
            done += _receive(source, leads, at)
    return done


def _receive(source: str, leads: Sequence[Lead], at: datetime) -> int:
    known = {lead.key: lead.id for lead in leads}
    taken = services.receive_many([_incoming(lead, at) for lead in leads], source=source, by=BY, at=at)
    receipts = {known[r.key]: r.receipt for r in (*taken.reports, *taken.known)}
    sense_services.note_reports(receipts)
    return len(taken.reports)


def _incoming(lead: Lead, at: datetime) -> Incoming:
    return Incoming(
        key=lead.key, happened_at=lead.happened_at, text=lead.text, lng=lead.lng, lat=lead.lat, category=lead.matter, photos=_photo(lead, at),
        row=lead.id,
    )  # fmt: skip


def _photo(lead: Lead, at: datetime) -> list[str]:
    """Its masked picture as the report's photo; without one the report goes without: a lead is not lost for a picture."""
    if not lead.picture:
        return []
    try:
        data = pictures.read(lead.picture)
    except NotFound:
        return []
    return [str(services.store_photo(data, by=BY, at=at).pk)]
