"""Drawn streets: the same for the same seed, seen by the real eyes, said through the ordinary door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import queries
from zhicheng.flow.sense.tests.scenery import X, Y, camera, engineer
from zhicheng.ground.devices import queries as devices
from zhicheng.kernel.errors import BadInput
from zhicheng.sim.drawn import opened
from zhicheng.sim.drawn.eyes import DrawnEyes
from zhicheng.sim.drawn.film import LAPSE, ROUND, Film, Simulated, guests, scene_of, things
from zhicheng.sim.drawn.street import HIGH, PLACES, WIDE
from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import in_time_lapse, scene_from


def seen(place: str, seed: int, rounds: int) -> list[Any]:
    film = Film(place, seed, 2.0, 0.0, ROUND * rounds)
    eye = Eye(scene_from(in_time_lapse(scene_of(place), LAPSE)), Simulated(film))
    said = [o for frame in film.frames() for o in eye.see(frame)]
    return [o for o in [*said, *eye.finish()] if o.stage == "confirmed" and o.over]


def truth(place: str, seed: int, rounds: int) -> list[float]:
    """When something came that stays for longer than the zone allows."""
    needed = PLACES[place].dwell_s / LAPSE + 2
    wanted = {"kerb": "car", "gate": "stall", "corner": "bags"}[place]
    return [
        n * ROUND + g.comes
        for n in range(rounds)
        for g in guests(place, seed, n)
        if g.what == wanted and g.goes - g.comes > needed
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("place", sorted(PLACES))
def test_the_eyes_find_what_stays_and_nothing_else(place: str, seed: int) -> None:
    found, there = seen(place, seed, 3), truth(place, seed, 3)
    assert len(found) == len(there)
    assert all(abs(o.t_start - t) <= 5 for o, t in zip(sorted(found, key=lambda o: o.t_start), there, strict=True))


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_picture_is_the_same_for_the_same_seed_and_another_for_another(place: str) -> None:
    first, again, other = (Film(place, seed, 2.0, 0.0, 10.0).frame(60.0, 1).image for seed in (1, 1, 2))
    assert first.shape == (HIGH, WIDE, 3)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_round_begins_and_ends_with_an_empty_street(place: str) -> None:
    for n in range(12):
        left = {what for what, _, _ in things(place, 1, n * ROUND + 0.1)} | {
            what for what, _, _ in things(place, 1, (n + 1) * ROUND - 0.1)
        }
        assert left <= {"person"}, (n, left)


def test_the_simulated_detector_sees_nothing_but_its_own_film() -> None:
    film = Film("kerb", 1, 2.0, 0.0, 10.0)
    detector = Simulated(film)
    assert detector.detect(np.zeros((HIGH, WIDE, 3), np.uint8)) == []
    frame = film.frame(60.0)
    names = [d.name for d in detector.detect(frame.image)]
    assert "car" in names
    assert detector.detect(frame.image.copy()[:50, :50]) == []
    assert detector.signature.startswith("simulated")


@pytest.mark.parametrize("url", ["drawn:moon", "http://x", "drawn:kerb?seed=x", ""])
def test_an_address_that_draws_nothing_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(BadInput):
        opened(url, 2.0, 10.0)


@pytest.mark.django_db
def test_a_drawn_camera_speaks_through_the_ordinary_door_and_shows_its_picture(brigade: Brigade) -> None:
    keeper = engineer(brigade)
    camera(keeper, "SX-1", scene=dict(scene_of("kerb")), source="drawn", url="drawn:kerb?seed=1")
    eyes = DrawnEyes()
    eyes.load(AT)
    at = AT
    for _ in range(200):
        at += timedelta(seconds=45)
        eyes.step(at)
    rows = queries.of_device("camera:SX-1", keeper, since=AT)
    assert rows
    assert all(r["kind"] == "motor_parking" and r["model"].startswith("simulated") for r in rows)
    assert {s["what"] for r in rows for s in r["stills"]} >= {"arrival", "pre_alarm", "confirmed"}
    assert devices.counts(keeper) == {"good": 1}
    assert devices.picture_taken_at("SX-1", keeper) is not None
    eyes.step(at + timedelta(days=1))  # away for a day: it begins anew, it does not draw a day
    assert abs(devices.to_watch()[0].lng - X) + abs(devices.to_watch()[0].lat - Y) < 1e-6


@pytest.mark.django_db
def test_what_stands_is_said_again_so_that_a_zone_that_waits_longer_hears_it(brigade: Brigade) -> None:
    keeper = engineer(brigade)
    camera(keeper, "SX-1", scene=dict(scene_of("kerb")), source="drawn", url="drawn:kerb?seed=1")
    eyes = DrawnEyes()
    eyes.load(AT)
    said = 0
    for k in range(1, 200):
        said += eyes.step(AT + timedelta(seconds=45 * k))
    rows = queries.of_device("camera:SX-1", keeper, since=AT)
    stages = sum(1 + (r["confirmed_at"] is not None) + (r["over_at"] is not None) for r in rows)
    assert said > stages
