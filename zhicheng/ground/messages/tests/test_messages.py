"""Messages: one row each, quiet hours, never twice, what is stuck is seen; a late ticket tells by level."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, Brigade
from tests.tiny_city import HERE
from tests.walk import Walk
from zhicheng.flow.tickets import services as tickets
from zhicheng.ground.messages import queries, services
from zhicheng.ground.messages.models import Message
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.ground.messages.rules import not_before, parse_quiet
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.messages.templates import TEMPLATES, render
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services as people_services
from zhicheng.infra import jobs, plug

VALUES = {"no": "1", "matter": "垃圾满溢", "matter_en": "Full bin", "address": "南大街", "unit": "环卫所"}
QUIET = parse_quiet("22:00-07:00")


def china(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 16, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("hour", "urgent", "expected"),
    [
        (12, False, china(12)), (22, False, china(7) + timedelta(days=1)), (23, False, china(7) + timedelta(days=1)), (3, False, china(7)),
        (7, False, china(7)), (3, True, china(3)), (21, False, china(21)),
    ],
)  # fmt: skip
def test_quiet_hours_end_in_the_morning_and_yield_to_what_is_urgent(
    hour: int, urgent: bool, expected: datetime
) -> None:
    assert not_before(china(hour), QUIET, urgent=urgent) == expected


def test_without_quiet_hours_nothing_waits() -> None:
    assert not_before(china(3), parse_quiet(""), urgent=False) == china(3)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_speaks_both_languages(name: str) -> None:
    text = render(name, VALUES)
    assert "垃圾满溢" in text.zh
    assert "Full bin" in text.en
    assert "{" not in text.zh + text.en


def notice(**more: Any) -> Notice:
    given: dict[str, Any] = {
        "key": "k",
        "template": "ticket.late.1",
        "values": VALUES,
        "to": [person],
        "about": "ticket:1",
    }
    return Notice(**{**given, **more})


class Gateway:
    """Remembers what it was given; fails as often as told."""

    def __init__(self, fails: int = 0, *, permanent: bool = False) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails, self.permanent = fails, permanent

    def send(self, phone: str, text: str) -> str:
        if self.fails:
            self.fails -= 1
            raise GatewayError("busy", permanent=self.permanent)
        self.sent.append((phone, text))
        return "1"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    made = Gateway()
    monkeypatch.setattr(plug, "load", lambda dotted: made)
    return made


@pytest.mark.django_db
class TestDelivery:
    def test_the_same_key_to_the_same_person_is_told_once(self) -> None:
        assert services.tell([notice()], at=AT) == 1
        assert services.tell([notice(), notice(values={**VALUES, "no": "2"})], at=AT) == 0
        assert services.tell([notice(key="other")], at=AT) == 1

    def test_a_text_goes_out_once_however_often_a_worker_looks(self, gateway: Gateway) -> None:
        services.tell([notice()], at=AT)
        assert [services.deliver(at=AT) for _ in range(3)] == [1, 0, 0]
        assert gateway.sent == [("13800000001", render("ticket.late.1", VALUES).zh)]
        assert Message.objects.get().state == "sent"

    def test_in_quiet_hours_it_waits_for_the_morning(self, gateway: Gateway) -> None:
        services.tell([notice()], at=china(23))
        assert services.deliver(at=china(23, 30)) == 0
        assert services.deliver(at=china(7) + timedelta(days=1)) == 1

    def test_a_busy_gateway_is_asked_again_later(self, gateway: Gateway) -> None:
        gateway.fails = 1
        services.tell([notice()], at=AT)
        assert services.deliver(at=AT) == 0
        assert services.deliver(at=AT + timedelta(seconds=30)) == 0
        assert services.deliver(at=AT + timedelta(minutes=3)) == 1

    def test_after_five_failures_it_is_stuck_and_a_person_tries_again(self, gateway: Gateway) -> None:
        gateway.fails = services.MAX_ATTEMPTS
        services.tell([notice()], at=AT)
        for n in range(services.MAX_ATTEMPTS):
            services.deliver(at=AT + timedelta(hours=n))
        stuck = Message.objects.get()
        assert (stuck.state, stuck.error) == ("stuck", "busy")
        services.try_again(message_id=stuck.pk, areas=("",), at=AT)
        assert services.deliver(at=AT) == 1

    def test_a_number_that_does_not_exist_is_not_tried_again(self, gateway: Gateway) -> None:
        gateway.fails, gateway.permanent = 1, True
        services.tell([notice()], at=AT)
        services.deliver(at=AT)
        assert Message.objects.get().state == "stuck"

    def test_one_whose_worker_died_while_sending_is_shown_not_sent_again(self, gateway: Gateway) -> None:
        services.tell([notice()], at=AT)
        Message.objects.update(state="sending", send_at=AT)
        assert services.deliver(at=AT + timedelta(minutes=6)) == 0
        assert Message.objects.get().state == "stuck"
        assert gateway.sent == []


@pytest.fixture
def late(on_shift: Brigade, city_time: Any) -> Brigade:
    """A bin's ticket with the sanitation department, whose lead is Lena; Mona is manager of the whole city."""
    unit = people.organisation(on_shift.unit["clean"])
    for name, role, area in (("Lena", "department", HERE), ("Mona", "manager", "")):
        account = people_services.open_account(username=name.lower(), name=name, password=None)
        people_services.grant(
            account=account, role=role, area=area, organisation=unit if role == "department" else None
        )
        people_services.enrol_member(
            organisation=unit, name=name, kind="manager" if name == "Lena" else "centre", account=account
        )
        on_shift.account[name] = account
        on_shift.access[name] = people.access_of(account)
    Walk(on_shift).report(matter=BIN)
    return on_shift


