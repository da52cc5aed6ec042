"""Who may let out what, and what may not stand in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from zhicheng.civic.openness.rules import releasing as rules
from zhicheng.civic.openness.rules.releasing import Asked
from zhicheng.civic.openness.states import PUBLICATION
from zhicheng.flow.reports.masking import mask
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

AT = datetime(2026, 9, 16, 2, tzinfo=UTC)
KIND = Phrase("数据公开", "Figures")


@pytest.mark.parametrize(
    ("account", "named", "is_head", "may"),
    [
        (7, 7, False, True),
        (7, 8, False, False),
        (7, 8, True, True),
        (7, 0, True, True),
        (7, 0, False, False),
        (0, 0, False, False),
        (0, 0, True, False),
    ],
)
def test_the_named_person_or_his_head(account: int, named: int, is_head: bool, may: bool) -> None:
    """Whoever is nobody (account 0) is not the nobody that was named."""
    verdict = rules.may_decide(Asked(account, named, is_head, KIND))
    assert verdict.allowed is may
    assert all("数据公开" in r.text.zh and "Figures" in r.text.en for r in verdict.reasons)


@pytest.mark.parametrize(
    ("state", "hours", "late"),
    [("proposed", -1, True), ("proposed", 0, False), ("proposed", 1, False), ("held", -1, False), ("shown", -1, False)],
)
def test_overdue(state: str, hours: int, late: bool) -> None:
    assert rules.is_overdue(due_at=AT + timedelta(hours=hours), state=state, at=AT) is late


def test_without_a_delay_nothing_is_overdue() -> None:
    assert not rules.is_overdue(due_at=None, state="proposed", at=AT)


@pytest.mark.parametrize(("days", "shown"), [(None, 0), (-3, 0), (0, 0), (3, 3), (100, 100)])
def test_when_it_is_shown(days: int | None, shown: int) -> None:
    wanted = None if days is None else AT + timedelta(days=days)
    assert rules.show_at(wanted, at=AT, due_at=AT + timedelta(days=10)) == AT + timedelta(days=shown)


def test_a_far_day_is_no_way_to_keep_it_back() -> None:
    with pytest.raises(BadInput, match="日期太远") as found:
        rules.show_at(AT + timedelta(days=101), at=AT, due_at=AT + timedelta(days=10))
    assert found.value.field == "show_at"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("在柳浪街12号门前摆摊", "在柳浪街某号门前摆摊"), ("柳浪街 6号3幢2单元501室", "柳浪街 某号"), ("12号楼一单元", "某号"),
        ("三里屯路十五号", "三里屯路某号"), ("处罚款200元", "处罚款200元"), ("9月1日", "9月1日"),
    ],
)  # fmt: skip
def test_house_numbers_go(text: str, said: str) -> None:
    assert rules.without_houses(text) == said


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("张建国", "citizen", "张某"),
        ("李四", "individual_business", "李某"),
        ("大明公司", "org", "某单位"),
        ("", "citizen", "当事人"),
    ],
)
def test_names(name: str, kind: str, said: str) -> None:
    assert rules.surname_only(name, kind) == said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("张建国占道经营", "姓名、证件号"),
        ("请拨打13800000001", "个人信息"),
        ("车牌浙A12345", "个人信息"),
        ("33010619880315123X", "姓名、证件号"),
    ],
)
def test_what_names_somebody_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as found:
        rules.check_nobody_named([("plain.3", text)], secrets=["张建国", "33010619880315123X", ""], masked=[mask(text)])
    assert found.value.field == "plain.3"


def test_plain_words_pass() -> None:
    rules.check_nobody_named(
        [("plain", "张某占道经营，被罚款二百元。")], secrets=["张建国"], masked=[mask("张某占道经营，被罚款二百元。")]
    )


@pytest.mark.parametrize(("text", "said"), [("", "请填写"), (" \x00", "请填写"), ("长" * 6, "最多 5 字")])
def test_words_have_to_be_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        rules.words(text, most=5, what=Phrase("理由", "the reason"), field="reason")


def test_nothing_is_shown_without_a_release() -> None:
    """Along every path: the only arrow into `shown` comes from `released`, the only one into that is a person's."""
    into = {(s, a) for (s, a), arrow in PUBLICATION.arrows.items() if arrow.to == "shown" and s != "shown"}
    assert into == {("released", "show")}
    assert {a for (s, a), arrow in PUBLICATION.arrows.items() if arrow.to == "released" and s != "released"} == {
        "release"
    }
    assert PUBLICATION.ends == frozenset({"withdrawn"})
    assert PUBLICATION.reachable() == frozenset(PUBLICATION.states)
