"""The simple procedure and its money."""

from __future__ import annotations

from zhicheng.law.tests.variations.row import BEIJING, IGNORED, PASS, SHOP, Row, no

ROWS: tuple[Row, ...] = (
    Row("200.00 yuan of a citizen is simple", {**SHOP, "fine": 200}, {"procedure": "simple", **PASS}),
    Row("200.01 is not", {**SHOP, "fine": 200.01}, {"procedure": "ordinary", **PASS}),
    Row("on the spot it is refused", {**SHOP, "fine": 201, "on_spot": True}, no("INV-10")),
    Row(
        "3000 of an organisation is simple",
        {"violation": "V.ZJ.pile", "party": {"kind": "organisation"}, **IGNORED, "fine": 3000},
        {"procedure": "simple", **PASS},
    ),
    Row(
        "a confiscation forces the ordinary procedure",
        {"violation": "V.BJ.stall_pile", "act": "2026-03-02", "fine": 500, "party": {"kind": "organisation"}},
        {"procedure": "ordinary", "must_also": ["没收违法所得", "没收非法财物"], **PASS},
        BEIJING,
    ),
    Row(
        "an individual business as an organisation",
        {**SHOP, "party": {"kind": "individual_business"}, "fine": 1000},
        {"procedure": "simple", **PASS},
        {"individual_business_as": "organisation"},
    ),
    Row(
        "100 yuan may be collected",
        {**SHOP, "act": "2026-03-11", "fine": 100, "collected_on_spot": True},
        {"on_spot_collection": {"allowed": True}, **PASS},
    ),
    Row(
        "101 only with a reason",
        {**SHOP, "act": "2026-03-11", "fine": 101, "collected_on_spot": True},
        {"on_spot_collection": {"allowed": False}, "blocked_by": ["INV-11"], "allowed": True},
    ),
    Row(
        "and with one it may",
        {**SHOP, "act": "2026-03-11", "fine": 150, "collected_on_spot": True, "hard_to_collect": "外地当事人"},
        {"on_spot_collection": {"allowed": True}, **PASS},
    ),
    Row(
        "never in an ordinary case",
        {**SHOP, "fine": 100, "filed": "2026-03-12", "collected_on_spot": True},
        {"on_spot_collection": {"allowed": False}, "blocked_by": ["INV-11"]},
    ),
    Row(
        "cash before Spring Festival: Friday 13 and Saturday 14 February are worked",
        {"violation": "V.ZJ.litter", "act": "2026-02-12T09:00", "fine": 20, "collected_on_spot": True},
        {"deadlines": {"cash_to_agency": "2026-02-14", "bank_if_handed_in_2026-02-14": "2026-02-25"}},
    ),
    Row(
        "cash before National Day",
        {"violation": "V.ZJ.litter", "act": "2026-09-30T09:00", "fine": 20, "collected_on_spot": True},
        {"deadlines": {"cash_to_agency": "2026-10-09", "bank_if_handed_in_2026-10-09": "2026-10-12"}},
    ),
    Row(
        "one officer is not enough",
        {"violation": "V.ZJ.litter", "act": "2026-04-30", "fine": 50, "officers": 1},
        no("INV-01"),
    ),
)
