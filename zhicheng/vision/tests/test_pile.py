"""乱堆乱放 and 暴露垃圾 on a drawn street: what nobody carried away, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zhicheng.vision.eye import Eye
from zhicheng.vision.rules.pile import attends, covers
from zhicheng.vision.seen import Box, Detection
from zhicheng.vision.tests.street import Golden, Street, Thing, always, events, look, passing, scene, standing

PILE = Box(140, 150, 176, 180)
HEAP = Thing("", standing(PILE, 10.0, 45.0, arrives=0.0))
PEOPLE = tuple(Thing("person", passing(185, (14, 40), 2 + 6.0 * k), look=60 + k, middle=50.0) for k in range(8))


def watch(street: Street, seconds: float = 60, drop: float = 0.0, rule: str = "pile", **zone: object) -> list:
    return look(Eye(scene(rule, **zone), Golden()), street, seconds, drop)


@pytest.mark.parametrize(("rule", "category"), [("pile", "乱堆乱放"), ("garbage", "暴露垃圾")])
def test_what_is_left_is_found_to_the_second(rule: str, category: str) -> None:
    (event,) = events(watch(Street([HEAP]), rule=rule))
    assert event.category == category
    assert abs(event.t_start - 10) <= 0.5
    assert abs(event.t_end - 45) <= 1
    assert event.box.iou(PILE) > 0.6


def test_people_who_walk_past_do_not_end_it() -> None:
    (event,) = events(watch(Street([HEAP, *PEOPLE])))
    assert event.t_end - event.t_start == pytest.approx(35, abs=1.5)


@pytest.mark.parametrize("drop", [0.3, 0.5])
def test_dropped_frames_do_not_matter(drop: float) -> None:
    (event,) = events(watch(Street([HEAP, *PEOPLE]), drop=drop))
    assert abs(event.t_start - 10) <= 2
    assert abs(event.t_end - event.t_start - 35) <= 2.5


@pytest.mark.parametrize("shake", [1, 3])
def test_a_swaying_camera_finds_it_and_nothing_else(shake: int) -> None:
    (event,) = events(watch(Street([HEAP], shake=shake)))
    assert event.box.iou(PILE) > 0.4


def test_a_jump_of_light_makes_no_piles() -> None:
    street = Street([HEAP], light=lambda t: 1.3 if 20 < t < 30 else 0.8 if t > 50 else 1.0)
    assert len(events(watch(street))) == 1


@pytest.mark.parametrize("name", ["person", "car", "truck"])
def test_who_stands_there_is_no_pile(name: str) -> None:
    assert events(watch(Street([Thing(name, standing(Box(140, 120, 165, 180), 10.0, 50.0))]))) == []


def test_what_was_there_from_the_first_frame_is_no_news() -> None:
    assert watch(Street([Thing("", always(PILE))])) == []


def test_what_is_taken_away_leaves_no_ghost() -> None:
    """There from the first frame, carried off at 20 s: the empty place is not a pile."""
    assert watch(Street([Thing("", lambda t: PILE if t < 20 else None)])) == []


def test_somebody_who_stays_beside_it_attends_it() -> None:
    """Goods in his hand's reach are not left; the clock begins when he has gone."""
    owner = Thing("person", standing(Box(180, 130, 196, 182), 9.0, 30.0), look=3, middle=40.0)
    said = watch(Street([HEAP, owner]))
    confirmed = [o for o in said if o.stage == "confirmed" and not o.over]
    assert [o.t_end >= 39 for o in confirmed] == [True]
    assert confirmed[0].t_start == pytest.approx(10, abs=1)


def test_shorter_than_dwell_is_a_pre_alarm_only() -> None:
    said = watch(Street([Thing("", standing(PILE, 10.0, 18.5, arrives=0.0))]))
    assert events(said) == []
    assert {o.stage for o in said} <= {"pre_alarm"}


@pytest.mark.parametrize(
    "box",
    [
        Box(150, 150, 160, 160),  # too small
        Box(60, 150, 200, 166),  # a tape, the rim of a shadow
        Box(140, 20, 176, 50),  # outside the zone
    ],
)
def test_what_is_too_small_too_thin_or_elsewhere_is_no_pile(box: Box) -> None:
    assert events(watch(Street([Thing("", standing(box, 10.0, 50.0, arrives=0.0))]))) == []


