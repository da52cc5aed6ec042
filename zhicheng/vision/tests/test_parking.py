"""机动车违停 on a drawn street: golden detections in, events out; every way in which a car does not park."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from zhicheng.vision.eye import Eye
from zhicheng.vision.seen import Box, Frame
from zhicheng.vision.tests.street import Golden, Street, Thing, always, events, frames, look, passing, scene, standing

CAR = Box(120, 130, 190, 175)
PARKED = Thing("car", standing(CAR, 8.0, 40.0))
TRAFFIC = tuple(
    Thing("car", passing(160 + 8 * (k % 3), (60, 36), 3.0 + 4.7 * k), look=20 + k, middle=40.0 + 20 * (k % 5))
    for k in range(9)
)


def watch(street: Street, seconds: float = 55, drop: float = 0.0, **zone: object) -> list:
    return look(Eye(scene("motor_parking", **zone), Golden()), street, seconds, drop)


def test_a_car_that_stops_and_stays_is_one_event_to_the_second() -> None:
    said = watch(Street([PARKED]))
    (event,) = events(said)
    assert event.category == "机动车违停"
    assert abs(event.t_start - 8) <= 0.5
    assert abs(event.t_end - 40) <= 1.0
    assert event.box.iou(CAR) > 0.9
    assert 0.5 < event.confidence <= 0.99


def test_pre_alarm_comes_after_t1_and_confirmation_after_t2_each_once() -> None:
    said = watch(Street([PARKED]))
    assert [(o.stage, o.over) for o in said] == [("pre_alarm", False), ("confirmed", False), ("confirmed", True)]
    assert said[0].t_end - said[0].t_start == pytest.approx(5, abs=1.0)
    assert said[1].t_end - said[1].t_start == pytest.approx(10, abs=1.0)


@pytest.mark.parametrize("drop", [0.3, 0.5])
def test_dropped_frames_change_the_times_by_no_more_than_a_second_or_two(drop: float) -> None:
    (event,) = events(watch(Street([PARKED, *TRAFFIC]), drop=drop))
    assert abs(event.t_start - 8) <= 2
    assert abs(event.t_end - event.t_start - 32) <= 2.5


def test_traffic_that_passes_in_front_does_not_end_it() -> None:
    (event,) = events(watch(Street([PARKED, *TRAFFIC])))
    assert event.t_end - event.t_start == pytest.approx(32, abs=1.5)


def test_different_cars_at_the_same_spot_are_no_parking() -> None:
    """The classic of a plain IoU dwell: on a busy lane there is always some car at the spot."""
    cars = [
        Thing(
            "car",
            standing(CAR, 4 + 2.0 * k, 5.5 + 2.0 * k, arrives=0.5),
            look=40 + k,
            middle=[30, 90, 160, 220, 60][k % 5],
        )
        for k in range(20)
    ]
    assert events(watch(Street(cars))) == []


def test_a_car_that_was_there_from_the_first_frame_is_no_news() -> None:
    assert watch(Street([Thing("car", always(CAR))])) == []


def test_a_car_shorter_than_dwell_gives_a_pre_alarm_only() -> None:
    said = watch(Street([Thing("car", standing(CAR, 8.0, 15.5))]))
    assert events(said) == []
    assert [o.stage for o in said] == ["pre_alarm", "pre_alarm"]


def test_outside_the_zone_nobody_cares() -> None:
    assert watch(Street([Thing("car", standing(Box(120, 10, 190, 55), 8.0, 40.0))])) == []


@pytest.mark.parametrize("size", [10, 15])
def test_boxes_below_the_least_size_are_ignored(size: int) -> None:
    assert watch(Street([Thing("car", standing(Box(150, 150, 150 + size, 150 + size), 8.0, 40.0))])) == []


@pytest.mark.parametrize("name", ["person", "bicycle", "bench", ""])
def test_what_is_no_motor_vehicle_does_not_park(name: str) -> None:
    assert watch(Street([Thing(name, standing(CAR, 8.0, 40.0))])) == []


def test_three_that_came_together_are_a_queue_and_hold_the_clock() -> None:
    cars = [
        Thing("car", standing(Box(40 + 85 * k, 140, 105 + 85 * k, 180), 8.0 + k, 32.0), look=30 + k, middle=60 + 60 * k)
        for k in range(3)
    ]
    assert events(watch(Street(cars), queue_hold_s=60)) == []


def test_a_queue_longer_than_any_red_light_is_no_queue() -> None:
    cars = [
        Thing("car", standing(Box(40 + 85 * k, 140, 105 + 85 * k, 180), 8.0 + k, 50.0), look=30 + k, middle=60 + 60 * k)
        for k in range(3)
    ]
    assert len(events(watch(Street(cars), queue_hold_s=8))) == 3


def test_two_that_park_one_after_the_other_are_two_events() -> None:
    first = Thing("car", standing(CAR, 6.0, 22.0))
    second = Thing("car", standing(CAR, 28.0, 48.0), look=7, middle=50.0)
    found = events(watch(Street([first, second])))
    assert [round(o.t_start) for o in found] == [6, 28]


@pytest.mark.parametrize("shake", [1, 3])
def test_a_swaying_camera_finds_the_same(shake: int) -> None:
    (event,) = events(watch(Street([PARKED], shake=shake)))
    assert abs(event.t_start - 8) <= 1
    assert abs(event.t_end - 40) <= 2


def test_a_jump_of_light_neither_makes_nor_ends_an_event() -> None:
    street = Street([PARKED], light=lambda t: 1.35 if 15 < t < 25 or t > 45 else 1.0)
    (event,) = events(watch(street))
    assert event.t_end - event.t_start == pytest.approx(32, abs=2)


def test_a_detector_that_blinks_still_finds_it() -> None:
    street, eye, rng = Street([PARKED]), Eye(scene("motor_parking"), Golden()), np.random.default_rng(1)
    said = []
    for frame, found in frames(street, 55):
        eye.detector.found, eye.detector.frame = (found if rng.random() < 0.4 else []), frame.image
        said += eye.see(frame)
    assert len(events(said + eye.finish())) == 1


@pytest.mark.parametrize(
    ("zone", "at", "count"),
    [
        ({"hours": [["07:00", "09:00"]]}, "08:00", 1),
        ({"hours": [["07:00", "09:00"]]}, "12:00", 0),
        ({"permit": [["17:00", "22:00"]]}, "19:40", 0),
        ({"permit": [["17:00", "22:00"]]}, "12:00", 1),
    ],
)
def test_the_hours_of_the_sign_decide(zone: dict, at: str, count: int) -> None:
    began = datetime.fromisoformat(f"2026-11-26T{at}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    eye = Eye(scene("motor_parking", **zone), Golden(), began=began)
    assert len(events(look(eye, Street([PARKED]), 55))) == count


def test_a_quiet_street_costs_no_detector() -> None:
    golden = Golden()
    look(Eye(scene("motor_parking"), golden), Street([], noise=1.0), 60)
    assert golden.looks <= 20  # after the first frames nothing moves


def test_an_eye_without_a_detector_parks_nobody() -> None:
    assert look(Eye(scene("motor_parking"), None), Street([PARKED]), 55) == []


def test_a_masked_place_is_never_seen() -> None:
    masked = scene("motor_parking")
    from dataclasses import replace

    eye = Eye(replace(masked, masks=(((100.0, 100.0), (220.0, 100.0), (220.0, 200.0), (100.0, 200.0)),)), Golden())
    assert events(look(eye, Street([PARKED]), 55)) == []


def test_the_frame_given_stays_as_it_was() -> None:
    street, eye = Street([PARKED]), Eye(scene("motor_parking"), Golden())
    image, found, _ = street.draw(9.0)
    eye.detector.found, eye.detector.frame = found, image
    before = image.copy()
    eye.see(Frame(0.0, image))
    assert (image == before).all()
