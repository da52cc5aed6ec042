"""Everything that writes permits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction

from zhicheng.ground.permits.models import KINDS, Permit
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import to_e7

NUMBER = 40  # letters of a permit's number
MAX_RADIUS_M = 1_000  # larger than any market; a typing mistake must not make half a city lawful
MOST_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class NewPermit:
    """One permit as its authority gives it; degrees WGS-84."""

    number: str
    kind: str
    holder: str
    place: str
    lng: float
    lat: float
    valid_from: date
    valid_to: date
    radius_m: int = 20
    area: str = ""
    hours: list[dict[str, str]] = field(default_factory=list)
    places: int = 1


def issue(rows: Sequence[NewPermit]) -> int:
    """Issue or replace permits by number; all or nothing. BadInput names number and field."""
    for row in rows:
        _check(row)
    with transaction.atomic():
        for row in rows:
            values: dict[str, Any] = {
                "kind": row.kind, "holder": row.holder, "place": row.place, "lng_e7": to_e7(row.lng), "lat_e7": to_e7(row.lat),
                "radius_m": row.radius_m, "area": row.area, "hours": row.hours, "valid_from": row.valid_from,
                "valid_to": row.valid_to, "places": row.places, "revoked": False,
            }  # fmt: skip
            Permit.objects.update_or_create(number=row.number, defaults=values)
    return len(rows)


def _check(row: NewPermit) -> None:
    if not 0 < len(row.number) <= NUMBER:
        raise BadInput(
            f"许可编号「{row.number[:60]}」应为 1 至 {NUMBER} 个字。",
            f"The permit's number “{row.number[:60]}” must have 1 to {NUMBER} characters.",
            field="number",
        )
    if row.kind not in KINDS:
        raise BadInput(
            f"许可 {row.number}：种类「{row.kind}」不存在；可用：{'、'.join(KINDS)}。",
            f"Permit {row.number}: there is no kind “{row.kind}”; any of {', '.join(KINDS)}.",
            field="kind",
        )
    if row.valid_from > row.valid_to:
        raise BadInput(
            f"许可 {row.number}：有效期止早于有效期起。",
            f"Permit {row.number}: it ends before it begins.",
            field="valid_to",
        )
    if not (abs(row.lng) <= 180 and abs(row.lat) <= 90):  # also refuses nan
        raise BadInput(
            f"许可 {row.number}：点 ({row.lng}, {row.lat}) 不在地球上，请核对经纬度。",
            f"Permit {row.number}: the point ({row.lng}, {row.lat}) is not on the globe; check it.",
            field="lng",
        )
    if not 1 <= row.radius_m <= MAX_RADIUS_M:
        raise BadInput(
            f"许可 {row.number}：半径 {row.radius_m} 米应在 1 到 {MAX_RADIUS_M} 之间。",
            f"Permit {row.number}: the radius of {row.radius_m} m must be between 1 and {MAX_RADIUS_M}.",
            field="radius_m",
        )
    if not 1 <= row.places <= MOST_PLACES:
        raise BadInput(
            f"许可 {row.number}：数量 {row.places} 应在 1 到 {MOST_PLACES} 之间。",
            f"Permit {row.number}: the number of places, {row.places}, must be between 1 and {MOST_PLACES}.",
            field="places",
        )
    for span in row.hours:
        if not (span.get("days", "1") and set(span.get("days", "1")) <= set("1234567")):
            raise BadInput(
                f"许可 {row.number}：星期「{span['days']}」应由 1（周一）至 7（周日）组成。",
                f"Permit {row.number}: write the days “{span['days']}” as digits from 1 (Monday) to 7 (Sunday).",
                field="hours",
            )
        try:
            time.fromisoformat(span["from"])
            time.fromisoformat(span["to"])
        except (KeyError, ValueError):
            raise BadInput(
                f"许可 {row.number}：时段 {span} 应为 17:00–22:00 的样子。",
                f"Permit {row.number}: write the hours {span} like 17:00–22:00.",
                field="hours",
            ) from None


def revoke(*, number: str) -> None:
    """A revoked permit protects nobody any more."""
    if Permit.objects.filter(number=number).update(revoked=True) != 1:
        raise BadInput(f"没有许可 {number}。", f"There is no permit {number}.", field="number")
