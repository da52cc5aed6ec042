"""Benchmark of sensors: a hundred thousand of them, one reading a minute each, taken in, stored and judged; and what the store costs.

The peer is a row per reading with the key (sensor, moment), partitioned by day where the database can, written the fastest way each
database has: the layout that we did not take (ADR 0028).
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Sum
from django.db.models.functions import Length
from numpy.typing import NDArray

from zhicheng.ground.places import queries as places
from zhicheng.ground.sensors import queries, services
from zhicheng.ground.sensors.queries import Chunk, Readings, Sensor
from zhicheng.ground.sensors.services import Reading
from zhicheng.ground.sensors.sheets import SensorRow

Row = dict[str, Any]
MANY, MINUTES, BATCH = 100_000, 5, 5_000
WHOLE_DAY = 640  # sensors with a reading of every minute of one day: ten chunks
NEEDED = 100_000 / 60  # readings a second
LATEST = 1_000
COLUMNS = "sensor integer NOT NULL, at bigint NOT NULL, said integer NOT NULL, PRIMARY KEY (sensor, at)"
KINDS = (("noise", "2"), ("dust", ""), ("water", ""), ("bin", ""), ("manhole_tilt", ""))


def bench_sensors(quick: bool, *, at: datetime) -> list[Row]:
    """Readings a second in, bytes each, a day of one, the last of a thousand."""
    n = MANY // 20 if quick else MANY
    minutes = 2 if quick else MINUTES
    _register(n, at)
    ids = list(Sensor.objects.order_by("pk").values_list("pk", "code"))
    _peer_table(at)
    began = at - timedelta(minutes=minutes)
    taken, cpu = _speak(ids, began, minutes)
    hot = _hot(ids, at)
    sorted_s = _seconds(lambda: services.sort_away(at=at))
    total = n * minutes
    rows = [
        _row(
            f"{n:,} sensors taken in, stored, judged",
            total / taken,
            "readings/s",
            total,
            ("what 100,000 a minute need", NEEDED),
        ),
        _row("sensor readings in, CPU", cpu * 1e6 / total, "CPU-µs/reading", total, None),
        _row("last hour of one sensor, nothing sorted yet", hot * 1e3, "ms", total, None),
        _row("sensor readings sorted by day and bucket", total / sorted_s, "readings/s", total, None),
    ]
    day = at - timedelta(days=1)
    some = np.array([pk for pk, _ in ids[: 64 if quick else WHOLE_DAY]], np.int64)
    _whole_day(some, day, at)
    return [*rows, *_costs(some, [pk for pk, _ in ids[: min(LATEST, n)]], day, 20 if quick else 200)]


def _register(n: int, at: datetime) -> None:
    west, south, east, north = places.city().bounds
    rng = np.random.default_rng(1)
    rows: list[SensorRow] = []
    while len(rows) < n:
        lng, lat = rng.uniform(west, east), rng.uniform(south, north)
        if places.city().locate(lng, lat).grid:
            kind, place = KINDS[len(rows) % len(KINDS)]
            rows.append(SensorRow(f"S{len(rows):06d}", f"传感器 {len(rows)}", kind, lng, lat, place=place))
    for begin in range(0, n, 10_000):
        services.keep(rows[begin : begin + 10_000], by="cli", at=at)


def _speak(ids: list[tuple[int, str]], began: datetime, minutes: int) -> tuple[float, float]:
    """Every sensor once a minute, in batches as a gateway makes them: seconds, CPU seconds."""
    ours = cpu = 0.0
    walk = _walk(len(ids), minutes, seed=2)
    for minute in range(minutes):
        at = began + timedelta(minutes=minute)
        for begin in range(0, len(ids), BATCH):
            some = ids[begin : begin + BATCH]
            batch = [
                Reading(code, at + timedelta(seconds=i % 60), walk[begin + i, minute] / 1000)
                for i, (_, code) in enumerate(some)
            ]
            then, before = time.perf_counter(), time.process_time()
            services.take_in(batch, at=at + timedelta(minutes=1))
            cpu += time.process_time() - before
            ours += time.perf_counter() - then
            rows = [
                (pk, int(r.taken_at.timestamp()), int(r.value * 1000)) for (pk, _), r in zip(some, batch, strict=True)
            ]
            _peer_insert(rows)
    return ours, cpu


def _hot(ids: list[tuple[int, str]], at: datetime) -> float:
    """Seconds to read one sensor while everything lies as it arrived: the most that a chart waits."""
    until = int(at.timestamp())
    return statistics.median(_seconds(lambda pk=pk: queries.stored([pk], until - 3_600, until)) for pk, _ in ids[:20])  # type: ignore[misc]


def _walk(sensors: int, minutes: int, seed: int) -> NDArray[np.int64]:
    """Levels that wander by tenths, as meters say them: thousandths, one line per sensor."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, 1.5, (sensors, minutes))
    return np.rint(np.clip(48 + 0.3 * np.cumsum(steps, axis=1) + steps, 20.5, 99) * 10).astype(np.int64) * 100


