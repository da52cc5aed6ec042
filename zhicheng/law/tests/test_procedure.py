"""The case's life cycle: whole ways from lead to archive, and what is refused on them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.book import book_of
from zhicheng.law.procedure import END, START, Trail, procedure
from zhicheng.law.stream import BEFORE_THE_DECISION

SIMPLE = ["T05", "T06", "T10", "T13", "T14", "T90", "T91"]
ORDINARY = ["T01", "T04", "T20", "T26", "T29", "T33", "T34", "T40", "T42", "T51", "T60", "T61", "T90", "T91"]
HEARD = [
    "T01",
    "T04",
    "T20",
    "T29",
    "T33",
    "T35",
    "T36",
    "T38",
    "T40",
    "T41",
    "T42",
    "T54",
    "T60",
    "T63",
    "T64",
    "T66",
    "T67",
    "T90",
    "T91",
]


@pytest.mark.parametrize("way", [SIMPLE, ORDINARY, HEARD, ["T05", "T06", "T07", "T91"], ["T01", "T03", "T90", "T91"],
                                 ["T05", "T11", "T90", "T91"], ["T05", "T12", "T20", "T29", "T30", "T90", "T91"]])  # fmt: skip
def test_whole_ways_end_in_the_archive(way: list[str]) -> None:
    assert procedure().walk(way) == Trail(END)


@pytest.mark.parametrize(
    ("way", "step"),
    [
        (["T01", "T04", "T20", "T29"], "T42"),  # no decision before the notice
        (["T01", "T04", "T20", "T29", "T33"], "T42"),  # nor before the statement
        (["T01", "T04", "T20", "T29", "T33", "T35"], "T34"),  # a requested hearing is held or forfeited
        (["T05"], "T42"),
        (SIMPLE, "T90"),
    ],
)
def test_a_step_that_does_not_lead_on_is_refused_with_its_article(way: list[str], step: str) -> None:
    trail = procedure().walk(way)
    with pytest.raises(NotAllowed, match="案件在") as refused:
        procedure().after(trail, step)
    assert procedure().steps[step].article in str(refused.value)


def test_a_suspension_goes_on_where_it_stopped() -> None:
    asked = ["T01", "T04", "T20", "T27"]
    assert procedure().walk([*asked, "T75"]).state == "investigating"
    with pytest.raises(NotAllowed):
        procedure().walk([*asked, "T76"])
    urged = [*ORDINARY[:11], "T63", "T64", "T72"]
    assert procedure().walk(urged) == Trail("suspended", "urged")
    assert procedure().walk([*urged, "T76"]).state == "urged"
    with pytest.raises(NotAllowed):
        procedure().walk([*urged, "T75"])


def test_a_remedy_does_not_make_a_suspension_forget_where_it_began() -> None:
    rests = [*ORDINARY[:11], "T63", "T72", "T82"]
    assert procedure().walk(rests) == Trail("suspended", "overdue")
    assert procedure().walk([*rests, "T76"]).state == "overdue"


def test_a_crime_is_referred_from_every_state_between_filing_and_decision() -> None:
    """The statute book's table has one arrow; the others are ours, and say so (docs/adr/0023)."""
    refer = procedure().steps["T32"]
    assert refer.start == {*BEFORE_THE_DECISION.split()}
    assert refer.start - refer.added == {"investigated"}
    assert [s.id for s in procedure().steps.values() if s.added] == ["T26", "T32"]


def test_remedies_run_beside_the_case() -> None:
    served = procedure().walk(ORDINARY[:10])
    assert procedure().after(served, "T80") == served
    assert procedure().after(served, "T83").state == "revoked"


@given(st.lists(st.integers(0, 50), max_size=60))
def test_from_anywhere_the_archive_can_still_be_reached(choices: list[int]) -> None:
    trail = Trail(START)
    for choice in choices:
        open_steps = procedure().open_steps(trail)
        if not open_steps:
            break
        trail = procedure().after(trail, open_steps[choice % len(open_steps)].id)
    seen, todo = {trail}, [trail]
    while todo:
        here = todo.pop()
        for step in procedure().open_steps(here):
            after = procedure().after(here, step.id)
            if after not in seen:
                seen.add(after)
                todo.append(after)
    assert Trail(END) in seen


def test_every_step_names_a_law_and_every_period_is_known() -> None:
    book = book_of()
    for step in procedure().steps.values():
        assert step.article.split()[0] in book.laws
        assert not step.period or step.period in book.periods
        assert step.name.zh
        assert step.name.en
    assert len(procedure().steps) == 65  # 64 of the rule book, and T43 (found by `law check`: no way out on day 91)
    assert len(procedure().states) == 31
