"""When are points given? A table of the city's says how many; these limits say when nothing is given, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.geo import are_within, metres_between
from zhicheng.kernel.phrases import Phrase

PLACED = frozenset({"report_filed", "report_closed"})  # rules whose thing has a place of the reporter's own


@dataclass(frozen=True, slots=True)
class PointRule:
    """One line of the table."""

    code: str
    points: int
    name: Phrase


@dataclass(frozen=True, slots=True)
class Limits:
    """The city's limits against farming points."""

    daily_cap: int
    same_place_metres: int
    same_place_days: int
    farm_metres: int
    farm_reports: int
    farm_days: int
    rejected_percent: int
    rejected_least: int


@dataclass(frozen=True, slots=True)
class Earned:
    """What this person, or somebody with the same device, was given: for which thing, where, when. `own`: this very person."""

    rule: str
    source: str
    points: int
    at: datetime
    lng: float | None = None
    lat: float | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report of this person's within the time that the limits look back."""

    source: str
    at: datetime
    rejected: bool
    lng: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Points that would be given now. `today` begins at midnight in China."""

    rule: PointRule
    source: str
    at: datetime
    today: datetime
    lng: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class PointRefusal:
    """Why nothing is given. `code` is stable; the words are for the person."""

    code: str
    said: Phrase


def refusal(
    asked: Asked, earned: Sequence[Earned], reports: Sequence[OwnReport], limits: Limits
) -> PointRefusal | None:
    """The first limit that is reached, or None: the points are given."""
    if asked.rule.points <= 0:
        return PointRefusal("no_points", Phrase("本市对此不计积分", "This city gives no points for it"))
    if asked.rule.code in PLACED:
        for check in (_same_place, _farm, _rejected):
            found = check(asked, earned, reports, limits)
            if found:
                return found
    return _daily_cap(asked, earned, limits)


def _same_place(
    asked: Asked, earned: Sequence[Earned], reports: Sequence[OwnReport], limits: Limits
) -> PointRefusal | None:
    if asked.lng is None or asked.lat is None:
        return None
    since = asked.at - timedelta(days=limits.same_place_days)
    for one in earned:
        if (
            one.rule != asked.rule.code
            or one.source == asked.source
            or one.at <= since
            or one.lng is None
            or one.lat is None
        ):
            continue
        if are_within(limits.same_place_metres, asked.lng, asked.lat, one.lng, one.lat):
            if one.own:
                said = Phrase(
                    f"{limits.same_place_days} 天内同一地点（{limits.same_place_metres} 米内）只计一次",
                    f"Counted once per place ({limits.same_place_metres} m) in {limits.same_place_days} days",
                )
                return PointRefusal("same_place", said)
            said = Phrase(
                f"同一设备 {limits.same_place_days} 天内在同一地点只计一次",
                f"One device counts once per place in {limits.same_place_days} days",
            )
            return PointRefusal("same_device", said)
    return None


def _farm(asked: Asked, earned: Sequence[Earned], reports: Sequence[OwnReport], limits: Limits) -> PointRefusal | None:
    """Many reports of one person within a small circle: somebody lives on his own street corner's litter, or drops it."""
    if asked.lng is None or asked.lat is None:
        return None
    since = asked.at - timedelta(days=limits.farm_days)
    near = sum(
        1
        for r in reports
        if r.at > since and r.lng is not None and r.lat is not None
        and metres_between(asked.lng, asked.lat, r.lng, r.lat) <= limits.farm_metres
    )  # fmt: skip
    if near <= limits.farm_reports:
        return None
    said = Phrase(
        f"{limits.farm_days} 天内您在 {limits.farm_metres} 米内上报了 {near} 件，超过 {limits.farm_reports} 件的不计积分",
        f"You reported {near} things within {limits.farm_metres} m in {limits.farm_days} days; beyond {limits.farm_reports} none counts",
    )
    return PointRefusal("farm", said)


def _rejected(
    asked: Asked, earned: Sequence[Earned], reports: Sequence[OwnReport], limits: Limits
) -> PointRefusal | None:
    since = asked.at - timedelta(days=limits.farm_days)
    lately = [r for r in reports if r.at > since]
    bad = sum(r.rejected for r in lately)
    if bad < limits.rejected_least or bad * 100 <= len(lately) * limits.rejected_percent:
        return None
    said = Phrase(
        f"{limits.farm_days} 天内您的 {len(lately)} 件上报有 {bad} 件不予受理，暂不计积分",
        f"{bad} of your {len(lately)} reports in {limits.farm_days} days were not accepted: none counts for now",
    )
    return PointRefusal("rejected_share", said)


def _daily_cap(asked: Asked, earned: Sequence[Earned], limits: Limits) -> PointRefusal | None:
    given = [e for e in earned if e.at >= asked.today and e.points > 0]
    total = sum(e.points for e in given)
    if total + asked.rule.points <= limits.daily_cap:
        return None
    shared = any(not e.own for e in given)
    said = Phrase(
        f"{'同一设备' if shared else '您'}今天已得 {total} 分，每天最多 {limits.daily_cap} 分",
        f"{'This device has' if shared else 'You have'} {total} points today; the most per day is {limits.daily_cap}",
    )
    return PointRefusal("daily_cap", said)


def check_redeem(balance: int, price: int, stock: int, active: bool) -> None:
    """NotAllowed with one sentence when this person cannot have this thing now."""
    if not active:
        raise NotAllowed("这件奖品已下架，请选别的。", "This reward is no longer offered; choose another.")
    if stock < 1:
        raise NotAllowed(
            "这件奖品刚被兑完，请选别的或等补货。", "The last piece has just gone; choose another or wait for more."
        )
    if balance < price:
        raise NotAllowed(
            f"积分不够：需要 {price} 分，您有 {balance} 分。",
            f"Not enough points: it takes {price}, you have {balance}.",
        )
