"""Pictures that cameras took: content-addressed like evidence, but they leave when their time is over (VIDEO 16: no longer than the purpose).

What becomes evidence is copied into the store of evidence, which never deletes.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from pathlib import Path

from zhicheng.ground.devices.rules import check_code
from zhicheng.ground.evidence.stores import write_once
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound

MOST_BYTES = 8 * 1024 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")
HEADS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}


def path_of(sha256: str) -> Path:
    """Where it lies, whether or not it is there."""
    if not _NAME.fullmatch(sha256):
        raise BadInput("图片编号应为 64 位十六进制数。", "A picture is named by 64 hexadecimal digits.", field="sha256")
    return config().home / "pictures" / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Store durably; returns its SHA-256. BadInput when it is no picture or too large."""
    if not any(data.startswith(head) for head in HEADS):
        raise BadInput("不是 JPEG、PNG 或 WebP 图片。", "This is no JPEG, PNG or WebP picture.", field="still")
    if len(data) > MOST_BYTES:
        raise BadInput(
            f"图片 {len(data) // 1024 // 1024} MB，超过 {MOST_BYTES // 1024 // 1024} MB。",
            f"The picture has {len(data) // 1024 // 1024} MB, more than {MOST_BYTES // 1024 // 1024} MB.",
            field="still",
        )
    name = hashlib.sha256(data).hexdigest()
    write_once(path_of(name), data)
    return name


def read(sha256: str) -> bytes:
    """The bytes; NotFound when its time is over or it never was."""
    try:
        return path_of(sha256).read_bytes()
    except FileNotFoundError:
        raise NotFound("图片已到保存期限，或不存在。", "The picture's time is over, or there never was one.") from None


def put_last(code: str, original: bytes, masked: bytes) -> tuple[str, str]:
    """A camera's last picture in place of the one before: seen on its page, kept no longer. Returns both digests."""
    for data, is_masked in ((original, False), (masked, True)):
        path = _last(code, masked=is_masked)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
        part.write_bytes(data)
        part.replace(path)
    return hashlib.sha256(original).hexdigest(), hashlib.sha256(masked).hexdigest()


def read_last(code: str, *, masked: bool) -> bytes:
    """NotFound when nobody has looked through it yet."""
    try:
        return _last(code, masked=masked).read_bytes()
    except FileNotFoundError:
        raise NotFound(
            "还没有画面：没有工作进程在看它，或来源离线。",
            "There is no picture yet: no worker watches it, or its source is offline.",
        ) from None


def _last(code: str, *, masked: bool) -> Path:
    check_code(code)
    return config().home / "pictures" / "last" / f"{code}{'.masked' if masked else ''}"


def media_of(data: bytes) -> str:
    """What kind of picture, by its first bytes."""
    return next((media for head, media in HEADS.items() if data.startswith(head)), "application/octet-stream")


def forget(sha256: str) -> bool:
    """Delete it; False when it was not there."""
    try:
        path_of(sha256).unlink()
    except FileNotFoundError:
        return False
    return True
