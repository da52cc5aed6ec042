"""The ninety days, service, payment."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import SHOP, Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "filed before a leapless February",
        {**SHOP, "filed": "2026-11-30", "fine": 300},
        {
            "deadlines": {"decision_last_day_legal": "2027-02-28", "decision_last_day_operational": "2027-02-26"},
            "provisional": ["decision_last_day_legal", "decision_last_day_operational"],
        },
    ),
    Row("decided on day 91", {**SHOP, "filed": "2026-03-12", "decision": "2026-06-11", "fine": 300}, no("INV-39")),
    Row(
        "payment that ends on a make-up Sunday does not roll",
        {**SHOP, "filed": "2026-08-01", "decision": "2026-09-05", "served": "2026-09-05", "fine": 300},
        {"deadlines": {"payment_due": "2026-09-20"}},
    ),
    Row(
        "payment that ends in National Day's week",
        {**SHOP, "filed": "2026-08-01", "decision": "2026-09-18", "served": "2026-09-18", "fine": 300},
        {"deadlines": {"payment_due": "2026-10-08"}},
    ),
    Row(
        "six months from 31 August",
        {"fine": 300, "served": "2026-08-31"},
        {
            "deadlines": {
                "payment_due": "2026-09-15",
                "reconsideration_last_day": "2026-10-30",
                "suit_last_day": "2027-03-01",
            }
        },
    ),
    Row(
        "on the spot: no direct suit",
        {"violation": "V.ZJ.litter", "act": "2026-03-02", "fine": 20},
        {"deadlines": {"payment_due": "2026-03-17", "reconsideration_last_day": "2026-05-06"}},
    ),
    Row(
        "the surcharge the day after",
        {"fine": 1000, "served": "2026-03-02", "paid": "2026-03-18"},
        {"surcharge": {"days": 1, "amount": 30.0}},
    ),
    Row(
        "the surcharge stops at the fine",
        {"fine": 1000, "served": "2026-03-02", "paid": "2026-06-01"},
        {"surcharge": {"days": 76, "amount": 1000.0}},
    ),
    Row(
        "paid on the due day",
        {"fine": 1000, "served": "2026-03-02", "paid": "2026-03-17"},
        {"surcharge": {"days": 0, "amount": 0.0}},
    ),
)
