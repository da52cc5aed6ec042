"""Scenarios of our own, reasoned out from the statutes: other dates, parties, amounts, papers than the public ones."""

from __future__ import annotations

import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.law.scenarios import solve
from zhicheng.law.tests.variations import (
    amounts,
    cameras,
    choice,
    conduct,
    contradictions,
    hearing,
    law_applied,
    order,
    periods,
    persons,
)
from zhicheng.law.tests.variations.row import Row

CHAPTERS = (choice, order, amounts, law_applied, persons, hearing, periods, cameras, conduct, contradictions)
ROWS: tuple[Row, ...] = tuple(row for chapter in CHAPTERS for row in chapter.ROWS)
ABSENT = {
    "on the spot: no direct suit": "suit_last_day",
    "consent signed after the arrival serves nothing": "payment_due",
}


@pytest.mark.parametrize("row", ROWS, ids=[r.why for r in ROWS])
def test_a_variation_is_answered_as_the_statutes_say(row: Row) -> None:
    found = solve({"id": "T", "given": row.given}, {"jurisdiction": "330000", **row.config})
    for key, value in row.expect.items():
        if key == "blocked_by":
            assert set(value) <= set(found["blocked_by"]) if value else found["blocked_by"] == [], found["reasons"]
        elif key == "deadlines":
            assert {n: found["deadlines"].get(n) for n in value} == value
        elif key in ("documents", "must_also"):
            assert set(value) <= set(found[key])
        else:
            assert found[key] == value, (key, found["reasons"])
    assert ABSENT.get(row.why) not in found["deadlines"]


def test_there_are_many_and_no_two_alike() -> None:
    assert len({r.why for r in ROWS}) == len(ROWS) > 90


def test_a_wrong_region_is_told() -> None:
    with pytest.raises(BadInput, match="辖区的法规包对吗"):
        solve({"id": "T", "given": {"violation": "V.BJ.litter"}}, {"jurisdiction": "330000"})
