"""`advance()` is the only way to move: row and event together, or neither."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from zhicheng.infra.events import KINDS, Moved, kind
from zhicheng.infra.models import Event, Job, Stateful
from zhicheng.infra.transitions import Step, advance, advance_many, open_many
from zhicheng.kernel.errors import Conflict, NotAllowed
from zhicheng.kernel.states import Arrow, Machine

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)
WHO = frozenset({"member"})


@kind("gate.build", "建", "Built")
@kind("gate.push", "推", "Pushed")
@kind("gate.pull", "拉", "Pulled")
class GateMoved(Moved, frozen=True, kw_only=True):
    note: str = ""


# Known only while these tests run: the reference of events must not list them.
OURS = {name: KINDS.pop(name) for name in ("gate.build", "gate.push", "gate.pull")}


@pytest.fixture(autouse=True)
def our_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, known in OURS.items():
        monkeypatch.setitem(KINDS, name, known)


# Any table of things with a life cycle will do; the plumbing does not know which it moves.
GATE = Machine(
    "gate", start="shut", states={"shut": "关", "open": "开"},
    arrows={("shut", "push"): Arrow("open", WHO, "推"), ("open", "pull"): Arrow("shut", WHO, "拉")},
)  # fmt: skip


def model() -> type[Stateful]:
    found = next(m for m in apps.get_models() if issubclass(m, Stateful) and m._meta.model_name == "incident")
    return found


def step(action: str, **more: Any) -> Step:
    return Step(action, "person:1", AT, GateMoved, **more)


@pytest.fixture
def gate(brigade: Any) -> Any:
    thing = model()(pk=7001, crew_id=brigade.crew["bobs"], lng_e7=1, lat_e7=2, at=AT, text="", called="[]")  # type: ignore[misc]
    columns = ("crew_id", "lng_e7", "lat_e7", "at", "text", "called")
    open_many(
        [(thing, [step("build", holder="role:dispatcher", due_at=AT + timedelta(hours=1), due_changes=True)])],
        GATE,
        columns,
        at=AT,
    )
    return model()._default_manager.get(pk=7001)


def story(pk: int = 7001) -> list[tuple[int, str, str]]:
    return [(e.seq, e.kind, e.data["state"]) for e in Event.objects.filter(stream=f"gate:{pk}").order_by("seq")]


def row(pk: int = 7001) -> tuple[Any, ...]:
    return tuple(model()._default_manager.filter(pk=pk).values_list("state", "holder", "due_at", "seq", "text").get())


def test_opening_writes_the_row_and_its_first_event(gate: Any) -> None:
    assert row() == ("shut", "role:dispatcher", AT + timedelta(hours=1), 1, "")
    assert story() == [(1, "gate.build", "shut")]


def test_a_step_moves_row_and_event_together(gate: Any) -> None:
    advance(gate, GATE, step("push", holder="crew:3", columns={"text": "推开"}), at=AT)
    assert row() == ("open", "crew:3", AT + timedelta(hours=1), 2, "推开")
    event = Event.objects.get(stream="gate:7001", seq=2)
    assert (event.data["state"], event.data["holder"], event.data["due"]) == (
        "open",
        "crew:3",
        "2026-09-16T03:00:00.000000Z",
    )


def test_a_deadline_changes_only_when_the_step_says_so(gate: Any) -> None:
    advance(gate, GATE, step("push", due_at=AT), at=AT)
    assert row()[2] == AT + timedelta(hours=1)
    advance(gate, GATE, step("pull", due_at=None, due_changes=True), at=AT)
    assert row()[2] is None


def test_an_action_that_is_not_open_changes_nothing(gate: Any) -> None:
    before = row()
    with pytest.raises(NotAllowed):
        advance(gate, GATE, step("pull"), at=AT)
    assert (row(), story()) == (before, [(1, "gate.build", "shut")])


def test_who_comes_second_is_told_and_nothing_is_written(gate: Any) -> None:
    other = model()._default_manager.get(pk=7001)
    advance(gate, GATE, step("push"), at=AT)
    before = row()
    with pytest.raises(Conflict, match="已被他人处理"):
        advance(other, GATE, step("push"), at=AT)
    assert (row(), len(story())) == (before, 2)


def test_the_same_state_again_is_still_a_conflict(gate: Any) -> None:
    """shut → open → shut between reading and writing: the state is the old one, the number is not."""
    other = model()._default_manager.get(pk=7001)
    advance_many([(gate, [step("push"), step("pull")])], GATE, at=AT)
    with pytest.raises(Conflict):
        advance(other, GATE, step("push"), at=AT)


def test_a_batch_is_all_or_nothing(gate: Any, brigade: Any) -> None:
    second = model()(pk=7002, crew_id=brigade.crew["bobs"], lng_e7=1, lat_e7=2, at=AT, text="", called="[]")  # type: ignore[misc]
    open_many([(second, [step("build")])], GATE, ("crew_id", "lng_e7", "lat_e7", "at", "text", "called"), at=AT)
    model()._default_manager.filter(pk=7002).update(seq=9)  # somebody else was there
    with pytest.raises(Conflict, match="有 1 项"):
        advance_many([(gate, [step("push")]), (second, [step("push")])], GATE, at=AT)
    assert row()[0] == "shut"
    assert len(story()) == 1


def test_several_steps_in_one_go_are_several_events(gate: Any) -> None:
    advance_many([(gate, [step("push"), step("pull"), step("push")])], GATE, at=AT)
    assert [s[:2] for s in story()] == [(1, "gate.build"), (2, "gate.push"), (3, "gate.pull"), (4, "gate.push")]
    assert row()[3] == 4


def test_a_key_that_was_used_stops_the_whole_step(gate: Any) -> None:
    advance(gate, GATE, step("push", key="k1"), at=AT)
    before = row()
    with pytest.raises(IntegrityError), transaction.atomic():
        advance(gate, GATE, step("pull", key="k1"), at=AT)
    assert row() == before


def test_nothing_to_do_is_fine() -> None:
    assert list(advance_many([], GATE, at=AT)) == []
    assert list(open_many([], GATE, (), at=AT)) == []


def test_next_steps_are_enqueued_in_the_same_transaction(
    brigade: Any, monkeypatch: pytest.MonkeyPatch, gate: Any
) -> None:
    from zhicheng.infra import journey
    from zhicheng.infra.journey import Step as Next

    after = Next("probe.after", lambda events, at: None, batch=2)
    monkeypatch.setattr(journey, "journey", lambda: {"gate.push": (after,)})
    Job.objects.all().delete()
    with pytest.raises(RuntimeError), transaction.atomic():
        advance(gate, GATE, step("push"), at=AT)
        assert Job.objects.filter(name="step:probe.after").count() == 1
        raise RuntimeError
    assert not Job.objects.exists()


def test_a_place_is_kept_in_integers(gate: Any) -> None:
    advance(gate, GATE, step("push", place=(117.0040001, 32.0079999)), at=AT)
    event = Event.objects.get(stream="gate:7001", seq=2)
    assert (event.lng_e7, event.lat_e7) == (1_170_040_001, 320_079_999)
