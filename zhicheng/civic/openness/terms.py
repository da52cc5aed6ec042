"""What a city may choose about openness: delays, smallest counts, how long decisions are shown; where public records lie is chosen in the same
file (`tickets.whereabouts`). `openness.json` of the city's folder is laid over ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from zhicheng.flow.tickets import whereabouts
from zhicheng.flow.tickets.placing import MapTerms
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import Calendar, Limit
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

FILE = whereabouts.FILE
KINDS = ("figures", "cases", "answer")
UNITS = ("work_minute", "work_hour", "urgent_hour", "work_day", "natural_day")


class DecisionTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a decision is shown: small fines and warnings shorter (domain G.4)."""

    days: int
    days_small: int
    small_yuan: int


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    licence: str
    delays: dict[str, tuple[float, str]]
    by_itself: list[str]
    least: int
    answer_from: int
    decisions: DecisionTerms
    source: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """`by_itself`: kinds that are shown when their delay ends without a word; none unless the city says so."""

    licence: str
    delays: dict[str, Limit]
    by_itself: frozenset[str]
    least: int
    answer_from: int
    decisions: DecisionTerms
    map: MapTerms
    private: frozenset[str]
    seen: whereabouts.Terms

    def due(self, kind: str, at: datetime) -> datetime:
        return self.delays[kind].due(at, calendar())

    def shown_for(self, fine_yuan: int) -> timedelta:
        small = fine_yuan <= self.decisions.small_yuan
        return timedelta(days=self.decisions.days_small if small else self.decisions.days)


def terms() -> Terms:
    """Read again only when the city's file has changed."""
    path, changed = whereabouts.own_file()
    return _read(path, changed, whereabouts.terms())


@lru_cache(maxsize=4)
def _read(path: Path, changed: int, seen: whereabouts.Terms) -> Terms:
    ours: dict[str, Any] = json.loads(files(__package__).joinpath("data", FILE).read_text(encoding="utf-8"))
    if changed:
        own = {k: v for k, v in whereabouts.theirs(path).items() if k not in whereabouts.OURS}
        ours = whereabouts.laid_over(ours, own)
    return parse(ours, seen)


def parse(raw: dict[str, Any], seen: whereabouts.Terms) -> Terms:
    """BadInput names what is wrong in the city's file."""
    try:
        found = msgspec.convert(raw, _File)
    except msgspec.ValidationError as error:
        raise BadInput(
            f"城市文件 {FILE} 不对：{error}，请改正。", f"The city's {FILE} is not right: {error}; correct it."
        ) from None
    _check_kinds(found)
    if min(found.least, found.answer_from) < whereabouts.LEAST:
        raise BadInput(
            f"城市文件 {FILE} 的 least 至少为 3：再小就能看出是谁上报的。",
            f"least in the city's {FILE} is at least 3: below, people can be told apart.",
        )
    delays: dict[str, Any] = found.delays
    return Terms(
        found.licence, {kind: Limit(*limit) for kind, limit in delays.items()}, frozenset(found.by_itself), found.least, found.answer_from,
        found.decisions, seen.map, seen.private, seen,
    )  # fmt: skip


def _check_kinds(found: _File) -> None:
    odd = [k for k in (*found.by_itself, *found.delays) if k not in KINDS]
    if odd:
        raise BadInput(
            f"城市文件 {FILE} 里没有类别「{odd[0]}」，可选：{'、'.join(KINDS)}。",
            f"The city's {FILE}: there is no kind {odd[0]}; any of {', '.join(KINDS)}.",
        )
    wrong = [k for k, (amount, unit) in found.delays.items() if amount <= 0 or unit not in UNITS]
    if wrong:
        raise BadInput(
            f'城市文件 {FILE} 里「{wrong[0]}」的时限不对，请写成 [5, "work_day"]。',
            f'The city\'s {FILE}: the delay of {wrong[0]} is not right; write [5, "work_day"].',
        )


def calendar() -> Calendar:
    return matters.national_calendar(config().working_time)
