"""`zhicheng bench duplicates`: links per CPU second, and how often the true parent comes first, beside the rules that everybody tries first.

The city is drawn (things that several people report, hours and metres apart), so that anybody can repeat the figures; what is measured on
a real city's links stands in ADR 0031.
"""

from __future__ import annotations

import time
from typing import Any

from zhicheng.engines.duplicates import weighing
from zhicheng.engines.duplicates.drawn import drawn_city
from zhicheng.engines.duplicates.linking import link
from zhicheng.engines.duplicates.measuring import compare, ranked, space_and_time

Row = dict[str, Any]


def bench_duplicates(quick: bool) -> list[Row]:
    """CPU milliseconds a report, and shares of the true parent first."""
    reports, truth = drawn_city(things=400 if quick else 8_000, repeats=6, seed=11)
    started = time.process_time()
    links = link(reports, weighing.shipped())
    ours = (time.process_time() - started) * 1000 / len(reports)
    started = time.process_time()
    ranked(reports, reports.order, space_and_time)
    rule = (time.process_time() - started) * 1000 / len(reports)
    figures = compare(reports, truth, links)
    first, theirs = figures["ours"]["first"], figures["space_and_time"]["first"]
    return [
        {"name": "duplicates: one report linked", "ours": round(ours, 3), "unit": "CPU-ms", "peer_name": "space-and-time rule",
         "peer": round(rule, 3), "ratio": round(rule / ours, 2), "n": len(reports)},
        {"name": "duplicates: true parent first, drawn city", "ours": first, "unit": "share", "peer_name": "space-and-time rule",
         "peer": theirs, "ratio": round(first / theirs, 2), "n": figures["links"]},
    ]  # fmt: skip
