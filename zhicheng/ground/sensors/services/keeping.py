"""What becomes of stored readings: sorted by day and bucket within minutes, one chunk per day after its end, erased when their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
from django.db import transaction
from django.db.models import Count, Min, Q, Sum

from zhicheng.ground.sensors.events import ReadingsErased
from zhicheng.ground.sensors.models import Arrival, Chunk
from zhicheng.ground.sensors.queries.series import BUCKET, DAY_S
from zhicheng.ground.sensors.rules.judging import Ints
from zhicheng.ground.sensors.rules.packing import Readings, pack, together, unpack
from zhicheng.infra import bulk
from zhicheng.infra.events import NewEvent, record

SETTLED_S = 600  # a day is packed as a whole so long after its end; what comes later still makes a part beside it
AT_ONCE = 100  # arrivals sorted in one transaction: 100 batches of twenty thousand are 48 MB of columns
# Sorting seldom makes few, large parts; what waits unsorted is read by everybody who asks for one sensor.
SORT_AFTER_S = 900
SORT_FROM = 1_000_000
MOST_PARTS = 24  # of one bucket while its day lasts: more are joined, so that today is read from a handful of chunks
COLUMNS = ("day", "bucket", "n", "packed")


def sort_when_due(*, at: datetime) -> int:
    """Sort what has waited a quarter of an hour, or is a million readings; 0 when nothing is due."""
    waiting = Arrival.objects.aggregate(oldest=Min("to_at"), n=Sum("n"))
    oldest = waiting["oldest"]
    if oldest is None or (int(at.timestamp()) - oldest < SORT_AFTER_S and waiting["n"] < SORT_FROM):
        return 0
    return sort_away(at=at)


def sort_away(*, at: datetime) -> int:
    """Arrivals become parts of chunks, yesterday's parts become one; how many arrivals and parts were moved."""
    moved = 0
    while n := _sort_arrivals():
        moved += n
    return moved + _join_parts(closed_before=(int(at.timestamp()) - SETTLED_S) // DAY_S)


def _sort_arrivals() -> int:
    with transaction.atomic():
        rows = list(
            Arrival.objects.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "packed")[:AT_ONCE]
        )
        if not rows:
            return 0
        parts = list(_by_bucket(together(unpack(p) for _, p in rows)))
        bulk.insert_rows(Chunk, COLUMNS, parts)
        Arrival.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
    return len(rows)


def _by_bucket(readings: Readings) -> Iterator[tuple[int, int, int, bytes]]:
    """(day, bucket, n, packed) of readings that are in order."""
    day, bucket = readings.at // DAY_S, readings.sensor // BUCKET
    for one in np.unique(day).tolist():
        today = readings.where(day == one)
        buckets = bucket[day == one]
        for begin, end in _runs(buckets):
            part = Readings(today.sensor[begin:end], today.at[begin:end], today.said[begin:end])
            yield one, int(buckets[begin]), len(part), pack(part)


def _runs(column: Ints) -> Iterator[tuple[int, int]]:
    """Begin and end of each run of equal numbers."""
    cuts = np.flatnonzero(np.r_[True, column[1:] != column[:-1], True])
    return zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)


def _join_parts(*, closed_before: int) -> int:
    """Days that are over: all parts of a bucket become one chunk. While a day lasts: when there are many."""
    parts = Chunk.objects.values("day", "bucket").annotate(parts=Count("pk"))
    several = parts.filter(Q(day__lt=closed_before, parts__gt=1) | Q(parts__gt=MOST_PARTS))
    return sum(_join(day, bucket) for day, bucket, _ in several.values_list("day", "bucket", "parts"))


def _join(day: int, bucket: int) -> int:
    with transaction.atomic():
        rows = list(Chunk.objects.select_for_update().filter(day=day, bucket=bucket).values_list("pk", "packed"))
        whole = together(unpack(p) for _, p in rows)
        Chunk.objects.filter(pk__in=[pk for pk, _ in rows]).delete()
        Chunk.objects.create(day=day, bucket=bucket, n=len(whole), packed=pack(whole))
    return len(rows)


def erase_old(*, keep_days: int, at: datetime) -> int:
    """Retention: readings of days that ended more than `keep_days` ago are gone, and an event says how many."""
    first = int(at.timestamp()) // DAY_S - keep_days
    with transaction.atomic():
        old = Chunk.objects.filter(day__lt=first)
        readings = old.aggregate(n=Sum("n"))["n"] or 0
        days = old.values("day").distinct().count()
        if readings:
            old.delete()
            day = datetime.fromtimestamp(first * DAY_S, UTC).date().isoformat()
            body = ReadingsErased(before=day, readings=readings, days=days)
            record(
                NewEvent(f"readings:{int(at.timestamp())}", 1, "readings.erase", "rule:retention@1", at, body), at=at
            )
    return int(readings)
