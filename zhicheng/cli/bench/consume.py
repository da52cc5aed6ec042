"""The consumer that the benchmark measures: `zhicheng mqtt` with so many messages in a batch. `python -m zhicheng.cli.bench.consume N`"""

from __future__ import annotations

import signal
import sys
import threading

from zhicheng.cli import setup


def main(most: int) -> None:
    """Until SIGTERM."""
    setup()
    from zhicheng.gateways.mqtt.address import Papers, read_address
    from zhicheng.gateways.mqtt.client import Consumer
    from zhicheng.gateways.routing import read_routes
    from zhicheng.infra import clock
    from zhicheng.infra.config import config
    from zhicheng.infra.worker import calm_collector

    consumer = Consumer(
        read_address(config().mqtt_url), Papers(), read_routes(config().mqtt_topics), f"bench-{most}", clock.now
    )
    consumer.batch.most = most
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    calm_collector()
    consumer.run(stop.is_set)


if __name__ == "__main__":
    main(int(sys.argv[1]))
