"""When may a message go out? Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from zhicheng.kernel.calendar import CHINA


def parse_quiet(text: str) -> tuple[time, time] | None:
    """ "22:00-07:00" → (22:00, 07:00); empty: no quiet hours. Raises ValueError."""
    if not text:
        return None
    begins, _, ends = text.partition("-")
    return time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())


def not_before(at: datetime, quiet: tuple[time, time] | None, *, urgent: bool) -> datetime:
    """The moment from which an SMS may be sent: now, or the end of the quiet hours unless it is urgent."""
    if quiet is None or urgent:
        return at
    local = at.astimezone(CHINA)
    begins, ends = quiet
    now = local.time()
    if not (begins <= now or now < ends if begins > ends else begins <= now < ends):
        return at
    day = local.date() + timedelta(days=1 if begins > ends and now >= begins else 0)
    return datetime.combine(day, ends, CHINA)
