"""The process behind `trial`: reads one job on stdin, writes one JSON answer on stdout."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

from zhicheng.kernel.errors import BadInput, ZhichengError
from zhicheng.vision.choosing import choose_reader
from zhicheng.vision.eye import Eye
from zhicheng.vision.masking import cover, to_cover
from zhicheng.vision.ports import Detector, FrameSource
from zhicheng.vision.scene import in_time_lapse, scene_from
from zhicheng.vision.seen import Box, Frame, Observation
from zhicheng.vision.watching import jpeg

MODEL = "efficientdet_lite0"
NOTHING = Box(0, 0, 0, 0)
LOOK_AT = 1.0  # seconds into a clip: the first frame is often black


def main() -> None:
    """Answer on stdout; a refusal is an answer, too."""
    job = json.load(sys.stdin)
    answer_to = os.dup(1)  # libraries write to stdout what they like
    os.dup2(2, 1)
    try:
        source, detector = opened(job)
        answer = look(source, detector) if job["what"] == "look" else tried(source, detector, job["scene"])
    except ZhichengError as error:
        answer = {"zh": error.said.zh, "en": error.said.en, "field": getattr(error, "field", "")}
    with os.fdopen(answer_to, "w") as out:
        json.dump(answer, out)


def opened(job: dict[str, Any]) -> tuple[FrameSource, Detector | None]:
    """The camera's frames and who names things in them."""
    fps = float(job["scene"].get("fps", 2)) if job["scene"] else 2.0
    if job["source"] == "drawn":
        return drawn(job["url"], fps, job["seconds"])
    from zhicheng.vision.choosing import (
        detector_of,
    )  # without it masks would show faces: what is missing is said, nothing shown
    from zhicheng.vision.sources import open_source

    return open_source(job["url"], fps, job["seconds"]), detector_of(MODEL)


def drawn(url: str, fps: float, seconds: float) -> tuple[FrameSource, Detector]:
    """A drawn scene of the demo with its simulated detector; handed down by the setting, for it lives above."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
    django.setup()
    from django.conf import settings

    from zhicheng.infra import plug

    opener = plug.load(settings.ZHICHENG_DRAWN)
    found: tuple[FrameSource, Detector] = opener(url, fps, seconds)
    return found


def look(source: FrameSource, detector: Detector | None) -> dict[str, Any]:
    """One picture, as it came and masked."""
    frame = first(source)
    return {
        "width": frame.width, "height": frame.height, "original": base64.b64encode(jpeg(frame.image)).decode(),
        "masked": masked(frame, detector, NOTHING),
    }  # fmt: skip


def first(source: FrameSource) -> Frame:
    frame: Frame | None = None
    with contextlib.closing(source.frames()) as frames:  # type: ignore[type-var]
        for frame in frames:
            if frame.t >= LOOK_AT:
                break
    if frame is None:
        why = source.troubles[0] if source.troubles else "没有取到画面。"
        raise BadInput(why, "No picture came from it; check the address.", field="url")
    return frame


def masked(frame: Frame, detector: Detector | None, subject: Box) -> str:
    found = list(detector.detect(frame.image)) if detector is not None else []
    mark = subject if subject.area > 0 else None
    return base64.b64encode(jpeg(cover(frame.image, to_cover(found, [], subject)), mark)).decode()


def tried(source: FrameSource, detector: Detector | None, document: dict[str, Any]) -> dict[str, Any]:
    """The zones over the whole clip; a film in time lapse is told in the world's time."""
    lapse = float(getattr(source, "lapse", 1.0))
    scene = scene_from(in_time_lapse(document, lapse) if lapse != 1 else document)
    eye = Eye(scene, detector, choose_reader(scene), visits=source.visits)
    rows: dict[str, dict[str, Any]] = {}
    last: Frame | None = None
    n = 0
    for frame in source.frames():
        last, n = frame, n + 1
        for said, now in _said(eye, frame):
            rows[said.thing] = _row(said, now, detector, rows.get(said.thing), lapse)
    if last is None:
        first(source)  # says why
    assert last is not None
    for said in eye.finish():
        rows[said.thing] = _row(said, last, detector, rows.get(said.thing), lapse)
    return {
        "seconds": round(last.t * lapse, 1), "frames": n, "width": last.width, "height": last.height,
        "model": detector.signature if detector is not None else "", "troubles": [*source.troubles, *eye.troubles][:5],
        "found": sorted(rows.values(), key=lambda r: r["t_start"])[:30],
    }  # fmt: skip


def _said(eye: Eye, frame: Frame) -> Iterator[tuple[Observation, Frame]]:
    for said in eye.see(frame):
        yield said, frame


def _row(
    said: Observation, frame: Frame, detector: Detector | None, before: dict[str, Any] | None, lapse: float
) -> dict[str, Any]:
    """The picture is that of the highest stage."""
    stage = "confirmed" if said.stage == "confirmed" or (before and before["stage"] == "confirmed") else "pre_alarm"
    picture = (
        before["jpeg"] if before and (said.over or before["stage"] == stage) else masked(frame, detector, said.box)
    )
    return {
        "rule": said.rule, "zone": said.zone, "stage": stage, "t_start": round(said.t_start * lapse, 1), "t_end": round(said.t_end * lapse, 1),
        "bbox": [round(float(v), 1) for v in said.box], "confidence": said.confidence, "jpeg": picture,
    }  # fmt: skip


if __name__ == "__main__":
    main()
