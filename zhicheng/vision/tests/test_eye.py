"""One eye: clocks that jump, views that change, restarts in mid-dwell, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.eye import Eye
from zhicheng.vision.keeping import keep, resume
from zhicheng.vision.scene import scene_from
from zhicheng.vision.seen import Box, Frame
from zhicheng.vision.tests.street import Golden, Street, Thing, events, frames, look, passing, scene, standing

CAR, PILE = Box(120, 130, 190, 175), Box(230, 150, 266, 180)
PARKED = Thing("car", standing(CAR, 8.0, 40.0))
HEAP = Thing("", standing(PILE, 8.0, 40.0, arrives=0.0), look=12)
PEOPLE = tuple(Thing("person", passing(190, (14, 40), 2 + 6.0 * k), look=60 + k, middle=50.0) for k in range(8))


def both() -> dict:
    polygon = [[20, 60], [300, 60], [300, 235], [20, 235]]
    rule = {"polygon": polygon, "dwell_s": 10, "pre_alarm_s": 5}
    return scene_from(
        {
            "zones": [{**rule, "name": "p", "rule": "motor_parking"}, {**rule, "name": "q", "rule": "pile"}],
            "min_box_px": 16,
        }
    )


@pytest.mark.parametrize("cut", [10.0, 15.0, 20.0, 25.0])
def test_a_restart_in_mid_dwell_goes_on(tmp_path: Path, cut: float) -> None:
    street, path = Street([PARKED, HEAP, *PEOPLE]), tmp_path / "state"
    first = Eye(both(), Golden())
    said = look(first, street, cut, finish=False)
    keep(first, path)
    second = Eye(both(), Golden())
    assert resume(second, path)
    said += look(second, street, 55, start=cut)
    found = events(said)
    assert sorted(o.category for o in found) == ["乱堆乱放", "机动车违停"]
    for o in found:
        assert abs(o.t_start - 8) <= 1
        assert abs(o.t_end - 40) <= 1.5
    once = [o.stage for o in said if not o.over]
    assert sorted(once) == ["confirmed", "confirmed", "pre_alarm", "pre_alarm"]  # nothing is said twice


def test_a_restart_with_a_pause_counts_the_pause(tmp_path: Path) -> None:
    """The worker was away for twelve seconds; the car was not."""
    street, path = Street([PARKED]), tmp_path / "state"
    first = Eye(scene("motor_parking"), Golden())
    look(first, street, 14, finish=False)
    keep(first, path)
    second = Eye(scene("motor_parking"), Golden())
    resume(second, path)
    (event,) = events(look(second, street, 55, start=26.0))
    assert event.t_end - event.t_start == pytest.approx(32, abs=1.5)


def test_there_is_nothing_to_resume_at_first(tmp_path: Path) -> None:
    assert not resume(Eye(scene("pile"), Golden()), tmp_path / "none")


@pytest.mark.parametrize("data", [b"", b"garbage", b"PK\x03\x04 half a zip"])
def test_a_damaged_state_is_refused_in_one_sentence(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "s").write_bytes(data)
    with pytest.raises(BadInput, match="读不懂"):
        resume(Eye(scene("pile"), Golden()), tmp_path / "s")


def test_the_state_of_another_scene_is_refused(tmp_path: Path) -> None:
    eye = Eye(scene("pile"), Golden())
    look(eye, Street([]), 5, finish=False)
    keep(eye, tmp_path / "s")
    with pytest.raises(BadInput, match="另一个场景"):
        resume(Eye(scene("motor_parking"), Golden()), tmp_path / "s")


def test_a_clock_that_jumps_back_goes_on_and_is_said_once() -> None:
    street, eye = Street([PARKED]), Eye(scene("motor_parking"), Golden())
    said = []
    for frame, found in frames(street, 55):
        eye.detector.found, eye.detector.frame = found, frame.image
        said += eye.see(Frame(frame.t if frame.t < 20 else frame.t - 1000, frame.image))
    (event,) = events(said + eye.finish())
    assert event.t_end - event.t_start == pytest.approx(32, abs=1.5)
    assert len(eye.troubles) == 1
    assert "时钟" in eye.troubles[0]


def test_a_change_of_resolution_is_said_and_the_street_learnt_anew() -> None:
    eye = Eye(scene("motor_parking"), Golden())
    street = Street([])
    for frame, _ in frames(street, 10):
        image = frame.image if frame.t < 5 else np.repeat(np.repeat(frame.image, 2, 0), 2, 1)
        eye.detector.frame = image
        assert eye.see(Frame(frame.t, image)) == []
    assert ["320×240 变为 640×480" in t for t in eye.troubles] == [True]


def test_a_camera_that_was_turned_rests_and_learns_the_new_view() -> None:
    eye = Eye(scene("pile"), Golden())
    said = []
    for k in range(140):
        street = Street([], seed=0 if k < 40 else 9)
        image = street.draw(k * 0.5)[0]
        eye.detector.frame = image
        said += eye.see(Frame(k * 0.5, image, k))
    assert said == []
    assert any("画面与画区时不同" in t for t in eye.troubles)
    assert eye.lost_since is None  # by now it knows the new view


def test_a_zone_outside_the_picture_is_refused_at_the_first_frame() -> None:
    eye = Eye(
        scene_from({"zones": [{"name": "z", "rule": "pile", "polygon": [[400, 0], [500, 0], [500, 90]]}]}), Golden()
    )
    with pytest.raises(BadInput, match="之外"):
        eye.see(Frame(0.0, np.zeros((240, 320, 3), dtype=np.uint8)))


@pytest.mark.parametrize("level", [0, 255])
def test_black_or_white_pictures_are_borne(level: int) -> None:
    eye = Eye(both(), Golden())
    for k in range(30):
        image = np.full((240, 320, 3), level, dtype=np.uint8)
        eye.detector.frame = image
        assert eye.see(Frame(k * 0.5, image)) == []


def test_noise_is_no_event() -> None:
    rng = np.random.default_rng(0)
    eye = Eye(both(), Golden())
    said = []
    for k in range(60):
        image = rng.integers(0, 255, (240, 320, 3), dtype=np.uint8)
        eye.detector.frame = image
        said += eye.see(Frame(k * 0.5, image))
    assert said + eye.finish() == []


@pytest.mark.parametrize("size", [(16, 16), (48, 48), (90, 33), (2000, 20)])
def test_odd_sizes_are_borne(size: tuple[int, int]) -> None:
    width, height = size
    eye = Eye(
        scene_from({"zones": [{"name": "z", "rule": "pile", "polygon": [[0, 0], [width, 0], [width, height]]}]}),
        Golden(),
    )
    for k in range(12):
        image = np.full((height, width, 3), 90, dtype=np.uint8)
        eye.detector.frame = image
        assert eye.see(Frame(k * 0.5, image)) == []


def test_observations_of_one_thing_carry_one_name() -> None:
    said = look(Eye(scene("motor_parking"), Golden()), Street([PARKED]), 55)
    assert {o.thing for o in said} == {"z:1"}


def test_costs_are_counted_per_stage() -> None:
    eye = Eye(both(), Golden())
    look(eye, Street([PARKED]), 20)
    assert {"gate", "steady", "detector", "rules", "ground"} <= eye.costs.seconds.keys()
    assert eye.costs.calls["gate"] == 40
    assert eye.costs.calls["detector"] < 40


def test_memory_is_bounded() -> None:
    eye = Eye(scene("pile"), Golden())

    def many() -> Iterator[Frame]:
        image = np.full((240, 320, 3), 90, dtype=np.uint8)
        for k in range(900):
            yield Frame(k * 0.1, image, k)

    for frame in many():
        eye.detector.frame = frame.image
        eye.see(frame)
    assert len(eye.history) <= 150
