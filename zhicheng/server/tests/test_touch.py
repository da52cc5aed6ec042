"""Granting by fingerprint: whoever keeps a passkey decides with it, on this motion, now; nothing else counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode
from fido2.webauthn import RegistrationResponse

from tests.brigade import Brigade
from tests.casework import OUTSIDE, Walk
from zhicheng.flow.cases import queries as cases
from zhicheng.ground.people import passkeys
from zhicheng.ground.people.models import Device
from zhicheng.ground.people.tests.reader import PRESENT, Reader
from zhicheng.infra import clock, config
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import CHINA

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    config.config.cache_clear()
    yield
    config.config.cache_clear()


class Head:
    """Hana at her phone, and the motion that waits for her."""

    def __init__(self, client: Client, offices: Brigade) -> None:
        self.client, self.offices = client, offices
        self.walk = Walk(offices, at=NOW - timedelta(hours=2)).open(OUTSIDE).step("T01", "Sun")
        self.motion = self.ask()

    def ask(self) -> int:
        return int(self.walk.ask("T04", "Sun", assigned=("Bob", "Ben")))

    def keeps(self, reader: Reader, who: str = "Hana") -> Reader:
        data = {"name": "钥匙", "credential": reader.make(websafe_encode(b"x" * 32))}
        Authenticator.objects.create(user=self.offices.account[who], type=Authenticator.Type.WEBAUTHN, data=data)
        return reader

    def question(self, motion: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(
            f"/api/motions/{motion or self.motion}/touch", **self.offices.token("Hana")
        ).json()
        return found

    def touch(self, reader: Reader, challenge: str = "") -> dict[str, Any]:
        challenge = challenge or self.question()["challenge"]
        return {"challenge": challenge, "credential": reader.sign(challenge)}

    def grant(self, touch: dict[str, Any] | None = None) -> Any:
        body = {"touch": touch} if touch else {}
        return self.client.post(
            f"/api/motions/{self.motion}/grant", body, content_type="application/json", **self.offices.token("Hana")
        )

    def stands(self) -> bool:
        """Nothing was decided."""
        return cases.motion(self.motion).state == "asked" and not Event.objects.filter(kind="motion.grant").exists()


@pytest.fixture
def head(client: Client, offices: Brigade) -> Head:
    return Head(client, offices)


def confirmed_by() -> str:
    return str(Event.objects.get(kind="motion.grant").data.get("confirmed_by", ""))


def test_who_keeps_no_passkey_just_grants(head: Head) -> None:
    assert (head.question()["needed"], head.question()["credentials"]) == (False, [])
    assert head.grant().status_code == 200
    assert confirmed_by() == ""


def test_who_keeps_a_passkey_grants_with_it_and_the_record_says_so(head: Head) -> None:
    reader = head.keeps(Reader())
    asked = head.question()
    assert (asked["needed"], asked["site"], asked["credentials"]) == (True, "testserver", [websafe_encode(reader.name)])
    assert head.grant(head.touch(reader)).status_code == 200
    assert confirmed_by() == f"passkey:{websafe_encode(reader.name)[:12]}"


def test_without_it_nothing_is_decided(head: Head) -> None:
    head.keeps(Reader())
    answer = head.grant()
    assert (answer.status_code, answer.json()["code"]) == (409, "PASSKEY")
    assert "按指纹" in answer.json()["detail"]
    assert head.stands()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"origin": "https://evil.example"},
        {"site": "evil.example"},
        {"name": b"unknown"},
        {"key": Reader().key},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["origin", "site", "another key's name", "another key", "user not verified", "nobody there"],
)
def test_what_the_key_did_not_sign_here_decides_nothing(head: Head, otherwise: dict[str, Any]) -> None:
    reader = head.keeps(Reader())
    answer = head.grant(head.touch(replace(reader, **otherwise)))
    assert (answer.status_code, answer.json()["code"]) == (409, "PASSKEY")
    assert head.stands()


def test_a_colleagues_key_decides_nothing(head: Head) -> None:
    head.keeps(Reader())
    others = head.keeps(Reader(), "Ivan")
    assert head.grant(head.touch(others)).status_code == 409
    assert head.stands()


def test_a_touch_for_another_motion_decides_nothing(head: Head) -> None:
    reader = head.keeps(Reader())
    other = head.question(head.motion + 1)["challenge"]
    answer = head.grant(head.touch(reader, other))
    assert (answer.status_code, answer.json()["code"]) == (409, "PASSKEY")
    assert "不是为这份呈批" in answer.json()["detail"]
    assert head.stands()


def test_an_old_touch_decides_nothing(head: Head, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = head.keeps(Reader())
    touch = head.touch(reader)
    monkeypatch.setattr(passkeys, "GOOD_FOR", -1)
    assert head.grant(touch).status_code == 409
    assert head.stands()


@pytest.mark.parametrize("challenge", ["", "x", "not ours", websafe_encode(b"[1,2,3]"), "字", "A" * 500])
def test_a_challenge_that_we_never_gave_decides_nothing(head: Head, challenge: str) -> None:
    reader = head.keeps(Reader())
    answer = head.grant({"challenge": challenge, "credential": reader.sign(head.question()["challenge"])})
    assert answer.status_code == 409
    assert head.stands()


@pytest.mark.parametrize(
    "credential", [{}, {"id": 1}, {"response": {}}, {"id": "x", "response": {"clientDataJSON": "x"}}]
)
def test_what_is_no_credential_decides_nothing(head: Head, credential: dict[str, Any]) -> None:
    head.keeps(Reader())
    answer = head.grant({"challenge": head.question()["challenge"], "credential": credential})
    assert answer.status_code == 409
    assert head.stands()


def test_the_fingerprint_of_her_bound_phone_counts_too(head: Head) -> None:
    head.keeps(Reader())
    finger = Reader()

    made = RegistrationResponse.from_dict(finger.make(websafe_encode(b"x" * 32))).response.attestation_object.auth_data
    member = head.offices.access["Hana"].member_id
    assert member
    Device.objects.create(
        member_id=member,
        name="手机",
        token_hash="t",
        pin_hash="p",
        bound_at=NOW,
        fingerprint=bytes(made.credential_data),
    )
    assert head.grant(head.touch(finger)).status_code == 200
    assert confirmed_by().startswith("phone:")


def test_an_installation_may_do_without(head: Head, monkeypatch: pytest.MonkeyPatch) -> None:
    head.keeps(Reader())
    monkeypatch.setenv("ZHICHENG_PASSKEY_TO_DECIDE", "false")
    config.config.cache_clear()
    assert head.question()["needed"] is False
    assert head.grant().status_code == 200
    assert confirmed_by() == ""
