"""What a citizen's photo costs: looking and covering, what the same look then tells, and what its vote costs on the acceptor's desk."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from zhicheng.flow.reports.classifying import shares_many
from zhicheng.flow.reports.covering import copy_of
from zhicheng.flow.reports.seeing import things_on as things_on_photos
from zhicheng.flow.reports.seeing import weighed
from zhicheng.vision.choosing import detector_of, reader_of
from zhicheng.vision.detectors.faces import faces_of
from zhicheng.vision.measuring import Drawn
from zhicheng.vision.ports import Text
from zhicheng.vision.seen import Box, Detection
from zhicheng.vision.street_photos import things_on

Row = dict[str, Any]
PAGE = 50  # reports on a desk
SAID = "路边停了一辆车，行人过不去"
SEEN = {"car": [1, 300], "advert": [1, 12]}


def bench_photos(quick: bool) -> list[Row]:
    """CPU-ms each; a photo is looked at once, its vote is counted whenever the desk is opened."""
    photo, times = _drawn(), 3 if quick else 20
    models = detector_of("efficientdet_lite0"), reader_of(), faces_of()
    covered = _each(lambda: copy_of(photo, *models), times)
    told = _each(lambda: things_on(*_a_full_look(), 1280 * 720), 100 * times)
    vote = _each(_a_desk_of_votes, times) / PAGE
    return [
        _row("looked at and covered, 1280×720", covered, times),
        _row("what is on it, told from that look", told, 100 * times),
        _row(f"weighed with the words, a report on a desk of {PAGE}", vote, PAGE * times),
    ]


def _a_desk_of_votes() -> None:
    for shares in shares_many([SAID] * PAGE):
        weighed(shares, things_on_photos([SEEN]))


def _drawn() -> bytes:
    picture = Image.fromarray(Drawn(0.5).frame(1.0, 0)[0].image).resize((1280, 720))
    ImageDraw.Draw(picture).text((500, 200), "CLEANING 13800001111", (255, 255, 255), font_size=40)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _a_full_look() -> tuple[list[Detection], list[Text]]:
    """As many things and lines as a busy street has."""
    box = Box(10, 10, 200, 120)
    return [Detection("car", 0.8, box)] * 25, [Text("招租 电话 13800001111", 0.9, box)] * 20


def _each(work: Callable[[], object], times: int) -> float:
    work()  # what is loaded once is not its cost
    began = time.process_time()
    for _ in range(times):
        work()
    return 1000 * (time.process_time() - began) / times


def _row(name: str, ours: float, n: int) -> Row:
    return {
        "name": f"photos: {name}", "ours": round(ours, 3), "peer": None, "peer_name": None, "unit": "CPU-ms", "ratio": None, "n": n,
    }  # fmt: skip
