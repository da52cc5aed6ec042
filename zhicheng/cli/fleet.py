"""`zhicheng fleet`: how many machines, and (with Ray) the eyes on all of them."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from zhicheng.cli.output import emit, progress
from zhicheng.kernel.errors import BadInput
from zhicheng.vision import weights
from zhicheng.vision.planning import Assumptions

DEFAULT = Assumptions()
# A worker with everything loaded that it loads: Django, the eyes, the detector.
_WORKER = """
import django; django.setup()
from zhicheng.flow.sense.watch import worker, office
from zhicheng.vision.choosing import detector_of
from zhicheng.vision.measuring import Drawn, own_mb, shared_mb
import sys
detector = detector_of(sys.argv[1])
detector.detect(Drawn().frame(0.0, 0)[0].image)
print(own_mb(), shared_mb())
"""


@click.group()
def fleet() -> None:
    """Many machines: plan them, run the eyes on them."""


@fleet.command()
@click.option("--cameras", type=int, required=True, help="How many cameras.")
@click.option(
    "--mode", required=True, help="patrol: one look each --every seconds; dense: every camera watched all the time."
)
@click.option("--every", type=float, default=45.0, show_default=True, help="Patrol: seconds between two looks.")
@click.option(
    "--suspicious",
    type=float,
    default=DEFAULT.suspicious,
    show_default=True,
    help="Share of cameras watched densely on patrol.",
)
@click.option(
    "--active",
    type=float,
    default=DEFAULT.active,
    show_default=True,
    help="Share of dense frames in which something moves.",
)
@click.option("--fps", type=float, default=DEFAULT.fps, show_default=True, help="Looks a second when watched densely.")
@click.option("--machine-cores", type=int, default=DEFAULT.machine_cores, show_default=True)
@click.option("--machine-gb", type=float, default=DEFAULT.machine_gb, show_default=True)
@click.option(
    "--machine-yuan", type=float, default=DEFAULT.machine_yuan, show_default=True, help="Price of one machine."
)
@click.option("--measure", is_flag=True, help="Measure anew, even if there are figures of this machine.")
@click.option("--json", "as_json", is_flag=True)
def plan(cameras: int, mode: str, every: float, measure: bool, as_json: bool, **more: Any) -> None:
    """Cores, machines, memory, cost for N cameras, from figures that this machine has measured (half a minute, then kept)."""
    from zhicheng.vision import planning

    assume = Assumptions(**more)
    planning.check(cameras, mode, every, assume)  # before half a minute of measuring
    found = planning.plan(_figures(measure), cameras, mode, every, assume)
    if as_json:
        emit(found, as_json=True)
    else:
        _tell(found)


@fleet.command()
@click.option(
    "--address", default="auto", show_default=True, help="Ray's head, HOST:PORT; auto: the cluster of this machine."
)
@click.option(
    "--workers", type=click.IntRange(1, 100_000), help="At most so many; default: one per core of the cluster."
)
@click.option(
    "--worker-mbit",
    type=click.FloatRange(0),
    default=0.0,
    help="Bandwidth of one worker; machines say theirs as resource mbit.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line about all workers, each three seconds.")
def run(address: str, workers: int | None, worker_mbit: float, as_json: bool) -> None:
    """Run the eyes on every machine of a Ray cluster, until SIGTERM.

    Machines join by `ray start --address HEAD`, those near to certain cameras with --resources '{"site:330106": 1, "mbit": 1000}'.
    All need the same database and the same folder (ZHICHENG_DATABASE, ZHICHENG_EYES).
    """
    from zhicheng.cli import setup
    from zhicheng.flow.sense.watch.crew import stopped_by_signals
    from zhicheng.infra.config import config
    from zhicheng.server.fleet.launcher import NAMESPACE, Fleet, ray_module

    ray = ray_module()
    setup()
    own = {k: v for k, v in os.environ.items() if k.startswith(("ZHICHENG_", "XDG_"))}
    path = os.pathsep.join(p for p in sys.path if p)
    try:
        ray.init(
            address=address, namespace=NAMESPACE, log_to_driver=False, runtime_env={"env_vars": {**own, "PYTHONPATH": path}}
        )  # fmt: skip
    except (ConnectionError, RuntimeError) as error:
        raise BadInput(
            f"连不上 Ray（{address}）：{str(error)[:120]}；先在主机上运行 ray start --head。",
            f"Ray at {address} cannot be reached: {str(error)[:120]}; run ray start --head on its head first.",
            field="--address",
        ) from None
    stop = stopped_by_signals()
    Fleet(ray, own, worker_mbit, workers, sites=tuple(config().eyes_sites)).run(
        stop, lambda f: _tell_workers(f, as_json)
    )


@fleet.group()
def model() -> None:
    """A new detector: beside the old one first, then camera by camera, back with one command."""


@model.command("show")
@click.option("--json", "as_json", is_flag=True)
def model_show(as_json: bool) -> None:
    """What is in use, what is being tried, and what both see differently."""
    from zhicheng.cli import setup

    setup()
    from zhicheng.flow.sense.watch import models
    from zhicheng.infra.config import config

    now = models.models(config().eyes_detector)
    counts, troubles = models.compared(config().eyes_dir, now.next) if now.next else (None, [])
    found = {**asdict(now), "compared": asdict(counts) if counts else None, "troubles": troubles}
    if as_json:
        emit(found, as_json=True)
        return
    click.echo(f"在用 {now.now}" + (f" · 新模型 {now.next}，已切换 {now.percent}%" if now.next else ""))
    if counts is not None and counts.agreement is not None:
        each = max(counts.frames, 1)
        click.echo(
            f"对比 {counts.frames} 帧：一致 {counts.agreed}，仅旧 {counts.only_now}，仅新 {counts.only_next}（一致率 {counts.agreement:.1%}）"
        )
        click.echo(f"每帧 {counts.now_ms / each:.1f} ms → {counts.next_ms / each:.1f} ms")
        for name, (both, old, new) in sorted(counts.by_name.items()):
            click.echo(f"  {name}: {both} / {old} / {new}")
    elif now.next:
        click.echo("还没有对比结果，请让 zhicheng eyes 运行一会儿。")
    for trouble in troubles:
        click.echo(f"✗ {trouble}")


@model.command("try")
@click.argument("name")
def model_try(name: str) -> None:
    """Let detector NAME look beside the one in use; it says nothing yet."""
    from zhicheng.vision.choosing import detector_of

    detector_of(name)  # what cannot be loaded here is refused here
    _change_model("try_out", name)


@model.command("switch")
@click.option("--percent", type=int, required=True, help="So many per cent of the cameras; 100: it has taken over.")
def model_switch(percent: int) -> None:
    """Give cameras to the new detector, always the same ones first."""
    _change_model("switch", percent)


@model.command("back")
def model_back() -> None:
    """Back to the detector before, for all cameras at once."""
    _change_model("back")


def _change_model(what: str, *words: Any) -> None:
    from zhicheng.cli import setup

    setup()
    from zhicheng.flow.sense.watch import models
    from zhicheng.infra import clock
    from zhicheng.infra.config import config

    changed = getattr(models, what)(*words, default=config().eyes_detector, by="cli", at=clock.now())
    click.echo(f"在用 {changed.now}" + (f" · 新模型 {changed.next}，已切换 {changed.percent}%" if changed.next else ""))


def _tell_workers(found: dict[str, dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    cameras = sum(f.get("cameras", 0) for f in found.values())
    silent = sum("trouble" in f for f in found.values())
    progress(
        f"workers {len(found)} · silent {silent} · cameras {cameras} · dense {sum(f.get('dense', 0) for f in found.values())}"
    )


def _kept_at() -> Path:
    """In the installation's home, if there is one; else beside the models."""
    home = Path(os.environ.get("ZHICHENG_HOME") or "var")
    return (home if home.is_dir() else weights.folder().parent) / "fleet-figures.json"


