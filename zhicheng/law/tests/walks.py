"""People and whole ways through a case, for tests: Chen and Ding are officers, Gu is the head, Fang reviews, He hosts hearings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.book import book_of
from zhicheng.law.facts import Facts, Party
from zhicheng.law.stream import Actor, Data, Event, Item

BOOK = book_of("330000")


def at(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def somebody(name: str, *roles: str, **more: Any) -> Actor:
    return Actor(name, frozenset(roles), **more)


CHEN = somebody("chen", "officer", "lead_officer", certified_to=date(2027, 12, 31))
DING = somebody("ding", "officer", certified_to=date(2027, 12, 31))
EXPIRED = somebody("wu", "officer", certified_to=date(2026, 1, 31))
ASSISTANT = somebody("xu", "assistant", certified=False)
SQUAD = somebody("qian", "squad_head")
HEAD = somebody("gu", "head")
REVIEWER = somebody("fang", "legal_reviewer", "reviewer")
HOST = somebody("he", "hearing_host")
PANEL = somebody("pan", "panel")
PARTY = somebody("party", "party")
CASHIER = somebody("bank", "cashier")
CLOCK = somebody("clock", "system")
COURT = somebody("court", "court")
ARCHIVIST = somebody("ai", "archivist")
GOVERNMENT = somebody("county", "government")
MACHINE = somebody("rules@3", "service")

BY: dict[str, tuple[Actor, ...]] = {
    "": (CHEN,), "squad_head": (SQUAD,), "head": (HEAD,), "head (正职负责人)": (HEAD,), "head signs": (HEAD,), "officer": (CHEN,),
    "officer x2": (CHEN, DING), "officer x2 after head approval": (CHEN, DING, HEAD), "head approves / officer x2 serve": (CHEN, DING, HEAD),
    "head / officer x2 serve": (CHEN, DING, HEAD), "lead_officer": (CHEN,), "lead_officer + reviewer": (CHEN, REVIEWER),
    "system": (CLOCK,), "system + officer": (CHEN, CLOCK), "legal_reviewer": (REVIEWER,), "panel": (PANEL,), "hearing_host": (HOST,),
    "archivist": (ARCHIVIST,), "cashier": (CASHIER,), "party": (PARTY,), "court": (COURT,), "county government order": (GOVERNMENT,),
    "reconsideration authority | court | agency itself (APL 75)": (COURT,),
}  # fmt: skip


def do(step: str, when: str, *, by: tuple[Actor, ...] | None = None, **data: Any) -> Event:
    """One event by the people whom the procedure names, unless others are given."""
    from zhicheng.law.procedure import procedure
    from zhicheng.law.stream import RECORDS

    steps = procedure().steps
    who = steps[step].actor if step in steps else RECORDS[step].who
    return Event(step, at(when), BY[who] if by is None else by, Data(**data))


SHOP = Facts(violations=("V.ZJ.shop_outside",), act=at("2026-03-02T09:00"), first_in_lookback=False)
LITTER = Facts(violations=("V.ZJ.litter",), act=at("2026-04-30T15:20"), corrected=False)
BIG_AD = Facts(violations=("V.ZJ.big_ad",), party=Party("org"), act=at("2026-01-04T09:00"))

ON_THE_SPOT = (
    do("T05", "2026-04-30T15:20"),
    do("T10", "2026-04-30T15:30", amount=50_00),
    do("T13", "2026-04-30T17:00"),
    do("T14", "2026-04-30T17:01", amount=50_00, receipt="N1"),
    do("hand_in_cash", "2026-05-07T10:00"),
    do("bank_cash", "2026-05-09T10:00"),
    do("T90", "2026-05-11T10:00"),
    do("T91", "2026-05-11T11:00"),
)
TO_THE_NOTICE = (
    do("T01", "2026-03-02T10:00"),
    do("T04", "2026-03-03T10:00", assigned=(CHEN, DING)),
    do("T20", "2026-03-03T14:00"),
    do("T26", "2026-03-03T14:30", until=at("2026-03-05T18:00")),
    do("recheck", "2026-03-06T09:00", corrected=False),
    do("T29", "2026-03-09T10:00"),
    do("T33", "2026-03-10T10:00", amount=500_00),
)
TO_THE_DECISION = (
    *TO_THE_NOTICE,
    do("T34", "2026-03-18T10:00"),
    do("T42", "2026-03-18T15:00", amount=500_00),
)
SERVED = (*TO_THE_DECISION, do("T51", "2026-03-19T10:00"), do("T60", "2026-03-19T10:01"))
ORDINARY = (
    *SERVED,
    do("T61", "2026-03-25T10:00", amount=500_00, receipt="B7", method="bank"),
    do("T90", "2026-03-26T10:00"),
    do("T91", "2026-03-26T11:00"),
)
URGED = (*SERVED, do("T63", "2026-04-08T00:10"), do("T64", "2026-04-09T10:00"))
PHOTO = Item("p1", date(2026, 3, 3))
