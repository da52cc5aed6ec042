"""The consumer against a real mosquitto: nothing is acknowledged before it is committed, and nothing lost on the way."""

from __future__ import annotations

import gc
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from tools import broker as brokers
from zhicheng.gateways.arrivals import Arrival, Bad, Filters
from zhicheng.gateways.dead_letters import queries
from zhicheng.gateways.mqtt import client as consumers
from zhicheng.gateways.mqtt.address import Papers, read_address
from zhicheng.gateways.mqtt.client import Consumer
from zhicheng.gateways.routing import Route, read_routes
from zhicheng.infra import clock
from zhicheng.infra.models import Switch
from zhicheng.kernel.phrases import Phrase

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Shelf:
    """A handler that keeps each message as a row; can be told to find no database for a while."""

    failures: int = 0
    sizes: list[int] = field(default_factory=list)
    slow_s: float = 0.0

    def filters(self, route: str) -> Filters:
        return Filters((route,), ("told/everybody",) if route.startswith("told") else ())

    def prepare(self) -> None:
        return

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        if self.failures:
            self.failures -= 1
            raise OperationalError("the server closed the connection unexpectedly")
        time.sleep(self.slow_s)
        self.sizes.append(len(arrivals))
        for one in arrivals:
            Switch.objects.update_or_create(name=one.payload.decode()[:64], area="", defaults={"value": one.topic})
        return [Bad(n, Phrase("坏。", "Bad.")) for n, one in enumerate(arrivals) if one.payload == b"bad"]


SHELF = Shelf()
NONE = Papers()
NAMED = {"shelf": f"{__name__}.SHELF"}


@pytest.fixture(autouse=True)
def shelf() -> Shelf:
    SHELF.failures, SHELF.slow_s = 0, 0.0
    SHELF.sizes.clear()
    return SHELF


@pytest.fixture
def broker() -> Iterator[brokers.Broker]:
    with brokers.running() as one:
        yield one


def made(url: str, *, name: str = "one", papers: Papers = NONE, topic: str = "t/#", group: str = "") -> Consumer:
    routes: list[Route] = read_routes([f"{topic}=shelf"], NAMED)
    return Consumer(read_address(url), papers, routes, name, clock.now, group)


@contextmanager
def reading(consumer: Consumer) -> Iterator[Consumer]:
    """In a thread of its own, as a process of its own would; stopped in good order."""
    stop = threading.Event()

    def run() -> None:
        try:
            consumer.run(stop.is_set)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield consumer
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive(), "the consumer does not end when it is asked to"


def until(true: Callable[[], object], what: str, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


@contextmanager
def sender(broker: brokers.Broker, name: str = "sender") -> Iterator[Client]:
    client = Client(CallbackAPIVersion.VERSION2, client_id=name, protocol=MQTTv5)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def send(broker: brokers.Broker, *texts: str, topic: str = "t/x", qos: int = 1, retain: bool = False) -> None:
    """Returns when the broker has acknowledged all of them."""
    with sender(broker) as client:
        sent = [client.publish(topic, text, qos=qos, retain=retain) for text in texts]
        for one in sent:
            one.wait_for_publish(20)
            assert one.is_published()


def kept() -> set[str]:
    return set(Switch.objects.values_list("name", flat=True))


def numbers(n: int, prefix: str = "n") -> list[str]:
    return [f"{prefix}{i}" for i in range(n)]


def test_what_is_published_is_taken(broker: brokers.Broker, shelf: Shelf) -> None:
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, *numbers(300))
        until(lambda: len(kept()) == 300, "not everything came")
    assert kept() == set(numbers(300))
    assert consumer.tally.taken == 300
    assert len(shelf.sizes) < 150, "messages were taken one by one"


def test_what_comes_while_nobody_reads_waits_at_the_broker(broker: brokers.Broker) -> None:
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
    send(broker, *numbers(50))
    assert kept() == set()
    with reading(made(broker.url)):
        until(lambda: len(kept()) == 50, "the broker forgot what it promised to keep")


def test_while_the_database_is_gone_nothing_is_acknowledged_and_nothing_lost(
    broker: brokers.Broker, shelf: Shelf
) -> None:
    shelf.failures = 2
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, *numbers(20))
        until(lambda: shelf.failures == 0, "it does not try again")
        until(lambda: len(kept()) == 20, "messages were lost while the database was gone")
    assert consumer.tally.waited_s > 0
    assert queries.count() == 0, "a database that is gone is not the messages' fault"


def test_a_reader_that_dies_before_the_commit_leaves_it_to_the_next(broker: brokers.Broker, shelf: Shelf) -> None:
    """It ends while the database is gone: what it held was never acknowledged, so it comes again."""
    shelf.failures = 10_000
    with reading(made(broker.url)) as first:
        until(lambda: first.up, "no connection")
        send(broker, *numbers(30))
        until(lambda: shelf.failures < 10_000, "it never tried")
    assert kept() == set()
    shelf.failures = 0
    with reading(made(broker.url)):
        until(lambda: len(kept()) == 30, "a message was acknowledged before it was committed")


def test_a_broker_that_restarts_is_found_again(broker: brokers.Broker) -> None:
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, *numbers(10, "before"))
        until(lambda: len(kept()) == 10, "not everything came")
        broker.stop()
        broker.start()
        send(broker, *numbers(10, "after"))
        until(lambda: len(kept()) == 20, "it did not come back")
    assert consumer.tally.links == 2


