"""The city's own terms: points, limits, clocks. The pack's numbers, with what a manager of this city has set instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.civic.community.rules.points import Limits, PointRule
from zhicheng.infra import switches
from zhicheng.infra.changes import Change, record_changes
from zhicheng.infra.config import config
from zhicheng.kernel.calendar import Calendar
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase
from zhicheng.law import matters
from zhicheng.law.packs import load_pack

NAME = "community"
GROUPS = ("limits", "meetings", "commend", "figures", "volunteer")
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds today. `meetings`, `commend`, `figures`, `volunteer`: the pack's names with whole numbers."""

    points: Mapping[str, PointRule]
    limits: Limits
    level: str
    meetings: Mapping[str, int]
    commend: Mapping[str, int]
    figures: Mapping[str, int]
    volunteer: Mapping[str, int]
    firm_hours: int


def terms() -> Terms:
    """The pack and over it what this city has set: `{"points.rated": 2, "limits.daily_cap": 50}`."""
    pack, own = load_pack("national", "community"), overrides()
    group = {g: {k: own.get(f"{g}.{k}", v) for k, v in pack[g].items()} for g in GROUPS}
    level = str(group["meetings"].pop("level"))
    return Terms(
        {
            p["code"]: PointRule(p["code"], int(own.get(f"points.{p['code']}", p["points"])), Phrase(p["name"], p["name_en"]))
            for p in pack["points"]
        },
        Limits(**group["limits"]),
        level,
        group["meetings"],
        group["commend"],
        group["figures"],
        group["volunteer"],
        int(own.get("firm_hours", pack["firm_hours"])),
    )  # fmt: skip


def overrides() -> dict[str, Any]:
    """What this city has set, by dotted name."""
    return switches.get(NAME) or {}


def defaults() -> dict[str, int | str]:
    """Every name that may be set, with the pack's value."""
    pack = load_pack("national", "community")
    found: dict[str, int | str] = {f"points.{p['code']}": p["points"] for p in pack["points"]}
    for group in GROUPS:
        found |= {f"{group}.{k}": v for k, v in pack[group].items()}
    return found | {"firm_hours": pack["firm_hours"]}


def set_terms(values: Mapping[str, int | str | None], *, by: str, at: datetime) -> None:
    """Set some of them; None goes back to the pack. BadInput for a name that there is not or a number that makes no sense."""
    known = defaults()
    for name, value in values.items():
        _check(name, value, known)
    with transaction.atomic():
        old = overrides()
        kept = {k: v for k, v in {**old, **values}.items() if v is not None and v != known[k]}
        switches.put(NAME, kept)
        changes = [
            Change(n, "changed", {"值": str(old.get(n, known[n]))}, {"值": str(kept.get(n, known[n]))})
            for n in values
            if old.get(n, known[n]) != kept.get(n, known[n])
        ]
        record_changes(NAME, changes, by=by, at=at)


def _check(name: str, value: int | str | None, known: Mapping[str, int | str]) -> None:
    if name not in known:
        raise BadInput(
            f"没有「{name}」这一项，请从列表中选择。", f"There is no term “{name}”; choose one of the list.", field=name
        )
    if value is None:
        return
    if name == "meetings.level":
        if value not in ("street", "community"):
            raise BadInput(
                "会议层级只能是 street（街道）或 community（社区）。",
                "Meetings are held per street or per community: give “street” or “community”.",
                field=name,
            )
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise BadInput(
            f"「{name}」要填 0 到 {MOST} 的整数，现在是「{value}」。",
            f"“{name}” takes a whole number from 0 to {MOST}; it is “{value}”.",
            field=name,
        )


def calendar() -> Calendar:
    return matters.national_calendar(config().working_time)
