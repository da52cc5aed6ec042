"""Patrol, suspicion, dense looking and back, by a real eye over a drawn street: what is found with how few looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from zhicheng.vision.eye import Eye
from zhicheng.vision.scene import Scene
from zhicheng.vision.schedule import Mode, Schedule, Suspicion, Turn
from zhicheng.vision.seen import Box, Frame, Observation
from zhicheng.vision.suspicion import PATIENCE_S, Doubt
from zhicheng.vision.tests.street import Golden, Street, Thing, events, passing, scene, standing

CAR, PILE = Box(120, 130, 190, 175), Box(230, 150, 266, 180)
NOON = datetime(2026, 11, 26, 12, 0)


@dataclass
class Patrol:
    """One camera on patrol; the clock jumps from look to look."""

    eye: Eye
    street: Street
    schedule: Schedule = field(default_factory=Schedule)
    doubt: Doubt = field(default_factory=Doubt)
    now: float = 0.0
    said: list[Observation] = field(default_factory=list)
    modes: list[tuple[float, Mode]] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        self.schedule.put(Turn("C", every_s=45), 0.0)

    def run(self, until: float) -> None:
        while (following := self.schedule.next_at()) is not None and following < until:
            self.now = following
            self.schedule.due(self.now)
            self.look()

    def look(self) -> None:
        image, found, _ = self.street.draw(self.now)
        golden = self.eye.detector
        assert isinstance(golden, Golden)
        golden.found, golden.frame = found, image
        self.said += self.eye.see(Frame(self.now, image, self.looks))
        self.looks += 1
        mode = self.schedule.seen("C", self.now, 0.02, self.doubt.of(self.eye), NOON + timedelta(seconds=self.now))
        self.modes.append((self.now, mode))

    def spent_in(self, mode: Mode) -> int:
        return sum(m is mode for _, m in self.modes)


def patrol(rule: Scene, *things: Thing, **more: object) -> Patrol:
    return Patrol(Eye(rule, Golden()), Street(list(things), **more))  # type: ignore[arg-type]


def test_an_eye_first_learns_the_street_then_goes_on_patrol() -> None:
    one = patrol(scene("pile"))
    one.run(200)
    assert [m for _, m in one.modes[:2]] == [Mode.LEARN] * 2
    assert one.modes[-1][1] is Mode.PATROL
    assert one.looks <= 12


def test_an_empty_street_costs_one_look_each_patrol() -> None:
    one = patrol(scene("pile"))
    one.run(3600)
    assert one.looks == pytest.approx(3600 / 45, abs=12)
    assert one.said == []


@pytest.mark.parametrize("start", [300.0, 317.0, 331.0])
def test_a_car_that_parks_is_found_on_patrol_and_timed_within_an_interval(start: float) -> None:
    one = patrol(scene("motor_parking", 120.0, 60.0), Thing("car", standing(CAR, start, start + 600)))
    one.run(start + 1000)
    stages = [(o.stage, o.over) for o in one.said]
    assert stages == [("pre_alarm", False), ("confirmed", False), ("confirmed", True)]
    (event,) = events(one.said)
    assert 0 <= event.t_start - start <= 46
    assert abs(event.t_end - (start + 600)) <= 8
    assert one.schedule.turns["C"].mode is Mode.PATROL


@pytest.mark.parametrize("start", [300.0, 322.0])
def test_a_heap_that_is_left_is_found_on_patrol(start: float) -> None:
    one = patrol(scene("pile", 120.0, 60.0), Thing("", standing(PILE, start, start + 600, arrives=0.0), look=12))
    one.run(start + 1000)
    (event,) = events(one.said)
    assert 0 <= event.t_start - start <= 46
    assert one.schedule.turns["C"].mode is Mode.PATROL


def test_a_confirmed_thing_is_followed_at_leisure() -> None:
    one = patrol(scene("motor_parking", 60.0, 30.0), Thing("car", standing(CAR, 300, 3000)))
    one.run(2900)
    assert one.schedule.turns["C"].mode is Mode.FOLLOW
    assert one.spent_in(Mode.DENSE) < 200
    assert one.spent_in(Mode.FOLLOW) == pytest.approx(2500 / 5, rel=0.1)


def test_passing_cars_cost_few_looks_and_say_nothing() -> None:
    cars = [
        Thing("car", passing(180, (60, 40), 60 + 31.0 * k), look=40 + k % 5) for k in range(60)
    ]  # one each half minute
    one = patrol(scene("motor_parking"), *cars)
    one.run(1900)
    assert one.said == []
    assert one.spent_in(Mode.DENSE) <= 24  # two that look alike met the patrol at one spot
    assert one.looks < 100


def test_a_stain_that_no_rule_takes_for_a_thing_is_dismissed_and_stays_dismissed() -> None:
    """A puddle in a no-parking zone: it is new, it stays, no detector names it."""
    one = patrol(scene("motor_parking"), Thing("", standing(PILE, 300, 5000, arrives=0.0), look=12))
    one.run(1500)
    assert one.said == []
    assert one.schedule.turns["C"].mode is Mode.PATROL
    dense = [t for t, m in one.modes if m is Mode.DENSE]
    assert dense
    assert max(dense) - min(dense) <= PATIENCE_S + 2


def test_something_beside_a_dismissed_stain_is_still_found() -> None:
    stain = Thing("", standing(PILE, 300, 5000, arrives=0.0), look=12)
    one = patrol(scene("motor_parking", 120.0, 60.0), stain, Thing("car", standing(CAR, 900, 1500)))
    one.run(1900)
    (event,) = events(one.said)
    assert 0 <= event.t_start - 900 <= 46


def test_what_was_dismissed_and_left_is_news_when_it_comes_again() -> None:
    doubt = Doubt()
    here = (Thing("", standing(PILE, 300, 700, arrives=0.0), look=12),)
    one = patrol(scene("motor_parking"), *here)
    one.doubt = doubt
    one.run(650)
    assert doubt.dismissed.any()
    one.run(900)
    assert not doubt.dismissed.any()


def test_what_happens_outside_the_zones_is_no_suspicion() -> None:
    one = patrol(scene("pile"), Thing("", standing(Box(100, 10, 150, 50), 300, 900, arrives=0.0), look=12))
    one.run(900)
    assert {m for t, m in one.modes if t > 100} == {Mode.PATROL}


def test_light_that_jumps_is_no_suspicion() -> None:
    one = patrol(scene("pile"), light=lambda t: 0.75 if t > 300 else 1.0)
    one.run(900)
    assert one.spent_in(Mode.DENSE) == 0


def test_an_eye_that_knows_nothing_yet_is_learning() -> None:
    assert Doubt().of(Eye(scene("pile"), Golden())) is Suspicion.LEARNING
