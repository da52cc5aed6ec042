"""Many rows at once, the fastest way each database has: binary COPY on PostgreSQL, executemany on SQLite.

Django's `bulk_create` reaches 35-40 thousand rows a second, COPY 163 and executemany 160 (`zhicheng bench bulk`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.base import ModelState
from psycopg.types.string import BytesBinaryDumper

COPY_FROM = 40  # below that the round trips of COPY cost more than they save


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """Attribute → default of every column; callables are asked each time and therefore not allowed here."""
    return {f.attname: f.get_default() for f in model._meta.concrete_fields}


M = TypeVar("M", bound=models.Model)


def blank(model: type[M], values: Mapping[str, Any]) -> M:
    """An unsaved instance without `Model.__init__`, which costs 25 µs on a table of 40 columns; for batches only."""
    made = model.__new__(model)
    made._state = ModelState()
    made.__dict__.update(_defaults(model))
    made.__dict__.update(values)
    return made


def among(rows: QuerySet[M], column: str, values: Collection[Any]) -> QuerySet[M]:
    """Rows whose column holds one of many values. On PostgreSQL one array instead of thousands of parameters, which cost the client
    more than they cost the server."""
    if connection.vendor != "postgresql":
        return rows.filter(**{f"{column}__in": values})
    table, name = rows.model._meta.db_table, _column(rows.model, column)
    return rows.extra(where=[f'"{table}"."{name}" = ANY(%s)'], params=[list(values)])  # noqa: S610 - names of our own models


def load(rows: QuerySet[M], columns: Sequence[str]) -> list[M]:
    """These columns of these rows as instances; the other attributes hold defaults, so save() is not for them."""
    return [blank(rows.model, dict(zip(columns, row, strict=True))) for row in rows.values_list(*columns)]


def reserve_ids(model: type[models.Model], n: int) -> range | list[int]:
    """`n` primary keys that nobody else will get. On SQLite inside a transaction only: the write lock keeps them ours."""
    table = model._meta.db_table
    pk = model._meta.pk
    assert pk is not None
    column = pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            each = "SELECT nextval(pg_get_serial_sequence(%s, %s)) AS id FROM generate_series(1, %s)"
            cursor.execute(f"SELECT min(id), max(id) FROM ({each}) AS taken", [table, column, n])  # noqa: S608 - a constant
            first, last = cursor.fetchone()
            if last - first == n - 1:  # nobody else took one in between: two numbers cross the wire instead of n
                return range(first, last + 1)
            cursor.execute(each, [table, column, n])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        if row:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + n, table])
        else:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + n])
        return range(last + 1, last + n + 1)


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], *, n: int | None = None
) -> None:
    """Insert `rows`; `columns` are attribute names (`unit_id`). Values are Python: str, int, bytes, aware datetime, UUID, None.

    An iterator must come with its length `n`: PostgreSQL then takes in rows while Python still makes the next ones.
    """
    n = len(rows) if isinstance(rows, Sequence) else n
    if not n:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(_column(model, c)) for c in columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:  # Django's errors, not the driver's
        if connection.vendor == "postgresql" and n >= COPY_FROM:
            types = _copy_types(model, tuple(columns))
            raw = {i: _RAW[t] for i, t in enumerate(types) if t in _RAW}
            # Django has registered a wrapper of its own for bytea, in Python; this is psycopg's, in C.
            cursor.cursor.adapters.register_dumper(bytes, BytesBinaryDumper)
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea" if i in raw else t for i, t in enumerate(types)])
                for row in _converted(rows, raw) if raw else rows:
                    copy.write_row(row)
        elif connection.vendor == "postgresql":
            rows = list(_as_text(model, columns, rows))
            marks = ", ".join(["%s"] * len(columns))
            values = ", ".join([f"({marks})"] * len(rows))
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {values}", [v for row in rows for v in row])  # noqa: S608
        else:
            rows = rows if isinstance(rows, Sequence) else list(rows)
            marks = ", ".join(["?"] * len(columns))
            converters = _converters(rows[0], rows)
            plain = rows if not converters else _converted(rows, converters)
            # Past Django's wrapper, which rewrites %s to ? for every row.
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", plain)  # noqa: S608


def _raw_uuid(value: Any) -> Any:
    return value if value is None else bytes.fromhex(value) if isinstance(value, str) else value.bytes


def _raw_jsonb(value: Any) -> Any:
    text = _json(value)
    return text if text is None else b"\x01" + text.encode()


# Types whose binary form we write ourselves, as bytes: 16 of a UUID; version 1 and the text of a jsonb.
_RAW: Mapping[str, Callable[[Any], Any]] = {"uuid": _raw_uuid, "jsonb": _raw_jsonb}


@cache
def _copy_types(model: type[models.Model], columns: tuple[str, ...]) -> tuple[str, ...]:
    """PostgreSQL's name of each column's type: binary COPY converts nothing."""
    short = {"smallint": "int2", "integer": "int4", "bigint": "int8", "timestamp with time zone": "timestamptz",
             "boolean": "bool", "double precision": "float8"}  # fmt: skip
    return tuple(short.get(t, t) for t in (_db_type(model, c) for c in columns))


@cache
def _column(model: type[models.Model], attribute: str) -> str:
    name = attribute.removesuffix("_id") if attribute.endswith("_id") and _is_fk(model, attribute) else attribute
    column = model._meta.get_field(name).column  # type: ignore[union-attr]
    assert column is not None
    return column


def _is_fk(model: type[models.Model], attribute: str) -> bool:
    return any(getattr(f, "attname", "") == attribute and f.is_relation for f in model._meta.get_fields())


@lru_cache(maxsize=1024)
def _sqlite_datetime(value: Any) -> Any:
    """As Django's SQLite back end writes it; a batch shares most of its moments."""
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _sqlite_uuid(value: Any) -> Any:
    return None if value is None else value.hex


