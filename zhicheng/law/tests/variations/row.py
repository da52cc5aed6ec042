"""One row, and what many of them begin with."""

from __future__ import annotations

from typing import Any, NamedTuple

IGNORED = {"order_ignored": True}
ORDERED = {
    "D30": {"served": "2026-03-09T10:00", "correct_by": "2026-03-10T18:00"},
    "recheck": {"at": "2026-03-11T09:30", "corrected": False},
}
SHOP = {"violation": "V.ZJ.shop_outside", **ORDERED}
CARS = {
    "violation": "V.RTSL.pavement_parking", "capture": "2026-04-02T10:15", "reviewed_by_officer": "2026-04-03", "fine": 150,
    "device": {"location_published": "2026-01-10", "legal_review": "passed", "technical_review": "passed", "sign": True,
               "legal_basis": "RTSL 114"},
}  # fmt: skip
NOTICE = {"violation": "V.ZJ.shop_outside", **IGNORED, "D36": {"served": "2026-03-02", "intended": 500}}
PASS: dict[str, Any] = {"allowed": True, "blocked_by": []}


def no(*rules: str) -> dict[str, Any]:
    return {"allowed": False, "blocked_by": list(rules)}


class Row(NamedTuple):
    why: str
    given: dict[str, Any]
    expect: dict[str, Any]
    config: dict[str, Any] = {}


BEIJING = {"jurisdiction": "110000"}
