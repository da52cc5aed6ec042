"""Identifiers: UUIDv7 (RFC 9562 §5.7) and the receipt numbers that people read out on the telephone."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0  # 74 bits used: 48-bit milliseconds, 12-bit counter, 14 spare

# No 0/O, 1/I/L: a citizen types this from a text message.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def uuid7() -> UUID:
    """A time-ordered UUID; strictly increasing inside one process, also when the clock is set back."""
    return uuid7_many(1)[0]


def uuid7_many(n: int) -> list[UUID]:
    """`n` increasing UUIDv7; one clock reading and one read of the random source for all of them."""
    return [UUID(h) for h in uuid7_hex(n)]


def uuid7_hex(n: int) -> list[str]:
    """The same as 32 hexadecimal digits: what a batch of rows is written with, four times as fast as objects."""
    global _last
    with _lock:
        first = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = first + n
    noise = os.urandom(8 * n)
    out = []
    for i in range(n):
        stamp = first + i
        low = int.from_bytes(noise[8 * i : 8 * i + 8], "big") & 0x3FFFFFFFFFFFFFFF | 1 << 63
        out.append(f"{stamp >> 12:012x}7{stamp & 0xFFF:03x}{low:016x}")
    return out


def tracking_code(length: int = 8) -> str:
    """The secret half of a receipt: who has it may follow the report (31^8 ≈ 8.5e11 possibilities)."""
    number = int.from_bytes(os.urandom(16))
    out = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        out.append(ALPHABET[digit])
    return "".join(out)


def key_of(*parts: str) -> str:
    """A stable idempotency key of the given parts: the same row of the same file is the same report."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()
