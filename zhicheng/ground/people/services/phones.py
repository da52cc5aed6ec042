"""Phones of field staff: bound once, opened by PIN or by the phone's own fingerprint reader, unbound when lost.

A phone proves two things: that it is the bound one (its token) and that its member holds it (PIN or finger).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from fido2.utils import websafe_encode

from zhicheng.ground.people import fingerprint, queries
from zhicheng.ground.people.events import Bound, PhoneChanged, PhoneUnbound
from zhicheng.ground.people.models import Account, Device
from zhicheng.ground.people.queries import Access
from zhicheng.ground.people.rules import count_moved_on
from zhicheng.ground.people.shapes import FingerprintOffer, FingerprintQuestion
from zhicheng.infra.events import NewEvent, record
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound, Refused
from zhicheng.kernel.ids import uuid7
from zhicheng.kernel.phrases import SILENCE, Phrase

MAX_TRIES = 5
CHALLENGE_AGE = timedelta(minutes=3)
NOT_BOUND = Phrase(
    "这台手机没有绑定或已被停用，请重新登录绑定。",
    "This phone is not bound (any more). Sign in with your password and bind it again.",
)
NO_FINGERPRINT = Phrase("这台手机没有开通指纹，请输入 PIN。", "No fingerprint is set up on this phone. Type the PIN.")
STALE = Phrase("验证已过期或用过，请再按一次指纹。", "That check has expired or was used. Touch the reader again.")
WRONG_PIN, WRONG_FINGER = Phrase("PIN 不正确", "Wrong PIN"), Phrase("指纹验证不对", "The fingerprint check failed")
NOT_KEPT = Phrase(
    "这台手机的指纹钥匙没有通过验证，请再试一次，或继续用 PIN。",
    "The key of this phone's fingerprint reader was not accepted. Try again, or go on with the PIN.",
)
TRIES, TOO_OFTEN = "rule:tries@1", Phrase("PIN 或指纹连续错误五次", "Five wrong tries, PIN or finger")
COPIED = Phrase(
    "指纹钥匙的计数倒退，可能被复制，已停用指纹；请输入 PIN，再重新开通。",
    "The fingerprint key counts backwards and may have been copied: it was removed. Type the PIN and set it up again.",
)


def bind_device(*, access: Access, name: str, pin: str, at: datetime) -> str:
    """Bind a phone to the member who is logged in; returns its token, which is shown once and stored on the phone."""
    if not access.member_id:
        raise Refused("只有外勤人员可以绑定手机。", "Only field staff can bind a phone.")
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise BadInput("PIN 应为 4 至 8 位数字。", "The PIN has 4 to 8 digits.", field="pin")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        device = Device.objects.create(
            member_id=access.member_id,
            name=name[:60],
            token_hash=_hash(secret),
            pin_hash=make_password(pin),
            bound_at=at,
        )
        body = Bound(member=access.member_id, name=device.name)
        record(NewEvent(f"device:{device.pk}", 1, "device.bind", access.actor, at, body, key=uuid7().hex), at=at)
    return f"{device.pk}.{secret}"


def unbind_device(*, access: Access, device_id: int, at: datetime) -> None:
    """A phone that was lost or changed hands: PIN, fingerprint and what is open on it are worth nothing from now on."""
    with transaction.atomic():
        device = Device.objects.filter(pk=device_id, member_id=access.member_id, revoked=False).first()
        if device is None or not access.member_id:
            raise NotFound("没有这台已绑定的手机，请刷新列表。", "You have no such bound phone; reload the list.")
        revoke_phone(device, by=access.actor, at=at)
        end_sessions(access.account_id)


def revoke_phone(device: Device, *, by: str, reason: Phrase = SILENCE, at: datetime) -> None:
    """Nothing opens this phone any more, and the shift that it has open is over. In the caller's transaction."""
    _revoke(device)
    device.save()
    _tell(device, "device.unbind", by, PhoneUnbound(member=device.member_id, reason=reason.zh, reason_en=reason.en), at)


def end_sessions(account_id: int) -> None:
    """Every browser in which this account is signed in is outside at its next request: the lost phone's too."""
    Account.objects.filter(pk=account_id).update(era=F("era") + 1)


def unlock_device(*, token: str, pin: str, at: datetime) -> tuple[str, Access]:
    """PIN for the shift: a bearer token for twelve hours. Five wrong tries revoke the phone."""
    with transaction.atomic():
        device = _bound(token)
        right = check_password(pin, device.pin_hash)
        opened = _open(device) if right else None
        left = 0 if right else _count_wrong(device, at)
    return opened or _refuse(WRONG_PIN, left)


def offer_fingerprint(
    *, access: Access, token: str, pin: str, host: str, at: datetime
) -> FingerprintOffer:  # fmt: skip
    """Begin to switch the fingerprint on: by the phone's own member, who types the PIN once more."""
    with transaction.atomic():
        device = _mine(access, token)
        right = check_password(pin, device.pin_hash)
        left = 0 if right else _count_wrong(device, at)
        challenge = _ask(device, at) if right else ""
    if not right:
        _refuse(WRONG_PIN, left)
    return {
        "challenge": challenge,
        "site": fingerprint.site_of(host),
        "user": websafe_encode(f"device:{device.pk}".encode()),
        "name": access.name,
        "algorithms": list(fingerprint.ALGORITHMS),
    }


