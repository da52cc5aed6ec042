"""A real HTTP server on loopback that answers as a test tells it: status, body, or silence."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class Answering:
    """`answer(asked)` gives (status, body); None keeps silent for `silence` seconds and hangs up."""

    answer: Callable[[Asked], tuple[int, Any] | None]
    asked: list[Asked] = field(default_factory=list)
    origin: str = ""
    silence: float = 1.0


@contextmanager
def answering(answer: Callable[[Asked], tuple[int, Any] | None]) -> Iterator[Answering]:
    told = Answering(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            one = Asked(self.path, body, {k.lower(): v for k, v in self.headers.items()})
            told.asked.append(one)
            said = told.answer(one)
            if said is None:
                time.sleep(told.silence)
                return
            status, content = said
            raw = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    told.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
