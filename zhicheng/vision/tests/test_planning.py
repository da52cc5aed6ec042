"""How many machines N cameras need: arithmetic that a person can check, and refusals."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.measuring import STREAM_FPS, Figures
from zhicheng.vision.planning import Assumptions, differs, plan

FIGURES = Figures(
    patrol_look_ms=10.0, dense_look_ms=20.0, quiet_look_ms=2.0, key_frame_ms=5.0, stream_frame_ms=0.4, jpeg_ms=1.0, worker_mb=150.0, shared_mb=70.0,
    decoder_mb=90.0, camera_mb=2.0, stream_mb=7.0, key_frame_kb=25.0, stream_kbit=500.0, detector="d@1", machine="m", cores=2, memory_gb=16.0,
    measured_at="2026-11-26T00:00:00+00:00",
)  # fmt: skip
ASSUME = Assumptions()


def planned(cameras: int = 10_000, mode: str = "patrol", every: float = 45.0, **more: Any) -> dict[str, Any]:
    return plan(FIGURES, cameras, mode, every, replace(ASSUME, **more))


def test_a_patrol_without_suspicions_costs_its_looks() -> None:
    found = planned(9_000, every=45, suspicious=0.0)
    assert found["cpu_seconds_per_second"] == pytest.approx(9_000 * 0.015 / 45)  # 3 cores
    assert found["cores"] == 4  # nine tenths of a core each
    assert found["memory_gb"] == pytest.approx((4 * 240 + 9_000 * 2 + 70) / 1000, abs=0.05)  # libraries once a machine


def test_dense_looking_decodes_every_frame_and_looks_at_some() -> None:
    found = planned(1_000, "dense", active=0.5)
    each = (STREAM_FPS * 0.4 + 2 * (0.5 * 20 + 0.5 * 2)) / 1000
    assert found["cpu_seconds_per_second"] == pytest.approx(1_000 * each, abs=0.01)
    assert found["every_s"] == 0.5
    assert found["bandwidth_mbit"] == pytest.approx(500)


def test_suspicions_cost_what_dense_looking_costs() -> None:
    none, some = planned(suspicious=0.0), planned(suspicious=0.1)
    dense = planned(1_000, "dense")
    share = 0.9 * none["cpu_seconds_per_second"] + dense["cpu_seconds_per_second"]
    assert some["cpu_seconds_per_second"] == pytest.approx(share, abs=0.02)


def test_machines_are_as_many_as_cores_or_memory_ask_for() -> None:
    by_cores = planned(200_000, machine_cores=8, machine_gb=512.0)
    assert by_cores["limited_by"] == "cores"
    by_memory = planned(200_000, machine_cores=512, machine_gb=16.0)
    assert by_memory["limited_by"] == "memory"
    assert by_memory["machines_without_spare"] >= by_memory["memory_gb"] / (0.8 * 16)


@pytest.mark.parametrize(("spare", "machines"), [(0.0, 10), (0.1, 11), (0.2, 12), (0.25, 13)])
def test_some_machines_are_spare(spare: float, machines: int) -> None:
    found = planned(150_000, suspicious=0.0, machine_cores=6, machine_gb=5000.0, spare=spare)
    assert found["machines_without_spare"] == 10
    assert found["machines"] == machines


def test_costs_add_up() -> None:
    found = planned(10_000, machine_yuan=50_000.0, machine_years=5.0, machine_watts=0.0)
    machines = found["machines"]
    assert found["cost"]["machines_yuan"] == machines * 50_000
    assert found["cost"]["per_year_yuan"] == machines * 10_000
    assert found["cost"]["per_camera_and_year_yuan"] == pytest.approx(machines, abs=0.01)


def test_every_figure_and_every_assumption_is_told() -> None:
    found = planned()
    assert found["figures"] == asdict(FIGURES)
    assert asdict(ASSUME).items() <= found["assumptions"].items()
    assert {"cores", "machines", "memory_gb", "assumptions", "cost"} <= found.keys()


@given(st.integers(1, 300_000), st.sampled_from(["patrol", "dense"]), st.floats(5, 600), st.floats(0, 1))
def test_more_cameras_never_need_less(cameras: int, mode: str, every: float, suspicious: float) -> None:
    one, more = (planned(n, mode, every, suspicious=suspicious) for n in (cameras, cameras + 1000))
    for name in ("cores", "machines", "memory_gb", "bandwidth_mbit"):
        assert more[name] >= one[name]
    assert one["machines"] >= 1


@given(st.floats(5, 100), st.floats(1.1, 5))
def test_looking_more_rarely_never_needs_more(every: float, times: float) -> None:
    assert planned(every=every * times)["cores"] <= planned(every=every)["cores"]


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"cameras": 0}, "--cameras"),
        ({"cameras": -5}, "--cameras"),
        ({"cameras": 10**9}, "--cameras"),
        ({"mode": "often"}, "--mode"),
        ({"every": 0.0}, "--every"),
        ({"every": float("nan")}, "--every"),
        ({"suspicious": 1.5}, "--suspicious"),
        ({"active": -0.1}, "--active"),
        ({"fps": 0.0}, "--fps"),
        ({"fps": 60.0}, "--fps"),
        ({"machine_cores": 0}, "--machine-cores"),
        ({"machine_gb": 0.0}, "--machine-gb"),
        ({"machine_yuan": -1.0}, "--machine-yuan"),
    ],
)
def test_what_makes_no_sense_is_refused(how: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        planned(**how)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("known", "what"), [({}, ""), ({"detector": "other"}, "detector"), ({"machine": "arm"}, "machine"), ({"cores": 64}, "cores")]
)  # fmt: skip
def test_figures_of_another_machine_are_not_believed(known: dict[str, Any], what: str) -> None:
    assert differs({**asdict(FIGURES), **known}, "d@1", "m", 2) == what
