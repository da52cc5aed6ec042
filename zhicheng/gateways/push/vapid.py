"""Who sends (RFC 8292): the installation's key pair, and the token that it signs for each push service."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from zhicheng.gateways.push.sealing import CURVE, b64, point
from zhicheng.infra.config import config

GOOD_FOR = timedelta(hours=12)  # the RFC allows a day
OWNER_ONLY = 0o600


def path() -> Path:
    return config().push_key or config().home / "push_key.pem"


@cache
def key(file: Path) -> ec.EllipticCurvePrivateKey:
    """The key; made on first use. Browsers are bound to it: whoever loses it has to ask every citizen again."""
    if not file.exists():
        _make(file)
    found = load_pem_private_key(file.read_bytes(), None)
    if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != CURVE.name:
        raise ValueError(
            f"{file} holds no P-256 key; remove it and a new one is made, but browsers have to subscribe again"
        )
    return found


def _make(file: Path) -> None:
    """Whole or not at all, and one of several processes that begin at once: the others read its key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    pem = ec.generate_private_key(CURVE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    draft.touch(mode=OWNER_ONLY)
    draft.write_bytes(pem)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def public_key() -> str:
    """What the browser is told when it subscribes."""
    return b64(point(key(path()).public_key()))


def authorization(endpoint: str, *, contact: str, at: datetime) -> str:
    """The `Authorization` header for this push service."""
    own = key(path())
    origin = urlsplit(endpoint)
    claims: dict[str, str | int] = {
        "aud": f"{origin.scheme}://{origin.netloc}",
        "exp": int((at + GOOD_FOR).timestamp()),
    }
    if contact:
        claims["sub"] = contact
    signed = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(own.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={signed}.{b64(r.to_bytes(32) + s.to_bytes(32))}, k={b64(point(own.public_key()))}"


def _json(body: dict[str, str | int] | dict[str, str]) -> str:
    return b64(json.dumps(body, separators=(",", ":")).encode())
