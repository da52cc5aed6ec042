"""Live updates: what was committed, told to the browsers that may see it, as server-sent events that resume.

`Tail` reads the event table behind a cursor; `server` hands down what an event looks like on the wire and who may see it
(setting ZHICHENG_LIVE). The position is the SSE id, so a browser that comes back with Last-Event-ID misses nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from django.conf import settings
from django.db import connection

from zhicheng.infra import plug
from zhicheng.infra.models import Event

OVERLAP = 2_000  # PostgreSQL commits out of order: look back so many positions for late ones
HANG_UP = "hang_up"  # the topic of what is not told but done: its audience's streams end
CATCH_UP = 2_000  # a browser that was away longer than this reloads instead


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell. `area` is a code prefix, `audience` further narrows it (`crew:7`, `track:…`); both empty = all staff."""

    topic: str
    data: dict[str, Any]
    pos: int = 0
    area: str = ""
    audience: str = ""


class Live(Protocol):
    """What `server` knows and infra does not."""

    def messages(self, events: Sequence[Event]) -> list[Message]:
        """How these events look on the wire."""

    def snapshots(self) -> list[Message]:
        """State that is told again and again, such as positions."""

    def viewer(self, authorization: str, cookie: str) -> Any | None:
        """Who asks; None = nobody we know."""

    def group(self, viewer: Any) -> Hashable:
        """Viewers of one group may see the same messages without an audience; asked once per group, not per browser."""

    def audience(self, viewer: Any) -> str:
        """The audience this viewer is, such as `crew:7`; "" when none."""

    def owner(self, viewer: Any) -> str:
        """Whose stream it is, such as `person:7`: a HANG_UP for that audience ends it; he comes back and is asked who he is."""

    def may_see(self, viewer: Any, message: Message) -> bool:
        """May this viewer see this message?"""


def live() -> Live:
    found: Live = plug.load(settings.ZHICHENG_LIVE)
    return found


@dataclass
class Tail:
    """Reads events as they are committed, each once. `pos` is the highest position seen."""

    pos: int
    seen: set[int] = field(default_factory=set)

    @classmethod
    def from_now(cls) -> Tail:
        last = Event.objects.order_by("-pos").values_list("pos", flat=True).first()
        return cls(last or 0)

    def read(self, limit: int = 1_000) -> list[Event]:
        """Events committed since the last call, in order of position."""
        if connection.vendor != "postgresql":
            events = list(Event.objects.filter(pos__gt=self.pos).order_by("pos")[:limit])
        else:
            low = self.pos - OVERLAP
            recent = set(
                Event.objects.filter(pos__gt=low).order_by("pos").values_list("pos", flat=True)[: OVERLAP + limit]
            )
            if not self.seen:
                self.seen = {p for p in recent if p <= self.pos}
            events = list(Event.objects.filter(pos__in=recent - self.seen).order_by("pos"))
            self.seen = {p for p in self.seen | recent if p > low}
        if events:
            self.pos = max(self.pos, events[-1].pos)
        return events


def sse(message: Message) -> bytes:
    """One server-sent event; positions become ids only for events, so that snapshots do not move the cursor."""
    lines = [f"event: {message.topic}"]
    if message.pos:
        lines.append(f"id: {message.pos}")
    lines.append("data: " + msgspec.json.encode(message.data).decode())
    return ("\n".join(lines) + "\n\n").encode()


def since(pos: int, topics: frozenset[str], viewer: Any) -> tuple[int, list[Message]]:
    """What this viewer has missed since `pos` (at most `CATCH_UP` events); the new position and the messages."""
    events = list(Event.objects.filter(pos__gt=pos).order_by("pos")[:CATCH_UP])
    told = [m for m in live().messages(events) if m.topic in topics and live().may_see(viewer, m)]
    return (events[-1].pos if events else pos), told