def told(brigade: Brigade) -> list[str]:
    names = {account.pk: name for name, account in brigade.account.items()}
    return [names[m.account_id or 0] for m in Message.objects.order_by("id")]


@pytest.mark.django_db
class TestEscalation:
    def ticket(self) -> Any:
        from zhicheng.flow.tickets.models import Ticket

        return Ticket.objects.get()

    def escalate(self, at: datetime) -> None:
        tickets.escalate_due(at=at)
        jobs.drain(at=at, name="step:tickets.tell_escalated")

    def test_the_units_lead_then_the_shift_leader_then_the_manager_each_once(self, late: Brigade) -> None:
        ticket = self.ticket()
        limit = ticket.due_at - ticket.since_at
        steps = []
        for share in (-0.1, 0.01, 0.2, 0.6, 0.7, 1.1, 3.0):
            self.escalate(ticket.due_at + limit * share)
            steps.append(told(late))
        assert steps == [
            [], ["Lena"], ["Lena"], ["Lena", "Alice"], ["Lena", "Alice"], ["Lena", "Alice", "Mona"], ["Lena", "Alice", "Mona"],
        ]  # fmt: skip

    def test_after_a_long_stop_nobody_was_skipped(self, late: Brigade) -> None:
        ticket = self.ticket()
        self.escalate(ticket.due_at + (ticket.due_at - ticket.since_at) * 4)
        assert told(late) == ["Lena", "Alice", "Mona"]

    def test_telling_again_tells_nobody(self, late: Brigade) -> None:
        from zhicheng.infra.models import Event

        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        positions = list(Event.objects.filter(kind="ticket.escalate").values_list("pos", flat=True))
        assert tickets.tell_escalated(positions, at=AT) == 0
        assert len(told(late)) == 1

    def test_the_bell_is_ones_own(self, late: Brigade) -> None:
        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        client = Client()
        mine = client.get("/api/messages", **late.token("Lena")).json()
        assert (mine["unread"], mine["items"][0]["ticket"]) == (1, self.ticket().no)
        assert client.get("/api/messages", **late.token("Alice")).json() == {"unread": 0, "items": []}
        body = {"up_to": mine["items"][0]["id"]}
        client.post("/api/messages/read", body, content_type="application/json", **late.token("Alice"))
        assert queries.unread(late.access["Lena"]) == 1, "another's reading is not mine"
        client.post("/api/messages/read", body, content_type="application/json", **late.token("Lena"))
        assert queries.unread(late.access["Lena"]) == 0
        assert client.get("/api/messages").status_code == 403

    def test_managers_see_what_was_sent_in_their_areas(self, late: Brigade) -> None:
        self.escalate(self.ticket().due_at + timedelta(seconds=1))
        client = Client()
        assert client.get("/api/manage/messages", **late.token("Mona")).json()["total"] == 1
        people_services.grant(account=late.account["Charlie"], role="manager", area="990102")
        assert client.get("/api/manage/messages", **late.token("Charlie")).json()["total"] == 0
        assert client.get("/api/manage/messages", **late.token("Alice")).status_code == 403
