"""Benchmarks that need a database: one process, an empty database, the demo brigade. Prints one JSON list on its last line."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from asgiref.sync import sync_to_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.server.settings")
django.setup()

import httpx  # noqa: E402 - Django has to be ready before anything of ours
from django.core.management import call_command  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from zhicheng.cli.bench.cases import bench_cases  # noqa: E402
from zhicheng.cli.bench.doors import bench_doors  # noqa: E402
from zhicheng.cli.bench.mixed import Memory, bench_mixed  # noqa: E402
from zhicheng.cli.bench.open311 import bench_open311  # noqa: E402
from zhicheng.cli.bench.sensors import bench_sensors  # noqa: E402
from zhicheng.cli.output import progress  # noqa: E402
from zhicheng.flow.dispatch import queries as dispatch  # noqa: E402
from zhicheng.flow.reports import services as reports  # noqa: E402
from zhicheng.flow.reports.rules import Incoming  # noqa: E402
from zhicheng.flow.tickets import search, shapes  # noqa: E402
from zhicheng.flow.tickets import services as ticket_services  # noqa: E402
from zhicheng.flow.tickets.queries import Ticket  # noqa: E402
from zhicheng.flow.tickets.states import ENDS  # noqa: E402
from zhicheng.ground.people import queries as people  # noqa: E402
from zhicheng.ground.people import services as people_services  # noqa: E402
from zhicheng.ground.people.services import Fix  # noqa: E402
from zhicheng.ground.places import queries as places  # noqa: E402
from zhicheng.infra import bulk  # noqa: E402
from zhicheng.infra.config import config  # noqa: E402
from zhicheng.server.imports import import_file  # noqa: E402
from zhicheng.sim import founding  # noqa: E402
from zhicheng.sim.demand_live import Street  # noqa: E402

Row = dict[str, Any]
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def row(
    name: str,
    ours: float,
    unit: str,
    n: int,
    peer: float | None = None,
    peer_name: str = "",
    *,
    more_is_better: bool = True,
) -> Row:
    """One line of the table; the ratio says how many times better ours is."""
    ratio = None if peer is None else round((ours / peer) if more_is_better else (peer / ours), 2)
    return {
        "name": f"{name} ({connection.vendor})", "ours": round(ours, 3), "peer": None if peer is None else round(peer, 3),
        "peer_name": peer_name, "unit": unit, "ratio": ratio, "n": n,
    }  # fmt: skip


def incoming(n: int, seed: int = 1) -> list[Incoming]:
    """Reports as the demo city's streets make them, spread over three days."""
    street, rng = Street(places.city(), seed), random.Random(seed)
    out = []
    for i in range(n):
        at = AT - timedelta(minutes=rng.uniform(0, 3 * 1440))
        seen = street.draw(at)
        out.append(Incoming(key=f"b{seed}-{i}", happened_at=at, text=seen.text, lng=seen.lng, lat=seen.lat))
    return out


def take_in(batch: list[Incoming], size: int) -> float:
    """Seconds for these reports, in batches of `size`, through to tickets that can be dispatched."""
    began = time.perf_counter()
    for i in range(0, len(batch), size):
        drafts, _ = reports.draft_many(batch[i : i + size], at=AT)
        ticket_services.open_from_drafts(drafts, source="import", by="import:bench", at=AT)
    return time.perf_counter() - began


