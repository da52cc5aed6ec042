"""The loudspeaker at a camera, as a plug point."""

from __future__ import annotations

import logging
from typing import Protocol

log = logging.getLogger("zhicheng.sense")


class Speaker(Protocol):
    """Says a sentence in the street. Raises OSError when it cannot be reached; it is tried again."""

    def say(self, address: str, text: str) -> None: ...


class Outbox:
    """The default where no loudspeaker is connected: the sentence stands in the log and in the observation's record."""

    def say(self, address: str, text: str) -> None:
        log.info("loudspeaker %s: %s", address, text)


OUTBOX = Outbox()
