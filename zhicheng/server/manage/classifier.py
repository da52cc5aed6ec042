"""The classifier (分类模型): its versions and what they are worth, the threshold, the way back."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from zhicheng.flow.reports import figures, learning
from zhicheng.flow.reports.figures import ClassifierOverview
from zhicheng.ground.people.auth import staff
from zhicheng.infra import clock
from zhicheng.infra.api import PROBLEMS
from zhicheng.kernel.phrases import Phrase
from zhicheng.server.manage.keeper import city_wide, keeps

router = Router(tags=["manage"])
CLASSIFIER = Phrase("分类模型", "The classifier’s settings")


@router.get("/manage/classifier", response={200: ClassifierOverview, **PROBLEMS})
def classifier(request: HttpRequest) -> ClassifierOverview:
    """Versions with their figures, what the one in use confuses, what each threshold gives."""
    keeps(request)
    return figures.overview()


class VersionIn(Schema):
    number: int


@router.post("/manage/classifier/use", response={200: ClassifierOverview, **PROBLEMS})
def use_version(request: HttpRequest, payload: VersionIn) -> ClassifierOverview:
    """Go back (or forward) to this version; 0 is the catalogue's words."""
    city_wide(request, CLASSIFIER)
    learning.roll_back(number=payload.number, by=staff(request).actor, at=clock.now())
    return figures.overview()


class ThresholdIn(Schema):
    threshold: int


@router.post("/manage/classifier/threshold", response={200: ClassifierOverview, **PROBLEMS})
def set_threshold(request: HttpRequest, payload: ThresholdIn) -> ClassifierOverview:
    """From how many per cent on nobody is asked."""
    city_wide(request, CLASSIFIER)
    learning.set_threshold(sure=payload.threshold, by=staff(request).actor, at=clock.now())
    return figures.overview()
