"""Numbers of papers: one series per agency, word and year, without gaps and without doubles.

The next number is taken by one statement that locks the series' row until the transaction ends: who rolls back gives it back, who
commits keeps it, and who waits gets the next (SQLite has one writer anyway; PostgreSQL locks the row). A phone without a network
writes numbers out of a block that was taken for it beforehand by the same statement (`services/blocks.py`).
"""

from __future__ import annotations

from django.db import connection

from zhicheng.flow.papers.kinds import numbering

TAKE = """
INSERT INTO papers_series (agency, word, year, last) VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, word, year) DO UPDATE SET last = papers_series.last + %s
RETURNING id, last
"""
GIVE_BACK = "UPDATE papers_series SET last = %s WHERE id = %s AND last = %s"


def take(agency: str, word: str, year: int, count: int = 1) -> tuple[int, int]:
    """(series, last number taken): the next one, or the last of the next `count`, in the caller's transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a number is taken in the transaction of the paper that bears it")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [agency, word, year, count, count])
        series, last = cursor.fetchone()
    return series, last


def give_back(series: int, *, last: int, to: int) -> bool:
    """The series ends at `to` again, if nobody has taken a number after `last` meanwhile. False: somebody has, nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [to, series, last])
        return bool(cursor.rowcount == 1)


def written(agency: str, word: str, year: int, no: int) -> str:
    """杭西综执罚决字〔2026〕12号, as the pack writes it."""
    return numbering().format(agency=agency, word=word, year=year, seq=no)
