"""The comprehensive search over all tickets (综合查询): filters, and keyset pages whose cost has a bound.

Where one index finds the rows in order of time, a page reads fifty of them. Any other filter could read the whole table to find
few rows or none; such a page looks at `WINDOW` tickets, newest first, and may come back short with a cursor to go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.queries import STREET_DIGITS, visible_to, within
from zhicheng.flow.tickets.states import ENDS, STATES
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import to_e7
from zhicheng.law import matters

PAGE = 50
MOST = 200
CLOCK_SLACK = 10_000  # tickets around a span of time whose clock may have been set back
WINDOW = 200_000  # tickets that one page looks at when no index finds its rows


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be asked for; empty means any."""

    state: tuple[str, ...] = ()
    lamp: str = ""
    matter: str = ""
    klass: str = ""
    unit: int = 0
    area: str = ""
    source: str = ""
    q: str = ""
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    bbox: tuple[float, float, float, float] | None = None


def _is_ticket_number(q: str) -> bool:
    """The beginning of a number: year, month, day, and what follows."""
    return q.isascii() and q.isdigit() and len(q) >= 6 and q.startswith("20")


def _is_number(text: str) -> bool:
    """A whole number that fits a database column; `isdigit` alone also likes "²"."""
    return text.isascii() and text.isdigit() and len(text) <= 18


