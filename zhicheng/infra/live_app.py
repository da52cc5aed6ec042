"""The small ASGI process that holds the browsers' streams open: one reader of the database, any number of listeners.

Everything else is WSGI, where a held connection would occupy a thread (ADR 0003).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from asgiref.sync import sync_to_async
from django.db import connection

from zhicheng.infra import live
from zhicheng.infra.live import HANG_UP, Message, Tail, sse

log = logging.getLogger("zhicheng.live")
POLL = 0.2  # seconds between two reads of the event table
SNAPSHOT = 1.0  # seconds between two tellings of positions
POSITIONS = "crew"  # the snapshots' topic: not worth reading while nobody looks at a map
HEARTBEAT = 15.0
QUEUE = 2_000  # messages a slow browser may lag behind before it is told to reconnect

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(eq=False)
class Listener:
    """One browser's stream. `group` and `audience` decide together with the topic what is put into its queue."""

    viewer: Any
    topics: frozenset[str]
    queue: asyncio.Queue[Message | None]
    group: Hashable
    audience: str
    owner: str

    def put(self, message: Message) -> None:
        if self.queue.full():
            self.hang_up()
        else:
            self.queue.put_nowait(message)

    def hang_up(self) -> None:
        """Whatever still waits is not told; the browser resumes with Last-Event-ID, if it is let in again."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


def tell(message: Message, listeners: Iterable[Listener]) -> None:
    """Put a message into the queues of those who may see it; the rule is asked once per group of viewers."""
    if message.topic == HANG_UP:
        for listener in listeners:
            if listener.owner == message.audience:
                listener.hang_up()
        return
    if message.audience:
        for listener in listeners:
            if listener.audience == message.audience and message.topic in listener.topics:
                listener.put(message)
        return
    allowed: dict[Hashable, bool] = {}
    for listener in listeners:
        if message.topic in listener.topics:
            if listener.group not in allowed:
                allowed[listener.group] = live.live().may_see(listener.viewer, message)
            if allowed[listener.group]:
                listener.put(message)


class LiveApp:
    """ASGI application with the one path /api/live."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.reader: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self.http(scope, receive, send)

    async def http(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {k.decode().lower(): v.decode() for k, v in scope["headers"]}
        cors = _cors(headers)
        if scope["method"] == "OPTIONS":
            await _plain(send, 204, cors)
            return
        if scope["path"] != "/api/live":
            await _plain(send, 404, cors)
            return
        query = parse_qs(scope["query_string"].decode())
        viewer = await _viewer(headers.get("authorization", ""), headers.get("cookie", ""))
        if viewer is None:
            await _plain(send, 401, cors)
            return
        topics = frozenset(query.get("topics", ["ticket,report,crew"])[0].split(","))
        known = live.live()
        queue: asyncio.Queue[Message | None] = asyncio.Queue(QUEUE)
        listener = Listener(viewer, topics, queue, known.group(viewer), known.audience(viewer), known.owner(viewer))
        if self.reader is None or self.reader.done():
            self.reader = asyncio.create_task(self.read())
        self.listeners.add(listener)
        try:
            resume = headers.get("last-event-id", query.get("pos", [""])[0])
            await _stream(listener, resume, cors, receive, send)
        finally:
            self.listeners.discard(listener)

    async def read(self) -> None:
        """Read new events for everybody; ends when nobody listens."""
        tail = await _from_now()
        told_at = 0.0
        loop = asyncio.get_running_loop()
        while self.listeners:
            try:
                messages = await _new_messages(tail)
                if loop.time() - told_at >= SNAPSHOT and any(POSITIONS in one.topics for one in self.listeners):
                    messages += await _snapshots()
                    told_at = loop.time()
            except Exception:
                log.exception("live: the database does not answer; trying again")
                messages = []
                await asyncio.sleep(1)
            for message in messages:
                tell(message, self.listeners)
            await asyncio.sleep(POLL)


async def _stream(
    listener: Listener, resume: str, cors: list[tuple[bytes, bytes]], receive: Receive, send: Send
) -> None:
    headers = [
        (b"content-type", b"text/event-stream"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        *cors,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    gone = asyncio.ensure_future(_disconnected(receive))
    seen = 0
    try:
        await _write(send, b"retry: 1000\n\n")
        if resume.isdecimal() and len(resume) <= 18:
            seen, missed = await _since(int(resume), listener)
            for message in missed:
                await _write(send, sse(message))
        while not gone.done():
            get = asyncio.ensure_future(listener.queue.get())
            await asyncio.wait({get, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
            if not get.done():
                get.cancel()
                await _write(send, b": still here\n\n")
                continue
            message_or_end = get.result()
            if message_or_end is None:
                break
            if not message_or_end.pos or message_or_end.pos > seen:
                await _write(send, sse(message_or_end))
    finally:
        gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


def _cors(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """The page comes from the web process: same host, another port. Other hosts' pages get no permission."""
    origin = headers.get("origin", "")
    if not origin or urlsplit(origin).hostname != urlsplit("//" + headers.get("host", "")).hostname:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", b"authorization, last-event-id, cache-control"),
        (b"vary", b"origin"),
    ]


async def _plain(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": kind + ".complete"})
        if kind == "lifespan.shutdown":
            return


@sync_to_async
def _viewer(authorization: str, cookie: str) -> Any | None:
    return live.live().viewer(authorization, cookie)


@sync_to_async
def _from_now() -> Tail:
    return Tail.from_now()


@sync_to_async
def _new_messages(tail: Tail) -> list[Message]:
    try:
        return live.live().messages(tail.read())
    except Exception:
        connection.close()
        raise


@sync_to_async
def _snapshots() -> list[Message]:
    return live.live().snapshots()


@sync_to_async
def _since(pos: int, listener: Listener) -> tuple[int, list[Message]]:
    return live.since(pos, listener.topics, listener.viewer)
