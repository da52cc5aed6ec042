"""Posts that wait for an acceptor's look, and which feeds are read."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from typing_extensions import TypedDict

from zhicheng.gateways.social import queries, services
from zhicheng.gateways.social.queries import FeedRow, PostRow, SocialFigures
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS

router = Router(tags=["social"])


class SocialDesk(TypedDict):
    """Everything about social posts on one page."""

    posts: list[PostRow]
    feeds: list[FeedRow]
    figures: SocialFigures


class PostDecided(Schema):
    """`receipt`: of the report that it became, "" when it was dropped."""

    receipt: str


@router.get("/social", response={200: SocialDesk, **PROBLEMS})
def desk(request: HttpRequest) -> SocialDesk:
    """What may tell of something in the viewer's areas, likeliest first."""
    who = staff(request)
    who.require(queries.READERS, what=services.WHAT)
    return {"posts": queries.waiting(who), "feeds": queries.feeds(), "figures": queries.figures(at=clock.now())}


@router.post("/social/posts/{post}/accept", response={200: PostDecided, **PROBLEMS})
def accept(request: HttpRequest, post: int) -> PostDecided:
    """It tells of something for us: a report like any other from here."""
    made = services.accept(staff(request), post_id=post, at=clock.now())
    return PostDecided(receipt=made.report.receipt if made.report else "")


@router.post("/social/posts/{post}/drop", response={200: PostDecided, **PROBLEMS})
def drop(request: HttpRequest, post: int) -> PostDecided:
    """Nothing for us: its words and its author are forgotten."""
    services.drop(staff(request), post_id=post, at=clock.now())
    return PostDecided(receipt="")
