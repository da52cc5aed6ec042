"""Shares of what callers said, each of all that were called back."""

from __future__ import annotations

import pytest

from zhicheng.gateways.hotline.calling import Heard as Said
from zhicheng.gateways.hotline.calling import check_heard
from zhicheng.gateways.hotline.figures import Heard, figures, percent
from zhicheng.kernel.errors import BadInput

ROWS = [
    Heard(True, True, True, "一中队", "西湖街道"),
    Heard(True, False, False, "一中队", "东湖街道"),
    Heard(True, True, None, "二中队", "东湖街道"),
    Heard(False, None, None),
]


def test_each_is_a_share_of_all_that_were_called_back() -> None:
    found = figures(ROWS)["all"]
    assert (found["responded"], found["solved"], found["satisfied"]) == (
        {"yes": 3, "of": 4},
        {"yes": 2, "of": 4},
        {"yes": 1, "of": 4},
    )


def test_by_unit_and_street_most_first() -> None:
    found = figures(ROWS)
    assert [(r["name"], r["solved"]) for r in found["units"]] == [
        ("一中队", {"yes": 1, "of": 2}),
        ("二中队", {"yes": 1, "of": 1}),
    ]
    assert [(r["name"], r["responded"]["of"]) for r in found["streets"]] == [("东湖街道", 2), ("西湖街道", 1)]


@pytest.mark.parametrize(
    ("yes", "of", "shown"), [(0, 0, "-"), (0, 3, "0.0 % (0/3)"), (2, 3, "66.7 % (2/3)"), (3, 3, "100.0 % (3/3)")]
)
def test_nothing_of_nothing_is_no_share(yes: int, of: int, shown: str) -> None:
    assert percent({"yes": yes, "of": of}) == shown


def test_of_no_call_backs_there_is_nothing_to_show() -> None:
    found = figures([])
    assert (percent(found["all"]["solved"]), found["units"], found["streets"]) == ("-", [], [])


@pytest.mark.parametrize(
    ("heard", "field"),
    [
        (Said(False, solved=True), "contacted"),
        (Said(False, satisfied=False), "contacted"),
        (Said(True, solved=False), "note"),
        (Said(True, solved=False, note="  "), "note"),
        (Said(True, note="x" * 301), "note"),
        (Said(True, note="a\x00"), "note"),
    ],
)
def test_what_cannot_have_been_said_is_refused(heard: Said, field: str) -> None:
    with pytest.raises(BadInput) as error:
        check_heard(heard)
    assert error.value.field == field


@pytest.mark.parametrize("heard", [Said(False), Said(True), Said(True, True, False), Said(True, False, True, "还在摆")])
def test_what_can_is_not(heard: Said) -> None:
    check_heard(heard)
