"""What people say becomes JSON without floats, or is refused by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhicheng.flow.cases.plain import plain
from zhicheng.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"fine": 50.0}, {"fine": 50}), ({"harm": False, "n": 3}, {"harm": False, "n": 3}),
        ({"party": {"born": "2013-01-20"}}, {"party": {"born": "2013-01-20"}}),
        ({"capture": ("a", "b")}, {"capture": ["a", "b"]}), ({"D30": None}, {"D30": None}),
    ],
)  # fmt: skip
def test_whole_numbers_and_words_are_kept(said: Any, kept: Any) -> None:
    found = plain(said, "given")
    assert found == kept
    assert "." not in str(found.get("fine", ""))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"fine": 50.5}, "given.fine"), ({"party": {"age": 13.9}}, "given.party.age"), ({"capture": [1.5]}, "given.capture[0]"),
        ({"act": date(2026, 1, 1)}, "given.act"), ({"a": {"b": {"c": {"d": {"e": 1}}}}}, "given.a.b.c.d.e"), ({"n": float("inf")}, "given.n"),
        ({"n": float("nan")}, "given.n"),
    ],
)  # fmt: skip
def test_what_has_no_one_form_is_refused(said: Any, field: str) -> None:
    with pytest.raises(BadInput) as error:
        plain(said, "given")
    assert error.value.field == field
