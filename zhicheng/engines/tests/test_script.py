"""Both scripts are read alike; nothing else is touched, and no character moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.classify.grams import Sample, written
from zhicheng.engines.duplicates.texts import pieces_of, words_of
from zhicheng.engines.script import simplified


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("路燈壞了三天沒人修", "路灯坏了三天没人修"),
        ("門口堆滿建築垃圾", "门口堆满建筑垃圾"),
        ("學院路與文一路路口有人擺攤", "学院路与文一路路口有人摆摊"),
        ("車輛違停，車牌浙A12345", "车辆违停，车牌浙A12345"),
        ("臺灣風味小吃店噪聲擾民", "台湾风味小吃店噪声扰民"),
    ],
)
def test_what_hong_kong_writes_is_read_as_hangzhou_writes_it(traditional: str, simple: str) -> None:
    assert simplified(traditional) == simple
    assert written(Sample(traditional)) == written(Sample(simple))
    assert words_of(traditional) == words_of(simple)
    assert pieces_of(traditional) == pieces_of(simple)


@pytest.mark.parametrize("name", ["乾元路", "於潜镇", "瞭望台", "著名小区", "hello 😀", "", "ｶﾞﾗｽ", "がらす"])
def test_what_simplified_names_are_written_with_stays(name: str) -> None:
    assert simplified(name) == name


@given(st.text(max_size=200))
def test_no_character_moves(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once
