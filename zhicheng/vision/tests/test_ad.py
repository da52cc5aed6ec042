"""违规广告: what a text gives away, and when a wall is read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from zhicheng.vision.eye import Eye
from zhicheng.vision.ports import Text
from zhicheng.vision.rules.ad import judge
from zhicheng.vision.scene import scene_from
from zhicheng.vision.seen import Box, Frame, Observation, Pixels
from zhicheng.vision.tests.street import Street, Thing, standing, texture


@pytest.mark.parametrize(
    ("lines", "numbers", "words"),
    [
        (["专业开锁换锁", "电话 13812345678"], ("13812345678",), ("开锁", "换锁")),
        (["办证刻章", "159 8765 4321"], ("15987654321",), ("办证", "刻章")),
        (["139-1234-5678"], ("13912345678",), ()),
        (["１３８１２３４５６７８"], ("13812345678",), ()),  # full-width
        (["1381234567O"], (), ()),  # ends in a letter: not between digits
        (["138l2345678"], ("13812345678",), ()),  # an l that the reader took for a 1
        (["+86 13812345678"], ("+8613812345678",), ()),
        (["400-800-1234"], ("4008001234",), ()),
        (["0571-87654321"], ("057187654321",), ()),
        (["电话：87654321"], ("电话87654321",), ()),
        (["微信：abc_12345"], ("微信abc_12345",), ()),
        (["高价回收旧家电"], (), ("高价回收", "回收")),
        (["文明城市 人人参与", "共建共享美好家园"], (), ()),
        (["禁止停车", "违者拖车"], (), ()),
        (["城管热线 12319"], (), ()),
        (["火警 119 匪警 110 急救 120"], (), ()),
        (["编号 330106001002003004"], (), ()),  # digits in a longer row are no telephone
        (["12345678901234"], (), ()),
        (["2026 年 11 月 26 日"], (), ()),
        ([], (), ()),
    ],
)
def test_numbers_and_words_give_an_advertisement_away(
    lines: list[str], numbers: tuple[str, ...], words: tuple[str, ...]
) -> None:
    found = judge(lines)
    assert found.numbers == tuple(n.replace("：", "") for n in numbers) or [n[-8:] for n in found.numbers] == [
        n[-8:] for n in numbers
    ]
    assert found.words == words
    assert found.illegal is bool(numbers or words)


def test_the_offices_own_words_and_allowed_texts_count() -> None:
    assert judge(["夜市烧烤招商"], words=["烧烤"]).words == ("烧烤",)
    assert not judge(["物业服务 电话", "0571-87654321"], allowed=["物业服务电话"]).illegal
    assert judge(["物业服务 电话", "0571-87654321"], allowed=["别的"]).illegal


@dataclass
class Scripted:
    """A reader that says what stands on a poster of this brightness; counts how often it was asked."""

    lines: Sequence[str]
    signature: str = "scripted"
    asked: list[tuple[int, ...]] = field(default_factory=list)

    def read(self, image: Pixels) -> Sequence[Text]:
        self.asked.append(image.shape)
        if image.mean() < 150:
            return []
        return [Text(line, 0.95, Box(10, 10 + 12 * k, 60, 20 + 12 * k)) for k, line in enumerate(self.lines)]


WALL = {
    "name": "wall",
    "rule": "ad",
    "polygon": [[0, 0], [320, 0], [320, 240], [0, 240]],
    "dwell_s": 10,
    "pre_alarm_s": 5,
}
POSTER = Box(100, 80, 190, 140)


def eye(reader: Scripted, visits: bool = False, **zone: object) -> Eye:
    return Eye(scene_from({"zones": [{**WALL, **zone}]}), None, reader=reader, visits=visits)


def visit(looker: Eye, pictures: Sequence[Pixels], step: float = 0.5) -> list[Observation]:
    return [o for k, p in enumerate(pictures) for o in looker.see(Frame(k * step, p, k))] + looker.finish()


def wall(poster: bool = False, seed: int = 1, light: float = 1.0) -> Pixels:
    picture = texture(seed, 240, 320, 90.0).copy()
    if poster:
        picture[80:140, 100:190] = texture(4, 60, 90, 225.0, 6.0)
    return np.clip(picture * light, 0, 255).astype(np.uint8)


AD = ["办证刻章", "13812345678"]


def test_a_new_poster_between_two_visits_is_an_event_of_the_second() -> None:
    said = visit(eye(Scripted(AD), visits=True), [wall(), wall(True)])
    (event,) = [o for o in said if o.over]
    assert (event.category, event.zone, event.t_start) == ("违规广告", "wall", 0.5)
    assert event.box.iou(POSTER) > 0.8
    assert event.facts["numbers"] == ["13812345678"]
    assert event.confidence > 0.8


def test_a_public_notice_is_read_once_and_left_alone() -> None:
    reader = Scripted(["文明城市 人人参与"])
    assert visit(eye(reader, visits=True), [wall(), wall(True), wall(True), wall(True)]) == []
    assert len(reader.asked) == 1


def test_an_unchanged_wall_is_never_read() -> None:
    reader = Scripted(AD)
    assert visit(eye(reader, visits=True), [wall(), wall(), wall(light=1.2), wall(light=0.8)]) == []
    assert reader.asked == []


def test_a_poster_of_the_first_visit_is_the_walls_own() -> None:
    assert visit(eye(Scripted(AD), visits=True), [wall(True), wall(True)]) == []


def test_a_poster_that_was_taken_off_is_no_new_one() -> None:
    assert visit(eye(Scripted(AD), visits=True), [wall(True), wall()]) == []


def test_only_the_changed_piece_is_read() -> None:
    reader = Scripted(AD)
    visit(eye(reader, visits=True), [wall(), wall(True)])
    ((height, width, _),) = reader.asked
    assert height < 100
    assert width < 140


def test_outside_the_zone_a_wall_is_free() -> None:
    reader = Scripted(AD)
    zone = {"polygon": [[0, 160], [320, 160], [320, 240], [0, 240]]}
    assert visit(eye(reader, visits=True, **zone), [wall(), wall(True)]) == []
    assert reader.asked == []


def test_on_film_a_poster_has_to_hang_and_a_lorry_may_pass() -> None:
    reader = Scripted(AD)
    looker = eye(reader)
    hangs = Thing("", standing(POSTER, 10.0, 50.0, arrives=0.0), look=4, middle=225.0)
    street = Street([hangs])
    said = [o for k in range(100) for o in looker.see(Frame(k * 0.5, street.draw(k * 0.5)[0], k))] + looker.finish()
    (event,) = [o for o in said if o.over]
    assert abs(event.t_start - 10) <= 3
    passes = Street([Thing("", lambda t: POSTER.moved((t - 10) * 80, 0) if 8 < t < 13 else None, look=4, middle=225.0)])
    looker = eye(reader)
    assert [
        o for k in range(60) for o in looker.see(Frame(k * 0.5, passes.draw(k * 0.5)[0], k))
    ] + looker.finish() == []


def test_without_a_reader_nothing_is_said() -> None:
    looker = Eye(scene_from({"zones": [WALL]}), None, visits=True)
    assert visit(looker, [wall(), wall(True)]) == []


@pytest.mark.parametrize("score", [0.1, 0.59])
def test_what_is_hardly_readable_is_no_evidence(score: float) -> None:
    class Doubtful(Scripted):
        def read(self, image: Pixels) -> Sequence[Text]:
            return [t._replace(score=score) for t in super().read(image)]

    assert visit(eye(Doubtful(AD), visits=True), [wall(), wall(True)]) == []
