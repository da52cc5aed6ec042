"""What comes through a door: a message under a topic. A handler takes many at once and names those that it could not take."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from zhicheng.kernel.phrases import Phrase


class Arrival(NamedTuple):
    """One message: where it was sent to, what it says, when it reached us."""

    topic: str
    payload: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Bad:
    """The n-th of the arrivals could not be taken, and why. `key` names the thing where a later message says all that this one said;
    `part` is the one event that was bad where the message held several."""

    n: int
    said: Phrase
    key: str = ""
    part: bytes | None = None

    def payload_of(self, arrival: Arrival) -> bytes:
        return arrival.payload if self.part is None else self.part

    def key_of(self, arrival: Arrival) -> str:
        """One dead letter per key: the flood of one broken device is one line that counts."""
        return self.key[:64] or hashlib.sha256(self.payload_of(arrival)).hexdigest()


class Handler(Protocol):
    """Takes messages of one sort of sender."""

    def filters(self, route: str) -> Filters:
        """What to subscribe to for a route such as `frigate/#`."""
        ...

    def take(self, arrivals: Sequence[Arrival], *, option: str, at: datetime) -> list[Bad]:
        """Write what they say, in the caller's transaction; sending twice changes nothing."""
        ...

    def prepare(self) -> None:
        """Read what the settings name; BadInput before the first message, not at it."""
        ...


class Filters(NamedTuple):
    """`shared` ones may be dealt out among our processes; `each` process hears the others, with what the broker retained."""

    shared: tuple[str, ...]
    each: tuple[str, ...] = ()


Take = Callable[[Sequence[Arrival]], list[Bad]]


def matches(filter_: str, topic: str) -> bool:
    """MQTT's own rule (5.0 §4.7): `+` is one level, `#` the rest; neither meets topics that begin with $."""
    if topic.startswith("$") != filter_.startswith("$"):
        return False
    wanted, given = filter_.split("/"), topic.split("/")
    for i, level in enumerate(wanted):
        if level == "#":
            return True
        if i >= len(given) or (level != "+" and level != given[i]):
            return False
    return len(wanted) == len(given)
