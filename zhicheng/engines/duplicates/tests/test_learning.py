"""Weights are learned from people's links, kept as a readable file, and refused when they are none."""

from __future__ import annotations

import json

import numpy as np
import pytest

from zhicheng.engines.duplicates import weighing
from zhicheng.engines.duplicates.drawn import drawn_city
from zhicheng.engines.duplicates.learning import LEAST, NEVER, families, learn
from zhicheng.engines.duplicates.learning import _threshold as threshold
from zhicheng.engines.duplicates.linking import link
from zhicheng.engines.duplicates.measuring import compare
from zhicheng.kernel.errors import BadInput


def test_what_was_learned_beats_the_rule_on_another_city() -> None:
    weights = learn(*drawn_city(things=200, seed=5))
    reports, truth = drawn_city(things=200, seed=6)
    figures = compare(reports, truth, link(reports, weighing.Book(weights, weights, weights)))
    assert figures["ours"]["first"] >= figures["space_and_time"]["first"]
    assert figures["ours"]["first"] > 0.9
    assert weights.figures["with_candidate"] > 200


def test_learning_twice_gives_the_same() -> None:
    reports, truth = drawn_city(things=120)
    assert weighing.dump(weighing.Book(*[learn(reports, truth)] * 3)) == weighing.dump(
        weighing.Book(*[learn(reports, truth)] * 3)
    )


def test_too_few_links_are_refused_in_one_sentence() -> None:
    reports, truth = drawn_city(things=40)
    some = dict(list(truth.items())[: LEAST - 1])
    with pytest.raises(BadInput, match=f"{LEAST - 1} links|{LEAST - 1} 条"):
        learn(reports, some)


def test_links_to_later_or_far_reports_teach_nothing() -> None:
    reports, truth = drawn_city(things=80)
    with pytest.raises(BadInput):
        learn(reports, {p: c for c, p in truth.items()})


def test_a_file_of_weights_comes_back_as_it_was_written() -> None:
    both = weighing.shipped()
    again = weighing.load(weighing.dump(both), name="x")
    assert again == both
    assert again.placed.figures["links"] > 1_000
    assert 0.5 < again.placed.automatic <= 1


@pytest.mark.parametrize("change", ["{", "[]", "{}", '{"form": "other"}', "cut", "short", "word"])
def test_what_is_no_file_of_weights_is_refused(change: str) -> None:
    raw = json.loads(weighing.dump(weighing.shipped()))
    if change == "cut":
        del raw["placed"]["second"]["features"]["words"]
    if change == "short":
        raw["placed"]["calibration"] = [1]
    if change == "word":
        raw["placed"]["first"]["bias"] = "much"
    text = json.dumps(raw) if change in ("cut", "short", "word") else change
    with pytest.raises(BadInput, match="w.json"):
        weighing.load(text, name="w.json")


@pytest.mark.parametrize(
    ("truth", "family"),
    [([-1, 0, 1], [0, 0, 0]), ([-1, -1], [0, 1]), ([1, -1, 0], [1, 1, 1]), ([-1, 0, 0, -1, 3], [0, 0, 0, 3, 3])],
)
def test_families_are_the_last_parent(truth: list[int], family: list[int]) -> None:
    assert families(np.array(truth)).tolist() == family


def test_links_in_a_circle_end() -> None:
    assert len(families(np.array([1, 0]))) == 2


@pytest.mark.parametrize(
    ("right", "lowest", "share"),
    [
        ([True] * 300, 1 / 300, 1.0),
        ([True] * 280 + [False] * 20, 0.07, 0.93),  # the wrong ones lie below
        ([False] * 300, NEVER, 0.0),
        ([True] * 20, NEVER, 0.0),  # twenty right ones prove no 98 %
    ],
)  # fmt: skip
def test_the_automatic_threshold_is_where_98_of_100_are_surely_right(
    right: list[bool], lowest: float, share: float
) -> None:
    score = np.linspace(1, 1 / len(right), len(right))
    at, precision, above = threshold(score, np.array(right))
    assert at == pytest.approx(lowest, abs=0.01)
    assert above == pytest.approx(share, abs=0.02)
    assert precision >= 0.98 or above == 0
