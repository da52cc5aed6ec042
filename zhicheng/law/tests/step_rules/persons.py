"""Who can be punished, who is spared."""

from __future__ import annotations

from dataclasses import replace

from zhicheng.law.tests.step_rules.pairs import CHILD, EXAMINED, FOUND, HELPLESS, OLD, T10, YOUTH, Pair, twice
from zhicheng.law.tests.walks import LITTER, SHOP, TO_THE_NOTICE, do

PAIRS: dict[str, Pair] = {
    "under fourteen": Pair(
        "INV-40",
        YOUTH,
        EXAMINED,
        do("T33", "2026-03-10T10:00", amount=300_00),
        do("T33", "2026-03-10T10:00", amount=300_00),
        CHILD,
    ),
    "fourteen to seventeen": Pair(
        "INV-40",
        YOUTH,
        EXAMINED,
        do("T33", "2026-03-10T10:00", amount=370_00),
        do("T33", "2026-03-10T10:00", amount=371_00),
    ),
    "the guardian is told": Pair(
        "INV-40", CHILD, EXAMINED, *twice(do("T30", "2026-03-10T10:00", ground="under_14"), guardian_told=False)
    ),
    "the guardian of who lacks capacity": Pair(
        "INV-41", HELPLESS, EXAMINED, *twice(do("T30", "2026-03-10T10:00", ground="no_capacity"), guardian_told=False)
    ),
    "no capacity": Pair("INV-41", SHOP, EXAMINED, TO_THE_NOTICE[6], TO_THE_NOTICE[6], HELPLESS),
    "no fault": Pair("INV-42", SHOP, EXAMINED, TO_THE_NOTICE[6], TO_THE_NOTICE[6], replace(SHOP, no_fault=True)),
    "a minor act is spared": Pair("INV-43", LITTER, FOUND, T10, T10, replace(LITTER, corrected=True)),
    "even from a warning": Pair(
        "INV-43",
        LITTER,
        FOUND,
        do("T10", "2026-04-30T15:30", warning=True, amount=0),
        do("T10", "2026-04-30T15:30", warning=True, amount=0),
        replace(LITTER, corrected=True),
    ),
    "spared on a ground of the file": Pair(
        "INV-43", CHILD, EXAMINED, *twice(do("T30", "2026-03-10T10:00", ground="under_14"), ground="no_fault")
    ),
    "whoever is spared is educated": Pair(
        "INV-43",
        replace(LITTER, corrected=True),
        FOUND,
        *twice(do("T11", "2026-04-30T15:40", ground="minor"), educated=False),
    ),
    "put right before it is spared": Pair(
        "INV-43",
        replace(LITTER, corrected=True),
        FOUND,
        do("T11", "2026-04-30T15:40", ground="minor"),
        do("T11", "2026-04-30T15:40", ground="minor"),
        LITTER,
    ),
    "limitation": Pair("INV-44", SHOP, TO_THE_NOTICE[:1], TO_THE_NOTICE[1], TO_THE_NOTICE[1], OLD),
    "limitation is a ground only when it is over": Pair(
        "INV-44",
        SHOP,
        TO_THE_NOTICE[:1],
        *twice(do("T02", "2026-03-03T09:00", ground="no_violation"), ground="limitation"),
    ),
}
