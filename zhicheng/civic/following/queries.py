"""What happened, told report by report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from zhicheng.civic.following.rules import News
from zhicheng.flow.reports.queries import Report
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.states import ENDS
from zhicheng.infra.config import config
from zhicheng.infra.journey import Happened
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

OVER = ("rejected", "lawful")
FIELDS = {"ticket.dispatch", "ticket.extend", "ticket.hold"}  # whose words need the event's body


def news_of(happened: Sequence[Happened]) -> list[News]:
    """One for each report that each event is about: of a ticket, those that opened it or follow it, and those of the result that it looks at
    again."""
    events = {e.pos: e for e in Event.objects.filter(pos__in=[h.pos for h in happened if h.kind in FIELDS])}
    of = tickets.reports_of_many([h.stream_id for h in happened if h.stream.startswith("ticket:")])
    out = []
    for h in happened:
        unit, until = _words(events[h.pos]) if h.pos in events else ("", "")
        abouts = [h.stream] if h.stream.startswith("report:") else [f"report:{r}" for r in of.get(h.stream_id, ())]
        out += [News(h.pos, h.kind, about, unit, until) for about in abouts]
    return out


def _words(event: Event) -> tuple[str, str]:
    """(unit, until): a unit's name is public, an officer's is not."""
    data = event.data
    if event.kind == "ticket.hold":
        return "", data.get("resume_on", "")
    due = data.get("due", "")
    until = datetime.fromisoformat(due).astimezone(CHINA).strftime("%m-%d %H:%M") if due else ""
    return data.get("unit_name", ""), until


def ends_at(report: Report, *, at: datetime) -> datetime | None:
    """When what is chosen now is erased: None while the report is open."""
    ticket = tickets.of_report(report.pk)
    over = report.state in OVER or (ticket is not None and ticket.state in ENDS)
    return at + timedelta(days=config().forget_ways_days) if over else None
