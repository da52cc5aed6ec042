"""How many machines N cameras need: arithmetic over figures that were measured, with every assumption named. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from zhicheng.kernel.errors import BadInput
from zhicheng.vision.measuring import STREAM_FPS, Figures

MODES = ("patrol", "dense")


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What nobody can measure here: how busy streets are, and what a machine is and costs. All may be set."""

    suspicious: float = 0.05  # share of the patrol's cameras that are watched densely at any moment
    active: float = 0.3  # share of dense frames in which something moves in a zone
    fps: float = 2.0  # looks a second of a camera that is watched densely
    budget: float = 0.9  # of a core that a worker may use
    spare: float = 0.2  # machines beyond need, so that one may die or be updated
    machine_cores: int = 32
    machine_gb: float = 64.0
    machine_yuan: float = 30_000.0
    machine_years: float = 5.0
    machine_watts: float = 300.0
    kwh_yuan: float = 0.8


def plan(figures: Figures, cameras: int, mode: str, every_s: float, assume: Assumptions) -> dict[str, Any]:
    """Cores, machines, memory, bandwidth, cost. BadInput for what makes no sense."""
    check(cameras, mode, every_s, assume)
    dense = cameras if mode == "dense" else cameras * assume.suspicious
    patrol = cameras - dense
    look_s = (figures.patrol_look_ms + figures.key_frame_ms) / 1000
    dense_s = _dense_s(figures, assume)
    cpu = patrol * look_s / every_s + dense * dense_s
    workers = max(math.ceil(cpu / assume.budget), 1)
    memory = (
        workers * (figures.worker_mb + figures.decoder_mb) + cameras * figures.camera_mb + dense * figures.stream_mb
    )
    by_cores, by_memory = workers / assume.machine_cores, memory / 1000 / (0.8 * assume.machine_gb)
    machines = max(math.ceil(max(by_cores, by_memory)), 1)
    with_spare = machines + (math.ceil(machines * assume.spare) if machines > 1 or assume.spare else 0)
    return {
        "cameras": cameras,
        "mode": mode,
        "every_s": every_s if mode == "patrol" else round(1 / assume.fps, 3),
        "cores": workers,
        "cpu_seconds_per_second": round(cpu, 2),
        "cameras_per_core": round(cameras * assume.budget / cpu, 1),
        "workers": workers,
        "machines": with_spare,
        "machines_without_spare": machines,
        "memory_gb": round(memory / 1000, 1),
        "bandwidth_mbit": round(_mbit(figures, patrol, dense, every_s), 1),
        "limited_by": "memory" if by_memory > by_cores else "cores",
        "cost": _cost(with_spare, cameras, assume),
        "figures": asdict(figures),
        "assumptions": {**asdict(assume), "stream_fps": STREAM_FPS, "memory_used_at_most": 0.8},
    }


def _dense_s(figures: Figures, assume: Assumptions) -> float:
    """CPU seconds a second of one camera that is watched densely: every frame of its stream is decoded, some are looked at."""
    look_ms = assume.active * figures.dense_look_ms + (1 - assume.active) * figures.quiet_look_ms
    return (STREAM_FPS * figures.stream_frame_ms + assume.fps * look_ms) / 1000


def _mbit(figures: Figures, patrol: float, dense: float, every_s: float) -> float:
    """A patrol's look fetches until the first key frame: a second of the stream on average, and the frame."""
    look_kbit = 8 * figures.key_frame_kb + figures.stream_kbit
    return (patrol * look_kbit / every_s + dense * figures.stream_kbit) / 1000


def _cost(machines: int, cameras: int, assume: Assumptions) -> dict[str, float]:
    bought = machines * assume.machine_yuan / assume.machine_years
    power = machines * assume.machine_watts / 1000 * 24 * 365 * assume.kwh_yuan
    return {
        "machines_yuan": round(machines * assume.machine_yuan), "per_year_yuan": round(bought + power),
        "per_camera_and_year_yuan": round((bought + power) / cameras, 2),
    }  # fmt: skip


def check(cameras: int, mode: str, every_s: float, assume: Assumptions) -> None:
    """BadInput in one sentence."""
    if mode not in MODES:
        raise BadInput(
            f"方式 {mode} 不存在，可用：patrol、dense。", f"There is no mode {mode}; patrol or dense.", field="--mode"
        )
    wrong = next((w for w in _limits(cameras, every_s, assume) if not w[2] <= w[1] <= w[3]), None)
    if wrong is not None:
        name, value, least, most = wrong
        raise BadInput(
            f"{name} 是 {value:g}，应在 {least:g} 与 {most:g} 之间。",
            f"{name} is {value:g}; it must lie between {least:g} and {most:g}.",
            field=name,
        )


def _limits(cameras: int, every_s: float, assume: Assumptions) -> list[tuple[str, float, float, float]]:
    return [
        ("--cameras", cameras, 1, 10_000_000), ("--every", every_s, 1, 3600), ("--suspicious", assume.suspicious, 0, 1),
        ("--active", assume.active, 0, 1), ("--fps", assume.fps, 0.1, STREAM_FPS), ("--machine-cores", assume.machine_cores, 1, 1024),
        ("--machine-gb", assume.machine_gb, 1, 100_000), ("--machine-yuan", assume.machine_yuan, 0, 1e9),
    ]  # fmt: skip


def differs(known: Mapping[str, Any], detector: str, machine: str, cores: int) -> str:
    """Why kept figures are not of this machine and detector; "" when they are."""
    for name, value in (("detector", detector), ("machine", machine), ("cores", cores)):
        if known.get(name) != value:
            return name
    return ""
