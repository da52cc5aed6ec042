"""Benchmark of the doors: observations a second through MQTT and through HTTP, beside one transaction per message, and what each costs.

MQTT is measured where a broker is: `python -m tools.broker run -- zhicheng bench doors`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
from django.db import connection
from django.test.utils import CaptureQueriesContext
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from zhicheng.cli.output import progress
from zhicheng.flow.sense import queries as sense
from zhicheng.gateways import routing
from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.mqtt.address import read_address
from zhicheng.ground.devices import services as devices
from zhicheng.ground.devices.services import NewCamera
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.ground.places import queries as places
from zhicheng.infra import clock
from zhicheng.infra.config import config

Row = dict[str, Any]
CAMERAS = 2_000  # a thousand observations a second from these would be one in two seconds each
TOKEN = "the benchmark's own vendor sends this token"  # noqa: S105 - of an installation that lives for a minute
VENDOR = "bench"
WHO = "bench"
PORT = 8560
MAP = """\
vendor: bench
camera: camera
event: id
kind: {path: kind}
time: {path: at, format: epoch_s}
started: {path: since, format: epoch_s}
box: {path: box}
confidence: {path: score}
zone: zone
"""
TOPIC = "bench/events"


def bench_doors(quick: bool, *, row: Callable[..., Row]) -> list[Row]:
    """Every row; those of MQTT only where a broker is."""
    Events.cameras = 200 if quick else CAMERAS
    settings = prepared(Events.cameras)
    n = 2_000 if quick else 10_000
    rows = [*_statements(row), *_in_process(row, n // 2)]
    if os.environ.get("ZHICHENG_MQTT_URL"):
        rows += _through_mqtt(row, n, settings)
        rows += _sustained(row, 1_000, 5 if quick else 30, settings)
    else:
        progress("no broker: run it as `python -m tools.broker run -- zhicheng bench doors` to measure MQTT")
    return rows + _through_http(row, n, settings)


# -- what is sent ------------------------------------------------------------------------------------------------------------


def prepared(cameras: int) -> dict[str, str]:
    """Cameras all over the city, a vendor's mapping file; the environment of the processes that take its events."""
    folder = config().home / "vendors"
    folder.mkdir(exist_ok=True)
    (folder / f"{VENDOR}.yaml").write_text(MAP, encoding="utf-8")
    settings = {
        "ZHICHENG_VENDOR_MAPS": str(folder), "ZHICHENG_VENDOR_TOKENS": json.dumps({VENDOR: TOKEN}),
        "ZHICHENG_MQTT_TOPICS": json.dumps([f"{TOPIC}=vendor:{VENDOR}"]),
    }  # fmt: skip
    object.__setattr__(config(), "vendor_maps", folder)
    account = people_services.open_account(username=WHO, name="Bench", password=None, demo_key=WHO)
    for role in ("engineer", "manager"):
        people_services.grant(account=account, role=role, area="")
    access, spots = people.access_of(account), _spots(cameras)
    for k, (lng, lat) in enumerate(spots):
        devices.add(
            NewCamera(code=f"B-{k}", name=f"基准 {k}", source="vendor", their_name=f"b{k}", lng=lng, lat=lat),
            access=access,
            at=clock.now(),
        )
    return settings


