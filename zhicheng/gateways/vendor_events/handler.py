"""A vendor's topics: `vendor/acme/#=vendor:acme`; without an option the topic's last level names the vendor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.gateways.arrivals import Arrival, Bad, Filters
from zhicheng.gateways.vendor_events import services
from zhicheng.gateways.vendor_events.services import Message


class Vendor:
    def filters(self, route: str) -> Filters:
        return Filters((route,))

    def prepare(self) -> None:
        services.maps()

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        messages = [Message(n, option or a.topic.rpartition("/")[2], a.payload) for n, a in enumerate(arrivals)]
        return services.take_messages(messages, at=at).bad


VENDOR = Vendor()