def test_a_broker_that_is_not_there_yet_is_waited_for(broker: brokers.Broker) -> None:
    broker.stop()
    with reading(made(broker.url)) as consumer:
        time.sleep(0.3)
        broker.start()
        until(lambda: consumer.up, "it gave up")


def test_one_that_must_not_come_in_keeps_trying_and_takes_nothing() -> None:
    with brokers.running("allow_anonymous false\n") as closed, reading(made(closed.url)) as consumer:
        time.sleep(1.0)
        assert consumer.tally.links == 0


def test_two_readers_share_the_load(broker: brokers.Broker) -> None:
    with (
        reading(made(broker.url, name="one", group="g")) as one,
        reading(made(broker.url, name="two", group="g")) as two,
    ):
        until(lambda: one.up and two.up, "no connection")
        send(broker, *numbers(200))
        until(lambda: len(kept()) == 200, "not everything came")
        until(lambda: one.tally.taken + two.tally.taken == 200, "something was taken twice or not at all")
    assert one.tally.taken > 20
    assert two.tally.taken > 20


def test_what_everybody_must_hear_every_reader_hears_with_what_was_retained(broker: brokers.Broker) -> None:
    send(broker, "offline", topic="told/everybody", retain=True)
    with (
        reading(made(broker.url, name="one", topic="told/#")) as one,
        reading(made(broker.url, name="two", topic="told/#")) as two,
    ):
        until(lambda: one.tally.taken and two.tally.taken, "a retained message did not reach both")
    assert kept() == {"offline"}


def test_a_flood_waits_at_the_broker_not_in_our_memory(broker: brokers.Broker, shelf: Shelf) -> None:
    """mosquitto 2.0.11 sends more than it was allowed (Receive Maximum); whoever does not read is not flooded all the same."""
    shelf.slow_s = 0.02
    consumer = made(broker.url)
    consumer.batch.most = 40
    with reading(consumer):
        until(lambda: consumer.up, "no connection")
        most = [0]
        watching = threading.Event()

        def watch() -> None:
            while not watching.is_set():
                most[0] = max(most[0], len(consumer.batch.waiting))
                time.sleep(0.001)

        watcher = threading.Thread(target=watch)
        watcher.start()
        send(broker, *numbers(2_000))
        until(lambda: len(kept()) == 2_000, "not everything came")
        watching.set()
        watcher.join()
    assert most[0] <= 40
    assert max(shelf.sizes) <= 40


def test_a_flood_of_qos_0_is_upgraded_and_not_lost(broker: brokers.Broker) -> None:
    """Boxes publish with QoS 0; the recommended broker delivers it with QoS 1 (upgrade_outgoing_qos)."""
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, *numbers(500), qos=0)
        until(lambda: len(kept()) == 500, "not everything came")


def test_bad_ones_become_dead_letters_and_are_acknowledged(broker: brokers.Broker) -> None:
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, "1", "bad", "2")
        until(lambda: consumer.tally.taken == 3, "not everything came")
    assert [(r["payload"], r["said_en"], r["times"]) for r in queries.listed()] == [("bad", "Bad.", 1)]
    with reading(made(broker.url)) as again:
        until(lambda: again.up, "no connection")
        time.sleep(0.3)
    assert again.tally.taken == 0, "a dead letter came again"


def test_a_message_larger_than_we_take_stops_nobody(broker: brokers.Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "LARGEST", 2_000)
    with reading(made(broker.url)) as consumer:
        until(lambda: consumer.up, "no connection")
        send(broker, "before", "x" * 5_000, "after")
        until(lambda: len(kept()) == 2, "the large one stopped the stream")
    assert kept() == {"before", "after"}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, a broker's certificate for 127.0.0.1, ours, and that of a stranger's authority."""
    folder = tmp_path_factory.mktemp("papers")

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    for authority in ("authority", "stranger"):
        made_by = ["-keyout", f"{authority}.key", "-out", f"{authority}.pem"]
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={authority}", *made_by)
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    for who, authority in (("broker", "authority"), ("us", "authority"), ("other", "stranger")):
        openssl(
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={who}", "-keyout", f"{who}.key", "-out", f"{who}.csr"
        )
        signed_by = ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial", "-days", "30"]
        openssl("x509", "-req", "-in", f"{who}.csr", *signed_by, "-extfile", "names", "-out", f"{who}.pem")
    return folder


def closed(papers: Path) -> str:
    return (
        f"cafile {papers}/authority.pem\ncertfile {papers}/broker.pem\nkeyfile {papers}/broker.key\n"
        "require_certificate true\nuse_identity_as_username true\nallow_anonymous false\n"
    )


def with_tls(broker: brokers.Broker, papers: Path, who: str, authority: str = "authority") -> Consumer:
    mine = Papers(papers / f"{authority}.pem", papers / f"{who}.pem", papers / f"{who}.key")
    return made(f"mqtts://127.0.0.1:{broker.port}", papers=mine)


def test_a_certificate_opens_the_door(papers: Path) -> None:
    with brokers.running(closed(papers)) as broker, reading(with_tls(broker, papers, "us")) as consumer:
        until(lambda: consumer.up, "the certificate was not taken")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(("who", "authority"), [("other", "authority"), ("us", "stranger")])
def test_strangers_stay_outside(papers: Path, who: str, authority: str) -> None:
    """Neither a certificate of another authority for us, nor a broker that our authority does not know."""
    with brokers.running(closed(papers)) as broker, reading(with_tls(broker, papers, who, authority)) as consumer:
        time.sleep(1.0)
        assert consumer.tally.links == 0
    gc.collect()  # paho leaves the socket of a failed handshake to the collector; its warning belongs here
