"""A phone's fingerprint reader as a key: what is asked of it and whether its answer is good (WebAuthn, by the fido2 library).

The finger never leaves the phone. Its reader unlocks a private key there; we keep the public half and check a signature.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from fido2.cose import CoseKey, UnsupportedKey
from fido2.rpid import verify_rp_id
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    UserVerificationRequirement,
)

ALGORITHMS = CoseKey.supported_algorithms()
# Whatever somebody sends instead of a credential ends in one of these; all of them mean "no".
_NOT_GOOD = (
    ValueError, TypeError, LookupError, AttributeError, AssertionError, NotImplementedError, EOFError, RecursionError, struct.error,
    UnsupportedAlgorithm,
)  # fmt: skip


class NotGood(Exception):
    """The answer is not what this phone's reader would have said."""


@dataclass(frozen=True, slots=True)
class Key:
    """The public half as it is stored, and how often its owner says it was used."""

    stored: bytes
    count: int


def new_key(answer: Mapping[str, Any], *, host: str, challenge: str) -> Key:
    """The key that a phone offers; NotGood unless it was made for us, now, by a reader that checked its user."""
    try:
        made = _server(host).register_complete(_asked(challenge), answer)
        credential = made.credential_data
        if credential is None or isinstance(credential.public_key, UnsupportedKey):
            raise NotGood
        return Key(bytes(credential), made.counter)
    except _NOT_GOOD as wrong:
        raise NotGood from wrong


def count_of(answer: Mapping[str, Any], *, host: str, challenge: str, stored: bytes) -> int:
    """How often the stored key says it was used; NotGood unless it signed this challenge for us after checking its user."""
    try:
        _server(host).authenticate_complete(_asked(challenge), [AttestedCredentialData(stored)], answer)
        return AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except _NOT_GOOD as wrong:
        raise NotGood from wrong


def credential_id(stored: bytes) -> bytes:
    """By which name the phone knows the key."""
    return AttestedCredentialData(stored).credential_id


def site_of(host: str) -> str:
    """The name to which keys are tied: the host without its port."""
    return urlsplit(f"//{host}").hostname or ""


def _server(host: str) -> Fido2Server:
    """The library also takes origins below ours and other ports; we take our own only."""
    site = site_of(host)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=site, name=site),
        verify_origin=lambda origin: verify_rp_id(site, origin) and urlsplit(origin).netloc == host,
    )


def _asked(challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": UserVerificationRequirement.REQUIRED}
