"""A software authenticator for tests: what a phone's fingerprint reader or a passkey would say, built by hand (WebAuthn §6)."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Reader:
    """One key in one phone. Every field that a browser or a reader fills in can be told otherwise."""

    site: str = "testserver"
    origin: str = "https://testserver"
    count: int = 0
    flags: int = PRESENT | VERIFIED
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, challenge: str) -> dict[str, Any]:
        """`navigator.credentials.create`."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        data = self._data(self.flags | ATTESTED) + bytes(16) + struct.pack(">H", len(self.name)) + self.name + public
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", challenge)
        return self._credential(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(statement)}
        )

    def sign(self, challenge: str) -> dict[str, Any]:
        """`navigator.credentials.get`."""
        said, data = self._said("webauthn.get", challenge), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        answer = {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        return self._credential({k: websafe_encode(v) for k, v in answer.items()})

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _said(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
