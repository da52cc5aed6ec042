"""Crime and publication."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "three calendar days, over a weekend",
        {"referral_report_to_head": "2026-09-24T10:00", "approved": "2026-09-27T09:30"},
        {"deadlines": {"head_decides_by": "2026-09-27", "send_by": "2026-09-28T09:30"}, **no("INV-86")},
    ),
    Row(
        "revoked before May Day",
        {"other_case_decision_revoked": "2026-04-29"},
        {"deadlines": {"withdraw_publication_by": "2026-05-07"}},
    ),
)
