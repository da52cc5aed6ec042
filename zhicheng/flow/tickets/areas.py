"""What an area's tickets say to those who look after it: what is open, and what comes back to the same place."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, QuerySet

from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.queries import within
from zhicheng.flow.tickets.states import OPEN


def open_in(area: str) -> QuerySet[Ticket]:
    """Open tickets of an area, the most reported first."""
    return Ticket.objects.filter(within(area), state__in=sorted(OPEN)).order_by("-reports", "pk")


def recurring_in(area: str, *, since: datetime, least: int) -> dict[int, tuple[int, int]]:
    """Matter and place (`cell`) → (how many tickets since then, the newest of them), where there were at least so many."""
    rows = Ticket.objects.filter(within(area), opened_at__gte=since).exclude(state="voided").order_by()
    counted = rows.values_list("cell").annotate(n=Count("id"), newest=Max("id")).filter(n__gte=least)
    return {cell: (n, newest) for cell, n, newest in counted}
