"""Crimes, custody, what is lawful here."""

from __future__ import annotations

from dataclasses import replace

from zhicheng.law.tests.step_rules.pairs import CRIME, EXAMINED, IN_WORK, Pair, twice
from zhicheng.law.tests.walks import SHOP, TO_THE_NOTICE, do

PAIRS: dict[str, Pair] = {
    "a crime is referred": Pair("INV-86", SHOP, EXAMINED, TO_THE_NOTICE[6], TO_THE_NOTICE[6], CRIME),
    "and only a crime": Pair(
        "INV-86", CRIME, EXAMINED, do("T32", "2026-03-10T10:00"), do("T32", "2026-03-10T10:00"), SHOP
    ),
    **{
        f"a crime that turns up, {state}": Pair("INV-86", CRIME, way, do("T32", when), do("T32", when), SHOP)
        for state, way, when in (
            ("filed", TO_THE_NOTICE[:2], "2026-03-03T12:00"),
            ("in the investigation", IN_WORK, "2026-03-03T15:00"),
        )
    },
    "a change of custody has two signatures": Pair(
        "INV-88", SHOP, IN_WORK, *twice(do("custody", "2026-03-04T09:00"), signed=1)
    ),
    "lawful here and now": Pair(
        "INV-89", SHOP, TO_THE_NOTICE[:1], TO_THE_NOTICE[1], TO_THE_NOTICE[1], replace(SHOP, lawful_here=True)
    ),
}