def test_a_lawful_place_is_left_alone() -> None:
    permit = [{"polygon": [[100, 100], [220, 100], [220, 200], [100, 200]]}]
    assert watch(Street([HEAP]), permit=permit) == []


@pytest.mark.parametrize(
    ("found", "accounts"),
    [
        (Detection("person", 0.5, Box(130, 100, 180, 190)), True),
        (Detection("person", 0.1, Box(130, 100, 180, 190)), False),
        (Detection("person", 0.5, Box(150, 100, 160, 190)), False),  # in front of a part of it
        (Detection("car", 0.5, Box(130, 140, 190, 190)), True),
        (Detection("car", 0.9, Box(0, 0, 320, 240)), False),  # a box around everything says nothing
        (Detection("bench", 0.9, Box(130, 140, 190, 190)), False),
    ],
)
def test_who_accounts_for_a_thing(found: Detection, accounts: bool) -> None:
    assert covers(found, PILE) is accounts


@pytest.mark.parametrize(
    ("person", "beside"),
    [
        (Box(180, 140, 195, 182), True),
        (Box(150, 130, 165, 185), True),
        (Box(240, 140, 255, 182), False),
        (Box(150, 40, 165, 90), False),
    ],
)
def test_beside_is_within_reach(person: Box, beside: bool) -> None:
    assert attends(person, PILE) is beside


def _seller(start: float, end: float) -> Thing:
    return Thing("person", standing(Box(108, 130, 124, 182), start, end), look=3, middle=40.0)


def _customer(k: int, start: float) -> Thing:
    where: Callable[[float], Box | None] = standing(Box(182, 130, 196, 184), start, start + 5.0)
    return Thing("person", where, look=70 + k, middle=60.0 + 10 * k)


STAND = Thing("", standing(Box(130, 150, 175, 182), 8.0, 70.0, arrives=0.0))


def test_a_stall_is_a_set_up_with_people_who_stay_and_people_who_come() -> None:
    """Drawn, because there is no real footage of stalls; docs say so."""
    things = [STAND, _seller(7.0, 72.0), *(_customer(k, 16.0 + 10 * k) for k in range(4))]
    (event,) = events(watch(Street(things), 80, rule="stall", dwell=30.0, pre=10.0))
    assert event.category == "占道经营"
    assert abs(event.t_start - 8) <= 1
    assert event.facts["visitors"] >= 2


@pytest.mark.parametrize(
    "things",
    [
        [STAND],  # nobody: that would be a pile
        [STAND, _seller(7.0, 72.0)],  # nobody buys
        [_seller(7.0, 72.0), *(_customer(k, 16.0 + 10 * k) for k in range(4))],  # people who talk
        [STAND, *(_customer(k, 16.0 + 14 * k) for k in range(3))],  # nobody stays
    ],
)
def test_less_than_that_is_no_stall(things: list[Thing]) -> None:
    assert events(watch(Street(things), 80, rule="stall", dwell=30.0, pre=10.0)) == []


def test_where_a_parked_car_leaves_the_ground_is_no_pile() -> None:
    """It stood there from the first frame; the detector sees it in the base, so what appears under it is only ground."""
    car = Box(130, 130, 190, 180)

    class Knows(Golden):
        def detect(self, image):  # type: ignore[no-untyped-def]
            if self.frame is not None and image.shape == self.frame.shape and not (image == self.frame).all():
                return [Detection("car", 0.6, car)]
            return super().detect(image)

    eye = Eye(scene("pile"), Knows())
    said = look(eye, Street([Thing("", lambda t: car if t < 20 else None, middle=112.0)]), 50)
    assert said == []
    assert [b.iou(car) > 0.9 for b in eye.occupied] == [True]


def test_twigs_are_no_pile() -> None:
    """A few thin lines that moved in the wind and stay: much box, little thing."""
    twigs = [
        Thing("", standing(Box(140 + 12 * k, 140 + 9 * k, 155 + 12 * k, 146 + 9 * k), 10.0, 50.0, arrives=0.0))
        for k in range(4)
    ]
    assert events(watch(Street(twigs))) == []
