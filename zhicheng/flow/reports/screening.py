"""Which clips everybody may see: like photos, none before its covered copy lies there, and none with an identity paper in it.

Making the copies takes a clip's length two or three times over, so it is done beside the worker (`transcoding`), one clip at a time on a
machine. A clip that breaks its process twice stays for those who handle it; it holds up no other.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from zhicheng.flow.reports import photos
from zhicheng.flow.reports.models import Photo
from zhicheng.infra import clock

log = logging.getLogger("zhicheng.reports")
AT_ONCE = 12
PATIENCE = 1800  # seconds for one clip; its process has half of that of the processor
MOST_TRIES = 2
REST_S = 600.0  # after it was found that this machine has no models
_busy = threading.Lock()
_rested = [0.0]


def waiting() -> list[Photo]:
    """The oldest clips that nobody has looked at, those that broke something last."""
    return list(Photo.objects.filter(shown="waiting", kind="video").order_by("looks", "uploaded_at")[:AT_ONCE])


def start(*, at: datetime) -> None:
    """Make the copies of what waits, beside the worker; at most one such look at a time."""
    if time.monotonic() < _rested[0] or not Photo.objects.filter(shown="waiting", kind="video").exists():
        return
    if _busy.acquire(blocking=False):
        threading.Thread(target=_beside, name="screening", daemon=True).start()


def _beside() -> None:
    try:
        with _alone_on_this_machine() as alone:
            if alone and not screen_waiting():
                _rested[0] = time.monotonic() + REST_S
    except Exception:  # a thread has nobody who would hear of it
        log.exception("clips could not be made")
    finally:
        connection.close()
        _busy.release()


@contextmanager
def _alone_on_this_machine() -> Iterator[bool]:
    """Several workers share its cores and its memory. The lock goes with the process, however it ends."""
    photos.folder().mkdir(parents=True, exist_ok=True)
    handle = os.open(photos.folder() / ".screening", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def screen_waiting() -> bool:
    """Each of the oldest few; False when this machine has no models, so that only those who handle them got their copies."""
    there = [p for p in waiting() if photos.path_of(p.sha256, public=True).exists()]
    return [screen(photo, at=clock.now()) for photo in there].count(False) == 0


def screen(photo: Photo, *, at: datetime) -> bool:
    """Make both copies of one clip and settle it; False when there are no models to look at it with."""
    last = (_made(photo) or [{}])[-1]
    if last.get("unfit") == "no models":
        log.warning("no clip can be covered on this machine: %s", last.get("why", ""))
        return False
    if "private" in last:
        _settle(photo, private=last["private"], by=last["by"], at=at)
    elif "unfit" in last or photo.looks + 1 >= MOST_TRIES:
        _settle(photo, private="unreadable", by="", at=at)
    else:
        Photo.objects.filter(pk=photo.pk).update(looks=F("looks") + 1)
    return True


def _settle(photo: Photo, *, private: str, by: str, at: datetime) -> None:
    Photo.objects.filter(pk=photo.pk, shown="waiting").update(
        shown="private" if private else "covered", private_why=private, looked_at=at, looked_by=by[:80]
    )


def _made(photo: Photo) -> list[dict[str, Any]]:
    """What the process said until it ended, however it ended."""
    asked = {
        "source": str(photos.path_of(photo.sha256, public=True)),
        "clip": str(photos.clip_path(photo.sha256)),
        "covered": str(photos.covered_path(photo.sha256)),
        "still": str(photos.still_path(photo.sha256)),
        "covered_still": str(photos.still_path(photo.sha256, covered=True)),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "zhicheng.flow.reports.transcoding"],
            input=json.dumps(asked) + "\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
            text=True,
        )
    except subprocess.TimeoutExpired:
        log.warning("clip %s took too long", photo.pk)
        return []
    return [json.loads(line) for line in done.stdout.splitlines() if line.endswith("}")]
