"""What the case fills in: every field of every kind is known to the table or left to people on purpose, and what is filled is of its type."""

from __future__ import annotations

from datetime import date

import pytest

from tests.brigade import Brigade
from tests.casework import OUTSIDE, Walk
from zhicheng.flow.cases import rules
from zhicheng.flow.cases.services import Act
from zhicheng.flow.papers.filling import CARRIED, FILL, filled
from zhicheng.flow.papers.kinds import kinds
from zhicheng.flow.papers.known import known_of
from zhicheng.flow.papers.rules.between import NUMBER_OF
from zhicheng.flow.papers.values import read_fields
from zhicheng.law.procedure import procedure
from zhicheng.law.stream import RECORDS


def test_every_paper_of_a_step_is_a_kind() -> None:
    assert {k for needed in (*rules.PAPERS.values(), *rules.MAY.values()) for k in needed} <= kinds().keys()
    assert {*rules.PAPERS, *rules.MAY} <= {*procedure().steps, *RECORDS}


def test_the_table_names_no_field_that_no_kind_has() -> None:
    known = {f for k in kinds().values() for f in k.fields}
    assert FILL.keys() <= known
    assert all(name in kinds()[kind].fields for kind, name in CARRIED)


def test_most_of_what_a_paper_needs_is_filled_in() -> None:
    """People write what only they can know; everything else they only read."""
    by_people = {
        f"{k.code}.{f}" for k in kinds().values() for f in k.needs if f not in FILL and (k.code, f) not in NUMBER_OF
    }  # fmt: skip
    needed = sum(len(k.needs) for k in kinds().values())
    assert len(by_people) < needed * 0.25


@pytest.mark.django_db
@pytest.mark.parametrize("kind", kinds().values(), ids=lambda k: k.code)
def test_what_is_filled_in_is_of_its_type(kind: object, offices: Brigade) -> None:
    from zhicheng.flow.papers.kinds import Kind

    assert isinstance(kind, Kind)
    walk = Walk(offices).on(date(2026, 3, 2)).open(OUTSIDE).step("T01", "Sun")
    known = known_of(walk.case, Act("T42", {"amount": 50000}), access=offices.access["Bob"], at=walk.at)
    values = filled(kind, known)
    assert set(read_fields(kind, values)) == set(values)
    assert None not in values.values()
