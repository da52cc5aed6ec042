"""A child's report is taken, a child's data is not; anonymous where the city allows it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.brigade import Brigade
from zhicheng.flow.reports.api import KNOCKS
from zhicheng.flow.reports.models import Report
from zhicheng.flow.reports.reporter import GUARDIAN, Reporter, kept_of
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (Reporter(), ("", "")),
        (Reporter("王小明", "138 0000 1111"), ("王小明", "138 0000 1111")),
        (Reporter(under_14=True), ("", "")),
        (Reporter(under_14=True, guardian_phone="13800001111", guardian_consents=True), (GUARDIAN, "13800001111")),
        (Reporter(under_14=True, guardian_consents=True), ("", "")),
    ],
)
def test_what_may_be_kept(told: Reporter, kept: tuple[str, str]) -> None:
    assert kept_of(told, anonymous_allowed=True) == kept


@pytest.mark.parametrize(
    ("told", "anonymous", "field", "word"),
    [
        (Reporter(phone="13800001111", under_14=True), True, "phone", "监护人"),
        (Reporter(name="小明", under_14=True), True, "phone", "监护人"),
        (Reporter(under_14=True, guardian_phone="13800001111"), True, "guardian_consents", "同意"),
        (Reporter(guardian_phone="13800001111", guardian_consents=True), True, "guardian_phone", "未满 14"),
        (Reporter(phone="call me"), True, "phone", "不像电话号码"),
        (
            Reporter(under_14=True, guardian_phone="妈妈", guardian_consents=True),
            True,
            "guardian_phone",
            "不像电话号码",
        ),
        (Reporter(), False, "phone", "留下手机号"),
        (Reporter(phone="  "), False, "phone", "留下手机号"),
    ],
)
def test_what_is_refused_in_one_sentence(told: Reporter, anonymous: bool, field: str, word: str) -> None:
    with pytest.raises(BadInput) as refused:
        kept_of(told, anonymous_allowed=anonymous)
    assert (refused.value.field, word in refused.value.said.zh) == (field, True)


def test_a_child_may_report_even_where_nobody_else_may_without_a_phone() -> None:
    assert kept_of(Reporter(under_14=True), anonymous_allowed=False) == ("", "")


def post(**more: Any) -> Any:
    body = {"key": "k", "text": "垃圾满溢", "address": "学院路", **more}
    return Client().post("/api/reports", json.dumps(body), content_type="application/json")


@pytest.mark.django_db
def test_a_child_s_own_phone_is_refused_and_nothing_is_kept(brigade: Brigade) -> None:
    KNOCKS.seen.clear()
    assert post(under_14=True, phone="13800001111").status_code == 400
    assert not Report.objects.exists()
    assert post(under_14=True, guardian_phone="13800001111", guardian_consents=True).status_code == 201
    assert list(Report.objects.values_list("reporter", "phone")) == [(GUARDIAN, "13800001111")]


@pytest.mark.django_db
def test_where_the_city_does_not_allow_it_nobody_reports_without_a_phone(
    brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    KNOCKS.seen.clear()
    monkeypatch.setattr(config(), "anonymous_reports", False)
    assert Client().get("/api/session").json()["anonymous_reports"] is False
    assert post().status_code == 400
    assert not Report.objects.exists()
    assert post(phone="13800001111").status_code == 201
