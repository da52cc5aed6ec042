"""Facts that exclude each other."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import SHOP, Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "ordered after the re-check",
        {
            "violation": "V.ZJ.stall",
            "D30": {"served": "2026-03-11T18:10"},
            "recheck": {"at": "2026-03-11T18:00", "corrected": False},
            "fine": 20,
        },
        no("FACTS"),
    ),
    Row("an organisation with an age", {**SHOP, "party": {"kind": "organisation", "age": 3}, "fine": 300}, no("FACTS")),
)
