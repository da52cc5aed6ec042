"""The procedure itself: who, where from, on what ground."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zhicheng.law.facts import Party
from zhicheng.law.stream import Amendment
from zhicheng.law.tests.step_rules.pairs import CHECKED, CHILD, EXAMINED, IN_WORK, REVIEWED, T42, Pair, twice
from zhicheng.law.tests.walks import CHEN, ORDINARY, PHOTO, REVIEWER, SERVED, SHOP, TO_THE_NOTICE, do


def known(**facts: Any) -> Amendment:
    """What became known, as the record of it says."""
    return Amendment(tuple(facts.items()), tuple(facts.items()))


PAIRS: dict[str, Pair] = {
    "who may": Pair("ROLE", SHOP, REVIEWED, T42, replace(T42, actors=(REVIEWER,))),
    "where it leads on from": Pair("STATE", SHOP, IN_WORK, TO_THE_NOTICE[3], T42),
    "a ground of the law's list": Pair(
        "DATA", CHILD, EXAMINED, *twice(do("T30", "2026-03-10T10:00", ground="under_14"), ground="mercy")
    ),
    "a record in its place": Pair(
        "STATE",
        SHOP,
        CHECKED,
        do("evidence", "2026-03-09T09:00", evidence=(PHOTO,)),
        do("hearing_notice", "2026-03-09T09:00"),
    ),
    "facts that fit together": Pair(
        "FACTS",
        SHOP,
        IN_WORK,
        *twice(do("amend", "2026-03-04T09:00", facts=known(corrected=True)), facts=known(party=Party("org", age=40))),
    ),
    "the bank takes the money": Pair("ROLE", SHOP, SERVED, ORDINARY[-3], replace(ORDINARY[-3], actors=(CHEN,))),
}
