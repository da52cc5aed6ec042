"""Words and photos propose together; without photos the words' answer is the old one."""

from __future__ import annotations

import pytest

from zhicheng.flow.reports import classifying, seeing
from zhicheng.flow.reports.proposing import Asked, Proposal, proposals

CAR = {"car": [1, 300]}
TEXTS = ["路灯不亮，一排灯都不亮", "路边一堆垃圾", "占道", "请处理", "车停在人行道上", "", " ", "Ward 7 Misc"]


def told(text: str, *photos: dict[str, list[int]]) -> list[Proposal]:
    (found,) = proposals([Asked(text, photos)])
    return found


@pytest.mark.parametrize("photos", [(), ({},), ({"person": [4, 300]}, {"car": [3, 20]})])
def test_without_anything_to_see_it_is_exactly_what_the_words_say(photos: tuple[dict[str, list[int]], ...]) -> None:
    found = proposals([Asked(t, photos) for t in TEXTS])
    assert [[(p.code, p.confidence) for p in f] for f in found] == [
        [(g.code, g.confidence) for g in f] for f in classifying.guess_many(TEXTS)
    ]
    assert all(p.seen == [] for f in found for p in f)


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_a_photo_without_a_word_proposes_and_is_not_sure(text: str) -> None:
    first, *_ = told(text, CAR)
    assert (first.code, first.words, [r.en for r in first.seen]) == ("09009", [], ["vehicle"])
    assert classifying.FAINTEST <= first.confidence <= seeing.table().ceiling


def test_three_at_most_best_first_and_none_that_is_faint() -> None:
    for found in proposals([Asked(t, [CAR, {"advert": [2, 40]}]) for t in TEXTS]):
        sure = [p.confidence for p in found]
        assert 1 <= len(found) <= 3
        assert sure == sorted(sure, reverse=True)
        assert all(classifying.FAINTEST <= s <= 1 for s in sure)
        assert sum(sure) <= 1.001


def test_words_and_photo_that_agree_are_surer_together_and_both_are_named() -> None:
    (alone, *_), (both, *_) = told("车停在人行道上"), told("车停在人行道上", CAR)
    assert alone.code == both.code == "09009"
    assert both.confidence > alone.confidence
    assert both.words == alone.words != []
    assert [r.zh for r in both.seen] == ["机动车"]


def test_a_car_beside_the_rubbish_does_not_overrule_the_words() -> None:
    before, after = told("路边一堆垃圾"), told("路边一堆垃圾", CAR)
    assert after[0].code == before[0].code
    assert after[0].seen == []
    assert "09009" in {p.code for p in after}


def test_words_that_say_nothing_leave_room_for_the_photo() -> None:
    assert "09009" not in {p.code for p in told("这里有问题，请看照片")}
    assert "09009" in {p.code for p in told("这里有问题，请看照片", CAR)}


@pytest.mark.parametrize("text", ["zq1795729472", "看图", "如图"])
def test_words_that_are_hardly_a_guess_count_little_beside_the_photo(text: str) -> None:
    first = told(text, {"advert": [2, 40]})[0]
    assert (first.code, first.confidence > 0.1) == ("07001", True)


def test_many_reports_are_asked_together_and_answered_each_for_itself() -> None:
    asked = [Asked(t, [CAR] if i % 2 else []) for i, t in enumerate(TEXTS)]
    assert proposals(asked) == [proposals([a])[0] for a in asked]
    assert proposals([]) == []


def test_on_its_way_in_a_report_is_not_asked_for_its_photos() -> None:
    from zhicheng.flow.reports.rules import Incoming

    assert classifying.categories([Incoming(key="k", text="", photos=["x"])]) == [("", 0)]
