"""A citizen chooses and stops through the API: receipt and code, or the link of a message."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, Brigade
from tests.walk import Walk
from zhicheng.civic.following import api
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.ground.messages import links, ways
from zhicheng.ground.messages import queries as messages
from zhicheng.infra.config import config
from zhicheng.infra.throttle import Throttle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]


@pytest.fixture(autouse=True)
def _quiet_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "KNOCKS", Throttle())


def reported(brigade: Brigade, phone: str = "13800000000") -> Report:
    return reports.get(Walk(brigade).report(source="citizen", text="垃圾满溢", phone=phone, matter=BIN).report_id)


def send(path: str, body: dict[str, Any] | None = None) -> Any:
    return Client().post(f"/api{path}", json.dumps(body or {}), content_type="application/json")


def choose(report: Report, channel: str = "sms", **more: Any) -> Any:
    return send(f"/track/{report.receipt}/ways", {"code": report.code, "channel": channel, **more})


def test_who_has_receipt_and_code_chooses_sees_and_stops(slow_brigade: Brigade) -> None:
    report = reported(slow_brigade)
    seen = Client().get(f"/api/track/{report.receipt}/ways", {"code": report.code}).json()
    assert seen["ways"] == []
    assert {o["channel"]: (o["offered"], o["to"]) for o in seen["offers"]}["sms"] == (True, "…0000")
    answer = choose(report, language="en")
    assert answer.status_code == 201
    (way,) = answer.json()["ways"]
    assert (way["channel"], way["to"], way["every"]) == ("sms", "…0000", True)
    stopped = send(f"/track/{report.receipt}/ways/stop", {"code": report.code})
    assert (stopped.status_code, stopped.json()["ways"]) == (200, [])


def test_a_channel_that_is_not_there_says_why(slow_brigade: Brigade) -> None:
    report = reported(slow_brigade, phone="")
    offers = Client().get(f"/api/track/{report.receipt}/ways", {"code": report.code}).json()["offers"]
    for offer in offers:
        if not offer["offered"]:
            assert offer["why"].endswith("。")
            assert offer["why_en"].endswith(".")
    assert not {o["channel"]: o["offered"] for o in offers}["sms"]


def test_the_link_needs_no_receipt(slow_brigade: Brigade) -> None:
    report = reported(slow_brigade)
    choose(report)
    (way,) = ways.of([f"report:{report.pk}"])
    code = links.code_of(ways.stop_link(way))
    assert send(f"/stop/{code}").json() == {
        "receipts": [report.receipt], "channel": "sms", "stopped": True, "undo": True,
    }  # fmt: skip
    assert ways.of([f"report:{report.pk}"]) == []
    assert send(f"/stop/{code}/undo").json()["stopped"] is False
    assert len(ways.of([f"report:{report.pk}"])) == 1
    assert Client().get(f"/api/stop/{code}").status_code == 405, "a preview of the link stops nothing"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/track/{r}/ways", {"code": "WRONG", "channel": "sms"}, 404),
        ("/track/000000-NONE/ways", {"code": "{c}", "channel": "sms"}, 404),
        ("/track/{r}/ways", {"code": "{c}", "channel": "pigeon"}, 422),
        ("/track/{r}/ways", {"code": "{c}", "channel": "wechat"}, 422),
        ("/track/{r}/ways", {"code": "{c}", "channel": "sms", "language": "fr"}, 422),
        ("/track/{r}/ways", {"code": "{c}", "channel": "push", "endpoint": "x" * 1001}, 422),
        ("/track/{r}/ways/stop", {"code": "WRONG"}, 404),
        ("/track/{r}/ways/stop", {"code": "{c}", "way": 99}, 404),
        ("/stop/nothing", {}, 404),
        ("/stop/nothing/undo", {}, 404),
    ],
)
def test_refusals_change_nothing(slow_brigade: Brigade, path: str, body: dict[str, Any], status: int) -> None:
    report = reported(slow_brigade)
    filled = {k: v.replace("{c}", report.code) if isinstance(v, str) else v for k, v in body.items()}
    answer = send(path.replace("{r}", report.receipt), filled)
    assert answer.status_code == status, answer.content
    assert answer.json()["detail"]
    assert ways.all_of(f"report:{report.pk}") == []
    assert not messages.listed(("",), channel="sms").exists()


KEY = "k" * 32
OPENID = "oABC-1234567890_abcdef"


class TestWeChat:
    @pytest.fixture
    def report(self, slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> Report:
        settings = {
            "wechat": "zhicheng.gateways.wechat.client.WECHAT", "wechat_app": "wx1", "wechat_secret": "s", "wechat_template": "T",
            "wechat_key": KEY, "wechat_bind_url": "https://mini.example/bind?c={code}",
        }  # fmt: skip
        for name, value in settings.items():
            monkeypatch.setattr(config(), name, value)
        return reported(slow_brigade)

    def ask(self, report: Report) -> Any:
        return send(f"/track/{report.receipt}/ways/wechat", {"code": report.code})

    def bind(self, code: str, *, key: str = KEY, openid: str = OPENID) -> Any:
        body = json.dumps({"code": code, "openid": openid})
        return Client(headers={"X-Api-Key": key}).post("/api/wechat/bindings", body, content_type="application/json")

    def channels(self, report: Report) -> list[str]:
        return [w.channel for w in ways.of([f"report:{report.pk}"])]

    def test_a_code_of_the_page_told_by_the_mini_program_binds(self, report: Report) -> None:
        told = self.ask(report).json()
        assert told["url"] == f"https://mini.example/bind?c={told['code']}"
        assert re.fullmatch(r"\d{8}", told["code"]), "it is typed by hand"
        assert self.channels(report) == [], "nobody is told before the mini program has said who he is"
        answer = self.bind(told["code"])
        assert (answer.status_code, answer.json()) == (201, {"receipt": report.receipt})
        assert self.channels(report) == ["wechat"]
        assert messages.listed(("",), channel="wechat", state="waiting").count() == 1
        assert self.bind(told["code"]).status_code == 404, "a code is good once"

    def test_a_code_is_kept_as_a_digest_and_the_last_one_holds(self, report: Report) -> None:
        first, second = self.ask(report).json()["code"], self.ask(report).json()["code"]
        assert self.bind(first).status_code == 404
        assert self.bind(second).status_code == 201

    def test_after_ten_minutes_a_code_is_worth_nothing(self, report: Report, city_time: Any) -> None:
        code = self.ask(report).json()["code"]
        city_time(AT + timedelta(minutes=10, seconds=1))
        assert self.bind(code).status_code == 404
        assert self.channels(report) == []

    @pytest.mark.parametrize(
        ("key", "openid", "status"), [("", OPENID, 403), ("x" * 32, OPENID, 403), (KEY, "", 400), (KEY, "<script>", 400), (KEY, "short", 400)]
    )  # fmt: skip
    def test_only_the_mini_program_binds_and_only_an_openid(
        self, report: Report, key: str, openid: str, status: int
    ) -> None:
        code = self.ask(report).json()["code"]
        answer = self.bind(code, key=key, openid=openid)
        assert answer.status_code in (status, 422), answer.content
        assert self.channels(report) == []
        assert self.bind(code).status_code == 201, "a refusal uses no code up"

    def test_without_a_key_nobody_binds(self, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config(), "wechat_key", "")
        assert self.bind(self.ask(report).json()["code"], key="").status_code == 403

    def test_where_it_is_off_there_is_no_code(self, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config(), "wechat_template", "")
        answer = self.ask(report)
        assert answer.status_code in (400, 422)
        assert "尚未开通微信" in answer.json()["detail"]


def test_a_door_that_is_hammered_closes_for_a_minute(slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config(), "reports_per_minute", 2)
    report = reported(slow_brigade)
    assert [choose(report).status_code for _ in range(3)] == [201, 201, 403]


def test_the_stop_page_is_a_page_of_the_public_face() -> None:
    answer = Client().get("/stop/abc")
    answer.close()
    assert answer.status_code in (200, 503), "503 where the faces are not built"