def _whole_day(some: NDArray[np.int64], day: datetime, at: datetime) -> None:
    """A day of readings of some sensors in both stores; ours goes through arrivals of a minute each, as in life."""
    first = int(day.timestamp()) // 86_400 * 86_400
    walk = _walk(len(some), 1440, seed=3)
    for minute in range(1440):
        moments = np.full(len(some), first + 60 * minute) + np.arange(len(some)) % 60
        services.store(Readings(some, moments, walk[:, minute]))
        if minute % 240 == 239:
            services.sort_away(at=day)
        _peer_insert(list(zip(some.tolist(), moments.tolist(), walk[:, minute].tolist(), strict=True)))
    services.sort_away(at=at + timedelta(days=1))


def _costs(some: NDArray[np.int64], thousand: list[int], day: datetime, rounds: int) -> Iterator[Row]:
    first = int(day.timestamp()) // 86_400 * 86_400
    chosen = [int(some[i * 7 % len(some)]) for i in range(rounds)]
    assert len(queries.stored([chosen[0]], first, first + 86_400)) == 1440
    whole = Chunk.objects.filter(day=first // 86_400).aggregate(n=Sum("n"), size=Sum(Length("packed")))
    yield _row(
        "sensor reading stored",
        whole["size"] / whole["n"],
        "bytes",
        whole["n"],
        ("a row per reading, with its key", _peer_bytes()),
    )
    one = [_seconds(lambda pk=pk: queries.stored([pk], first, first + 86_400)) for pk in chosen]  # type: ignore[misc]
    theirs = [_seconds(lambda pk=pk: _peer_day(pk, first)) for pk in chosen]  # type: ignore[misc]
    yield _row(
        "one day of one sensor",
        statistics.median(one) * 1e3,
        "ms",
        1440,
        ("a row per reading", statistics.median(theirs) * 1e3),
    )
    last = [_seconds(lambda: queries.latest_of(thousand)) for _ in range(rounds)]
    theirs = [_seconds(lambda: _peer_latest(thousand)) for _ in range(max(rounds // 10, 3))]
    yield _row(
        "last value of sensors",
        statistics.median(last) * 1e3,
        "ms",
        len(thousand),
        ("a row per reading", statistics.median(theirs) * 1e3),
    )


# The peer -----------------------------------------------------------------------------------------------------------------


def _peer_table(at: datetime) -> None:
    day = datetime(at.year, at.month, at.day, tzinfo=UTC)
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute(f"CREATE TABLE peer_reading ({COLUMNS}) WITHOUT ROWID")
            return
        cursor.execute(f"CREATE TABLE peer_reading ({COLUMNS}) PARTITION BY RANGE (at)")
        for i in range(-2, 2):
            begin = int((day + timedelta(days=i)).timestamp())
            cursor.execute(
                f"CREATE TABLE peer_reading_{i + 2} PARTITION OF peer_reading FOR VALUES FROM ({begin}) TO ({begin + 86_400})"
            )


def _peer_insert(rows: list[tuple[int, int, int]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy("COPY peer_reading (sensor, at, said) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int4", "int8", "int4"])
                for row in rows:
                    copy.write_row(row)
        else:
            connection.connection.executemany("INSERT OR IGNORE INTO peer_reading VALUES (?, ?, ?)", rows)


def _peer_day(sensor: int, first: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, said FROM peer_reading WHERE sensor = %s AND at >= %s AND at < %s ORDER BY at",
            [sensor, first, first + 86_400],
        )
        return list(cursor.fetchall())


def _peer_latest(sensors: list[int]) -> list[Any]:
    marks = ",".join(["%s"] * len(sensors))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT sensor, at, said FROM peer_reading p WHERE sensor IN ({marks})"  # noqa: S608 - marks only
            " AND at = (SELECT max(at) FROM peer_reading q WHERE q.sensor = p.sensor)",
            sensors,
        )
        return list(cursor.fetchall())


def _peer_bytes() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM peer_reading")
        n = cursor.fetchone()[0]
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'peer_reading'::regclass"
            )
            return float(cursor.fetchone()[0]) / float(n)
        with (
            tempfile.TemporaryDirectory() as folder
        ):  # a file of its own, written in order: the smallest that it can be
            copy = Path(folder) / "peer.sqlite3"
            cursor.execute("ATTACH %s AS alone", [str(copy)])
            cursor.execute(f"CREATE TABLE alone.peer_reading ({COLUMNS}) WITHOUT ROWID")
            cursor.execute("INSERT INTO alone.peer_reading SELECT * FROM main.peer_reading ORDER BY sensor, at")
            cursor.execute("DETACH alone")
            return copy.stat().st_size / float(n)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _row(name: str, ours: float, unit: str, n: int, peer: tuple[str, float] | None) -> Row:
    more = unit.endswith("/s")
    ratio = None if peer is None else round(ours / peer[1] if more else peer[1] / ours, 2)
    return {
        "name": f"{name} ({connection.vendor})", "ours": round(ours, 2), "unit": unit, "n": n, "peer_name": peer[0] if peer else "",
        "peer": round(peer[1], 2) if peer else None, "ratio": ratio,
    }  # fmt: skip
