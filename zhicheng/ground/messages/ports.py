"""The outside world of messages: an SMS gateway, the working groups (DingTalk, WeChat Work) of departments, browsers' push services,
WeChat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

NOW = timedelta(0)
NOTHING: Mapping[str, str] = {}


class GatewayError(Exception):
    """It did not go out. `permanent`: trying again is useless (the number does not exist). `gone`: the address is no more, or its owner
    refuses: it is forgotten. `after`: the other side asks not to be tried again sooner."""

    def __init__(self, message: str, *, permanent: bool = False, gone: bool = False, after: timedelta = NOW) -> None:
        super().__init__(message)
        self.permanent, self.gone, self.after = permanent or gone, gone, after


class Sms(Protocol):
    """Sends one text; returns the gateway's own number for it. GatewayError when it did not go out.

    `template` and `values` (templates.py) are for platforms that send approved templates only.
    """

    def send(self, phone: str, text: str, template: str = "", values: Mapping[str, str] = NOTHING) -> str: ...


class Cards(Protocol):
    """Puts one card into the working group of a unit, known by its name; returns the gateway's own number for it. GatewayError as above."""

    def card(self, unit: str, text: str, url: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where one browser is reached: its push service's endpoint, its public key, its secret (both base64url)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a browser shows. `tag`: a newer one of the same tag takes its place; `open` the page that a tap leads to; `stop` the code of
    the stop link. Receipt and step only: it lies on a locked screen."""

    title: str
    body: str
    tag: str
    open: str
    stop: str
    language: str
    silent: bool = False


class Push(Protocol):
    """Browsers' push services. An empty `key` says that there are none here."""

    def key(self) -> str: ...

    def check(self, to: Address) -> None:
        """BadInput when this is no address of a push service."""
        ...

    def push(self, to: Address, note: Note) -> str: ...


class WeChat(Protocol):
    """Subscription messages of the city's mini program. `template` and `values` as in templates.py."""

    def offered(self) -> bool: ...

    def notify(self, openid: str, template: str, values: Mapping[str, str], receipt: str) -> str: ...


class Outbox:
    """The embedded default: nothing leaves the machine; what would have been sent stands in the list of messages."""

    def card(self, unit: str, text: str, url: str) -> str:
        return "outbox"

    def send(self, phone: str, text: str, template: str = "", values: Mapping[str, str] = NOTHING) -> str:
        return "outbox"

    def key(self) -> str:
        return ""

    def check(self, to: Address) -> None:
        return None

    def push(self, to: Address, note: Note) -> str:
        return "outbox"

    def offered(self) -> bool:
        return False

    def notify(self, openid: str, template: str, values: Mapping[str, str], receipt: str) -> str:
        return "outbox"


OUTBOX = Outbox()