def _sqlite_date(value: Any) -> Any:
    return None if value is None else value.isoformat()


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_text(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterable[Sequence[Any]]:
    """JSON columns as text; psycopg would take a list for an array."""
    chosen = {i: _json for i, name in enumerate(columns) if _db_type(model, name) == "jsonb"}
    return _converted(rows, chosen) if chosen else rows


def _converters(first: Sequence[Any], rows: Sequence[Sequence[Any]]) -> dict[int, Callable[[Any], Any]]:
    """Which columns SQLite stores in another form. A column's type is that of its first value that is not None."""
    out: dict[int, Callable[[Any], Any]] = {}
    for i in range(len(first)):
        sample = next((row[i] for row in rows if row[i] is not None), None)
        if isinstance(sample, datetime):
            out[i] = _sqlite_datetime
        elif isinstance(sample, UUID):
            out[i] = _sqlite_uuid
        elif isinstance(sample, date):
            out[i] = _sqlite_date
        elif isinstance(sample, dict | list):
            out[i] = _json
    return out


def _converted(rows: Iterable[Sequence[Any]], converters: Mapping[int, Callable[[Any], Any]]) -> Iterable[list[Any]]:
    for row in rows:
        copy = list(row)
        for i, convert in converters.items():
            copy[i] = convert(copy[i])
        yield copy


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, guard: Sequence[str]
) -> int:
    """Update many rows, each with its own values; a row is `(*values, pk, *guard values)`. Returns how many rows matched.

    `guard` columns must still hold the given old values (optimistic lock).
    """
    if not rows:
        return 0
    pk = model._meta.pk
    assert pk is not None
    names = [*columns, pk.attname, *guard]
    with connection.wrap_database_errors, connection.cursor() as cursor:  # Django's errors, not the driver's
        if connection.vendor == "postgresql":
            cursor.execute(_update_from_arrays(model, tuple(names), len(columns)), _arrays(model, names, rows))
            return int(cursor.rowcount)
        table = connection.ops.quote_name(model._meta.db_table)
        quoted = [connection.ops.quote_name(_column(model, n)) for n in names]
        sets = ", ".join(f"{n} = ?" for n in quoted[: len(columns)])
        where = " AND ".join(f"{n} = ?" for n in quoted[len(columns) :])
        converters = _converters(rows[0], rows)
        plain = list(_converted(rows, converters)) if converters else rows
        done = connection.connection.executemany(f"UPDATE {table} SET {sets} WHERE {where}", plain)  # noqa: S608
        return int(done.rowcount)


@cache
def _update_from_arrays(model: type[models.Model], names: tuple[str, ...], n_set: int) -> str:
    """One UPDATE … FROM unnest(…) for all rows: one statement per row costs PostgreSQL ten times as much."""
    types = [_db_type(model, n) for n in names]
    quoted = [connection.ops.quote_name(_column(model, n)) for n in names]
    arrays = ", ".join(f"%s::{'text' if t == 'jsonb' else t}[]" for t in types)
    fields = ", ".join(f"c{i}" for i in range(len(names)))
    sets = ", ".join(f"{q} = v.c{i}{'::jsonb' if types[i] == 'jsonb' else ''}" for i, q in enumerate(quoted[:n_set]))
    where = " AND ".join(f"t.{q} = v.c{i}" for i, q in enumerate(quoted[n_set:], start=n_set))
    table = connection.ops.quote_name(model._meta.db_table)
    return f"UPDATE {table} AS t SET {sets} FROM unnest({arrays}) AS v({fields}) WHERE {where}"  # noqa: S608


def _arrays(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows as one list per column."""
    json_columns = {i for i, n in enumerate(names) if _db_type(model, n) == "jsonb"}
    return [
        [_json(v) for v in column] if i in json_columns else list(column)
        for i, column in enumerate(zip(*rows, strict=True))
    ]


@cache
def _db_type(model: type[models.Model], attribute: str) -> str:
    """The column's PostgreSQL type without its length."""
    name = attribute.removesuffix("_id") if attribute.endswith("_id") and _is_fk(model, attribute) else attribute
    field = model._meta.get_field(name)
    kind = str(getattr(field, "target_field", field).rel_db_type(connection))  # type: ignore[union-attr]
    return kind.partition("(")[0].replace("varchar", "text").strip()
