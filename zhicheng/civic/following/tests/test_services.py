"""Choosing, stopping, being told: what was chosen holds, what was stopped stays silent, refusals change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.brigade import AT, BIN, PHOTO, Brigade
from tests.walk import Walk
from zhicheng.civic.following import rules, services
from zhicheng.flow.reports import queries as reports
from zhicheng.flow.tickets import services as tickets
from zhicheng.ground.messages import links, ways
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages.ways import Choice, Way
from zhicheng.infra.config import config
from zhicheng.infra.journey import Happened
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, NotFound, TooMany

pytestmark = pytest.mark.django_db
PHONE = "13800000000"
LATE = 1_000_000_000  # a position after everything: on PostgreSQL they go on from test to test
NIGHT = datetime(2026, 9, 16, 15, 30, tzinfo=UTC)  # 23:30 in China


def reported(brigade: Brigade, **more: Any) -> Walk:
    return Walk(brigade).report(**{"source": "citizen", "text": "垃圾满溢", "phone": PHONE, "matter": BIN} | more)


def follow(walk: Walk, *, at: datetime = AT, language: str = "zh") -> Way:
    return services.choose(report=reports.get(walk.report_id), choice=Choice("sms", language=language), at=at)


def said(channel: str = "sms", state: str = "") -> list[str]:
    """Templates of what was sent to citizens, oldest first."""
    rows = messages.listed(("",), channel=channel, state=state).filter(template__startswith="step.")
    return [m.template.removeprefix("step.") for m in rows.order_by("id")]


def receipt(walk: Walk) -> str:
    return str(reports.get(walk.report_id).receipt)


def test_each_step_of_a_slow_ticket_is_one_message(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    follow(walk)
    sending.deliver(at=AT)
    for action, inputs in (("verify", {}), ("reject", {"reason": "现场未发现"})):
        walk.take("Alice", action, **inputs)
        sending.deliver(at=AT)
    assert said(state="sent") == ["begin", "rejected"], "being verified is the house's own step"


def test_a_fast_ticket_says_the_last_of_what_happened_at_once(brigade: Brigade) -> None:
    walk = reported(brigade)
    follow(walk)
    last = messages.listed(("",), channel="sms").first()
    assert last is not None
    assert said(state="waiting") == ["begin"]
    positions = Event.objects.filter(stream=f"ticket:{walk.ticket_id}").order_by("pos")
    told = services.tell_steps([Happened(e.pos, e.stream, e.kind) for e in positions], at=AT)
    assert told == 1, "accepted and dispatched within a second is one message"
    (message,) = messages.listed(("",), channel="sms", state="waiting")
    assert message.template == "step.sent"
    assert message.values["unit"] == "示例区环卫所"
    assert message.values["until"] != "—"


def test_telling_again_tells_nobody(brigade: Brigade) -> None:
    walk = reported(brigade)
    follow(walk)
    happened = [Happened(e.pos, e.stream, e.kind) for e in Event.objects.filter(kind="ticket.dispatch")]
    assert [services.tell_steps(happened, at=AT) for _ in range(3)] == [1, 0, 0]


def test_a_message_says_receipt_and_step_but_no_address_name_or_phone(on_shift: Brigade) -> None:
    walk = reported(on_shift, reporter="张三", address="南大街 12 号")
    follow(walk)
    walk.tick().handle("Rita")
    for message in messages.listed(("",), channel="sms"):
        assert message.values["receipt"] == message.to == receipt(walk), "whom: a receipt, not a name"
        written = str(message.values) + message.to
        for secret in ("张三", "南大街", PHONE, "垃圾"):
            assert secret not in written


def test_at_night_a_text_message_waits_for_the_morning_but_the_answer_to_his_own_tap_does_not(brigade: Brigade) -> None:
    walk = reported(brigade)
    follow(walk, at=NIGHT)
    (begin,) = messages.listed(("",), channel="sms")
    assert begin.send_at == NIGHT
    sending.deliver(at=NIGHT)
    happened = [Happened(e.pos, e.stream, e.kind) for e in Event.objects.filter(kind="ticket.dispatch")]
    services.tell_steps(happened, at=NIGHT)
    sent = messages.listed(("",), channel="sms").first()
    assert sent is not None
    assert sent.send_at == datetime(2026, 9, 17, 0, 0, tzinfo=UTC), "08:00 in China"
    assert sending.deliver(at=NIGHT) == 0
    assert sending.deliver(at=sent.send_at) == 1


def test_what_waits_for_the_morning_is_one_message(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    follow(walk)
    sending.deliver(at=AT)
    ticket = f"ticket:{walk.ticket_id}"
    for pos, kind in ((LATE + 1, "ticket.accept"), (LATE + 2, "ticket.arrive"), (LATE + 3, "ticket.close")):
        services.tell_steps([Happened(pos, ticket, kind)], at=NIGHT)
    assert (said(state="dropped"), said(state="waiting")) == (["accepted", "arrived"], ["done"])


def test_ten_reports_of_one_thing_are_one_message(slow_brigade: Brigade) -> None:
    first = reported(slow_brigade)
    for i in range(4):
        more = reported(slow_brigade, text=f"垃圾满溢 {i}")
        if reports.get(more.report_id).state != "merged":
            tickets.follow(ticket_no=first.ticket.no, report_id=more.report_id, by="citizen", at=AT)
        follow(more)
    follow(first)
    sending.deliver(at=AT)
    assert services.tell_steps([Happened(LATE + 1, f"ticket:{first.ticket_id}", "ticket.arrive")], at=AT) == 1
    (message,) = messages.listed(("",), state="waiting")
    assert "等 5 件" in message.values["of"]
    assert len(message.also) == 4
    assert message.way is not None
    stopped = services.stop_by_link(code=links.code_of(ways.stop_link(message.way)), at=AT)
    assert len(stopped) == 5, "the link of a message stops all that it spoke for"
    assert services.tell_steps([Happened(LATE + 2, f"ticket:{first.ticket_id}", "ticket.close")], at=AT) == 0


def test_who_only_left_a_phone_hears_the_result_and_nothing_else(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    walk.take("Alice", "verify")
    assert said() == []
    walk.take("Alice", "reject", reason="现场未发现")
    assert said() == ["rejected"]


@pytest.mark.parametrize(("source", "phone"), [("citizen", ""), ("hotline", PHONE), ("grid", PHONE)])
def test_nobody_is_told_by_default_without_a_phone_nor_through_another_door(
    slow_brigade: Brigade, source: str, phone: str
) -> None:
    walk = reported(slow_brigade, source=source, phone=phone)
    services.tell_steps([Happened(LATE + 1, f"ticket:{walk.ticket_id}", "ticket.close")], at=AT)
    assert said() == []


def test_who_stopped_it_hears_not_even_the_result(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    follow(walk)
    assert services.stop(report=reports.get(walk.report_id), at=AT) == 1
    assert said(state="dropped") == ["begin"], "what was on its way is held back"
    services.tell_steps([Happened(LATE + 1, f"ticket:{walk.ticket_id}", "ticket.close")], at=AT)
    assert sending.deliver(at=AT + timedelta(days=1)) == 0
    assert services.stop(report=reports.get(walk.report_id), at=AT) == 0


def test_a_link_stops_and_the_same_link_begins_again(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    code = links.code_of(ways.stop_link(follow(walk)))
    arrive = [Happened(LATE + 1, f"ticket:{walk.ticket_id}", "ticket.arrive")]
    services.stop_by_link(code=code, at=AT)
    assert services.tell_steps(arrive, at=AT) == 0
    services.resume_by_link(code=code)
    assert services.tell_steps(arrive, at=AT) == 1


def test_a_link_that_is_wrong_or_over_says_so(slow_brigade: Brigade) -> None:
    follow(reported(slow_brigade))
    for code in ("", "x" * 24, links.code_of("stop:1:2"), links.code_of("offer:1:1")):
        with pytest.raises(NotFound, match="已失效"):
            services.stop_by_link(code=code, at=AT)


def test_a_contested_result_is_told_to_those_who_followed_it_and_so_is_its_second_end(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    way = follow(walk)
    walk.take("Alice", "settle", photos=[PHOTO])
    way.refresh_from_db()
    assert way.ends_at == AT + timedelta(days=config().forget_ways_days)
    new = tickets.contest(report=reports.get(walk.report_id), reason="还在", at=AT)
    walk.work()
    way.refresh_from_db()
    assert (way.ends_at, said()[-1]) == (None, "contested")
    again = Event.objects.filter(kind="ticket.report").latest("pos").stream
    assert services.tell_steps([Happened(LATE + 1, again, "ticket.close")], at=AT) == 1, "one person, two receipts"
    (message,) = messages.listed(("",), state="waiting")
    assert (message.template, message.values["of"]) == ("step.done", f"{receipt(walk)} 等 2 件")
    assert new.receipt != receipt(walk)


def test_after_some_days_nothing_is_known_of_who_followed(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    follow(walk)
    walk.take("Alice", "settle", photos=[PHOTO])
    last = AT + timedelta(days=config().forget_ways_days)
    assert services.forget(at=last) == 0
    assert services.forget(at=last + timedelta(seconds=1)) == 1
    assert ways.all_of(f"report:{walk.report_id}") == []
    assert {m.phone for m in messages.listed(("",), channel="sms")} == {""}


def test_what_is_chosen_after_the_end_ends_too(slow_brigade: Brigade) -> None:
    walk = reported(slow_brigade)
    walk.take("Alice", "settle", photos=[PHOTO])
    assert follow(walk).ends_at is not None


class TestRefusals:
    def test_text_messages_without_a_phone(self, slow_brigade: Brigade) -> None:
        with pytest.raises(BadInput, match="没有留手机号"):
            follow(reported(slow_brigade, phone=""))
        assert said() == []

    def test_web_push_where_there_is_none(self, slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(config(), "web_push", "zhicheng.ground.messages.ports.OUTBOX")
        report = reports.get(reported(slow_brigade).report_id)
        with pytest.raises(BadInput, match="尚未开通浏览器通知"):
            services.choose(report=report, choice=Choice("push", endpoint="https://push.example/1"), at=AT)
        assert ways.all_of(f"report:{report.pk}") == []

    def test_another_reports_way_cannot_be_stopped(self, slow_brigade: Brigade) -> None:
        mine, other = reported(slow_brigade), reported(slow_brigade, text="别的")
        way = follow(mine)
        with pytest.raises(NotFound):
            services.stop(report=reports.get(other.report_id), way=way.pk, at=AT)
        assert len(ways.of([f"report:{mine.report_id}"])) == 1

    def test_one_phone_is_not_flooded_from_many_reports(self, slow_brigade: Brigade) -> None:
        walks = [reported(slow_brigade, text=f"第 {i} 件") for i in range(rules.MOST_A_DAY + 1)]
        for walk in walks[:-1]:
            follow(walk)
        with pytest.raises(TooMany, match="一天内"):
            follow(walks[-1])
        assert said() == ["begin"] * rules.MOST_A_DAY
        follow(walks[-1], at=AT + timedelta(days=1, seconds=1))

    def test_choosing_again_and_again_sends_one_message(self, slow_brigade: Brigade) -> None:
        walk = reported(slow_brigade)
        for _ in range(5):
            follow(walk)
            services.stop(report=reports.get(walk.report_id), at=AT)
        assert said() == ["begin"]


def test_a_report_is_told_in_the_language_that_was_chosen(
    slow_brigade: Brigade, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhicheng.ground.messages import outside

    texts: list[str] = []

    class Sms:
        def send(self, phone: str, text: str, *_: Any) -> str:
            texts.append(text)
            return "1"

    monkeypatch.setattr(outside, "sms", Sms)
    walk = reported(slow_brigade)
    way = follow(walk, language="en")
    sending.deliver(at=AT)
    (text,) = texts
    assert text == (
        f"You will be told of your report {receipt(walk)}: one message a step. Stop: /stop/{links.code_of(ways.stop_link(way))}"
    )
