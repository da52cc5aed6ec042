"""`zhicheng watch rtsp://…`: a drawn street is served by RTSP and watched from stream to event."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zhicheng.cli import watch as watch_command
from zhicheng.cli.watch import watch
from zhicheng.vision.seen import Box, Pixels
from zhicheng.vision.tests.rtsp import Served, h264
from zhicheng.vision.tests.street import Street, Thing, standing

HEAP = Box(210, 150, 260, 190)
FPS = 10


class Nobody:
    """Names nothing: a heap is found without a name."""

    signature = "nobody"

    def detect(self, image: Pixels) -> list:
        return []


@pytest.mark.slow
def test_a_served_street_is_watched_from_stream_to_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    street = Street([Thing("", standing(HEAP, 4.0, 18.0, arrives=0.0), look=12)])
    clip = h264(tmp_path / "street.mp4", [street.draw(k / FPS)[0] for k in range(24 * FPS)], FPS)
    zone = {"name": "z", "rule": "pile", "polygon": [[20, 60], [300, 60], [300, 235], [20, 235]]}
    scene = tmp_path / "scene.json"
    scene.write_text(json.dumps({"fps": 4, "zones": [{**zone, "dwell_s": 5, "pre_alarm_s": 2}], "min_box_px": 16}))
    monkeypatch.setattr(watch_command, "choose_detector", lambda *_: Nobody())
    out, pictures = tmp_path / "f.jsonl", tmp_path / "pictures"
    with Served({"street": clip}) as served:
        words = [served.address("street"), "--scene", str(scene), "--out", str(out), "--pictures", str(pictures)]
        watch.main(args=[*words, "--seconds", "21"], standalone_mode=False)
    (event,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert (event["rule"], event["category"], event["zone"]) == ("pile", "乱堆乱放", "z")
    assert event["t_end"] - event["t_start"] == pytest.approx(14, abs=1.5)
    assert Box(*event["bbox"]).iou(HEAP) > 0.5
    assert [p["what"] for p in event["pictures"]] == ["arrival", "pre_alarm", "confirmed", "end"]
    assert all((pictures / p["masked"]).is_file() for p in event["pictures"])
    assert "1 events" in capsys.readouterr().err
