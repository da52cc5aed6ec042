"""What the acceptor's desk proposes: three matters with the words that decided, and what else the text says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade, found
from zhicheng.flow.reports import learning, queries, services
from zhicheng.flow.reports.models import Correction, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.infra import jobs

pytestmark = pytest.mark.django_db
TEXT = "昨晚十点半，浙A12345停在人行道上，请回电13812345678"


@pytest.fixture
def office() -> Brigade:
    return found()


def received(text: str, **more: Any) -> Report:
    learning.set_threshold(sure=100, by="person:1", at=AT)  # so that it waits for a person
    services.receive(Incoming(key="k", text=text, **more), source="hotline", by="device:hotline", at=AT)
    jobs.drain(at=AT)
    return Report.objects.get()


def waiting(office: Brigade, name: str = "Alice") -> Any:
    return Client().get("/api/intake/waiting", **office.token(name))


def test_three_matters_with_their_words_best_first(office: Brigade) -> None:
    received("路灯不亮，一排灯都不亮")
    (item,) = waiting(office).json()["items"]
    assert 1 <= len(item["candidates"]) <= 3
    assert item["candidates"][0]["code"] == "01037"
    assert any("灯" in w for w in item["candidates"][0]["words"])
    sure = [c["confidence"] for c in item["candidates"]]
    assert sure == sorted(sure, reverse=True)


def test_what_the_text_says_beside_its_matter(office: Brigade) -> None:
    received(TEXT)
    (item,) = waiting(office).json()["items"]
    assert item["found"]["plates"] == ["浙A12345"]
    assert item["found"]["phones"] == ["13812345678"]
    assert item["found"]["when"] == "昨晚十点半"
    assert item["found"]["again"] is False


def test_who_is_no_acceptor_sees_nothing_of_it(office: Brigade) -> None:
    received(TEXT)
    assert waiting(office, "Zoe").status_code == 403


@pytest.mark.parametrize(
    ("more", "address", "hour"),
    [
        ({}, "幸福路12号", -11.5),
        ({"address": "别处3号"}, "别处3号", -11.5),
        ({"happened_at": AT - timedelta(hours=2)}, "幸福路12号", -2),
    ],
)
def test_address_and_hour_come_from_the_words_where_the_row_has_none(
    office: Brigade, more: dict[str, Any], address: str, hour: float
) -> None:
    report = received("昨晚十点半幸福路12号门口有人烧垃圾", **more)
    assert report.address == address
    assert report.happened_at == AT + timedelta(hours=hour)


def test_sending_the_same_row_again_is_still_the_same_report(office: Brigade) -> None:
    first = received("昨晚十点半幸福路12号门口有人烧垃圾")
    one = Incoming(key="k", text="昨晚十点半幸福路12号门口有人烧垃圾")
    assert services.receive(one, source="hotline", by="device:hotline", at=AT).pk == first.pk


def test_completing_it_teaches(office: Brigade) -> None:
    report = received("路灯不亮，一排灯都不亮", lng=None)
    alice = office.access["Alice"]
    body = {"matter": "01039", "lng": None, "lat": None}
    if not report.grid:
        from tests.brigade import GRID
        from tests.tiny_city import place

        body["lng"], body["lat"] = place(GRID)
    assert queries.waiting_visible_to(alice).exists()
    sent = Client().post(
        f"/api/intake/waiting/{report.pk}/complete", body, content_type="application/json", **office.token("Alice")
    )
    assert sent.status_code == 200, sent.content
    row = Correction.objects.get()
    assert (row.matter, row.proposed) == ("01039", "01037")
    assert row.confidence > 0
