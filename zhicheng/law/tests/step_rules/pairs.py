"""A pair of events of which one is allowed and one refused, and the ways that lead to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from zhicheng.law.book import Book, Settings
from zhicheng.law.facts import Facts, Party
from zhicheng.law.stream import Event
from zhicheng.law.tests.walks import (
    BOOK,
    CHEN,
    DING,
    LITTER,
    ON_THE_SPOT,
    SERVED,
    SHOP,
    TO_THE_DECISION,
    TO_THE_NOTICE,
    at,
    do,
)

Way = tuple[Event, ...]


class Pair(NamedTuple):
    """After `way`: `good` may happen, `bad` is refused by `rule`. `other`: the facts or the book of the bad one, where they differ."""

    rule: str
    facts: Facts
    way: Way
    good: Event
    bad: Event
    other: Facts | None = None
    book: Book = BOOK


def twice(event: Event, **changes: object) -> tuple[Event, Event]:
    """The event, and the same with other data."""
    return event, replace(event, data=replace(event.data, **changes))  # type: ignore[arg-type]


FOUND, FILED, IN_WORK = ON_THE_SPOT[:1], TO_THE_NOTICE[:2], TO_THE_NOTICE[:3]
EXAMINED, CHECKED = TO_THE_NOTICE[:6], TO_THE_NOTICE[:5]
NOT_IGNORED = (*TO_THE_NOTICE[:4], do("recheck", "2026-03-06T09:00", corrected=True), TO_THE_NOTICE[5])
LISTED = replace(LITTER, power_listed=False)
CHILD = replace(SHOP, party=Party(born=date(2013, 1, 1)))
YOUTH = replace(SHOP, party=Party(born=date(2010, 1, 1)))
HELPLESS = replace(SHOP, party=Party(capacity=False))
CRIME = replace(SHOP, crime_suspected=True)
OLD = replace(SHOP, act=at("2023-03-01T09:00"), order_ignored=True)
TWO_SIGN = replace(DING, places=("330200",))
FAR = replace(LITTER, place="330106")
AD_NOTICE = (
    do("T01", "2026-01-04T10:00"), do("T04", "2026-01-05T10:00", assigned=(CHEN, DING)), do("T20", "2026-01-05T14:00"),
    do("T26", "2026-01-06T10:00", until=at("2026-01-16T18:00")), do("recheck", "2026-01-19T09:00", corrected=False),
    do("T29", "2026-01-20T09:00"), do("T33", "2026-01-21T09:00", amount=100_000_00, hearing_offered=True),
)  # fmt: skip
ASKED = (*AD_NOTICE, do("T35", "2026-01-22T09:00"))
SET = (*ASKED, do("hearing_notice", "2026-01-23T09:00", until=at("2026-02-06T09:00")))
HEARD = (*SET, do("T36", "2026-02-06T09:00"), do("T38", "2026-02-09T09:00"))
STATED = (*TO_THE_NOTICE, do("statement", "2026-03-11T09:00", points=2))
REVIEWED = (*TO_THE_NOTICE, do("T34", "2026-03-18T10:00"))
PRESERVED = (*IN_WORK, do("T21", "2026-04-27T09:00", ground="易灭失"))
SEIZED = (*IN_WORK, do("T22", "2026-03-04T09:00", basis="SHCGZF 21", goods=("tools",)))
SEIZED_HERE = (*IN_WORK, do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",)))
NATIONAL = replace(BOOK, laws={**BOOK.laws, "SHCGZF": replace(BOOK.laws["ZJ"], id="SHCGZF")})
URGENT = (*IN_WORK, do("T23", "2026-03-04T09:00", basis="ZJ 16", goods=("tools",)))
ARRIVED = at("2026-03-19T09:00")
CONSENT = (*TO_THE_DECISION, do("consent", "2026-03-18T16:00"))
LATE = (*SERVED, do("T63", "2026-04-08T00:10"))
PAID_LATE = (*LATE, do("T61", "2026-04-13T10:00", amount=500_00, receipt="B", method="bank"))
COLLECTED = ON_THE_SPOT[:4]
PUBLISHED = (*SERVED, do("publish", "2026-03-20T09:00"))
REVOKED = (*PUBLISHED, do("T83", "2026-04-01T09:00", ground="复议撤销"))
PROVED = replace(LITTER, amount=20_00)
PLAN = Facts(violations=("V.PLAN.no_permit",), act=at("2026-03-02T09:00"))
SPOT_SERVED = ON_THE_SPOT[:3]
T10 = do("T10", "2026-04-30T15:30", amount=50_00)
T42 = do("T42", "2026-03-18T15:00", amount=500_00)
LONG = BOOK.with_settings(Settings(decision_extension=30))

BUILDING = (*TO_THE_NOTICE[:3], do("T29", "2026-03-09T10:00"))
SMALL = (
    *TO_THE_NOTICE[:-1],
    do("T33", "2026-03-10T10:00", amount=100_00),
    do("T34", "2026-03-18T10:00"),
    do("T42", "2026-03-18T15:00", amount=100_00),
    do("T50", "2026-03-18T16:00"),
)
CHILD_LITTERS = replace(LITTER, corrected=True)
ENDED = (*SEIZED_HERE, do("T29", "2026-03-09T10:00"), do("T31", "2026-03-10T09:00", ground="证据不足"))
PLAN_FINED = replace(PLAN, cost=100_000_00, order_ignored=True)
TORN = (
    *BUILDING, do("T33", "2026-03-10T10:00", amount=5_000_00), do("T34", "2026-03-18T10:00"), do("T42", "2026-03-18T15:00", amount=5_000_00),
    do("T50", "2026-03-18T16:00"),
)  # fmt: skip
NOT_FILED = (TO_THE_NOTICE[0], do("T02", "2026-03-03T09:00", ground="no_violation"), do("T90", "2026-03-04T09:00"))
