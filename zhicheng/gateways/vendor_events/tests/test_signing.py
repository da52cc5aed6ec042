"""Only the vendor itself, only now, only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zhicheng.gateways.vendor_events.signing import Signed, check, signature_of
from zhicheng.kernel.errors import Refused

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
KEY, TOKEN = "k" * 32, "t" * 32
TIME = str(int(AT.timestamp()))
GOOD = Signed(TIME, "nonce-0001", signature_of(KEY, TIME, "nonce-0001", b"{}"))


def asked(said: Signed, *, vendor: str = "acme", body: bytes = b"{}", at: datetime = AT) -> str:
    return check(
        vendor, said, body, keys={"acme": KEY, "other": "o" * 32}, tokens={"simple": TOKEN, "empty": ""}, at=at
    )


def test_a_signature_as_the_how_to_shows_it() -> None:
    """The same with openssl: printf '%s\\n%s\\n%s' TIME NONCE BODY | openssl dgst -sha256 -hmac KEY."""
    assert (
        signature_of("secret", "1789524000", "abcdefgh", b'{"a":1}')
        == "38f2bc7651c4fac44c60c680246f5ad9072e468acb0d3f21c355a4b54fc2d221"
    )


def test_who_signs_comes_in_and_uses_up_his_number() -> None:
    assert asked(GOOD) == "nonce-0001"
    assert asked(replace(GOOD, signature=GOOD.signature.upper())) == "nonce-0001"


@pytest.mark.parametrize("off", [-299, -1, 0, 299])
def test_five_minutes_either_way_are_now(off: int) -> None:
    assert asked(GOOD, at=AT + timedelta(seconds=off))


@pytest.mark.parametrize("off", [-301, 301, 86_400])
def test_a_recording_of_yesterday_is_not(off: int) -> None:
    with pytest.raises(Refused, match="校准时钟"):
        asked(GOOD, at=AT + timedelta(seconds=off))


@pytest.mark.parametrize(
    "changed",
    [
        {"body": b"{ }"}, {"body": b""}, {"vendor": "other"}, {"vendor": "nobody"}, {"said": replace(GOOD, nonce="nonce-0002")},
        {"said": replace(GOOD, time=str(int(TIME) + 1))}, {"said": replace(GOOD, signature="0" * 64)}, {"said": replace(GOOD, signature="签名")},
    ],
)  # fmt: skip
def test_whatever_is_changed_breaks_it(changed: dict[str, object]) -> None:
    with pytest.raises(Refused, match="签名不对"):
        asked(**({"said": GOOD} | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("time", ["", "now", "17895240.5", " "])
def test_a_time_that_is_none(time: str) -> None:
    with pytest.raises(Refused, match="秒数"):
        asked(replace(GOOD, time=time))


@pytest.mark.parametrize("nonce", ["", "short", "x" * 65])
def test_a_number_that_is_none(nonce: str) -> None:
    with pytest.raises(Refused, match="8 至 64"):
        asked(replace(GOOD, nonce=nonce, signature=signature_of(KEY, TIME, nonce, b"{}")))


def test_who_cannot_sign_may_have_a_token() -> None:
    assert asked(Signed(bearer=TOKEN), vendor="simple") == ""


@pytest.mark.parametrize(
    ("vendor", "bearer"),
    [("simple", ""), ("simple", TOKEN[:-1]), ("acme", TOKEN), ("acme", KEY), ("nobody", ""), ("empty", "")],
)
def test_a_wrong_token_opens_nothing(vendor: str, bearer: str) -> None:
    with pytest.raises(Refused, match="令牌也不对"):
        asked(Signed(bearer=bearer), vendor=vendor)
