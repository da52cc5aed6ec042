"""How long a whistle may take: the report-in and the handling clock of each kind, from the pack; and the working-time calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from zhicheng.infra.config import config
from zhicheng.kernel.calendar import Calendar, Limit
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters
from zhicheng.law.packs import load_pack


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of whistle with its two limits: to report in, and to finish."""

    code: str
    name: Phrase
    report_in: Limit
    handle: Limit


def words(limit: Limit) -> Phrase:
    """A limit as people say it: "30分钟", "24小时", "2工作时"."""
    if limit.unit != "urgent_hour":
        return limit.words
    if limit.amount < 1:
        return Phrase(f"{limit.amount * 60:g}分钟", f"{limit.amount * 60:g} min")
    return Phrase(f"{limit.amount:g}小时", f"{limit.amount:g} h")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Both clocks of a whistle, from the moment it is blown."""

    report_due_at: datetime
    act_due_at: datetime


@cache
def kinds() -> Mapping[str, Kind]:
    """The kinds in the order of their haste."""
    return {
        k["code"]: Kind(k["code"], Phrase(k["name"], k["name_en"]), Limit(*k["report_in"]), Limit(*k["handle"]))
        for k in load_pack("national", "whistles")["kinds"]
    }


def kind_of(code: str) -> Kind:
    found = kinds().get(code)
    if found is None:
        raise BadInput(
            f"没有哨种「{code}」，可选：{'、'.join(kinds())}。",
            f"There is no kind of whistle “{code}”; choose one of {', '.join(kinds())}.",
            field="kind",
        )
    return found


def start(kind: Kind, at: datetime) -> Clocks:
    return Clocks(kind.report_in.due(at, calendar()), kind.handle.due(at, calendar()))


def reply_until(at: datetime) -> datetime:
    """Until when a rated department may reply, and the street may think again."""
    return Limit(*load_pack("national", "whistles")["reply"]).due(at, calendar())


def link_until(at: datetime) -> datetime:
    return at + timedelta(days=load_pack("national", "whistles")["link_days"])


def link_beyond(due: datetime, until: datetime) -> datetime:
    """A link lasts at least a day longer than what is asked of whoever holds it."""
    return max(until, due + timedelta(days=1))


def there_metres() -> int:
    """So near counts as being at the place: a phone's fix in a street is good to some dozen metres."""
    return int(load_pack("national", "whistles")["there_metres"])


def calendar() -> Calendar:
    return matters.national_calendar(config().working_time)
