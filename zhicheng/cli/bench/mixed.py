"""Benchmark of the whole door: mixed reports from four senders' files through to tickets, stage by stage, beside the bare writing.

With a folder of real texts (`--data`, see `docs/how-to/import-reports.md`) the words are those of citizens: messages to a government
without a point, of which a place must be found; the same with one; and another city's reports with points, streets and photos. Without
it, words and points are made up. Stages are measured in one process, so that each second belongs to one of them; the rate is that of
`zhicheng import reports`, which drafts on the second core.

The floor is what the database alone needs: the same rows, already in it, written again into empty tables with the same indexes.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from zhicheng.cli.output import progress
from zhicheng.engines import tables
from zhicheng.flow.reports import classifying, extracting, intake, mappings, rules
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.flow.tickets.services import opening
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput
from zhicheng.server import drafting
from zhicheng.server.imports import import_file, written

Row = dict[str, Any]
HEADER = ("id", "time", "text", "lng", "lat", "address", "reporter", "phone", "category")
SENDERS = ("hotline", "citizen", "grid", "social")
CHINESE = ("hot_messages_train", "labeled_raw_train", "replies_train")  # of the folder teddy_zhengwu
TAPPED = ("06011", "09001", "09012", "01037", "01003", "06034", "09006")  # what a citizen chooses with his thumb
MAPPED = {
    "Illegal Parking": "09012",
    "Abandoned Vehicle": "06034",
    "Unshoveled Sidewalk": "10001",
}  # what the desk says once
WORKERS_BATCH = 50  # of the journey's step
LATER = timedelta(days=60)  # the staged part tells of other things than what came in before it
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("read the file", intake, "_incoming"),
    ("check", rules, "check"),
    ("address and hour in the words", extracting, "complete_row"),
    ("place in the words", reports, "_places"),
    ("areas of the points", reports, "_grids"),
    ("matter of the words", classifying, "categories"),
    ("receipts and doubles", reports, "arrive_many"),
    ("lawful, known or new", opening, "_decide"),
    ("write reports and events", reports, "store_many"),
    ("write tickets and events", opening, "_write"),
)


def bench_mixed(
    quick: bool,
    folder: Path | None,
    *,
    row: Callable[..., Row],
    made_up: Callable[[int, int], list[Incoming]],
    at: datetime,
) -> list[Row]:
    """Every row of the table; `made_up(n, seed)` are invented reports with points of this city."""
    n = 8_000 if quick else 100_000
    name = "mixed reports" if folder else "made-up mixed reports"
    files = _files(n, folder, made_up, at, "a")
    for category, matter in MAPPED.items():
        mappings.map_category(category=category, matter=matter, by="bench", at=at)
    found: dict[str, int] = defaultdict(int)
    with Memory() as memory:
        began = time.perf_counter()
        for sender, path in files:
            one = import_file(path, source=sender, mapping={}, datum="wgs84", fit=True, tell=lambda _: None, at=at)
            for key in ("read", "accepted", "refused", "tickets", "merged", "waiting", "lawful"):
                found[key] += one[key]
        seconds = time.perf_counter() - began
    progress(f"{name}: {dict(found)}")
    if found["tickets"] + found["merged"] + found["waiting"] + found["lawful"] != found["accepted"]:
        raise RuntimeError(f"not every row became something: {dict(found)}")
    floor = _floor()
    out = [
        row(f"{name}: whole door", n / seconds, "reports/s", n, n / floor, "the same rows written by SQL alone"),
        row(f"{name}: peak memory of both processes", memory.peak, "MB", n),
    ]
    return [
        *out,
        *_staged(n // 4, folder, made_up, at + LATER, name, row),
        _looking(row, name, at + LATER, 200 if quick else 2_000),
    ]


# The files --------------------------------------------------------------------------------------------------------------


def _files(
    n: int, folder: Path | None, made_up: Callable[[int, int], list[Incoming]], at: datetime, mark: str
) -> list[tuple[str, Path]]:
    """A CSV of each sender, a quarter of the reports each, spread over the three days before `at`."""
    rng = random.Random(hash(mark) % 1_000 if folder is None else 1)
    home = config().home / "mixed"
    home.mkdir(parents=True, exist_ok=True)
    share = n // len(SENDERS)
    out = []
    for k, sender in enumerate(SENDERS):
        path = home / f"{sender}-{mark}.csv"
        with path.open("w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(HEADER)
            for i, told in enumerate(islice(_told(sender, share, folder, made_up, k), share)):
                moment = at - timedelta(minutes=rng.uniform(1, 3 * 1440))
                writer.writerow((f"{mark}{sender}{i}", moment.isoformat(), *told))
        out.append((sender, path))
    return out


def _told(
    sender: str, n: int, folder: Path | None, made_up: Callable[[int, int], list[Incoming]], seed: int
) -> Iterable[tuple[Any, ...]]:
    """(text, lng, lat, address, reporter, phone, category) of each report of a sender."""
    points = made_up(n, 20 + seed)
    if folder is None:
        with_points = sender in ("citizen", "grid")
        return ((p.text, p.lng if with_points else "", p.lat if with_points else "", "", "", "", "") for p in points)
    if sender == "grid":
        return _other_city(folder)
    texts, rng = cycle(_chinese(folder)), random.Random(seed)
    if sender == "citizen":
        return (
            (text, p.lng, p.lat, "", user, "", rng.choice(TAPPED))
            for p, (text, user) in zip(points, texts, strict=False)
        )
    return ((text, "", "", "", user, "", "") for text, user in texts)


def _chinese(folder: Path) -> list[tuple[str, str]]:
    """Title and words of each message, and who told it."""
    out = []
    for name in CHINESE:
        path = folder / "teddy_zhengwu" / f"{name}.csv.gz"
        if not path.is_file():
            raise BadInput(
                f"{folder} 里没有 teddy_zhengwu/{name}.csv.gz。",
                f"There is no teddy_zhengwu/{name}.csv.gz in {folder}.",
                field="--data",
            )
        with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
            out += [(f"{r['title']}。{r['detail'].strip()}", r["user"]) for r in csv.DictReader(f)]
    random.Random(3).shuffle(out)
    return out


def _other_city(folder: Path) -> Iterator[tuple[Any, ...]]:
    """Boston's reports, oldest first: kind, words, point and street."""
    events, words = (tables.read_rows(folder / "boston311" / f"{name}.parquet") for name in ("events", "texts"))
    for (_, r), (_, t) in zip(events, words, strict=True):
        if r["id"] != t["id"]:
            raise BadInput(
                "events.parquet 与 texts.parquet 次序不同。",
                "events.parquet and texts.parquet are not in one order.",
                field="--data",
            )
        yield (t["description"] or "")[:2_000], r["lon"], r["lat"], r["address"] or "", "", "", r["category"]


