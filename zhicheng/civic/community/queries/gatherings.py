"""Open days and joint meetings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Coalesce

from zhicheng.civic.community.models import Duty, Item, Meeting, OpenDay, Resolution, Signup, Vote
from zhicheng.civic.community.queries.people import SEES
from zhicheng.civic.community.rules.meetings import Problem, Yield, is_barren
from zhicheng.civic.community.states import COUNTED
from zhicheng.flow.tickets import areas
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets.states import OPEN
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import NotFound

LEVELS = (6, 9)  # digits of a district's and a street's code
MOST_OPEN = 500  # of an area's open tickets that an agenda looks at


def open_days(*, after: datetime | None = None) -> QuerySet[OpenDay]:
    """Those that are announced or were held, the latest first; or what is still to come, the next first."""
    if after is None:
        return OpenDay.objects.order_by("-starts_at")
    return OpenDay.objects.filter(state="announced", ends_at__gt=after).order_by("starts_at")


def open_days_of(resident_id: int, *, without: Sequence[int]) -> list[OpenDay]:
    """What a resident signed up for, besides these, the latest first."""
    return list(
        OpenDay.objects.filter(signups__resident_id=resident_id).exclude(pk__in=without).order_by("-starts_at")[:20]
    )


def open_day(pk: int) -> OpenDay:
    found = OpenDay.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个开放日。", "There is no such open day.")
    return found


def taken(open_day_id: int) -> int:
    """How many of its places are taken."""
    return Signup.objects.filter(open_day_id=open_day_id, state__in=sorted(COUNTED)).count()


def waiting_list(open_day_id: int) -> QuerySet[Signup]:
    """Who waits longest first."""
    return Signup.objects.filter(open_day_id=open_day_id, state="waiting").order_by("since_at", "pk")


def within(access: Access, roles: frozenset[str]) -> Q:
    """Rows whose `area` lies in one of a grant of these roles, or round it: a community's liaison belongs to the street's meeting."""
    seen = Q(pk__in=[])
    for grant in access.grants:
        if grant.role in roles:
            seen |= Q(area__startswith=grant.area) | Q(area__in=[grant.area[:n] for n in LEVELS if n < len(grant.area)])
    return seen


def meetings_visible_to(access: Access) -> QuerySet[Meeting]:
    return Meeting.objects.filter(within(access, SEES)).order_by("-starts_at", "-pk")


def meeting(no: str, access: Access) -> Meeting:
    found = meetings_visible_to(access).filter(no=no).first()
    if found is None:
        raise NotFound("没有这次会议，或不在您的辖区。", "There is no such meeting, or it is not in your area.")
    return found


def duties(access: Access, *, period: str = "") -> QuerySet[Duty]:
    """Which areas have to meet, the most urgent first."""
    rows = Duty.objects.filter(within(access, SEES)).select_related("meeting").order_by("last_at", "area")
    return rows.filter(period=period) if period else rows.filter(state="open")


def items_of_area(area: str, *, states: Sequence[str] = ("tabled", "on_agenda")) -> QuerySet[Item]:
    """What waits for a meeting here, the most wanted first."""
    rows = Item.objects.filter(area=area, state__in=states).select_related("ticket")
    return rows.annotate(n_votes=Count("votes")).order_by("-n_votes", "pk")


def items_of_meeting(meeting_id: int) -> QuerySet[Item]:
    """A meeting's agenda: residents' own words first, the most wanted first."""
    rows = Item.objects.filter(meeting_id=meeting_id).select_related("ticket").annotate(n_votes=Count("votes"))
    return rows.order_by(Case(When(why="tabled", then=0), default=1), "-n_votes", "pk")


def voted(resident_id: int, item_ids: Sequence[int]) -> set[int]:
    """Which of these he has voted for."""
    return set(Vote.objects.filter(resident_id=resident_id, item_id__in=item_ids).values_list("item_id", flat=True))


def answers_due(at: datetime) -> QuerySet[Item]:
    """Residents' items whose days to answer are over by then."""
    return Item.objects.filter(due_at__lte=at, resident__isnull=False).order_by("due_at", "pk")


