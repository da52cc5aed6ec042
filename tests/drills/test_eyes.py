"""Eyes that die in mid-dwell: a worker killed −9, a whole machine of a Ray cluster killed −9. Cameras move within thirty seconds, what stands
there is told once, and its dwell is counted from where it began.

Two minutes each, in real time: a heap lies in four streets from second 60 to 150 of a clip that plays as if it were live.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from tests.drills.test_kill import ROOT, Installation, free_port, installation  # noqa: F401 - the fixture
from zhicheng.vision.seen import Box
from zhicheng.vision.tests.rtsp import h264
from zhicheng.vision.tests.street import Street, Thing, standing

pytestmark = pytest.mark.drill
COUNT, FPS = 4, 5
COMES, GOES, WHOLE = 60.0, 150.0, 200.0
HAS_RAY = importlib.util.find_spec("ray") is not None


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    street = Street([Thing("", standing(Box(210, 150, 260, 190), COMES, GOES, arrives=0.0), look=12)])
    pictures = [street.draw(k / FPS)[0] for k in range(int(WHOLE * FPS))]
    return h264(tmp_path_factory.mktemp("clip") / "street.mp4", pictures, FPS, key_every=10)


@pytest.fixture
def watched(installation: Installation, clip: Path) -> Installation:  # noqa: F811
    installation.run("tests.drills.actions", "cameras", str(clip), str(COUNT))
    return installation


def events(at: Installation) -> list[tuple[str, str]]:
    """(stream, kind) of all observations, in order."""
    return [
        (str(s), str(k))
        for s, k in at.ask("SELECT stream, kind FROM infra_event WHERE stream LIKE 'observation:%' ORDER BY pos")
    ]


def holders(at: Installation) -> dict[str, str]:
    """Camera → the worker that holds it now."""
    now = "now()" if at.url else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    rows = at.ask(f"SELECT key, worker FROM infra_job WHERE key LIKE 'eyes/%' AND lease_until > {now}")
    return {str(k)[5:]: str(w) for k, w in rows}


def wait(what: Callable[[], object], seconds: float, why: str) -> float:
    """Seconds until it is so."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, why
        time.sleep(0.25)
    return time.monotonic() - began


def plays_from_now(clip: Path) -> float:
    os.utime(clip)
    return time.time()


def until(began: float, second: float) -> None:
    time.sleep(max(began + second - time.time(), 0))


def is_told_once(at: Installation, began: float) -> None:
    """One observation a camera; alarm, confirmation, end once each; begun when the heap came."""
    wait(lambda: sum(k == "observation.leave" for _, k in events(at)) == COUNT, 90, f"{events(at)}")
    told: dict[str, list[str]] = {}
    for stream, kind in events(at):
        told.setdefault(stream, []).append(kind)
    assert list(told.values()) == [["observation.alarm", "observation.confirm", "observation.leave"]] * COUNT
    for started, confirmed in at.ask("SELECT started_at, confirmed_at FROM sense_observation"):
        a, b = (moment(v) for v in (started, confirmed))
        assert -1 <= a - began - COMES <= 12  # a patrol interval, and the decoder's start
        assert 40 <= b - a <= 80  # the dwell, and at most one takeover
    assert at.ask("SELECT count(DISTINCT device) FROM sense_observation") == [(COUNT,)]
    found = json.loads(at.run("zhicheng", "check", "--events", "--json"))
    assert found["problems"] == []


def moment(value: object) -> float:
    stamp = value if isinstance(value, datetime) else datetime.fromisoformat(f"{value}+00:00")
    return stamp.timestamp()