# The stages -------------------------------------------------------------------------------------------------------------


def _staged(
    n: int,
    folder: Path | None,
    made_up: Callable[[int, int], list[Incoming]],
    at: datetime,
    name: str,
    row: Callable[..., Row],
) -> list[Row]:
    """Microseconds of each stage per report, in one process; what is left is the transaction itself and the CSV reader."""
    took: dict[str, float] = defaultdict(float)
    files = _files(n, folder, made_up, at, "b")
    began = time.perf_counter()
    with _timed(took):
        for sender, path in files:
            for batch in drafting.batches(path, {}, "wgs84", True, at):
                written(batch.drafts, sender, at)
    whole = time.perf_counter() - began
    took["the rest: file, commit"] = whole - sum(took.values())
    rows = [row(f"{name}: {k}", s / n * 1e6, "µs a report", n) for k, s in took.items()]
    return [*rows, row(f"{name}: all stages, one process", whole / n * 1e6, "µs a report", n)]


@contextmanager
def _timed(took: dict[str, float]) -> Iterator[None]:
    """Each stage's function counts its own seconds while this lasts."""
    kept = [(module, name, getattr(module, name)) for _, module, name in STAGES]
    for (stage, module, name), (_, _, function) in zip(STAGES, kept, strict=True):
        setattr(module, name, _counting(function, stage, took))
    try:
        yield
    finally:
        for module, name, function in kept:
            setattr(module, name, function)


def _counting(function: Callable[..., Any], stage: str, took: dict[str, float]) -> Callable[..., Any]:
    def counted(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **named)
        finally:
            took[stage] += time.perf_counter() - began

    return counted


def _looking(row: Callable[..., Row], name: str, at: datetime, n: int) -> Row:
    """The worker's look for a known thing, of the newest tickets that people told of."""
    ids = list(tickets.Ticket.objects.order_by("-pk").values_list("pk", flat=True)[:n])
    ticket_services.look_for_same(ids[:20], at=at)  # warm: which words are rare here
    began = time.process_time()
    for i in range(0, n, WORKERS_BATCH):
        ticket_services.look_for_same(ids[i : i + WORKERS_BATCH], at=at)
    return row(
        f"{name}: look for the same, behind the door",
        (time.process_time() - began) / len(ids) * 1e3,
        "CPU-ms a ticket",
        len(ids),
    )


class Memory:
    """The most megabytes that this process and its children held together while this lasted, looked at every 50 ms."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Memory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.peak = max(self.peak, sum(_resident(pid) for pid in (os.getpid(), *_children())))


def _children() -> list[int]:
    tasks = list(Path("/proc/self/task").iterdir())
    return [int(c) for task in tasks for c in (task / "children").read_text().split()]


def _resident(pid: int) -> float:
    """Megabytes; 0 for a process that is over."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, IndexError):
        return 0.0


# The floor --------------------------------------------------------------------------------------------------------------

WRITTEN = ("reports_report", "tickets_ticket", "tickets_follower", "infra_event")


def _floor() -> float:
    """Seconds in which the database alone writes all rows of the tables that the door fills, with their indexes, in one transaction."""
    with connection.cursor() as cursor:
        copies = [(t, _like(cursor, t)) for t in _existing(cursor)]
        began = time.perf_counter()
        with transaction.atomic():
            for table, copy in copies:
                cursor.execute(f"INSERT INTO {copy} SELECT * FROM {table}")  # noqa: S608 - names of our own tables
        took = time.perf_counter() - began
        for _, copy in copies:
            cursor.execute(f"DROP TABLE {copy}")
    return took


def _existing(cursor: Any) -> Sequence[str]:
    names = set(connection.introspection.table_names(cursor))
    missing = [t for t in WRITTEN if t not in names]
    if missing:
        raise RuntimeError(f"no such tables: {missing}")
    return WRITTEN


def _like(cursor: Any, table: str) -> str:
    """An empty table with the same columns, keys and indexes."""
    copy = f"bench_{table}"
    if connection.vendor == "postgresql":
        cursor.execute(f"CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)")
        return copy
    cursor.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    for kind, name, sql in cursor.fetchall():
        made = sql.replace(f'"{table}"', f'"{copy}"')
        cursor.execute(made if kind == "table" else made.replace(f'"{name}"', f'"bench_{name}"', 1))
    return copy
