"""Measures, coercion and execution."""

from __future__ import annotations

from zhicheng.law.tests.step_rules.pairs import (
    FOUND,
    IN_WORK,
    LATE,
    NATIONAL,
    PAID_LATE,
    SEIZED,
    URGENT,
    Pair,
    Way,
    twice,
)
from zhicheng.law.tests.walks import CHEN, DING, LITTER, ORDINARY, SERVED, SHOP, URGED, at, do

PAIRS: dict[str, Pair] = {
    "a law gives the power to seize": Pair(
        "INV-60", SHOP, IN_WORK, *twice(SEIZED[-1], basis="ORD55 3"), None, NATIONAL
    ),
    "no basis, no seizure": Pair("INV-60", SHOP, IN_WORK, *twice(SEIZED[-1], basis="NOLAW 1"), None, NATIONAL),
    "seized once": Pair(
        "INV-60",
        SHOP,
        (*SEIZED, do("T25", "2026-03-05T09:00")),
        do("T22", "2026-03-06T09:00", basis="ZJ 1", goods=("goods",)),
        do("T22", "2026-03-06T09:00", basis="ZJ 1", goods=("goods",)),
        None,
        NATIONAL,
    ),
    "extended before it ends": Pair(
        "INV-60",
        SHOP,
        SEIZED,
        do("T24", "2026-04-03T09:00", ground="案情复杂", until=at("2026-05-03T00:00")),
        do("T24", "2026-04-04T09:00", ground="案情复杂", until=at("2026-05-03T00:00")),
        None,
        NATIONAL,
    ),
    "extended by thirty days at most": Pair(
        "INV-60",
        SHOP,
        SEIZED,
        do("T24", "2026-04-03T09:00", ground="案情复杂", until=at("2026-05-03T00:00")),
        do("T24", "2026-04-03T09:00", ground="案情复杂", until=at("2026-05-04T00:00")),
        None,
        NATIONAL,
    ),
    "released when it is over": Pair(
        "INV-60", SHOP, SEIZED, do("T29", "2026-04-03T09:00"), do("T29", "2026-04-04T09:00"), None, NATIONAL
    ),
    "nothing seized, nothing to release": Pair(
        "INV-60", SHOP, SEIZED, do("T25", "2026-03-05T09:00"), do("T25", "2026-03-05T09:00"), None, NATIONAL
    ),
    "approved within a day": Pair(
        "INV-60", SHOP, URGENT, do("approve_measure", "2026-03-05T09:00"), do("approve_measure", "2026-03-05T09:01")
    ),
    "the head approves before": Pair(
        "ROLE",
        SHOP,
        IN_WORK,
        do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",)),
        do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",), by=(CHEN, DING)),
    ),
    "never the necessities of life": Pair(
        "INV-61",
        SHOP,
        IN_WORK,
        *twice(do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",)), goods=("tools", "necessities")),
    ),
    "nor what has nothing to do with it": Pair(
        "INV-61",
        SHOP,
        IN_WORK,
        *twice(do("T23", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",)), goods=("unrelated",)),
    ),
    "not at night": Pair(
        "INV-62",
        SHOP,
        (*SERVED[:-1], do("urge_substitute", "2026-03-20T09:00")),
        do("T69", "2026-03-26T21:59"),
        do("T69", "2026-03-26T22:00"),
    ),
    "not on a holiday": Pair(
        "INV-62",
        SHOP,
        (*SERVED[:-1], do("urge_substitute", "2026-03-20T09:00")),
        do("T69", "2026-10-03T10:00", urgent=True, ground="塌方危险"),
        do("T69", "2026-10-03T10:00"),
    ),
    "three working days after the urging": Pair(
        "INV-62",
        SHOP,
        (*SERVED[:-1], do("urge_substitute", "2026-03-20T09:00")),
        do("T69", "2026-03-26T09:00"),
        do("T69", "2026-03-25T09:00"),
    ),
    "no substitute without urging": Pair(
        "INV-62",
        SHOP,
        (*SERVED[:-1], do("urge_substitute", "2026-03-20T09:00")),
        do("T69", "2026-03-26T09:00"),
        do("T69", "2026-03-26T09:00"),
    ),
    "say which obstacle": Pair(
        "INV-62", LITTER, FOUND, do("T70", "2026-04-30T15:25", ground="遗洒渣土"), do("T70", "2026-04-30T15:25")
    ),
    "no more surcharge than owed": Pair(
        "INV-64",
        SHOP,
        LATE,
        do("T61", "2026-04-13T10:00", receipt="B", surcharge=150_00),
        do("T61", "2026-04-13T10:00", receipt="B", surcharge=150_01),
    ),
    "surcharge is settled before closing": Pair(
        "INV-64",
        SHOP,
        (*LATE, do("T61", "2026-04-13T10:00", receipt="B", surcharge=150_00)),
        do("T90", "2026-04-14T10:00"),
        do("T90", "2026-04-14T10:00"),
    ),
    "overdue the day after": Pair("INV-64", SHOP, SERVED, do("T63", "2026-04-04T00:10"), do("T63", "2026-04-03T23:59")),
    "the court's window opens": Pair(
        "INV-65", SHOP, URGED, do("T66", "2026-09-21T10:00"), do("T66", "2026-09-20T10:00")
    ),
    "the court's window closes": Pair(
        "INV-65", SHOP, URGED, do("T66", "2026-12-20T10:00"), do("T66", "2026-12-21T10:00")
    ),
    "the fine is never lowered": Pair(
        "INV-66",
        SHOP,
        LATE,
        *twice(do("T74", "2026-04-13T10:00", ground="已采取补救措施", amount=500_00, surcharge=10_00), amount=499_99),
    ),
    "paid in full": Pair("INV-66", SHOP, SERVED, *twice(ORDINARY[-3], amount=499_00)),
    "deferral is applied for": Pair(
        "INV-66", SHOP, SERVED, *twice(do("T62", "2026-03-25T10:00", until=at("2026-06-01T00:00")), applied=False)
    ),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "seized once": SEIZED,
    "nothing seized, nothing to release": IN_WORK,
    "no substitute without urging": SERVED[:-1],
    "surcharge is settled before closing": PAID_LATE,
}
