"""A citizen's choice of how he is told: with receipt and code, without an account; and the stop link without either."""

from __future__ import annotations

import hmac
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from zhicheng.civic.following import services, shapes
from zhicheng.civic.following.shapes import FollowWays, Stopped, WeChatBound, WeChatCode
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.messages.ways import Choice
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle, address_of
from zhicheng.kernel.errors import Refused, TooMany

router = Router(tags=["following"])
KNOCKS = Throttle()


def _throttle(request: HttpRequest) -> None:
    if not KNOCKS.allows(address_of(request), config().reports_per_minute):
        raise TooMany("操作过于频繁，请一分钟后再试。", "Too many at once. Please try again in a minute.")


@router.get("/track/{receipt}/ways", response={200: FollowWays, **PROBLEMS})
def ways(request: HttpRequest, receipt: str, code: str) -> FollowWays:
    """How its reporter is told, and how he could be."""
    return shapes.card(reports.by_receipt(receipt, code))


class WayIn(Schema):
    """`endpoint`, `p256dh`, `auth`: web push, as the browser's subscription says them."""

    code: str = Field(max_length=40)
    channel: Literal["push", "sms"]
    language: Literal["zh", "en"] = "zh"
    endpoint: str = Field("", max_length=1000)
    p256dh: str = Field("", max_length=100)
    auth: str = Field("", max_length=40)


@router.post("/track/{receipt}/ways", response={201: FollowWays, **PROBLEMS})
def choose(request: HttpRequest, receipt: str, payload: WayIn) -> Status[FollowWays]:
    """Be told this way from now on; a first message says so."""
    _throttle(request)
    report = reports.by_receipt(receipt, payload.code)
    choice = Choice(
        payload.channel, endpoint=payload.endpoint, p256dh=payload.p256dh, auth=payload.auth, language=payload.language
    )
    services.choose(report=report, choice=choice, at=clock.now())
    return Status(201, shapes.card(report))


class WeChatIn(Schema):
    code: str = Field(max_length=40)
    language: Literal["zh", "en"] = "zh"


@router.post("/track/{receipt}/ways/wechat", response={201: WeChatCode, **PROBLEMS})
def ask_wechat(request: HttpRequest, receipt: str, payload: WeChatIn) -> Status[WeChatCode]:
    """A one-time code for the city's mini program, good for ten minutes."""
    _throttle(request)
    report = reports.by_receipt(receipt, payload.code)
    code, until = services.ask_wechat(report=report, language=payload.language, at=clock.now())
    return Status(201, {"code": code, "url": config().wechat_bind_url.replace("{code}", code), "until": until})


class BindIn(Schema):
    """What the mini program says: the reporter's code, and who he is there."""

    code: str = Field(max_length=40)
    openid: str = Field(max_length=64)


@router.post("/wechat/bindings", response={201: WeChatBound, **PROBLEMS})
def bind_wechat(request: HttpRequest, payload: BindIn) -> Status[WeChatBound]:
    """For the city's mini program only, with its key in `X-Api-Key`."""
    _throttle(request)
    known, told = config().wechat_key, request.headers.get("X-Api-Key", "")
    if not known or not hmac.compare_digest(known.encode(), told.encode()):
        raise Refused("小程序的密钥不正确，请核对 ZHICHENG_WECHAT_KEY。", "The mini program's key is wrong.")
    return Status(
        201, {"receipt": services.bind_wechat(code=payload.code, openid=payload.openid, at=clock.now()).receipt}
    )


class StopIn(Schema):
    """`way` 0: all of them."""

    code: str = Field(max_length=40)
    way: int = 0


@router.post("/track/{receipt}/ways/stop", response={200: FollowWays, **PROBLEMS})
def stop(request: HttpRequest, receipt: str, payload: StopIn) -> FollowWays:
    """Stop telling me."""
    report = reports.by_receipt(receipt, payload.code)
    services.stop(report=report, way=payload.way, at=clock.now())
    return shapes.card(report)


@router.post("/stop/{code}", response={200: Stopped, **PROBLEMS})
def stop_by_link(request: HttpRequest, code: str) -> Stopped:
    """The link in a text message or a notification: nothing more by this way, with no receipt typed."""
    _throttle(request)
    return shapes.stopped_of(services.stop_by_link(code=code, at=clock.now()), stopped=True)


@router.post("/stop/{code}/undo", response={200: Stopped, **PROBLEMS})
def undo(request: HttpRequest, code: str) -> Stopped:
    """It was a slip: begin again."""
    _throttle(request)
    return shapes.stopped_of(services.resume_by_link(code=code), stopped=False)
