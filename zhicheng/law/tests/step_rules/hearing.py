"""Notice, defence, hearing."""

from __future__ import annotations

from dataclasses import replace

from zhicheng.law.tests.step_rules.pairs import (
    AD_NOTICE,
    ASKED,
    FOUND,
    REVIEWED,
    SET,
    STATED,
    T10,
    T42,
    Pair,
    Way,
    twice,
)
from zhicheng.law.tests.walks import BIG_AD, LITTER, SHOP, TO_THE_NOTICE, at, do

PAIRS: dict[str, Pair] = {
    "told before the penalty on the spot": Pair("INV-20", LITTER, FOUND, *twice(T10, told=False)),
    "the statement period": Pair(
        "INV-20", SHOP, TO_THE_NOTICE, do("T34", "2026-03-18T10:00"), do("T34", "2026-03-17T10:00")
    ),
    "the hearing is offered": Pair("INV-21", BIG_AD, AD_NOTICE[:-1], *twice(AD_NOTICE[-1], hearing_offered=False)),
    "a hearing asked too late": Pair(
        "INV-21", BIG_AD, AD_NOTICE, do("T35", "2026-01-28T09:00"), do("T35", "2026-01-29T09:00")
    ),
    "no right, no hearing": Pair(
        "INV-21", BIG_AD, AD_NOTICE, ASKED[-1], do("T35", "2026-01-22T09:00"), replace(BIG_AD, hearing_right=False)
    ),
    "five days to ask for a hearing are left": Pair(
        "INV-21",
        BIG_AD,
        (*AD_NOTICE, do("waiver", "2026-01-22T09:00"), do("waiver", "2026-01-22T09:10", hearing=True)),
        do("T34", "2026-01-23T09:00"),
        do("T34", "2026-01-23T09:00"),
    ),
    "never heavier than announced": Pair("INV-22", SHOP, REVIEWED, T42, do("T42", "2026-03-18T15:00", amount=500_01)),
    "no kind is added": Pair("INV-22", SHOP, REVIEWED, *twice(T42, measures=("没收物品",))),
    "a heavier notice needs new facts": Pair(
        "INV-22",
        SHOP,
        REVIEWED,
        *twice(do("T39", "2026-03-18T11:00", amount=900_00, ground="new_facts"), ground="new_basis"),
    ),
    "seven clear days": Pair(
        "INV-23",
        BIG_AD,
        ASKED,
        do("hearing_notice", "2026-01-23T09:00", until=at("2026-02-04T09:00")),
        do("hearing_notice", "2026-01-23T09:00", until=at("2026-02-03T09:00")),
    ),
    "no hearing before its day": Pair(
        "INV-23", BIG_AD, SET, do("T36", "2026-02-06T09:00"), do("T36", "2026-02-05T09:00")
    ),
    "no hearing without a notice": Pair(
        "INV-23",
        BIG_AD,
        SET,
        do("T37", "2026-02-06T09:00", ground="absent"),
        do("T37", "2026-02-06T09:00", ground="absent"),
    ),
    "every point is answered": Pair(
        "INV-24", SHOP, STATED, do("T34", "2026-03-12T10:00", answered=2), do("T34", "2026-03-12T10:00", answered=1)
    ),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "five days to ask for a hearing are left": (*AD_NOTICE, do("statement", "2026-01-22T09:00")),
    "no hearing without a notice": ASKED,
}
