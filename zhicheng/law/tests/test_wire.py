"""A case as JSON, out and back, and what the phone asks of its own copy of the engine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from zhicheng.kernel.calendar import CHINA, Calendar
from zhicheng.kernel.errors import BadInput
from zhicheng.law import wire
from zhicheng.law.assessment import assess, refuse
from zhicheng.law.book import book_of
from zhicheng.law.derivation import derivation
from zhicheng.law.periods import Deadline, deadline
from zhicheng.law.scenarios import AMENDABLE, KEYS, read_facts
from zhicheng.law.stream import Actor, Data, Event, Item

BOOK = book_of("330000")
AT = datetime(2026, 3, 11, 18, 10, tzinfo=CHINA)
A = Actor("person:1", frozenset({"officer", "lead_officer"}), True, date(2025, 1, 1), date(2028, 1, 1), ("330106",))
B = Actor("person:2", frozenset({"officer"}))


@pytest.mark.parametrize(
    "data",
    [
        Data(),
        Data(amount=5000, warning=True, measures=("没收工具",), ground="minor"),
        Data(until=AT, corrected=True, hearing_offered=False),
        Data(assigned=(A, B), evidence=(Item("7", date(2026, 3, 11), True), Item("8"))),
        Data(goods=("tools",), basis="SHCGZF 21", lacking=("seal",), remedies="fifteen days", signed=1),
    ],
)
def test_an_event_comes_back_as_it_was_written(data: Data) -> None:
    event = Event("T06", AT, (A, B), data)
    assert wire.read_event(wire.written(event), BOOK) == event


def test_an_amendment_comes_back_with_what_it_means() -> None:
    raw = {
        "step": "amend",
        "at": AT.isoformat(),
        "actors": None,
        "data": {"facts": {"party": {"kind": "citizen", "born": "2013-01-20"}, "harm": False}},
    }
    event = wire.read_event(raw, BOOK)
    assert event.data.facts is not None
    assert dict(event.data.facts.means)["harm"] is False
    assert wire.written(event) == raw


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ({"step": "T99", "at": "2026-03-11T18:10"}, "event.step"),
        ({"step": "T06", "at": "yesterday"}, "event.at"),
        ({"step": "T06", "at": "2026-03-11T18:10", "who": 1}, "event.who"),
        ({"step": "T06", "at": "2026-03-11T18:10", "data": {"sum": 5}}, "event.data.sum"),
        ({"step": "T10", "at": "2026-03-11T18:10", "data": {"amount": "fifty"}}, "event.data.amount"),
        ({"step": "T10", "at": "2026-03-11T18:10", "data": {"amount": True}}, "event.data.amount"),
        ({"step": "T10", "at": "2026-03-11T18:10", "data": {"warning": "yes"}}, "event.data.warning"),
        ({"step": "T22", "at": "2026-03-11T18:10", "data": {"goods": "tools"}}, "event.data.goods"),
        ({"step": "T10", "at": "2026-03-11T18:10", "actors": [{"name": "x"}]}, "event.actors[0].name"),
        ({"step": "T10", "at": "2026-03-11T18:10", "data": [1]}, "event.data"),
        ({"step": "amend", "at": "2026-03-11T18:10", "data": {"facts": [1]}}, "event.data.facts"),
        ({"step": "amend", "at": "2026-03-11T18:10", "data": {"facts": {"served": "2026-03-11"}}}, "event.data.facts.served"),
        ({"step": "amend", "at": "2026-03-11T18:10", "data": {"facts": {"violation": "V.NO"}}}, "event.data.facts.violation"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(raw: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as error:
        wire.read_event(raw, BOOK)
    assert error.value.field == field
    assert error.value.said.zh.endswith("。")
    assert error.value.said.en.endswith((".", "?"))


def test_only_what_a_person_may_say_is_amended() -> None:
    steps_only = {
        "served",
        "decision",
        "filed",
        "paid",
        "D36",
        "D36_served",
        "hearing",
        "recheck",
        "D30",
        "D42",
        "D43",
        "officers",
    }
    assert not steps_only & AMENDABLE.keys()
    assert AMENDABLE.keys() <= KEYS.keys()


def test_a_party_of_thirteen_turns_a_case_round() -> None:
    """The party's age becomes known after the investigation: no penalty is offered any more, sparing him is."""
    book = book_of("110000")
    facts = read_facts({"violation": "V.BJ.flyposting", "act": "2026-05-10T09:00"}, book)
    head = Actor("person:9", frozenset({"head"}))
    squad = Actor("person:8", frozenset({"squad_head"}))
    at = datetime(2026, 5, 10, 10, tzinfo=CHINA)
    events = [
        Event("T01", at, (squad,)), Event("T04", at.replace(hour=11), (head,), Data(assigned=(A, B))),
        Event("T20", at.replace(hour=12), (A, B)),
        Event("T26", at.replace(hour=12, minute=30), (A, B), Data(until=at.replace(hour=18))), Event("T29", at.replace(hour=13), (A,)),
    ]  # fmt: skip
    assert assess(facts, events, at.replace(hour=14), book).may("T33")
    known = wire.read_event(
        {"step": "amend", "at": at.replace(hour=14).isoformat(), "data": {"facts": {"party": {"born": "2013-01-20"}}}},
        book,
    )
    known = Event(known.step, known.at, (A,), known.data)
    assert refuse(facts, events, known, book) == ()
    after = assess(facts, [*events, known], at.replace(hour=15), book)
    assert not after.may("T33")
    assert after.may("T30")
    assert [p.kind for p in after.proposals] == ["spare"]


