"""Many rows at once behave like one row at a time, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from zhicheng.infra import bulk
from zhicheng.infra.models import Job

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 16, 2, 0, 0, 123456, tzinfo=UTC)
COLUMNS = ("name", "payload", "state", "run_at", "priority", "attempts", "worker", "error", "lease_until", "key")


def rows(n: int, **more: object) -> list[tuple[object, ...]]:
    return [
        (f"n{i}", '{"文":"\t\\\\n\'"}', "queued", AT, 5, 0, "", "", None if i % 2 else AT, more.get("key"))
        for i in range(n)
    ]


@pytest.mark.parametrize("n", [1, bulk.COPY_FROM - 1, bulk.COPY_FROM, 300])
def test_what_was_put_in_comes_out(n: int) -> None:
    bulk.insert_rows(Job, COLUMNS, rows(n))
    found = list(Job.objects.order_by("id"))
    assert [j.name for j in found] == [f"n{i}" for i in range(n)]
    assert {j.payload for j in found} == {'{"文":"\t\\\\n\'"}'}
    assert {j.run_at for j in found} == {AT}
    assert [j.lease_until for j in found] == [None if i % 2 else AT for i in range(n)]


@pytest.mark.parametrize("n", [2, bulk.COPY_FROM])
def test_a_broken_rule_is_djangos_error_on_every_path(n: int) -> None:
    """Services catch django.db.IntegrityError; the driver's own error would slip through."""
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_rows(Job, COLUMNS, rows(n, key="the same"))
    assert not Job.objects.exists()


def test_reserved_ids_are_nobody_elses() -> None:
    first, second = (list(bulk.reserve_ids(Job, 3)) for _ in range(2))
    made = Job.objects.create(name="x", run_at=AT)
    assert len({*first, *second, made.pk}) == 7


def test_update_touches_only_rows_whose_guard_still_holds() -> None:
    a, b = (Job.objects.create(name=n, run_at=AT, attempts=1) for n in "ab")
    assert bulk.update_rows(Job, ("name",), [("A", a.pk, 1), ("B", b.pk, 2)], guard=("attempts",)) == 1
    assert list(Job.objects.order_by("pk").values_list("name", flat=True)) == ["A", "b"]


def test_nothing_is_nothing() -> None:
    bulk.insert_rows(Job, COLUMNS, [])
    assert bulk.update_rows(Job, ("name",), [], guard=()) == 0