def _figures(anew: bool) -> Any:
    from zhicheng.vision import measuring, planning
    from zhicheng.vision.choosing import detector_of

    name = os.environ.get("ZHICHENG_EYES_DETECTOR") or "efficientdet_lite0"
    detector = detector_of(name)
    path = _kept_at()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    known = _read(path)
    if known is not None and not anew and not planning.differs(known, detector.signature, machine, os.cpu_count() or 1):
        return measuring.Figures(**known)
    progress("measuring this machine; do not use it for anything else for half a minute")
    figures = measuring.figures(detector, lambda: worker_mb(name), progress)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(figures), ensure_ascii=False, indent=1), encoding="utf-8")
    progress(f"kept in {path}")
    return figures


def _read(path: Path) -> dict[str, Any] | None:
    """Figures of another version are measured anew."""
    from zhicheng.vision.measuring import Figures

    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return known if isinstance(known, dict) and known.keys() == Figures.__dataclass_fields__.keys() else None


def worker_mb(detector: str) -> tuple[float, float]:
    """Own and shared memory of a worker with everything loaded."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-figures-") as home:
        own = {"ZHICHENG_MODE": "test", "ZHICHENG_HOME": home, "DJANGO_SETTINGS_MODULE": "zhicheng.server.settings"}
        env = {**os.environ, **own, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        done = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", _WORKER, detector], env=env, capture_output=True, check=True, timeout=120
        )
    mine, libraries = done.stdout.split()[-2:]
    return float(mine), float(libraries)


def _tell(found: dict[str, Any]) -> None:
    cost, f = found["cost"], found["figures"]
    click.echo(f"{found['cameras']:,} 路 · {found['mode']} · 每 {found['every_s']:g} 秒一次")
    for name, value in (
        ("核", f"{found['cores']:,}"),
        ("机器", f"{found['machines']:,} 台（含备用）"),
        ("内存", f"{found['memory_gb']:,} GB"),
        ("带宽", f"{found['bandwidth_mbit']:,} Mbit/s"),
        ("每核", f"{found['cameras_per_core']:,} 路"),
        ("购置", f"{cost['machines_yuan']:,} 元"),
        ("每年", f"{cost['per_year_yuan']:,} 元，每路 {cost['per_camera_and_year_yuan']:g} 元"),
    ):
        click.echo(f"  {name} {value}")
    click.echo(f"measured {f['measured_at']} on {f['machine']}, {f['cores']} cores, {f['detector']}:")
    for name, value in f.items():
        if isinstance(value, float):
            click.echo(f"  {name} {value:g}")
    click.echo("assumed:")
    for name, value in found["assumptions"].items():
        click.echo(f"  {name} {value:g}")
