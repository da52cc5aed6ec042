"""Answers to the hotline: written when the ticket ends, masked, returned once by file or signed over HTTP, stuck in plain sight."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.brigade import AT, Brigade
from zhicheng.flow.reports import services as reports
from zhicheng.flow.reports.queries import Report
from zhicheng.gateways.hotline import answering, queries, services
from zhicheng.gateways.hotline.models import Answer, HotlineOrder
from zhicheng.gateways.hotline.reading import NAMES, Form
from zhicheng.gateways.vendor_events.signing import Signed, check
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.journey import Happened
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound

pytestmark = pytest.mark.django_db
KEY = "the hotline signs with 32 characters"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
FORM = Form("city", {name: name for name in NAMES})
LATER = AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def hotline(brigade: Brigade, city_time: Any, monkeypatch: pytest.MonkeyPatch) -> Brigade:
    monkeypatch.setattr(config(), "hotline_keys", {"city": KEY})
    city_time(AT)
    return brigade


def taken(number: str = "H1", **more: Any) -> HotlineOrder:
    """An order that waits at the desk: it names no place."""
    cells = {"number": number, "text": "有人摆摊", **more}
    assert services.take_rows([(1, cells)], FORM, name="test", by="test", at=AT).refused == []
    return HotlineOrder.objects.get(number=number)


def rejected(order: HotlineOrder, reason: str = "不属于本部门职责") -> int:
    """Its report is refused by an acceptor, and the journey's step runs."""
    report = Report.objects.get(pk=order.report_id)
    reports.settle_many([reports.Outcome(report, "wait", missing=("place",))], by="rule:door@1", at=AT)
    reports.reject(report_id=report.pk, reason=reason, by="person:1", at=LATER)
    event = Event.objects.filter(kind="report.reject").latest("pos")
    return answering.answer([Happened(event.pos, event.stream, event.kind)], now=NOW, at=LATER)


def server(status: int, seen: list[httpx.Request] | None = None) -> httpx.MockTransport:
    def reply(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status)

    return httpx.MockTransport(reply)


def deliver(status: int, now: datetime = NOW, seen: list[httpx.Request] | None = None) -> int:
    return answering.deliver(now=now, at=LATER, transport=server(status, seen))


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(config(), "hotline_addresses", {"city": "http://hotline.example/answers"})
    return "http://hotline.example/answers"


def test_a_refused_report_is_answered_once_and_masked() -> None:
    order = taken()
    assert rejected(order, "电话13812345678 已告知来电人") == 1
    found = Answer.objects.get()
    assert found.outcome == "rejected"
    assert "不予受理" in found.text
    assert "138********" in found.text
    order.refresh_from_db()
    assert (order.state, order.answered_at) == ("answered", LATER)
    event = Event.objects.get(kind="report.reject")
    assert answering.answer([Happened(event.pos, event.stream, event.kind)], now=NOW, at=LATER) == 0
    assert check_events()["problems"] == []


@pytest.mark.parametrize(("due", "on_time"), [("2026-09-16 11:00", False), ("2026-09-16 13:00", True), ("", True)])
def test_their_deadline_is_a_clock_of_its_own(due: str, on_time: bool) -> None:
    order = taken(due=due)
    rejected(order)
    assert Event.objects.get(kind="hotlineorder.answer").data["on_time"] is on_time
    row = Answer.objects.select_related("order__report").get()
    assert answering.told(row)["on_time"] is on_time


def test_a_report_that_no_hotline_sent_is_not_answered() -> None:
    from zhicheng.flow.reports.rules import Incoming

    report = reports.receive(Incoming("x", text="有人摆摊"), source="citizen", by="citizen", at=AT)
    reports.settle_many([reports.Outcome(report, "wait")], by="rule:door@1", at=AT)
    reports.reject(report_id=report.pk, reason="不属于本部门", by="person:1", at=AT)
    event = Event.objects.get(kind="report.reject")
    assert answering.answer([Happened(event.pos, event.stream, event.kind)], now=NOW, at=AT) == 0
    assert not Answer.objects.exists()


def test_an_answer_is_posted_signed_and_counts_as_returned(address: str) -> None:
    order = taken()
    rejected(order)
    seen: list[httpx.Request] = []
    assert deliver(200, seen=seen) == 1
    request = seen[0]
    body = request.read()
    said = Signed(
        request.headers["Zhicheng-Time"], request.headers["Zhicheng-Nonce"], request.headers["Zhicheng-Signature"]
    )
    assert check("city", said, body, keys={"city": KEY}, tokens={}, at=LATER)
    assert (str(request.url), json.loads(body)["number"]) == (address, "H1")
    order.refresh_from_db()
    assert order.state == "returned"
    assert deliver(200, NOW + timedelta(days=1)) == 0


def test_without_an_address_nothing_is_posted() -> None:
    rejected(taken())
    assert deliver(200) == 0
    assert Answer.objects.get().state == "waiting"


def test_a_hotline_that_fails_is_asked_again_later_then_stuck(address: str) -> None:
    rejected(taken())
    moment = NOW
    for _ in range(answering.MOST_TRIES):
        assert deliver(503, moment) == 0
        moment += timedelta(hours=1)
    assert Answer.objects.get().state == "stuck"
    assert [(r["number"], r["said"]) for r in queries.stuck_answers()] == [("H1", "热线拒收：HTTP 503。")]
    assert answering.retry(by="person:1", now=moment, at=LATER) == 1
    assert deliver(200, moment) == 1
    assert queries.stuck_answers() == []


@pytest.mark.parametrize(
    ("status", "state"), [(400, "stuck"), (403, "stuck"), (301, "stuck"), (429, "waiting"), (500, "waiting")]
)
def test_what_cannot_help_is_not_tried_again(address: str, status: int, state: str) -> None:
    rejected(taken())
    assert deliver(status) == 0
    found = Answer.objects.get()
    assert (found.state, found.attempts) == (state, 1)
    assert f"HTTP {status}" in found.said


def test_an_unreachable_hotline_is_one_sentence(address: str) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route", request=request)

    rejected(taken())
    assert answering.deliver(now=NOW, at=LATER, transport=httpx.MockTransport(reply)) == 0
    assert Answer.objects.get().said == "热线没有应答（ConnectError）。"


def test_only_what_is_stuck_is_sent_again() -> None:
    rejected(taken())
    with pytest.raises(NotFound):
        answering.retry(answer_id=Answer.objects.get().pk, by="person:1", now=NOW, at=LATER)
    assert answering.retry(by="person:1", now=NOW, at=LATER) == 0


def test_a_sheet_of_results_returns_them_and_can_be_asked_for_again() -> None:
    rejected(taken("H1"), "=cmd()")
    first = answering.results(sender="city", since=AT, by="cli", at=LATER)
    assert first[0] == answering.TITLES
    assert first[1][0] == "H1"
    assert HotlineOrder.objects.get().state == "returned"
    assert answering.results(sender="city", since=AT, by="cli", at=LATER) == first
    assert answering.results(sender="other", since=AT, by="cli", at=LATER) == [answering.TITLES]
    assert answering.results(sender="city", since=LATER + timedelta(minutes=1), by="cli", at=LATER) == [
        answering.TITLES
    ]
    assert Event.objects.filter(kind="hotlineorder.return").count() == 1
