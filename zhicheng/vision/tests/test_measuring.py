"""What looking costs is measured, not guessed; the drawn streets on which it is measured are what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.vision.measuring import (
    CAR,
    Drawn,
    Told,
    by_itself,
    decode_ms,
    film,
    jpeg_ms,
    key_frame_ms,
    measure,
    own_mb,
    shared_mb,
)
from zhicheng.vision.seen import Detection, Pixels

PARKED = ((80, 10.0, 100.0), (330, 20.0, 105.0))


class Nobody:
    signature = "nobody"
    looks = 0

    def detect(self, image: Pixels) -> list[Detection]:
        self.looks += 1
        return []


@pytest.mark.parametrize(("active", "share"), [(0.0, 0.0), (0.1, 0.1), (0.5, 0.5), (1.0, 1.0)])
def test_a_car_crosses_for_its_share_of_the_time(active: float, share: float) -> None:
    frames = list(Drawn(active).frames(1.0, 80))
    assert sum(bool(found) for _, found in frames) / len(frames) == pytest.approx(share, abs=0.02)


def test_parked_cars_stand_where_they_are_said_to_stand() -> None:
    street = Drawn(0.0, PARKED)
    assert [d.box.x1 for d in street.frame(15.0, 0)[1]] == [80]
    assert [d.box.x1 for d in street.frame(50.0, 0)[1]] == [80, 330]
    assert street.frame(104.0, 0)[1][0].box.width == CAR[0]
    assert street.frame(106.0, 0)[1] == []


@pytest.mark.parametrize("always", [False, True])
def test_both_find_the_parked_cars(always: bool) -> None:
    cost = measure(Nobody(), Drawn(0.1, PARKED), 2.0, 110, always=always)
    assert cost.found(PARKED, 5.0) == 2
    assert cost.frames == 220
    assert cost.frame_ms > 0


def test_a_found_car_that_began_elsewhere_or_at_another_time_does_not_count() -> None:
    cost = measure(Nobody(), Drawn(0.1, PARKED), 2.0, 110)
    assert cost.found(((80, 40.0, 100.0),), 5.0) == 0
    assert cost.found(((200, 10.0, 100.0),), 5.0) == 0


def test_the_detector_works_before_it_is_told() -> None:
    nobody = Nobody()
    told = Told(nobody)
    street = Drawn(1.0)
    frame, told.truth = street.frame(1.0, 0)
    assert len(told.detect(frame.image)) == 1
    assert list(told.detect(frame.image[:90])) == []
    assert nobody.looks == 2


def test_a_film_can_be_measured(tmp_path: Path) -> None:
    path = film(tmp_path / "a.mp4", [f.image for f, _ in Drawn(0.5).frames(15, 3)], 15)
    assert 0 < decode_ms(path) < 200
    assert 0 < key_frame_ms(path, 3) < 500


def test_a_snapshot_can_be_measured() -> None:
    assert 0 < jpeg_ms(Drawn().frame(0.0, 0)[0].image, 3) < 200


@pytest.mark.slow
def test_memory_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    assert 0.5 < by_itself("camera") < 12  # between two looks: half floats and three pictures
    path = film(tmp_path / "a.mp4", [f.image for f, _ in Drawn(0.5).frames(15, 3)], 15)
    process, each = by_itself("decoder", str(path))
    assert 30 < process < 400
    assert 0 < each < 20


def test_this_process_has_some_memory() -> None:
    assert 20 < own_mb() < 20_000
    assert 1 < shared_mb() < 5_000
