"""A filtered list of tickets as CSV or Excel. Streams: the rows are never all in memory."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from openpyxl import Workbook

from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.flow.tickets.states import STATES
from zhicheng.ground.people import queries as people
from zhicheng.ground.places import queries as places
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

MOST = 100_000
HEAD = (
    "工单号", "状态", "灯", "事项代码", "事项", "来源", "位置", "街道", "经度", "纬度", "处置单位", "建单时间", "时限", "结案时间", "按时", "上报数",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def response(rows: QuerySet[Ticket], *, format: str, at: datetime) -> HttpResponseBase:
    """The download. BadInput for another format than csv or xlsx."""
    if format == "csv":
        stream = StreamingHttpResponse(_csv(rows, at), content_type="text/csv; charset=utf-8")
        stream["Content-Disposition"] = 'attachment; filename="tickets.csv"'
        return stream
    if format == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(
            _xlsx(rows, at), content_type=kind, headers={"Content-Disposition": 'attachment; filename="tickets.xlsx"'}
        )
    raise BadInput("导出格式只有 csv 和 xlsx。", "The export is csv or xlsx.", field="format")


def _lines(rows: QuerySet[Ticket], at: datetime) -> Iterator[tuple[Any, ...]]:
    units = {o.pk: o.name for o in people.organisations()}
    for t in rows.order_by("-id")[:MOST].iterator(chunk_size=2_000):
        yield (
            t.no, STATES[t.state], tickets.lamp_of(t, at), t.matter, matters.matters()[t.matter].name, t.source, _safe(t.address),
            places.name_of(t.grid[:9]), t.lng_e7 / 1e7, t.lat_e7 / 1e7, units.get(t.unit_id or 0, ""), _local(t.opened_at),
            _local(t.due_at), _local(t.closed_at), {True: "是", False: "否", None: ""}[t.on_time], t.reports,
        )  # fmt: skip


def _local(moment: datetime | None) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe."""
    return "'" + text if text.startswith(FORMULA) else text


def _csv(rows: QuerySet[Ticket], at: datetime) -> Iterator[str]:
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield "\ufeff"  # Excel recognises UTF-8 by it
    writer.writerow(HEAD)
    for line in _lines(rows, at):
        writer.writerow(line)
        if buffer.tell() > 64_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _xlsx(rows: QuerySet[Ticket], at: datetime) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    sheet.append(HEAD)
    for line in _lines(rows, at):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()
