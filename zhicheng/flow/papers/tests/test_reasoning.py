"""Reasoned text: each step stands on the last; what does not stand gives a sentence instead of a text."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.drawing import Marks, draw
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.reasoning import Grounds, reasoned
from zhicheng.flow.papers.rules import Draft, objections
from zhicheng.flow.papers.tests.cases import ordinary
from zhicheng.flow.papers.tests.test_kinds import text_of
from zhicheng.flow.papers.values import read_fields, stored
from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.book import book_of

BOOK = book_of("330000")
SOUND: dict[str, Any] = {
    "violation": "V.ZJ.shop_outside", "subject": "citizen", "stage": "order_ignored", "fine": 60000, "tier": "normal",
    "findings": [
        {"text": "2026年9月3日9时30分，你在店门外人行道摆放货架，占用约 5.5 平方米", "evidence": [1, 2]},
        {"text": "你收到责令限期改正通知书后逾期未改正", "evidence": [3, 4]},
    ],
    "evidence": samples.EVIDENCE,
    "factors": [
        {"text": "首次被查处", "leans": "light"}, {"text": "经责令逾期未全部改正", "leans": "heavy", "evidence": [4]},
        {"text": "占用面积不足 6 平方米", "leans": "neutral", "evidence": [1]},
    ],
    "points": samples.POINTS,
}  # fmt: skip


def grounds(**changes: Any) -> Grounds:
    return msgspec.convert(SOUND | changes, Grounds)


def test_facts_stand_on_evidence_and_the_article_is_quoted() -> None:
    made = reasoned(grounds(), BOOK)
    assert "占用约 5.5 平方米。（证据①②）" in made["facts"]
    assert "（证据③④）" in made["facts"]
    assert "《浙江省城市市容和环境卫生管理条例》第十七条第一款规定：“可以处一百元以上一千元以下罚款”" in made["nature"]
    assert "经责令改正而逾期未改正" in made["nature"]


def test_discretion_tells_range_tier_and_what_leans_which_way() -> None:
    told = reasoned(grounds(), BOOK)["discretion"]
    assert "法定罚款幅度为 100.00 元至 1,000.00 元" in told
    assert "“一般”阶次为 370.00 元至 730.00 元" in told
    assert (
        told.index("从轻的情节：首次被查处")
        < told.index("从重的情节：经责令逾期未全部改正（证据④）")
        < told.index("其他考虑的情节")
    )
    assert "罚款 600.00 元" in told


def test_every_point_of_the_defence_is_counted() -> None:
    made = reasoned(grounds(), BOOK)
    assert "提出 2 点陈述、申辩" in made["told_defence"]
    assert "采纳或者部分采纳 1 点" in made["told_defence"]
    assert len(made["defence_points"]) == 2
    assert "未提出陈述、申辩" in reasoned(grounds(points=()), BOOK)["told_defence"]


def test_the_text_passes_the_rules_and_prints_in_the_decision() -> None:
    made = reasoned(grounds(), BOOK)
    case = ordinary()
    fields = samples.fields_of("D45") | {k: v for k, v in stored(made).items() if k in kind_of("D45").fields}
    before = next(b for p, b in case.walk() if p[0] == "D45")
    values = read_fields(kind_of("D45"), fields)
    found = objections(Draft(kind_of("D45"), values, samples.AT, case.facts, before, "", samples.AGENCY.short))
    assert [o.said.zh for o in found] == []
    text = text_of(draw("D45", values, samples.AGENCY, Marks(number="某〔2026〕1号"), at=samples.AT))
    assert "从重的情节" in text
    assert "对该项意见部分采纳" in text


@pytest.mark.parametrize(
    ("subject", "tier", "fine"), [("citizen", "light", 30000), ("org", "heavy", 90000), ("citizen", "mitigated", 5000)]
)
def test_each_tier_has_its_amounts(subject: str, tier: str, fine: int) -> None:
    ground = "APL 32" if tier == "mitigated" else ""
    made = reasoned(grounds(subject=subject, tier=tier, fine=fine, ground=ground), BOOK)
    assert made["fine"] == fine
    if ground:
        assert "《中华人民共和国行政处罚法》第三十二条应当减轻处罚" in made["discretion"]


WRONG = [
    ({"findings": [{"text": "占道", "evidence": []}]}, "没有写明由哪件证据证明"),
    ({"findings": [{"text": "占道", "evidence": [9]}]}, "没有写明由哪件证据证明"),
    ({"findings": [{"text": "占道", "evidence": [0]}]}, "没有写明由哪件证据证明"),
    ({"findings": [{"text": "占道", "evidence": [1, 2]}]}, "第 3 件证据.*没有证明任何事实"),
    ({"factors": [{"text": "态度恶劣", "leans": "heavy", "evidence": [7]}]}, "「态度恶劣」没有写明"),
    ({"fine": 90000}, "不在「一般」阶次 370.00 元至 730.00 元之内"),
    ({"fine": 200000}, "不在「一般」阶次"),
    ({"tier": "light"}, "不在「从轻」阶次"),
    ({"tier": "heavy", "fine": 90000, "factors": [{"text": "首次", "leans": "light", "evidence": [4]}]}, "「从重」阶次没有相应的情节"),
    ({"tier": "light", "fine": 20000, "factors": [{"text": "拖延", "leans": "heavy", "evidence": [4]}]}, "「从轻」阶次没有相应的情节"),
    ({"tier": "mitigated", "fine": 5000}, "写明理由条款"),
    ({"tier": "mitigated", "fine": 50000, "ground": "APL 32"}, "低于法定下限"),
    ({"points": [{"point": "店太小"}]}, "第 1 点陈述申辩还没有答复"),
    ({"points": [samples.POINTS[0], {"point": "不服", "adopted": "rejected", "reason": " "}]}, "第 2 点陈述申辩还没有答复"),
    ({"violation": "V.NONE"}, "没有罚款幅度"),
    ({"stage": "serious"}, "没有罚款幅度"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "said"), WRONG)
def test_what_does_not_stand_is_said(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAllowed, match=said) as refused:
        reasoned(grounds(**changes), BOOK)
    assert refused.value.code
    assert refused.value.said.en
