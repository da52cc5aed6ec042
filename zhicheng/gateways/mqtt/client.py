"""The consumer: one thread, one connection, one batch at a time.

A message is acknowledged (QoS 1) after the transaction that took it has been committed; so a killed process, broker or database
costs a repetition, never a message. The broker may have no more than `receive_maximum` of them on the way to us: while the database
is slow or gone, the flood stays at the broker. Repetitions change nothing, because handlers are idempotent by the sender's key.
"""

from __future__ import annotations

import logging
import random
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from paho.mqtt.client import Client, MQTTErrorCode, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from zhicheng.gateways.arrivals import Arrival
from zhicheng.gateways.mqtt.address import Address, Papers
from zhicheng.gateways.mqtt.batches import Batch, back_off
from zhicheng.gateways.routing import GONE, Route, take

log = logging.getLogger("zhicheng.mqtt")
KEEP_ALIVE_S = 30
REMEMBERED_S = 7 * 24 * 3600  # how long the broker keeps what arrives while we are away
ON_THE_WAY = 1_000  # unacknowledged messages at most: two batches
LARGEST = 8 * 1024 * 1024  # bytes of one message; beyond it the broker does not send it
CALM_S = 0.5


class Held(NamedTuple):
    """A message in our hands: what it says, and how to acknowledge it on the connection it came by."""

    arrival: Arrival
    mid: int
    qos: int
    link: int


@dataclass(slots=True)
class Tally:
    """What this process has done since it started."""

    taken: int = 0
    dead: int = 0
    batches: int = 0
    links: int = 0
    waited_s: float = 0.0


@dataclass(slots=True)
class Consumer:
    """Reads until `stopped()` says so."""

    address: Address
    papers: Papers
    routes: Sequence[Route]
    name: str
    now: Callable[[], datetime]
    group: str = ""
    take: Callable[..., int] = take
    tally: Tally = field(default_factory=Tally)
    batch: Batch[Held] = field(default_factory=Batch)
    link: int = 0
    up: bool = False

    def run(self, stopped: Callable[[], bool]) -> None:
        """Connect, read, take; come back with back-off after every loss."""
        client, failures = self._client(), 0
        while not stopped():
            if not self._connect(client):
                failures += 1
                self._rest(back_off(failures - 1, random.random()), stopped)
                continue
            self._serve(client, stopped)
            failures = 0 if self.up else failures + 1
            self.up = False
            if not stopped():
                self._rest(back_off(failures, random.random()), stopped)
        self._finish(client)

    def _client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self.name,
            protocol=MQTTv5,
            manual_ack=True,
            reconnect_on_failure=False,
        )
        client.connect_timeout = 5.0
        if self.address.user:
            client.username_pw_set(self.address.user, self.address.password or None)
        if self.address.tls:
            client.tls_set_context(_context(self.papers))
        client.on_connect, client.on_message, client.on_subscribe = self._connected, self._arrived, self._subscribed
        client.on_disconnect = self._disconnected
        return client

    def _connect(self, client: Client) -> bool:
        said = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        said.SessionExpiryInterval = REMEMBERED_S
        said.ReceiveMaximum = ON_THE_WAY
        said.MaximumPacketSize = LARGEST
        try:
            client.connect(
                self.address.host, self.address.port, keepalive=KEEP_ALIVE_S, clean_start=False, properties=said
            )
        except (OSError, ValueError) as error:
            log.warning("no connection to %s: %s", self.address, error)
            return False
        self.link += 1
        return True

    def _connected(self, client: Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            log.warning("%s refuses us: %s", self.address, reason)
            return
        self.up = True
        self.tally.links += 1
        log.info(
            "connected to %s as %s, session %s", self.address, self.name, "resumed" if flags.session_present else "new"
        )
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self.subscriptions()])

    def subscriptions(self) -> list[str]:
        """In a group, messages are dealt out among its processes; what is retained every process hears.

        Without a group the broker remembers the subscription over its own restart; a shared one mosquitto 2.0.11 forgets (ADR 0027).
        """
        found: list[str] = []
        for route in self.routes:
            wanted = route.handler.filters(route.filter)
            found += [f"$share/{self.group}/{topic}" if self.group else topic for topic in wanted.shared]
            found += wanted.each
        return list(dict.fromkeys(found))

    def _subscribed(self, client: Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        for topic, reason in zip(self.subscriptions(), reasons, strict=False):
            if reason.is_failure:
                log.error("%s does not let us read %s: %s", self.address, topic, reason)

    def _disconnected(self, client: Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        log.warning("connection to %s lost: %s", self.address, reason)

    def _arrived(self, client: Client, userdata: Any, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:  # no broker should let it through; it becomes a dead letter
            topic = "(topic is no UTF-8)"
        arrival = Arrival(topic, bytes(message.payload), self.now())
        self.batch.put(Held(arrival, message.mid, message.qos, self.link), time.monotonic())

    def _serve(self, client: Client, stopped: Callable[[], bool]) -> None:
        """Until the connection is gone or we are asked to stop."""
        while not stopped():
            rest = self.batch.rest(time.monotonic(), CALM_S)
            if client.loop(rest) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                break
            if self.batch.due(time.monotonic()):
                self._take(client, stopped)
        while self.batch.waiting and not self._gone(stopped):
            self._take(client, stopped)  # in our hands already: taken, even if it can be acknowledged no more

    def _gone(self, stopped: Callable[[], bool]) -> bool:
        """Asked to stop with a database that does not answer: what we hold stays unacknowledged and comes again."""
        return stopped() and self.tally.waited_s > 0 and not _database_answers()

    def _take(self, client: Client, stopped: Callable[[], bool]) -> None:
        """One batch; as long as the database is gone it waits, and so does the broker."""
        held = self.batch.take(time.monotonic())
        failures = 0
        while True:
            try:
                self.tally.dead += self.take([h.arrival for h in held], self.routes, at=self.now())
                break
            except GONE as error:
                log.warning(
                    "the database does not answer (%s); %d messages wait unacknowledged",
                    str(error).strip()[:120],
                    len(held),
                )
                connection.close()
                self._breathe(client, back_off(failures, random.random(), longest=5.0))
                failures += 1
                if stopped():
                    return
        self.tally.taken += len(held)
        self.tally.batches += 1
        for one in held:
            if one.qos and one.link == self.link:
                client.ack(one.mid, one.qos)

    def _breathe(self, client: Client, seconds: float) -> None:
        """Keep the connection alive while we wait, until our hands are full: then the flood waits in the line, at the broker."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            full = len(self.batch.waiting) >= 2 * ON_THE_WAY  # QoS 0 knows no bound of its own
            if full or client.loop(min(left, CALM_S)) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                time.sleep(max(0.0, until - time.monotonic()))
        self.tally.waited_s += seconds

    def _rest(self, seconds: float, stopped: Callable[[], bool]) -> None:
        until = time.monotonic() + seconds
        while not stopped() and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.2))

    def _finish(self, client: Client) -> None:
        """Say good-bye, so that the broker deals our share to others at once."""
        client.disconnect()
        for _ in range(20):
            if client.loop(0.05) != MQTTErrorCode.MQTT_ERR_SUCCESS:
                break


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
        return True
    except GONE:
        return False


def _context(papers: Papers) -> ssl.SSLContext:
    """Host name and chain are checked always; there is no switch to leave that out."""
    context = ssl.create_default_context(cafile=str(papers.authority) if papers.authority else None)
    if papers.certificate is not None and papers.key is not None:
        context.load_cert_chain(str(papers.certificate), str(papers.key))
    return context
