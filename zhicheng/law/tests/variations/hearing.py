"""Notice, defence, hearing."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import IGNORED, NOTICE, PASS, Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "the statement period over Qingming",
        {**NOTICE, "D36": {"served": "2026-04-01", "intended": 500}},
        {"deadlines": {"statement_until": "2026-04-09"}},
    ),
    Row("a decision on its last day", {**NOTICE, "decision": "2026-03-09", "fine": 500}, no("INV-20")),
    Row("a day later", {**NOTICE, "decision": "2026-03-10", "fine": 500}, PASS),
    Row("waived", {**NOTICE, "decision": "2026-03-03", "waived": True, "fine": 500}, PASS),
    Row(
        "a defence that comes after the decision is none",
        {**NOTICE, "decision": "2026-03-04", "defence": "2026-03-05", "fine": 500},
        no("INV-20"),
    ),
    Row(
        "no notice at all",
        {"violation": "V.ZJ.shop_outside", **IGNORED, "D36_served": None, "decision": "2026-03-10", "fine": 500},
        no("INV-20"),
    ),
    Row(
        "three days in another city",
        {**NOTICE, "decision": "2026-03-06", "fine": 500},
        {**PASS, "deadlines": {"statement_until": "2026-03-05"}},
        {"statement_period_workdays": 3},
    ),
    Row(
        "a new notice without new facts is no licence",
        {**NOTICE, "new_D36": {"served": "2026-03-10", "intended": 900}, "fine": 900},
        no("INV-22"),
    ),
    Row(
        "with new facts it starts anew",
        {
            **NOTICE,
            "new_fact": {"found": "2026-03-09", "source": "independent inspection"},
            "new_D36": {"served": "2026-03-10", "intended": 900},
            "decision": "2026-03-18",
            "fine": 900,
        },
        {**PASS, "deadlines": {"statement_until": "2026-03-17"}},
    ),
    Row(
        "and not before its period is over",
        {
            **NOTICE,
            "new_fact": {"found": "2026-03-09", "source": "independent inspection"},
            "new_D36": {"served": "2026-03-10", "intended": 900},
            "decision": "2026-03-17",
            "fine": 900,
        },
        no("INV-20"),
    ),
    Row(
        "9,999.99 of a citizen carries no hearing",
        {"violation": "V.ROAD.occupy", "act": "2026-03-02", "fine": 9999.99},
        {"hearing_right": False},
    ),
    Row("10,000 does", {"violation": "V.ROAD.occupy", "act": "2026-03-02", "fine": 10_000}, {"hearing_right": True}),
    Row(
        "in a stricter city 5,000 does",
        {"violation": "V.ROAD.occupy", "act": "2026-03-02", "fine": 5000},
        {"hearing_right": True},
        {"big_fine_citizen": 5000},
    ),
    Row(
        "an organisation from 100,000",
        {"violation": "V.ZJ.big_ad", **IGNORED, "party": {"kind": "organisation"}, "fine": 99_999},
        {"hearing_right": False},
    ),
    Row(
        "closing down always",
        {
            "violation": "V.EEC.restaurant_location",
            "act": "2026-09-02",
            **IGNORED,
            "fine": 10_000,
            "party": {"kind": "organisation"},
        },
        {"hearing_right": True},
    ),
    Row(
        "a hearing over Spring Festival: 10-14, 24, 25 February between",
        {
            "D36_served": "2026-02-02",
            "hearing_right": True,
            "requested": "2026-02-09",
            "D38_sent": "2026-02-09",
            "hearing": "2026-02-26",
        },
        {"deadlines": {"request_until": "2026-02-09", "earliest_hearing": "2026-02-26"}, **PASS},
    ),
    Row(
        "a day earlier is too early",
        {
            "D36_served": "2026-02-02",
            "hearing_right": True,
            "requested": "2026-02-09",
            "D38_sent": "2026-02-09",
            "hearing": "2026-02-25",
        },
        no("INV-23"),
    ),
    Row(
        "where neither end has to be clear",
        {"D38_sent": "2026-10-08", "hearing": "2026-10-16"},
        {"deadlines": {"earliest_hearing": "2026-10-16"}, **PASS},
        {"hearing_notice_clear_days": False},
    ),
    Row(
        "asked for in time and not held",
        {**NOTICE, "hearing_right": True, "requested": "2026-03-09", "decision": "2026-04-01", "fine": 500},
        no("INV-21"),
    ),
    Row(
        "asked for too late",
        {**NOTICE, "hearing_right": True, "requested": "2026-03-10", "decision": "2026-04-01", "fine": 500},
        PASS,
    ),
    Row(
        "held, but not reviewed",
        {
            **NOTICE,
            "hearing_right": True,
            "requested": "2026-03-09",
            "hearing_held": True,
            "decision": "2026-04-01",
            "fine": 500,
        },
        no("INV-30"),
    ),
)
