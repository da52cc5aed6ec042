"""A push service of our own on loopback, and a browser that is subscribed to it: written from the RFCs, with none of our sealing.

The service checks who sends (VAPID) and keeps what came; the browser opens it with HMAC by hand.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()


def un(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def en(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, one block."""
    return hmac.new(hmac.digest(salt, secret, "sha256"), info + b"\x01", hashlib.sha256).digest()[:length]


class Browser:
    """Subscribes and opens."""

    def __init__(self, own: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"0123456789abcdef") -> None:
        self.own, self.auth = own or ec.generate_private_key(CURVE), auth
        self.public = self.own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def keys(self) -> dict[str, str]:
        return {"p256dh": en(self.public), "auth": en(self.auth)}

    def open(self, body: bytes) -> bytes:
        """RFC 8188 2.1 and 8291 3.4."""
        salt, size, theirs, sealed = (
            body[:16],
            int.from_bytes(body[16:20]),
            body[21 : 21 + body[20]],
            body[21 + body[20] :],
        )
        assert len(sealed) <= size
        shared = self.own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        secret = hkdf(self.auth, shared, b"WebPush: info\x00" + self.public + theirs, 32)
        key, nonce = (
            hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16),
            hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12),
        )
        plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
        assert plain[-1:] == b"\x02", "the last record says that it is the last"
        return plain[:-1]

    def read(self, body: bytes) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.open(body))
        return said


def sender_of(authorization: str, origin: str) -> dict[str, Any]:
    """The claims of a VAPID header; AssertionError or InvalidSignature when it is none for this push service."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(p.strip().split("=", 1) for p in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(un(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = un(signature)
    assert len(raw) == 64
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, un(parts["k"]))
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    told: dict[str, Any] = json.loads(un(claims)) | {"k": parts["k"]}
    assert told["aud"] == origin
    return told


@dataclass
class PushService:
    """What it got by path; `answers` are the statuses that it gives next, then 201."""

    origin: str = ""
    got: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    senders: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    def endpoint(self, name: str = "one") -> str:
        return f"{self.origin}/push/{name}"

    def take(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        try:
            self.senders.append(sender_of(headers.get("authorization", ""), self.origin))
        except (AssertionError, InvalidSignature, KeyError, ValueError):
            return 403, {}
        if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdigit() or len(body) > 4096:
            return 400, {}
        if self.answers:
            return self.answers.pop(0)
        self.got.append((path, body, headers))
        return 201, {"Location": f"{self.origin}/m/{len(self.got)}"}


@contextmanager
def running() -> Iterator[PushService]:
    """A real HTTP server for as long as the block lasts."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, headers = service.take(self.path, body, {k.lower(): v for k, v in self.headers.items()})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
