"""Try it out: what would the zones as drawn have found in the camera's last clip? And one look, to draw them on.

Decoding and detecting happen in a process of their own that may take a few seconds and then ends: whatever a damaged stream does to it, the
server goes on. One at a time: it is an answer to somebody who waits, not a way to watch.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from typing_extensions import TypedDict

from zhicheng.flow.sense.kinds import KINDS
from zhicheng.ground.devices import pictures
from zhicheng.ground.devices import queries as devices
from zhicheng.ground.devices import services as device_services
from zhicheng.ground.devices.queries import Bilingual, CameraFacts
from zhicheng.ground.devices.rules import OURS, check_scene
from zhicheng.ground.devices.services import Seen
from zhicheng.ground.devices.states import KEEPERS
from zhicheng.ground.people.queries import Access
from zhicheng.kernel.errors import BadInput, NotAllowed, NotFound
from zhicheng.kernel.phrases import Phrase

PATIENCE_S = 60
CLIP_S = {"file": 180.0, "drawn": 1500.0, "snapshot": 8.0, "rtsp": 10.0}
KEEP = Phrase("试运行", "try zones out")
_one_at_a_time = threading.Lock()


class Found(TypedDict):
    """One event that a zone would have raised; times in seconds of the clip; `picture` a masked JPEG, base64."""

    zone: str
    kind: str
    kind_name: Bilingual
    stage: str
    t_start: float
    t_end: float
    bbox: list[float]
    confidence: int
    picture: str


class Tried(TypedDict):
    """What was looked at and what was found in it."""

    seconds: float
    frames: int
    width: int
    height: int
    model: str
    troubles: list[str]
    found: list[Found]


@dataclass(frozen=True, slots=True)
class _Job:
    code: str
    source: str
    url: str
    scene: dict[str, Any]
    seconds: float


def try_out(code: str, scene: dict[str, Any], *, access: Access) -> Tried:
    """Run these zones over the camera's last clip (a live stream: over the next seconds). BadInput, NotAllowed when it cannot be."""
    camera = _camera(code, access)
    check_scene(scene)
    said = _run(_Job(code, camera.source, camera.url, scene, CLIP_S[camera.source]), "try")
    found: list[Found] = []
    for row in said["found"]:
        term = KINDS[row["rule"]].term
        found.append({
            "zone": row["zone"], "kind": row["rule"], "kind_name": {"zh": term.zh, "en": term.en}, "stage": row["stage"],
            "t_start": row["t_start"], "t_end": row["t_end"], "bbox": row["bbox"], "confidence": round(100 * row["confidence"]),
            "picture": row["jpeg"],
        })  # fmt: skip
    return {
        "seconds": said["seconds"], "frames": said["frames"], "width": said["width"], "height": said["height"], "model": said["model"],
        "troubles": said["troubles"], "found": found,
    }  # fmt: skip


def look(code: str, *, access: Access, at: datetime) -> None:
    """Take one picture now and keep it, masked copy beside it, so that zones can be drawn on it."""
    camera = _camera(code, access)
    said = _run(_Job(code, camera.source, camera.url, {}, 1.0), "look")
    original, masked = pictures.put_last(code, base64.b64decode(said["original"]), base64.b64decode(said["masked"]))
    row = Seen(
        code, "good", since=at, seen_at=at, width=said["width"], height=said["height"], worker="look", picture=original, masked=masked,
        picture_at=at,
    )  # fmt: skip
    device_services.note_seen([row])


def _camera(code: str, access: Access) -> CameraFacts:
    camera = devices.by_codes({code}).get(code)
    if camera is None:
        raise NotFound(f"没有摄像机 {code}。", f"There is no camera {code}.")
    access.require(KEEPERS, camera.area, what=KEEP)
    if camera.source not in OURS:
        raise NotAllowed(
            "这台摄像机的画面在对方平台上，我们只收到它的事件，不能在这里取画面。",
            "This camera's pictures stay on the other platform; only its events come here, so there is nothing to look at.",
        )
    return camera


def _run(job: _Job, what: str) -> dict[str, Any]:
    if not _one_at_a_time.acquire(timeout=1):
        raise NotAllowed("另一次试运行还没结束，请稍候再试。", "Another trial is still running; try again in a moment.")
    try:
        said = json.dumps(
            {
                "what": what,
                "code": job.code,
                "source": job.source,
                "url": job.url,
                "scene": job.scene,
                "seconds": job.seconds,
            }
        )
        command = [sys.executable, "-m", "zhicheng.flow.sense.trial_run"]
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            input=said.encode(),
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadInput(
            f"{PATIENCE_S} 秒内没有取到画面，请检查地址与网络。",
            f"No picture within {PATIENCE_S} s; check the address and the network.",
            field="url",
        ) from None
    finally:
        _one_at_a_time.release()
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise BadInput(
            "取画面的进程异常结束，画面可能已损坏；请换一个来源再试。",
            "The process that reads the pictures died; the stream may be damaged. Try another source.",
            field="url",
        ) from None
    if "zh" in answer:
        raise BadInput(answer["zh"], answer["en"], field=answer.get("field", "url"))
    return answer
