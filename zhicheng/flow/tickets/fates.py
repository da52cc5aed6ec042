"""What became of many reports at once, for those who publish them: the ticket that each opened or follows, whether it is over, since when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from zhicheng.flow.reports.queries import Report
from zhicheng.flow.tickets.models import Follower, Ticket
from zhicheng.flow.tickets.states import ENDS
from zhicheng.infra import bulk
from zhicheng.infra.models import Event

OVER = ("lawful", "rejected")  # a report that ends without a ticket
SAYS_WHY = ("ticket.reject", "ticket.decline")


def of_reports(report_ids: Collection[int]) -> dict[int, Ticket]:
    """Report id → the ticket that it follows, else the newest that it opened, as `queries.of_report`; three queries, whatever the number."""
    if not report_ids:
        return {}
    ids = list(report_ids)
    followed = dict(bulk.among(Follower.objects.all(), "report_id", ids).values_list("report_id", "ticket_id"))
    tickets = Ticket.objects.in_bulk(set(followed.values()))
    found = {report: tickets[ticket] for report, ticket in followed.items() if ticket in tickets}
    own = bulk.among(Ticket.objects.order_by("pk"), "report_id", [i for i in ids if i not in found])
    return found | {t.report_id: t for t in own}


def only(rows: QuerySet[Report], *, over: bool) -> QuerySet[Report]:
    """Those of these reports that are over, or that are not."""
    follows = Follower.objects.filter(report_id=OuterRef("pk"))
    own = Ticket.objects.filter(report_id=OuterRef("pk"))
    running = Exists(own.exclude(state__in=sorted(ENDS)))  # given up for another and taken out again: the newest counts
    ended = Q(Exists(follows.filter(ticket__state__in=sorted(ENDS)))) | Q(state__in=OVER)
    ended |= Q(~Exists(follows), Exists(own.filter(state__in=sorted(ENDS))), ~running)
    return rows.filter(ended) if over else rows.exclude(ended)


def reports_of_many(ticket_ids: Collection[int]) -> dict[int, list[int]]:
    """Ticket id → ids of the report that opened it and of those that follow it."""
    out = {pk: [report] for pk, report in Ticket.objects.filter(pk__in=ticket_ids).values_list("pk", "report_id")}
    for ticket, report in Follower.objects.filter(ticket_id__in=ticket_ids).values_list("ticket_id", "report_id"):
        out[ticket].append(report)
    return out


def last_moments(streams: Collection[str]) -> dict[str, datetime]:
    """When something last happened to each."""
    if not streams:
        return {}
    rows = bulk.among(Event.objects.all(), "stream", list(streams)).order_by()
    return dict(rows.values_list("stream").annotate(last=Max("happened_at")))


def reasons(ticket_ids: Iterable[int]) -> dict[int, str]:
    """Why these were not accepted or not filed, in the words of who decided."""
    streams = [f"ticket:{pk}" for pk in ticket_ids]
    if not streams:
        return {}
    rows = Event.objects.filter(stream__in=streams, kind__in=SAYS_WHY)
    return {event.stream_id: str(event.data.get("reason", "")) for event in rows}
