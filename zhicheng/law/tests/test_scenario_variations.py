"""Scenarios of our own, reasoned out from the statutes: other dates, parties, amounts, papers than the public ones.

Each row: what it is about and why, facts in people's words, what the answer has to hold. Calendar of 2026: 15-23 February, 4-6 April,
1-5 May, 19-21 June, 25-27 September, 1-7 October are off; 14 and 28 February, 9 May, 20 September, 10 October are worked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.law.scenarios import solve

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
ROWS: tuple[Row, ...] = (
    # the simple procedure and its money
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
    # an order first
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
    # amounts
    Row(
        "laundry carries an order only",
        {"violation": "V.ZJ.hanging_laundry", "act": "2026-03-02", "fine": 20},
        no("INV-35"),
    ),
    Row(
        "a fixed amount",
        {"violation": "V.BJ.litter", "act": "2026-03-02", "fine": 50},
        {"range": [50, 50], **PASS},
        BEIJING,
    ),
    Row("and nothing beside it", {"violation": "V.BJ.litter", "act": "2026-03-02", "fine": 60}, no("INV-35"), BEIJING),
    Row(
        "serious: another fixed amount",
        {"violation": "V.BJ.litter", "act": "2026-03-02", "stage": "serious", "fine": 200},
        {"range": [200, 200], "stage": "serious", **PASS},
        BEIJING,
    ),
    Row("below the least with a ground of APL 32", {**SHOP, "fine": 50, "mitigation": "主动消除危害后果"}, PASS),
    Row(
        "an article for organisations fines no citizen",
        {"violation": "V.EEC.dump_unit", "act": "2026-09-05", "fine": 100_000},
        no("INV-35"),
    ),
    Row(
        "a share of a cost that nobody gave is not judged",
        {"violation": "V.PLAN.no_permit", "act": "2026-03-02", "fine": 30_000},
        PASS,
    ),
    Row(
        "the law has overtaken the local text for individuals",
        {"violation": "V.ZJ.construction_waste", "act": "2026-09-05", "fine": 500},
        {"law_applied": "EEC 1169(3)", "range": [100, 1000], **PASS},
    ),
    Row(
        "but not for acts before it",
        {"violation": "V.ZJ.construction_waste", "act": "2026-08-05", "fine": 200},
        {"law_applied": "ZJ 28", "range": [0, 200], **PASS},
    ),
    Row(
        "nor for organisations",
        {
            "violation": "V.ZJ.construction_waste",
            "act": "2026-09-05",
            "party": {"kind": "organisation"},
            "fine": 100_000,
        },
        {"law_applied": "ZJ 28", "range": [100_000, 1_000_000], **PASS},
    ),
    Row(
        "a city's tiers do not move the statute",
        {**SHOP, "fine": 100},
        {"light_tier": [100, 190], **PASS},
        {"tier_method": "10/90"},
    ),
    # which law
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
    # persons
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
    # limitation
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
    # notice, defence, hearing
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
    # the ninety days, service, payment
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
    # cameras
    Row("a camera in order", CARS, {"procedure": "ordinary (off-site)", "admissible": True, **PASS}),
    Row(
        "published on the day of the capture is not before it",
        {**CARS, "device": {**CARS["device"], "location_published": "2026-04-02"}},
        {**no("INV-50"), "admissible": False},
    ),
    Row(
        "a calibration that ended the day before",
        {**CARS, "device": {**CARS["device"], "calibration_valid_to": "2026-04-01"}},
        no("INV-50"),
    ),
    Row(
        "a technical review that failed",
        {**CARS, "device": {**CARS["device"], "technical_review": "failed"}},
        no("INV-50"),
    ),
    Row("no law allows the monitoring", {**CARS, "device": {**CARS["device"], "legal_basis": None}}, no("INV-50")),
    Row("nobody reviewed the record", {**CARS, "reviewed_by_officer": None}, no("INV-50")),
    Row(
        "reviewed only after the decision",
        {**CARS, "reviewed_by_officer": "2026-04-17", "D36_served": "2026-04-08", "decision": "2026-04-16"},
        no("INV-50"),
    ),
    Row("not on the power list", {**CARS, "power_list": None}, no("INV-04")),
    Row(
        "consent signed after the arrival serves nothing",
        {
            **CARS,
            "D36_served": "2026-04-08",
            "decision": "2026-04-16",
            "e_service_arrived": "2026-04-16T16:02",
            "D51_signed": "2026-04-17",
        },
        {**no("INV-70"), "deadlines": {"service_last_day": "2026-04-27"}},
    ),
    # crime, publication
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
    # facts that exclude each other
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
ABSENT = {
    "on the spot: no direct suit": "suit_last_day",
    "consent signed after the arrival serves nothing": "payment_due",
}


@pytest.mark.parametrize("row", ROWS, ids=[r.why for r in ROWS])
def test_a_variation_is_answered_as_the_statutes_say(row: Row) -> None:
    found = solve({"id": "T", "given": row.given}, {"jurisdiction": "330000", **row.config})
    for key, value in row.expect.items():
        if key == "blocked_by":
            assert set(value) <= set(found["blocked_by"]) if value else found["blocked_by"] == [], found["reasons"]
        elif key == "deadlines":
            assert {n: found["deadlines"].get(n) for n in value} == value
        elif key in ("documents", "must_also"):
            assert set(value) <= set(found[key])
        else:
            assert found[key] == value, (key, found["reasons"])
    assert ABSENT.get(row.why) not in found["deadlines"]


def test_there_are_many_and_no_two_alike() -> None:
    assert len({r.why for r in ROWS}) == len(ROWS) > 90


def test_a_wrong_region_is_told() -> None:
    with pytest.raises(BadInput, match="辖区的法规包对吗"):
        solve({"id": "T", "given": {"violation": "V.BJ.litter"}}, {"jurisdiction": "330000"})
