"""A record with some fields changed is the record that `dataclasses.replace` makes, and the old one stays as it was."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from zhicheng.law.evolve import evolve
from zhicheng.law.facts import Facts, Party
from zhicheng.law.procedure import Trail
from zhicheng.law.standing import Standing, begin
from zhicheng.law.tests.walks import SHOP

CHANGES: list[tuple[Any, dict[str, Any]]] = [
    (SHOP, {}),
    (SHOP, {"amount": 100_00}),
    (SHOP, {"amount": None, "violations": (), "party": Party("org")}),
    (begin(SHOP), {"trail": Trail("filed"), "points": 2}),
    (begin(SHOP), {"facts": Facts()}),
]


@pytest.mark.parametrize(("record", "changes"), CHANGES)
def test_it_is_what_replace_makes(record: Any, changes: dict[str, Any]) -> None:
    made = evolve(record, changes)
    assert made == replace(record, **changes)
    assert hash(made) == hash(replace(record, **changes))
    assert type(made) is type(record)


@pytest.mark.parametrize(("record", "changes"), CHANGES)
def test_the_old_one_stays(record: Any, changes: dict[str, Any]) -> None:
    before = {f.name: getattr(record, f.name) for f in fields(record)}
    made = evolve(record, changes)
    assert {f.name: getattr(record, f.name) for f in fields(record)} == before
    assert made is not record


def test_what_is_made_is_as_frozen_as_what_it_was_made_from() -> None:
    with pytest.raises(FrozenInstanceError):
        evolve(SHOP, {"amount": 1}).amount = 2  # type: ignore[misc]


@pytest.mark.parametrize("kind", [Facts, Standing])
def test_the_records_that_are_copied_so_have_no_slots(kind: type) -> None:
    """With slots there would be nothing to copy."""
    assert not hasattr(kind, "__slots__")
