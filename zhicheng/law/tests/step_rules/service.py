"""Service and remedies."""

from __future__ import annotations

from zhicheng.law.tests.step_rules.pairs import CONSENT, FOUND, REVIEWED, REVOKED, T10, T42, Pair, Way, twice
from zhicheng.law.tests.walks import LITTER, SERVED, SHOP, TO_THE_DECISION, do

RECONSIDERED, SUED = ({"about": about, "ground": "force_majeure"} for about in ("reconsideration", "suit"))
PAIRS: dict[str, Pair] = {
    "consent to electronic service": Pair(
        "INV-70", SHOP, CONSENT, do("T54", "2026-03-19T09:00"), do("T54", "2026-03-19T09:00")
    ),
    "left with a witness": Pair(
        "INV-70", SHOP, TO_THE_DECISION, *twice(do("T52", "2026-03-19T09:00"), witnessed=False)
    ),
    "thirty days of announcement": Pair(
        "INV-70",
        SHOP,
        (*TO_THE_DECISION, do("T55", "2026-03-19T09:00", ground="下落不明")),
        do("T60", "2026-04-18T09:00"),
        do("T60", "2026-04-17T09:00"),
    ),
    "reconsideration first, it says": Pair("INV-71", LITTER, FOUND, *twice(T10, remedies="direct suit")),
    "reconsideration first, in fact": Pair(
        "INV-71", SHOP, SERVED, do("T82", "2026-05-05T09:00"), do("T82", "2026-05-05T09:00")
    ),
    "one remedy at a time": Pair("INV-71", SHOP, SERVED, do("T80", "2026-03-30T09:00"), do("T80", "2026-03-30T09:00")),
    "forwarded when there is something": Pair(
        "INV-71",
        SHOP,
        (*SERVED, do("T80", "2026-03-30T09:00")),
        do("T81", "2026-03-31T09:00"),
        do("T81", "2026-03-31T09:00"),
    ),
    "an outcome of a remedy that ran": Pair(
        "INV-71",
        SHOP,
        (*SERVED, do("T80", "2026-03-30T09:00")),
        *twice(do("remedy_result", "2026-05-31T09:00", about="reconsideration"), about="suit"),
    ),
    "an Internet way beside Internet service": Pair(
        "INV-72", SHOP, CONSENT, *twice(do("T54", "2026-03-19T09:00"), online_remedy=False)
    ),
    "never fifteen days": Pair("INV-73", SHOP, REVIEWED, *twice(T42, remedies="fifteen days")),
    "sixty days to ask for reconsideration": Pair(
        "INV-73", SHOP, SERVED, do("T80", "2026-05-18T09:00"), do("T80", "2026-05-19T09:00")
    ),
    "six months to sue": Pair("INV-73", SHOP, SERVED, do("T82", "2026-09-20T09:00"), do("T82", "2026-09-21T09:00")),
    "a late reconsideration, after its time": Pair(
        "INV-73",
        SHOP,
        SERVED,
        *(do("late_remedy", day, **RECONSIDERED) for day in ("2026-05-19T09:00", "2026-05-18T09:00")),
    ),
    "a late suit, after its time": Pair(
        "INV-73", SHOP, SERVED, *(do("late_remedy", day, **SUED) for day in ("2026-09-21T09:00", "2026-09-20T09:00"))
    ),
    "a late remedy once": Pair("INV-71", SHOP, SERVED, *(do("late_remedy", "2026-06-01T09:00", **RECONSIDERED),) * 2),
    "a late suit waits for the reconsideration": Pair(
        "INV-71", SHOP, SERVED, *(do("late_remedy", "2026-10-08T09:00", **SUED),) * 2
    ),
    "a late remedy of a known kind": Pair(
        "DATA", SHOP, SERVED, *twice(do("late_remedy", "2026-06-01T09:00", **RECONSIDERED), about="appeal")
    ),
    "a late remedy for a good cause": Pair(
        "DATA", SHOP, SERVED, *twice(do("late_remedy", "2026-06-01T09:00", **RECONSIDERED), ground="forgot")
    ),
    "published with masks only": Pair("INV-74", SHOP, SERVED, *twice(do("publish", "2026-03-20T09:00"), masked=False)),
    "what is revoked leaves the web": Pair(
        "INV-74",
        SHOP,
        (*REVOKED, do("withdraw_publication", "2026-04-02T09:00")),
        do("T90", "2026-04-03T09:00"),
        do("T90", "2026-04-03T09:00"),
    ),
    "nothing published, nothing to withdraw": Pair(
        "INV-74",
        SHOP,
        REVOKED,
        do("withdraw_publication", "2026-04-02T09:00"),
        do("withdraw_publication", "2026-04-02T09:00"),
    ),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "consent to electronic service": TO_THE_DECISION,
    "reconsideration first, in fact": (*SERVED, do("T80", "2026-03-30T09:00")),
    "one remedy at a time": (*SERVED, do("T82", "2026-03-29T09:00")),
    "forwarded when there is something": SERVED,
    "a late remedy once": (*SERVED, do("T80", "2026-03-30T09:00")),
    "a late suit waits for the reconsideration": (*SERVED, do("T80", "2026-03-30T09:00")),
    "what is revoked leaves the web": REVOKED,
    "nothing published, nothing to withdraw": (*SERVED, do("T83", "2026-04-01T09:00", ground="复议撤销")),
}
