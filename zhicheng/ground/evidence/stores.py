"""Where bytes lie: write-once under their SHA-256. A folder by default, S3 with object lock by configuration.

A store never overwrites and never deletes. Reading back is checked by whoever asks (`services.verify`), not trusted.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from zhicheng.infra import plug
from zhicheng.infra.config import config
from zhicheng.kernel.errors import NotFound

CHUNK = 1 << 20


class Store(Protocol):
    """`name` is 64 hexadecimal digits, perhaps with a suffix. Errors of the device below come up as they are."""

    def put(self, name: str, data: bytes) -> None:
        """Durable when it returns; what is there already under the name is left as it is."""

    def read(self, name: str) -> Iterator[bytes]:
        """The bytes in chunks; NotFound when there are none."""


class Folder:
    """`root/ab/abcdef…`: written to a temporary name, flushed, renamed, the folder flushed: never half a file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def put(self, name: str, data: bytes) -> None:
        write_once(self.path(name), data)

    def read(self, name: str) -> Iterator[bytes]:
        try:
            file = self.path(name).open("rb")
        except FileNotFoundError:
            raise lost(name) from None
        with file:
            while chunk := file.read(CHUNK):
                yield chunk


def write_once(path: Path, data: bytes) -> None:
    """Durably write a content-addressed file; an existing one is the same one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    with part.open("wb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
    part.rename(path)
    entry = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(entry)  # the name, too, is on the disk
    finally:
        os.close(entry)


def lost(name: str) -> NotFound:
    return NotFound(
        f"存储里没有文件 {name[:12]}…，请核对存储是否被改动。",
        f"The store has no file {name[:12]}…; check whether it was changed.",
    )


def folder() -> Folder:
    """The default: `home/evidence`."""
    return Folder(config().home / "evidence")


def store() -> Store:
    """The store that the installation chose."""
    made: Store = plug.load(config().evidence_store)()
    return made
