"""Hot issues: what many people report now, and how it grew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from zhicheng.flow.tickets import queries
from zhicheng.flow.tickets.models import Follower, Ticket
from zhicheng.flow.tickets.rules import voice_of
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.calendar import CHINA

LEAST = 3  # people; two neighbours are no issue yet


@dataclass(frozen=True, slots=True)
class HotIssue:
    """A ticket that at least three people tell of within the period. `curve`: people of each day, oldest first; `recent`: their sum;
    `lately`: of the last 24 hours; `before`: of the 24 hours before.
    """

    ticket: Ticket
    recent: int
    lately: int
    before: int
    curve: tuple[tuple[date, int], ...]


def hot_issues(access: Access, *, at: datetime, days: int = 7, limit: int = 30) -> list[HotIssue]:
    """Most reports within the period first, of the viewer's areas."""
    since = at - timedelta(days=days)
    seen = queries.visible_to(access)
    counted = (
        Follower.objects.filter(report__received_at__gt=since, ticket__in=seen.filter(reports__gte=LEAST))
        .values_list("ticket_id")
        .annotate(n=Count("id"))
        .order_by("-n", "ticket_id")[: limit * 2]
    )
    tickets = queries.by_ids([pk for pk, _ in counted])
    moments = _moments(list(tickets), since)
    issues = [_issue(t, moments[t.pk], at, days) for t in tickets.values()]
    hot = [i for i in issues if i.recent >= LEAST]
    return sorted(hot, key=lambda i: (-i.recent, -i.lately, i.ticket.no))[:limit]


def _moments(ids: Sequence[int], since: datetime) -> dict[int, list[datetime]]:
    """When each person first told of each ticket, its own report included; who repeats himself is one voice."""
    first: dict[int, dict[str, datetime]] = {pk: {} for pk in ids}
    about = ("report__received_at", "report_id", "report__phone", "report__text")
    followers = Follower.objects.filter(ticket_id__in=ids, report__received_at__gt=since).values_list(
        "ticket_id", *about
    )
    own = Ticket.objects.filter(pk__in=ids, report__received_at__gt=since).values_list("pk", *about)
    for pk, moment, report, phone, text in (*own, *followers):
        voice = voice_of(report, phone, text)
        first[pk][voice] = min(moment, first[pk].get(voice, moment))
    return {pk: list(moments.values()) for pk, moments in first.items()}


def _issue(ticket: Ticket, moments: Sequence[datetime], at: datetime, days: int) -> HotIssue:
    by_day = Counter(m.astimezone(CHINA).date() for m in moments)
    today = at.astimezone(CHINA).date()
    curve = tuple((d, by_day[d]) for d in (today - timedelta(days=n) for n in reversed(range(days))))
    ages = [at - m for m in moments]
    day = timedelta(days=1)
    return HotIssue(ticket, len(moments), sum(a <= day for a in ages), sum(day < a <= 2 * day for a in ages), curve)