def bench_import(quick: bool) -> list[Row]:
    """Reports per second from a CSV file through to dispatch-ready tickets with all their events."""
    n = 10_000 if quick else 100_000
    alone = incoming(300, seed=2)
    file = config().home / "reports.csv"
    with file.open("w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(("id", "time", "text", "lng", "lat"))
        writer.writerows((r.key, r.happened_at, r.text, r.lng, r.lat) for r in incoming(n))
    with Memory() as memory:
        began = time.perf_counter()
        found = import_file(file, source="import", mapping={}, datum="wgs84", fit=False, tell=lambda _: None, at=AT)
        ours = n / (time.perf_counter() - began)
    if found["accepted"] != n or found["tickets"] + found["merged"] + found["waiting"] + found["lawful"] != n:
        raise RuntimeError(f"not every row became something: {found}")
    peer = len(alone) / take_in(alone, 1)
    return [
        row("import reports", ours, "reports/s", n, peer, "same code, one report per transaction"),
        row("import reports, peak memory of both processes", memory.peak, "MB", n),
    ]


def bench_bulk(quick: bool) -> list[Row]:
    """Rows per second into the position table: our bulk writer beside Django's bulk_create."""
    from zhicheng.ground.people.services.duty import Position

    n = 20_000 if quick else 200_000
    rows = [(i % 500, AT, 1_170_000_000 + i, 320_000_000 + i, 5) for i in range(n)]
    began = time.perf_counter()
    with transaction.atomic():
        bulk.insert_rows(Position, ("crew_id", "at", "lng_e7", "lat_e7", "accuracy_m"), rows)
    ours = n / (time.perf_counter() - began)
    objects = [Position(crew_id=c, at=a, lng_e7=x, lat_e7=y, accuracy_m=m) for c, a, x, y, m in rows]
    began = time.perf_counter()
    Position.objects.bulk_create(objects, batch_size=5_000)
    return [row("rows written", ours, "rows/s", n, n / (time.perf_counter() - began), "Django bulk_create(5000)")]


def bench_positions(quick: bool) -> list[Row]:
    """Fixes per second: 10,000 people with one fix every 10 s need 1,000."""
    crews = list(people.all_crews())
    for crew in crews:
        account = people.account_of_crew(crew.pk)
        if account is not None and crew.state == "off":
            people_services.move_shift(crew_id=crew.pk, action="start", access=people.access_of(account), at=AT)
    n, rounds = 1_000, 5 if quick else 30
    took = []
    for k in range(rounds):
        fixes = [Fix(crews[i % len(crews)].pk, AT + timedelta(seconds=k), 117.1 + i * 1e-6, 32.3, 5) for i in range(n)]
        began = time.perf_counter()
        people_services.record_fixes(fixes, at=AT + timedelta(seconds=k))
        took.append(time.perf_counter() - began)
    return [row("positions", n / statistics.median(took), "fixes/s", n * rounds)]


FILTERS: tuple[dict[str, str], ...] = (
    {}, {"state": "dispatched"}, {"state": "handling,rework"}, {"lamp": "red"}, {"lamp": "yellow"}, {"lamp": "green"}, {"class": "09"},
    {"matter": "09006"}, {"area": "990103"}, {"area": "990103002"}, {"source": "camera"}, {"state": "to_dispatch", "class": "06"},
    {"area": "990101", "lamp": "red"}, {"q": "占道"}, {"q": "202611"}, {"state": "closed", "area": "990105001"},
    {"from": "2026-11-22T00:00:00+08:00", "to": "2026-11-23T00:00:00+08:00"}, {"source": "hotline", "class": "01"},
    {"lamp": "grey"}, {"matter": "10001"}, {"matter": "06028", "state": "rejected"}, {"q": "20261105"}, {"q": "无此一说"},
    {"q": "占道", "area": "990104"},
    {"state": "rejected", "area": "990102", "class": "01"}, {"bbox": "117.09,32.33,117.10,32.34"}, {"source": "citizen", "lamp": "yellow"},
    {"class": "09", "source": "hotline", "area": "990109"}, {"bbox": "1,1,2,2", "class": "09"}, {"area": "990109"},
)  # fmt: skip


def bench_list(quick: bool) -> list[Row]:
    """A page of 50 tickets with any filter at a million tickets, first and second page: p95; beside Django's Paginator
    (offset and count)."""
    n = 100_000 if quick else 1_000_000
    _many_tickets(n)
    who = people.access_of(people.demo_account("dispatcher"))
    took: list[tuple[float, str]] = []
    for _ in range(2 if quick else 5):
        for params in FILTERS:
            following = ""
            for _page in range(2):
                began = time.perf_counter()
                found, following = search.page(who, search.filter_from(params), at=AT, after=following)
                shapes.rows(found, at=AT, crews=dispatch.crews_of([t.pk for t in found]))
                took.append(((time.perf_counter() - began) * 1000, str(params)))
                if not following:
                    break
    slowest = max(took[len(FILTERS) * 2 :])  # the first round reads from the disk
    progress(f"slowest page once warm: {slowest[0]:.0f} ms, {slowest[1]}")
    theirs = []
    for params in FILTERS:
        began = time.perf_counter()
        pages = Paginator(search.every(who, search.filter_from(params), at=AT).order_by("-id"), 50)
        list(pages.get_page(2))
        theirs.append((time.perf_counter() - began) * 1000)
    return [
        row(
            "ticket list, p95",
            _p95([ms for ms, _ in took]),
            "ms",
            n,
            _p95(theirs),
            "Django Paginator, second page",
            more_is_better=False,
        ),
        row(
            "ticket list, median",
            statistics.median(ms for ms, _ in took),
            "ms",
            n,
            statistics.median(theirs),
            "Django Paginator",
            more_is_better=False,
        ),
    ]


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _many_tickets(n: int) -> None:
    """A million tickets: one imported day, then copies of its rows in SQL, each a day younger, with other numbers and states."""
    base = 10_000
    take_in(incoming(base, seed=5), 2_000)
    table = "tickets_ticket"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - a constant
        names = [c[0] for c in cursor.description or ()]
        cursor.execute(f"SELECT count(*), max(id) FROM {table}")  # noqa: S608 - a constant
        have, top = cursor.fetchone()
        states = (
            "closed",
            "evaluated",
            "closed",
            "evaluated",
            "handling",
            "to_close",
            "rejected",
            "closed",
            "dispatched",
        )
        days = n // have
        opened, no = _of_day(days, 0)
        cursor.execute(f"UPDATE {table} SET opened_at = {opened}, no = {no}")  # noqa: S608
        for k in range(1, days + 1):
            values = [_copied(c, k, k * (top + 1), states[k % len(states)]) for c in names]
            columns = ", ".join(connection.ops.quote_name(c) for c in names)
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {', '.join(values)} FROM {table} WHERE id <= {top}")  # noqa: S608
        cursor.execute("ANALYZE")


def _of_day(days: int, shift: int) -> tuple[str, str]:
    """SQL of the moment of opening, so many days from the row's own, and of the number that fits it and the shifted id."""
    if connection.vendor == "sqlite":
        return f"datetime(opened_at, '{-days} days')", (
            f"strftime('%Y%m%d', opened_at, '{-days} days', '8 hours') || printf('%07d', id + {shift})"
        )
    opened = f"opened_at - interval '{days} days'"
    return opened, f"to_char(({opened}) at time zone 'Asia/Shanghai', 'YYYYMMDD') || lpad((id + {shift})::text, 7, '0')"


def _copied(column: str, days: int, shift: int, state: str) -> str:
    match column:
        case "due_at" | "yellow_at" if state in ENDS:
            return "NULL"
        case "opened_at":
            return _of_day(-days, shift)[0]
        case "id":
            return f"id + {shift}"
        case "no":
            return _of_day(-days, shift)[1]
        case "state":
            return f"'{state}'"
    return connection.ops.quote_name(column)


def bench_post(quick: bool) -> list[Row]:
    """CPU milliseconds of the web process per POST /api/reports (SQLite: the database is inside it)."""
    n, port = 100 if quick else 1_000, 8399
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
               "--log-level", "warning", "zhicheng.server.wsgi:application"]  # fmt: skip
    server = subprocess.Popen(command)  # noqa: S603 - our own command
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _until_up(client)
            chosen = incoming(n + 50, seed=9)
            for one in chosen[:50]:
                _post(client, one)
            before = _cpu_seconds(server.pid) + _postgres_cpu()
            took = [_timed(lambda one=one: _post(client, one)) for one in chosen[50:]]  # type: ignore[misc]
            cpu = (_cpu_seconds(server.pid) + _postgres_cpu() - before) / n * 1000
    finally:
        server.terminate()
        server.wait(10)
    return [
        row("POST a report, CPU of app and database", cpu, "CPU-ms", n, 56.0, "published: Django + PostGIS peer, 48 statements",
            more_is_better=False),
        row("POST a report, wall p95", _p95([t * 1000 for t in took]), "ms", n),
    ]  # fmt: skip


