"""One-time links and codes: a secret that is in no table. It is derived from the signing key when it is sent; kept is at most its hash.

Who reads the database cannot open a link, and who has a link learns nothing about the next.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping

from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase

PLACES: Mapping[str, str] = {
    "summons": "/together/in/",
    "offer": "/firm/",
    "stop": "/stop/",
    "task": "/firm/task/",
}  # purpose → where its links lead
TYPED = frozenset({"resident"})  # purposes whose secret is typed by hand: six digits, good for minutes and few tries
HIDDEN = Phrase("（一次性链接）", "(one-time link)")
HIDDEN_CODE = Phrase("（验证码）", "(code)")
CODE_CHARS = 24  # 144 bits


def spec(purpose: str, number: int, turn: int) -> str:
    """Names one link: whose it is, and the how many-th it was given."""
    return f"{purpose}:{number}:{turn}"


def code_of(link: str) -> str:
    """The secret of a link."""
    made = hmac.new(config().signing_key.encode(), f"zhicheng.link:{link}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode()[:CODE_CHARS]


def digits_of(link: str) -> str:
    """The secret of a code that is typed by hand."""
    made = hmac.new(config().signing_key.encode(), f"zhicheng.code:{link}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8]) % 1_000_000:06d}"


def hidden(link: str) -> Phrase:
    """What stands in its place for whoever reads the list of messages."""
    return HIDDEN_CODE if link.partition(":")[0] in TYPED else HIDDEN


def digest_of(code: str) -> str:
    """What the table keeps of it."""
    return hashlib.sha256(code.encode()).hexdigest()


def address(code: str, purpose: str) -> str:
    """Where this code leads to."""
    return f"{config().public_url.rstrip('/')}{PLACES[purpose]}{code}"


def url(link: str) -> str:
    """What is sent: the address, or the digits."""
    if link.partition(":")[0] in TYPED:
        return digits_of(link)
    return address(code_of(link), link.partition(":")[0])
