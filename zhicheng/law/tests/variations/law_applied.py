"""Which text applies."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import PASS, Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "the last day of the old air law",
        {
            "violation": "V.EEC.bbq",
            "act": "2026-08-14T20:00",
            "decision": "2026-08-14",
            "waived": True,
            "D36_served": "2026-08-14",
            "fine": 20_000,
        },
        {"law_applied": "AIR 118(3)", "range": [500, 20_000], **PASS},
    ),
    Row(
        "the first day of the Code",
        {"violation": "V.EEC.bbq", "act": "2026-08-15T20:00", "proposed_fine": 5000},
        {"law_applied": "EEC 1132(3)", "range": [500, 5000], **PASS},
    ),
    Row(
        "an old act, the old name, the new and milder law",
        {
            "violation": "V.AIR.bbq",
            "act": "2026-08-10",
            "decision": "2026-08-20",
            "order_ignored": False,
            "proposed_fine": 5001,
        },
        no("INV-33", "INV-35"),
    ),
    Row(
        "dumping: the new fine is higher, so the old stays",
        {"violation": "V.EEC.dump_person", "act": "2026-08-01", "decision": "2026-09-01", "fine": 800},
        no("INV-33", "INV-35"),
    ),
    Row(
        "within the old range it is lawful",
        {"violation": "V.EEC.dump_person", "act": "2026-08-01", "decision": "2026-09-01", "fine": 500},
        {"law_applied": "SOLID 111", "range": [100, 500], **PASS},
    ),
    Row(
        "closing a kitchen is not milder than a fine",
        {
            "violation": "V.EEC.fumes",
            "act": "2026-08-01",
            "decision": "2026-09-01",
            "order_ignored": True,
            "fine": 6000,
        },
        {"law_applied": "AIR 118(1)", "range": [5000, 50_000], **PASS},
    ),
    Row(
        "a text that was not in force punishes nothing",
        {
            "violation": "V.EEC.sorting",
            "act": "2026-08-01",
            "order_ignored": True,
            "party": {"kind": "organisation"},
            "fine": 50_000,
        },
        no("INV-33"),
    ),
    Row(
        "no published zone, no violation",
        {"violation": "V.EEC.bbq", "act": "2026-09-01", "published_forbidden_zone": False, "proposed_fine": 600},
        no("INV-33"),
    ),
    Row(
        "two rules, the higher fine, of this region's book",
        {"act": "2026-08-01", "party": {"kind": "organisation"}, "rules": ["V.ROAD.occupy", "V.ZJ.construction_waste"]},
        {"apply": "V.ZJ.construction_waste", "range": [100_000, 1_000_000], "fines": 1},
    ),
    Row(
        "for a citizen the road rule is the higher",
        {"act": "2026-08-01", "rules": ["V.ROAD.occupy", "V.ZJ.construction_waste"]},
        {"apply": "V.ROAD.occupy", "range": [0, 20_000]},
    ),
)
