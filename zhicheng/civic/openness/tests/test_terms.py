"""A city's own choices: laid over ours, and refused in one sentence where they hide nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhicheng.civic.openness import terms
from zhicheng.civic.openness.terms import Terms
from zhicheng.kernel.errors import BadInput

Chosen = Callable[[Any], Terms]


@pytest.fixture
def chosen(city_folder: Path) -> Iterator[Chosen]:
    """What holds when the city has written this."""
    own = city_folder / terms.FILE

    def write(said: Any) -> Terms:
        own.write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
        return terms.terms()

    yield write
    own.unlink(missing_ok=True)


def test_without_a_file_silence_publishes_nothing(city_folder: Path) -> None:
    ours = terms.terms()
    assert ours.by_itself == frozenset()
    assert (ours.least, ours.map.least, ours.map.kinds) == (5, 5, 2)
    assert "06001" in ours.private


def test_objects_are_laid_over_field_by_field(chosen: Chosen) -> None:
    made = chosen({"map": {"cell_m": 400}, "delays": {"answer": [1, "work_day"]}})
    assert (made.map.cell_m, made.map.least) == (400, 5)
    assert (made.delays["answer"].amount, made.delays["figures"].amount) == (1, 5)


def test_lists_are_replaced(chosen: Chosen) -> None:
    assert chosen({"private": ["06028"]}).private == {"06028"}


def test_a_changed_file_holds_at_once(chosen: Chosen, city_folder: Path) -> None:
    assert chosen({"licence": "A"}).licence == "A"
    (city_folder / terms.FILE).unlink()
    assert terms.terms().licence == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("{", "不是 JSON"), ("[]", "应是一个对象"), ({"least": 1}, "至少为 3"), ({"map": {"least": 1}}, "至少为 3"),
        ({"map": {"cell_m": 10}}, "cell_m"),
        ({"map": {"period_hours": 1}}, "period_hours"), ({"private": ["99999"]}, "没有事项代码"), ({"colour": "red"}, "不对"),
        ({"least": "five"}, "不对"),
        ({"by_itself": "answer"}, "不对"), ({"by_itself": ["gossip"]}, "没有类别"), ({"delays": {"answer": [1, "fortnight"]}}, "时限"),
        ({"delays": {"answer": [0, "work_day"]}}, "时限"), ({"answer_from": 1}, "至少为 3"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(chosen: Chosen, said: Any, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence) as found:
        chosen(said)
    assert found.value.said.en != found.value.said.zh


@pytest.mark.parametrize(("yuan", "days"), [(0, 90), (200, 90), (201, 1_095)])
def test_small_fines_are_shown_for_less_time(city_folder: Path, yuan: int, days: int) -> None:
    assert terms.terms().shown_for(yuan).days == days
