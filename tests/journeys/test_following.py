"""A citizen without a name is told at each step on his own browser, by a real push service on loopback, and stops it by the link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.brigade import AT, BIN, Brigade, start_shift
from tests.gateways.push_service import Browser, PushService, running
from tests.journeys.test_journeys import golden
from tests.walk import Walk
from zhicheng.civic.following import services as following
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries as tickets
from zhicheng.flow.tickets import services as ticket_services
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages import ways
from zhicheng.ground.messages.ways import Choice
from zhicheng.infra.config import config


class Told:
    """One citizen's browser: what it showed, and when."""

    def __init__(self, walk: Walk, service: PushService, name: str = "one") -> None:
        self.walk, self.service, self.browser, self.name = walk, service, Browser(), name
        self.shown: list[tuple[int, dict[str, Any]]] = []

    def subscribe(self) -> Told:
        choice = Choice("push", endpoint=self.service.endpoint(self.name), **self.browser.keys())
        following.choose(report=reports.get(self.walk.report_id), choice=choice, at=self.walk.at)
        return self.look()

    def look(self) -> Told:
        """The worker sends what is due; the browser shows what came."""
        sending.deliver(at=self.walk.at)
        minute = round((self.walk.at - AT).total_seconds() / 60)
        mine = [body for path, body, _ in self.service.got if path == f"/push/{self.name}"]
        self.shown += [(minute, self.browser.read(body)) for body in mine[len(self.shown) :]]
        return self

    def story(self) -> list[str]:
        receipt = reports.get(self.walk.report_id).receipt
        return [f"{minute:>6} min  {note['body'].replace(receipt, 'R')}" for minute, note in self.shown]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    monkeypatch.setattr(config(), "push_key", tmp_path / "key.pem")
    with running() as one:
        yield one


def reported(brigade: Brigade, **more: Any) -> Walk:
    return Walk(brigade).report(source="citizen", text="垃圾满溢", matter=BIN, **more)


def test_a_nameless_citizen_is_told_at_each_step_and_the_stop_link_stops(
    slow_brigade: Brigade, service: PushService
) -> None:
    start_shift(slow_brigade)
    walk = reported(slow_brigade)
    told = Told(walk, service).subscribe()
    walk.later(5).take("Alice", "verify").tick().act("Dora", "accept").later(8).act("Dora", "arrive")
    told.look()
    walk.later(1).act("Dora", "verified")
    told.look()
    condition = tickets.conditions_of(BIN).first()
    assert condition is not None
    walk.later(5).take("Alice", "file", condition=condition.pk)
    walk.later(5).take("Alice", "dispatch", unit=slow_brigade.unit["clean"])
    told.look()
    walk.refix().tick().act("Rita", "accept").later(6).act("Rita", "arrive")
    told.look()
    walk.later(9).act("Rita", "handled")
    walk.later(5).take("Alice", "check").refix().recheck().later(5).take("Alice", "close")
    told.look()
    golden("told", told)
    report = reports.get(walk.report_id)
    for _, note in told.shown:
        assert (note["tag"], note["open"]) == (f"report-{report.receipt}", f"/track/{report.receipt}")

    following.stop_by_link(code=told.shown[-1][1]["stop"], at=walk.at)
    before = len(told.shown)
    ticket_services.contest(report=report, reason="还在", at=walk.later(60).at)
    walk.work()
    told.look()
    assert len(told.shown) == before, "nothing after the stop"
    assert [w.endpoint for w in ways.all_of(f"report:{report.pk}")] == [""], "the browser's address is gone at once"


def test_a_browser_that_unsubscribed_is_forgotten(on_shift: Brigade, service: PushService) -> None:
    walk = reported(on_shift)
    Told(walk, service).subscribe()
    service.answers = [(410, {})]
    walk.later(1).tick().act("Rita", "accept").later(6).act("Rita", "arrive")
    sending.deliver(at=walk.at)
    assert ways.all_of(f"report:{walk.report_id}") == []
    (last,) = messages.listed(("",), channel="push", state="dropped")
    assert "已取消订阅" in last.error
    assert not messages.listed(("",), state="stuck").exists(), "nobody has to look at it"


def test_a_push_service_that_is_down_is_tried_again_ever_later_then_a_person_looks(
    on_shift: Brigade, service: PushService
) -> None:
    walk = reported(on_shift)
    service.answers = [(503, {})] * sending.MAX_ATTEMPTS
    told = Told(walk, service).subscribe()
    moments = []
    for _ in range(sending.MAX_ATTEMPTS - 1):
        (waiting,) = messages.listed(("",), channel="push", state="waiting")
        moments.append(round((waiting.send_at - walk.at).total_seconds() / 60))
        walk.at = waiting.send_at
        told.look()
    assert moments == [2, 4, 8, 16]
    (stuck,) = messages.listed(("",), channel="push", state="stuck")
    assert told.shown == []
    sending.try_again(message_id=stuck.pk, areas=[""], at=walk.at)
    assert len(told.look().shown) == 1


def test_a_service_that_asks_for_an_hour_is_given_an_hour(on_shift: Brigade, service: PushService) -> None:
    walk = reported(on_shift)
    service.answers = [(429, {"Retry-After": "3600"})]
    Told(walk, service).subscribe()
    (waiting,) = messages.listed(("",), channel="push", state="waiting")
    assert waiting.send_at == walk.at + timedelta(hours=1)


def test_who_joins_a_known_thing_is_told_of_it_too(on_shift: Brigade, service: PushService) -> None:
    first = reported(on_shift)
    second = reported(on_shift)
    assert reports.get(second.report_id).state == "merged"
    told = Told(second, service, "two").subscribe()
    first.later(1).tick().act("Rita", "accept").later(6).act("Rita", "arrive")
    second.at = first.at
    assert [note["body"].partition("：")[2] for _, note in told.look().shown] == ["", "工作人员已到现场。"]


def test_at_night_a_browser_is_told_in_silence(on_shift: Brigade, service: PushService) -> None:
    walk = reported(on_shift)
    walk.at += timedelta(hours=13)  # 23:00 in China
    told = Told(walk, service).subscribe()
    assert [note["silent"] for _, note in told.shown] == [True]
    assert service.got[0][2]["urgency"] == "low"