def test_a_worker_killed_in_mid_dwell_loses_nothing(watched: Installation, clip: Path) -> None:
    began = plays_from_now(clip)
    crew = subprocess.Popen(
        [sys.executable, "-m", "zhicheng", "eyes", "--workers", "2"], cwd=ROOT, env=watched.env, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(lambda: len(set(holders(watched).values())) == 2 and len(holders(watched)) == COUNT, 50, "no even shares")
        until(began, 85)
        assert [k for _, k in events(watched)].count("observation.alarm") >= 1
        victim = sorted(holders(watched).values())[0]
        held = {c for c, w in holders(watched).items() if w == victim}
        os.kill(int(victim.rpartition(":")[2]), signal.SIGKILL)
        took = wait(
            lambda: all(w != victim for w in holders(watched).values()) and held <= holders(watched).keys(), 30, "no takeover"
        )  # fmt: skip
        assert took <= 30
        is_told_once(watched, began)
    finally:
        crew.terminate()
        with suppress(subprocess.TimeoutExpired):
            crew.wait(40)
        with suppress(ProcessLookupError):
            os.killpg(crew.pid, signal.SIGKILL)


# -- two machines, by Ray -----------------------------------------------------------------------------------------------------


class Machine:
    """A node of a Ray cluster on this machine: one core, everything below it in one session of its own."""

    def __init__(self, env: dict[str, str], folder: Path, *words: str) -> None:
        command = [
            str(Path(sys.executable).with_name("ray")),
            "start",
            "--block",
            "--disable-usage-stats",
            "--num-cpus",
            "1",
        ]
        more = ["--node-ip-address", "127.0.0.1", "--object-store-memory", "80000000"]
        self.log = (folder / f"ray-{len(words)}-{time.time_ns()}.log").open("wb")
        self.process = subprocess.Popen(
            [*command, *more, *words], env=env, start_new_session=True, stdout=self.log, stderr=subprocess.STDOUT
        )

    def below(self) -> list[int]:
        """Every process that came of it: Ray's own and the workers."""
        rows = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, check=True).stdout.decode().split("\n")
        parents = {int(p): int(q) for p, q in (r.split() for r in rows if r.strip())}
        found = [self.process.pid]
        for pid in found:
            found += [p for p, q in parents.items() if q == pid]
        return found

    def kill(self) -> None:
        """−9 for all of it at once, as when the power goes."""
        for pid in self.below():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


@pytest.fixture
def cluster(watched: Installation, tmp_path: Path) -> Iterator[tuple[Machine, Machine, str]]:
    if not HAS_RAY:
        pytest.skip("Ray is not installed: make drill installs it, or pip install 'zhicheng[fleet]'")
    env = {
        **watched.env,
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_health_check_period_ms": "1000",
        "RAY_health_check_failure_threshold": "3",
    }
    port = free_port()
    head = Machine(
        env, tmp_path, "--head", "--port", str(port), "--include-dashboard", "false", "--resources", '{"mbit": 100}'
    )
    other = None
    try:
        address = f"127.0.0.1:{port}"
        time.sleep(8)
        other = Machine(env, tmp_path, "--address", address, "--resources", '{"mbit": 100}')
        yield head, other, address
    finally:
        for machine in (other, head):
            if machine is not None and machine.process.poll() is None:
                machine.kill()


def test_a_machine_killed_in_mid_dwell_loses_nothing(
    watched: Installation, clip: Path, cluster: tuple[Machine, Machine, str], tmp_path: Path
) -> None:
    _, other, address = cluster
    with (tmp_path / "fleet.log").open("wb") as log:
        fleet = subprocess.Popen(
            [sys.executable, "-m", "zhicheng", "fleet", "run", "--address", address, "--worker-mbit", "20", "--json"],
            cwd=ROOT, env={**watched.env, "RAY_USAGE_STATS_ENABLED": "0"}, start_new_session=True, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait(
            lambda: len(set(holders(watched).values())) == 2 and len(holders(watched)) == COUNT,
            90,
            "the fleet does not stand",
        )
        began = plays_from_now(clip)
        until(began, 85)
        workers = set(holders(watched).values())
        below = set(other.below())
        victim = next(w for w in workers if int(w.rpartition(":")[2]) in below)
        held = {c for c, w in holders(watched).items() if w == victim}
        assert held
        other.kill()
        took = wait(
            lambda: all(w != victim for w in holders(watched).values()) and held <= holders(watched).keys(), 30, "no takeover"
        )  # fmt: skip
        assert took <= 30
        is_told_once(watched, began)
    finally:
        fleet.terminate()
        with suppress(subprocess.TimeoutExpired):
            fleet.wait(40)
        with suppress(ProcessLookupError):
            os.killpg(fleet.pid, signal.SIGKILL)
