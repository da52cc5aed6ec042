"""The simple procedure and its money."""

from __future__ import annotations

from dataclasses import replace

from zhicheng.law.tests.step_rules.pairs import COLLECTED, FOUND, SPOT_SERVED, T10, Pair, Way, twice
from zhicheng.law.tests.walks import LITTER, ON_THE_SPOT, ORDINARY, SERVED, SHOP, do

PAIRS: dict[str, Pair] = {
    "a confiscation is not on the spot": Pair("INV-10", LITTER, FOUND, *twice(T10, measures=("没收工具",))),
    "too much for the spot": Pair(
        "INV-10",
        replace(SHOP, order_ignored=True),
        (do("T05", "2026-03-02T09:00"),),
        do("T10", "2026-03-02T10:00", amount=200_00),
        do("T10", "2026-03-02T10:00", amount=200_01),
    ),
    "cash beyond a hundred yuan": Pair(
        "INV-11",
        replace(SHOP, order_ignored=True),
        (do("T05", "2026-03-02T09:00"), do("T10", "2026-03-02T10:00", amount=150_00)),
        do("T14", "2026-03-02T10:10", receipt="N", ground="外地当事人，事后难以执行"),
        do("T14", "2026-03-02T10:10", receipt="N"),
    ),
    "cash in the ordinary procedure": Pair(
        "INV-11",
        SHOP,
        SERVED[:-1],
        do("T14", "2026-03-19T11:00", receipt="N", ground="remote"),
        do("T14", "2026-03-19T11:00", receipt="N"),
    ),
    "a receipt, always": Pair(
        "DATA", LITTER, SPOT_SERVED, *twice(do("T14", "2026-04-30T17:01", receipt="N1"), receipt="")
    ),
    "cash is banked before closing": Pair(
        "INV-12", LITTER, (*COLLECTED, ON_THE_SPOT[4], ON_THE_SPOT[5]), ON_THE_SPOT[6], ON_THE_SPOT[6]
    ),
    "no cash, nothing to hand in": Pair("INV-12", LITTER, COLLECTED, ON_THE_SPOT[4], ON_THE_SPOT[4]),
    "handed in before it is banked": Pair("INV-12", LITTER, ON_THE_SPOT[:5], ON_THE_SPOT[5], ON_THE_SPOT[5]),
    "no officer's account": Pair("INV-13", SHOP, SERVED, *twice(ORDINARY[-3], method="officer")),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "cash is banked before closing": COLLECTED,
    "no cash, nothing to hand in": SPOT_SERVED,
    "handed in before it is banked": COLLECTED,
}
