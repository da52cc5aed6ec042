"""`kill -9` of web, import and worker at seeded moments: no accepted report is lost, none is there twice."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.tiny_city import beside, crossing
from tools import postgres

ROOT = Path(__file__).resolve().parents[2]
ROWS = 6_000
SEED = 20261123
MOMENTS = int(os.environ.get("MOMENTS", "30"))  # of a drill; MOMENTS=5 for a look


@dataclass
class Installation:
    """One of our own, with its own home and database; commands run as processes."""

    home: Path
    city: Path
    url: str

    @property
    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHICHENG_", "DJANGO_"))}
        own = {
            "ZHICHENG_MODE": "test",
            "ZHICHENG_HOME": str(self.home),
            "ZHICHENG_CITY": str(self.city),
            "PYTHONPATH": str(ROOT),
        }
        return {**kept, **own, **({"ZHICHENG_DATABASE": self.url} if self.url else {})}

    def start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def start_web(self, port: int) -> subprocess.Popen[bytes]:
        """In a session of its own, so that a kill takes its workers along."""
        return subprocess.Popen(
            [sys.executable, "-m", "zhicheng", "web", "--port", str(port)],
            cwd=ROOT,
            env=self.env | {"ZHICHENG_REPORTS_PER_MINUTE": "1000000"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self, module: str, *arguments: str) -> bytes:
        process = self.start(module, *arguments)
        out, _ = process.communicate(timeout=300)
        assert process.returncode == 0, (arguments, out[-2000:])
        return out

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as connection:
                return list(connection.execute(sql).fetchall())  # type: ignore[arg-type]
        connection = sqlite3.connect(self.home / "zhicheng.sqlite3", timeout=20)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def accepted(self) -> set[str]:
        return {str(key) for (key,) in self.ask("SELECT key FROM reports_report")}

    def is_sound(self, numbers: set[str]) -> None:
        """Each number once, each with one event, each decided, every table equal to its events."""
        keys = [str(key) for (key,) in self.ask("SELECT key FROM reports_report")]
        assert len(keys) == len(set(keys))
        assert set(keys) == numbers
        assert self.ask("SELECT count(*) FROM infra_event WHERE kind = 'report.receive'") == [(len(numbers),)]
        assert self.ask("SELECT count(*) FROM reports_report WHERE state NOT IN ('ticketed', 'merged')") == [(0,)]
        followers, tickets = self.ask(
            "SELECT (SELECT count(*) FROM tickets_follower), (SELECT count(*) FROM tickets_ticket)"
        )[0]
        assert int(str(followers)) + int(str(tickets)) == len(numbers)
        found = json.loads(self.run("zhicheng", "check", "--events", "--json"))
        assert found["problems"] == []


@pytest.fixture(params=["sqlite", "postgres"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, city_folder: Path) -> Iterator[Installation]:
    def made(url: str) -> Installation:
        one = Installation(tmp_path / "home", city_folder, url)
        one.run("tests.drills.actions", "found")
        return one

    if request.param == "sqlite":
        yield made("")
    else:
        with postgres.running() as server:
            yield made(server.url)


def killed_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill −9 after so long; False when it had ended by itself."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def names(n: int, prefix: str) -> set[str]:
    return {f"{prefix}-{i}" for i in range(n)}


def import_is_killed(at: Installation, moments: int) -> None:
    rng = random.Random(SEED)
    file = at.home / "reports.csv"
    at.run("tests.drills.actions", "file", str(file), str(ROWS), "first")
    began = time.monotonic()
    at.run("zhicheng", "import", "reports", str(file), "--json")
    whole = time.monotonic() - began
    numbers, kills = names(ROWS, "first"), 0
    for n in range(moments):
        at.run("tests.drills.actions", "file", str(file), str(ROWS), f"n{n}")
        began = time.monotonic()
        if killed_after(at.start("zhicheng", "import", "reports", str(file), "--json"), rng.uniform(0.3, 1.0) * whole):
            kills += 1
        else:
            whole = min(whole, time.monotonic() - began)  # the machine is less busy than it was: kill sooner
        before = at.accepted()
        assert numbers <= before  # what was accepted earlier is still there
        at.run("zhicheng", "import", "reports", str(file), "--json")
        assert before <= at.accepted()
        numbers |= names(ROWS, f"n{n}")
    assert kills >= moments // 2, "the drill killed too late: nothing was proved"
    # A killed import leaves its claimed job to the lease; a worker finishes it.
    finish(at)
    at.is_sound(numbers)


def finish(at: Installation) -> None:
    """A worker works until nothing of the deciding step is left; leases of the killed end after twenty seconds."""
    worker = at.start("zhicheng", "worker")
    until = time.monotonic() + 150
    while at.ask("SELECT count(*) FROM infra_job WHERE name LIKE 'step:%'") != [(0,)]:
        assert time.monotonic() < until, at.ask("SELECT name, state, attempts, error FROM infra_job")
        time.sleep(0.2)
    worker.terminate()
    worker.communicate(timeout=60)
    assert worker.returncode == 0  # it ends in good order when it is asked to


def worker_is_killed(at: Installation, moments: int) -> None:
    rng = random.Random(SEED + 1)
    numbers: set[str] = set()
    for n in range(moments):
        at.run("tests.drills.actions", "send", "400", f"w{n}")
        numbers |= names(400, f"w{n}")
        killed_after(at.start("zhicheng", "worker"), rng.uniform(0.8, 3.0))
        assert at.accepted() == numbers
    finish(at)
    at.is_sound(numbers)


class Phones:
    """Citizens who send one report after another and, like the app, send again under the same key until there is a receipt."""

    def __init__(self, url: str, numbers: list[str]) -> None:
        self.url, self.waiting = url, list(reversed(numbers))
        self.lock, self.stop = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self._send_all) for _ in range(4)]
        self.receipts: dict[str, str] = {}
        self.odd: list[str] = []  # answers that no phone should ever get

    def _send_all(self) -> None:
        while not self.stop.is_set():
            with self.lock:
                if not self.waiting:
                    return
                key = self.waiting.pop()
            while not self.stop.is_set():
                try:
                    receipt = self._send(key)
                except (
                    httpx.TransportError,
                    json.JSONDecodeError,
                ):  # nobody there, or killed in the middle of the answer
                    time.sleep(0.05)
                    continue
                except Exception as error:  # anything else would end this thread, and its phone would wait for ever
                    self.odd.append(f"{key}: {error!r}")
                    continue
                with self.lock:
                    if self.receipts.setdefault(key, receipt) != receipt:
                        self.odd.append(f"{key}: two receipts")
                break

    def _send(self, key: str) -> str:
        lng, lat = place_of(key)
        body = {"key": key, "lng": lng, "lat": lat, "category": "03001"}
        answer = httpx.post(f"{self.url}/api/reports", json=body, timeout=10)
        if answer.status_code != 201:
            self.odd.append(f"{key}: {answer.status_code} {answer.text[:200]}")
            raise httpx.TransportError("no receipt")
        return str(answer.json()["receipt"])


def place_of(key: str) -> tuple[float, float]:
    i = int(key.rpartition("-")[2])
    return beside(crossing(i // 2 % 8, i // 16 % 8), 15 * (i % 2))


def web_is_killed(at: Installation, moments: int) -> None:
    """Web and all its workers die in the middle of requests and are started again; phones keep sending."""
    rng, port = random.Random(SEED + 2), free_port()
    wanted = [f"p-{i}" for i in range(150 * moments)]
    phones = Phones(f"http://127.0.0.1:{port}", wanted)
    for thread in phones.threads:
        thread.start()
    kills = 0
    try:
        for _ in range(moments):
            web = at.start_web(port)
            wait_until_up(port)
            time.sleep(rng.uniform(0.05, 1.0))
            with phones.lock:
                promised = dict(phones.receipts)
            os.killpg(web.pid, signal.SIGKILL)
            web.wait()
            kills += 1
            stored = dict(at.ask("SELECT key, receipt FROM reports_report"))
            assert promised.items() <= stored.items()  # who has a receipt is in the book
        assert len(phones.receipts) < len(wanted), "the phones were done before the last kill: too few reports"
        web = at.start_web(port)
        for thread in phones.threads:
            thread.join(timeout=120)
        os.killpg(web.pid, signal.SIGTERM)
        web.wait(30)
    finally:
        phones.stop.set()
        with suppress(ProcessLookupError):
            os.killpg(web.pid, signal.SIGKILL)
    assert phones.odd == []
    assert set(phones.receipts) == set(wanted)
    assert dict(at.ask("SELECT key, receipt FROM reports_report")) == phones.receipts
    finish(at)
    at.is_sound(set(wanted))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=2).status_code == 200:
                return
        time.sleep(0.05)
    raise AssertionError("web did not start within a minute")


@pytest.mark.slow
def test_web_killed_at_three_moments(installation: Installation) -> None:
    web_is_killed(installation, 3)


@pytest.mark.drill
def test_web_killed_at_thirty_moments(installation: Installation) -> None:
    web_is_killed(installation, MOMENTS)


@pytest.mark.slow
def test_import_killed_at_three_moments(installation: Installation) -> None:
    import_is_killed(installation, 3)


@pytest.mark.slow
def test_worker_killed_at_three_moments(installation: Installation) -> None:
    worker_is_killed(installation, 3)


@pytest.mark.drill
def test_import_killed_at_thirty_moments(installation: Installation) -> None:
    import_is_killed(installation, MOMENTS)


@pytest.mark.drill
def test_worker_killed_at_thirty_moments(installation: Installation) -> None:
    worker_is_killed(installation, MOMENTS)