def _spots(n: int) -> list[tuple[float, float]]:
    graph = places.city().network.graph
    found: list[tuple[float, float]] = []
    for node in range(0, len(graph.lng), max(1, len(graph.lng) // (2 * n))):
        lng, lat = float(graph.lng[node]), float(graph.lat[node])
        if places.city().locate(lng, lat).grid:
            found.append((lng, lat))
    return [found[k % len(found)] for k in range(n)]


class Events:
    """One after the other, each a thing of its own: another camera, another place in its picture (the same place is the same thing)."""

    begun = 0
    cameras = CAMERAS

    def __init__(self, prefix: str) -> None:
        self.prefix, self.made = prefix, 0
        self.first = Events.begun * 100
        Events.begun += 1

    def next(self) -> dict[str, Any]:
        i, self.made = self.made, self.made + 1
        now, turn = int(time.time()), self.first + i // self.cameras
        x, y = 40 * (turn % 40), 40 * (turn // 40 % 25)
        return {
            "camera": f"B-{i % self.cameras}", "id": f"{self.prefix}-{i}", "kind": "商铺占道经营", "at": now, "since": now - 300,
            "box": [x, y, x + 30, y + 30], "score": 0.9, "zone": "z",
        }  # fmt: skip

    def many(self, n: int) -> list[dict[str, Any]]:
        return [self.next() for _ in range(n)]


# -- in this process ---------------------------------------------------------------------------------------------------------


def _statements(row: Callable[..., Row]) -> list[Row]:
    """SQL statements per observation, in batches of 500 and one by one."""
    ours, peer = _counted(500) / 500, _counted(1)
    name, unit = "doors: statements per observation, 500 at once", "statements"
    return [row(name, ours, unit, 500, peer, "one message per transaction", more_is_better=False)]


def _take(events: Sequence[dict[str, Any]]) -> None:
    routes = routing.read_routes([f"{TOPIC}=vendor:{VENDOR}"])
    now = clock.now()
    if routing.take([Arrival(TOPIC, json.dumps(e).encode(), now) for e in events], routes, at=now):
        raise RuntimeError("the benchmark's own events were refused; see zhicheng dead-letters")


def _take_all(events: Events, batches: int, together: int) -> None:
    for _ in range(batches):
        _take(events.many(together))


def _counted(n: int) -> float:
    events = Events(f"sql{n}").many(n)
    _take(Events(f"warm{n}").many(1))
    with CaptureQueriesContext(connection) as caught:
        _take(events)
    return float(len(caught))


def _in_process(row: Callable[..., Row], n: int) -> list[Row]:
    """Observations a second of one process that writes, without any network."""
    events = Events("in")
    took = _timed(lambda: _take_all(events, n // 500, 500))
    alone = 200
    took_alone = _timed(lambda: _take_all(events, alone, 1))
    return [
        row(
            "doors: observations written",
            n / took,
            "observations/s",
            n,
            alone / took_alone,
            "one message per transaction",
        )
    ]


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


# -- through MQTT ------------------------------------------------------------------------------------------------------------


@contextmanager
def running(arguments: Sequence[str], settings: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", *arguments]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def publisher() -> Iterator[Client]:
    address = read_address(os.environ["ZHICHENG_MQTT_URL"])
    client = Client(CallbackAPIVersion.VERSION2, client_id="bench-publisher", protocol=MQTTv5)
    client.max_inflight_messages_set(1_000)
    client.connect(address.host, address.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def _known() -> int:
    return sense.visible_to(people.access_of(people.demo_account(WHO))).count()


def _subscribed(client: Client, events: Events) -> None:
    """Until one message has come through."""
    before, ends = _known(), time.monotonic() + 30
    while _known() == before:
        if time.monotonic() > ends:
            raise RuntimeError("nothing comes through the broker")
        client.publish(TOPIC, json.dumps(events.next()), qos=1)
        time.sleep(0.3)
    time.sleep(0.5)


def _through_mqtt(row: Callable[..., Row], n: int, settings: dict[str, str]) -> list[Row]:
    """As fast as it goes: from the first publish to the last observation in the database."""
    ours = _burst("500", n, settings)
    peer = _burst("1", max(200, n // 20), settings)
    return [row("doors: observations through MQTT", ours, "observations/s", n, peer, "one message per transaction")]


def _burst(most: str, n: int, settings: dict[str, str]) -> float:
    events = Events(f"burst{most}")
    with running(["zhicheng.cli.bench.consume", most], settings), publisher() as client:
        _subscribed(client, events)
        before, began = _known(), time.perf_counter()
        for event in events.many(n):
            client.publish(TOPIC, json.dumps(event), qos=1)
        while _known() < before + n:
            if time.perf_counter() - began > 300:
                raise RuntimeError(f"{before + n - _known()} of {n} observations did not come through")
            time.sleep(0.05)
        return n / (time.perf_counter() - began)


def _sustained(row: Callable[..., Row], per_s: int, seconds: int, settings: dict[str, str]) -> list[Row]:
    """A thousand a second for a while: how long from publishing to the database, by how many are outstanding."""
    events, lags = Events("steady"), []
    with running(["zhicheng.cli.bench.consume", "500"], settings), publisher() as client:
        _subscribed(client, events)
        before, began, sent, looked = _known(), time.perf_counter(), 0, 0.0
        while sent < per_s * seconds:
            now = time.perf_counter() - began
            while sent < min(per_s * seconds, now * per_s):
                client.publish(TOPIC, json.dumps(events.next()), qos=1)
                sent += 1
            if now - looked >= 0.1:
                lags.append((sent - (_known() - before)) / per_s)
                looked = now
            time.sleep(0.002)
        published = time.perf_counter() - began
        ends = time.perf_counter() + 60
        while _known() < before + sent and time.perf_counter() < ends:
            time.sleep(0.02)
        lost = before + sent - _known()
    lags.sort()
    return [
        row("doors: sustained through MQTT", sent / published, "observations/s", sent),
        row("doors: sustained through MQTT, publish to database, p99", lags[int(len(lags) * 0.99)], "s", sent),
        row("doors: sustained through MQTT, publish to database, median", statistics.median(lags), "s", sent),
        row("doors: sustained through MQTT, lost", lost, "observations", sent),
    ]


# -- through HTTP ------------------------------------------------------------------------------------------------------------


def _through_http(row: Callable[..., Row], n: int, settings: dict[str, str]) -> list[Row]:
    """Four senders, fifty events a request and one."""
    command = [
        "granian",
        "--log-level",
        "error",
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--port",
        str(PORT),
    ]
    with running([*command, "zhicheng.server.wsgi:application"], settings):
        _until_up()
        ours = _posted(Events("http50"), n, 50)
        peer = _posted(Events("http1"), max(200, n // 20), 1)
    return [
        row("doors: observations through HTTP, 50 a request", ours, "observations/s", n, peer, "one event a request")
    ]


def _until_up() -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/api/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the web process did not start")


def _posted(events: Events, n: int, together: int) -> float:
    bodies = [json.dumps(events.many(together)).encode() for _ in range(n // together)]
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    def send(mine: list[bytes]) -> int:
        taken = 0
        with httpx.Client(base_url=f"http://127.0.0.1:{PORT}", headers=headers, timeout=60) as client:
            for body in mine:
                taken += client.post(f"/api/vendor-events/{VENDOR}", content=body).raise_for_status().json()["taken"]
        return taken

    began = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        taken = sum(pool.map(send, [bodies[k::4] for k in range(4)]))
    took = time.perf_counter() - began
    if taken != (n // together) * together:
        raise RuntimeError(f"{n - taken} events were refused")
    return taken / took
