"""Each rule that stands before a step, once allowed and once refused: the same way, two events that differ in one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from zhicheng.law.assessment import assess, refuse
from zhicheng.law.book import Book, Settings
from zhicheng.law.facts import Device, Facts, Party
from zhicheng.law.stream import Event, Item
from zhicheng.law.tests.walks import (
    ASSISTANT,
    BIG_AD,
    BOOK,
    CHEN,
    DING,
    EXPIRED,
    LITTER,
    MACHINE,
    ON_THE_SPOT,
    ORDINARY,
    PHOTO,
    REVIEWER,
    SERVED,
    SHOP,
    TO_THE_DECISION,
    TO_THE_NOTICE,
    URGED,
    at,
    do,
    somebody,
)  # fmt: skip

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

PAIRS: dict[str, Pair] = {
    # people
    "one officer is not two": Pair("INV-01", LITTER, FOUND, T10, replace(T10, actors=(CHEN,))),
    "the same officer twice": Pair("INV-01", LITTER, FOUND, T10, replace(T10, actors=(CHEN, CHEN))),
    "an assistant never counts": Pair(
        "INV-01",
        LITTER,
        FOUND,
        T10,
        replace(T10, actors=(CHEN, replace(ASSISTANT, roles=frozenset({"officer", "assistant"})))),
    ),
    "a certificate that expired": Pair("INV-01", LITTER, FOUND, T10, replace(T10, actors=(CHEN, EXPIRED))),
    "a certificate that begins tomorrow": Pair(
        "INV-01", LITTER, FOUND, T10, replace(T10, actors=(CHEN, replace(DING, certified_from=date(2026, 5, 1))))
    ),
    "a certificate of another city": Pair(
        "INV-01",
        FAR,
        FOUND,
        replace(T10, actors=(CHEN, replace(DING, places=("330100",)))),
        replace(T10, actors=(CHEN, TWO_SIGN)),
    ),
    "filing names two officers": Pair(
        "INV-01", SHOP, TO_THE_NOTICE[:1], *twice(TO_THE_NOTICE[1], assigned=(CHEN, EXPIRED))
    ),
    "a recused officer does not act": Pair(
        "INV-02",
        SHOP,
        (
            *FILED,
            do("recusal_request", "2026-03-03T11:00", about="ding"),
            do("recusal", "2026-03-03T12:00", about="ding"),
        ),
        replace(TO_THE_NOTICE[2], actors=(CHEN, somebody("sun", "officer"))),
        TO_THE_NOTICE[2],
    ),
    "a challenged head does not decide": Pair(
        "INV-02",
        SHOP,
        (*REVIEWED, do("recusal_request", "2026-03-18T11:00", about="gu")),
        replace(T42, actors=(somebody("lu", "head"),)),
        T42,
    ),
    "a recused officer is not assigned": Pair(
        "INV-02",
        SHOP,
        (*TO_THE_NOTICE[:1], do("recusal", "2026-03-02T12:00", about="ding")),
        replace(TO_THE_NOTICE[1], data=replace(TO_THE_NOTICE[1].data, assigned=(CHEN, somebody("sun", "officer")))),
        TO_THE_NOTICE[1],
    ),
    "nobody decides on his own recusal": Pair(
        "INV-02", SHOP, FILED, *twice(do("recusal", "2026-03-04T09:00", about="ding"), about="gu")
    ),
    "the host has not investigated": Pair(
        "INV-03",
        BIG_AD,
        SET,
        do("T36", "2026-02-06T09:00"),
        do("T36", "2026-02-06T09:00", by=(replace(CHEN, roles=CHEN.roles | {"hearing_host"}),)),
    ),
    "the reviewer has not investigated": Pair(
        "INV-03",
        SHOP,
        REVIEWED,
        do("T40", "2026-03-18T11:00"),
        do("T40", "2026-03-18T11:00", by=(somebody("ding", "legal_reviewer"),)),
    ),
    "the head is not one of the officers": Pair(
        "INV-03", SHOP, REVIEWED, T42, replace(T42, actors=(somebody("chen", "head"),))
    ),
    "the power list": Pair("INV-04", LITTER, (), FOUND[0], FOUND[0], LISTED),
    "not competent, though listed": Pair(
        "INV-04",
        SHOP,
        TO_THE_NOTICE[:1],
        *twice(do("T02", "2026-03-03T09:00", ground="no_violation"), ground="not_competent"),
    ),
    "an assistant reports only": Pair(
        "INV-05", SHOP, IN_WORK, TO_THE_NOTICE[3], replace(TO_THE_NOTICE[3], actors=(ASSISTANT,))
    ),
    "a service account reports only": Pair("INV-05", SHOP, REVIEWED, T42, replace(T42, actors=(MACHINE,))),
    "nor does a machine decide": Pair("INV-81", SHOP, REVIEWED, T42, replace(T42, actors=(MACHINE,))),
    # the simple procedure and its money
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
    # notice, defence, hearing
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
    # review and decision
    "a hearing is followed by legal review": Pair(
        "INV-30",
        BIG_AD,
        (*HEARD, do("T40", "2026-02-10T09:00")),
        do("T42", "2026-02-11T09:00", amount=100_000_00),
        do("T42", "2026-02-11T09:00", amount=100_000_00),
    ),
    "a review that is not passed": Pair("INV-30", SHOP, REVIEWED, *twice(do("T40", "2026-03-18T11:00"), passed=False)),
    "a major case is discussed": Pair(
        "INV-31",
        SHOP,
        (*REVIEWED, do("T40", "2026-03-18T11:00")),
        T42,
        T42,
        replace(SHOP, major=True),
    ),
    "the heads discuss what is major": Pair(
        "INV-31",
        SHOP,
        (*REVIEWED, do("T40", "2026-03-18T11:00")),
        *twice(do("T41", "2026-03-18T12:00", ground="影响大"), ground=""),
    ),
    "a decision with all its items": Pair("INV-32", SHOP, REVIEWED, *twice(T42, lacking=("印章",))),
    "a decision that decides something": Pair("INV-32", SHOP, REVIEWED, *twice(T42, amount=None)),
    "put on file once": Pair("INV-32", LITTER, ON_THE_SPOT[:2], ON_THE_SPOT[2], do("T13", "2026-04-30T17:00:30")),
    "a text in force": Pair(
        "INV-33", LITTER, FOUND, T10, T10, Facts(violations=("V.EEC.sorting",), act=at("2026-03-02T09:00"))
    ),
    "above the statute": Pair("INV-35", LITTER, FOUND, *twice(T10, amount=50_01)),
    "a share of a known cost": Pair(
        "INV-35",
        replace(PLAN, cost=100_000_00, order_ignored=True),
        BUILDING,
        do("T33", "2026-03-10T10:00", amount=10_000_00, hearing_offered=True),
        do("T33", "2026-03-10T10:00", amount=10_000_00, hearing_offered=True),
        replace(PLAN, order_ignored=True),
    ),
    "and no more of it": Pair(
        "INV-35",
        replace(PLAN, cost=100_000_00, order_ignored=True),
        BUILDING,
        do("T33", "2026-03-10T10:00", amount=10_000_00, hearing_offered=True),
        do("T33", "2026-03-10T10:00", amount=10_000_01, hearing_offered=True),
    ),
    "an order on file, not only an act put right": Pair(
        "INV-36",
        SHOP,
        EXAMINED,
        TO_THE_NOTICE[6],
        TO_THE_NOTICE[6],
        replace(SHOP, corrected=True, not_lenient_because="影响大"),
    ),
    "collected where it was decided": Pair(
        "INV-11",
        LITTER,
        SPOT_SERVED,
        do("T14", "2026-04-30T18:00", amount=50_00, receipt="N"),
        do("T14", "2026-05-06T18:00", amount=50_00, receipt="N"),
    ),
    "small cash of an ordinary case": Pair(
        "INV-11",
        SHOP,
        SMALL,
        do("T14", "2026-03-18T17:00", receipt="N", ground="remote"),
        do("T14", "2026-03-18T17:00", receipt="N"),
    ),
    "put right before it is spared on the spot": Pair(
        "INV-43",
        CHILD_LITTERS,
        FOUND,
        do("T11", "2026-04-30T15:40", ground="minor"),
        do("T11", "2026-04-30T15:40", ground="minor"),
        replace(CHILD_LITTERS, corrected=False),
    ),
    "a camera's place is published before": Pair(
        "INV-50",
        SHOP,
        EXAMINED,
        TO_THE_NOTICE[6],
        TO_THE_NOTICE[6],
        replace(SHOP, device=Device(location_unpublished=True)),
    ),
    "a minor act is spared whatever the amount": Pair(
        "INV-43",
        LITTER,
        FOUND,
        do("T10", "2026-04-30T15:30", measures=(), amount=0),
        do("T10", "2026-04-30T15:30", amount=0),
        replace(LITTER, corrected=True),
    ),
    "approved before it is extended": Pair(
        "INV-60",
        SHOP,
        (*URGENT, do("approve_measure", "2026-03-05T08:00")),
        do("T29", "2026-03-06T09:00"),
        do("T29", "2026-03-06T09:00"),
    ),
    "goods go back before closing": Pair(
        "INV-60",
        SHOP,
        (*ENDED, do("release", "2026-03-11T09:00")),
        do("T90", "2026-03-12T09:00"),
        do("T90", "2026-03-12T09:00"),
    ),
    "an execution that has begun": Pair(
        "INV-65",
        SHOP,
        (*LATE, do("T72", "2026-04-10T09:00", ground="x")),
        do("T73", "2026-04-11T09:00", ground="x"),
        do("T73", "2026-04-11T09:00", ground="x"),
    ),
    "an illegal building, announced": Pair(
        "INV-65",
        PLAN_FINED,
        (*TORN, do("announce_demolition", "2026-03-20T09:00")),
        do("T71", "2026-10-12T09:00"),
        do("T71", "2026-10-12T09:00"),
    ),
    "not before the remedies are over": Pair(
        "INV-65",
        PLAN_FINED,
        (*TORN, do("announce_demolition", "2026-03-20T09:00")),
        do("T71", "2026-10-12T09:00"),
        do("T71", "2026-09-14T09:00"),
    ),
    "a decision that was served": Pair(
        "INV-71", SHOP, SERVED, do("T83", "2026-04-01T09:00", ground="x"), do("T83", "2026-04-01T09:00", ground="x")
    ),
    "ignored, or no fine": Pair("INV-36", SHOP, EXAMINED, TO_THE_NOTICE[6], TO_THE_NOTICE[6]),
    "corrected: it ends on the spot": Pair(
        "INV-36",
        SHOP,
        (
            do("T05", "2026-03-02T09:00"),
            do("T06", "2026-03-02T09:10", until=at("2026-03-02T10:00")),
            do("recheck", "2026-03-02T10:05", corrected=True),
        ),
        do("T07", "2026-03-02T10:10"),
        do("T07", "2026-03-02T10:10"),
    ),
    "an order goes with the penalty": Pair(
        "INV-37",
        Facts(violations=("V.ZJ.pet_dirt",), act=at("2026-03-02T09:00"), corrected=False),
        (do("T05", "2026-03-02T09:00"), do("T06", "2026-03-02T09:10", until=at("2026-03-02T10:00"))),
        do("T10", "2026-03-02T10:10", amount=20_00),
        do("T10", "2026-03-02T10:10", amount=20_00),
    ),
    "one act, one fine": Pair("INV-38", LITTER, (), FOUND[0], FOUND[0], replace(LITTER, fined_before_for_this=True)),
    "ninety days": Pair(
        "INV-39",
        SHOP,
        REVIEWED,
        do("T42", "2026-06-01T10:00", amount=500_00),
        do("T42", "2026-06-02T10:00", amount=500_00),
    ),
    "ended for want of time only then": Pair(
        "INV-39",
        SHOP,
        REVIEWED,
        do("T43", "2026-06-02T10:00", ground="超期"),
        do("T43", "2026-06-01T10:00", ground="超期"),
    ),
    "an extension in a city that knows one": Pair(
        "INV-39",
        SHOP,
        REVIEWED,
        do("extension", "2026-05-29T10:00", until=at("2026-07-01T00:00")),
        do("extension", "2026-05-29T10:00", until=at("2026-07-02T00:00")),
        None,
        LONG,
    ),
    # persons
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
    # evidence
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
    # coercion and execution
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
    # service and remedies
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
    # conduct
    "a crime is referred": Pair("INV-86", SHOP, EXAMINED, TO_THE_NOTICE[6], TO_THE_NOTICE[6], CRIME),
    "and only a crime": Pair(
        "INV-86", CRIME, EXAMINED, do("T32", "2026-03-10T10:00"), do("T32", "2026-03-10T10:00"), SHOP
    ),
    "a change of custody has two signatures": Pair(
        "INV-88", SHOP, IN_WORK, *twice(do("custody", "2026-03-04T09:00"), signed=1)
    ),
    "lawful here and now": Pair(
        "INV-89", SHOP, TO_THE_NOTICE[:1], TO_THE_NOTICE[1], TO_THE_NOTICE[1], replace(SHOP, lawful_here=True)
    ),
    # the procedure itself
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
    "the bank takes the money": Pair("ROLE", SHOP, SERVED, ORDINARY[-3], replace(ORDINARY[-3], actors=(CHEN,))),
}
# The bad one happens after another way.
OTHER_WAY: dict[str, Way] = {
    "approved before it is extended": URGENT,
    "an order on file, not only an act put right": BUILDING,
    "goods go back before closing": ENDED,
    "an execution that has begun": (*IN_WORK, do("T27", "2026-03-04T09:00", ground="x")),
    "an illegal building, announced": TORN,
    "a decision that was served": NOT_FILED,
    "cash is banked before closing": COLLECTED,
    "no cash, nothing to hand in": SPOT_SERVED,
    "handed in before it is banked": COLLECTED,
    "five days to ask for a hearing are left": (*AD_NOTICE, do("statement", "2026-01-22T09:00")),
    "no hearing without a notice": ASKED,
    "a hearing is followed by legal review": HEARD,
    "put on file once": ON_THE_SPOT[:3],
    "ignored, or no fine": NOT_IGNORED,
    "corrected: it ends on the spot": (
        do("T05", "2026-03-02T09:00"),
        do("T06", "2026-03-02T09:10", until=at("2026-03-02T10:00")),
        do("recheck", "2026-03-02T10:05", corrected=False),
    ),
    "an order goes with the penalty": (do("T05", "2026-03-02T09:00"),),
    "preserved once": PRESERVED,
    "nothing preserved, nothing to settle": IN_WORK,
    "seized once": SEIZED,
    "nothing seized, nothing to release": IN_WORK,
    "no substitute without urging": SERVED[:-1],
    "surcharge is settled before closing": PAID_LATE,
    "consent to electronic service": TO_THE_DECISION,
    "reconsideration first, in fact": (*SERVED, do("T80", "2026-03-30T09:00")),
    "one remedy at a time": (*SERVED, do("T82", "2026-03-29T09:00")),
    "forwarded when there is something": SERVED,
    "what is revoked leaves the web": REVOKED,
    "nothing published, nothing to withdraw": (*SERVED, do("T83", "2026-04-01T09:00", ground="复议撤销")),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_rule_before_a_step_allows_and_refuses(name: str) -> None:
    pair = PAIRS[name]
    way = OTHER_WAY.get(name, pair.way)
    assert refuse(pair.facts, pair.way, pair.good, pair.book) == ()
    refused = refuse(pair.other or pair.facts, way, pair.bad, pair.book)
    assert pair.rule in {r.rule for r in refused}
    found = next(r for r in refused if r.rule == pair.rule)
    assert found.article.split()[0] in pair.book.laws
    assert found.zh.endswith("。")
    assert found.en.endswith(".")
    assert (found.zh.count("。"), len(found.zh) > 5) == (1, True)


@pytest.mark.parametrize("name", PAIRS)
def test_a_refused_event_changes_nothing(name: str) -> None:
    pair = PAIRS[name]
    facts, way = pair.other or pair.facts, OTHER_WAY.get(name, pair.way)
    on = max(e.at for e in (*way, pair.bad))
    before = assess(facts, way, on, pair.book)
    after = assess(facts, (*way, pair.bad), on, pair.book)
    assert after.stage == before.stage
    assert after.allowed == before.allowed
    assert {r.rule for r in after.refused if r.event == len(way)} >= {pair.rule}
