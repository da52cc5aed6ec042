"""What the acceptor's desk proposes: three matters with the words and the things on photos that decided, and what else the text says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, GRID, Brigade, found
from tests.tiny_city import place
from zhicheng.flow.reports import learning, publishing, queries, seeing, services
from zhicheng.flow.reports.models import Correction, Photo, Report
from zhicheng.flow.reports.rules import Incoming
from zhicheng.flow.reports.tests.test_photos import picture
from zhicheng.flow.reports.tests.test_publishing import CARD, written
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
        body["lng"], body["lat"] = place(GRID)
    assert queries.waiting_visible_to(alice).exists()
    sent = Client().post(
        f"/api/intake/waiting/{report.pk}/complete", body, content_type="application/json", **office.token("Alice")
    )
    assert sent.status_code == 200, sent.content
    row = Correction.objects.get()
    assert (row.matter, row.proposed) == ("01039", "01037")
    assert row.confidence > 0


# -- photos vote -------------------------------------------------------------------------------------------------------

POSTER = ("办证 刻章", "电话 13800001111")


def photographed(*pictures: bytes, text: str = "") -> list[Photo]:
    """A citizen's report with these photos, which nobody has looked at yet."""
    kept = [services.store_photo(data, by="citizen", at=AT) for data in pictures]
    lng, lat = place(GRID)
    received(text, photos=[str(p.pk) for p in kept], lng=lng, lat=lat)
    return kept


def candidates(office: Brigade) -> Any:
    (item,) = waiting(office).json()["items"]
    return item["candidates"]


def test_a_photo_without_a_word_proposes_once_it_was_looked_at_and_says_why(office: Brigade) -> None:
    photographed(written(*POSTER))
    assert candidates(office) == []
    assert publishing.cover_waiting(at=AT) == 1
    first = candidates(office)[0]
    assert (first["code"], first["words"]) == ("07001", [])
    assert first["seen"] == [{"name": "广告文字", "name_en": "advertising text"}]
    assert 0.03 <= first["confidence"] <= seeing.table().ceiling
    assert Report.objects.get().matter == ""  # a person decides


def test_what_was_seen_is_kept_as_names_and_numbers_only(office: Brigade) -> None:
    (photo,) = photographed(written(*POSTER))
    publishing.cover_waiting(at=AT)
    photo.refresh_from_db()
    assert (photo.shown, list(photo.seen)) == ("covered", ["advert"])
    count, share = photo.seen["advert"]
    assert (count, 4 < share < 200) == (1, True)


def test_an_identity_paper_votes_for_nothing(office: Brigade) -> None:
    (card,) = photographed(written(*CARD, "办证 13800001111"))
    publishing.cover_waiting(at=AT)
    card.refresh_from_db()
    assert (card.shown, card.seen) == ("private", {})
    assert candidates(office) == []


def test_a_photo_of_nothing_leaves_the_words_as_they_were(office: Brigade) -> None:
    photographed(picture(size=(400, 300)), text="路灯不亮，一排灯都不亮")
    before = candidates(office)
    publishing.cover_waiting(at=AT)
    assert candidates(office) == before
    assert all(c["seen"] == [] for c in before)


def test_a_photo_that_agrees_makes_the_words_surer(office: Brigade) -> None:
    photographed(written(*POSTER), text="墙上贴了小广告")
    before = candidates(office)[0]
    publishing.cover_waiting(at=AT)
    after = candidates(office)[0]
    assert after["code"] == before["code"] == "07001"
    assert after["confidence"] > before["confidence"]
    assert (after["words"], len(after["seen"])) == (before["words"], 1)


def test_a_desk_of_many_photos_asks_no_more_of_the_database(office: Brigade, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    photographed(written(*POSTER), picture())
    publishing.cover_waiting(at=AT)
    with CaptureQueriesContext(connection) as few:
        waiting(office)
    for i in range(3):
        kept = services.store_photo(picture(size=(50 + i, 40)), by="citizen", at=AT)
        Photo.objects.filter(pk=kept.pk).update(report=Report.objects.get(), seen={"car": [1, 300]})
    with django_assert_num_queries(len(few)):
        waiting(office)
