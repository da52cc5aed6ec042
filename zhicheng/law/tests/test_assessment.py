"""`assess` over whole cases: where they stand, what may happen next, what runs, what is owed; and a stream with something wrong in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.assessment import Assessment, assess, demand, refuse
from zhicheng.law.facts import Facts, Order, Party, Recheck
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import Amendment, Event
from zhicheng.law.tests.walks import (
    BIG_AD,
    BOOK,
    CHEN,
    DING,
    LITTER,
    ON_THE_SPOT,
    ORDINARY,
    SERVED,
    SHOP,
    TO_THE_DECISION,
    TO_THE_NOTICE,
    URGED,
    at,
    do,
)  # fmt: skip

CRIME = Amendment((("crime_suspected", True),), (("crime_suspected", True),))
AD = (
    do("T01", "2026-01-04T10:00"),
    do("T04", "2026-01-05T10:00", assigned=(CHEN, DING)),
    do("T20", "2026-01-05T14:00"),
    do("T26", "2026-01-06T10:00", until=at("2026-01-16T18:00")),
    do("recheck", "2026-01-19T09:00", corrected=False),
    do("T29", "2026-01-20T09:00"),
    do("T33", "2026-09-21T09:00", amount=100_000_00, hearing_offered=True),
)
WAYS = {
    "on the spot": (LITTER, ON_THE_SPOT),
    "ordinary": (SHOP, ORDINARY),
    "urged": (SHOP, URGED),
    "corrected on the spot": (
        SHOP,
        (
            do("T05", "2026-03-02T09:00"),
            do("T06", "2026-03-02T09:10", until=at("2026-03-02T10:00")),
            do("recheck", "2026-03-02T10:05", corrected=True),
            do("T07", "2026-03-02T10:10"),
            do("T91", "2026-03-03T10:10"),
        ),
    ),
    "a child": (
        replace(SHOP, party=Party(born=date(2013, 1, 1))),
        (*TO_THE_NOTICE[:6], do("T30", "2026-03-10T10:00", ground="under_14"), do("T90", "2026-03-11T10:00"), do("T91", "2026-03-12T10:00")),
    ),
    "referred": (
        replace(SHOP, crime_suspected=True),
        (*TO_THE_NOTICE[:6], do("T32", "2026-03-10T10:00"), do("T90", "2026-03-11T10:00"), do("T91", "2026-03-12T10:00")),
    ),
    **{
        f"a crime that turned up, {step}": (
            SHOP,
            (*way, do("amend", when, facts=CRIME), do("T32", when), do("T90", "2026-09-11T10:00"), do("T91", "2026-09-12T10:00")),
        )
        for step, way, when in (
            ("filed", TO_THE_NOTICE[:2], "2026-03-03T12:00"), ("investigating", TO_THE_NOTICE[:3], "2026-03-03T15:00"),
            ("after the notice", TO_THE_NOTICE, "2026-03-11T09:00"), ("after the defence", TO_THE_DECISION[:-1], "2026-03-18T11:00"),
            ("after the review", (*TO_THE_DECISION[:-1], do("T40", "2026-03-18T12:00")), "2026-03-18T13:00"),
        )
    },
    "a late reconsideration beside the court, revoked": (
        SHOP,
        (
            *URGED, do("T66", "2026-09-21T10:00"), do("late_remedy", "2026-09-25T10:00", about="reconsideration", ground="force_majeure"),
            do("T81", "2026-09-26T10:00"), do("T83", "2026-10-20T10:00", ground="复议撤销"), do("T90", "2026-10-21T10:00"),
        ),
    ),
    "a late suit beside the court, lost": (
        SHOP,
        (
            *URGED, do("T66", "2026-09-21T10:00"), do("late_remedy", "2026-09-25T10:00", about="suit", ground="other_good_cause"),
            do("remedy_result", "2026-11-20T10:00", about="suit"), do("T67", "2026-11-23T10:00"), do("T90", "2026-11-24T10:00"),
        ),
    ),
    "ended for want of time": (
        SHOP,
        (*TO_THE_NOTICE, do("T43", "2026-06-02T10:00", ground="超期"), do("T90", "2026-06-03T10:00"), do("T91", "2026-06-04T10:00")),
    ),
    "enforced by the court": (
        SHOP,
        (
            *URGED, do("T66", "2026-09-21T10:00"), do("T67", "2026-10-20T10:00"), do("T90", "2026-10-21T10:00"), do("T91", "2026-10-22T10:00"),
        ),
    ),
    "deferred, then paid": (
        SHOP,
        (
            *SERVED, do("T62", "2026-03-25T10:00", until=at("2026-06-01T00:00")),
            do("T61", "2026-05-29T10:00", amount=500_00, receipt="B", method="bank"), do("T90", "2026-06-01T10:00"),
        ),
    ),
    "revoked after reconsideration": (
        SHOP,
        (
            *SERVED, do("publish", "2026-03-20T09:00"), do("T80", "2026-03-30T09:00"), do("T81", "2026-04-01T09:00"),
            do("T83", "2026-05-20T09:00", ground="复议撤销"), do("withdraw_publication", "2026-05-21T09:00"), do("T90", "2026-05-22T09:00"),
        ),
    ),
    "suspended and resumed": (
        SHOP,
        (*TO_THE_NOTICE[:3], do("T27", "2026-03-04T10:00", ground="待鉴定"), do("T75", "2026-03-20T10:00"), do("T29", "2026-03-21T10:00")),
    ),
}  # fmt: skip


def now(facts: Facts, way: tuple[Event, ...], on: date | datetime | None = None) -> Assessment:
    return assess(facts, way, on or way[-1].at, BOOK)


@pytest.mark.parametrize("name", WAYS)
def test_whole_cases_go_through_unrefused(name: str) -> None:
    facts, way = WAYS[name]
    found = now(facts, way)
    assert [r for r in found.refused if r.event is not None] == []
    assert found.stage == procedure().walk(e.step for e in way if e.step in procedure().steps).state


@pytest.mark.parametrize("name", WAYS)
def test_what_is_listed_as_allowed_can_be_written_by_the_right_people(name: str) -> None:
    """The list for the screen and the question before a write agree: nothing that happened had not been offered."""
    facts, way = WAYS[name]
    for n, event in enumerate(way):
        assert assess(facts, way[:n], event.at, BOOK).may(event.step), event.step


def test_an_archived_case_offers_nothing() -> None:
    found = now(SHOP, ORDINARY)
    assert (found.stage, found.allowed, found.deadlines, found.due_documents) == ("archived", (), (), ())


@pytest.mark.parametrize(
    ("facts", "way", "on", "dates"),
    [
        (SHOP, TO_THE_NOTICE, "2026-03-10", {"decision_last_day_legal": "2026-06-01", "statement_until": "2026-03-17"}),
        (SHOP, TO_THE_NOTICE[:4], "2026-03-03", {"correct_by": "2026-03-05", "decision_last_day_legal": "2026-06-01"}),
        (SHOP, TO_THE_NOTICE[:1], "2026-03-03", {"lead_check_last_day": "2026-03-23"}),
        (SHOP, TO_THE_DECISION, "2026-03-18", {"service_last_day": "2026-03-27"}),
        (
            SHOP,
            SERVED,
            "2026-03-20",
            {"payment_due": "2026-04-03", "reconsideration_last_day": "2026-05-18", "suit_last_day": "2026-09-20"},
        ),
        (
            SHOP,
            URGED,
            "2026-04-10",
            {
                "first_court_day": "2026-09-21",
                "court_window_last_day": "2026-12-20",
                "reconsideration_last_day": "2026-05-18",
                "suit_last_day": "2026-09-20",
            },
        ),
        (
            LITTER,
            ON_THE_SPOT[:4],
            "2026-04-30",
            {"cash_to_agency": "2026-05-07", "reconsideration_last_day": "2026-06-29"},
        ),
        (
            LITTER,
            ON_THE_SPOT[:5],
            "2026-05-07",
            {"bank_by": "2026-05-09", "reconsideration_last_day": "2026-06-29"},
        ),
        (
            SHOP,
            (*SERVED, do("T80", "2026-03-30T09:00")),
            "2026-03-30",
            {"payment_due": "2026-04-03", "reconsideration_forward": "2026-04-07", "reconsideration_answer": "2026-04-14"},
        ),
        (
            SHOP,
            (*SERVED, do("T80", "2026-03-30T09:00"), do("remedy_result", "2026-05-29T09:00", about="reconsideration")),
            "2026-05-29",
            {"payment_due": "2026-04-03", "suit_last_day": "2026-06-15"},
        ),
        (
            SHOP,
            (*TO_THE_NOTICE[:3], do("T21", "2026-04-27T09:00", ground="易灭失")),
            "2026-04-27",
            {"evidence_last_day": "2026-05-09", "decision_last_day_legal": "2026-06-01"},
        ),
        (
            SHOP,
            (*TO_THE_NOTICE[:3], do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",))),
            "2026-03-04",
            {"seizure_last_day": "2026-04-03", "decision_last_day_legal": "2026-06-01"},
        ),
        (
            SHOP,
            (*SERVED, do("publish", "2026-02-01T09:00"), do("T83", "2026-03-20T09:00", ground="撤销")),
            "2026-03-20",
            {},
        ),
    ],
)  # fmt: skip
def test_only_what_runs_has_a_last_day(facts: Facts, way: tuple[Event, ...], on: str, dates: dict[str, str]) -> None:
    found = {d.name: d.on.isoformat() for d in now(facts, way, date.fromisoformat(on)).deadlines}
    assert found == dates


def test_a_hearing_across_two_holidays() -> None:
    """The public scenario S12, step by step."""
    filed_late = (
        *AD[:1],
        replace(AD[1], at=at("2026-09-01T10:00")),
        *(replace(e, at=at(f"2026-09-0{n}T10:00")) for n, e in enumerate(AD[2:6], 2)),
    )
    way = (*filed_late, AD[6])
    dates = {d.name: d.on.isoformat() for d in now(BIG_AD, way).deadlines}
    assert dates["request_until"] == "2026-09-29"
    asked = (*way, do("T35", "2026-09-28T10:00"))
    assert refuse(BIG_AD, way, do("T35", "2026-09-30T10:00"), BOOK)[0].rule == "INV-21"
    told = (*asked, do("hearing_notice", "2026-10-08T10:00", until=at("2026-10-19T09:00")))
    assert {d.name: d.on.isoformat() for d in now(BIG_AD, told).deadlines}["earliest_hearing"] == "2026-10-19"
    assert refuse(BIG_AD, told, do("T36", "2026-10-16T10:00"), BOOK)[0].rule == "INV-23"
    assert refuse(BIG_AD, told, do("T36", "2026-10-19T10:00"), BOOK) == ()


@pytest.mark.parametrize(
    ("facts", "way", "papers"),
    [
        (SHOP, TO_THE_NOTICE[:3], {"D30"}),
        (SHOP, TO_THE_NOTICE[:5], {"D33"}),
        (SHOP, (*TO_THE_NOTICE, do("T34", "2026-03-18T10:00")), {"D44", "D45"}),
        (replace(SHOP, major=True), (*TO_THE_NOTICE, do("T34", "2026-03-18T10:00")), {"D42", "D43", "D44", "D45"}),
        (SHOP, TO_THE_DECISION, {"D50"}),
        (LITTER, ON_THE_SPOT[:2], {"D11"}),
        (SHOP, (*SERVED, do("T63", "2026-04-08T00:10")), {"D61"}),
        (SHOP, URGED, {"D62"}),
        (SHOP, (*TO_THE_NOTICE[:5], do("T21", "2026-03-06T10:00", ground="易灭失")), {"D25", "D33"}),
        (SHOP, (*SERVED, do("T80", "2026-03-30T09:00")), {"D71"}),
        (WAYS["a child"][0], WAYS["a child"][1][:7], {"D92"}),
    ],
)
def test_papers_that_are_owed(facts: Facts, way: tuple[Event, ...], papers: set[str]) -> None:
    found = now(facts, way).due_documents
    assert {d.paper for d in found} == papers
    assert all(d.article.split()[0] in BOOK.laws for d in found)


@pytest.mark.parametrize(
    ("facts", "way", "kind", "words"),
    [
        (SHOP, (do("T05", "2026-03-02T09:00"),), "order_first", "先责令改正"),
        (replace(LITTER, corrected=True), ON_THE_SPOT[:1], "spare", "不予处罚"),
        (
            replace(SHOP, corrected=True, first_in_lookback=True, order_ignored=True),
            TO_THE_NOTICE[:3],
            "consider_sparing",
            "可以不予处罚",
        ),
        (WAYS["a child"][0], TO_THE_NOTICE[:3], "spare", "十四周岁"),
        (replace(SHOP, party=Party(age=16)), TO_THE_NOTICE[:5], "lighter", "至多 370 元"),
        (replace(SHOP, party=Party(capacity=False)), TO_THE_NOTICE[:5], "spare", "不能辨认"),
        (replace(SHOP, no_fault=True), TO_THE_NOTICE[:5], "spare", "没有主观过错"),
        (replace(SHOP, crime_suspected=True), TO_THE_NOTICE[:5], "refer", "移送司法机关"),
        (BIG_AD, AD[:6], "hearing", "听证"),
    ],
)
def test_what_is_proposed(facts: Facts, way: tuple[Event, ...], kind: str, words: str) -> None:
    found = now(replace(facts, amount=200_000_00) if kind == "hearing" else facts, way).proposals
    assert any(p.kind == kind and words in p.zh and p.en.endswith((".", ")")) for p in found), found


@pytest.mark.parametrize(
    ("way", "on", "words"),
    [
        (TO_THE_NOTICE, "2026-05-17", "办案期限"),
        ((*TO_THE_NOTICE[:3], do("T21", "2026-04-27T09:00", ground="x")), "2026-05-10", "先行登记保存超期"),
        (
            (*TO_THE_NOTICE[:3], do("T22", "2026-03-04T09:00", basis="ZJ 1", goods=("tools",))),
            "2026-04-04",
            "查封扣押超期",
        ),
        (TO_THE_NOTICE[:4], "2026-03-06", "没有复查"),
        (TO_THE_NOTICE[:1], "2026-03-24", "线索逾期"),
        (TO_THE_DECISION, "2026-03-28", "逾期未送达"),
    ],
)
def test_what_is_late_raises_an_alarm_the_day_after(way: tuple[Event, ...], on: str, words: str) -> None:
    day = date.fromisoformat(on)
    assert any(words in p.zh for p in now(SHOP, way, day).proposals)
    assert not any(words in p.zh for p in now(SHOP, way, day - timedelta(days=1)).proposals)


# A stream with something wrong in it -----------------------------------------------------------------------------------------


def test_a_step_posted_twice_counts_once() -> None:
    once, again = now(SHOP, TO_THE_NOTICE), now(SHOP, (*TO_THE_NOTICE, TO_THE_NOTICE[-1]))
    assert (again.stage, again.allowed, again.deadlines) == (once.stage, once.allowed, once.deadlines)
    assert [(r.step, r.rule, r.event) for r in again.refused if r.event is not None] == [("T33", "TWICE", 7)]


def test_a_back_dated_event_is_not_taken() -> None:
    late = do("statement", "2026-03-10T09:59", points=1)
    found = now(SHOP, (*TO_THE_NOTICE, late), date(2026, 3, 11))
    assert [(r.rule, r.event) for r in found.refused if r.event is not None] == [("INV-52", 7)]
    assert found.why_not("T34")[0].rule == "INV-20"


def test_an_event_from_the_future_is_not_taken() -> None:
    found = assess(SHOP, TO_THE_NOTICE, at("2026-03-09T12:00"), BOOK)
    assert found.stage == "investigated"
    assert [r.rule for r in found.refused if r.event is not None] == ["FUTURE"]


def test_what_follows_a_step_that_was_not_taken_is_judged_without_it() -> None:
    alone = replace(TO_THE_NOTICE[2], actors=(CHEN,))
    found = now(SHOP, (*TO_THE_NOTICE[:2], alone, *TO_THE_NOTICE[3:]))
    assert found.stage == "filed"
    assert [r.rule for r in found.refused if r.event == 2] == ["INV-01"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"party": Party(born=date(2026, 3, 3))}, "出生日期晚于"),
        ({"party": Party(age=40, born=date(2000, 1, 1))}, "年龄与出生日期"),
        ({"party": Party("org", age=3)}, "单位没有年龄"),
        ({"order": Order(at("2026-03-02T10:00"), at("2026-03-02T09:00"))}, "改正期限早于"),
        ({"order": Order(at("2026-03-02T10:00")), "recheck": Recheck(at("2026-03-02T09:00"))}, "复查早于"),
        ({"order": Order(at("2026-03-02T10:00")), "order_absent": True}, "又注明没有"),
        ({"order_ignored": True, "recheck": Recheck(None, True)}, "已改正"),
        ({"amount": -1}, "金额为负"),
        ({"continuing": True, "ended": date(2026, 3, 1)}, "仍在继续"),
        ({"discovered": date(2026, 3, 1)}, "晚于发现"),
        ({"act": None, "act_started": date(2026, 3, 2), "ended": date(2026, 3, 1)}, "早于开始"),
        ({"filed": date(2026, 3, 2), "decision": date(2026, 3, 1)}, "决定早于立案"),
        ({"decision": date(2026, 3, 2), "served": date(2026, 3, 1)}, "送达早于决定"),
        ({"served": date(2026, 3, 2), "paid": date(2026, 3, 1)}, "缴款早于送达"),
        ({"hearing_requested": date(2026, 3, 2), "hearing": date(2026, 3, 1)}, "听证早于申请"),
        ({"referral_reported": date(2026, 3, 2), "referral_approved": at("2026-03-01T09:00")}, "批准移送早于"),
    ],
)  # fmt: skip
def test_facts_that_exclude_each_other_stop_everything(changes: dict[str, Any], words: str) -> None:
    facts = replace(SHOP, **changes)
    found = now(facts, TO_THE_NOTICE)
    assert found.allowed == ()
    assert any(words in r.zh and (r.rule, r.article) == ("FACTS", "APL 40") for r in found.refused)
    assert refuse(facts, (), TO_THE_NOTICE[0], BOOK)[0].rule == "FACTS"


@pytest.mark.parametrize("facts", [SHOP, LITTER, BIG_AD, replace(SHOP, party=Party(age=34, born=date(1991, 6, 1)))])
def test_facts_that_fit_are_let_through(facts: Facts) -> None:
    assert not any(r.rule == "FACTS" for r in now(facts, TO_THE_NOTICE[:1]).refused)


def test_what_a_service_is_told() -> None:
    demand(SHOP, TO_THE_NOTICE, do("T34", "2026-03-18T10:00"), BOOK)
    with pytest.raises(NotAllowed, match="陈述申辩期到 2026-03-17") as no:
        demand(SHOP, TO_THE_NOTICE, do("T34", "2026-03-17T10:00"), BOOK)
    assert (no.value.code, "APL 62" in str(no.value)) == ("INV-20", True)


def test_every_item_has_its_article() -> None:
    for facts, way in WAYS.values():
        for n in range(len(way)):
            found = assess(facts, way[: n + 1], way[n].at, BOOK)
            for item in (*found.allowed, *found.refused, *found.due_documents, *found.proposals):
                assert item.article.split()[0] in BOOK.laws, item
            assert all(d.period.article or not d.period.verified for d in found.deadlines)


def test_a_day_stands_for_its_noon_or_its_last_event() -> None:
    evening = (*TO_THE_NOTICE, do("statement", "2026-03-11T20:00", points=1))
    assert [r for r in now(SHOP, evening, date(2026, 3, 11)).refused if r.event is not None] == []
    assert now(SHOP, TO_THE_NOTICE, date(2026, 3, 11)).stage == "notified"


@given(st.lists(st.sampled_from([*ORDINARY, *ON_THE_SPOT, *URGED, *AD]), max_size=12))
def test_any_order_of_events_is_answered_and_an_unlawful_one_never_moves_the_case(events: list[Event]) -> None:
    """Whatever arrives, in whatever order: the answer stands, and the taken events alone lead to its stage."""
    found = assess(SHOP, events, at("2027-01-01T12:00"), BOOK)
    left_out = {r.event for r in found.refused}
    taken = [e for n, e in enumerate(events) if n not in left_out]
    assert procedure().walk(e.step for e in taken if e.step in procedure().steps).state == found.stage
    assert [e.at for e in taken] == sorted(e.at for e in taken)
