"""WeChat's client against a server on loopback that behaves as its API is documented: tokens that end, and every errcode that we name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.gateways.answering import Answering, Asked, answering
from zhicheng.gateways.wechat import client
from zhicheng.gateways.wechat.client import ERRORS, THING, WORDS, SubscriptionMessages
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.ground.messages.templates import TEMPLATES
from zhicheng.infra import clock
from zhicheng.infra.config import Settings, config

APP, SECRET, OPENID = "wx1234567890", "the app's secret", "oABC-1234567890_abcdef"


class Weixin:
    """Gives tokens and takes messages, as documented; `codes` are the errcodes that it gives next."""

    def __init__(self) -> None:
        self.given, self.sent, self.codes, self.refreshes = 0, [], [], []  # type: tuple[int, list[dict[str, Any]], list[int], list[bool]]
        self.lasts = 7200

    def __call__(self, asked: Asked) -> tuple[int, Any]:
        if asked.path == "/cgi-bin/stable_token":
            return 200, self.token(asked.json)
        path, _, token = asked.path.partition("?access_token=")
        assert path == "/cgi-bin/message/subscribe/send"
        if token != f"T{self.given}":
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        if self.codes:
            return 200, {"errcode": self.codes.pop(0), "errmsg": "…"}
        self.sent.append(asked.json)
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": 42}

    def token(self, told: dict[str, Any]) -> dict[str, Any]:
        if (told["appid"], told["secret"]) != (APP, SECRET):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        self.refreshes.append(told["force_refresh"])
        self.given += 1
        return {"access_token": f"T{self.given}", "expires_in": self.lasts}


@pytest.fixture
def weixin() -> Weixin:
    return Weixin()


@pytest.fixture
def server(weixin: Weixin, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    with answering(weixin) as one:
        settings = {"wechat_url": one.origin, "wechat_app": APP, "wechat_secret": SECRET, "wechat_template": "TPL"}
        for name, value in settings.items():
            monkeypatch.setattr(config(), name, value)
        yield one


def notify(port: SubscriptionMessages | None = None, template: str = "step.accepted", **values: str) -> str:
    return (port or SubscriptionMessages()).notify(OPENID, template, values, "2609160000001")


def test_it_is_off_until_the_city_has_named_app_secret_and_template() -> None:
    assert not SubscriptionMessages().offered()


@pytest.mark.usefixtures("server")
class TestSending:
    def test_a_step_is_one_message_with_receipt_and_step(self, weixin: Weixin) -> None:
        assert SubscriptionMessages().offered()
        assert notify() == "42"
        assert weixin.sent == [
            {
                "touser": OPENID, "template_id": "TPL", "page": "pages/track/index?receipt=2609160000001",
                "data": {"character_string1": {"value": "2609160000001"}, "thing2": {"value": "已受理"}},
            }
        ]  # fmt: skip

    def test_a_citys_template_may_show_unit_and_limit(self, weixin: Weixin, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config(), "wechat_fields", {"unit": "thing1", "until": "time2"})
        notify(template="step.sent", unit="某某市某某区城市管理局环境卫生管理服务中心第三分所", until="09-17 10:24")
        notify(template="step.accepted")
        data = [m["data"] for m in weixin.sent]
        assert len(data[0]["thing1"]["value"]) == THING, "WeChat refuses what is longer"
        assert data[1] == {"thing1": {"value": "—"}, "time2": {"value": "—"}}, "WeChat refuses what is empty"

    def test_one_token_serves_many_messages_and_is_renewed_before_it_ends(
        self, weixin: Weixin, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port, now = SubscriptionMessages(), clock.real()
        for minutes, given in ((0, 1), (60, 1), (114, 1), (116, 2)):
            monkeypatch.setattr(clock, "real", lambda m=minutes: now + timedelta(minutes=m))
            notify(port)
            assert weixin.given == given
        assert weixin.refreshes == [False, False], "other processes keep theirs"

    @pytest.mark.parametrize("code", [40001, 42001, 40014])
    def test_a_token_that_is_no_longer_good_is_renewed_once(self, weixin: Weixin, code: int) -> None:
        port = SubscriptionMessages()
        notify(port)
        weixin.codes = [code]
        notify(port)
        assert (len(weixin.sent), weixin.refreshes) == (2, [False, True])
        weixin.codes = [code, code, code]
        with pytest.raises(GatewayError, match="访问令牌") as caught:
            notify(port)
        assert (caught.value.permanent, len(weixin.codes)) == (False, 1)

    @pytest.mark.parametrize(
        ("code", "permanent", "gone", "hours"),
        [(43101, True, True, 0), (40003, True, True, 0), (45009, False, False, 3), (-1, False, False, 0), (47003, True, False, 0),
         (40037, True, False, 0), (40164, True, False, 0), (99999, True, False, 0)],
    )  # fmt: skip
    def test_an_errcode_says_what_to_do(
        self, weixin: Weixin, code: int, permanent: bool, gone: bool, hours: int
    ) -> None:
        weixin.codes = [code]
        with pytest.raises(GatewayError) as caught:
            notify()
        error = caught.value
        assert (error.permanent, error.gone, error.after) == (permanent, gone, timedelta(hours=hours))
        assert str(error).endswith("。")
        assert weixin.sent == []

    def test_a_wrong_secret_is_one_sentence_without_the_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config(), "wechat_secret", "wrong")
        with pytest.raises(GatewayError, match="ZHICHENG_WECHAT_SECRET") as caught:
            notify()
        assert "wrong" not in str(caught.value)

    @pytest.mark.parametrize("lasts", [0, -1, 10**9])
    def test_a_token_with_an_odd_life_is_used_once_only(self, weixin: Weixin, lasts: int) -> None:
        weixin.lasts = lasts
        port = SubscriptionMessages()
        notify(port)
        notify(port)
        assert weixin.given == 2


@pytest.mark.parametrize("body", [b"<html>", b"", [], b"null"])
def test_an_answer_that_cannot_be_read_is_tried_again(server: Answering, body: Any) -> None:
    server.answer = lambda asked: (502, body)
    with pytest.raises(GatewayError, match="看不懂") as caught:
        notify()
    assert not caught.value.permanent


def test_silence_after_the_message_is_for_a_person(
    server: Answering, weixin: Weixin, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = SubscriptionMessages()
    notify(port)
    monkeypatch.setattr(client, "PATIENCE", 0.2)
    server.answer, server.silence = lambda asked: None, 0.5
    with pytest.raises(GatewayError, match="不知是否已发出") as caught:
        notify(port)
    assert caught.value.permanent
    assert "T1" not in str(caught.value), "no token in the list of messages"


def test_an_api_that_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "wechat_url", "http://127.0.0.1:9")
    with pytest.raises(GatewayError, match="连不上") as caught:
        notify()
    assert not caught.value.permanent


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name.startswith("step.")])
def test_every_step_has_words_that_fit_a_thing(template: str) -> None:
    assert 0 < len(WORDS[template]) <= THING


def test_every_errcode_is_one_sentence() -> None:
    assert all(m.said.endswith("。") for m in ERRORS.values())


def test_a_short_key_of_the_mini_program_stops_the_start() -> None:
    with pytest.raises(ValueError, match="ZHICHENG_WECHAT_KEY"):
        Settings(mode="test", wechat_key="short")
