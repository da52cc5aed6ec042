"""Other cities' platforms (外部平台): whom we follow, what was referred and is stuck, who may file here."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from typing_extensions import TypedDict

from zhicheng.gateways.open311 import following, keys, referring
from zhicheng.gateways.open311.referring import ReferralRow
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.phrases import Phrase
from zhicheng.server.manage.keeper import MOST, city_wide

router = Router(tags=["manage"])
WHAT = Phrase("外部平台", "Other cities' platforms")


class FollowRow(TypedDict):
    """A server that we follow; `failures` in a row, with the last reason."""

    name: str
    address: str
    jurisdiction: str
    pulls: bool
    refers: list[str]
    pulled_to: datetime
    failures: int
    said: str
    said_en: str


class KeyRow(TypedDict):
    name: str
    jurisdiction: str
    made_at: datetime
    revoked_at: datetime | None


class PlatformsOut(TypedDict):
    stuck: int
    waiting: int
    referrals: list[ReferralRow]
    follows: list[FollowRow]
    keys: list[KeyRow]


class ResentOut(Schema):
    """So many will be sent again."""

    resent: int


@router.get("/manage/open311", response={200: PlatformsOut, **PROBLEMS})
def platforms(request: HttpRequest, state: str = "") -> PlatformsOut:
    """Everything about them on one page; `state` chooses referrals."""
    city_wide(request, WHAT)
    follows: list[FollowRow] = [
        {"name": f.name, "address": f.address, "jurisdiction": f.jurisdiction, "pulls": f.pulls, "refers": sorted(f.refers), "pulled_to": f.pulled_to,
         "failures": f.failures, "said": f.said, "said_en": f.said_en} for f in following.followed()
    ]  # fmt: skip
    given: list[KeyRow] = [
        {"name": k.name, "jurisdiction": k.jurisdiction, "made_at": k.made_at, "revoked_at": k.revoked_at}
        for k in keys.listed()
    ]
    return {
        "stuck": referring.count("stuck"), "waiting": referring.count("waiting") + referring.count("token"),
        "referrals": referring.rows_of(referring.listed(state, limit=MOST)), "follows": follows, "keys": given,
    }  # fmt: skip


@router.post("/manage/open311/referrals/{referral}/retry", response={200: ResentOut, **PROBLEMS})
def resend(request: HttpRequest, referral: int) -> ResentOut:
    """Its cause is mended: send it again (0: all that are stuck)."""
    city_wide(request, WHAT)
    return ResentOut(
        resent=referring.retry(referral=referral, by=staff(request).actor, now=clock.real(), at=clock.now())
    )
