"""A decision is confirmed by the finger (or key) of whoever decides: which keys he keeps, what they are to sign, whether the answer is good.

The question names the account and the thing that is decided and is signed by us, so that an answer to one motion confirms no other and
nothing has to be remembered between the two. It is good for three minutes; a motion that is decided takes no second answer.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.core import signing
from fido2.utils import websafe_encode
from typing_extensions import TypedDict

from zhicheng.ground.people import fingerprint
from zhicheng.ground.people.models import Device
from zhicheng.ground.people.queries import Access
from zhicheng.infra.config import config
from zhicheng.kernel.errors import NotAllowed

SALT, GOOD_FOR = "zhicheng.touch", 180  # seconds
CODE = "PASSKEY"


class TouchQuestion(TypedDict):
    """What a key is to sign. `needed`: without an answer the decision is refused. No credentials: there is nothing to ask."""

    needed: bool
    site: str
    challenge: str
    credentials: list[str]


@dataclass(frozen=True, slots=True)
class Touch:
    """A key's answer, as the browser gives it, to the challenge that we gave."""

    challenge: str
    credential: Mapping[str, Any]


def question(access: Access, *, about: str, host: str) -> TouchQuestion:
    """What the keys of this account are to sign before it decides this."""
    words = signing.dumps([access.account_id, about, secrets.token_urlsafe(16)], salt=SALT)
    return {
        "needed": _is_needed(access), "site": fingerprint.site_of(host), "challenge": websafe_encode(words.encode()),
        "credentials": [websafe_encode(fingerprint.credential_id(k)) for k in (*_passkeys(access), *_readers(access))],
    }  # fmt: skip


def confirmed(access: Access, *, about: str, touch: Touch | None, host: str) -> str:
    """By which key it was confirmed, for the record; "" where none is kept. NotAllowed when one is needed and missing, or not good."""
    if touch is None:
        if _is_needed(access):
            raise NotAllowed(
                "您留有通行密钥：请在这一步按指纹或插入密钥确认后再批准。",
                "You keep a passkey: confirm this decision with your fingerprint or key first.",
                code=CODE,
            )
        return ""
    if not _is_ours(touch.challenge, access, about):
        raise NotAllowed(
            "这次指纹确认不是为这份呈批做的，或者已过三分钟，请再按一次。",
            "This confirmation was not made for this motion, or is older than three minutes: touch again.",
            code=CODE,
        )
    for kind, keys in (("passkey", _passkeys(access)), ("phone", _readers(access))):
        for stored in keys:
            if _is_good(touch, stored, host):
                return f"{kind}:{websafe_encode(fingerprint.credential_id(stored))[:12]}"
    raise NotAllowed(
        "指纹或通行密钥没有通过验证，请再试一次；仍不行请联系管理员。",
        "The fingerprint or passkey was not accepted: try again, or ask your administrator.",
        code=CODE,
    )


def _is_needed(access: Access) -> bool:
    return config().passkey_to_decide and bool(_passkeys(access))


def _passkeys(access: Access) -> list[bytes]:
    """Log-in passkeys; a second factor of another kind signs nothing."""
    kept = Authenticator.objects.filter(user_id=access.account_id, type=Authenticator.Type.WEBAUTHN).order_by("pk")
    found = [a.wrap().authenticator_data.credential_data for a in kept]
    return [bytes(one) for one in found if one is not None]


def _readers(access: Access) -> list[bytes]:
    """The fingerprint readers of the member's bound phones."""
    if not access.member_id:
        return []
    phones = Device.objects.filter(member_id=access.member_id, revoked=False).exclude(fingerprint=b"").order_by("pk")
    return [bytes(d.fingerprint) for d in phones]


def _is_ours(challenge: str, access: Access, about: str) -> bool:
    try:
        words = base64.urlsafe_b64decode(challenge + "=" * (-len(challenge) % 4)).decode()
        account, what, _ = signing.loads(words, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return bool(account == access.account_id and what == about)


def _is_good(touch: Touch, stored: bytes, host: str) -> bool:
    try:
        fingerprint.count_of(touch.credential, host=host, challenge=touch.challenge, stored=stored)
    except fingerprint.NotGood:
        return False
    return True
