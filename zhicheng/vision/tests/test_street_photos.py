"""What of a citizen's photo everybody may see, and which things are on it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from zhicheng.vision.choosing import detector_of, reader_of
from zhicheng.vision.ports import Text
from zhicheng.vision.seen import VEHICLES, Box, Detection, Pixels
from zhicheng.vision.sources import open_source
from zhicheng.vision.street_photos import Looked, advert_in, head_of, is_identity_paper, look

SMALL = np.zeros((400, 600, 3), np.uint8)
LARGE = np.zeros((1000, 1600, 3), np.uint8)


class Sees:
    """A detector that names the same things in whatever it is shown, and remembers what it was shown."""

    signature = "told"

    def __init__(self, *found: Detection) -> None:
        self.found, self.shown = found, list[tuple[int, ...]]()

    def detect(self, image: Pixels) -> Sequence[Detection]:
        self.shown.append(image.shape)
        return self.found if len(self.shown) == 1 else ()


class Reads:
    signature = "told"

    def __init__(self, *lines: str) -> None:
        self.lines = [Text(t, 0.9, Box(10, 20 * i, 110, 20 * i + 10)) for i, t in enumerate(lines)]

    def read(self, image: Pixels) -> Sequence[Text]:
        return self.lines


def looked(image: Pixels, detector: Sees, reader: Reads) -> Looked:
    return look(image, detector, reader, reaches_somebody=lambda text: "138" in text)


@pytest.mark.parametrize(
    ("box", "share"),
    [
        (Box(0, 0, 40, 120), 0.3),  # stands there whole
        (Box(0, 0, 60, 100), 0.5),  # to the knees
        (Box(0, 0, 100, 100), 0.85),  # a portrait: the face is most of it
    ],
)
def test_the_nearer_a_person_the_more_is_covered(box: Box, share: float) -> None:
    head = head_of(box)
    assert head.y2 == pytest.approx(share * box.height)
    assert (head.x1 < box.x1, head.y1 < box.y1, head.x2 > box.x2) == (True, True, True)  # a head leans out of its box


def test_nobody_is_too_small_to_be_covered() -> None:
    assert head_of(Box(10, 10, 12, 18)).height >= 8


@pytest.mark.parametrize("name", ["car", "bus", "truck", "motorcycle", "bicycle"])
def test_the_lower_half_of_whatever_bears_a_plate_is_covered(name: str) -> None:
    assert looked(SMALL, Sees(Detection(name, 0.9, Box(100, 100, 300, 200))), Reads()).boxes == (
        Box(100, 150, 300, 200),
    )


def test_a_thing_is_not_covered() -> None:
    assert looked(SMALL, Sees(Detection("umbrella", 0.9, Box(0, 0, 50, 50))), Reads()).boxes == ()


def test_a_number_that_reaches_somebody_is_covered_and_a_shop_sign_is_not() -> None:
    (box,) = looked(SMALL, Sees(), Reads("学院路小吃", "办证 13800001111")).boxes
    assert (box.y1 < 20, box.y2 > 30) == (True, True)


def test_a_large_picture_is_looked_at_in_parts_a_small_one_once() -> None:
    small, large = Sees(), Sees()
    looked(SMALL, small, Reads())
    looked(LARGE, large, Reads())
    assert (len(small.shown), len(large.shown)) == (1, 5)
    assert all(h > 500 and w > 800 for h, w, _ in large.shown[1:])  # the parts overlap


def test_what_a_part_shows_lies_where_it_is_in_the_whole() -> None:
    class InLastPart(Sees):
        def detect(self, image: Pixels) -> Sequence[Detection]:
            self.shown.append(image.shape)
            return [Detection("car", 0.9, Box(0, 0, 100, 100))] if len(self.shown) == 5 else []

    assert looked(LARGE, InLastPart(), Reads()).boxes == (Box(640, 450, 740, 500),)


@pytest.mark.parametrize(
    ("lines", "paper"),
    [
        (["公民身份号码 99010119900307002X"], True),
        (["99010119900307002X"], True),
        (["居民身份证", "签发机关 示例市公安局"], True),
        (["姓名 示例甲", "性别 女 民族 汉", "出生 1990年3月7日", "住址 示例市"], True),
        (["姓名墙", "欢迎光临"], False),
        (["订单 990101199013070023"], False),  # an order number: there is no month 13
        ([], False),
    ],
)  # fmt: skip
def test_an_identity_paper_is_known_by_its_words(lines: list[str], paper: bool) -> None:
    assert is_identity_paper(Reads(*lines).lines) is paper


def test_an_identity_paper_is_for_nobody_whatever_else_there_is() -> None:
    seen = looked(SMALL, Sees(Detection("car", 0.9, Box(0, 0, 9, 9))), Reads("公民身份号码", "99010119900307002X"))
    assert seen == Looked(private="id_document")


def test_a_line_that_was_hardly_read_proves_nothing() -> None:
    assert not is_identity_paper([Text("居民身份证", 0.2, Box(0, 0, 9, 9))])


# -- what is on it -----------------------------------------------------------------------------------------------------


def test_things_are_told_by_how_many_and_how_large_the_largest_is() -> None:
    cars = Detection("car", 0.9, Box(0, 0, 300, 200)), Detection("car", 0.6, Box(0, 0, 30, 20))
    assert looked(SMALL, Sees(*cars), Reads()).things == {"car": (2, 250)}


def test_of_people_nothing_is_told_and_what_is_uncertain_is_covered_but_not_told() -> None:
    seen = looked(
        SMALL, Sees(Detection("person", 0.9, Box(0, 0, 90, 300)), Detection("car", 0.4, Box(0, 0, 300, 200))), Reads()
    )
    assert (seen.things, len(seen.boxes)) == ({}, 2)


def test_what_a_part_shows_is_covered_and_not_counted_once_more() -> None:
    class InEveryPart(Sees):
        def detect(self, image: Pixels) -> Sequence[Detection]:
            return [Detection("car", 0.9, Box(0, 0, 100, 160))]

    seen = looked(LARGE, InEveryPart(), Reads())
    assert (seen.things, len(seen.boxes)) == ({"car": (1, 10)}, 5)


@pytest.mark.parametrize(
    ("lines", "advertises"),
    [
        (["办证刻章", "15987654321"], 1),
        (["专业开锁 13812345678", "24小时上门 13812345679"], 2),
        (["HOUSE CLEANING", "tel: 86481234"], 1),
        (["15987654321"], 0),  # a number alone: a plate, a meter
        (["文明城市 人人参与"], 0),  # words alone
        (["浙A12345"], 0),
        (["订单 990101199013070023"], 0),
        ([], 0),
    ],
)
def test_a_number_to_call_beside_words_is_an_advertisement(lines: list[str], advertises: int) -> None:
    seen = looked(SMALL, Sees(), Reads(*lines)).things
    assert seen == ({"advert": (advertises, 4)} if advertises else {})


def test_a_number_that_was_hardly_read_advertises_nothing() -> None:
    assert advert_in([Text("办证刻章", 0.9, Box(0, 0, 9, 9)), Text("15987654321", 0.3, Box(0, 9, 9, 18))]) == []


def test_what_is_for_nobody_tells_nothing() -> None:
    card = Reads("公民身份号码", "99010119900307002X", "办证 13800001111")
    assert looked(SMALL, Sees(Detection("car", 0.9, Box(0, 0, 300, 200))), card).things == {}


def test_a_real_street_seen_from_afar_is_about_no_vehicle_and_from_near_it_is(shared: Path) -> None:
    street = list(open_source(str(shared / "media" / "park_a.mp4"), 1.0, seconds=12).frames())[12].image
    detector = detector_of("efficientdet_lite0")
    far = look(street, detector, Reads(), reaches_somebody=lambda _: False).things
    near = look(street[100:260, 160:420], detector, Reads(), reaches_somebody=lambda _: False).things
    assert 0 < max(s.share for s in far.values()) < 60
    assert max(near[n].share for n in VEHICLES & set(near)) > 150


@pytest.mark.parametrize(("poster", "advertises"), [("ad_0", True), ("ad_1", True), ("ad_7", False)])
def test_real_posters_advertise_and_a_public_notice_does_not(shared: Path, poster: str, advertises: bool) -> None:
    with Image.open(shared / "media" / f"{poster}_after.jpg") as opened:
        wall = np.asarray(opened.convert("RGB"))
    assert ("advert" in look(wall, Sees(), reader_of(), reaches_somebody=lambda _: False).things) is advertises
