"""Numbers of papers: one series per agency, word and year, without gaps and without doubles.

The next number is taken by one statement that locks the series' row until the transaction ends: who rolls back gives it back, who
commits keeps it, and who waits gets the next (SQLite has one writer anyway; PostgreSQL locks the row).
"""

from __future__ import annotations

from django.db import connection

from zhicheng.flow.papers.kinds import numbering

TAKE = """
INSERT INTO papers_series (agency, word, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (agency, word, year) DO UPDATE SET last = papers_series.last + 1
RETURNING id, last
"""


def take(agency: str, word: str, year: int) -> tuple[int, int]:
    """(series, number): the next one, in the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of the paper that bears it")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [agency, word, year])
        series, last = cursor.fetchone()
    return series, last


def written(agency: str, word: str, year: int, no: int) -> str:
    """杭西综执罚决字〔2026〕12号, as the pack writes it."""
    return numbering().format(agency=agency, word=word, year=year, seq=no)
