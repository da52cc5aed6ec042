"""The SMS adapter against a platform on loopback that checks the signature; what it answers decides what happens to the text."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.gateways.answering import Answering, Asked, answering
from zhicheng.gateways.sms import client
from zhicheng.gateways.sms.client import CODES, SMS
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.ground.messages.templates import TEMPLATES
from zhicheng.infra.config import Settings, config

SECRET = "a secret that only the platform knows"


def signed(asked: Asked) -> bool:
    told = f"{asked.headers['x-timestamp']}\n{asked.headers['x-nonce']}\n".encode() + asked.body
    return hmac.compare_digest(
        asked.headers["x-signature"], hmac.new(SECRET.encode(), told, hashlib.sha256).hexdigest()
    )


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    def takes(asked: Asked) -> tuple[int, Any]:
        return (200, {"code": "OK", "id": "M1"}) if signed(asked) else (403, {"code": "signature"})

    with answering(takes) as one:
        for name, value in {
            "sms_url": one.origin + "/send",
            "sms_key": "K1",
            "sms_secret": SECRET,
            "sms_sign": "治城",
        }.items():
            monkeypatch.setattr(config(), name, value)
        yield one


def test_a_text_goes_out_signed(platform: Answering) -> None:
    assert SMS.send("13800000000", "上报 R：已受理。") == "M1"
    (asked,) = platform.asked
    assert asked.headers["x-key"] == "K1"
    assert asked.json == {
        "phone": "13800000000",
        "sign": "治城",
        "template": "",
        "text": "上报 R：已受理。",
        "params": {},
    }


def test_an_approved_template_gets_its_values(platform: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "sms_templates", {"step.sent": "SMS_1"})
    SMS.send("13800000000", "x", "step.sent", {"of": "R", "unit": "环卫所", "until": "09-17 10:24"})
    SMS.send("13800000000", "x", "step.done", {"of": "R"})
    assert [(a.json["template"], a.json["params"]) for a in platform.asked] == [
        ("SMS_1", {"of": "R", "unit": "环卫所", "until": "09-17 10:24"}),
        ("", {}),
    ]


def test_a_wrong_secret_is_said_in_one_sentence(platform: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "sms_secret", "another")
    with pytest.raises(GatewayError, match="ZHICHENG_SMS_SECRET") as caught:
        SMS.send("13800000000", "x")
    assert caught.value.permanent


def test_no_two_requests_have_one_nonce(platform: Answering) -> None:
    for _ in range(3):
        SMS.send("13800000000", "x")
    assert len({a.headers["x-nonce"] for a in platform.asked}) == 3


@pytest.mark.parametrize(
    ("status", "body", "permanent", "after", "word"),
    [
        (200, {"code": "balance"}, False, 3600, "余额不足"),
        (200, {"code": "isv.AMOUNT_NOT_ENOUGH"}, False, 3600, "余额不足"),
        (402, {"code": "FailedOperation.InsufficientBalanceInSmsPackage"}, False, 3600, "余额不足"),
        (200, {"code": "number"}, True, 0, "号码无效"),
        (200, {"code": "blocked"}, True, 0, "黑名单"),
        (429, {"code": "limit"}, False, 600, "频繁"),
        (200, {"code": "template"}, True, 0, "模板"),
        (200, {"code": "something.new"}, True, 0, "something.new"),
        (500, b"<html>", False, 0, "暂时不收"),
        (503, {}, False, 0, "暂时不收"),
        (429, b"", False, 0, "暂时不收"),
        (400, b"", True, 0, "拒收"),
        (301, b"", True, 0, "拒收"),
        (200, b"welcome", True, 0, "看不懂"),
        (200, [], True, 0, "看不懂"),
        (200, b"\xff\xfe", True, 0, "看不懂"),
        (500, {"code": "OK", "id": "M1"}, False, 0, "暂时不收"),
        (200, {"code": "x" * 5000}, True, 0, "拒收"),
    ],
)
def test_what_the_platform_answers_decides(
    platform: Answering, status: int, body: Any, permanent: bool, after: int, word: str
) -> None:
    platform.answer = lambda asked: (status, body)
    with pytest.raises(GatewayError, match=word) as caught:
        SMS.send("13800000000", "x")
    assert (caught.value.permanent, caught.value.after) == (permanent, timedelta(seconds=after))
    assert len(str(caught.value)) < 200
    assert str(caught.value).endswith("。")
    assert len(platform.asked) == 1


def test_a_platform_that_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "sms_url", "http://127.0.0.1:9/send")
    with pytest.raises(GatewayError, match="连不上") as caught:
        SMS.send("13800000000", "x")
    assert not caught.value.permanent


def test_silence_after_the_request_is_not_tried_again_by_itself(
    platform: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE", httpx.Timeout(0.2))
    platform.answer, platform.silence = lambda asked: None, 0.5
    with pytest.raises(GatewayError, match="不知是否已发出") as caught:
        SMS.send("13800000000", "x")
    assert caught.value.permanent, "a second text is worse than a late look"


@pytest.mark.parametrize("url", ["http://a:b:c/", "sms://here", ""])
def test_an_address_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(config(), "sms_url", url)
    with pytest.raises(GatewayError, match="ZHICHENG_SMS_URL"):
        SMS.send("13800000000", "x")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_meaning_is_one_sentence_that_fits_the_list(code: str) -> None:
    assert CODES[code].said.endswith("。")
    assert len(CODES[code].said) < 100


@pytest.mark.parametrize(
    ("url", "secret", "right"),
    [("https://sms.example.gov.cn/send", "s", True), ("http://sms.example.gov.cn/send", "s", False), ("", "s", False), ("https://x.cn", "", False)],
)  # fmt: skip
def test_a_half_set_platform_stops_the_start(url: str, secret: str, right: bool) -> None:
    def start() -> Settings:
        return Settings(mode="test", sms="zhicheng.gateways.sms.client.SMS", sms_url=url, sms_secret=secret)

    if right:
        assert start().sms_url == url
        return
    with pytest.raises(ValueError, match="ZHICHENG_SMS_URL"):
        start()


def test_the_templates_that_the_how_to_names_exist() -> None:
    assert "step.sent" in TEMPLATES
