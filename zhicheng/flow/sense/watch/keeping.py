"""The eyes' folder: what each camera's next owner needs. On several machines it is one shared folder (`ZHICHENG_EYES`).

`memory/CODE.npz` is the eye's memory, replaced as a whole; `health/CODE.json` how the camera was; `out/CODE/…` what was said and not yet
delivered, one file a sighting, in order. A sighting is on disk before the memory that knows of it: whoever dies in between says it again
under the same name, and the same name is the same observation.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from zhicheng.flow.sense.rules import Sighting
from zhicheng.vision.keeping import put

ENDING = ".sighting"
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Sighting).decode


class Health(msgspec.Struct, frozen=True):
    """How a camera was when its owner last knew."""

    status: str
    since: float


@dataclass
class Folder:
    """`most_bytes`: so much may wait for the database; beyond that the eyes rest rather than lose anything."""

    root: Path
    most_bytes: int = 500_000_000
    waiting: int = 0  # bytes that this process has put and not yet seen delivered

    def __post_init__(self) -> None:
        for part in ("memory", "health", "out"):
            (self.root / part).mkdir(parents=True, exist_ok=True)

    # -- memories -----------------------------------------------------------------------------------------------------

    def remember(self, code: str, data: bytes) -> None:
        put(self.root / "memory" / f"{code}.npz", data)

    def memory(self, code: str) -> bytes | None:
        try:
            return (self.root / "memory" / f"{code}.npz").read_bytes()
        except FileNotFoundError:
            return None

    def forget(self, code: str) -> None:
        (self.root / "memory" / f"{code}.npz").unlink(missing_ok=True)

    def note_health(self, code: str, health: Health) -> None:
        put(self.root / "health" / f"{code}.json", msgspec.json.encode(health))

    def health(self, code: str) -> Health | None:
        try:
            return msgspec.json.decode((self.root / "health" / f"{code}.json").read_bytes(), type=Health)
        except (FileNotFoundError, msgspec.MsgspecError):
            return None

    # -- what was said and not delivered ------------------------------------------------------------------------------

    @property
    def full(self) -> bool:
        return self.waiting > self.most_bytes

    def say(self, code: str, sightings: Iterable[Sighting]) -> None:
        """On disk before anybody is told; in the order in which it was said."""
        folder = self.root / "out" / code
        folder.mkdir(exist_ok=True)
        for k, one in enumerate(sightings):
            data = _encode(one)
            fresh = folder / f"{time.time_ns():020d}.{k:03d}{ENDING}"
            with (folder / f".{fresh.name}.{os.getpid()}").open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(file.name, fresh)
            self.waiting += len(data)
        _sync(folder)

    def unsaid(self, code: str) -> Iterator[tuple[Path, Sighting]]:
        """What waits for delivery, oldest first. What cannot be read (a disk's doing) is put aside, not repeated for ever."""
        folder = self.root / "out" / code
        for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
            try:
                yield path, _decode(path.read_bytes())
            except msgspec.MsgspecError:
                path.replace(path.with_suffix(".unreadable"))
            except FileNotFoundError:
                continue  # the camera's former owner delivered it just now

    def said(self, paths: Iterable[Path]) -> None:
        """Delivered."""
        for path in paths:
            with suppress(FileNotFoundError):
                self.waiting = max(self.waiting - path.stat().st_size, 0)
                path.unlink()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