def answers_owed(access: Access) -> QuerySet[Item]:
    """Residents' items of the viewer's areas that nobody has answered, the longest overdue first."""
    rows = Item.objects.filter(within(access, SEES), resident__isnull=False, answered_at__isnull=True).exclude(
        state="withdrawn"
    )
    return (
        rows.annotate(n_votes=Count("votes"), by=Coalesce("late_at", "due_at"))
        .order_by("by", "pk")
        .select_related("ticket")
    )


def item_of(pk: int) -> Item:
    found = Item.objects.select_related("ticket").filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这个议题。", "There is no such item.")
    return found


def resolutions_of(meeting_id: int) -> QuerySet[Resolution]:
    return Resolution.objects.filter(meeting_id=meeting_id).select_related("report", "firm").order_by("pk")


def resolution(pk: int, access: Access) -> Resolution:
    found = (
        Resolution.objects.filter(pk=pk, meeting__in=meetings_visible_to(access))
        .select_related("meeting", "item")
        .first()
    )
    if found is None:
        raise NotFound("没有这条决议，或不在您的辖区。", "There is no such resolution, or it is not in your area.")
    return found


def resolution_by_digest(digest: str) -> Resolution | None:
    return Resolution.objects.select_related("firm", "meeting").filter(link=digest).first()


def done_resolutions(ids: Sequence[int]) -> list[Resolution]:
    """Those of these that were carried out, with their meetings and items."""
    return list(Resolution.objects.filter(pk__in=ids, state="done").select_related("meeting", "item").order_by("pk"))


def votes_for(one: Resolution) -> int:
    """How many residents stand behind it: who tabled its item, and who voted for it; 0 without an item."""
    return 1 + Vote.objects.filter(item_id=one.item_id).count() if one.item_id else 0


def last_resolutions(one: Meeting) -> QuerySet[Resolution]:
    """What became of the last meeting: its resolutions, and older ones that are still not over."""
    before = Meeting.objects.filter(area=one.area, state="concluded", starts_at__lt=one.starts_at).order_by(
        "-starts_at"
    )
    last = before.first()
    open_ = Q(meeting__in=before, state__in=["agreed", "in_hand"])
    rows = Resolution.objects.filter(open_ | Q(meeting=last) if last else open_)
    return rows.select_related("meeting", "report").order_by("meeting__starts_at", "pk")


def barren_areas(access: Access, *, since: datetime) -> list[Yield]:
    """Areas that met and have nothing to show for it, those that met most often first."""
    met = Meeting.objects.filter(within(access, SEES), state="concluded", concluded_at__gte=since)
    meetings = Counter(met.values_list("area", flat=True))
    agreed = Resolution.objects.filter(meeting__in=met).values_list("meeting__area", "state")
    all_, done = Counter(a for a, _ in agreed), Counter(a for a, s in agreed if s == "done")
    found = [Yield(a, n, all_[a], done[a]) for a, n in meetings.items()]
    return sorted((y for y in found if is_barren(y)), key=lambda y: (-y.meetings, y.area))


def problems_of(area: str, *, at: datetime, recurring_days: int, recurring_times: int, hot: int) -> list[Problem]:
    """Open tickets of an area and those whose matter came back at that place again and again, open or closed by now."""
    again = areas.recurring_in(area, since=at - timedelta(days=recurring_days), least=max(2, recurring_times))
    open_ = list(areas.open_in(area)[:MOST_OPEN])
    cells = {t.cell for t in open_}
    closed = tickets.by_ids([newest for cell, (_, newest) in again.items() if cell not in cells]).values()
    once = {t.cell: t for t in [*reversed(open_), *closed]}.values()  # of one place and matter the most reported
    return [_problem(t, again, at, hot) for t in once]


def _problem(t: tickets.Ticket, again: dict[int, tuple[int, int]], at: datetime, hot: int) -> Problem:
    late = t.limit_due_at is not None and t.limit_due_at < at and t.state in OPEN
    return Problem(t.pk, late, again.get(t.cell, (1, 0))[0], t.reports >= hot, t.reports, t.opened_at)
