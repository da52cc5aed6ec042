"""Dead letters (死信): what came through a door and nobody could take."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from zhicheng.gateways import routing
from zhicheng.gateways.dead_letters import queries, services
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.infra.config import config
from zhicheng.kernel.phrases import Phrase
from zhicheng.server.manage.keeper import MOST, city_wide

router = Router(tags=["manage"])
LETTERS = Phrase("死信", "Dead letters")


class LetterOut(Schema):
    """One message that could not be taken; `whole`: it was kept to its end and can be tried again."""

    id: int
    topic: str
    said: str
    said_en: str
    payload: str
    size: int
    whole: bool
    times: int
    first_at: datetime
    last_at: datetime


class LettersOut(Schema):
    total: int
    rows: list[LetterOut]


class TriedOut(Schema):
    """`taken`: it is gone; else it stays, with the reason of today."""

    taken: bool


@router.get("/manage/dead-letters", response={200: LettersOut, **PROBLEMS})
def letter_list(request: HttpRequest) -> dict[str, Any]:
    """What lies there, the latest first."""
    city_wide(request, LETTERS)
    return {"total": queries.count(), "rows": queries.listed(limit=MOST)}


@router.post("/manage/dead-letters/{letter}/retry", response={200: TriedOut, **PROBLEMS})
def retry(request: HttpRequest, letter: int) -> dict[str, bool]:
    """Its cause is mended: try it again."""
    city_wide(request, LETTERS)
    routes = routing.routes_of(config().mqtt_topics)
    return {"taken": routing.retry(letter=letter, routes=routes, by=staff(request).actor, at=clock.now())}


@router.post("/manage/dead-letters/{letter}/drop", response={204: None, **PROBLEMS})
def drop(request: HttpRequest, letter: int) -> Status[None]:
    """Nothing more to be done with it; who said so stays in the history."""
    city_wide(request, LETTERS)
    services.drop(letter=letter, by=staff(request).actor, at=clock.now())
    return Status(204, None)