def add_fingerprint(*, access: Access, token: str, answer: Mapping[str, Any], host: str, at: datetime) -> None:
    """Keep the public half of the key that the phone made; it replaces an earlier one."""
    with transaction.atomic():
        device = _mine(access, token)
        challenge = _spend(device, at)
        key = _new_key(answer, host, challenge)
        if key is not None:
            device.fingerprint, device.sign_count = key.stored, key.count
            device.save(update_fields=["fingerprint", "sign_count"])
            _tell(device, "device.fingerprint", access.actor, PhoneChanged(member=device.member_id), at)
    if key is None:
        said = NOT_KEPT if challenge else STALE
        raise Refused(*said)


def ask_for_fingerprint(*, token: str, host: str, at: datetime) -> FingerprintQuestion:
    """What the phone's reader is to sign: good once, for three minutes."""
    with transaction.atomic():
        device = _bound(token)
        if not device.fingerprint:
            raise Refused(*NO_FINGERPRINT)
        name = websafe_encode(fingerprint.credential_id(bytes(device.fingerprint)))
        return {"challenge": _ask(device, at), "site": fingerprint.site_of(host), "credential": name}


def unlock_by_fingerprint(*, token: str, answer: Mapping[str, Any], host: str, at: datetime) -> tuple[str, Access]:
    """The finger instead of the PIN. A wrong answer counts like a wrong PIN; a copied key is removed."""
    opened, left, said = None, MAX_TRIES, WRONG_FINGER
    with transaction.atomic():
        device = _bound(token)
        if not device.fingerprint:
            raise Refused(*NO_FINGERPRINT)
        challenge = _spend(device, at)
        if not challenge:
            said = STALE
        elif (count := _count(answer, host, challenge, device)) is None:
            left = _count_wrong(device, at)
        elif not count_moved_on(device.sign_count, count):
            _forget_fingerprint(device)
            device.save()
            said = COPIED
        else:
            device.sign_count = count
            device.save(update_fields=["sign_count"])
            opened = _open(device)
    if opened is not None:
        return opened
    if said is not WRONG_FINGER:
        raise Refused(*said)
    return _refuse(said, left)


def _bound(token: str) -> Device:
    """The row is locked: five tries are five, however many arrive at once."""
    found = (
        Device.objects.select_for_update(of=("self",))
        .select_related("member__account")
        .filter(token_hash=_hash(token), revoked=False)
        .first()
    )
    if found is None:
        raise Refused(*NOT_BOUND)
    return found


def _mine(access: Access, token: str) -> Device:
    device = _bound(token)
    if device.member_id != access.member_id:
        raise Refused(
            "这台手机绑定的是别人，请先解绑再绑定自己。",
            "This phone is bound to somebody else; bind it to yourself first.",
        )
    return device


def _open(device: Device) -> tuple[str, Access]:
    account = device.member.account
    if account is None or not account.is_active:
        raise Refused("账号已停用。", "This account is closed.")
    Device.objects.filter(pk=device.pk).update(failed_pins=0)
    return queries.token_for(account, device_id=device.pk), queries.access_of(account)


def _count_wrong(device: Device, at: datetime) -> int:
    """One more wrong try, PIN or finger; returns how many are left."""
    device.failed_pins += 1
    if device.failed_pins >= MAX_TRIES:
        revoke_phone(device, by=TRIES, reason=TOO_OFTEN, at=at)
    device.save()
    return MAX_TRIES - device.failed_pins


def _refuse(what: Phrase, left: int) -> tuple[str, Access]:
    if left > 0:
        raise Refused(f"{what.zh}，还可以试 {left} 次。", f"{what.en}. Tries left: {left}.")
    raise Refused(
        f"{what.zh}，错误次数过多，手机已停用，请重新登录绑定。",
        f"{what.en} too often: this phone is no longer bound. Sign in with your password and bind it again.",
    )


def _revoke(device: Device) -> None:
    device.revoked = True
    _forget_fingerprint(device)


def _forget_fingerprint(device: Device) -> None:
    device.fingerprint, device.sign_count = b"", 0
    device.challenge, device.challenge_until = "", None


def _ask(device: Device, at: datetime) -> str:
    device.challenge = websafe_encode(secrets.token_bytes(32))
    device.challenge_until = at + CHALLENGE_AGE
    device.save(update_fields=["challenge", "challenge_until"])
    return device.challenge


def _spend(device: Device, at: datetime) -> str:
    """The open challenge, which is closed by this; "" when there is none or it is too old."""
    asked, until = device.challenge, device.challenge_until
    device.challenge, device.challenge_until = "", None
    device.save(update_fields=["challenge", "challenge_until"])
    return asked if until is not None and at <= until else ""


def _new_key(answer: Mapping[str, Any], host: str, challenge: str) -> fingerprint.Key | None:
    try:
        return fingerprint.new_key(answer, host=host, challenge=challenge) if challenge else None
    except fingerprint.NotGood:
        return None


def _count(answer: Mapping[str, Any], host: str, challenge: str, device: Device) -> int | None:
    try:
        return fingerprint.count_of(answer, host=host, challenge=challenge, stored=bytes(device.fingerprint))
    except fingerprint.NotGood:
        return None


def _tell(device: Device, kind: str, by: str, body: PhoneChanged, at: datetime) -> None:
    seq = Event.objects.filter(stream=f"device:{device.pk}").count() + 1
    record(NewEvent(f"device:{device.pk}", seq, kind, by, at, body, key=uuid7().hex), at=at)


def _hash(token: str) -> str:
    """Of the secret half: the number before the dot only tells the phone which one it is."""
    return hashlib.sha256(token.rpartition(".")[2].encode()).hexdigest()
