"""What the figures count, and what the Excel says; pure but for the book's own format."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zhicheng.civic.whistles import figures, proposing
from zhicheng.civic.whistles.figures import Call
from zhicheng.engines.sheets import as_book


def call(whistle: str = "W1", unit: str = "环卫所", state: str = "rated", **more: object) -> Call:
    told: dict[str, object] = {"matter": "03001", "lng": 117.0, "lat": 32.0, "address": "钟楼巷口"}
    return Call(whistle=whistle, unit=unit, state=state, **(told | more))  # type: ignore[arg-type]


IN_TIME = call(on_time=True, minutes=10, score=5, ended="done")
LATE = call(on_time=False, minutes=50, score=2, ended="explained", late=True)
ABSENT = call(on_time=False, ended="absent", score=1, late=True)
VAIN = call(state="declined")
WAITING = call(state="called")
OVERDUE = call(state="called", late=True)
RELEASED = call(state="released")


def test_every_way_a_call_can_go_is_counted_once() -> None:
    t = figures.tally([IN_TIME, LATE, ABSENT, VAIN, WAITING, OVERDUE, RELEASED])
    assert (t.called, t.in_time, t.late, t.absent, t.in_vain, t.waiting) == (7, 1, 1, 2, 1, 1)
    assert (t.median_minutes, t.mean_rating, t.ratings) == (30, 2.67, 3)


def test_without_an_answer_there_is_no_median_and_no_mean() -> None:
    assert (figures.tally([WAITING]).median_minutes, figures.tally([]).mean_rating) == (None, None)


@given(st.lists(st.sampled_from([IN_TIME, LATE, ABSENT, VAIN, WAITING, OVERDUE])))
def test_the_counts_add_up_to_the_calls(calls: list[Call]) -> None:
    t = figures.tally(calls)
    assert t.in_time + t.late + t.absent + t.in_vain + t.waiting == t.called == len(calls)


def test_groups_come_most_called_first_and_equal_ones_by_name() -> None:
    calls = [call(unit="乙"), call(unit="甲"), call(unit="丙"), call(unit="丙")]
    assert [k for k, _ in figures.by(calls, lambda c: c.unit)] == ["丙", "乙", "甲"]


@pytest.mark.parametrize(("east", "again"), [(0.0, True), (0.0015, True), (0.002, False)])  # 0, 141 and 189 metres
def test_a_place_is_the_same_within_a_hundred_and_fifty_metres(east: float, again: bool) -> None:
    found = figures.places_again([call("W1"), call("W2", lng=117.0 + east, address="巷尾", matter="")])
    assert bool(found) is again
    if again:
        assert (found[0].whistles, found[0].matters, found[0].address) == (("W1", "W2"), ("03001",), "巷尾")


def test_departments_of_one_whistle_are_not_a_place_again() -> None:
    assert figures.places_again([call("W1", unit="甲"), call("W1", unit="乙")]) == []


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@cmd", "\t=1", "\r=1"])
def test_what_looks_like_a_formula_is_text_in_the_book(text: str) -> None:
    cell = load_workbook(BytesIO(as_book({"页": [(text, 3, 2.5, None)]})))["页"]["A1"]
    assert (cell.data_type, cell.value.lstrip("'").strip()) == ("s", text.strip())


def test_characters_that_no_sheet_holds_are_left_out_and_numbers_stay_numbers() -> None:
    page = load_workbook(BytesIO(as_book({"页": [("坏\x0b字", 3, 2.5, "末")]})))["页"]
    assert [c.value for c in page[1]] == ["坏字", 3, 2.5, "末"]


def test_responsible_goes_before_familiar_and_here_before_alike() -> None:
    ranked = proposing.rank({7: "03001"}, proposing.Counter({8: 1, 7: 1}), proposing.Counter({9: 5}))
    assert [u for u, _ in ranked] == [7, 8, 9]
    assert "来过此处 1 次" in ranked[0][1].said.zh
    assert ranked[0][1].said.zh.startswith("负责「")
    assert ranked[2][1].said.en == "called for this 5 times"
