"""`zhicheng demo`: the embedded default as one process tree: web, live, worker, simulator. Ctrl-C stops it; nothing is lost."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import click

from zhicheng.cli import setup
from zhicheng.kernel.errors import BadInput

EVENING = 18 * 3600 + 20 * 60  # the first demo evening begins at 18:20, when the night markets are open
DAY = 86_400
CHINA_SECONDS = 8 * 3600


@click.command()
@click.option("--city", type=click.Path(path_type=Path), help="City folder; without it the demo city is built once.")
@click.option("--port", default=8000, show_default=True)
@click.option("--speed", default=60.0, show_default=True, help="City seconds per real second.")
@click.option(
    "--reports", type=click.Path(path_type=Path), help="Also stream this file of reports in, at its own pace."
)
@click.option("--home", type=click.Path(path_type=Path), default=Path("var"), show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser.")
def demo(
    city: Path | None, port: int, speed: float, reports: Path | None, home: Path, seed: int, open_browser: bool
) -> None:
    """A living city with all faces."""
    if speed <= 0:
        raise BadInput("--speed 应大于 0。", "--speed must be above 0.", field="speed")
    if reports is not None and not reports.is_file():
        raise BadInput(f"找不到文件 {reports}。", f"There is no file {reports}.", field="reports")
    for p in (port, port + 1):
        _free(p)
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    city = city.resolve() if city else _demo_city(home)
    environment = {
        "ZHICHENG_MODE": "demo", "ZHICHENG_HOME": str(home), "ZHICHENG_CITY": str(city), "ZHICHENG_SECOND_FACTOR": "false",
        "ZHICHENG_HTTPS": "false", "ZHICHENG_LIVE_URL": f"http://127.0.0.1:{port + 1}", "ZHICHENG_REPORTS_PER_MINUTE": "600",
    }  # fmt: skip
    os.environ.update(environment)
    setup()
    os.environ["ZHICHENG_CLOCK"] = _prepare(speed, seed)
    _run(port, seed, speed, reports, open_browser)


def _free(port: int) -> None:
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            raise BadInput(
                f"端口 {port} 已被占用，请换一个：--port {port + 10}。",
                f"Port {port} is taken; try --port {port + 10}.",
                field="port",
            ) from None


def _demo_city(home: Path) -> Path:
    from zhicheng.sim.city import ensure

    return ensure(home / "city", progress=lambda text: click.echo(f"  {text}", err=True))


def _prepare(speed: float, seed: int) -> str:
    """Database, brigade, and where the city's clock stands: it never runs backwards over a restart."""
    from django.core.management import call_command

    from zhicheng.gateways.open311 import keys
    from zhicheng.infra import clock
    from zhicheng.infra.models import Event
    from zhicheng.sim import casebook, founding, publishing, sheet

    call_command("migrate", verbosity=0)
    clock.forget_changes()
    now = time.time()
    last: datetime | None = Event.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    local_midnight = (now + CHINA_SECONDS) // DAY * DAY - CHINA_SECONDS
    start = last.timestamp() + 1 if last else local_midnight + EVENING
    founding.found(at=datetime.fromtimestamp(start, UTC), seed=seed, rows=sheet.demo_rows())
    casebook.write(at=datetime.fromtimestamp(start, UTC), seed=seed)
    publishing.choose_terms()
    publishing.write(at=datetime.fromtimestamp(start, UTC), seed=seed)
    keys.keep_demo_key(at=datetime.fromtimestamp(start, UTC))
    return f"{now + 3:.3f},{start:.3f},{speed}"


def _run(port: int, seed: int, speed: float, reports: Path | None, open_browser: bool) -> None:
    python = [sys.executable, "-m", "zhicheng"]
    commands = {
        "web": [*python, "web", "--port", str(port)],
        "live": [*python, "live", "--port", str(port + 1)],
        "worker": [*python, "worker"],
        "city": [sys.executable, "-m", "zhicheng.sim", "--seed", str(seed)],
    }
    if reports is not None:
        commands["reports"] = [sys.executable, "-m", "zhicheng.sim.stream", str(reports)]
    children = {name: subprocess.Popen(c) for name, c in commands.items()}  # noqa: S603 - our own commands
    stop = threading.Event()
    for sig in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sig, lambda *_: stop.set())
    try:
        _announce(port, speed, open_browser, stop, children)
        while not stop.wait(0.5):
            ended = [n for n, c in children.items() if c.poll() is not None and n != "reports"]
            if ended:
                code = children[ended[0]].returncode
                click.echo(f"{ended[0]} 已停止（退出码 {code}），演示结束。", err=True)
                sys.exit(1)
    finally:
        _stop(list(children.values()))


def _announce(
    port: int, speed: float, open_browser: bool, stop: threading.Event, children: dict[str, subprocess.Popen[bytes]]
) -> None:
    address = f"http://127.0.0.1:{port}/demo"
    for _ in range(120):
        if stop.is_set() or any(c.poll() is not None for n, c in children.items() if n != "reports"):
            return
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=1):
                break
        except OSError:
            stop.wait(0.25)
    from zhicheng.gateways.open311.keys import DEMO_KEY
    from zhicheng.sim.founding import PASSWORD

    click.echo(
        f"\n  治城 Zhicheng 演示已启动（城市时钟 {speed:g}×）：\n\n"
        f"    {address}          一件上报，四个画面\n"
        f"    http://127.0.0.1:{port}/command       指挥中心\n"
        f"    http://127.0.0.1:{port}/field         执法终端\n"
        f"    http://127.0.0.1:{port}/              市民\n\n"
        f"  登录：dispatcher、acceptor、shift_leader、manager、crew-990101001-1 … 密码 {PASSWORD}\n"
        f"  Open311：http://127.0.0.1:{port}/open311/discovery.json · api_key {DEMO_KEY}\n"
        "  Ctrl-C 停止；再次启动时一切还在。\n"
    )
    if open_browser and (os.environ.get("DISPLAY") or sys.platform == "darwin"):
        webbrowser.open(address)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to finish; who does not within ten seconds is ended."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    ends = time.monotonic() + 10
    for child in children:
        try:
            child.wait(max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
