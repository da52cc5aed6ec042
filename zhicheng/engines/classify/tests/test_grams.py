"""Hashing: the same run of characters has the same place wherever it stands, and nothing else has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.engines.classify import grams
from zhicheng.engines.classify.grams import BLOCKS, HEAD_CHARS, LONGEST, Block, Sample

CHARS, WORDS, HEAD, HEAD_WORDS = BLOCKS
two = Block("two", 2, 1.0, words=False, head=False)
texts = st.text(st.sampled_from("灯垃圾 满了abc"), max_size=12)


def spelled(text: str, block: Block) -> list[str]:
    found = grams.runs([text], block, 0)
    return [text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "block", "expected"),
    [
        ("路灯坏", two, ["路", "灯", "坏", "路灯", "灯坏"]),
        ("路 灯", two, ["路", "灯", "路 灯"]),  # a space between characters is no character
        ("路灯 坏了", WORDS, ["路灯", "坏了", "路灯 坏了"]),
        ("", CHARS, []),
        ("灯", CHARS, ["灯"]),
    ],
)
def test_which_runs_stand_in_a_text(text: str, block: Block, expected: list[str]) -> None:
    assert spelled(text, block) == expected


def places(text: list[str], block: Block, which: int) -> list[int]:
    found = grams.runs(text, block, 0)
    return sorted(found.place[found.text == which].tolist())


@given(st.lists(texts, min_size=1, max_size=5), st.sampled_from(BLOCKS))
def test_a_text_has_the_same_places_alone_and_among_others(batch: list[str], block: Block) -> None:
    batch = [grams.written(Sample(t)) for t in batch]
    for which, text in enumerate(batch):
        assert places(batch, block, which) == places([text], block, 0)


@given(texts, texts)
def test_the_same_word_has_the_same_place_wherever_it_stands(before: str, after: str) -> None:
    word = set(places(["垃圾桶"], Block("one", 1, 1.0, words=True, head=False), 0))
    text = grams.written(Sample(f"{before} 垃圾桶 {after}"))
    assert word <= set(places([text], WORDS, 0))


def test_different_runs_have_different_places() -> None:
    rng = np.random.default_rng(1)
    words = {"".join(map(chr, rng.integers(0x4E00, 0x9FA5, 2))) for _ in range(5_000)}
    found = grams.runs(sorted(words), Block("two", 2, 1.0, words=False, head=False), 0)
    pairs = found.place[found.end - found.start == 2]
    assert len(set(pairs.tolist())) > 0.998 * len(words)


def test_the_kinds_of_features_do_not_share_places() -> None:
    seen = [set(grams.runs(["路灯 坏了"], block, n).place.tolist()) for n, block in enumerate(BLOCKS)]
    assert not seen[0] & seen[1]
    assert not seen[0] & seen[2]
    assert not seen[1] & seen[3]


def test_the_head_ends_where_a_title_would() -> None:
    found = grams.runs(["路" * 60, "灯" * 10], HEAD, 2)
    assert found.end[found.text == 0].max() == HEAD_CHARS
    assert found.end[found.text == 1].max() == 10


def test_counts_are_by_text_and_place() -> None:
    found = grams.counted(grams.runs(["灯灯灯", "灯"], Block("one", 1, 1.0, words=False, head=False), 0))
    assert found.text.tolist() == [0, 1]
    assert found.count.tolist() == [3, 1]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        (Sample("  路灯\n坏了 "), "路灯 坏了"),
        (Sample("ＬＥＤ灯"), "led灯"),
        (Sample("坏了", "路灯"), "路灯 坏了"),
        (Sample("", ""), ""),
    ],
)
def test_how_a_text_is_written(sample: Sample, expected: str) -> None:
    assert grams.written(sample) == expected


def test_a_flood_of_text_is_cut() -> None:
    assert len(grams.written(Sample("灯" * 10 * LONGEST))) <= LONGEST


def test_a_lone_surrogate_is_no_crash() -> None:
    assert len(grams.runs(["灯\ud800坏"], CHARS, 0).place) == 6
