"""Cards into working groups, against robots on loopback that check what DingTalk and WeChat Work check."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.gateways.answering import Answering, Asked, answering
from zhicheng.gateways.groups import client
from zhicheng.gateways.groups.client import CODES, GROUPS, kind_of
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.infra import clock
from zhicheng.infra.config import Settings, config
from zhicheng.kernel.errors import BadInput

SECRET = "SEC0123456789"
LINK = "https://city.example/together/in/abc"
TEXT = f"德营街道吹哨 W1：井盖松动（解元南路）。请市政养护所于 09-16 11:30 前到场报到：{LINK}"


def as_the_platform_does(asked: Asked) -> tuple[int, Any]:
    """DingTalk refuses a signature that is wrong or older than an hour; both refuse a token that they do not know."""
    query = parse_qs(urlsplit(asked.path).query)
    if "key" in query:
        return 200, {"errcode": 0 if query["key"] == ["K1"] else 93000, "errmsg": "ok"}
    if query["access_token"] != ["T1"]:
        return 200, {"errcode": 300005, "errmsg": "token is not exist"}
    stamp = query.get("timestamp", [""])[0]
    made = base64.b64encode(hmac.new(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), hashlib.sha256).digest()).decode()
    fresh = stamp.isdigit() and abs(int(stamp) / 1000 - clock.real().timestamp()) < 3600
    right = fresh and query.get("sign") == [made]
    return 200, {"errcode": 0 if right else 310000, "errmsg": "ok" if right else "sign not match"}


@pytest.fixture
def robots(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answering]:
    with answering(as_the_platform_does) as one:
        monkeypatch.setattr(config(), "groups", {
            "市政养护所": f"{one.origin}/robot/send?access_token=T1", "路灯所": f"{one.origin}/cgi-bin/webhook/send?key=K1",
            "旧群": f"{one.origin}/robot/send?access_token=gone", "旧企微群": f"{one.origin}/cgi-bin/webhook/send?key=gone",
        })  # fmt: skip
        monkeypatch.setattr(config(), "group_secrets", {"市政养护所": SECRET})
        yield one


def test_dingtalk_gets_a_signed_card_whose_button_opens_the_link(robots: Answering) -> None:
    GROUPS.card("市政养护所", TEXT, LINK)
    (asked,) = robots.asked
    card = asked.json["actionCard"]
    assert asked.json["msgtype"] == "actionCard"
    assert card["singleURL"] == LINK
    assert "井盖松动" in card["text"]
    assert LINK not in card["text"]


def test_wechat_work_gets_a_card_that_opens_the_link(robots: Answering) -> None:
    GROUPS.card("路灯所", TEXT + "很长" * 100, LINK)
    (asked,) = robots.asked
    card = asked.json["template_card"]
    assert (asked.json["msgtype"], card["card_type"]) == ("template_card", "text_notice")
    assert card["card_action"] == {"type": 1, "url": LINK}
    assert len(card["sub_title_text"]) <= 112


@pytest.mark.parametrize("unit", ["市政养护所", "路灯所"])
def test_a_card_without_a_link_is_words(robots: Answering, unit: str) -> None:
    GROUPS.card(unit, "哨 W1 已撤回", "")
    assert "哨 W1 已撤回" in robots.asked[0].body.decode()


def test_a_unit_without_a_group_is_left_to_its_text_message(robots: Answering) -> None:
    with pytest.raises(GatewayError, match="没有登记工作群") as caught:
        GROUPS.card("环卫所", TEXT, LINK)
    assert caught.value.gone
    assert robots.asked == []


@pytest.mark.parametrize("unit", ["旧群", "旧企微群"])
def test_a_robot_that_is_no_more_wants_a_person(robots: Answering, unit: str) -> None:
    with pytest.raises(GatewayError, match="已失效") as caught:
        GROUPS.card(unit, TEXT, LINK)
    assert caught.value.permanent


@pytest.mark.parametrize("secret", ["", "another"])
def test_a_wrong_secret_is_said_in_one_sentence(
    robots: Answering, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setattr(config(), "group_secrets", {"市政养护所": secret})
    with pytest.raises(GatewayError, match="ZHICHENG_GROUP_SECRETS"):
        GROUPS.card("市政养护所", TEXT, LINK)


@pytest.mark.parametrize(
    ("status", "body", "permanent", "after", "word"),
    [
        (200, {"errcode": 45009}, False, 60, "过快"),
        (200, {"errcode": 130101}, False, 60, "过快"),
        (200, {"errcode": -1}, False, 0, "正忙"),
        (200, {"errcode": 99999}, True, 0, "拒收（99999）"),
        (200, {}, True, 0, "拒收"),
        (200, [], True, 0, "拒收"),
        (200, b"\xff\xfe", True, 0, "拒收"),
        (404, {}, True, 0, "404"),
        (429, {}, False, 0, "暂时不收"),
        (503, b"", False, 0, "暂时不收"),
        (500, {"errcode": 0}, False, 0, "暂时不收"),
    ],
)
def test_what_the_platform_answers_decides(
    robots: Answering, status: int, body: Any, permanent: bool, after: int, word: str
) -> None:
    robots.answer = lambda asked: (status, body)
    with pytest.raises(GatewayError, match=word) as caught:
        GROUPS.card("路灯所", TEXT, LINK)
    assert (caught.value.permanent, caught.value.after) == (permanent, timedelta(seconds=after))
    assert str(caught.value).endswith("。")
    assert len(robots.asked) == 1


def test_a_platform_that_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "groups", {"路灯所": "http://127.0.0.1:9/send?key=K1"})
    with pytest.raises(GatewayError, match="连不上") as caught:
        GROUPS.card("路灯所", TEXT, LINK)
    assert not caught.value.permanent


def test_silence_after_the_request_is_not_tried_again_by_itself(
    robots: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE", httpx.Timeout(0.2))
    robots.answer, robots.silence = lambda asked: None, 0.5
    with pytest.raises(GatewayError, match="不知是否已发出") as caught:
        GROUPS.card("路灯所", TEXT, LINK)
    assert caught.value.permanent


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_meaning_is_one_sentence_that_fits_the_list(code: int) -> None:
    assert CODES[code][0].endswith("。")
    assert len(CODES[code][0]) < 100


@pytest.mark.parametrize(
    ("robot", "kind"),
    [
        ("https://oapi.dingtalk.com/robot/send?access_token=x", "access_token"),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x", "key"),
        ("https://oapi.dingtalk.com/robot/send", ""), ("http://oapi.dingtalk.com/robot/send?access_token=x", ""),
        ("https://[/?key=x", ""), ("key=x", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_address_says_whose_robot_it_is(robot: str, kind: str) -> None:
    if kind:
        assert kind_of(robot) == kind
        return
    with pytest.raises(BadInput, match="https"):
        kind_of(robot)


@pytest.mark.parametrize(
    ("robot", "right"),
    [("https://x.cn/send?key=1", True), ("http://x.cn/send?key=1", False), ("https://x.cn/send", False)],
)
def test_an_address_that_is_none_stops_the_start(robot: str, right: bool) -> None:
    def start() -> Settings:
        return Settings(mode="test", groups={"路灯所": robot})

    if right:
        assert start().groups == {"路灯所": robot}
        return
    with pytest.raises(ValueError, match="ZHICHENG_GROUPS"):
        start()


def test_an_address_that_only_looks_like_one_wants_a_person_and_holds_nothing_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config(), "groups", {"路灯所": "https://x.cn/send?monkey=1"})
    with pytest.raises(GatewayError, match="access_token") as caught:
        GROUPS.card("路灯所", TEXT, LINK)
    assert caught.value.permanent