def test_facts_that_exclude_each_other_are_not_amended() -> None:
    facts = read_facts({"violation": "V.ZJ.litter", "act": "2026-05-10T09:00"}, BOOK)
    event = wire.read_event(
        {"step": "amend", "at": "2026-05-10T10:00", "actors": [], "data": {"facts": {"party": {"born": "2026-06-01"}}}},
        BOOK,
    )
    assert [
        r.rule for r in refuse(facts, [Event("T05", datetime(2026, 5, 10, 9, 30, tzinfo=CHINA), (A, B))], event, BOOK)
    ] == ["FACTS"]


def test_the_phone_asks_with_json_and_is_answered_with_json() -> None:
    two = [{"id": "1", "roles": ["officer", "lead_officer"]}, {"id": "2", "roles": ["officer"]}]
    question = {
        "config": {"jurisdiction": "330000"}, "given": {"violation": "V.ZJ.stall", "party": {"kind": "citizen"}, "act": "2026-03-11T18:05"},
        "events": [{"step": "T05", "at": "2026-03-11T18:06", "actors": two}], "on": "2026-03-11T18:10",
        "event": {"step": "T10", "at": "2026-03-11T18:10", "actors": two, "data": {"amount": 2000}},
    }  # fmt: skip
    found = wire.answer(question)
    assert found["assessment"]["stage"] == "onspot"
    assert [p["kind"] for p in found["assessment"]["proposals"]] == ["order_first"]
    assert "INV-36" in {r["rule"] for r in found["refused"]}
    assert all(r["zh"] and r["en"] and r["article"] and r["name"] for r in found["refused"])
    import json

    assert json.loads(json.dumps(found)) == found


def test_every_part_of_an_assessment_has_its_article() -> None:
    facts = read_facts(
        {"violation": "V.ZJ.shop_outside", "party": {"kind": "individual_business"}, "act": "2026-03-11T18:05"}, BOOK
    )
    events = [Event("T05", AT, (A, B)), Event("T06", AT.replace(minute=20), (A, B), Data(until=AT.replace(hour=20)))]
    found = wire.assessment_out(assess(facts, events, AT.replace(hour=19), BOOK), BOOK)
    assert all(a["article"] and a["name"] and a["name_en"] for a in found["allowed"])
    assert all(r["article"] and r["rule"] for r in found["refused"])
    assert {d["name"] for d in found["deadlines"]} == {"correct_by"}
    assert found["range"] == [10000, 100000]


# Derivations ---------------------------------------------------------------------------------------------------------------


def _why(name: str, period: str, start: date | datetime, calendar: Calendar = BOOK.calendar) -> tuple[str, str]:
    found = derivation(deadline(name, BOOK.period(period), start, calendar), calendar)
    return found.zh, found.en


def test_working_days_are_listed_with_the_make_up_day() -> None:
    zh, en = _why("statement_until", "statement_period", date(2026, 4, 30))
    assert en == "5 working days from 30 April 2026 (that day not counted): 6, 7, 8, 9 (make-up), 11 May."
    assert "9日（调休上班）" in zh
    assert zh.startswith("自2026年4月30日起 5 个工作日（当日不计）：5月6日、7日")


def test_the_first_day_for_the_court_says_both_of_its_ends() -> None:
    """Not "ten working days from the urging": the time for remedies ends months later."""
    found = Deadline(
        "first_court_day", date(2027, 6, 11), date(2027, 6, 11), BOOK.period("urge_wait"), date(2026, 12, 28)
    )
    zh, en = derivation(found, BOOK.calendar)
    assert "复议和起诉期限都已届满" in zh
    assert "2026年12月28日催告起满 10 个工作日" in zh
    assert "10 working days from the urging of 28 December 2026" in en


def test_a_party_is_told_that_the_day_has_moved() -> None:
    zh, en = _why("payment_due", "payment", date(2026, 4, 20))
    assert "5 May 2026 is a rest day, so it moves to 6 May 2026" in en
    assert "顺延到 2026年5月6日" in zh


def test_an_agency_is_told_to_be_done_before_the_rest_day() -> None:
    _, en = _why("decision_last_day_legal", "decision_after_filing", date(2026, 1, 5))
    assert "5 April 2026 is a rest day and an agency's term does not move: have it done by 3 April 2026" in en


def test_hours_end_at_a_moment_and_a_year_without_calendar_is_provisional() -> None:
    _, en = _why("measure_report", "measure_report", datetime(2026, 3, 11, 1, 30, tzinfo=UTC))
    assert "until 09:30 on 12 March 2026" in en
    zh, en = _why("statement_until", "statement_period", date(2027, 2, 1))
    assert "provisional" in en
    assert "暂定" in zh


def test_days_over_the_turn_of_a_month_name_both_months() -> None:
    _, en = _why("statement_until", "statement_period", date(2026, 3, 27))
    assert en == "5 working days from 27 March 2026 (that day not counted): 30, 31 March, 1, 2, 3 April."


def test_every_part_has_a_name_that_people_say() -> None:
    from zhicheng.law.actors import SAID, WHO

    assert SAID.keys() == WHO.keys()
    assert not [zh for zh, _ in SAID.values() if any(c.isascii() and c.isalpha() for c in zh)]
