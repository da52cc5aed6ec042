"""Signing in with a passkey beside the password, through the very API that the pages use: it counts like the code, nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from tests.brigade import Brigade
from zhicheng.ground.people.rules import is_second_factor
from zhicheng.ground.people.tests.reader import PRESENT, Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
PASSWORD = "correct horse battery"
OTHER_ORIGIN = {"origin": "https://evil.example"}


@pytest.fixture(autouse=True)
def _nobody_is_throttled() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Browser:
    """One person's browser."""

    def __init__(self, name: str) -> None:
        self.name, self.client = name, Client()

    def ask(self, path: str, body: Any = None, method: str = "") -> Any:
        verb = method or ("GET" if body is None else "POST")
        data = "" if body is None else json.dumps(body)
        return self.client.generic(verb, f"/_allauth/browser/v1/{path}", data, content_type="application/json")

    def password(self) -> Any:
        return self.ask("auth/login", {"username": self.name.lower(), "password": PASSWORD})

    def challenge(self, path: str) -> str:
        data = self.ask(path).json()["data"]
        return str((data.get("creation_options") or data["request_options"])["publicKey"]["challenge"])

    def add(self, reader: Reader) -> Any:
        self.ask("auth/reauthenticate", {"password": PASSWORD})
        made = reader.make(self.challenge("account/authenticators/webauthn"))
        return self.ask("account/authenticators/webauthn", {"name": "钥匙", "credential": made})

    def touch(self, reader: Reader, way: str = "authenticate") -> Any:
        return self.ask(f"auth/webauthn/{way}", {"credential": reader.sign(self.challenge(f"auth/webauthn/{way}"))})

    @property
    def is_in(self) -> bool:
        return bool(self.client.get("/api/tickets").status_code == 200)


def with_passkey(name: str = "Alice") -> tuple[Browser, Reader]:
    """Set up at the first sign-in, as the page does it."""
    browser, reader = Browser(name), Reader()
    assert browser.password().status_code == 200
    assert browser.add(reader).status_code == 200
    assert not browser.is_in  # kept, but not shown in this session yet
    assert browser.touch(reader, "reauthenticate").status_code == 200
    return browser, reader


def test_a_passkey_opens_what_a_code_opens(brigade: Brigade) -> None:
    first, reader = with_passkey()
    assert first.is_in
    again = Browser("Alice")
    assert again.password().status_code == 401
    assert not again.is_in
    assert again.touch(reader).status_code == 200
    assert again.is_in


