"""Benchmark of a case's screen and of the list of cases: SQL statements and CPU time, at twenty thousand cases.

A screen draws itself from one answer: the case folded from its stream, everything that is allowed and refused next, papers, evidence,
footage. It must not ask the database more the longer the case is.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhicheng.flow.cases import queries, shapes
from zhicheng.flow.cases.queries import Case, Filter
from zhicheng.ground.people import queries as people
from zhicheng.sim import casebook

Row = dict[str, Any]
# What we allow ourselves: a screen in a blink of the server, not a statement per event.
SCREEN_STATEMENTS, SCREEN_MS, LIST_STATEMENTS = 30, 25.0, 12
MANY = 20_000


def bench_cases(quick: bool, *, at: datetime) -> list[Row]:
    """The longest case of the casebook and a page of 50 cases, as its head sees them."""
    casebook.write(at=at)
    n = 2_000 if quick else MANY
    _many(n)
    who = people.access_of(people.demo_account("head"))
    longest = Case.objects.order_by("-seq").first()
    assert longest is not None
    rounds = 10 if quick else 100
    sql, ms = _cost(lambda: shapes.case_file(longest, who, at), rounds)
    list_sql, list_ms = _cost(lambda: shapes.rows(queries.page(who, Filter(), at=at), who, at), rounds)
    _, peer_ms = _cost(lambda: list(Paginator(queries.visible_to(who).order_by("-pk"), 50).get_page(2)), rounds)
    return [
        _row(f"case screen, {longest.seq} events, SQL", sql, "statements", rounds, ("our budget", SCREEN_STATEMENTS)),
        _row("case screen, median", ms, "CPU-ms", rounds, ("our budget", SCREEN_MS)),
        _row("case list of 50, SQL", list_sql, "statements", n, ("our budget", LIST_STATEMENTS)),
        _row(
            "case list of 50, drawn, median",
            list_ms,
            "CPU-ms",
            n,
            ("Django Paginator, second page, rows only", peer_ms),
        ),
    ]


def _many(n: int) -> None:
    """Copies of what is there, each a case of its own in the list; their streams are nobody's business here."""
    known = list(Case.objects.order_by("pk"))
    fields = [f.attname for f in Case._meta.concrete_fields if not f.primary_key]
    copies = []
    for i in range(n - len(known)):
        values = {name: getattr(known[i % len(known)], name) for name in fields}
        copies.append(Case(**values | {"no": f"B{i:09d}"}))
    Case.objects.bulk_create(copies, batch_size=1_000)


def _cost(work: Callable[[], object], rounds: int) -> tuple[int, float]:
    """(statements, median CPU milliseconds), once warm."""
    work()
    with CaptureQueriesContext(connection) as seen:
        work()
    took = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        took.append((time.process_time() - begin) * 1000)
    return len(seen), statistics.median(took)


def _row(name: str, ours: float, unit: str, n: int, peer: tuple[str, float]) -> Row:
    return {
        "name": f"{name} ({connection.vendor})", "ours": round(ours, 2), "unit": unit, "n": n, "peer_name": peer[0],
        "peer": round(peer[1], 2), "ratio": round(peer[1] / ours, 2) if ours else None,
    }  # fmt: skip
