"""From a pixel to the ground: worked examples, symmetries, and what cannot be placed."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.gateways.drones.geometry import Doubt, Pose, check, footprint, on_ground, view_of_lens
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.geo import metres_between, metres_per_degree

DOWN = Pose(117.0, 32.0, 100.0, yaw=0.0, pitch=-90.0, view=90.0, width=4000, height=3000)
MIDDLE = (2000, 1500)


def offset(pose: Pose, x: float, y: float) -> tuple[float, float]:
    """Metres east and north of the drone, to the decimetre."""
    found = on_ground(pose, x, y)
    per_lng, per_lat = metres_per_degree(pose.lat)
    return round((found.lng - pose.lng) * per_lng, 1) + 0.0, round((found.lat - pose.lat) * per_lat, 1) + 0.0


@pytest.mark.parametrize(
    ("yaw", "pixel", "east_north"),
    [
        (0, MIDDLE, (0, 0)), (0, (4000, 1500), (100, 0)), (0, (0, 1500), (-100, 0)), (0, (2000, 0), (0, 75)), (0, (2000, 3000), (0, -75)),
        (90, (2000, 0), (75, 0)), (90, (4000, 1500), (0, -100)), (180, (2000, 0), (0, -75)), (270, (2000, 0), (-75, 0)),
        (-90, (2000, 0), (-75, 0)), (45, (2000, 0), (53, 53)), (0, (3000, 750), (50, 37.5)),
    ],
)  # fmt: skip
def test_straight_down(yaw: float, pixel: tuple[float, float], east_north: tuple[float, float]) -> None:
    """Ninety degrees of view from a hundred metres: two hundred metres across."""
    assert offset(replace(DOWN, yaw=yaw), *pixel) == pytest.approx(east_north, abs=0.11)


@pytest.mark.parametrize(
    ("pitch", "yaw", "east_north"),
    [(-45, 0, (0, 100)), (-45, 90, (100, 0)), (-45, 180, (0, -100)), (-30, 0, (0, 173.2)), (-60, 0, (0, 57.7)), (-10, 270, (-567.1, 0))],
)  # fmt: skip
def test_the_middle_of_a_slanting_look(pitch: float, yaw: float, east_north: tuple[float, float]) -> None:
    assert offset(replace(DOWN, pitch=pitch, yaw=yaw), *MIDDLE) == pytest.approx(east_north, abs=0.11)


def test_twice_as_high_is_twice_as_far() -> None:
    assert offset(replace(DOWN, height_m=200), 4000, 0) == pytest.approx((200, 150), abs=0.2)


def test_a_rolled_picture_is_turned_back() -> None:
    """Rolled by a quarter, what was right is below."""
    assert offset(replace(DOWN, roll=90), 4000, 1500) == pytest.approx((0, -100), abs=0.2)


def test_a_longer_lens_sees_less() -> None:
    assert view_of_lens(18) == pytest.approx(90.0)
    assert view_of_lens(24) == pytest.approx(73.74, abs=0.01)
    assert offset(replace(DOWN, view=view_of_lens(36)), 4000, 1500) == pytest.approx((50, 0), abs=0.2)


POSES = st.builds(
    Pose, st.floats(73, 135), st.floats(18, 53), st.floats(20, 300), st.floats(-180, 180), st.floats(-90, -40), st.just(0.0), st.floats(30, 80)
)  # fmt: skip


@given(POSES, st.floats(0, 4000), st.floats(1500, 3000))
def test_turning_the_drone_turns_the_point_about_it(pose: Pose, x: float, y: float) -> None:
    here, there = on_ground(pose, x, y), on_ground(replace(pose, yaw=pose.yaw + 90), x, y)
    assert here.distance_m == pytest.approx(there.distance_m, rel=1e-6, abs=1e-6)


@given(POSES, st.floats(0, 4000), st.floats(1500, 3000))
def test_the_distance_is_that_on_the_map(pose: Pose, x: float, y: float) -> None:
    found = on_ground(pose, x, y)
    assert metres_between(pose.lng, pose.lat, found.lng, found.lat) == pytest.approx(
        found.distance_m, rel=0.005, abs=0.05
    )


@given(POSES)
def test_the_farther_the_less_sure(pose: Pose) -> None:
    """Higher up in the picture is farther away, and a degree of the gimbal costs more there."""
    errors = [on_ground(replace(pose, pitch=-45), 2000, y).error_m for y in (3000, 2250, 1500)]
    assert errors == sorted(errors)
    assert errors[0] >= Doubt().position_m


def test_errors_worked_by_hand() -> None:
    assert on_ground(DOWN, *MIDDLE, Doubt(3, 0, 0, 0)).error_m == pytest.approx(3.0)
    assert on_ground(DOWN, *MIDDLE, Doubt(0, 2, 0, 0)).error_m == pytest.approx(
        0.0, abs=1e-6
    )  # below it, height does not matter
    assert on_ground(DOWN, *MIDDLE, Doubt(0, 0, 0, 1)).error_m == pytest.approx(
        100 * math.tan(math.radians(1)), rel=0.01
    )
    slanting = replace(DOWN, pitch=-45)
    assert on_ground(slanting, *MIDDLE, Doubt(0, 2, 0, 0)).error_m == pytest.approx(2.0, rel=0.01)
    assert on_ground(slanting, *MIDDLE, Doubt(0, 0, 2, 0)).error_m == pytest.approx(100 * math.radians(2), rel=0.01)
    assert on_ground(slanting, *MIDDLE, Doubt(3, 0, 0, 0)).error_m == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("changes", "pixel", "why"),
    [
        ({"pitch": 0}, MIDDLE, "below the horizon"), ({"pitch": -20}, (2000, 0), "below the horizon"), ({"pitch": -4}, MIDDLE, "below the horizon"),
        ({"pitch": -5.5}, MIDDLE, "too far"), ({}, (-1, 0), "outside the picture"), ({}, (0, 3001), "outside the picture"),
        ({"height_m": 0}, MIDDLE, "height 0 must lie"), ({"height_m": -30}, MIDDLE, "height -30 must"), ({"height_m": 9000}, MIDDLE, "height"),
        ({"height_m": math.nan}, MIDDLE, "height nan"), ({"lng": 181}, MIDDLE, "longitude"), ({"lat": math.inf}, MIDDLE, "latitude"),
        ({"pitch": -91}, MIDDLE, "pitch"), ({"yaw": 400}, MIDDLE, "yaw"), ({"roll": 200}, MIDDLE, "roll"), ({"view": 0}, MIDDLE, "field of view"),
        ({"view": 179}, MIDDLE, "field of view"), ({"width": 0}, (0, 0), "width"), ({"height": 0}, (0, 0), "height in pixels"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_says_why(changes: dict[str, float], pixel: tuple[float, float], why: str) -> None:
    with pytest.raises(BadInput) as refused:
        on_ground(replace(DOWN, **changes), *pixel)  # type: ignore[arg-type]
    assert why in refused.value.said.en
    assert refused.value.said.zh.count("。") == 1


@pytest.mark.parametrize("focal", [0, 4.9, 1001, -24])
def test_lenses_that_cannot_be(focal: float) -> None:
    with pytest.raises(BadInput, match="焦距"):
        view_of_lens(focal)


def test_the_footprint_is_a_closed_ring_around_what_is_seen() -> None:
    ring = footprint(DOWN)
    assert ring[0] == ring[-1]
    assert len(ring) == 5
    per_lng, per_lat = metres_per_degree(32.0)
    corners = [(round((x - 117) * per_lng), round((y - 32) * per_lat)) for x, y in ring[:4]]
    assert corners == [(-100, 75), (100, 75), (100, -75), (-100, -75)]


def test_a_footprint_that_reaches_the_sky_ends_at_a_kilometre() -> None:
    ring = footprint(replace(DOWN, pitch=-10))
    assert max(metres_between(117, 32, x, y) for x, y in ring) == pytest.approx(1_000, rel=0.01)


@given(POSES)
def test_the_middle_lies_inside_the_footprint(pose: Pose) -> None:
    from shapely.geometry import Point, Polygon

    found = on_ground(pose, pose.width / 2, pose.height / 2)
    assert Polygon(footprint(pose)).buffer(1e-9).contains(Point(found.lng, found.lat))


def test_sound_telemetry_passes() -> None:
    check(DOWN)
