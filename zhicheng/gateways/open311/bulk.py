"""Everything published, as one file (GeoReport Bulk): streamed, so that its length costs no memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet

from zhicheng.flow.reports.queries import Report
from zhicheng.gateways.open311 import published, wire
from zhicheng.gateways.open311.wire import Value
from zhicheng.law import matters

COLUMNS = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description", "status_notes", "source", "service_name",
    "service_subtype", "description", "agency_responsible", "address", "lat", "long",
)  # fmt: skip
TOGETHER = 1_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of showing it


def records(rows: QuerySet[Report], language: str, *, at: datetime, key: int = 0) -> Iterator[dict[str, Value]]:
    """Newest first, a thousand at a time by their numbers: no page is read twice, nothing is counted."""
    last = ""
    while True:
        page = list((rows.filter(receipt__lt=last) if last else rows)[:TOGETHER])
        facts = published.facts_of(page, at=at, key=key)
        yield from (_record(r, facts, language) for r in page)
        if len(page) < TOGETHER:
            return
        last = page[-1].receipt


def _record(report: Report, facts: published.Facts, language: str) -> dict[str, Value]:
    one = published.record(report, facts, language=language, site="")
    klass = matters.classes().get(report.matter[:2], ("", ""))
    return {
        "service_request_id": one["service_request_id"], "requested_datetime": one["requested_datetime"], "updated_datetime": one["updated_datetime"],
        "closed_date": one["updated_datetime"] if one["status"] == "closed" else None, "status_description": one["status"],
        "status_notes": one["status_notes"], "source": report.source, "service_name": klass[1] if language.startswith("en") else klass[0],
        "service_subtype": one["service_name"], "description": one["description"], "agency_responsible": one["agency_responsible"],
        "address": one["address"], "lat": one.get("lat"), "long": one.get("long"),
    }  # fmt: skip


def as_csv(found: Iterator[dict[str, Value]]) -> Iterator[bytes]:
    """RFC 4180 with a header."""
    yield _line(COLUMNS)
    for one in found:
        yield _line([_cell(one[name]) for name in COLUMNS])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else wire.moment(value) if hasattr(value, "astimezone") else str(value)  # type: ignore[arg-type]


def as_json(found: Iterator[dict[str, Value]]) -> Iterator[bytes]:
    between = b"["
    for one in found:
        yield between + wire.to_json(one)
        between = b",\n"
    yield b"]\n" if between != b"[" else b"[]\n"


def as_xml(found: Iterator[dict[str, Value]]) -> Iterator[bytes]:
    yield f"{wire.HEAD}<service_requests>".encode()
    for one in found:
        yield "".join(wire.element("request", one)).encode()
    yield b"</service_requests>\n"
