"""`check --events` finds every way in which a table and its events can differ. Uses the city's own things."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from tests.brigade import AT
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def crews(brigade: Any) -> Any:
    """The crew table: four rows, each with its first event."""
    return apps.get_model("people", "Crew").objects.all()


def what() -> list[tuple[str, int, str]]:
    return [(p["stream"].partition(":")[0], p["seq"], p["what"]) for p in check_events()["problems"]]


def one_of(crews: Any) -> Any:
    return crews.order_by("pk").first()


def test_an_untouched_installation_is_sound(crews: Any) -> None:
    found = check_events()
    assert found["problems"] == []
    assert found["checked"]["rows"] == 4
    assert found["checked"]["events"] >= 4
    assert found["seconds"] >= 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"state": "on"}, "状态"), ({"holder": "somebody"}, "持有人"), ({"due_at": AT}, "时限"), ({"seq": 7}, "序号"),
    ],
)  # fmt: skip
def test_a_changed_row_is_found(crews: Any, change: dict[str, Any], word: str) -> None:
    crew = one_of(crews)
    crews.filter(pk=crew.pk).update(**change)
    (problem,) = check_events()["problems"]
    assert problem["stream"] == f"crew:{crew.pk}"
    assert word in problem["what"]
    assert problem["table_value"] != problem["event_value"]


def test_a_deleted_row_is_found(crews: Any) -> None:
    crew = one_of(crews)
    crew.members.clear()
    crews.filter(pk=crew.pk).delete()
    assert what() == [("crew", 1, "事件存在而数据行不见了：行被删除")]


def test_an_inserted_row_is_found(crews: Any) -> None:
    first = one_of(crews)
    first.pk, first.name, first.seq = 999, "幽灵组", 0
    first.save(force_insert=True)
    assert what() == [("crew", 0, "数据行存在而没有任何事件：行被插入")]


def test_a_deleted_event_is_found(crews: Any) -> None:
    crew = one_of(crews)
    Event.objects.filter(stream=f"crew:{crew.pk}").delete()
    assert ("crew", 0, "数据行存在而没有任何事件：行被插入") in what()


def test_an_event_deleted_from_the_middle_is_found(on_shift: Any) -> None:
    crew = on_shift.crew["bobs"]
    assert Event.objects.filter(stream=f"crew:{crew}").count() == 2
    Event.objects.filter(stream=f"crew:{crew}", seq=1).delete()
    assert what() == [("crew", 2, "序号不连续：有事件被删除")]


def test_the_last_event_deleted_is_found(on_shift: Any) -> None:
    crew = on_shift.crew["bobs"]
    Event.objects.filter(stream=f"crew:{crew}", seq=2).delete()
    assert {w.partition("：")[2].split()[0] for _, _, w in what()} >= {"状态", "序号"}


@pytest.mark.parametrize(
    "change",
    [
        {"body": '{"name":"x","state":"off"}'},
        {"actor": "person:99"},
        {"happened_at": AT - timedelta(days=1)},
        {"digest": b"0" * 32},
    ],
)
def test_a_changed_event_is_found(crews: Any, change: dict[str, Any]) -> None:
    Event.objects.filter(stream=f"crew:{one_of(crews).pk}").update(**change)
    assert "事件内容与其摘要不符：记录被改动" in [w for _, _, w in what()]


def test_row_and_event_changed_together_are_found_by_the_digest(crews: Any) -> None:
    """Who changes both hides nothing: he cannot make the digest without changing it too, which a ledger will hold."""
    crew = one_of(crews)
    crews.filter(pk=crew.pk).update(state="on")
    Event.objects.filter(stream=f"crew:{crew.pk}").update(body='{"name":"x","state":"on"}')
    assert ("crew", 1, "事件内容与其摘要不符：记录被改动") in what()


def test_stuck_jobs_are_told(crews: Any) -> None:
    Job.objects.create(name="task:x", run_at=AT, state="stuck", error="ValueError: no ink")
    (problem,) = check_events()["problems"]
    assert "任务多次失败" in problem["what"]
    assert problem["event_value"] == "ValueError: no ink"


def test_an_unreadable_body_is_a_finding_and_not_a_crash(crews: Any) -> None:
    Event.objects.filter(stream=f"crew:{one_of(crews).pk}").update(body="{broken")
    assert ("crew", 1, "事件内容与其摘要不符：记录被改动") in what()
