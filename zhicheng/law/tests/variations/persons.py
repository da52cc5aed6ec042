"""Who can be punished, who is spared, until when."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import PASS, SHOP, Row, no

ROWS: tuple[Row, ...] = (
    Row(
        "on the fourteenth birthday still thirteen",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-05-10",
            "stage": "order_ignored",
            "party": {"born": "2012-05-10"},
        },
        {**no("INV-40"), "age": 13, "documents": ["D31", "D92"]},
    ),
    Row(
        "the day after: light only",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-05-11",
            "stage": "order_ignored",
            "party": {"born": "2012-05-10"},
            "fine": 125,
        },
        {**PASS, "age": 14},
    ),
    Row(
        "and no more",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-05-11",
            "stage": "order_ignored",
            "party": {"born": "2012-05-10"},
            "fine": 126,
        },
        no("INV-40"),
    ),
    Row(
        "eighteen the day after the birthday",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-05-11",
            "stage": "order_ignored",
            "party": {"born": "2008-05-10"},
            "fine": 300,
        },
        {**PASS, "age": 18},
    ),
    Row(
        "without capacity",
        {**SHOP, "party": {"capacity": False}, "fine": 300},
        {**no("INV-41"), "documents": ["D31", "D92"]},
    ),
    Row("no fault proved", {**SHOP, "fine": 300, "no_fault": True}, no("INV-42")),
    Row(
        "picked up at once: spared",
        {"violation": "V.ZJ.litter", "act": "2026-03-02", "fine": 20, "picked_up": "at_once"},
        {**no("INV-43"), "leniency": "minor"},
    ),
    Row(
        "a second offence, corrected: a fine is lawful",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-03-02",
            "stage": "order_ignored",
            "first_in_lookback": False,
            "corrected": True,
            "fine": 100,
        },
        PASS,
    ),
    Row(
        "a first one needs a reason",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-03-02",
            "stage": "order_ignored",
            "first_in_lookback": True,
            "corrected": True,
            "fine": 100,
        },
        no("INV-43"),
    ),
    Row(
        "with the reason it is lawful",
        {
            "violation": "V.ZJ.flyposting",
            "act": "2026-03-02",
            "stage": "order_ignored",
            "first_in_lookback": True,
            "corrected": True,
            "not_lenient_because": "张贴五十份",
            "fine": 100,
        },
        PASS,
    ),
    Row(
        "a spill is never spared",
        {"violation": "V.EEC.spill", "act": "2026-09-02", "first_in_lookback": True, "corrected": True, "fine": 2000},
        PASS,
    ),
    Row(
        "two years to the day",
        {"violation": "V.ROAD.occupy", "act": "2024-06-10T10:00", "discovered": "2026-06-10"},
        {"within": True, "last_day": "2026-06-10"},
    ),
    Row(
        "from a leap day to the last of February",
        {"violation": "V.ROAD.occupy", "act": "2024-02-29T10:00", "discovered": "2026-03-01"},
        {"within": False, "last_day": "2026-02-28", "documents": ["D02"], **no("INV-44")},
    ),
    Row(
        "five years with harm",
        {"violation": "V.ROAD.occupy", "act": "2021-06-10T10:00", "harm": True, "discovered": "2026-06-10"},
        {"within": True},
    ),
)
