"""Workers and citizens at once: no message goes out twice, no way is chosen twice. Real threads, both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.brigade import AT, BIN, Brigade, found
from tests.gateways.push_service import Browser, PushService, running
from tests.races.test_dispatchers import at_once
from tests.walk import Walk
from zhicheng.civic.following import services as following
from zhicheng.flow.reports import queries as reports
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages import ways
from zhicheng.ground.messages.ways import Choice
from zhicheng.infra.config import config
from zhicheng.infra.journey import Happened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    monkeypatch.setattr(config(), "push_key", tmp_path / "key.pem")
    found()
    with running() as one:
        yield one


def reported() -> Walk:
    return Walk(Brigade()).report(source="citizen", text="垃圾满溢", matter=BIN)


def choice(service: PushService, name: str, browser: Browser) -> Choice:
    return Choice("push", endpoint=service.endpoint(name), **browser.keys())


def test_four_workers_send_each_message_once(service: PushService) -> None:
    walk = reported()
    report, browser = reports.get(walk.report_id), Browser()
    for i in range(5):
        following.choose(report=report, choice=choice(service, f"b{i}", browser), at=AT)
    at_once(4, lambda i: sending.deliver(at=AT))
    assert sorted(path for path, _, _ in service.got) == [f"/push/b{i}" for i in range(5)]
    assert messages.listed(("",), channel="push", state="sent").count() == 5


def test_a_step_that_four_workers_tell_is_told_once(service: PushService) -> None:
    walk = reported()
    following.choose(report=reports.get(walk.report_id), choice=choice(service, "one", Browser()), at=AT)
    sending.deliver(at=AT)
    step = [Happened(10_001, f"ticket:{walk.ticket_id}", "ticket.arrive")]
    told = at_once(4, lambda i: following.tell_steps(step, at=AT))
    sending.deliver(at=AT)
    assert sum(t for t in told if isinstance(t, int)) >= 1
    assert len(service.got) == 2, "the beginning, and the step once"


def test_one_browser_that_taps_eight_times_is_one_way_and_one_message(service: PushService) -> None:
    walk = reported()
    report, one = reports.get(walk.report_id), choice(service, "one", Browser())
    at_once(8, lambda i: following.choose(report=report, choice=one, at=AT))
    assert len(ways.all_of(f"report:{report.pk}")) == 1
    at_once(4, lambda i: sending.deliver(at=AT))
    assert len(service.got) == 1
