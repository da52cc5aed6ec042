"""Clocks that drift, recorders that change hands, and which clip shows which step."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from zhicheng.ground.evidence.matching import (
    STALE,
    Clip,
    Miss,
    Scene,
    Turn,
    ahead_at,
    clip_of,
    miss,
    nearest_miss,
    worn_by,
)
from zhicheng.kernel.calendar import CHINA

AT = datetime(2026, 3, 2, 10, tzinfo=CHINA)
HERE, FAR = (117.03, 32.01), (117.05, 32.01)  # about two kilometres
BOB, BEN, EVE = 1, 2, 3


def after(**span: float) -> datetime:
    return AT + timedelta(**span)


TURNS = (Turn(AT, BOB, 0), Turn(after(days=10), BEN, 100), Turn(after(days=20), None, -20))


@pytest.mark.parametrize(
    ("days", "ahead", "presumed"),
    [
        (-1, 0, True),  # before anybody compared it
        (0, 0, False),
        (5, 50, False),  # drifted evenly
        (9.9, 99, False),
        (15, 40, False),
        (20, -20, False),
        (60, -20, False),  # after the last check as it stood then
        (20 + STALE.days + 1, -20, True),
    ],
)
def test_how_far_a_clock_was_ahead(days: float, ahead: int, presumed: bool) -> None:
    assert ahead_at(TURNS, after(days=days)) == (ahead, presumed)


def test_one_check_holds_for_all_that_follows() -> None:
    assert ahead_at(TURNS[:1], after(days=30)) == (0, False)
    assert ahead_at((Turn(AT, BOB, 3600),), after(minutes=70)) == (3600, False)


@pytest.mark.parametrize(
    ("days", "who"), [(-1, None), (0, BOB), (9, BOB), (10, BEN), (19, BEN), (20, None), (99, None)]
)
def test_who_wore_it(days: float, who: int | None) -> None:
    assert worn_by(TURNS, after(days=days)) == who


def test_a_clip_stands_in_true_time() -> None:
    clip = clip_of("R1", "a.mp4", (Turn(AT, BOB, 600),), (after(minutes=30), after(minutes=40)))
    assert (clip.began_at, clip.ended_at, clip.ahead_s, clip.member_id) == (
        after(minutes=20),
        after(minutes=30),
        600,
        BOB,
    )
    assert (clip.lng, clip.lat, clip.is_presumed) == (None, None, False)


def test_a_recorder_that_changed_hands_is_the_next_ones_in_true_time() -> None:
    """Its clock says five past ten, when the other had it; it was five to."""
    turns = (Turn(after(days=-1), BOB, 600), Turn(AT, BEN, 600))
    assert clip_of("R1", "a.mp4", turns, (after(minutes=5), after(minutes=9))).member_id == BOB
    assert clip_of("R1", "b.mp4", turns, (after(minutes=11), after(minutes=12))).member_id == BEN


def clip(
    member: int | None = BOB, began: float = 0, ended: float = 10, place: tuple[float, float] | None = None
) -> Clip:
    lng, lat = place or (None, None)
    return Clip("R1", "a.mp4", member, after(minutes=began), after(minutes=ended), 0, False, lng, lat)


def scene(minutes: float = 5, place: tuple[float, float] | None = None) -> Scene:
    return Scene("T06", after(minutes=minutes), frozenset({BOB, BEN}), place)


@pytest.mark.parametrize(
    ("one", "of", "found"),
    [
        (clip(), scene(), None),
        (clip(BEN), scene(), None),
        (clip(began=5), scene(5), None),  # from that very moment
        (clip(began=7), scene(5), None),  # two minutes to press the button
        (clip(began=7.1), scene(5), Miss("time", 3)),
        (clip(ended=3), scene(5), None),
        (clip(ended=2.9), scene(5), Miss("time", 3)),
        (clip(began=-60, ended=-55), scene(5), Miss("time", 60)),
        (clip(EVE), scene(), Miss("officer")),
        (clip(None), scene(), Miss("officer")),
        (clip(EVE, began=60, ended=70), scene(), Miss("officer")),  # whose it is comes first
        (clip(place=HERE), scene(place=HERE), None),
        (clip(place=HERE), scene(), None),  # nobody knows where the case was
        (clip(), scene(place=HERE), None),  # a recorder without a fix is taken at its word
    ],
)
def test_what_a_clip_shows(one: Clip, of: Scene, found: Miss | None) -> None:
    assert miss(one, of) == found


def test_another_place_shows_nothing() -> None:
    found = miss(clip(place=FAR), scene(place=HERE))
    assert found is not None
    assert (found.why, 1_500 < found.by < 2_500) == ("place", True)


def test_the_nearest_reason_is_told() -> None:
    assert nearest_miss(clip(), []) is None
    assert nearest_miss(clip(), [scene(90), scene(5)]) is None  # it shows one of them
    assert nearest_miss(clip(), [scene(90), scene(30)]) == Miss("time", 20)
    assert nearest_miss(clip(EVE), [scene(5), scene(90)]) == Miss("officer")
    found = nearest_miss(clip(place=FAR), [scene(90), scene(5, HERE)])
    assert found is not None
    assert found.why == "place"  # the time fits: that says most
