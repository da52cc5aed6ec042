"""Reads about messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhicheng.ground.messages.models import Message
from zhicheng.ground.people.queries import Access

INBOX = 50


def inbox(access: Access) -> QuerySet[Message]:
    """One's own messages in the app, newest first; nobody reads another's."""
    if not access.account_id:
        return Message.objects.none()
    return Message.objects.filter(account_id=access.account_id, channel="app").order_by("-id")


def unread(access: Access) -> int:
    return inbox(access).filter(read_at=None).count()


def listed(areas: Sequence[str], *, state: str = "", channel: str = "", q: str = "") -> QuerySet[Message]:
    """What was sent in these areas, newest first; without an area it is the whole city's."""
    here = Q(pk__in=[])
    for area in areas:
        here |= Q(area__startswith=area)
    rows = Message.objects.filter(here).order_by("-id")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(channel=channel) if channel else rows
    return rows.filter(_mentions(q)) if q else rows


def figures(areas: Sequence[str]) -> dict[str, dict[str, int]]:
    """channel → state → how many, in these areas."""
    out: dict[str, dict[str, int]] = {}
    counted = listed(areas).order_by().values_list("channel", "state").annotate(n=Count("id"))
    for channel, state, n in counted:
        out.setdefault(channel, {})[state] = n
    return out


def _mentions(q: str) -> Q:
    """PostgreSQL keeps the values' words as they are, SQLite escapes what is not ASCII (南 becomes six characters)."""
    return Q(to__icontains=q) | Q(values__icontains=q) | Q(values__icontains=json.dumps(q)[1:-1])


def due(at: datetime) -> QuerySet[Message]:
    """What has to leave the house and whose time has come."""
    rows = Message.objects.filter(state="waiting", send_at__lte=at).exclude(channel="app")
    return rows.select_related("way").order_by("id")
