"""What the beginning of a story leaves in the database, made once a run and put back row by row: two thousand tests begin with the same brigade.

Rows go back as the driver stores them (COPY on PostgreSQL), not through models: nothing of the story's beginning runs again.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

_kept: dict[Hashable, Kept] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """`made`: what the beginning gave back; per table its columns and rows, `had`: the table held others before."""

    made: Any
    tables: dict[str, Table]


@dataclass(frozen=True, slots=True)
class Table:
    columns: str
    rows: Any
    had: bool = False


def keep(key: Hashable, begin: Callable[[], Any]) -> None:
    """Begin in the empty database of this run, note what changed, and take it back."""
    with transaction.atomic():
        before = _dump()
        made = begin()
        changed = {
            name: Table(t.columns, t.rows, bool(before[name].rows)) for name, t in _dump().items() if t != before[name]
        }
        transaction.set_rollback(True)
    _kept[key] = Kept(made, changed)


def put_back(key: Hashable) -> Any:
    """What `begin` gave back, and its rows; None where nothing is kept or somebody was in this database before."""
    from zhicheng.ground.people.models import Account
    from zhicheng.infra.models import Event

    kept = _kept.get(key)
    if kept is None or Account.objects.exists() or Event.objects.exists():
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in kept.tables.items():
            if table.had:
                cursor.execute(f'DELETE FROM "{name}"')
            _fill(cursor, name, table)
    return copy.deepcopy(kept.made)


def _dump() -> dict[str, Table]:
    with connection.cursor() as cursor:
        names = sorted(n for n in connection.introspection.table_names(cursor) if n != "django_migrations")
        return {name: _rows(cursor, name) for name in names}


def _rows(cursor: Any, name: str) -> Table:
    told = [c.name for c in connection.introspection.get_table_description(cursor, name)]
    columns = ", ".join(f'"{c}"' for c in told)
    if connection.vendor == "postgresql":
        with cursor.copy(f'COPY "{name}" ({columns}) TO STDOUT') as copied:
            return Table(columns, b"".join(map(bytes, copied)))
    # The plus keeps SQLite's driver from making dates and flags of what it reads: it stores what it read.
    cursor.execute('SELECT {} FROM "{}"'.format(", ".join(f'+"{c}"' for c in told), name))
    return Table(columns, cursor.fetchall())


def _fill(cursor: Any, name: str, table: Table) -> None:
    if connection.vendor == "postgresql":
        with cursor.copy(f'COPY "{name}" ({table.columns}) FROM STDIN') as copied:
            copied.write(table.rows)
    elif table.rows:
        marks = ", ".join(["%s"] * len(table.rows[0]))
        cursor.executemany(f'INSERT INTO "{name}" ({table.columns}) VALUES ({marks})', table.rows)
