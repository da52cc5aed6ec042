"""Who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhicheng.law.tests.step_rules.pairs import (
    FAR,
    FILED,
    FOUND,
    IN_WORK,
    LISTED,
    REVIEWED,
    SET,
    T10,
    T42,
    TWO_SIGN,
    Pair,
    twice,
)
from zhicheng.law.tests.walks import (
    ASSISTANT,
    BIG_AD,
    CHEN,
    DING,
    EXPIRED,
    LITTER,
    MACHINE,
    SHOP,
    TO_THE_NOTICE,
    do,
    somebody,
)

PAIRS: dict[str, Pair] = {
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
}
