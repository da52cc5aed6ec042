"""Evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhicheng.law.stream import Item
from zhicheng.law.tests.step_rules.pairs import CHECKED, IN_WORK, PRESERVED, REVIEWED, T42, Pair, Way, twice
from zhicheng.law.tests.walks import ORDINARY, PHOTO, SERVED, SHOP, TO_THE_NOTICE, at, do

PAIRS: dict[str, Pair] = {
    "excluded evidence": Pair(
        "INV-51",
        SHOP,
        (*REVIEWED, do("exclude_evidence", "2026-03-18T11:00", about="p9")),
        *twice(replace(T42, data=replace(T42.data, evidence=(PHOTO,))), evidence=(Item("p9"),)),
    ),
    "unlawful evidence": Pair(
        "INV-51",
        SHOP,
        CHECKED,
        *twice(do("T29", "2026-03-09T10:00", evidence=(PHOTO,)), evidence=(replace(PHOTO, unlawful=True),)),
    ),
    "nothing is back-dated": Pair(
        "INV-52", SHOP, IN_WORK, TO_THE_NOTICE[3], do("T26", "2026-03-03T13:59", until=at("2026-03-05T18:00"))
    ),
    "no evidence from after the decision": Pair(
        "INV-53",
        SHOP,
        REVIEWED,
        *twice(replace(T42, data=replace(T42.data, evidence=(PHOTO,))), evidence=(Item("p2", date(2026, 3, 19)),)),
    ),
    "nor added to its file": Pair(
        "INV-53",
        SHOP,
        SERVED,
        do("evidence", "2026-03-20T09:00", evidence=(PHOTO,)),
        do("evidence", "2026-03-20T09:00", evidence=(Item("p2", date(2026, 3, 20)),)),
    ),
    "preserved for seven working days": Pair(
        "INV-54", SHOP, PRESERVED, do("T29", "2026-05-09T10:00"), do("T29", "2026-05-10T10:00")
    ),
    "preserved once": Pair(
        "INV-54",
        SHOP,
        (*PRESERVED, do("settle_preserved", "2026-04-28T09:00")),
        do("T21", "2026-04-29T09:00", ground="另一批"),
        do("T21", "2026-04-29T09:00", ground="另一批"),
    ),
    "nothing preserved, nothing to settle": Pair(
        "INV-54",
        SHOP,
        PRESERVED,
        do("settle_preserved", "2026-04-28T09:00"),
        do("settle_preserved", "2026-04-28T09:00"),
    ),
    "the whole process is on record": Pair("INV-55", SHOP, ORDINARY[:-2], *twice(ORDINARY[-2], lacking=("送达",))),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "preserved once": PRESERVED,
    "nothing preserved, nothing to settle": IN_WORK,
}
