"""Frigate's topics, taken many at once: objects first to what they are, then in one go into the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhicheng.gateways.arrivals import Arrival, Bad, Filters
from zhicheng.gateways.frigate import services
from zhicheng.gateways.frigate.payloads import read_event, read_review, read_word
from zhicheng.gateways.frigate.services import Status, Word
from zhicheng.kernel.errors import BadInput

READERS = {"events": read_event, "reviews": read_review}
AVAILABLE = ("online", "offline", "stopped")
ROLE = ("online", "offline", "disabled")


class Frigate:
    """Handler of `PREFIX/#`; the prefix names the box."""

    def filters(self, route: str) -> Filters:
        """Of all that a box publishes (counts, pictures, settings) we ask for what we take."""
        box = route.removesuffix("/#")
        return Filters((f"{box}/events", f"{box}/reviews"), (f"{box}/available", f"{box}/+/status/detect"))

    def prepare(self) -> None:
        services.mapping()

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        words: list[Word] = []
        statuses: list[Status] = []
        bad: list[Bad] = []
        for n, arrival in enumerate(arrivals):
            try:
                found = _read(n, arrival)
            except BadInput as error:
                bad.append(Bad(n, error.said))
                continue
            if isinstance(found, Word):
                words.append(found)
            else:
                statuses.append(found)
        return bad + services.take_words(words, at=at) + services.take_statuses(statuses, at=at)


def _read(n: int, arrival: Arrival) -> Word | Status:
    box, _, last = arrival.topic.rpartition("/")
    if last in READERS:
        return Word(n, box, last, READERS[last](arrival.payload))
    if last == "available":
        return Status(n, box, "", read_word(arrival.payload, AVAILABLE) == "online", arrival.at)
    if box.endswith("/status"):
        prefix, camera = box.removesuffix("/status").rsplit("/", 1)
        return Status(n, prefix, camera, read_word(arrival.payload, ROLE) == "online", arrival.at)
    raise BadInput(
        "Frigate 的这个主题没有用到，请收窄订阅。", "This topic of Frigate's is not used; subscribe to less."
    )


FRIGATE = Frigate()
