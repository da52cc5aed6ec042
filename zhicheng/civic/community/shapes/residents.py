"""What a resident sees of his own: points with every refusal, what he redeemed, his certificates."""

from __future__ import annotations

from datetime import datetime

from typing_extensions import TypedDict

from zhicheng.civic.community import queries
from zhicheng.civic.community.models import (
    Commendation,
    PointEntry,
    Redemption,
    Resident,
    Reward,
)
from zhicheng.civic.community.queries import engaged
from zhicheng.civic.community.terms import Terms, terms
from zhicheng.kernel.phrases import Phrase

SPENT = {"redeem": Phrase("兑换", "redeemed"), "give_back": Phrase("退回兑换", "redemption given back")}
LINES = 200


class CodeSent(TypedDict):
    """`demo_code`: only in the demo, where no text message leaves the house."""

    phone: str
    demo_code: str


class PointLine(TypedDict):
    """`refused`: nothing was given, and `why`. `source` names the thing: report:17, signup:3 …"""

    at: datetime
    rule: str
    name: str
    name_en: str
    source: str
    points: int
    refused: str
    why: str
    why_en: str


class RedemptionView(TypedDict):
    code: str
    state: str
    reward: str
    reward_en: str
    price: int
    at: datetime


class RewardView(TypedDict):
    id: int
    name: str
    name_en: str
    price: int
    stock: int
    active: bool


class PointRuleView(TypedDict):
    code: str
    name: str
    name_en: str
    points: int


class CommendationView(TypedDict):
    id: int
    number: str
    year: int
    name: str
    points: int
    reports: int
    state: str
    released_at: datetime | None
    released_by: str


class ResidentView(TypedDict):
    """Who is signed in with his phone; `signed_in` false: nobody, and everything is empty."""

    signed_in: bool
    phone: str
    name: str
    balance: int
    lines: list[PointLine]
    redemptions: list[RedemptionView]
    commendations: list[CommendationView]


class Catalogue(TypedDict):
    """What is given for what, what it can be redeemed for, and the limits in words."""

    rules: list[PointRuleView]
    rewards: list[RewardView]
    daily_cap: int
    same_place_days: int


NOBODY: ResidentView = {
    "signed_in": False, "phone": "", "name": "", "balance": 0, "lines": [], "redemptions": [], "commendations": [],
}  # fmt: skip


def me(one: Resident) -> ResidentView:
    known = terms()
    return {
        "signed_in": True, "phone": str(one), "name": one.name, "balance": queries.balance_of(one.pk),
        "lines": [line(e, known) for e in queries.entries_of(one.pk)[:LINES]],
        "redemptions": [redemption(r) for r in queries.redemptions(resident_id=one.pk)[:50]],
        "commendations": [commendation(c) for c in engaged.commendations_of(one.pk)],
    }  # fmt: skip


def line(e: PointEntry, known: Terms) -> PointLine:
    rule = known.points.get(e.rule)
    name = rule.name if rule else SPENT.get(e.rule, Phrase(e.rule, e.rule))
    return {
        "at": e.at, "rule": e.rule, "name": name.zh, "name_en": name.en, "source": e.source, "points": e.points, "refused": e.refused,
        "why": e.why, "why_en": e.why_en,
    }  # fmt: skip


def redemption(r: Redemption) -> RedemptionView:
    return {
        "code": r.code, "state": r.state, "reward": r.reward.name, "reward_en": r.reward.name_en or r.reward.name, "price": r.price, "at": r.at,
    }  # fmt: skip


def reward(r: Reward) -> RewardView:
    return {
        "id": r.pk,
        "name": r.name,
        "name_en": r.name_en or r.name,
        "price": r.price,
        "stock": r.stock,
        "active": r.active,
    }


def catalogue() -> Catalogue:
    known = terms()
    rules = [known.points[c] for c in known.points]
    return {
        "rules": [{"code": r.code, "name": r.name.zh, "name_en": r.name.en, "points": r.points} for r in rules if r.points > 0],
        "rewards": [reward(r) for r in queries.rewards()], "daily_cap": known.limits.daily_cap, "same_place_days": known.limits.same_place_days,
    }  # fmt: skip


def commendation(c: Commendation) -> CommendationView:
    return {
        "id": c.pk, "number": c.number, "year": c.year, "name": c.name, "points": c.points, "reports": c.reports, "state": c.state,
        "released_at": c.released_at, "released_by": c.released_by,
    }  # fmt: skip