def filter_from(params: Mapping[str, str]) -> Filter:
    """Query parameters of a list → Filter; BadInput names the parameter that is wrong."""

    def number(name: str) -> int:
        value = params.get(name, "")
        if value and not _is_number(value):
            raise BadInput(f"{name} 应为数字。", f"{name} must be a number.", field=name)
        return int(value or 0)

    def moment(name: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(params[name]) if params.get(name) else None
        except ValueError:
            raise BadInput(
                f"{name} 应为 ISO 8601 时间，例如 2026-05-01T00:00:00+08:00。",
                f"{name} must be a time in ISO 8601, such as 2026-05-01T00:00:00+08:00.",
                field=name,
            ) from None
        return found.replace(tzinfo=CHINA) if found and found.tzinfo is None else found

    bbox: tuple[float, float, float, float] | None = None
    if params.get("bbox"):
        try:
            west, south, east, north = (float(x) for x in params["bbox"].split(","))
            if not all(abs(x) <= 180 for x in (west, south, east, north)):  # also refuses nan
                raise ValueError
            bbox = (west, south, east, north)
        except ValueError:
            raise BadInput(
                "bbox 应为 西,南,东,北 四个度数。", "bbox has four degrees: west,south,east,north.", field="bbox"
            ) from None
    return Filter(
        state=tuple(s for s in params.get("state", "").split(",") if s), lamp=params.get("lamp", ""), matter=params.get("matter", ""),
        klass=params.get("class", ""), unit=number("unit"), area=params.get("area", ""), source=params.get("source", ""),
        q=params.get("q", "").strip(), opened_from=moment("from"), opened_to=moment("to"), bbox=bbox,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Ids of the tickets opened in a span of time: ids follow time. 0 is open."""

    first: int = 0
    last: int = 0


def page(
    access: Access, wanted: Filter, *, at: datetime, after: str = "", limit: int = PAGE
) -> tuple[list[Ticket], str]:
    """One page, newest first: the rows and the cursor of the next page ("" at the end). Short pages are not the end."""
    limit = max(1, min(limit, MOST))
    if after and not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise BadInput(
            "翻页标记无效，请从第一页开始。", "The page mark is not valid; begin at the first page.", field="after"
        )
    span = _span(wanted)
    if span is None:
        return [], ""
    rows = _chosen(visible_to(access), wanted, span, at)
    if after:
        rows = rows.filter(id__lt=int(after))
    low = 0
    if not _is_indexed(wanted, access):
        top = int(after) if after else span.last or _newest()
        low = max(0, top - WINDOW)
        rows = rows.filter(id__gte=low)
    found = list(rows.order_by("-id")[: limit + 1])
    if len(found) > limit:
        return found[:limit], str(found[limit - 1].pk)
    return found, str(low) if low > max(span.first, 1) else ""


def every(access: Access, wanted: Filter, *, at: datetime) -> QuerySet[Ticket]:
    """All rows of a filter, for a count or an export."""
    span = _span(wanted)
    return Ticket.objects.none() if span is None else _chosen(visible_to(access), wanted, span, at)


def _newest() -> int:
    return (Ticket.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1


def _is_indexed(wanted: Filter, access: Access) -> bool:
    """Does one index give the page in order of time (or a short stretch of it), so that no bound is needed?"""
    if "" not in access.areas or wanted.bbox:
        return False
    number = _is_ticket_number(wanted.q)
    asked = [
        *wanted.state, wanted.matter, wanted.klass, wanted.unit, wanted.area, wanted.source, wanted.lamp, "" if number else wanted.q,
    ]  # fmt: skip
    alone = (not wanted.q or number) and wanted.lamp in ("", "red", "yellow") and _is_street(wanted.area)
    return alone and sum(bool(a) for a in asked) <= 1


def _is_street(area: str) -> bool:
    return not area or len(area) >= STREET_DIGITS


def _chosen(rows: QuerySet[Ticket], wanted: Filter, span: Span, at: datetime) -> QuerySet[Ticket]:
    unknown = set(wanted.state) - set(STATES)
    if unknown:
        raise BadInput(
            f"没有状态 {'、'.join(sorted(unknown))}。",
            f"There is no state {', '.join(sorted(unknown))}.",
            field="state",
        )
    same = {"matter": wanted.matter, "klass": wanted.klass, "unit": wanted.unit, "source": wanted.source,
            "id__gte": span.first, "id__lte": span.last, "opened_at__gte": wanted.opened_from, "opened_at__lt": wanted.opened_to}  # fmt: skip
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.state:
        rows = rows.filter(state__in=wanted.state) if len(wanted.state) > 1 else rows.filter(state=wanted.state[0])
    if wanted.area:
        rows = rows.filter(within(wanted.area))
    if wanted.bbox:
        west, south, east, north = wanted.bbox
        rows = rows.filter(lng_e7__range=(to_e7(west), to_e7(east)), lat_e7__range=(to_e7(south), to_e7(north)))
    if wanted.lamp:
        rows = _by_lamp(rows, wanted.lamp, at)
    if _is_ticket_number(wanted.q):
        return rows.filter(no__startswith=wanted.q)
    return _by_words(rows, wanted.q) if wanted.q else rows


def _span(wanted: Filter) -> Span | None:
    """The ids that a span of time, or the day in a ticket's number, leaves; None when there can be none."""
    begins, ends = [wanted.opened_from], [wanted.opened_to]
    if _is_ticket_number(wanted.q):
        day = _day_of(wanted.q)
        if day is None:
            return None
        begins.append(day[0])
        ends.append(day[1])
    first, last = 0, 0
    if any(begins):
        first = _first_id(max(b for b in begins if b))
        if not first:
            return None  # nothing was opened since
        first = max(1, first - CLOCK_SLACK)
    if any(ends):
        after = _first_id(min(e for e in ends if e))
        last = after + CLOCK_SLACK if after else 0
    return Span(first, last)


def _day_of(number: str) -> tuple[datetime, datetime] | None:
    """A ticket's number begins with the day it was opened: that day, or that month where the day is not typed yet."""
    try:
        first = datetime(int(number[:4]), int(number[4:6]), int(number[6:8]) if len(number) >= 8 else 1, tzinfo=CHINA)
    except ValueError:
        return None
    return first, first + timedelta(days=1) if len(number) >= 8 else (first + timedelta(days=31)).replace(day=1)


def _first_id(moment: datetime) -> int:
    """The first ticket opened at or after a moment; 0 when there is none."""
    return Ticket.objects.filter(opened_at__gte=moment).order_by("opened_at").values_list("id", flat=True).first() or 0


def _by_lamp(rows: QuerySet[Ticket], lamp: str, at: datetime) -> QuerySet[Ticket]:
    match lamp:
        case "red":
            return rows.filter(due_at__lt=at)
        case "yellow":
            return rows.filter(due_at__gte=at, yellow_at__lte=at)
        case "green":
            # Most open tickets are green: reading in order of time finds a page sooner than the index of deadlines.
            return rows.exclude(state__in=ENDS).exclude(due_at__lt=at).exclude(yellow_at__lte=at)
        case "grey":
            return rows.filter(Q(due_at__isnull=True) | Q(state__in=ENDS))
    raise BadInput("灯色只有 green、yellow、red、grey。", "A lamp is green, yellow, red or grey.", field="lamp")


def _by_words(rows: QuerySet[Ticket], q: str) -> QuerySet[Ticket]:
    named = [m.code for m in matters.matters().values() if q in m.name or q.lower() in m.name_en.lower()]
    return rows.filter(Q(text__contains=q) | Q(address__contains=q) | Q(matter__in=named))
