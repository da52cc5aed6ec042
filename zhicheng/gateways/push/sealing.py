"""What only the subscribed browser can open: `aes128gcm` (RFC 8188) under a key that its public key and secret give (RFC 8291)."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # one record is enough: push services take no more than this
MOST = RECORD - 16 - 1  # of plain text: the tag and the delimiter
LAST = b"\x02"
CURVE = ec.SECP256R1()


def unb64(text: str) -> bytes:
    """base64url without padding, as browsers write it. ValueError for anything else."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Its 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def their_key(p256dh: str) -> ec.EllipticCurvePublicKey:
    """ValueError when it is no point of the curve."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(p256dh))


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def content_keys(shared: bytes, auth: bytes, salt: bytes, theirs: bytes, ours: bytes) -> tuple[bytes, bytes]:
    """(key, nonce) of RFC 8291 3.4; both sides come to the same."""
    secret = _derive(shared, auth, b"WebPush: info\x00" + theirs + ours, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    return key, _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)


def seal(
    plain: bytes, p256dh: str, auth: str, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body of a push message. `own` and `salt` are new for each one; the RFC's vectors give theirs. ValueError when it is too long."""
    if len(plain) > MOST:
        raise ValueError(f"a push message has at most {MOST} bytes")
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(16)
    theirs, ours = their_key(p256dh), point(own.public_key())
    key, nonce = content_keys(own.exchange(ec.ECDH(), theirs), unb64(auth), salt, point(theirs), ours)
    header = salt + RECORD.to_bytes(4) + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, plain + LAST, None)
