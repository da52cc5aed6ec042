"""An order to correct comes first."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import PASS, SHOP, Row, no

ROWS: tuple[Row, ...] = (
    Row("no order, no fine", {"violation": "V.ZJ.stall", "D30": None, "proposed_fine": 20}, no("INV-36")),
    Row(
        "a re-check before the term is over shows nothing",
        {
            "violation": "V.ZJ.stall",
            "D30": {"served": "2026-03-11T18:10", "correct_by": "2026-03-11T18:40"},
            "recheck": {"at": "2026-03-11T18:39", "corrected": False},
            "proposed_fine": 50,
        },
        no("INV-36"),
    ),
    Row(
        "at the very minute it does",
        {
            "violation": "V.ZJ.stall",
            "D30": {"served": "2026-03-11T18:10", "correct_by": "2026-03-11T18:40"},
            "recheck": {"at": "2026-03-11T18:40", "corrected": False},
            "proposed_fine": 50,
        },
        {"procedure": "simple", **PASS},
    ),
    Row(
        "obeyed: an order and an education record",
        {**SHOP, "recheck": {"at": "2026-03-11T09:30", "corrected": True}},
        {"allowed": False, "blocked_by": ["INV-36"], "documents": ["D30", "D32"]},
    ),
    Row(
        "an order is no condition where the article fines at once",
        {"violation": "V.ZJ.pet_dirt", "act": "2026-03-02", "D30": None, "fine": 20},
        PASS,
    ),
)
