"""Reads about social posts: what waits for a look, what became of the others."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from typing_extensions import TypedDict

from zhicheng.gateways.social.models import Feed, Passed, SocialPost
from zhicheng.ground.people.queries import Access
from zhicheng.ground.places import queries as places
from zhicheng.infra.models import Event
from zhicheng.kernel.shares import interval

READERS = ("acceptor",)
DAYS = 30
STREET_DIGITS = 9


class PostReasonRow(TypedDict):
    """What spoke for (above 0) or against it, by name, in log-odds."""

    name: str
    weight: float


class PostRow(TypedDict):
    """A post that may tell of something. `place`: the street that it names, "" without one."""

    id: int
    feed: str
    text: str
    author: str
    url: str
    place: str
    posted_at: datetime
    relevance: int
    reasons: list[PostReasonRow]


class FeedRow(TypedDict):
    name: str
    address: str
    failures: int
    said: str
    said_en: str
    next_at: datetime


class SocialFigures(TypedDict):
    """Of `days`: became a report by themselves, were shown to people (`yes` and `no` are what they said), concerned nobody here.
    `low`, `high`: between these per cent lies the share that people say yes to, at 95 in 100; null without an answer."""

    days: int
    taken: int
    waiting: int
    yes: int
    no: int
    passed: int
    low: int | None
    high: int | None


def visible_to(access: Access) -> QuerySet[SocialPost]:
    """An acceptor's: those in his areas, and those without a place."""
    areas = [g.area for g in access.grants if g.role in READERS]
    if not areas:
        return SocialPost.objects.none()
    if "" in areas:
        return SocialPost.objects.all()
    here = Q(grid="")
    for area in areas:
        here |= Q(grid__startswith=area)
    return SocialPost.objects.filter(here)


def waiting(access: Access, limit: int = 100) -> list[PostRow]:
    """Likeliest first."""
    rows = visible_to(access).filter(state="read").order_by("-relevance", "pk")[:limit]
    return [
        {"id": p.pk, "feed": p.feed, "text": p.text, "author": p.author, "url": p.url,
         "place": places.name_of(p.grid[:STREET_DIGITS]) if p.grid else "",
         "posted_at": p.posted_at, "relevance": p.relevance, "reasons": _reasons(p)}
        for p in rows
    ]  # fmt: skip


def _reasons(post: SocialPost) -> list[PostReasonRow]:
    ordered = sorted(post.reasons.items(), key=lambda kv: -abs(kv[1]))
    return [{"name": name, "weight": weight} for name, weight in ordered]


def feeds() -> list[FeedRow]:
    return [
        {
            "name": f.name,
            "address": f.address,
            "failures": f.failures,
            "said": f.said,
            "said_en": f.said_en,
            "next_at": f.next_at,
        }
        for f in Feed.objects.order_by("name")
    ]


def figures(*, at: datetime) -> SocialFigures:
    """What the filter does, and how often people agree with it where it was in doubt."""
    since = at - timedelta(days=DAYS)
    said = Event.objects.filter(kind__in=("socialpost.accept", "socialpost.drop"), recorded_at__gte=since)
    by_person = said.filter(actor__startswith="person:").order_by().values_list("kind").annotate(n=Count("pk"))
    counts = dict(by_person)
    yes, no = counts.get("socialpost.accept", 0), counts.get("socialpost.drop", 0)
    share = interval(yes, yes + no) if yes + no else None
    return {
        "days": DAYS, "taken": said.filter(kind="socialpost.accept").exclude(actor__startswith="person:").count(),
        "waiting": SocialPost.objects.filter(state="read").count(), "yes": yes, "no": no, "passed": Passed.objects.filter(read_at__gte=since).count(),
        "low": round(share[0] * 100) if share else None, "high": round(share[1] * 100) if share else None,
    }  # fmt: skip
