"""The two digests under which a file is known: SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Digests:
    """Lower-case hexadecimal, 64 digits each."""

    sha256: str
    sm3: str


def digests_of(chunks: Iterable[bytes]) -> Digests:
    """Both digests in one pass. OpenSSL gives SM3; a build without it raises ValueError at once."""
    sha256, sm3 = hashlib.sha256(), hashlib.new("sm3")
    for chunk in chunks:
        sha256.update(chunk)
        sm3.update(chunk)
    return Digests(sha256.hexdigest(), sm3.hexdigest())


def is_digest(text: str) -> bool:
    """Sixty-four hexadecimal digits, lower case."""
    return len(text) == 64 and set(text) <= set("0123456789abcdef")
