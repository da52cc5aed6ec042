"""Pictures by address: fetched from the hosts that a vendor's file allows, without following anybody elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import httpx

LARGEST = 8 * 1024 * 1024
LONGEST = 1_000


class PictureError(Exception):
    """No picture. `permanent`: trying again cannot help."""

    def __init__(self, said: str, *, permanent: bool) -> None:
        super().__init__(said)
        self.permanent = permanent


class Pictures(Protocol):
    def fetch(self, url: str) -> bytes: ...


def check_address(url: str, hosts: tuple[str, ...]) -> None:
    """PictureError unless it is http(s) at one of these hosts (`host` or `host:port`): nobody sends us round the office's own network."""
    try:
        parts = urlsplit(url)
        named = {parts.hostname or "", parts.netloc.rpartition("@")[2]}
    except ValueError:
        raise PictureError("the picture's address is none", permanent=True) from None
    if len(url) > LONGEST or parts.scheme not in ("http", "https") or "@" in parts.netloc or not named & set(hosts):
        raise PictureError(
            f"pictures of {(parts.hostname or url)[:60]} are not allowed by picture_hosts", permanent=True
        )


@dataclass(frozen=True, slots=True)
class Web:
    hosts: tuple[str, ...]
    timeout_s: float = 5.0

    def fetch(self, url: str) -> bytes:
        check_address(url, self.hosts)
        try:
            with httpx.stream("GET", url, timeout=self.timeout_s, follow_redirects=False) as answer:
                if answer.status_code != 200:
                    raise PictureError(
                        f"the server answers {answer.status_code}", permanent=300 <= answer.status_code < 500
                    )
                return _read(answer)
        except httpx.HTTPError as error:
            raise PictureError(f"the server does not answer: {type(error).__name__}", permanent=False) from None


def _read(answer: httpx.Response) -> bytes:
    found = b""
    for part in answer.iter_bytes():
        found += part
        if len(found) > LARGEST:
            raise PictureError(f"the picture is larger than {LARGEST // 1024 // 1024} MB", permanent=True)
    return found


@dataclass(slots=True)
class Album:
    """A fake: gives what it was given."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    failures: int = 0

    def fetch(self, url: str) -> bytes:
        if self.failures:
            self.failures -= 1
            raise PictureError("the server does not answer: ConnectError", permanent=False)
        if url not in self.pictures:
            raise PictureError("the server answers 404", permanent=True)
        return self.pictures[url]
