"""Where words end in a text without spaces, and which texts are left as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.classify.grams import Sample, written
from zhicheng.engines.words import SHORT, spaced

LONG = (
    "市政府领导您好，书院路主干道旁边的在水一方大厦人为烂尾多年，一楼至四楼被拆除水电设施以后，"
    "护栏外面堆满建筑垃圾，晚上没有路灯，安全隐患严重，请尽快处理"
)
LONG_ENGLISH, AS_WORDS = "there is a big hole in the road " * 9, " ".join(["占道", "经营", "垃圾", "路灯"] * 20)


def test_a_long_text_comes_apart_into_words_and_loses_nothing() -> None:
    found = spaced(LONG)
    assert {"大厦", "垃圾", "安全隐患", "路灯"} <= set(found.split())
    assert found.replace(" ", "") == LONG
    assert {"大厦", "路灯"} <= set(written(Sample(LONG)).split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "路灯不亮",
        "门口有人占道经营卖水果，影响通行",
        LONG_ENGLISH,
        AS_WORDS,
        "😀" * 99,
    ],
)
def test_what_is_a_phrase_or_words_already_stays(text: str) -> None:
    assert spaced(text) == text


@given(st.text(alphabet="城管路灯垃圾占道，。 a1😀\n", min_size=SHORT, max_size=300))
def test_no_character_is_lost_but_spaces(text: str) -> None:
    assert "".join(spaced(text).split()) == "".join(text.split())
