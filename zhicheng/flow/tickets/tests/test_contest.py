"""A result is contested once, within its window, with a reason: a new linked ticket with its own clock; refusals change nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, BIN, PHOTO, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import queries, rules, services, tracking
from zhicheng.flow.tickets.models import Ticket
from zhicheng.flow.tickets.rules import CLOSINGS, Closing, may_contest
from zhicheng.flow.tickets.states import STATES
from zhicheng.infra.check import check_events
from zhicheng.infra.config import config
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotAllowed

CLOSED = datetime.fromisoformat("2026-09-16T23:30:00+08:00")
DAYS = 15


def closing(**more: Any) -> Closing:
    return Closing(**{"state": "closed", "closed_at": CLOSED, "contested": False, "now": CLOSED, "days": DAYS} | more)


@pytest.mark.parametrize("state", sorted(STATES))
def test_only_a_closing_can_be_contested(state: str) -> None:
    assert may_contest(closing(state=state)).holds == (state in CLOSINGS)


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        ("2026-09-16T23:31:00+08:00", True),
        ("2026-10-01T23:59:59+08:00", True),  # the fifteenth day after the day of closing, to its end in China
        ("2026-10-01T16:00:00+00:00", False),
        ("2026-10-02T00:00:00+08:00", False),
        ("2027-01-01T00:00:00+08:00", False),
    ],
)
def test_the_window_is_so_many_days_in_china(now: str, holds: bool) -> None:
    verdict = may_contest(closing(now=datetime.fromisoformat(now)))
    assert verdict.holds == holds
    assert "2026-10-01" in verdict.text.zh
    assert "2026-10-01" in verdict.text.en


@pytest.mark.parametrize(("days", "last"), [(1, "2026-09-17"), (7, "2026-09-23"), (30, "2026-10-16")])
def test_a_city_sets_its_own_window(days: int, last: str) -> None:
    assert str(closing(days=days).last_day) == last


def test_once_is_enough() -> None:
    verdict = may_contest(closing(contested=True))
    assert not verdict.holds
    assert "已经提出过异议" in verdict.text.zh


def test_before_it_is_closed_there_is_no_last_day() -> None:
    assert closing(closed_at=None).last_day is None
    assert not may_contest(closing(closed_at=None)).holds


def closed(brigade: Brigade) -> Walk:
    walk = Walk(brigade).report(source="citizen", text="摊贩占道", phone="13800000000")
    Ticket.objects.filter(pk=walk.ticket_id).update(state="closed", closed_at=AT, due_at=None, holder="")
    return walk


def numbers() -> tuple[int, int]:
    return Event.objects.count(), Ticket.objects.count()


@pytest.mark.django_db
def test_a_contested_result_is_a_new_ticket_with_its_own_clock(slow_brigade: Brigade) -> None:
    walk = closed(slow_brigade)
    later = AT + timedelta(days=2)
    new = services.contest(report=reports.get(walk.report_id), reason="摊贩第二天又来了", at=later)
    own = queries.of_report(new.pk)
    assert own is not None
    assert (own.contest_of_id, own.state, own.opened_at, own.fast_lane) == (walk.ticket_id, "reported", later, False)
    assert own.due_at is not None
    assert own.due_at > later
    assert (own.matter, own.lng_e7, own.grid) == (walk.ticket.matter, walk.ticket.lng_e7, walk.ticket.grid)
    assert walk.ticket.state == "closed"
    assert new.receipt != reports.get(walk.report_id).receipt
    assert (new.phone, new.source, new.state) == ("13800000000", "citizen", "ticketed")
    said = queries.timeline(walk.ticket)[-1]
    assert (said.kind, said.data["own"], said.data["reason"]) == ("ticket.contest", own.no, "摊贩第二天又来了")
    walk.work()
    assert queries.of_report(new.pk) == own  # the door decides nothing more about it


@pytest.mark.django_db
def test_who_follows_may_contest_too_and_then_nobody_else(slow_brigade: Brigade) -> None:
    walk = Walk(slow_brigade).report(source="citizen", text="摊贩占道")
    follower = Walk(slow_brigade).report(source="citizen", text="摊贩占道")
    assert follower.ticket_id == walk.ticket_id
    Ticket.objects.filter(pk=walk.ticket_id).update(state="evaluated", closed_at=AT, due_at=None, holder="")
    services.contest(report=reports.get(follower.report_id), reason="还在", at=AT)
    before = numbers()
    with pytest.raises(NotAllowed, match="已经提出过异议"):
        services.contest(report=reports.get(walk.report_id), reason="还在", at=AT)
    assert numbers() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "days", "reason", "error", "said"),
    [
        ("closed", 0, "  ", BadInput, "请写明"),
        ("closed", 16, "还在", NotAllowed, "异议期到"),
        ("handling", 0, "还在", NotAllowed, "办结以后"),
        ("voided", 0, "还在", NotAllowed, "办结以后"),
        ("rejected", 0, "还在", NotAllowed, "办结以后"),
    ],
)
def test_refusals_change_nothing(
    slow_brigade: Brigade, state: str, days: int, reason: str, error: type[Exception], said: str
) -> None:
    walk = closed(slow_brigade)
    Ticket.objects.filter(pk=walk.ticket_id).update(state=state)
    before = numbers()
    with pytest.raises(error, match=said):
        services.contest(report=reports.get(walk.report_id), reason=reason, at=AT + timedelta(days=days))
    assert numbers() == before


@pytest.mark.django_db
def test_the_screen_is_told_what_the_server_asks_and_events_and_tables_agree(on_shift: Brigade) -> None:
    walk = Walk(on_shift).report(matter=BIN, source="citizen")
    report = reports.get(walk.report_id)
    assert not tracking.card(report, at=AT)["contest"]["allowed"]
    walk.handle("Rita").recheck().take("Alice", "close")
    window = tracking.card(report, at=walk.at)["contest"]
    assert window["allowed"]
    assert window["until"] == str((walk.at + timedelta(days=config().contest_days)).date())
    services.contest(report=report, reason="还在", at=walk.at)
    card = tracking.card(report, at=walk.at)
    assert not card["contest"]["allowed"]
    assert [s["key"] for s in card["steps"]][-1] == "contested"
    late = tracking.card(report, at=walk.at + timedelta(days=99))["contest"]
    assert not late["allowed"]
    assert late["why_en"]
    assert check_events()["problems"] == []


@pytest.mark.django_db
def test_a_photo_goes_along_and_a_made_up_one_is_refused(slow_brigade: Brigade) -> None:
    walk = closed(slow_brigade)
    before = numbers()
    with pytest.raises(BadInput, match="照片"):
        services.contest(
            report=reports.get(walk.report_id), reason="还在", photos=["00000000-0000-4000-8000-000000000000"], at=AT
        )
    assert numbers() == before
    new = services.contest(report=reports.get(walk.report_id), reason="还在", photos=[PHOTO], at=AT)
    assert [str(p.pk) for p in reports.photos_of([new.pk])] == [PHOTO]
    assert rules.CONTEST.en
