"""`zhicheng eyes`: look at the registered cameras and say what is seen."""

from __future__ import annotations

import logging
import time
from typing import Any

import click

from zhicheng.cli import setup
from zhicheng.cli.output import emit
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput

ONCE_S = 60.0


@click.command()
@click.option("--once", is_flag=True, help="Look once at each camera, say how it is and what a look costs, and end.")
@click.option("--cameras", multiple=True, metavar="CODE", help="Only these cameras (may be given several times).")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes; default: one per core.")
@click.option(
    "--site", "sites", multiple=True, metavar="AREA", help="Only cameras of these sites (ZHICHENG_EYES_SITES)."
)
@click.option("--one", is_flag=True, hidden=True, help="Be one of the workers.")
@click.option("--json", "as_json", is_flag=True, help="With --once: one JSON document.")
def eyes(once: bool, cameras: tuple[str, ...], workers: int | None, sites: tuple[str, ...], one: bool, as_json: bool) -> None:  # fmt: skip
    """Watch the registered cameras. As many machines as you like may run this: cameras are shared by leases."""
    setup()
    unknown = [s for s in sites if s not in config().eyes_sites]
    if unknown:
        raise BadInput(
            f"没有站点 {unknown[0]}，请先写进 ZHICHENG_EYES_SITES。",
            f"There is no site {unknown[0]}; name it in ZHICHENG_EYES_SITES first.",
            field="--site",
        )
    _check_cameras(cameras)
    if once:
        found = _once(cameras, sites)
        if as_json:
            emit(found, as_json=True)
        else:
            _tell(found)
        return
    from zhicheng.flow.sense.watch import crew
    from zhicheng.flow.sense.watch.start import start_worker

    stop = crew.stopped_by_signals()
    if one:
        start_worker(cameras, sites).run(stop)
        return
    words = [*(w for c in cameras for w in ("--cameras", c)), *(w for s in sites for w in ("--site", s)), "--one"]
    crew.Crew(crew.command(*words), workers or crew.cores()).run(stop)


def _check_cameras(codes: tuple[str, ...]) -> None:
    from zhicheng.flow.sense.watch.office import watched

    known = {c.code for c in watched(codes)} if codes else set()
    missing = [c for c in codes if c not in known]
    if missing:
        raise BadInput(
            f"摄像机 {missing[0]} 没有登记、没有启用，或还没有画区域。",
            f"Camera {missing[0]} is not registered, not in use, or has no zones drawn.",
            field="--cameras",
        )


def _once(cameras: tuple[str, ...], sites: tuple[str, ...]) -> dict[str, Any]:
    """One look each; nothing is said to anybody but the asker."""
    from zhicheng.flow.sense.watch.office import watched
    from zhicheng.vision.sources.looks import Looks

    logging.getLogger("zhicheng.eyes").setLevel(logging.ERROR)
    chosen = [c for c in watched(cameras) if not sites or c.area.startswith(tuple(sites))]
    looks, rows, waiting = Looks(), [], {c.code: c for c in chosen}
    until = time.monotonic() + ONCE_S
    try:
        left = list(chosen)
        while waiting and time.monotonic() < until:
            while left and looks.room():
                camera = left.pop()
                looks.ask(camera.code, camera.url)
            for a in looks.poll(1.0):
                del waiting[a.code]
                size = [a.image.shape[1], a.image.shape[0]] if a.image is not None else None
                rows.append(
                    {"code": a.code, "size": size, "said": a.said, "took_ms": round(1000 * a.took_s), "cpu_ms": round(1000 * a.cpu_s, 1),
                     "clock_off_s": None if a.clock_off_s is None else round(a.clock_off_s, 1)}
                )  # fmt: skip
    finally:
        looks.stop()
    rows += [{"code": c, "size": None, "said": "没有回应（no answer）", "took_ms": round(1000 * ONCE_S), "cpu_ms": 0.0,
              "clock_off_s": None} for c in waiting]  # fmt: skip
    return {"cameras": sorted(rows, key=lambda r: str(r["code"]))}


def _tell(found: dict[str, Any]) -> None:
    for r in found["cameras"]:
        size = f"{r['size'][0]}×{r['size'][1]}" if r["size"] else "—"
        click.echo(f"{'✓' if r['size'] else '✗'} {r['code']:<24} {size:>10} {r['took_ms']:>6} ms {r['said']}")
    if not found["cameras"]:
        click.echo("没有可看的摄像机：请登记摄像机（RTSP、抓拍或文件）并画好区域。")
