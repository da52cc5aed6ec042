"""Which steps no recording shows: by time, by place, by kind of step."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from zhicheng.flow.cases.record import SHOWN, Shot, gaps
from zhicheng.flow.cases.states import CASE
from zhicheng.kernel.calendar import CHINA

AT = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA)
HERE, FAR = (117.0, 32.0), (117.02, 32.0)  # about two kilometres apart


@pytest.mark.parametrize(
    ("minutes", "covered"), [(0, True), (14, True), (-14, True), (15, True), (16, False), (-16, False), (600, False)]
)
def test_a_recording_covers_a_quarter_of_an_hour(minutes: int, covered: bool) -> None:
    found = gaps([("T06", AT)], [Shot(AT + timedelta(minutes=minutes))])
    assert (found == []) is covered
    assert covered or found[0].nearest == timedelta(minutes=abs(minutes))


def test_without_any_recording_every_step_on_the_spot_is_a_gap() -> None:
    found = gaps([("T05", AT), ("statement", AT), ("T06", AT), ("T33", AT)], [])
    assert [(g.step, g.nearest) for g in found] == [("T05", None), ("T06", None)]


@pytest.mark.parametrize(("spot", "covered"), [(HERE, True), (FAR, False), (None, True)])
def test_what_was_taken_elsewhere_shows_nothing(spot: tuple[float, float] | None, covered: bool) -> None:
    shot = Shot(AT, *spot) if spot else Shot(AT)
    assert (gaps([("T10", AT)], [shot], place=HERE) == []) is covered
    assert gaps([("T10", AT)], [shot]) == []  # nobody knows where the case was


def test_every_step_that_should_be_shown_is_one() -> None:
    assert {action for _, action in CASE.arrows} >= SHOWN
