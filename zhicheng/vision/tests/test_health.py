"""Which camera is fit to be believed: each trouble comes once it lasts, goes once it is gone, and says one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vision.health import GONE_S, GOOD, LASTS, ORDER, Facts, Health, brightness, fingerprint

FINE = Facts(
    t=0.0, picture=True, likeness=0.95, brightness=110.0, brightest=180.0, clock_off_s=0.2, took_s=0.3, every_s=45.0
)
BAD = {
    "offline": {"picture": False, "why": "timed out"},
    "frozen": {"print_": b"same"},
    "moved": {"likeness": 0.4},
    "dark": {"brightness": 2.0, "brightest": 4.0},
    "drifting": {"clock_off_s": 60.0},
    "slow": {"took_s": 400.0},
}


def run(health: Health, facts: Facts, start: float, seconds: float, every: float = 10.0, live: bool = True) -> str:
    """Looks of one kind; `live` gives each its own pixels."""
    t = start
    while t <= start + seconds:
        mine = facts.print_ or (str(t).encode() if live else b"")
        health.look(replace(facts, t=t, print_=mine))
        t += every
    return health.status


@pytest.mark.parametrize("trouble", ORDER)
def test_a_trouble_is_told_once_it_lasts(trouble: str) -> None:
    health, bad = Health(), replace(FINE, **BAD[trouble])
    assert run(health, FINE, 0, 100) == GOOD
    assert run(health, bad, 110, 5) == GOOD  # one look is no trouble
    assert run(health, bad, 120, LASTS[trouble][0] + 40) == trouble
    assert 100 < health.since <= 130


@pytest.mark.parametrize("trouble", ORDER)
def test_a_trouble_is_taken_back_once_it_is_gone_for_a_while(trouble: str) -> None:
    health = Health()
    run(health, replace(FINE, **BAD[trouble]), 0, 400)
    assert health.status == trouble
    assert run(health, FINE, 410, GONE_S - 15) == trouble
    assert run(health, FINE, 450, GONE_S + 15) == GOOD


@pytest.mark.parametrize("trouble", ORDER)
def test_what_flickers_is_told_once(trouble: str) -> None:
    """Bad for two minutes, good for one look, bad again: one trouble, not two."""
    health, told = Health(), []
    bad = replace(FINE, **BAD[trouble])
    for k in range(100):
        look = FINE if k and k % 20 == 0 else bad
        health.look(replace(look, t=10.0 * k, print_=look.print_ or str(k).encode()))
        if not told or told[-1] != health.status:
            told.append(health.status)
    assert told == [GOOD, trouble]


@pytest.mark.parametrize("trouble", [t for t in ORDER if t != "offline"])
def test_a_single_bad_look_now_and_then_is_no_trouble(trouble: str) -> None:
    health, bad = Health(), replace(FINE, **BAD[trouble])
    for k in range(200):
        look = bad if k % 5 == 0 else FINE
        assert health.look(replace(look, t=10.0 * k, print_=str(k).encode())) == GOOD


@pytest.mark.parametrize("trouble", ORDER)
def test_each_trouble_says_one_sentence_in_both_languages(trouble: str) -> None:
    health = Health()
    run(health, replace(FINE, **BAD[trouble]), 0, 400)
    said = health.said
    for text, end in ((said.zh, "。"), (said.en, ".")):
        assert text.endswith(end)
        assert text.count(end) == 1
        assert "\n" not in text
    assert said != Health().said


def test_offline_says_what_the_decoder_said() -> None:
    health = Health()
    run(health, replace(FINE, picture=False, why="401 Unauthorized"), 0, 100)
    assert "401 Unauthorized" in health.said.zh
    assert "401 Unauthorized" in health.said.en


def test_drift_says_by_how_much_and_in_which_direction() -> None:
    health = Health()
    run(health, replace(FINE, clock_off_s=-75.0), 0, 200)
    assert "-75" in health.said.zh


def test_the_worse_trouble_takes_over_and_does_not_come_back_as_the_lesser_one() -> None:
    health = Health()
    run(health, replace(FINE, clock_off_s=30.0), 0, 200)
    assert health.status == "drifting"
    run(health, replace(FINE, picture=False), 210, 200)
    assert health.status == "offline"
    run(health, FINE, 420, 100)
    assert health.status == GOOD


def test_who_is_dark_is_not_called_moved() -> None:
    health = Health()
    assert run(health, replace(FINE, brightness=1.0, brightest=2.0, likeness=0.1), 0, 400) == "dark"


def test_a_lamp_at_night_is_not_dark() -> None:
    image = np.full((240, 320, 3), 3, dtype=np.uint8)
    assert brightness(image)[1] < 18
    image[100:160, 140:220] = 220
    mean, bright = brightness(image)
    assert bright > 18
    assert run(Health(), replace(FINE, brightness=mean, brightest=bright), 0, 400) == GOOD


def test_a_clock_nobody_knows_is_no_drift() -> None:
    assert run(Health(), replace(FINE, clock_off_s=None, likeness=None, brightness=None), 0, 400) == GOOD


@pytest.mark.parametrize("off", [4.9, -4.9, 0.0])
def test_a_small_offset_is_no_drift(off: float) -> None:
    assert run(Health(), replace(FINE, clock_off_s=off), 0, 400) == GOOD


def test_a_drift_has_to_shrink_clearly_before_it_is_taken_back() -> None:
    health = Health()
    run(health, replace(FINE, clock_off_s=9.0), 0, 200)
    assert run(health, replace(FINE, clock_off_s=4.0), 210, 200) == "drifting"
    assert run(health, replace(FINE, clock_off_s=2.0), 420, 200) == GOOD


def test_a_view_has_to_be_clearly_the_known_one_before_it_counts_again() -> None:
    health = Health()
    run(health, replace(FINE, likeness=0.3), 0, 100)
    assert run(health, replace(FINE, likeness=0.62), 110, 200) == "moved"
    assert run(health, replace(FINE, likeness=0.7), 320, 200) == GOOD


def test_live_pictures_differ_and_hanging_ones_do_not() -> None:
    rng = np.random.default_rng(0)
    street = rng.integers(0, 255, (240, 320, 3), dtype=np.uint8)
    noisy = np.clip(street.astype(int) + rng.integers(-2, 3, street.shape), 0, 255).astype(np.uint8)
    assert fingerprint(street) == fingerprint(street.copy())
    assert fingerprint(street) != fingerprint(noisy)


@pytest.mark.parametrize("shape", [(16, 16, 3), (48, 48, 3), (1080, 1920, 3), (33, 90, 3)])
def test_odd_sizes_have_a_fingerprint_and_a_brightness(shape: tuple[int, int, int]) -> None:
    image = np.full(shape, 90, dtype=np.uint8)
    assert len(fingerprint(image)) <= 3 * 130 * 100
    assert brightness(image) == (90.0, 90.0)


LOOKS = st.lists(st.tuples(st.sampled_from(["", *ORDER]), st.floats(0.5, 60)), max_size=80)


@given(LOOKS)
def test_the_status_is_always_one_that_was_seen_for_long_enough(looks: Sequence[tuple[str, float]]) -> None:
    health, t, seen = Health(), 0.0, {GOOD}
    for k, (trouble, wait) in enumerate(looks):
        t += wait
        facts = replace(FINE, t=t, **{"print_": str(k).encode(), **BAD.get(trouble, {})})
        if trouble:
            seen.add(trouble)
        assert health.look(facts) in seen
        assert health.since <= t
