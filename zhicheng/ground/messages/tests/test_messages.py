"""Messages: one row each, quiet hours, never twice, what is stuck is seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import Any

import pytest

from tests.brigade import AT
from zhicheng.ground.messages import links, services
from zhicheng.ground.messages.models import Message
from zhicheng.ground.messages.ports import GatewayError
from zhicheng.ground.messages.rules import not_before, parse_quiet
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.messages.templates import TEMPLATES, render
from zhicheng.infra import plug

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
    said = TEMPLATES[name]
    fields = {field for _, field, _, _ in Formatter().parse(said.zh + said.en) if field}
    text = render(name, {field: f"<{field}>" for field in fields})
    assert re.search(r"[\u4e00-\u9fff]", text.zh)
    assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", text.en), "Chinese words or marks in the English"
    for field in fields:
        assert f"<{field}>" in text.zh + text.en
        if field.endswith("_en"):
            assert f"<{field}>" not in text.zh
            assert f"<{field.removesuffix('_en')}>" in text.zh


def notice(**more: Any) -> Notice:
    given: dict[str, Any] = {
        "key": "k",
        "template": "ticket.late.1",
        "values": VALUES,
        "to": [Recipient("甲", 0, "13800000001")],
        "about": "ticket:1",
    }
    return Notice(**{**given, **more})


class Gateway:
    """Remembers what it was given; fails as often as told."""

    def __init__(self, fails: int = 0, *, permanent: bool = False) -> None:
        self.sent: list[tuple[str, str]] = []
        self.cards: list[tuple[str, str, str]] = []
        self.fails, self.permanent = fails, permanent

    def send(self, phone: str, text: str, *_: Any) -> str:
        if self.fails:
            self.fails -= 1
            raise GatewayError("busy", permanent=self.permanent)
        self.sent.append((phone, text))
        return "1"

    def card(self, unit: str, text: str, url: str) -> str:
        self.send("", "")
        self.cards.append((unit, text, url))
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

    def test_a_card_goes_into_the_units_group_and_a_failed_one_is_tried_again(self, gateway: Gateway) -> None:
        values = {
            "street": "示例街道",
            "reason": "污水",
            "until": "10:30",
            "address": "南大街",
            "unit": "环卫所",
            "no": "W1",
        }
        card = Notice(
            "c", "whistle.call", values, [Recipient("环卫所", card=True)], "whistle:1", link=links.spec("summons", 7, 1)
        )
        services.tell([card], at=AT)
        gateway.fails = 1
        assert services.deliver(at=AT) == 0
        assert services.deliver(at=AT + timedelta(minutes=5)) == 1
        code = links.code_of("summons:7:1")
        assert [(unit, url, code in text) for unit, text, url in gateway.cards] == [
            ("环卫所", f"/together/in/{code}", True)
        ]
        assert code not in str(Message.objects.values().get())

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
