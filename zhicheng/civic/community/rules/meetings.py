"""When has an area to meet, what comes to its table, which meetings yield nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

MIDNIGHT = datetime.min.time()
WHY = {
    "tabled": 0,
    "overdue": 1,
    "recurring": 2,
    "hot": 3,
    "open": 4,
}  # the order at the table: residents' own words first


def period_of(at: datetime) -> str:
    """The quarter of a moment in China: `2026Q3`."""
    day = at.astimezone(CHINA).date()
    return f"{day.year}Q{(day.month + 2) // 3}"


def period_ends(period: str) -> datetime:
    """The first moment after a quarter. BadInput for what is none."""
    year, _, quarter = period.partition("Q")
    if not (year.isdigit() and len(year) == 4 and quarter in ("1", "2", "3", "4")):
        raise BadInput(
            f"「{period}」不是季度，请写成 2026Q3。", f"“{period}” is no quarter; write it as 2026Q3.", field="period"
        )
    n = int(quarter)
    first = date(int(year) + (n == 4), 1 if n == 4 else n * 3 + 1, 1)
    return datetime.combine(first, MIDNIGHT, CHINA)


@dataclass(frozen=True, slots=True)
class Problem:
    """A ticket of the area that is not over, or has come back: `times` closed and opened again at this place; `reports` of it."""

    ticket: int
    late: bool
    times: int
    hot: bool
    reports: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the machine puts on the agenda, and why."""

    ticket: int
    why: str


def propose(problems: Sequence[Problem], *, recurring_times: int, most: int) -> list[Proposed]:
    """Each problem once, under its strongest reason: overdue, recurring, hot, open; within a reason the most reported, then the oldest."""
    chosen = [(_why(p, recurring_times), p) for p in problems]
    ordered = sorted(
        chosen,
        key=lambda c: (
            WHY[c[0]],
            -c[1].times if c[0] == "recurring" else 0,
            -c[1].reports,
            c[1].opened_at,
            c[1].ticket,
        ),
    )
    return [Proposed(p.ticket, why) for why, p in ordered[:most]]


def _why(one: Problem, recurring_times: int) -> str:
    if one.late:
        return "overdue"
    if one.times >= recurring_times:
        return "recurring"
    return "hot" if one.hot else "open"


def check_start(starts_at: datetime, *, at: datetime, notice_days: int) -> None:
    """People need some days to make room for it."""
    first = at + timedelta(days=notice_days)
    if starts_at < first:
        raise BadInput(
            f"会议要提前 {notice_days} 天通知，最早 {first.astimezone(CHINA):%m-%d %H:%M}，请改时间。",
            f"A meeting is announced {notice_days} days ahead: {first.astimezone(CHINA):%m-%d %H:%M} at the earliest; choose another time.",
            field="starts_at",
        )


@dataclass(frozen=True, slots=True)
class Yield:
    """What an area's meetings came to."""

    area: str
    meetings: int
    resolutions: int
    done: int


def is_barren(found: Yield) -> bool:
    """It met, and nothing came of it."""
    return found.meetings > 0 and found.done == 0


def why_words(why: str, *, days: int, times: int, reports: int) -> Phrase:
    """The reason in words for the agenda."""
    match why:
        case "overdue":
            return Phrase("已超期限", "past its limit")
        case "recurring":
            return Phrase(f"{days} 天内反复 {times} 次", f"came back {times} times in {days} days")
        case "hot":
            return Phrase(f"{reports} 人反映", f"{reports} people report it")
        case "tabled":
            return Phrase("居民提出", "tabled by a resident")
    return Phrase("尚未办结", "still open")
