"""Past cases as they are written down; what is not understood is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.law.rehearse import PastCase
from zhicheng.law.rehearse.written import read_case
from zhicheng.law.stream import NOTHING, Data
from zhicheng.law.tests.walks import BOOK, at
from zhicheng.law.wire import read_event
from zhicheng.law.wire import written as wire_form

GIVEN = {"violation": "V.ZJ.litter", "act": "2026-04-30T15:20"}


def read(**scenario: Any) -> list[PastCase]:
    return list(read_case({"given": GIVEN, **scenario}, BOOK, 7))


def one(**scenario: Any) -> PastCase:
    (found,) = read(**scenario)
    return found


def event(**said: Any) -> Any:
    return one(events=[{"step": "T10", "at": "2026-04-30T15:30", **said}]).events[0]


def test_a_case_with_its_events() -> None:
    found = one(id="杭西-1", squad="一中队", events=[{"step": "T05", "at": "2026-04-30T15:20"}])
    assert (found.no, found.squad, found.ended_on) == ("杭西-1", "一中队", date(2026, 4, 30))
    assert found.facts.violations == ("V.ZJ.litter",)
    assert [(e.step, e.at, e.actors, e.data) for e in found.events] == [("T05", at("2026-04-30T15:20"), None, NOTHING)]


def test_a_case_without_a_number_has_its_place() -> None:
    assert one().no == "7"


def test_cases_add_to_what_is_given() -> None:
    found = read(id="A", cases=[{"fine": 20}, {"fine": 40, "expect": {"allowed": True}}])
    assert [(c.no, c.facts.amount) for c in found] == [("A", None), ("A[0]", 20_00), ("A[1]", 40_00)]


@pytest.mark.parametrize(
    ("more", "ended"),
    [
        ({}, "2026-04-30"),
        ({"filed": "2026-05-03"}, "2026-05-03"),
        ({"filed": "2026-05-03", "decision": "2026-06-01"}, "2026-06-01"),
        ({"served": "2026-06-07", "decision": "2026-06-01"}, "2026-06-07"),
        ({"paid": "2026-06-20", "served": "2026-06-07"}, "2026-06-20"),
    ],
)
def test_a_case_ends_with_the_last_that_is_known(more: dict[str, Any], ended: str) -> None:
    assert one(given={**GIVEN, **more}).ended_on.isoformat() == ended


def test_a_case_ends_when_it_is_said_to() -> None:
    assert one(ended_on="2026-07-01").ended_on == date(2026, 7, 1)
    assert one(ended_on=date(2026, 7, 1)).ended_on == date(2026, 7, 1)


def test_an_event_says_what_it_says_on_the_wire() -> None:
    said = event(data={"amount": 30_00, "measures": ["没收工具"]}, actors=[{"id": "chen", "roles": ["officer"]}])
    assert said.data == Data(amount=30_00, measures=("没收工具",))
    assert [(a.id, a.roles) for a in said.actors] == [("chen", frozenset({"officer"}))]
    assert read_event(wire_form(said), BOOK) == said


@pytest.mark.parametrize(
    ("scenario", "field", "words"),
    [
        ({"colour": "red"}, "colour", "不认识的键 colour"),
        ({"given": {"colour": 1}}, "given.colour", "不认识的键 colour"),
        ({"given": []}, "given", "一组字段"),
        ({"given": {"violation": "V.MARS"}, "ended_on": "2026-01-01"}, "given.violation", "没有 V.MARS"),
        ({"given": {"violation": "V.ZJ.litter"}}, "ended_on", "看不出哪天结束"),
        ({"ended_on": "soon"}, "ended_on", "不是日期"),
        ({"cases": [{"fine": "much"}]}, "cases[0].fine", "不是金额"),
        ({"cases": [7]}, "cases[0]", "一组字段"),
        ({"events": "T05"}, "events", "事件的列表"),
        ({"events": [7]}, "events[0]", "一组字段"),
        ({"events": [{"step": "T05"}]}, "events[0].at", "不是时间"),
        ({"events": [{"at": "2026-04-30T15:20"}]}, "events[0].step", "没有步骤"),
        ({"events": [{"step": "T99", "at": "2026-04-30T15:20"}]}, "events[0].step", "没有步骤「T99」"),
        ({"events": [{"step": "T05", "at": "noon"}]}, "events[0].at", "不是时间"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "fine": 20}]}, "events[0].fine", "不认识的字段 fine"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "data": {"amount": 0.5}}]}, "events[0].data.amount", "金额以分计"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20"}, {"step": "T10", "at": "2026-04-30T15:00"}]}, "events[1].at", "早于"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(scenario: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read(**scenario)
    assert refused.value.field == field
    assert refused.value.said.en != refused.value.said.zh
