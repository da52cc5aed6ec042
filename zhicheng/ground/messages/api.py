"""The bell: one's own messages, and that they were read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.ground.messages import queries, services
from zhicheng.ground.messages.models import Message
from zhicheng.ground.messages.templates import render
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["messages"])


class MessageOut(Schema):
    """`ticket`: the number of the ticket that it is about, if it is about one."""

    id: int
    at: datetime
    text: str
    text_en: str
    ticket: str
    read: bool


class InboxOut(Schema):
    unread: int
    items: list[MessageOut]


@router.get("/messages", response={200: InboxOut, **PROBLEMS})
def inbox(request: HttpRequest) -> dict[str, Any]:
    """One's own messages, newest first."""
    who = staff(request)
    return {"unread": queries.unread(who), "items": [_item(m) for m in queries.inbox(who)[: queries.INBOX]]}


def _item(message: Message) -> dict[str, Any]:
    text = render(message.template, message.values)
    return {
        "id": message.pk, "at": message.created_at, "text": text.zh, "text_en": text.en, "ticket": message.values.get("no", ""),
        "read": message.read_at is not None,
    }  # fmt: skip


class ReadIn(Schema):
    up_to: int


@router.post("/messages/read", response={200: InboxOut, **PROBLEMS})
def read(request: HttpRequest, payload: ReadIn) -> dict[str, Any]:
    """Everything up to this one has been read."""
    services.read(access=staff(request), up_to=payload.up_to, at=clock.now())
    return inbox(request)
