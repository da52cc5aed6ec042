"""The benchmark of sensors: its rows, and that the packed layout is the smaller one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from zhicheng.cli.bench import sensors
from zhicheng.sim import founding

AT = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_packed_readings_are_a_tenth_of_a_row_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensors, "MANY", 4_000)
    founding.found(at=AT)
    rows = {r["name"].partition(" (")[0]: r for r in sensors.bench_sensors(quick=True, at=AT)}
    stored = rows["sensor reading stored"]
    assert 0 < stored["ours"] < stored["peer"] / 10
    assert rows["200 sensors taken in, stored, judged"]["ours"] > 0
    assert rows["last value of sensors"]["ratio"] > 1
    assert all(r.keys() == {"name", "ours", "peer", "peer_name", "unit", "ratio", "n"} for r in rows.values())
