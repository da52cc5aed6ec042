"""Past cases as they are written down; what is not understood is named."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.errors import BadInput
from zhicheng.law.rehearse import PastCase
from zhicheng.law.rehearse.written import SAYS, read_case
from zhicheng.law.stream import NOTHING, Data, Item
from zhicheng.law.tests.walks import BOOK, at

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


@pytest.mark.parametrize(
    ("said", "data"),
    [
        ({"amount": 30}, Data(amount=30_00)),
        ({"amount": 0.5}, Data(amount=50)),
        ({"surcharge": 3}, Data(surcharge=3_00)),
        ({"measures": ["没收工具"]}, Data(measures=("没收工具",))),
        ({"until": "2026-05-01"}, Data(until=datetime(2026, 5, 1, 23, 59, tzinfo=CHINA))),
        ({"until": date(2026, 5, 1)}, Data(until=datetime(2026, 5, 1, 23, 59, tzinfo=CHINA))),
        ({"until": "2026-05-01T18:00"}, Data(until=datetime(2026, 5, 1, 18, tzinfo=CHINA))),
        ({"hearing_offered": True, "points": 2}, Data(hearing_offered=True, points=2)),
        ({"passed": False, "ground": "minor"}, Data(passed=False, ground="minor")),
        ({"evidence": [{"id": "p1", "taken": "2026-04-30", "unlawful": True}]}, Data(evidence=(Item("p1", date(2026, 4, 30), True),))),
        ({"evidence": [{"id": "p1"}]}, Data(evidence=(Item("p1"),))),
        ({"amount": None}, NOTHING),
    ],
)  # fmt: skip
def test_what_a_step_says(said: dict[str, Any], data: Data) -> None:
    assert event(**said).data == data


def test_every_field_of_a_step_can_be_said() -> None:
    assert set(SAYS) == set(Data.__dataclass_fields__)


def test_who_did_it() -> None:
    (chen,) = event(
        by=[{"id": "chen", "roles": ["officer"], "certified_to": "2027-12-31", "places": ["330100"]}]
    ).actors
    assert (chen.id, chen.roles, chen.certified, chen.certified_to) == (
        "chen",
        frozenset({"officer"}),
        True,
        date(2027, 12, 31),
    )
    assert chen.places == ("330100",)
    assert event(by=[]).actors == ()
    assert event().actors is None


@pytest.mark.parametrize(
    ("scenario", "field", "words"),
    [
        ({"colour": "red"}, "colour", "不认识的键 colour"),
        ({"given": {"colour": 1}}, "given.colour", "不认识的键 colour"),
        ({"given": []}, "given", "一组字段"),
        ({"given": {"violation": "V.MARS"}, "ended_on": "2026-01-01"}, "given.violation", "没有 V.MARS"),
        ({"given": {"violation": "V.ZJ.litter"}}, "ended_on", "看不出哪天结束"),
        ({"ended_on": "soon"}, "ended_on", "不是日期"),
        ({"cases": [{"fine": "much"}]}, "cases.0.fine", "不是金额"),
        ({"cases": [7]}, "cases.0", "一组字段"),
        ({"events": "T05"}, "events", "事件的列表"),
        ({"events": [7]}, "events.0", "一组字段"),
        ({"events": [{"step": "T05"}]}, "events.0", "没有写时间"),
        ({"events": [{"at": "2026-04-30T15:20"}]}, "events.0.step", "没有步骤"),
        ({"events": [{"step": "T99", "at": "2026-04-30T15:20"}]}, "events.0.step", "没有步骤「T99」"),
        ({"events": [{"step": "T05", "at": "noon"}]}, "events.0.at", "不是时间"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "fine": 20}]}, "events.0.fine", "不认识的键 fine"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "amount": -1}]}, "events.0.amount", "不是金额"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "points": 1.5}]}, "events.0.points", "不是个数"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "measures": "没收"}]}, "events.0.measures", "应为列表"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "by": "chen"}]}, "events.0.by", "应为列表"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "by": [{"name": "Li"}]}]}, "events.0.by.0.name", "不认识的键 name"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20", "evidence": [{"sha": "1"}]}]}, "events.0.evidence.0.sha", "不认识的键 sha"),
        ({"events": [{"step": "T05", "at": "2026-04-30T15:20"}, {"step": "T10", "at": "2026-04-30T15:00"}]}, "events.1.at", "早于"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_named(scenario: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        read(**scenario)
    assert refused.value.field == field
    assert refused.value.said.en != refused.value.said.zh
