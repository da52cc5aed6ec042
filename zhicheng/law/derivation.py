"""Why a period ends on that day, in words: "5 working days from 30 April: 6, 7, 8, 9 (make-up), 11 May"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zhicheng.kernel.calendar import CHINA, Calendar
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.periods import Deadline

UNITS = {
    "working_day": Phrase("个工作日", "working days"), "day": Phrase("日", "days"), "month": Phrase("个月", "months"),
    "year": Phrase("年", "years"), "hour": Phrase("小时", "hours"),
}  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKEND = 5  # Saturday and Sunday are 5 and 6
LISTED = 12  # more counted days than these are only numbered


def derivation(found: Deadline, calendar: Calendar) -> Phrase:
    """How this deadline was counted, for the person who asks why that day."""
    if found.period.amount == 0:
        return _set_by_hand(found)
    if found.name == "first_court_day":  # the later of two ends, not one count
        n, since = found.period.amount, found.start
        return Phrase(
            f"复议和起诉期限都已届满，并且自{_zh(since)}催告起满 {n} 个工作日之后的第一日。",
            f"The first day after both the time for remedies and {n} working days from the urging of {_en(since)} are over.",
        )
    unit = UNITS[found.period.unit]
    n = found.period.amount
    zh = [f"自{_zh(found.start)}起 {n} {unit.zh}（当日不计）"]
    en = [f"{n} {unit.en} from {_en(found.start)} (that day not counted)"]
    if found.counted and len(found.counted) <= LISTED:
        zh.append("：" + "、".join(_day(d, calendar).zh for d in _with_month(found.counted)))
        en.append(": " + _listed(found.counted, calendar))
    if found.moment is not None:
        moment = found.moment.astimezone(CHINA)
        zh.append(f"，到 {moment:%m-%d %H:%M}")
        en.append(f", until {moment:%H:%M} on {_en(moment.date())}")
    if found.rolled_from is not None:
        zh.append(f"；{_zh(found.rolled_from)}是休息日，顺延到 {_zh(found.on)}")
        en.append(f"; {_en(found.rolled_from)} is a rest day, so it moves to {_en(found.on)}")
    if found.operational != found.on:
        zh.append(f"；{_zh(found.on)}是休息日而机关的期限不顺延，应在 {_zh(found.operational)} 前办完")
        en.append(
            f"; {_en(found.on)} is a rest day and an agency's term does not move: have it done by {_en(found.operational)}"
        )
    if found.provisional:
        zh.append("；该年放假安排尚未公布，为暂定日期")
        en.append("; the holidays of that year are not published yet, so the day is provisional")
    return Phrase("".join(zh) + "。", "".join(en) + ".")


def _set_by_hand(found: Deadline) -> Phrase:
    """A moment that a paper names: no period was counted."""
    end = f"{found.moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if found.moment else found.on.isoformat()
    return Phrase(
        f"{_zh(found.start)}送达的文书写明的期限：{end}。",
        f"The term that the paper of {_en(found.start)} names: {end}.",
    )


def _with_month(days: Sequence[date]) -> Sequence[tuple[date, bool]]:
    """Each day, and whether its month has to be said: at the first, and where it changes."""
    return [(d, n == 0 or d.month != days[n - 1].month) for n, d in enumerate(days)]


def _day(pair: tuple[date, bool], calendar: Calendar) -> Phrase:
    day, says_month = pair
    makeup = day.weekday() >= WEEKEND and calendar.is_working_day(day)
    zh = f"{day.month}月{day.day}日" if says_month else f"{day.day}日"
    return Phrase(zh + ("（调休上班）" if makeup else ""), f"{day.day}{' (make-up)' if makeup else ''}")


def _listed(days: Sequence[date], calendar: Calendar) -> str:
    """6, 7, 8, 9 (make-up), 11 May; 1 June."""
    parts: list[str] = []
    for n, pair in enumerate(pairs := _with_month(days)):
        last_of_month = n + 1 == len(pairs) or pairs[n + 1][1]
        parts.append(_day(pair, calendar).en + (f" {MONTHS[pair[0].month - 1]}" if last_of_month else ""))
    return ", ".join(parts)


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _en(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
