"""Benchmark of Open311: what filing a request costs, beside one bare insert; how long a list of a thousand takes, in JSON and XML.

In one process, through the whole stack of middleware and views, without a socket: what is left is ours.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client

from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.tickets import services as tickets
from zhicheng.gateways.open311 import keys
from zhicheng.gateways.open311.models import Edition
from zhicheng.infra import clock
from zhicheng.infra.config import config

Row = dict[str, Any]
BASE = "/open311/v2"
TEXTS = (
    "路灯不亮，晚上看不清路，电话13812345678",
    "垃圾桶旁边堆了一大堆纸箱",
    "有人占道摆摊，影响通行",
    "井盖松动，车一过就响",
)
SERVICES = ("01037", "06011", "09001", "01003")


def bench_open311(quick: bool, *, row: Callable[..., Row], places: list[Incoming]) -> list[Row]:
    """Every row; `places` are reports all over the city, whose points and words are used."""
    object.__setattr__(config(), "open311_per_minute", 10_000_000)
    secret = keys.add_key(name="bench", by="bench", at=clock.now())
    n = min(len(places), 200 if quick else 1_000)
    client = Client(headers={"host": "localhost"})
    for one in places[:20]:
        _file(client, secret, one)  # warm: the city, the catalogue, prepared statements
    statements = _statements(lambda: _file(client, secret, places[20]))
    cpu = [_cpu(lambda one=one: _file(client, secret, one)) for one in places[:n]]  # type: ignore[misc]
    floor = [_cpu(lambda i=i: _one_insert(i)) for i in range(n)]  # type: ignore[misc]
    _fill(places, 1_200)
    rows = [
        row("Open311 create, CPU", statistics.mean(cpu), "CPU-ms", n, statistics.mean(floor), "floor: one insert in a transaction of its own",
            more_is_better=False),
        row("Open311 create, CPU p95", _p95(cpu), "CPU-ms", n),
        row("Open311 create, SQL statements", statements, "statements", 1),
    ]  # fmt: skip
    for form in ("json", "xml"):
        rows += _list(client, form, row, 3 if quick else 10)
    return rows


def _list(client: Client, form: str, row: Callable[..., Row], n: int) -> list[Row]:
    path = f"{BASE}/requests.{form}"
    first = _wall(lambda: _get(client, path))
    statements = _statements(lambda: _get(client, path))
    took = [_wall(lambda: _get(client, path)) for _ in range(n)]
    return [
        row(f"Open311 list of 1,000, {form}, the first time", first, "ms", 1),
        row(f"Open311 list of 1,000, {form}", statistics.median(took), "ms", n),
        row(f"Open311 list of 1,000, {form}, SQL statements", statements, "statements", 1),
    ]


def _file(client: Client, secret: str, one: Incoming) -> None:
    i = random.randrange(len(SERVICES))
    form = {
        "api_key": secret,
        "service_code": SERVICES[i],
        "lat": str(one.lat),
        "long": str(one.lng),
        "description": TEXTS[i],
        "phone": "13812345678",
    }
    answer = client.post(f"{BASE}/requests.json", form)
    if answer.status_code != 200:
        raise RuntimeError(answer.content.decode())


def _get(client: Client, path: str) -> None:
    answer = client.get(path, {"page_size": "1000"})
    if answer.status_code != 200 or int(answer["X-Total-Count"]) < 1_000:
        raise RuntimeError(f"{answer.status_code}: {answer.content[:200]!r}")


def _one_insert(i: int) -> None:
    """The least that anything costs that has to be there after a power cut."""
    with transaction.atomic():
        Edition.objects.create(digest=f"{i:064}", at=clock.now())


def _fill(places: list[Incoming], n: int) -> None:
    """So many more reports with their tickets."""
    at = clock.now()
    more = [
        Incoming(key=f"open311-{i}", text=one.text, lng=one.lng, lat=one.lat, category=SERVICES[i % len(SERVICES)])
        for i, one in enumerate((places * (n // len(places) + 1))[:n])
    ]
    drafts, _ = reports.draft_many(more, at=at)
    tickets.open_from_drafts(drafts, source="hotline", by="import:bench", at=at)


def _statements(work: Callable[[], None]) -> int:
    """How many are sent to the database; those that begin and end transactions are not counted."""
    n = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal n
        n += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        work()
    return n


def _cpu(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def _wall(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p95(found: list[float]) -> float:
    return sorted(found)[int(len(found) * 0.95)]
