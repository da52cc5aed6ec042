"""Pure: no database, no clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.civic.whistles import limits, rules
from zhicheng.civic.whistles.rules import Standing
from zhicheng.civic.whistles.states import SUMMONS, WHISTLE
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in China
MINUTE = timedelta(minutes=1)


def standings(*states: str) -> list[Standing]:
    return [Standing(i, f"部门{i}", s) for i, s in enumerate(states)]


@pytest.mark.parametrize(
    ("minutes", "level"), [(-60, 0), (0, 0), (30, 0), (31, 1), (44, 1), (45, 2), (59, 2), (60, 3), (10_000, 3)]
)
def test_the_ladder_has_three_rungs_at_the_limit_half_past_it_and_twice(minutes: int, level: int) -> None:
    assert rules.levels_due(AT + minutes * MINUTE, AT, AT + 30 * MINUTE) == level


@given(st.integers(-100_000, 100_000), st.integers(-100, 100_000))
def test_whatever_the_clock_does_the_level_is_between_nothing_and_three(now: int, limit: int) -> None:
    assert 0 <= rules.levels_due(AT + now * MINUTE, AT, AT + limit * MINUTE) <= 3


@given(st.integers(0, 500), st.integers(0, 500))
def test_waiting_longer_never_lowers_the_level(a: int, b: int) -> None:
    earlier, later = sorted((a, b))
    due = AT + 30 * MINUTE
    assert rules.levels_due(AT + earlier * MINUTE, AT, due) <= rules.levels_due(AT + later * MINUTE, AT, due)


@pytest.mark.parametrize(
    ("kind", "report_in", "act"),
    [
        ("urgent", "2026-09-16T02:30", "2026-09-17T02:00"),
        (
            "ordinary",
            "2026-09-16T04:00",
            "2026-09-22T02:00",
        ),  # the weekend is no working time; 20 Sept. 2026 is a make-up day
        ("planned", "2026-09-17T02:00", None),
    ],
)
def test_both_clocks_of_each_kind(kind: str, report_in: str, act: str | None) -> None:
    clocks = limits.start(limits.kind_of(kind), AT)
    assert clocks.report_due_at == datetime.fromisoformat(report_in).replace(tzinfo=UTC)
    if act:
        assert clocks.act_due_at == datetime.fromisoformat(act).replace(tzinfo=UTC)
    assert clocks.act_due_at > clocks.report_due_at


def test_an_urgent_whistle_at_night_does_not_wait_for_the_office_and_an_ordinary_one_does() -> None:
    night = datetime(2026, 9, 16, 15, 0, tzinfo=UTC)  # 23:00 in China
    assert limits.start(limits.kind_of("urgent"), night).report_due_at == night + 30 * MINUTE
    assert limits.start(limits.kind_of("ordinary"), night).report_due_at == datetime(2026, 9, 17, 2, 30, tzinfo=UTC)


def test_a_kind_that_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="urgent、ordinary、planned"):
        limits.kind_of("loud")


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ([], "至少选择一个"), ([1, 1], "选了两次"), ([1, 99], "不存在"), (list(range(13)), "最多召请 12 个部门，现在选了 13 个"),
    ],
)  # fmt: skip
def test_what_cannot_be_called(units: list[int], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        rules.check_units(units, range(13))
    assert refused.value.field == "units"


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "请填写事由"), ("  \n", "请填写事由"), ("\x00", "请填写事由"), ("长" * 11, "有 11 字，最多 10 字")],
)
def test_words_that_have_to_be_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        rules.words(text, most=10, what=Phrase("事由", "the reason"), field="reason")


@pytest.mark.parametrize(
    ("name", "phone", "field"),
    [
        ("", "13800000000", "name"),
        ("王", "", "phone"),
        ("王", "12", "phone"),
        ("王", "138abc", "phone"),
        ("王", "1" * 17, "phone"),
    ],
)
def test_who_reports_in_has_a_name_and_a_phone(name: str, phone: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_person(name, phone)
    assert refused.value.field == field


def test_spaces_and_dashes_in_a_phone_are_no_mistake() -> None:
    assert rules.check_person(" 王五 ", "+86 138-0000 0000") == ("王五", "+8613800000000")


@pytest.mark.parametrize(
    ("states", "answered"),
    [
        (("called", "reported_in"), False), (("reported_in", "reported_in"), True), (("declined", "reported_in"), True),
        (("declined", "declined"), False), ((), False),
    ],
)  # fmt: skip
def test_all_have_answered_when_nobody_is_awaited_and_somebody_is_there(
    states: tuple[str, ...], answered: bool
) -> None:
    assert rules.everybody_answered(standings(*states)) is answered


@pytest.mark.parametrize(
    ("all_", "signed"),
    [
        ([Standing(1, "甲", "tasked", True), Standing(2, "乙", "tasked")], False),
        ([Standing(1, "甲", "tasked", True), Standing(2, "乙", "done")], True),
        ([Standing(1, "甲", "tasked", True), Standing(2, "乙", "declined")], True),
        ([Standing(2, "乙", "declined")], False),
    ],
)
def test_who_has_no_task_need_not_sign(all_: list[Standing], signed: bool) -> None:
    assert rules.everybody_signed(all_) is signed


@pytest.mark.parametrize(
    ("states", "against"),
    [
        (("tasked", "done"), "部门0 的任务还没有办结或说明"), (("reported_in",), "还没有任何任务办结"), (("explained", "called"), ""),
    ],
)  # fmt: skip
def test_the_street_sums_up_only_what_is_done_or_explained(states: tuple[str, ...], against: str) -> None:
    verdict = rules.may_review(standings(*states))
    assert verdict.allowed is (not against)
    assert against in rules.against(verdict).zh


@pytest.mark.parametrize(
    ("states", "allowed"),
    [
        (("rated", "declined"), True), (("rated", "absent"), False), (("rated", "released"), True), (("rated", "done"), False),
    ],
)  # fmt: skip
def test_nobody_is_forgotten_at_closing_who_did_not_come_included(states: tuple[str, ...], allowed: bool) -> None:
    assert rules.may_close(standings(*states)).allowed is allowed


@pytest.mark.parametrize("score", [-1, 0, 6, 100])
def test_there_are_five_scores(score: int) -> None:
    assert not rules.may_rate(AT, None, score).allowed


def test_a_rating_may_change_until_the_reply_window_is_over_and_not_a_second_longer() -> None:
    until = limits.reply_until(AT)
    assert rules.may_rate(until, until, 3).allowed
    assert "不能再改" in rules.against(rules.may_rate(until + timedelta(seconds=1), until, 3)).zh


def test_the_states_are_those_of_the_rule_book() -> None:
    assert list(WHISTLE.states) == ["blown", "reported_in", "joint_plan", "acting", "reviewed", "closed"]
    assert WHISTLE.ends == {"closed"}
    assert {"rated", "released"} <= SUMMONS.ends


@pytest.mark.parametrize("key", ["", "  ", "k" * 49])
def test_a_phone_numbers_what_it_sends(key: str) -> None:
    with pytest.raises(BadInput):
        rules.check_key(key)
