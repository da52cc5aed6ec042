"""Weekly hours as offices write them: "周一至周五 08:00-16:00；周六 09:00-12:00" ⇄ spans.

A span is `{"days": "12345", "from": "08:00", "to": "16:00"}`; days count from Monday = 1. Hours past midnight belong to the day
on which they began.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from zhicheng.kernel.errors import BadInput

Span = Mapping[str, str]
DAYS = "一二三四五六日"
ALL_DAYS = "1234567"
_SPAN = re.compile(r"(?P<days>.*?)(?P<a>\d{1,2}[:：]\d{2})\s*[-–—~～至到]\s*(?P<b>\d{1,2}[:：]\d{2})")


def parse_hours(text: str) -> list[dict[str, str]]:
    """Spans of such a text; empty is none. BadInput for what is no hours."""
    return [_span(part.strip()) for part in re.split(r"[;；]", text) if part.strip()]


def _span(part: str) -> dict[str, str]:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise BadInput(
            f"时段「{part}」看不懂，请写成 周一至周五 08:00-16:00。",
            f"The hours “{part}” are not readable; write 12345 08:00-16:00 (1 is Monday).",
        )
    return {"days": _days(found["days"].strip()), "from": _moment(found["a"]), "to": _moment(found["b"])}


def _moment(text: str) -> str:
    hour, minute = (int(p) for p in re.split("[:：]", text))
    try:
        return time(hour % 24 if minute == 0 else hour, minute).isoformat("minutes")  # 24:00 is the next day's 00:00
    except ValueError:
        raise BadInput(f"没有 {text} 这个时刻。", f"There is no time {text}.") from None


def _days(text: str) -> str:
    """ "周一至周五", "周六、周日", "每天", "12345" or nothing (every day) → digits."""
    text = text.removeprefix("每").replace("星期", "周").replace("天", "日").strip()
    if text in ("", "日", "周"):
        return ALL_DAYS
    if text.isdigit() and set(text) <= set(ALL_DAYS):
        return "".join(sorted(set(text)))
    chosen: set[int] = set()
    for part in re.split(r"[、,，]", text):
        names = [n.strip().removeprefix("周") for n in re.split("[至到-]", part)]
        if not all(len(n) == 1 and n in DAYS for n in names) or not 1 <= len(names) <= 2:
            raise BadInput(
                f"「{text}」不是星期几，请写成 周一至周五 或 周六、周日。",
                f"“{text}” is no day of the week; write 12345 or 67 (1 is Monday).",
            )
        first, last = DAYS.index(names[0]), DAYS.index(names[-1])
        chosen |= {d % 7 for d in range(first, (last if last >= first else last + 7) + 1)}
    return "".join(str(d + 1) for d in sorted(chosen))


def hours_text(spans: Sequence[Span]) -> str:
    """Spans as people read them."""
    return "；".join(f"{days_text(s.get('days', ALL_DAYS))} {s['from']}-{s['to']}" for s in spans)


DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def hours_in_english(spans: Sequence[Span]) -> str:
    """The same for those who read English: Mon–Fri 08:00–16:00."""
    return "; ".join(f"{days_in_english(s.get('days', ALL_DAYS))} {s['from']}–{s['to']}" for s in spans)


def days_in_english(days: str) -> str:
    """ "12345" → Mon–Fri."""
    if days == ALL_DAYS:
        return "every day"
    if _unbroken(days):
        return f"{DAYS_EN[int(days[0]) - 1]}–{DAYS_EN[int(days[-1]) - 1]}"
    return ", ".join(DAYS_EN[int(d) - 1] for d in days)


def _unbroken(days: str) -> bool:
    return len(days) > 2 and days == "".join(str(d) for d in range(int(days[0]), int(days[-1]) + 1))


def days_text(days: str) -> str:
    """ "12345" → 周一至周五."""
    if days == ALL_DAYS:
        return "每天"
    if _unbroken(days):
        return f"周{DAYS[int(days[0]) - 1]}至周{DAYS[int(days[-1]) - 1]}"
    return "、".join(f"周{DAYS[int(d) - 1]}" for d in days)


def hours_on(spans: Sequence[Span], day: date) -> list[Span]:
    """The spans that begin on this day."""
    return [s for s in spans if str(day.isoweekday()) in s.get("days", ALL_DAYS)]
