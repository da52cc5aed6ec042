"""Figures, capitals, days, articles: how a paper writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.flow.papers import wording

CAPITALS = [
    (0, "零元整"), (1, "壹分"), (10, "壹角"),
    (100, "壹元整"), (105, "壹元零伍分"), (110, "壹元壹角"),
    (1000, "壹拾元整"), (5000, "伍拾元整"), (10000, "壹佰元整"),
    (10100, "壹佰零壹元整"), (60000, "陆佰元整"), (100500, "壹仟零伍元整"),
    (101000, "壹仟零壹拾元整"), (123456, "壹仟贰佰叁拾肆元伍角陆分"), (1_000_000, "壹万元整"),
    (1_000_100, "壹万零壹元整"), (10_000_000, "壹拾万元整"), (100_100_000, "壹佰万零壹仟元整"),
    (2_000_000_000, "贰仟万元整"), (10_000_000_000, "壹亿元整"), (10_000_000_100, "壹亿零壹元整"),
    (12_345_678_900, "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元整"), (1_010_000_000_000, "壹佰零壹亿元整"),
]  # fmt: skip
ARTICLES = [
    ("ZJ 16", "《浙江省城市市容和环境卫生管理条例》第十六条"),
    ("ZJ 17(1)", "《浙江省城市市容和环境卫生管理条例》第十七条第一款"),
    ("CARH 34(1.2)", "《城市市容和环境卫生管理条例》第三十四条第一款第二项"),
    ("EEC 1132(3)", "《中华人民共和国生态环境法典》第一千一百三十二条第三款"),
    ("APL 10", "《中华人民共和国行政处罚法》第十条"),
    ("AEL 20", "《中华人民共和国行政强制法》第二十条"),
    ("ROAD 42", "《城市道路管理条例》第四十二条"),
]
NUMERALS = [
    (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (100, "一百"), (104, "一百零四"),
    (110, "一百一十"), (1000, "一千"), (1005, "一千零五"), (1050, "一千零五十"), (1132, "一千一百三十二"),
]  # fmt: skip


@pytest.mark.parametrize(("fen", "said"), CAPITALS)
def test_money_in_capitals(fen: int, said: str) -> None:
    assert wording.capital(fen) == said


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_different_amounts_have_different_capitals(a: int, b: int) -> None:
    assert (wording.capital(a) == wording.capital(b)) is (a == b)


@given(st.integers(0, 10**13))
def test_capitals_end_in_zheng_unless_there_are_fen(fen: int) -> None:
    assert wording.capital(fen).endswith("整") is (fen % 100 == 0)
    assert "零零" not in wording.capital(fen)


@pytest.mark.parametrize(("fen", "said"), [(0, "0.00"), (5, "0.05"), (5000, "50.00"), (123456, "1,234.56")])
def test_money_in_figures(fen: int, said: str) -> None:
    assert wording.figures(fen) == said


@pytest.mark.parametrize(("code", "said"), ARTICLES)
def test_an_article_with_its_law(code: str, said: str) -> None:
    assert wording.article(code) == said


@pytest.mark.parametrize("code", ["", "ZJ", "ZJ17", "XYZ 3", "zj 17", "ZJ 17(", "ZJ 17(1", "ZJ 十七", "《某法》第三条"])
def test_what_is_no_article_is_refused(code: str) -> None:
    with pytest.raises(ValueError):
        wording.article(code)


@pytest.mark.parametrize(("n", "said"), NUMERALS)
def test_numerals_of_articles(n: int, said: str) -> None:
    assert wording.numeral(n) == said


def test_days_and_moments_in_china_s_time() -> None:
    assert wording.day(date(2026, 5, 1)) == "2026年5月1日"
    assert wording.moment(datetime(2026, 4, 30, 16, 5, tzinfo=UTC)) == "2026年5月1日0时05分"


@pytest.mark.parametrize(
    ("written", "printed"),
    [("甲", "甲。"), ("甲。", "甲。"), ("甲！\n\n 乙 ", "甲！\n乙。"), ("见《乙》”", "见《乙》”")],
)
def test_paragraphs_end_with_a_stop(written: str, printed: str) -> None:
    assert wording._ended(written) == printed
