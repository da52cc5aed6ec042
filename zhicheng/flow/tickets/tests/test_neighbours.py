"""A known thing beside one's own: enough to say "the same", nothing of who reported it."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.brigade import AT, BIN, GRID, Brigade
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.flow.reports import publishing
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports import services as report_services
from zhicheng.flow.tickets.neighbours import WORDS, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
X, Y = place(GRID)


@pytest.fixture
def brigade(brigade: Brigade, city_time: Any) -> Brigade:
    """Whose visitors come two days later: what happened at AT may be told by then."""
    city_time(AT + timedelta(days=2))
    return brigade


def near() -> dict[str, Any]:
    (found,) = Client().get("/api/reports/near", {"lng": X, "lat": Y}).json()["known"]
    return dict(found)


def photo() -> str:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG")
    return str(report_services.store_photo(buffer.getvalue(), by="citizen", at=AT).pk)


def test_words_are_masked_and_the_photo_waits_until_it_is_covered(brigade: Brigade) -> None:
    pk = photo()
    walk = Walk(brigade).report(matter=BIN, source="citizen", text="垃圾满溢，我电话13800001111", photos=[pk])
    assert (near()["text"], near()["photo"]) == ("垃圾满溢，我电话138********", "")
    (row,) = reports.photos_of([walk.report_id])
    publishing.vouch(row, by="test", at=AT)
    assert near()["photo"] == f"/api/photos/{pk}"  # the address for everybody, without a key


@pytest.mark.parametrize("source", ["hotline", "officer", "liaison", "whistle", "camera"])
def test_what_was_not_told_to_the_public_shows_no_words_and_no_photo(brigade: Brigade, source: str) -> None:
    pk = photo()
    walk = Walk(brigade).report(matter=BIN, source=source, text="三单元张三家门口", photos=[pk])
    (row,) = reports.photos_of([walk.report_id])
    publishing.vouch(row, by="test", at=AT)
    assert (near()["text"], near()["photo"]) == ("", "")


def test_neither_receipt_nor_name_nor_phone_is_said(brigade: Brigade) -> None:
    walk = Walk(brigade).report(matter=BIN, source="citizen", text="垃圾满溢", reporter="王小明", phone="13900002222")
    said = json.dumps(near(), ensure_ascii=False)
    report = reports.get(walk.report_id)
    assert not any(secret in said for secret in ("王小明", "13900002222", report.receipt, report.code))


@pytest.mark.parametrize(
    ("text", "said"),
    [("短", "短"), ("长" * 80, "长" * (WORDS - 1) + "…"), ("长" * 55 + "13800001111", "长" * 55 + "138*…")],
)
def test_words_are_masked_before_they_are_cut(text: str, said: str) -> None:
    assert words_of(text) == said
