"""The outside world of messages: an SMS gateway."""

from __future__ import annotations

from typing import Protocol


class GatewayError(Exception):
    """It did not go out. `permanent`: trying again is useless (the number does not exist)."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


class Sms(Protocol):
    """Sends one text; returns the gateway's own number for it. GatewayError when it did not go out."""

    def send(self, phone: str, text: str) -> str: ...


class Outbox:
    """The embedded default: nothing leaves the machine; what would have been sent stands in the list of messages."""

    def send(self, phone: str, text: str) -> str:
        return "outbox"


OUTBOX = Outbox()
