"""Each rule once allowed and once refused, and that who somebody is never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.book import Settings, book_of
from zhicheng.law.facts import Device, Facts, Notice, Order, Party, Recheck
from zhicheng.law.invariants import RULES
from zhicheng.law.judgement import judge

BOOK = book_of("330000")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


ACT = at("2026-03-11T18:05")
IGNORED = {
    "order": Order(at("2026-03-11T18:10"), at("2026-03-11T18:40")),
    "recheck": Recheck(at("2026-03-11T18:45"), False),
}
STALL = Facts(violations=("V.ZJ.stall",), act=ACT, amount=50_00, **IGNORED)
SHOP = Facts(violations=("V.ZJ.shop_outside",), act=ACT, amount=300_00)
CAMERA = Device(location_published=date(2026, 1, 10))
CARS = Facts(violations=("V.RTSL.pavement_parking",), amount=150_00, device=CAMERA, captures=(at("2026-04-02T10:15"),))
NOTICE = Notice(date(2026, 3, 2), 1000_00)
LITTER = Facts(violations=("V.ZJ.litter",), act=ACT, amount=50_00)

# rule → (facts that it allows, what changes, so that it refuses)
PAIRS: dict[str, tuple[Facts, dict[str, Any]]] = {
    "INV-01": (STALL, {"officers": 1}),
    "INV-04": (CARS, {"power_listed": False}),
    "INV-10": (replace(SHOP, on_spot=True, amount=200_00), {"amount": 200_01}),
    "INV-11": (replace(SHOP, collected_on_spot=True, amount=100_00), {"amount": 100_01}),
    "INV-20": (replace(SHOP, notice=NOTICE, decision=date(2026, 3, 10)), {"decision": date(2026, 3, 9)}),
    "INV-21": (
        replace(SHOP, notice=NOTICE, hearing_right=True, hearing_requested=date(2026, 3, 4), decision=date(2026, 4, 20), hearing_held=True,
                reviewed=True),
        {"hearing_held": False},
    ),
    "INV-22": (replace(SHOP, notice=NOTICE, amount=1000_00), {"amount": 1000_01}),
    "INV-23": (
        replace(SHOP, hearing_notice=date(2026, 10, 8), hearing=date(2026, 10, 19)), {"hearing": date(2026, 10, 16)},
    ),
    "INV-30": (replace(SHOP, notice=NOTICE, decision=date(2026, 4, 1), hearing_held=True, reviewed=True), {"reviewed": False}),
    "INV-31": (replace(SHOP, notice=NOTICE, decision=date(2026, 4, 1), major=True, reviewed=True, discussed=True), {"discussed": False}),
    "INV-33": (
        Facts(violations=("V.EEC.bbq",), act=at("2026-08-01T19:00"), decision=date(2026, 9, 10), amount=3000_00), {"amount": 8000_00},
    ),
    "INV-35": (SHOP, {"amount": 90_00}),
    "INV-36": (STALL, {"recheck": Recheck(at("2026-03-11T18:45"), True)}),
    "INV-38": (SHOP, {"fined_before_for_this": True}),
    "INV-39": (replace(SHOP, filed=date(2026, 1, 5), decision=date(2026, 4, 5)), {"decision": date(2026, 4, 6)}),
    "INV-40": (replace(SHOP, party=Party(born=date(2012, 3, 10)), amount=200_00), {"party": Party(born=date(2012, 3, 11))}),
    "INV-41": (SHOP, {"party": Party(capacity=False)}),
    "INV-42": (SHOP, {"no_fault": True}),
    "INV-43": (replace(LITTER, corrected=False), {"corrected": True}),
    "INV-44": (
        Facts(violations=("V.ROAD.build",), ended=date(2024, 5, 10), discovered=date(2026, 5, 10)), {"discovered": date(2026, 5, 11)},
    ),
    "INV-50": (CARS, {"device": Device(location_published=date(2026, 4, 3))}),
    "INV-70": (replace(CARS, served_online=at("2026-04-16T16:02"), consent=date(2026, 4, 10)), {"consent": date(2026, 4, 17)}),
    "INV-86": (SHOP, {"crime_suspected": True}),
}  # fmt: skip


@pytest.mark.parametrize("rule", PAIRS)
def test_a_rule_allows_and_refuses(rule: str) -> None:
    allowed, change = PAIRS[rule]
    assert rule not in {r.rule for r in judge(allowed, BOOK).refused}
    refusal = next((r for r in judge(replace(allowed, **change), BOOK).refused if r.rule == rule), None)
    assert refusal is not None
    assert refusal.article.split()[0] in BOOK.laws
    assert len(refusal.zh) > 8
    assert refusal.en.endswith(".")


def test_every_rule_has_its_pair() -> None:
    """INV-34 has none among real entries: the catalogue holds no act that a normative document punishes."""
    assert len(RULES) == len(PAIRS) + 1


def test_a_normative_document_is_no_basis() -> None:
    entry = replace(BOOK.violations["V.ZJ.stall"], article="GBF27 3")
    book = replace(BOOK, violations={**BOOK.violations, "V.ZJ.stall": entry})
    assert "INV-34" in {r.rule for r in judge(STALL, book).refused}
    assert "INV-34" not in {r.rule for r in judge(STALL, BOOK).refused}


def test_a_lawful_case_is_refused_by_nothing() -> None:
    for facts in (STALL, SHOP, CARS, replace(LITTER, corrected=False)):
        assert judge(facts, BOOK).refused == ()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"order": None, "order_absent": True, "recheck": None}, "没有送达"),
        ({"recheck": None, "recheck_absent": True}, "没有复查记录"),
        ({"recheck": Recheck(at("2026-03-11T18:30"), False)}, "期限未到"),
    ],
)
def test_why_an_order_was_not_ignored(change: dict[str, Any], why: str) -> None:
    (refusal,) = [r for r in judge(replace(STALL, **change), BOOK).refused if r.rule == "INV-36"]
    assert why in refusal.zh


@pytest.mark.parametrize(
    ("subject", "amount", "procedure"),
    [
        ("citizen", 200_00, "simple"),
        ("citizen", 200_01, "ordinary"),
        ("org", 3000_00, "simple"),
        ("org", 3000_01, "ordinary"),
    ],
)
def test_which_procedure(subject: Any, amount: int, procedure: str) -> None:
    entry = "V.ZJ.pile" if subject == "org" else "V.ZJ.shop_outside"
    assert judge(Facts(violations=(entry,), act=ACT, amount=amount, party=Party(subject)), BOOK).procedure == procedure


def test_confiscation_forces_the_ordinary_procedure() -> None:
    found = judge(Facts(violations=("V.BJ.stall_pile",), act=ACT, amount=500_00, party=Party("org")), book_of("110000"))
    assert found.procedure == "ordinary"
    assert "没收违法所得" in found.measures


def test_the_national_text_without_amounts_takes_the_local_one() -> None:
    found = judge(Facts(violations=("V.CARH.litter",), act=ACT), BOOK)
    assert (found.article, found.range) == ("ZJ 32", judge(LITTER, BOOK).range)
    nobody = judge(Facts(violations=("V.CARH.litter",), act=ACT, amount=20_00), book_of(""))
    assert "INV-35" in {r.rule for r in nobody.refused}


def test_a_citys_own_statement_period() -> None:
    book = BOOK.with_settings(Settings(statement_period=3))
    facts = replace(SHOP, notice=NOTICE, decision=date(2026, 3, 6))
    assert "INV-20" in {r.rule for r in judge(facts, BOOK).refused}
    assert "INV-20" not in {r.rule for r in judge(facts, book).refused}


def test_an_agency_may_review_every_case() -> None:
    book = BOOK.with_settings(Settings(legal_review_always=True))
    decided = replace(SHOP, notice=NOTICE, decision=date(2026, 4, 1))
    assert "INV-30" not in {r.rule for r in judge(decided, BOOK).refused}
    assert "INV-30" in {r.rule for r in judge(decided, book).refused}
    assert "INV-30" not in {r.rule for r in judge(replace(decided, reviewed=True), book).refused}
