"""The benchmark of a case's screen: its rows, and that a long list costs no more statements than a short one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from zhicheng.cli.bench import cases
from zhicheng.cli.bench.cases import LIST_STATEMENTS, SCREEN_STATEMENTS
from zhicheng.sim import founding

AT = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db
def test_screen_and_list_keep_to_their_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "MANY", 60)
    founding.found(at=AT)
    rows = {r["name"].partition(" (")[0]: r for r in cases.bench_cases(quick=False, at=AT)}
    screen = next(r for name, r in rows.items() if name.startswith("case screen") and r["unit"] == "statements")
    assert 0 < screen["ours"] <= SCREEN_STATEMENTS
    assert 0 < rows["case list of 50, SQL"]["ours"] <= LIST_STATEMENTS
    assert all(r.keys() == {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"} for r in rows.values())
    assert all(r["ours"] > 0 and r["ratio"] > 0 for r in rows.values())


@pytest.mark.django_db
@pytest.mark.parametrize("statements", [0, 1, 3])
def test_statements_are_counted_once_warm(statements: int) -> None:
    calls = []

    def work() -> None:
        calls.append(1)
        with connection.cursor() as cursor:
            for _ in range(statements):
                cursor.execute("SELECT 1")

    assert cases._cost(work, 4)[0] == statements
    assert len(calls) == 6
