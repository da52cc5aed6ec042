"""A model before anybody has labelled anything."""

from __future__ import annotations

import pytest

from zhicheng.engines.classify import Sample
from zhicheng.engines.classify.seeds import from_words

WORDS = {
    "灯": [["路灯", "路灯坏了"], ["照明灯"], ["灯杆"]],
    "井": [["井盖", "井盖没了"], ["窨井盖"]],
    "渣": [["垃圾"], ["垃圾桶", "垃圾桶满了"]],
}


@pytest.mark.parametrize(
    ("text", "label"), [("路灯坏了", "灯"), ("窨井盖碎了", "井"), ("门口的垃圾桶又满了", "渣"), ("照明灯闪", "灯")]
)
def test_words_lead_to_their_label(text: str, label: str) -> None:
    assert next(from_words(WORDS).predict([Sample(text)])).label == label


def test_a_longer_text_with_the_same_word_is_as_sure() -> None:
    model = from_words(WORDS, ("{}", "你好，我们这里{}，请派人来"))
    short, long = model.predict([Sample("井盖没了"), Sample("昨夜大风以后我在幸福里七号看见井盖没了")])
    assert short.label == long.label == "井"
    assert long.confidence > 0.7 * short.confidence


def test_what_no_word_says_is_not_sure() -> None:
    assert next(from_words(WORDS).predict([Sample("xyz")])).confidence < 0.5


def test_labels_with_one_word_each_can_be_told_too() -> None:
    model = from_words({"灯": [["路灯"]], "井": [["井盖"]]})
    assert model.reliability.total == 0
    assert next(model.predict([Sample("井盖")])).label == "井"


def test_words_left_out_one_by_one_say_how_sure_to_be() -> None:
    one, two = from_words(WORDS), from_words(WORDS, ("{}", "这里{}"))
    assert one.reliability.total == 7
    assert two.reliability.total == 14