def test_recovery_codes_are_shown_once(brigade: Brigade) -> None:
    browser, _ = with_passkey()
    codes = browser.ask("account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert len(codes) == 10
    assert "unused_codes" not in browser.ask("account/authenticators/recovery-codes").json()["data"]
    lost = Browser("Alice")
    lost.password()
    assert lost.ask("auth/2fa/authenticate", {"code": codes[0]}).status_code == 200
    assert lost.is_in


def test_a_passkey_alone_is_no_way_in(brigade: Brigade) -> None:
    _, reader = with_passkey()
    stranger = Browser("Alice")
    assert stranger.ask("auth/webauthn/login").status_code == 404
    assert stranger.ask("auth/webauthn/authenticate", {"credential": reader.sign("x")}).status_code == 401
    assert not stranger.is_in


@pytest.mark.parametrize(
    "otherwise", [OTHER_ORIGIN, {"site": "evil.example"}, {"name": b"unknown"}, {"key": Reader().key}, {"flags": 0}]
)
def test_what_the_passkey_did_not_sign_here_opens_nothing(brigade: Brigade, otherwise: dict[str, Any]) -> None:
    _, reader = with_passkey()
    again = Browser("Alice")
    again.password()
    assert again.touch(replace(reader, **otherwise)).status_code == 400
    assert not again.is_in


def test_a_passkey_of_another_account_opens_nothing(brigade: Brigade) -> None:
    _, charlies = with_passkey("Charlie")
    with_passkey()
    again = Browser("Alice")
    again.password()
    assert again.touch(charlies).status_code == 400
    assert not again.is_in


def test_an_answer_that_was_overheard_does_not_open_a_second_session(brigade: Brigade) -> None:
    _, reader = with_passkey()
    first, second = Browser("Alice"), Browser("Alice")
    first.password()
    second.password()
    heard = reader.sign(first.challenge("auth/webauthn/authenticate"))
    assert first.ask("auth/webauthn/authenticate", {"credential": heard}).status_code == 200
    second.challenge("auth/webauthn/authenticate")
    assert second.ask("auth/webauthn/authenticate", {"credential": heard}).status_code == 400
    assert not second.is_in


def test_wrong_passkeys_are_throttled_like_wrong_codes(brigade: Brigade) -> None:
    with_passkey()
    again = Browser("Alice")
    again.password()
    said = [again.touch(Reader()).json()["errors"][0]["code"] for _ in range(6)]
    assert said[-1] == "too_many_login_attempts"


def test_removing_a_passkey_closes_the_sessions_that_it_opened(brigade: Brigade) -> None:
    """A stolen key is removed: whoever used it is outside at once, not at the end of the shift."""
    mine, _ = with_passkey()
    stolen = Reader()
    assert mine.add(stolen).status_code == 200
    thief = Browser("Alice")
    thief.password()
    assert thief.touch(stolen).status_code == 200
    assert thief.is_in
    last = Authenticator.objects.filter(type="webauthn").latest("pk").pk
    assert mine.ask("account/authenticators/webauthn", {"authenticators": [last]}, "DELETE").status_code == 200
    assert (mine.is_in, thief.is_in) == (True, False)
    assert thief.client.get("/api/session").json()["second_factor"] == "required"


def test_the_last_factor_stays(brigade: Brigade) -> None:
    browser, _ = with_passkey()
    only = Authenticator.objects.get(type="webauthn").pk
    assert browser.ask("account/authenticators/webauthn", {"authenticators": [only]}, "DELETE").status_code == 409
    browser.add(Reader())
    both = list(Authenticator.objects.filter(type="webauthn").values_list("pk", flat=True))
    assert browser.ask("account/authenticators/webauthn", {"authenticators": both}, "DELETE").status_code == 409
    assert Authenticator.objects.filter(type="webauthn").count() == 2


def test_a_session_from_before_the_first_factor_cannot_add_its_own(brigade: Brigade) -> None:
    """A thief of the password who was there first: once the owner has set up his factor, the password alone changes nothing."""
    thief = Browser("Alice")
    thief.password()
    with_passkey()
    thief.ask("auth/reauthenticate", {"password": PASSWORD})
    before = set(Authenticator.objects.values_list("pk", flat=True))
    for path in ("webauthn", "totp", "recovery-codes"):
        assert thief.ask(f"account/authenticators/{path}").status_code == 403
        assert thief.ask(f"account/authenticators/{path}", {}, "POST").status_code in {400, 403}
        assert thief.ask(f"account/authenticators/{path}", {}, "DELETE").status_code in {400, 403}
    assert set(Authenticator.objects.values_list("pk", flat=True)) == before
    assert not thief.is_in


def test_switching_the_account_off_closes_what_its_passkey_opened(brigade: Brigade) -> None:
    browser, reader = with_passkey()
    brigade.account["Alice"].is_active = False
    brigade.account["Alice"].save()
    assert not browser.is_in
    again = Browser("Alice")
    assert again.password().status_code != 200
    assert again.ask("auth/webauthn/authenticate", {"credential": reader.sign("x")}).status_code == 401


@pytest.mark.parametrize(
    ("step", "counts"),
    [
        ({"method": "mfa", "type": "totp", "id": 1}, True),
        ({"method": "mfa", "type": "webauthn", "id": 2}, True),
        ({"method": "mfa", "type": "recovery_codes", "id": 9}, True),
        ({"method": "mfa", "type": "webauthn", "id": 2, "passwordless": True}, False),
        ({"method": "mfa", "type": "webauthn", "id": 1}, False),
        ({"method": "mfa", "type": "totp", "id": 7}, False),
        ({"method": "mfa", "type": "sms", "id": 4}, False),
        ({"method": "mfa"}, False),
        ({"method": "password", "type": "totp", "id": 1}, False),
        ({}, False),
    ],
)
def test_only_what_the_account_still_has_counts(step: dict[str, Any], counts: bool) -> None:
    kept = {("totp", 1), ("webauthn", 2), ("recovery_codes", 3), ("sms", 4)}
    assert is_second_factor(step, kept) is counts


def test_an_account_without_any_factor_is_asked_to_set_one_up(brigade: Brigade) -> None:
    browser, _ = with_passkey()
    Authenticator.objects.all().delete()
    assert browser.client.get("/api/session").json()["second_factor"] == "required"
    assert not browser.is_in


def test_a_key_that_did_not_check_its_user_is_enough_beside_the_password(brigade: Brigade) -> None:
    """Like the code of an app: the password is what one knows, the key what one has."""
    _, reader = with_passkey()
    again = Browser("Alice")
    again.password()
    assert again.touch(replace(reader, flags=PRESENT)).status_code == 200
    assert again.is_in
