"""Frigate's pictures: a port, the real box behind it, and a fake that keeps what it is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

import httpx

LARGEST = 10 * 1024 * 1024
JPEG = b"\xff\xd8\xff"


class PictureError(Exception):
    """No picture. `permanent`: trying again cannot help."""

    def __init__(self, said: str, *, permanent: bool) -> None:
        super().__init__(said)
        self.permanent = permanent


class Pictures(Protocol):
    def snapshot(self, tracked: str) -> bytes:
        """The best picture of a tracked object, as JPEG; PictureError."""
        ...


@dataclass(frozen=True, slots=True)
class Box:
    """A Frigate box's HTTP API, on the network of the cameras."""

    url: str
    timeout_s: float = 5.0

    def snapshot(self, tracked: str) -> bytes:
        address = f"{self.url.rstrip('/')}/api/events/{quote(tracked, safe='')}/snapshot.jpg"
        try:
            with httpx.stream(
                "GET", address, params={"bbox": 0, "timestamp": 0, "crop": 0}, timeout=self.timeout_s
            ) as answer:
                if answer.status_code != 200:
                    raise PictureError(
                        f"Frigate answers {answer.status_code}", permanent=400 <= answer.status_code < 500
                    )
                return self._read(answer)
        except httpx.HTTPError as error:
            raise PictureError(f"Frigate does not answer: {type(error).__name__}", permanent=False) from None

    def _read(self, answer: httpx.Response) -> bytes:
        found = b""
        for part in answer.iter_bytes():
            found += part
            if len(found) > LARGEST:
                raise PictureError(f"the picture is larger than {LARGEST // 1024 // 1024} MB", permanent=True)
        if not found.startswith(JPEG):
            raise PictureError("what came is no JPEG", permanent=True)
        return found


@dataclass(slots=True)
class FakeBox:
    """Gives what it was given; fails as often as it was told to."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    failures: int = 0
    asked: list[str] = field(default_factory=list)

    def snapshot(self, tracked: str) -> bytes:
        self.asked.append(tracked)
        if self.failures:
            self.failures -= 1
            raise PictureError("Frigate does not answer: ConnectError", permanent=False)
        if tracked not in self.pictures:
            raise PictureError("Frigate answers 404", permanent=True)
        return self.pictures[tracked]
