"""Handing one message over to the outside world, by its channel, in the language that its reader chose. GatewayError when it did not go out."""

from __future__ import annotations

from datetime import datetime

from zhicheng.ground.messages import links
from zhicheng.ground.messages.models import Message, Way
from zhicheng.ground.messages.ports import Address, Cards, GatewayError, Note, Push, Sms, WeChat
from zhicheng.ground.messages.rules import not_before, parse_quiet
from zhicheng.ground.messages.templates import render
from zhicheng.infra import plug
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase

TITLE = Phrase("治城 · 上报进展", "Zhicheng · your report")
STOP = Phrase(" 退订：{url}", " Stop: {url}")


def sms() -> Sms:
    found: Sms = plug.load(config().sms)
    return found


def push() -> Push:
    found: Push = plug.load(config().web_push)
    return found


def wechat() -> WeChat:
    found: WeChat = plug.load(config().wechat)
    return found


def hand_over(message: Message, *, at: datetime) -> None:
    """Only here a link's code is written out: it stands in no table."""
    if message.way:
        _to_citizen(message, message.way, at)
        return
    if message.channel not in ("sms", "card"):
        raise GatewayError("收件人已不在：订阅已取消。", gone=True)
    url = links.url(message.link) if message.link else ""
    text = render(message.template, message.values | ({"link": url} if url else {})).zh
    if message.channel == "card":
        cards: Cards = plug.load(config().cards)
        cards.card(message.to, text, url)
    else:
        sms().send(message.phone, text, message.template, message.values | ({"link": url} if url else {}))


def _to_citizen(message: Message, way: Way, at: datetime) -> None:
    said = render(message.template, message.values)
    text = _in(said, way)
    if message.channel == "sms":
        url = links.url(message.link)
        sms().send(
            message.phone, text + _in(STOP, way).format(url=url), message.template, message.values | {"link": url}
        )
    elif message.channel == "push":
        push().push(Address(way.endpoint, way.p256dh, way.auth), _note(message, way, text, at))
    else:
        wechat().notify(way.openid, message.template, message.values, message.values["receipt"])


def _in(said: Phrase, way: Way) -> str:
    return said.en if way.language == "en" else said.zh


def _note(message: Message, way: Way, text: str, at: datetime) -> Note:
    receipt = message.values["receipt"]
    quiet = parse_quiet(config().citizen_quiet_hours)
    return Note(
        title=_in(TITLE, way), body=text, tag=f"report-{receipt}", open=f"/track/{receipt}", stop=links.code_of(message.link),
        language=way.language, silent=not_before(at, quiet, urgent=False) != at,
    )  # fmt: skip
