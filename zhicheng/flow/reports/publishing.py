"""Which photos everybody may see. Nothing of a photo is public before its covered copy lies there; an identity paper never is. Clips: `screening`.

The looking is done beside the worker (`covering`), a few photos at a time, so that nobody's ticket waits for it.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import F
from typing_extensions import TypedDict

from zhicheng.flow.reports import photos
from zhicheng.flow.reports.covering import NO_MODELS
from zhicheng.flow.reports.models import Photo
from zhicheng.ground.evidence.stores import write_once
from zhicheng.infra import clock
from zhicheng.kernel.phrases import SILENCE, Phrase

log = logging.getLogger("zhicheng.reports")
AT_ONCE = 12
PATIENCE = 240  # seconds for so many
MOST_TRIES = 3
WHY: dict[str, Phrase] = {
    "id_document": Phrase(
        "里面像是有身份证件：不会公开。与问题无关的话，请删去这一个。",
        "It seems to show an identity paper and will not be made public. If that has nothing to do with the problem, remove it.",
    ),
    "voice": Phrase(
        "录音不公开，只给经办人听。", "Voice notes are not public; only those who handle it listen to them."
    ),
    "unreadable": Phrase(
        "没能遮挡，不会公开，只给经办人看。",
        "It could not be covered and will not be made public; only those who handle it see it.",
    ),
}
REST_S = 600.0  # after it was found that this machine has no models
_busy = threading.Lock()
_rested = [0.0]


class PhotoShown(TypedDict):
    """What everybody may see of a photo: `waiting`, `covered` or `private`, and in the last case why."""

    shown: str
    why: str
    why_en: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was made of one photo."""

    photo: Photo
    private: str
    seen: dict[str, list[int]] = field(default_factory=dict)


def shown_of(photo: Photo) -> PhotoShown:
    said = WHY.get(photo.private_why, SILENCE)
    return {"shown": photo.shown, "why": said.zh, "why_en": said.en}


def not_public(photo: Photo) -> Phrase:
    """Why nobody is shown it."""
    return WHY.get(
        photo.private_why,
        Phrase(
            "正在遮挡人脸和车牌，完成后公开。",
            "Faces and plates are being covered; it is public after that.",
        ),
    )


def waiting() -> list[Photo]:
    """The oldest photos that nobody has looked at."""
    return list(Photo.objects.filter(shown="waiting", kind="image").order_by("looks", "uploaded_at")[:AT_ONCE])


def start_covering(*, at: datetime) -> None:
    """Look at what waits, beside the worker; at most one such look at a time in a process."""
    if time.monotonic() < _rested[0] or not Photo.objects.filter(shown="waiting", kind="image").exists():
        return
    if not _busy.acquire(blocking=False):
        return
    threading.Thread(target=_beside, name="covering", daemon=True).start()


def _beside() -> None:
    try:
        cover_waiting(at=clock.now())
    except Exception:  # a thread has nobody who would hear of it
        log.exception("photos could not be covered")
    finally:
        connection.close()
        _busy.release()


def vouch(photo: Photo, *, by: str, at: datetime) -> None:
    """A picture that is known to show nobody, because it was drawn: everybody may see it as it is."""
    write_once(photos.covered_path(photo.sha256), photos.path_of(photo.sha256, public=True).read_bytes())
    Photo.objects.filter(pk=photo.pk).update(shown="covered", looked_at=at, looked_by=by[:80])


def cover_waiting(*, at: datetime) -> int:
    """Cover the oldest few; returns how many are settled. A photo that breaks the looking three times stays private."""
    rows = [p for p in waiting() if photos.path_of(p.sha256, public=True).exists()]
    if not rows:
        return 0
    by, answers = _look(rows)
    if not by:
        return 0
    for answer in answers:
        _settle(answer, by=by, at=at)
    if len(answers) < len(rows):
        broken = rows[len(answers)]
        Photo.objects.filter(pk=broken.pk).update(looks=F("looks") + 1)
        if broken.looks + 1 >= MOST_TRIES:
            _settle(Answer(broken, "unreadable"), by=by, at=at)
    return len(answers)


def _settle(answer: Answer, *, by: str, at: datetime) -> None:
    Photo.objects.filter(pk=answer.photo.pk, shown="waiting").update(
        shown="private" if answer.private else "covered", private_why=answer.private, seen=answer.seen,
        looked_at=at, looked_by=by[:80],
    )  # fmt: skip


def _look(rows: Sequence[Photo]) -> tuple[str, list[Answer]]:
    """Who looked (model and digest), and the answers until the process ended; nobody: no models are on this machine."""
    asked = "".join(
        json.dumps(
            {"public": str(photos.path_of(p.sha256, public=True)), "covered": str(photos.covered_path(p.sha256))}
        )
        + "\n"
        for p in rows
    )
    command = [sys.executable, "-m", "zhicheng.flow.reports.covering"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            input=asked,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            text=True,
        )
        said, trouble = done.stdout, done.stderr
        if done.returncode == NO_MODELS:
            _rested[0] = time.monotonic() + REST_S  # else a process every two seconds would find the same
    except subprocess.TimeoutExpired as late:
        said, trouble = (
            (late.stdout or b"").decode() if isinstance(late.stdout, bytes) else (late.stdout or ""),
            "too slow",
        )
    lines = [json.loads(line) for line in said.splitlines() if line.endswith("}")]
    if not lines:
        log.warning("no photo can be covered on this machine: %s", trouble.strip()[-300:])
        return "", []
    return lines[0]["by"], [Answer(p, line["private"], line["seen"]) for p, line in zip(rows, lines[1:], strict=False)]
