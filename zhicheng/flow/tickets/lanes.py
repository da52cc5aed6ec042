"""The fast lane (快速通道): where it is open for which matter, and what both lanes achieve, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db import transaction

from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.rules import ALL, lane_is_open
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.models import Switch
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

NAME = "fast_lane"
MOST = 100_000  # tickets that one comparison reads: newest first
STATES = {True: "开通", False: "关闭", None: "未设"}


def switches() -> dict[str, dict[str, bool]]:
    """Area prefix → {matter, class or "*": open?}. A list is the older form: all of it open."""
    return {
        s.area: dict.fromkeys(s.value, True) if isinstance(s.value, list) else dict(s.value)
        for s in Switch.objects.filter(name=NAME)
    }


class FastLane:
    """Is it open? Loaded once per batch, asked per report."""

    def __init__(self) -> None:
        self._switches = switches()
        self._digits = max((len(a) for a in self._switches), default=0)
        self._known: dict[tuple[str, str], bool] = {}

    def is_open(self, matter: str, grid: str) -> bool:
        key = (matter, grid[: self._digits])
        if key not in self._known:
            self._known[key] = lane_is_open(self._switches, matter, grid)
        return self._known[key]


def check_codes(codes: Iterable[str]) -> None:
    """BadInput for what is neither a matter, a class nor "*"."""
    for code in codes:
        if code != ALL and code not in matters.classes() and code not in matters.matters():
            raise BadInput(
                f"没有事项代码 {code}：请填小类代码、大类代码或 {ALL}（全部）。",
                f"There is no matter {code}: give the code of a matter, of a class, or {ALL} (all).",
                field="matter",
            )


def set_fast_lane(codes: Mapping[str, bool | None], *, area: str = "", by: str, at: datetime) -> list[Change]:
    """Open (True), close (False) or leave to the wider area (None) the fast lane per matter, class or "*" in an area.

    New tickets follow it; those that are open keep their lane.
    """
    check_codes(codes)
    with transaction.atomic():
        old = switches().get(area, {})
        new = {**old, **{c: v for c, v in codes.items() if v is not None}}
        new = {c: v for c, v in new.items() if codes.get(c, v) is not None}
        Switch.objects.update_or_create(name=NAME, area=area, defaults={"value": new})
        changes = [
            Change(
                f"{name_of(code)} × {area or '全市'}",
                "changed",
                {"快速通道": STATES[old.get(code)]},
                {"快速通道": STATES[new.get(code)]},
            )
            for code in codes
            if old.get(code) != new.get(code)
        ]
        record_changes(NAME, changes, by=by, at=at)
    return changes


def name_of(code: str) -> str:
    if code == ALL:
        return "全部事项"
    return f"{code} {matters.classes()[code][0] if len(code) == 2 else matters.matters()[code].name}"


@dataclass(frozen=True, slots=True)
class Figures:
    """One lane of one matter: how many, and medians in minutes (None where nothing was measured)."""

    tickets: int = 0
    to_dispatch: float | None = None
    to_spot: float | None = None
    to_close: float | None = None
    on_time: float | None = None
    rework: float | None = None
    returned: float | None = None


COLUMNS = ("matter", "fast_lane", "opened_at", "filed_at", "arrived_at", "closed_at", "on_time", "reworks", "returns")


def compared(*, areas: Sequence[str], since: datetime) -> dict[tuple[str, bool], Figures]:
    """(matter, is it the fast lane) → figures of the tickets opened since then in these areas."""
    rows = Ticket.objects.filter(opened_at__gte=since).order_by("-id")
    lanes: dict[tuple[str, bool], list[tuple[Any, ...]]] = defaultdict(list)
    for matter, fast, grid, *rest in rows.values_list("matter", "fast_lane", "grid", *COLUMNS[2:])[:MOST]:
        if any(grid.startswith(a) for a in areas):
            lanes[matter, fast].append(tuple(rest))
    return {key: figures(found) for key, found in lanes.items()}


def figures(rows: Sequence[tuple[Any, ...]]) -> Figures:
    """Medians and shares of rows (opened, filed, arrived, closed, on time, reworks, returns)."""
    told = [r[4] for r in rows if r[4] is not None]
    return Figures(
        tickets=len(rows),
        to_dispatch=_median([r[1] - r[0] for r in rows if r[1]]),
        to_spot=_median([r[2] - r[0] for r in rows if r[2]]),
        to_close=_median([r[3] - r[0] for r in rows if r[3]]),
        on_time=round(sum(told) / len(told), 3) if told else None,
        rework=round(sum(r[5] > 0 for r in rows) / len(rows), 3) if rows else None,
        returned=round(sum(r[6] > 0 for r in rows) / len(rows), 3) if rows else None,
    )


def _median(spans: Sequence[timedelta]) -> float | None:
    return round(median(s.total_seconds() for s in spans) / 60, 1) if spans else None
