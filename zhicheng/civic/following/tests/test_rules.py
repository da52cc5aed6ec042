"""Which step tells whom, without a database."""

from __future__ import annotations

import pytest

from zhicheng.civic.following import rules
from zhicheng.civic.following.rules import STEPS, News
from zhicheng.flow.reports.states import REPORT
from zhicheng.flow.tickets.states import ENDS, TICKET
from zhicheng.ground.messages.templates import TEMPLATES
from zhicheng.infra.events import KINDS


def news(pos: int = 1, kind: str = "ticket.dispatch", about: str = "report:1", **more: str) -> News:
    return News(pos, kind, about, **more)


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_every_step_is_an_event_that_exists_and_has_words(kind: str) -> None:
    assert kind in KINDS
    assert STEPS[kind].template in TEMPLATES


@pytest.mark.parametrize(
    "machine_kind",
    [
        f"ticket.{action}"
        for (_, action), arrow in TICKET.arrows.items()
        if arrow.to in ENDS and action not in ("merge", "evaluate")
    ]
    + [f"report.{action}" for (_, action), arrow in REPORT.arrows.items() if arrow.to in ("rejected", "lawful")],
)
def test_whatever_ends_a_report_is_told_as_an_end(machine_kind: str) -> None:
    assert STEPS[machine_kind].ends
    assert STEPS[machine_kind].result


@pytest.mark.parametrize("kind", [k for k, s in STEPS.items() if not s.ends])
def test_what_goes_on_is_no_result(kind: str) -> None:
    assert not STEPS[kind].result


@pytest.mark.parametrize("template", sorted({s.template for s in STEPS.values()} | {"step.begin"}))
def test_no_message_has_a_place_for_an_address_a_name_or_a_reason(template: str) -> None:
    said = TEMPLATES[template]
    for word in ("{address", "{name", "{phone", "{reason", "{matter", "{text"):
        assert word not in said.zh + said.en


@pytest.mark.parametrize(
    ("every", "kind", "told"),
    [(True, "ticket.accept", True), (True, "ticket.close", True), (False, "ticket.accept", False), (False, "ticket.close", True),
     (False, "report.reject", True), (False, "ticket.contest", False)],
)  # fmt: skip
def test_who_only_left_a_phone_hears_the_result(every: bool, kind: str, told: bool) -> None:
    assert rules.concerns(news(kind=kind), every=every) is told


def test_of_what_happened_at_once_the_last_is_told() -> None:
    all_at_once = [news(3, "ticket.dispatch"), news(1, "ticket.accept"), news(2, "ticket.accept", "report:2")]
    assert {about: n.kind for about, n in rules.latest(all_at_once).items()} == {
        "report:1": "ticket.dispatch",
        "report:2": "ticket.accept",
    }


@pytest.mark.parametrize(
    ("pos", "unit", "told", "told_pos", "is_new"),
    [
        (5, "环卫所", "", 0, True),
        (5, "环卫所", "step.sent|环卫所|", 4, False),  # the same words again
        (5, "路灯所", "step.sent|环卫所|", 4, True),  # another unit is news
        (4, "环卫所", "step.accepted||", 5, False),  # older than what was said
        (5, "环卫所", "step.accepted||", 5, False),
    ],
)
def test_nothing_twice_and_nothing_older(pos: int, unit: str, told: str, told_pos: int, is_new: bool) -> None:
    assert rules.is_new(news(pos, unit=unit), told=told, told_pos=told_pos) is is_new


def test_ten_reports_of_one_person_are_one_message_and_two_persons_are_two() -> None:
    items = [("sms:a", "7", i) for i in range(10)] + [("sms:b", "7", 10), ("sms:a", "8", 11)]
    assert rules.grouped(items) == [list(range(10)), [10], [11]]