def _until_up(client: httpx.Client) -> None:
    for _ in range(100):
        try:
            if client.get("/api/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)


def _post(client: httpx.Client, one: Incoming) -> None:
    body = {"key": one.key, "text": one.text, "lng": one.lng, "lat": one.lat}
    answer = client.post("/api/reports", json=body)
    if answer.status_code != 201:
        raise RuntimeError(answer.text)


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children that are alive."""
    total = 0.0
    for candidate in [pid, *_children(pid)]:
        fields = Path(f"/proc/{candidate}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(c) for c in (task / "children").read_text().split()]
    return found + [g for c in found for g in _children(c)]


def _postgres_cpu() -> float:
    """CPU of the PostgreSQL that ZHICHENG_DATABASE names, found by its backends' process ids; 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        pids = [r[0] for r in cursor.fetchall()]
    return sum(_cpu_seconds(p) for p in pids)


def bench_latency(quick: bool) -> list[Row]:
    """Seconds from POST /api/reports to the job on the officer's stream, at 50 reports a second, every phone connected."""
    seconds, port = (2 if quick else 8), 8397
    crews = [c for c in people.all_crews() if c.kind == "patrol"]
    tokens = _on_shift(crews)
    processes = [subprocess.Popen(c) for c in _processes(port)]  # noqa: S603 - our own commands
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            _until_up(client)
        seen = asyncio.run(_burst(port, tokens, seconds))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(15)
    took = sorted(seen)
    p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
    return [
        row("report to officer's screen, p99", p99, "s", len(took)),
        row("report to officer's screen, median", statistics.median(took), "s", len(took)),
    ]


def _on_shift(crews: list[Any]) -> dict[int, str]:
    """Roll call and a place for every patrol crew; crew id → its phone's token."""
    tokens: dict[int, str] = {}
    rng, now, fixes = random.Random(3), datetime.now(UTC), []
    city = places.city()
    for crew in crews:
        account = people.account_of_crew(crew.pk)
        if account is None:
            continue
        people_services.move_shift(crew_id=crew.pk, action="start", access=people.access_of(account), at=now)
        tokens[crew.pk] = people.token_for(account)
        fixes.append(Fix(crew.pk, now, *_point_in(city, crew.area, rng)))
    people_services.record_fixes(fixes, at=now)
    return tokens


def _point_in(city: Any, area: str, rng: random.Random) -> tuple[float, float]:
    graph = city.network.graph
    while True:
        node = rng.randrange(len(graph.lng))
        lng, lat = float(graph.lng[node]), float(graph.lat[node])
        if city.locate(lng, lat).grid.startswith(area):
            return lng, lat


def _processes(port: int) -> list[list[str]]:
    granian = [sys.executable, "-m", "granian", "--log-level", "warning", "--workers", "1"]
    return [
        [
            *granian,
            "--interface",
            "wsgi",
            "--blocking-threads",
            "4",
            "--port",
            str(port),
            "zhicheng.server.wsgi:application",
        ],
        [*granian, "--interface", "asgi", "--port", str(port + 1), "zhicheng.server.asgi:application"],
        [sys.executable, "-m", "zhicheng", "worker"],
    ]


async def _burst(port: int, tokens: dict[int, str], seconds: int) -> list[float]:
    """50 reports a second from all over the city; each crew's stream notes when its job arrives."""
    sent: dict[int, float] = {}
    seen: dict[int, float] = {}
    listeners = [asyncio.create_task(_listen(port + 1, t, seen)) for t in tokens.values()]
    await asyncio.sleep(4)
    async with httpx.AsyncClient(timeout=None, limits=httpx.Limits(max_connections=None)) as client:  # noqa: S113 - bounded below
        await _send(client, port, seconds, sent)
        ends = time.perf_counter() + 20
        while len(seen) < len(sent) * 0.98 and time.perf_counter() < ends:
            await asyncio.sleep(0.1)
    for task in listeners:
        task.cancel()
    report_of = await _reports_of_tickets()
    return [moment - sent[report_of[t]] for t, moment in seen.items() if report_of.get(t) in sent]


async def _send(client: httpx.AsyncClient, port: int, seconds: int, sent: dict[int, float]) -> None:
    rng, city = random.Random(8), places.city()
    districts = [a.code for a in city.areas.areas if a.level == "district"]
    began = time.perf_counter()
    waiting = []
    for i in range(50 * seconds):
        await asyncio.sleep(max(0.0, began + i / 50 - time.perf_counter()))
        lng, lat = _point_in(city, districts[i % len(districts)], rng)
        waiting.append(asyncio.create_task(_send_one(client, port, i, lng, lat, sent)))
    await asyncio.gather(*waiting)


async def _send_one(
    client: httpx.AsyncClient, port: int, i: int, lng: float, lat: float, sent: dict[int, float]
) -> None:
    began = time.perf_counter()
    body = {"key": f"latency-{i}", "text": "有人占道摆摊", "lng": lng, "lat": lat}
    answer = await client.post(f"http://127.0.0.1:{port}/api/reports", json=body)
    sent[int(answer.json()["receipt"][6:])] = began


async def _listen(port: int, token: str, seen: dict[int, float]) -> None:
    """One phone. Bare sockets: 600 of them in an HTTP library would take a core from the system that is measured."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /api/live?topics=job HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n\r\n"
    writer.write(head.encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"data:") and b'"assignment.offer"' in line:
                seen.setdefault(json.loads(line[5:])["ticket"], time.perf_counter())
    finally:
        writer.close()


async def _reports_of_tickets() -> dict[int, int]:
    return await sync_to_async(lambda: dict(Ticket.objects.values_list("pk", "report_id")))()


BENCHES: dict[str, Callable[[bool], list[Row]]] = {
    "post_report": bench_post,
    "import_reports": bench_import,
    "ticket_list": bench_list,
    "positions": bench_positions,
    "bulk": bench_bulk,
    "latency": bench_latency,
    "cases": lambda quick: bench_cases(quick, at=AT),
    "sensors": lambda quick: bench_sensors(quick, at=AT),
    "doors": lambda quick: bench_doors(quick, row=row),
    "open311": lambda quick: bench_open311(quick, row=row, places=incoming(1_000, seed=11)),
    "mixed": lambda quick: bench_mixed(quick, _data(), row=row, made_up=incoming, at=AT),
}


def _data() -> Path | None:
    return Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else None


def main() -> None:
    """`python -m zhicheng.cli.bench.flow NAME [--quick] [--data DIR]`."""
    call_command("migrate", verbosity=0)
    founding.found(at=AT - timedelta(days=4), patrols=16 if sys.argv[1] == "latency" else founding.PATROLS_PER_STREET)
    result = BENCHES[sys.argv[1]]("--quick" in sys.argv)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
