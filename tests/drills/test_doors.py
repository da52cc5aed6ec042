"""Observations at a steady rate through MQTT while consumer, worker, database and broker are killed: none lost, none doubled.

The sender behaves as the how-to asks of a vendor's platform: QoS 1, and after a reconnect its last half-minute once more. A broker
acknowledges before it has written (every five seconds, as we recommend). Sending twice changes nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from tests.drills.test_kill import Installation
from tools import broker as brokers
from tools import postgres

TOPIC = "drill/events"
CAMERAS = 1_000
AGAIN_S = 30.0  # of what was sent is sent again after a reconnect
PER_S, SECONDS = int(os.environ.get("DRILL_PER_S", "1000")), float(os.environ.get("DRILL_SECONDS", "60"))
MAP = """\
vendor: drill
camera: camera
event: id
kind: {path: kind}
time: {path: at, format: epoch_s}
started: {path: since, format: epoch_s}
box: {path: box}
zone: zone
"""


@dataclass
class Sender:
    """A vendor's platform: so many events a second, each a thing of its own."""

    port: int
    per_s: int
    sent: int = 0
    links: int = 0
    recent: deque[tuple[float, str]] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Sender:
        self.client = Client(CallbackAPIVersion.VERSION2, client_id="drill-sender", protocol=MQTTv5)
        self.client.max_inflight_messages_set(1_000)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_connect = self._connected
        self.client.connect("127.0.0.1", self.port)
        self.client.loop_start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _connected(self, *_: Any) -> None:
        self.links += 1
        if self.links > 1:
            with self.lock:
                again = list(self.recent)
            for _, body in again:
                self.client.publish(TOPIC, body, qos=1)

    def event(self, i: int) -> str:
        now, turn = int(time.time()), i // CAMERAS
        x, y = 40 * (turn % 40), 40 * (turn // 40 % 25)
        said = {
            "camera": f"D-{i % CAMERAS}",
            "id": f"e{i}",
            "kind": "机动车违停",
            "at": now,
            "since": now - 300,
            "zone": "z",
        }
        return json.dumps({**said, "box": [x, y, x + 30, y + 30]})

    def run(self, seconds: float) -> None:
        """Never faster than the rate, never slower: what a stall held back is sent at once afterwards."""
        began = time.monotonic()
        while (now := time.monotonic() - began) < seconds:
            while self.sent < now * self.per_s:
                body = self.event(self.sent)
                with self.lock:
                    self.recent.append((time.monotonic(), body))
                    while self.recent[0][0] < time.monotonic() - AGAIN_S:
                        self.recent.popleft()
                self.client.publish(TOPIC, body, qos=1)
                self.sent += 1
            time.sleep(0.005)


@dataclass
class Doors:
    """One installation with its broker, its database and its processes."""

    at: Installation
    broker: brokers.Broker
    server: postgres.Server | None
    settings: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        command = [sys.executable, "-m", "zhicheng", name]
        env = {**self.at.env, **self.settings}
        self.processes[name] = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self, what: str) -> None:
        """Kill −9, and start again after a moment."""
        if what == "broker":
            self.broker.stop(signal.SIGKILL)
            time.sleep(0.3)
            self.broker.start()
        elif what == "database":
            assert self.server is not None
            self.server.kill()
            time.sleep(0.5)
            self.server.again()
        else:
            self.processes[what].kill()
            self.processes[what].wait()
            self.start(what)

    def stop(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self.processes.values():
            process.wait(60)

    def things(self) -> list[str]:
        return [str(name) for (name,) in self.at.ask("SELECT name FROM sense_thing")]


@pytest.fixture(params=["sqlite", "postgres"])
def doors(request: pytest.FixtureRequest, tmp_path: Path, city_folder: Path) -> Iterator[Doors]:
    with ExitStack() as stack:
        server = stack.enter_context(postgres.running()) if request.param == "postgres" else None
        broker = stack.enter_context(brokers.running())
        at = Installation(tmp_path / "home", city_folder, server.url if server else "")
        folder = tmp_path / "vendors"
        folder.mkdir()
        (folder / "drill.yaml").write_text(MAP, encoding="utf-8")
        at.run("tests.drills.actions", "found")
        at.run("tests.drills.actions", "cameras", str(CAMERAS))
        settings = {
            "ZHICHENG_MQTT_URL": broker.url,
            "ZHICHENG_MQTT_TOPICS": f'["{TOPIC}=vendor:drill"]',
            "ZHICHENG_VENDOR_MAPS": str(folder),
        }
        made = Doors(at, broker, server, settings)
        stack.callback(made.stop)
        for name in ("mqtt", "worker"):
            made.start(name)
        yield made


def until(true: Callable[[], object], what: str, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, what
        time.sleep(0.2)


def wait_while_it_moves(doors: Doors, wanted: int) -> None:
    """A loaded machine is slow, not wrong: lost is what has not come when nothing has moved for forty seconds."""
    last, moved = -1, time.monotonic()
    while (now := len(doors.things())) < wanted and time.monotonic() - moved < 40:
        if now != last:
            last, moved = now, time.monotonic()
        time.sleep(0.5)


def everything_is_killed(doors: Doors, *, per_s: int, seconds: float, every_s: float, but: str = "") -> None:
    rng = random.Random(20261126)
    victims = [v for v in ("mqtt", "broker", "worker", "database") if v != but and (v != "database" or doors.server)]
    with Sender(doors.broker.port, per_s) as sender:
        until(lambda: _greeted(doors, sender), "the consumer never began to read", 60)
        thread = threading.Thread(target=sender.run, args=(seconds,))
        thread.start()
        killed: list[str] = []
        ends = time.monotonic() + seconds - 1
        while time.monotonic() < ends:
            time.sleep(every_s * rng.uniform(0.6, 1.4))
            victim = victims[len(killed) % len(victims)]
            doors.kill(victim)
            killed.append(victim)
        thread.join()
        assert set(killed) == set(victims), "the drill was too short: nothing was proved"
        wanted = {f"camera:D-{i % CAMERAS}/drill/e{i}" for i in range(sender.sent)}
        wait_while_it_moves(doors, len(wanted))
    things = doors.things()
    assert len(things) == len(set(things)), "an observation was doubled"
    assert set(things) == wanted, f"{len(wanted - set(things))} of {len(wanted)} were lost while {killed} were killed"
    assert doors.at.ask("SELECT count(*) FROM sense_observation") == [(len(wanted),)]
    assert doors.at.ask("SELECT count(*) FROM infra_event WHERE kind = 'observation.confirm'") == [(len(wanted),)]
    assert doors.at.ask("SELECT count(*) FROM dead_letters_deadletter") == [(0,)]
    doors.stop()
    found = json.loads(doors.at.run("zhicheng", "check", "--events", "--json"))
    assert found["problems"] == []


def _greeted(doors: Doors, sender: Sender) -> bool:
    """Until the consumer has subscribed nothing is kept for it: the first event is sent until it is seen."""
    sender.sent = 1
    sender.client.publish(TOPIC, sender.event(0), qos=1)
    time.sleep(0.3)
    return bool(doors.things())


@pytest.mark.slow
def test_nothing_is_lost_while_everything_is_killed_once(doors: Doors) -> None:
    everything_is_killed(doors, per_s=100, seconds=14, every_s=2.5)


@pytest.mark.drill
def test_without_broker_kills_nobody_has_to_send_again(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is ours to promise: consumer, worker and database die, and the sender notices nothing."""
    monkeypatch.setattr(Sender, "_connected", lambda self, *_: None)
    everything_is_killed(doors, per_s=PER_S, seconds=SECONDS, every_s=4.0, but="broker")


@pytest.mark.drill
def test_a_thousand_a_second_while_everything_is_killed_again_and_again(doors: Doors) -> None:
    everything_is_killed(doors, per_s=PER_S, seconds=SECONDS, every_s=4.0)
