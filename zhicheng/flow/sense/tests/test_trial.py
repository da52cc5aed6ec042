"""Trying zones out: in a process of its own, on the camera's own clip; what goes wrong is one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.sense import trial
from zhicheng.flow.sense.tests.scenery import camera, engineer
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as devices
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
ZONE = {
    "name": "corner",
    "rule": "pile",
    "polygon": [[10, 10], [310, 10], [310, 230], [10, 230]],
    "dwell_s": 8,
    "pre_alarm_s": 4,
}
SCENE = {"width": 320, "height": 240, "fps": 2, "zones": [ZONE], "min_box_px": 12}


def clip(path: Path, seconds: int = 30) -> Path:
    """A street with grain; at second eight something is put down and stays."""
    rng = np.random.default_rng(0)
    ground = rng.integers(90, 130, (240, 320, 3), dtype=np.uint8)
    thing = rng.integers(180, 255, (60, 70, 3), dtype=np.uint8)
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=4)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 320, 240, "yuv420p", 2_000_000
        for k in range(seconds * 4):
            image = ground.copy()
            if k >= 32:
                image[120:180, 100:170] = thing
            for packet in stream.encode(av.VideoFrame.from_ndarray(image)):
                out.mux(packet)
        for packet in stream.encode():
            out.mux(packet)
    return path


@pytest.fixture
def gina(brigade: Brigade) -> Any:
    return engineer(brigade)


@pytest.mark.slow
def test_the_zones_as_drawn_find_what_is_in_the_last_clip(gina: Any, tmp_path: Path) -> None:
    camera(gina, "F-1", scene=SCENE, source="file", url=str(clip(tmp_path / "street.mp4")))
    found = trial.try_out("F-1", SCENE, access=gina)
    assert (found["width"], found["height"], found["frames"] >= 50) == (320, 240, True)
    assert [(f["zone"], f["stage"]) for f in found["found"]] == [("corner", "confirmed")]
    assert abs(found["found"][0]["t_start"] - 8) <= 3
    assert found["found"][0]["picture"]
    slower = {**SCENE, "zones": [{**ZONE, "dwell_s": 600, "pre_alarm_s": 300}]}
    assert trial.try_out("F-1", slower, access=gina)["found"] == []


@pytest.mark.slow
def test_one_look_gives_the_picture_to_draw_on(gina: Any, tmp_path: Path) -> None:
    camera(gina, "F-1", scene=None, source="file", url=str(clip(tmp_path / "street.mp4", 4)))
    trial.look("F-1", access=gina, at=AT)
    file = devices.file_of("F-1", gina, on=AT.date())
    assert (file["width"], file["height"], file["picture_at"]) == (320, 240, AT)
    assert pictures.read_last("F-1", masked=True).startswith(b"\xff\xd8")


@pytest.mark.parametrize("content", [b"", b"RIFF....AVI ", b"\x00" * 5000])
def test_what_is_no_film_gives_one_sentence(gina: Any, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.avi"
    bad.write_bytes(content)
    camera(gina, "F-1", scene=SCENE, source="file", url=str(bad))
    with pytest.raises(BadInput):
        trial.look("F-1", access=gina, at=AT)


def test_a_file_that_is_gone_and_a_camera_that_is_elsewhere(gina: Any, brigade: Brigade) -> None:
    camera(gina, "F-1", scene=SCENE, source="file", url="nowhere.mp4")
    with pytest.raises(BadInput, match=r"nowhere\.mp4"):
        trial.try_out("F-1", SCENE, access=gina)
    with pytest.raises(BadInput):
        trial.try_out("F-1", {"zones": []}, access=gina)
    with pytest.raises(NotFound):
        trial.look("GHOST", access=gina, at=AT)
    with pytest.raises(Refused):
        trial.look("F-1", access=brigade.access["Alice"], at=AT)
    camera(gina, "V-1", scene=None, source="vendor", url="", their_name="HK-7")
    with pytest.raises(NotAllowed):
        trial.look("V-1", access=gina, at=AT)


@pytest.mark.slow
def test_the_demos_drawn_camera_is_tried_in_the_citys_time(gina: Any) -> None:
    from django.conf import settings

    from zhicheng.infra import plug

    film, _ = plug.load(settings.ZHICHENG_DRAWN)("drawn:corner?seed=1", 2.0, 1.0)
    scene = {
        "width": 480, "height": 270, "fps": 2, "min_box_px": 12,
        "zones": [{"name": "wall", "rule": "pile", "polygon": [[150, 140], [430, 140], [440, 230], [140, 230]], "dwell_s": 400, "pre_alarm_s": 160}],
    }  # fmt: skip
    camera(gina, "D-1", scene=scene, source="drawn", url="drawn:corner?seed=1")
    found = trial.try_out("D-1", scene, access=gina)
    assert found["found"]
    assert found["seconds"] > 400
    assert found["model"].startswith("simulated")
    assert film.lapse > 1
