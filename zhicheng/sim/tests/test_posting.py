"""The demo's feed brings reports, questions and chatter, and the same minute twice brings nothing more."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.brigade import AT, Brigade
from tests.tiny_city import place
from zhicheng.gateways.social.models import Passed, SocialPost
from zhicheng.infra.check import check_events
from zhicheng.sim.demand_live import Happening
from zhicheng.sim.posting import BETWEEN, Posts


class Corner:
    """A street with one corner, where always the same happens."""

    def draw(self, at: object) -> Happening:
        return Happening("citizen", "09001", "钟楼巷口有人占道摆摊", *place("990101001001001"))


@pytest.mark.django_db
def test_an_afternoon_of_posts(brigade: Brigade) -> None:
    posts = Posts(Corner(), random.Random(1))  # type: ignore[arg-type]
    for minutes in range(0, 240, 5):
        posts.step(AT + timedelta(minutes=minutes))
    readings = posts.count // 4
    assert 240 // BETWEEN[1] <= readings <= 240 // BETWEEN[0]
    assert (
        SocialPost.objects.filter(state="reported").count() + SocialPost.objects.filter(state="read").count()
        >= readings
    )
    assert Passed.objects.count() >= readings
    assert not SocialPost.objects.filter(text__contains="加微信").exists()
    assert check_events()["problems"] == []
