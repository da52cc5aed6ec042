"""An app that sends the same request from eight threads at once, and workers that take batches in together: real threads, both databases."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, found
from tests.gateways.open311.client import LAMP, LAT, LNG
from tests.races.test_dispatchers import at_once
from zhicheng.flow.reports import queries as reports
from zhicheng.gateways.open311 import filing, keys
from zhicheng.gateways.open311.models import Posting
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def secret(city_time: Any) -> str:
    found()
    return keys.add_key(name="race", by="test", at=AT)


def knock(secret: str, idempotency: str = "once", **more: str) -> Any:
    form = {"api_key": secret, "service_code": LAMP, "lat": str(LAT), "long": str(LNG), "description": "灯"}
    headers = {"Idempotency-Key": idempotency} if idempotency else {}
    answer = Client(headers=headers).post("/open311/v2/requests.json", form | more)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)[0]


def test_eight_threads_with_one_key_are_one_report(secret: str) -> None:
    told = at_once(8, lambda i: knock(secret))
    assert len({t["service_request_id"] for t in told}) == 1
    assert Posting.objects.count() == 1
    assert reports.published().count() == 1
    assert check_events()["problems"] == []


def test_eight_threads_without_a_key_are_eight_reports(secret: str) -> None:
    told = at_once(8, lambda i: knock(secret, ""))
    assert len({t["service_request_id"] for t in told}) == 8


def test_workers_that_take_the_same_batch_take_each_request_once(
    secret: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "services.yaml"
    file.write_text('kinds: {"01037": batch}\n', encoding="utf-8")
    monkeypatch.setattr(config(), "open311_services", file)
    for i in range(6):
        knock(secret, "", description=f"灯 {i}")
    at_once(4, lambda i: filing.take_waiting(at=AT))
    assert reports.published().count() == 6
    assert Posting.objects.filter(report__isnull=False).count() == 6
    assert check_events()["problems"] == []
