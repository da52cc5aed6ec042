"""Large files in pieces, so that a video survives a tunnel: begin, send pieces at their offset, ask how far it came, finish.

A half upload is one file under `home/uploads`, named by its random id, its size and whose it is; how far it came is its length. No table:
nothing of it is worth a row before it is whole. After a day it is gone. (tus 1.0 does the same; there is no well-kept server of it for Django.)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from typing_extensions import TypedDict

from zhicheng.flow.reports import services
from zhicheng.flow.reports.models import Photo
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, Conflict, NotFound, Refused

KEEP_S = 86_400
PIECE = 4 * 1024 * 1024
MOST_AT_ONCE = 4  # half uploads of one device
_ID = re.compile(r"[0-9a-f]{32}")


class HalfUpload(TypedDict):
    """How far an upload came, in bytes."""

    id: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    path: Path
    size: int

    @property
    def offset(self) -> int:
        return self.path.stat().st_size

    def told(self) -> HalfUpload:
        return {"id": self.path.name[:32], "offset": self.offset, "size": self.size}


def folder() -> Path:
    return config().home / "uploads"


def begin(*, size: int, device: str) -> HalfUpload:
    """Room for a file of this size. `device` is the address that asks: it holds a few half uploads at a time, not many."""
    limit = config().max_video_mb
    if not 0 < size <= limit * 1024 * 1024:
        raise BadInput(
            f"文件要在 1 字节到 {limit} MB 之间，请截短或缩小后再传。",
            f"The file has to have between 1 byte and {limit} MB. Make it shorter or smaller.",
            field="size",
        )
    folder().mkdir(parents=True, exist_ok=True)
    mine = hashlib.blake2b(device.encode(), digest_size=8, key=config().signing_key.encode()[:64]).hexdigest()
    if len(list(folder().glob(f"*.{mine}.part"))) >= MOST_AT_ONCE:
        raise Refused(
            f"已有 {MOST_AT_ONCE} 个没传完的文件，请先传完，或一天后再试。",
            f"{MOST_AT_ONCE} unfinished uploads already; finish those, or try again in a day.",
        )
    path = folder() / f"{uuid4().hex}.{size}.{mine}.part"
    path.touch(exist_ok=False)
    return Part(path, size).told()


def find(upload_id: str) -> Part:
    found = sorted(folder().glob(f"{upload_id}.*.part")) if _ID.fullmatch(upload_id) else []
    if not found:
        raise NotFound("这次上传已过期或已完成，请重新上传。", "This upload is over or was finished; begin again.")
    return Part(found[0], int(found[0].name.split(".")[1]))


def add(*, upload_id: str, offset: int, data: bytes) -> HalfUpload:
    """One piece at its place. Sent twice or out of turn it changes nothing, and the answer says where to go on."""
    part = find(upload_id)
    if len(data) > PIECE:
        raise BadInput(
            f"每片最多 {PIECE // 1024 // 1024} MB。", f"A piece has at most {PIECE // 1024 // 1024} MB.", field="body"
        )
    with part.path.open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        there = file.seek(0, os.SEEK_END)
        if offset != there:
            raise Conflict(f"应从第 {there} 字节继续。", f"Go on at byte {there}.")
        if there + len(data) > part.size:
            raise BadInput(
                "内容比声明的大小多，请重新上传。", "There is more than was announced; begin again.", field="size"
            )
        file.write(data)
    return part.told()


def finish(*, upload_id: str, by: str, at: datetime) -> Photo:
    """All of it is there: checked and kept like any other upload. What is refused is not kept."""
    part = find(upload_id)
    if part.offset != part.size:
        raise Conflict(
            f"还没传完，应从第 {part.offset} 字节继续。", f"Not all of it is here: go on at byte {part.offset}."
        )
    try:
        return services.store_photo(part.path.read_bytes(), by=by, at=at)
    finally:
        part.path.unlink(missing_ok=True)


def sweep() -> int:
    """Half uploads older than a day; returns how many."""
    old = [p for p in folder().glob("*.part") if time.time() - p.stat().st_mtime > KEEP_S]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
