"""The benchmark of the law engine measures a case that is lawful from lead to archive."""

from __future__ import annotations

from zhicheng.cli.bench.law import CASE, WAY, bench_assess
from zhicheng.law.assessment import assess
from zhicheng.law.book import book_of


def test_the_measured_case_reaches_the_archive_unrefused() -> None:
    found = assess(CASE, WAY, WAY[-1].at, book_of("330000"))
    assert (found.stage, found.refused) == ("archived", ())


def test_its_rows_have_their_shape() -> None:
    rows = bench_assess(quick=True)
    assert [r["name"] for r in rows] == ["assess, median", "assess, p99"]
    assert all(r["unit"] == "CPU-ms" and 0 < r["ours"] < 100 for r in rows)
