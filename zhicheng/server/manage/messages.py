"""Messages: what was sent to whom, and what is stuck."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages.templates import render
from zhicheng.ground.people import registers
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.server.manage.keeper import MOST, keeps
from zhicheng.server.manage.shapes import RetriedOut

router = Router(tags=["manage"])


class SentOut(Schema):
    id: int
    created_at: datetime
    to: str
    phone: str
    channel: str
    state: str
    text: str
    text_en: str
    send_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    error: str


class ChannelOut(Schema):
    """How many of one channel went out, wait, are stuck, are not sent any more."""

    channel: str
    sent: int
    waiting: int
    stuck: int
    dropped: int


class SentListOut(Schema):
    total: int
    stuck: int
    channels: list[ChannelOut]
    rows: list[SentOut]


@router.get("/manage/messages", response={200: SentListOut, **PROBLEMS})
def sent_messages(
    request: HttpRequest,
    q: str = "",
    state: Literal["", "waiting", "sending", "sent", "stuck", "dropped"] = "",
    channel: Literal["", "app", "sms", "card", "push", "wechat"] = "",
) -> dict[str, Any]:
    """What was sent to whom in the manager's areas, and what is stuck."""
    areas = keeps(request).areas
    found = messages.listed(areas, state=state, channel=channel, q=q)
    return {
        "total": found.count(),
        "stuck": messages.listed(areas, state="stuck").count(),
        "channels": [_channel(name, counted) for name, counted in sorted(messages.figures(areas).items())],
        "rows": [_sent(m) for m in found[:MOST]],
    }


def _channel(name: str, counted: dict[str, int]) -> dict[str, Any]:
    waiting = counted.get("waiting", 0) + counted.get("sending", 0)
    told = {state: counted.get(state, 0) for state in ("sent", "stuck", "dropped")}
    return {"channel": name, "waiting": waiting, **told}


def _sent(m: Any) -> dict[str, Any]:
    text = render(m.template, m.values)
    return {
        "id": m.pk, "created_at": m.created_at, "to": m.to, "phone": registers.masked(m.phone), "channel": m.channel, "state": m.state,
        "text": text.zh, "text_en": text.en, "send_at": m.send_at, "sent_at": m.sent_at, "read_at": m.read_at, "error": m.error,
    }  # fmt: skip


@router.post("/manage/messages/{message_id}/retry", response={200: RetriedOut, **PROBLEMS})
def retry_message(request: HttpRequest, message_id: int) -> dict[str, int]:
    """Send a stuck message once more."""
    sending.try_again(message_id=message_id, areas=keeps(request).areas, at=clock.now())
    return {"retried": 1}


class RetryIn(Schema):
    channel: Literal["sms", "card", "push", "wechat"]


@router.post("/manage/messages/retry", response={200: RetriedOut, **PROBLEMS})
def retry_messages(request: HttpRequest, payload: RetryIn) -> dict[str, int]:
    """Send all that is stuck of one channel once more."""
    return {"retried": sending.try_all_again(channel=payload.channel, areas=keeps(request).areas, at=clock.now())}
