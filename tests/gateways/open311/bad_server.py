"""A GeoReport server that is none, on loopback: says what the test tells it to say, however wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Bad:
    """What it answers next; the last answer stays. `drips`: seconds between two bytes."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    drips: float = 0.0
    asked: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/v2"

    def say(self, body: bytes | str, status: int = 200) -> Bad:
        self.answers = [(status, body if isinstance(body, bytes) else body.encode())]
        return self


@contextmanager
def running() -> Iterator[Bad]:
    """Until the end of the block."""
    bad = Bad()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bad.asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, body = bad.answers.pop(0) if len(bad.answers) > 1 else bad.answers[0]
            self.send_response(status)
            for name, value in bad.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for i in range(len(body)) if bad.drips else ():
                    time.sleep(bad.drips)
                    self.wfile.write(body[i : i + 1])
                    self.wfile.flush()
                if not bad.drips:
                    self.wfile.write(body)
            except OSError:  # the other side has had enough
                pass

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bad.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield bad
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
