"""For the manager: the city's terms, the catalogue, what was redeemed, commendations, and whether people keep taking part.

Officers of a case see none of it (domain.md P17).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from zhicheng.civic.community import queries
from zhicheng.civic.community import terms as city_terms
from zhicheng.civic.community.queries import engaged
from zhicheng.civic.community.services import commending, rewards, trying
from zhicheng.civic.community.shapes import residents as own_shapes
from zhicheng.civic.community.shapes import running as shapes
from zhicheng.civic.community.shapes.residents import CommendationView, RedemptionView, RewardView
from zhicheng.civic.community.shapes.running import EngagementPage, TermView
from zhicheng.ground.people.auth import posted
from zhicheng.ground.people.queries import Access
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.phrases import Phrase

router = Router(tags=["community"])


def _manager(request: HttpRequest, what: Phrase) -> Access:
    who = posted(request)
    who.require(queries.MANAGES, what=what)
    return who


TERMS = Phrase("设定本市的积分与会议规则", "set this city's terms")


class TermsIn(Schema):
    """Dotted names with whole numbers; null goes back to the pack."""

    values: dict[str, int | str | None]


@router.get("/community/terms", response={200: list[TermView], **PROBLEMS})
def terms(request: HttpRequest) -> list[TermView]:
    """Each number that a city may set, with the pack's."""
    _manager(request, TERMS)
    return shapes.term_list()


@router.put("/community/terms", response={200: list[TermView], **PROBLEMS})
def set_terms(request: HttpRequest, payload: TermsIn) -> list[TermView]:
    who = _manager(request, TERMS)
    city_terms.set_terms(payload.values, by=who.actor, at=clock.now())
    return shapes.term_list()


class RewardIn(Schema):
    name: str
    name_en: str = ""
    price: int
    stock: int
    active: bool = True


@router.get("/community/office/rewards", response={200: list[RewardView], **PROBLEMS})
def catalogue(request: HttpRequest) -> list[RewardView]:
    """Also what is not offered now."""
    _manager(request, Phrase("管理兑换目录", "keep the catalogue"))
    return [own_shapes.reward(r) for r in queries.rewards(all_=True)]


@router.post("/community/office/rewards", response={200: list[RewardView], **PROBLEMS})
def add_reward(request: HttpRequest, payload: RewardIn) -> list[RewardView]:
    rewards.keep_reward(**payload.dict(), who=posted(request), at=clock.now())
    return catalogue(request)


@router.put("/community/office/rewards/{reward}", response={200: list[RewardView], **PROBLEMS})
def change_reward(request: HttpRequest, reward: int, payload: RewardIn) -> list[RewardView]:
    rewards.keep_reward(reward_id=reward, **payload.dict(), who=posted(request), at=clock.now())
    return catalogue(request)


@router.get("/community/office/redemptions", response={200: list[RedemptionView], **PROBLEMS})
def redemptions(request: HttpRequest, waiting: bool = True) -> list[RedemptionView]:
    """What waits to be fetched: thing and time, nobody's name, and never the code, which only its owner says."""
    who = posted(request)
    who.require(queries.HANDS_OUT, what=Phrase("发放奖品", "hand out rewards"))
    return [{**own_shapes.redemption(r), "code": ""} for r in queries.redemptions(waiting=waiting)[:200]]


@router.post("/community/office/redemptions/{code}/hand-over", response={200: RedemptionView, **PROBLEMS})
def hand_over(request: HttpRequest, code: str) -> RedemptionView:
    return own_shapes.redemption(rewards.hand_over(code=code, who=posted(request), at=clock.now()))


@router.post("/community/office/redemptions/{code}/give-back", response={200: RedemptionView, **PROBLEMS})
def take_back(request: HttpRequest, code: str) -> RedemptionView:
    return own_shapes.redemption(rewards.give_back(code=code, who=posted(request), at=clock.now()))


class TrialIn(Schema):
    on: date
    text: str


@router.get("/community/engagement", response={200: EngagementPage, **PROBLEMS})
def engagement(request: HttpRequest) -> EngagementPage:
    """Active, returning, time to the first answer, where people drop off; what was tried, with the figures before and after."""
    posted(request).require(queries.OFFICE, what=Phrase("查看参与数据", "see how people take part"))
    at, known = clock.now(), city_terms.terms().figures
    since = at - timedelta(days=known["active_days"])
    return {
        "now": shapes.engagement(trying.figures(until=at)), "active_days": known["active_days"], "returning_days": known["returning_days"],
        "took_part": engaged.took_part(since=since, until=at), "trials": [shapes.trial(t, at=at) for t in engaged.trials()[:20]],
    }  # fmt: skip


@router.post("/community/engagement/trials", response={200: EngagementPage, **PROBLEMS})
def note_trial(request: HttpRequest, payload: TrialIn) -> EngagementPage:
    trying.note_trial(on=payload.on, text=payload.text, who=posted(request), at=clock.now())
    return engagement(request)


class YearIn(Schema):
    year: int


class CertificateNameIn(Schema):
    name: str = ""


class DropIn(Schema):
    reason: str


Year = Annotated[int, Query(ge=2020, le=2100)]
SEE_THANKS = Phrase("查看表彰", "see commendations")


@router.get("/community/commendations", response={200: list[CommendationView], **PROBLEMS})
def commendations(request: HttpRequest, year: Year) -> list[CommendationView]:
    _manager(request, SEE_THANKS)
    return [own_shapes.commendation(c) for c in engaged.commendations(year)]


@router.post("/community/commendations", response={200: list[CommendationView], **PROBLEMS})
def draft(request: HttpRequest, payload: YearIn) -> list[CommendationView]:
    """Drafts for a year, from the points earned in it."""
    commending.draft(year=payload.year, who=posted(request), at=clock.now())
    return commendations(request, payload.year)


@router.post("/community/commendations/{commendation}/release", response={200: CommendationView, **PROBLEMS})
def release(request: HttpRequest, commendation: int, payload: CertificateNameIn) -> CommendationView:
    """A person puts his name to it."""
    one = commending.release(commendation_id=commendation, name=payload.name, who=posted(request), at=clock.now())
    return own_shapes.commendation(one)


@router.post("/community/commendations/{commendation}/drop", response={200: CommendationView, **PROBLEMS})
def drop(request: HttpRequest, commendation: int, payload: DropIn) -> CommendationView:
    return own_shapes.commendation(
        commending.drop(commendation_id=commendation, reason=payload.reason, who=posted(request), at=clock.now())
    )


@router.get("/community/office/commendations/{commendation}/certificate", include_in_schema=False)
def certificate(request: HttpRequest, commendation: int) -> HttpResponse:
    """The certificate as it stands; a draft says so."""
    _manager(request, SEE_THANKS)
    made = commending.certificate(commending.get(commendation), at=clock.now())
    return HttpResponse(made, content_type="application/pdf")
