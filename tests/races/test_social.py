"""The same feed read twice at one moment, two acceptors at one post: one report. Real threads, both databases."""

from __future__ import annotations

import json

import pytest

from tests.brigade import AT, GRID, Brigade, found
from tests.races.test_dispatchers import at_once
from tests.tiny_city import place
from zhicheng.flow.reports.queries import Report
from zhicheng.gateways.social import services
from zhicheng.gateways.social.models import SocialPost
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.kernel.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
READERS = 4


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(config(), "social_ask", 10)
    monkeypatch.setattr(config(), "social_take", 90)
    return found()


def take(text: str, n: int = 20) -> services.Outcome:
    lng, lat = place(GRID)
    rows = [{"id": str(i), "text": text, "lng": lng, "lat": lat, "time": "2026-09-16T01:30:00Z"} for i in range(n)]
    return services.take(json.dumps(rows, ensure_ascii=False).encode(), feed="weibo", by="test", at=AT)


def test_one_feed_read_by_several_at_once_is_read_once(office: Brigade) -> None:
    results = at_once(READERS, lambda _: take("菜市场门口有人占道摆摊，垃圾堆着没人管，轮椅过不去"))
    assert [r for r in results if isinstance(r, Exception)] == []
    assert sum(r.reports for r in results) == SocialPost.objects.count() == Report.objects.count() == 20
    assert sum(r.known for r in results) == 20 * (READERS - 1)
    assert check_events()["problems"] == []


def test_of_several_who_decide_at_once_one_has_decided(office: Brigade) -> None:
    take("巷子口好像有人摆摊", 1)
    post, who = SocialPost.objects.get().pk, office.access["Alice"]

    def decide(i: int) -> str:
        (services.accept if i % 2 else services.drop)(who, post_id=post, at=AT)
        return "decided"

    results = at_once(READERS, decide)
    assert results.count("decided") == 1
    assert {type(r) for r in results if r != "decided"} == {Conflict}
    assert Report.objects.count() == (SocialPost.objects.get().state == "reported")
    assert check_events()["problems"] == []
