"""Who decides about the same things waits for the other: locks that end with the transaction.

SQLite has one writer at a time (`transaction_mode=IMMEDIATE`), so there the transaction itself is the lock. PostgreSQL has advisory
locks (manual, §13.3.5); many keys share few locks, because its lock table is small: two strangers may wait for each other, which
costs a moment and never an error. All locks are taken in one order, so nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

SHARDS = 64
GOLDEN = 0x9E3779B97F4A7C15  # Knuth's multiplicative hash: neighbouring keys land on different shards


def hold(kind: int, keys: Iterable[int]) -> None:
    """Wait until nobody else holds any of these keys of this kind, and hold them until the transaction ends."""
    if connection.vendor != "postgresql":
        return
    shards = sorted({(key * GOLDEN >> 40) % SHARDS for key in keys})
    if shards:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, k) FROM unnest(%s::int[]) AS k", [kind, shards])
            cursor.fetchall()
