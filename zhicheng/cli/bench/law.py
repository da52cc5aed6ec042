"""Benchmark of the law engine: one whole ordinary case, assessed after each of its events, as a screen and a service would."""

from __future__ import annotations

import statistics
import time
from datetime import datetime
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.assessment import assess
from zhicheng.law.book import book_of
from zhicheng.law.facts import Facts
from zhicheng.law.stream import Actor, Data, Event

OFFICERS = (Actor("a", frozenset({"officer", "lead_officer"})), Actor("b", frozenset({"officer"})))
HEAD = Actor("h", frozenset({"head"}))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def _by(role: str) -> tuple[Actor, ...]:
    return (Actor(role, frozenset({role})),)


CASE = Facts(violations=("V.ZJ.shop_outside",), act=_at("2026-03-02T09:00"), first_in_lookback=False)
WAY = (
    Event("T01", _at("2026-03-02T10:00"), _by("squad_head")),
    Event("T04", _at("2026-03-03T10:00"), (HEAD,), Data(assigned=OFFICERS)),
    Event("T20", _at("2026-03-03T14:00"), OFFICERS),
    Event("T26", _at("2026-03-03T14:30"), OFFICERS, Data(until=_at("2026-03-05T18:00"))),
    Event("recheck", _at("2026-03-06T09:00"), OFFICERS),
    Event("T29", _at("2026-03-09T10:00"), OFFICERS),
    Event("T33", _at("2026-03-10T10:00"), (*OFFICERS, HEAD), Data(amount=500_00)),
    Event("statement", _at("2026-03-11T10:00"), _by("party"), Data(points=2)),
    Event("T34", _at("2026-03-18T10:00"), (OFFICERS[0], *_by("reviewer")), Data(answered=2)),
    Event("T42", _at("2026-03-18T15:00"), (HEAD,), Data(amount=500_00)),
    Event("T51", _at("2026-03-19T10:00"), OFFICERS),
    Event("T60", _at("2026-03-19T10:01"), _by("system")),
    Event("T61", _at("2026-03-25T10:00"), _by("cashier"), Data(amount=500_00, receipt="B7", method="bank")),
    Event("T90", _at("2026-03-26T10:00"), (HEAD,)),
    Event("T91", _at("2026-03-26T11:00"), _by("archivist")),
)


def bench_assess(quick: bool) -> list[dict[str, Any]]:
    """CPU milliseconds of one `assess` over a case's stream, median and p99 over all its lengths."""
    book = book_of("330000")
    rounds = 50 if quick else 500
    taken: list[float] = []
    for _ in range(rounds):
        for n in range(len(WAY) + 1):
            begin = time.process_time()
            assess(CASE, WAY[:n], WAY[-1].at, book)
            taken.append((time.process_time() - begin) * 1000)
    ordered = sorted(taken)
    rows = (("assess, median", statistics.median(ordered)), ("assess, p99", ordered[len(ordered) * 99 // 100]))
    return [
        {"name": name, "ours": round(value, 4), "peer": None, "peer_name": None, "unit": "CPU-ms", "ratio": None, "n": len(taken)}
        for name, value in rows
    ]  # fmt: skip
