"""How a citizen's ways look in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict

from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.ground.messages import outside, ways
from zhicheng.ground.messages.ways import Way
from zhicheng.ground.people import registers
from zhicheng.kernel.phrases import Phrase

WayChannel = Literal["push", "sms", "wechat"]
ON = Phrase("", "")
NO_PUSH = Phrase("本市尚未开通浏览器通知。", "This city offers no notifications in the browser.")
NO_PHONE = Phrase(
    "上报时没有留手机号，不能用短信。", "You gave no phone with this report, so there are no text messages."
)
NO_WECHAT = Phrase("本市尚未开通微信通知。", "This city offers no WeChat messages.")


class FollowWay(TypedDict):
    """`to`: the end of the phone; `target`: digest by which a browser knows itself; `every`: each step, or only how it ended."""

    id: int
    channel: str
    to: str
    target: str
    every: bool
    chosen_at: datetime


class FollowOffer(TypedDict):
    """A channel, and why not where it is not offered. `key`: web push, the server's public key."""

    channel: WayChannel
    offered: bool
    to: str
    key: str
    why: str
    why_en: str


class FollowWays(TypedDict):
    ways: list[FollowWay]
    offers: list[FollowOffer]


class WeChatCode(TypedDict):
    """What the reporter opens or types in the city's mini program; `url` is empty where it is typed."""

    code: str
    url: str
    until: datetime


class WeChatBound(TypedDict):
    receipt: str


class Stopped(TypedDict):
    """Which reports this link stopped; `undo`: it can begin again by the same link (a browser has to be asked anew)."""

    receipts: list[str]
    channel: str
    stopped: bool
    undo: bool


def card(report: Report) -> FollowWays:
    """What holds for this report, and what could."""
    chosen = ways.of([f"report:{report.pk}"])
    return {"ways": [_way(w) for w in chosen], "offers": _offers(report)}


def _way(way: Way) -> FollowWay:
    return {
        "id": way.pk, "channel": way.channel, "to": registers.masked(way.phone), "target": way.target, "every": way.every,
        "chosen_at": way.chosen_at,
    }  # fmt: skip


def _offers(report: Report) -> list[FollowOffer]:
    key = outside.push().key()
    return [
        _offer("push", bool(key), NO_PUSH, key=key),
        _offer("sms", bool(report.phone), NO_PHONE, to=registers.masked(report.phone)),
        _offer("wechat", outside.wechat().offered(), NO_WECHAT),
    ]


def _offer(channel: WayChannel, offered: bool, why: Phrase, *, to: str = "", key: str = "") -> FollowOffer:
    said = ON if offered else why
    return {"channel": channel, "offered": offered, "to": to, "key": key, "why": said.zh, "why_en": said.en}


def stopped_of(found: Sequence[Way], *, stopped: bool) -> Stopped:
    """What a stop link has done."""
    rows = reports.in_ids(int(w.about.partition(":")[2]) for w in found)
    channel = found[0].channel
    return {
        "receipts": [r.receipt for r in rows],
        "channel": channel,
        "stopped": stopped or channel == "push",
        "undo": channel != "push",
    }
