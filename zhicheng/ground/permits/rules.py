"""Is a stall lawful here and now? Pure: place, moment and permits in, verdict with article out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.geo import are_within
from zhicheng.kernel.phrases import Phrase
from zhicheng.kernel.verdict import Reason

ARTICLE = Phrase("INV-89 · 无证无照经营查处办法 第三条", "INV-89 · Measures on Unlicensed Business, art. 3")


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """`hours` like ({"days": "1234567", "from": "17:00", "to": "22:00"},); empty = always. Days: 1 = Monday."""

    number: str
    place: str
    lng: float
    lat: float
    radius_m: int
    hours: tuple[Mapping[str, str], ...]
    valid_from: date
    valid_to: date


def is_open(permit: PermitFacts, at: datetime) -> bool:
    """Within validity and hours, in China's time; hours past midnight ("17:00" to "02:00") belong to the day they began."""
    local = at.astimezone(CHINA)
    if not permit.hours:
        return permit.valid_from <= local.date() <= permit.valid_to
    days = (local.date(), local.date() - timedelta(days=1))
    return any(_runs(permit, span, day, local) for span in permit.hours for day in days)


def _runs(permit: PermitFacts, span: Mapping[str, str], day: date, local: datetime) -> bool:
    """Is this the span that began on `day`? Its validity and its day of the week are those of the beginning."""
    if not permit.valid_from <= day <= permit.valid_to or str(day.isoweekday()) not in span.get("days", "1234567"):
        return False
    opens = datetime.combine(day, time.fromisoformat(span["from"]), CHINA)
    closes = datetime.combine(day, time.fromisoformat(span["to"]), CHINA)
    return opens <= local < (closes if opens <= closes else closes + timedelta(days=1))


def lawful_stall(lng: float, lat: float, at: datetime, permits: Sequence[PermitFacts]) -> Reason | None:
    """A reason that it is lawful, citing the permit; None when no permit covers place and hour."""
    permit = covering(lng, lat, at, permits)
    return None if permit is None else Reason(True, ARTICLE, _designated(permit))


def covering(lng: float, lat: float, at: datetime, permits: Sequence[PermitFacts]) -> PermitFacts | None:
    """The first permit that covers place and hour."""
    for permit in permits:
        if are_within(permit.radius_m, lng, lat, permit.lng, permit.lat) and is_open(permit, at):
            return permit
    return None


def _designated(permit: PermitFacts) -> Phrase:
    spans = [f"{h['from']}–{h['to']}" for h in permit.hours]
    return Phrase(
        f"{permit.place}（{permit.number}）为指定摊位点，开放时间 {'、'.join(spans) or '全天'}：不予追究",
        f"{permit.place} ({permit.number}) is a designated stall place, open {', '.join(spans) or 'all day'}: not pursued",
    )
