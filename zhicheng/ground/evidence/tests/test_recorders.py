"""The register of body cameras and the list of their files: all or nothing, nothing twice, nothing changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.brigade import AT, Brigade, give_numbers
from zhicheng.ground.evidence import queries, services
from zhicheng.ground.evidence.models import Clip, Recorder, RecorderTurn
from zhicheng.ground.evidence.services import NewClip, NewTurn
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadSheet

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TURN = NewTurn(2, "PE-001", AT - 10 * DAY, "0017", 30, "DSJ-8")
CLIP = NewClip(
    2, "PE-001", "a.mp4", AT - timedelta(minutes=20), AT - timedelta(minutes=5), "a" * 64, 1000, 117.03, 32.01
)


@pytest.fixture
def bob(brigade: Brigade) -> int:
    give_numbers(brigade, Bob="0017")
    return int(brigade.access["Bob"].member_id)


def noted(*turns: NewTurn, at: datetime = AT) -> dict[str, int]:
    return services.note_turns(turns or (TURN,), by="cli", at=at)


def test_a_line_of_the_register_is_kept_once_with_its_event(bob: int) -> None:
    assert noted() == {"read": 1, "recorders": 1, "new": 1, "known": 0}
    assert noted() == {"read": 1, "recorders": 0, "new": 0, "known": 1}
    turn = RecorderTurn.objects.get()
    assert (turn.member_id, turn.ahead_s, turn.since) == (bob, 30, TURN.since)
    (event,) = Event.objects.filter(kind="recorder.note")
    assert event.data == {"number": "PE-001", "member": bob, "ahead_s": 30, "since": TURN.since.isoformat()}


def test_history_is_added_to_and_never_overwritten(bob: int) -> None:
    noted()
    noted(replace(TURN, ahead_s=999), replace(TURN, since=AT - DAY, staff="", ahead_s=-5))
    assert list(RecorderTurn.objects.order_by("since").values_list("member_id", "ahead_s")) == [(bob, 30), (None, -5)]
    assert list(Event.objects.filter(kind="recorder.note").order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert check_events()["problems"] == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"number": ""}, "设备编号", "1 至 40"),
        ({"number": "x" * 41}, "设备编号", "1 至 40"),
        ({"staff": "9999"}, "工号", "没有工号 9999"),
        ({"since": AT + DAY}, "起", "在将来"),
        ({"ahead_s": 86_401}, "时钟快秒", "超过一天"),
        ({"ahead_s": -86_401}, "时钟快秒", "超过一天"),
    ],
)
def test_a_wrong_line_keeps_nothing(bob: int, changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(BadSheet) as refused:
        noted(TURN, replace(TURN, row=3, **changes))
    assert [(w.row, w.field) for w in refused.value.rows] == [(3, field)]
    assert words in refused.value.rows[0].reason
    assert not Recorder.objects.exists()
    assert not Event.objects.filter(kind="recorder.note").exists()


def test_files_are_listed_once(bob: int) -> None:
    noted()
    assert services.take_footage([CLIP, CLIP], by="cli", at=AT) == {"read": 2, "new": 1, "known": 1}
    assert services.take_footage([CLIP], by="cli", at=AT) == {"read": 1, "new": 0, "known": 1}
    one = Clip.objects.get()
    assert (one.file, one.sha256, one.size, one.began_at) == ("a.mp4", "a" * 64, 1000, CLIP.began_at)
    (event,) = Event.objects.filter(kind="recorder.list")
    assert (event.seq, event.data["file"], event.data["sha256"]) == (2, "a.mp4", "a" * 64)
    assert Recorder.objects.get().seq == 2


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"number": "PE-002"}, "设备编号", "没有登记执法记录仪 PE-002"),
        ({"ended_at": CLIP.began_at - timedelta(seconds=1)}, "结束", "开始之后"),
        ({"ended_at": CLIP.began_at + timedelta(hours=25)}, "结束", "一天以内"),
        ({"began_at": AT + 2 * DAY, "ended_at": AT + 2 * DAY}, "开始", "在将来"),
        ({"sha256": "A" * 64}, "SHA-256", "64 位"),
        ({"lng": 200.0}, "经度", "地球"),
        ({"file": "a.mp4", "sha256": "b" * 64}, "SHA-256", "已被改动"),
    ],
)
def test_a_wrong_file_lists_nothing(bob: int, changes: dict[str, Any], field: str, words: str) -> None:
    noted()
    services.take_footage([CLIP], by="cli", at=AT)
    good = replace(CLIP, file="b.mp4")
    with pytest.raises(BadSheet) as refused:
        services.take_footage([good, replace(CLIP, row=9, **{"file": "c.mp4", **changes})], by="cli", at=AT)
    assert [(w.row, w.field) for w in refused.value.rows] == [(9, field)]
    assert words in refused.value.rows[0].reason
    assert Clip.objects.count() == 1


def test_footage_is_read_in_true_time_and_by_who_wore_it(bob: int) -> None:
    """Handed to somebody else meanwhile: what Bob recorded before stays his."""
    noted(TURN, replace(TURN, since=AT - timedelta(minutes=10), staff="", ahead_s=30))
    services.take_footage([CLIP, replace(CLIP, file="b.mp4", began_at=AT, ended_at=AT)], by="cli", at=AT)
    found = queries.footage([bob], first=AT - DAY, last=AT + DAY)
    assert [(c.file, c.member_id, c.ahead_s) for c in found] == [("a.mp4", bob, 30), ("b.mp4", None, 30)]
    assert found[0].began_at == CLIP.began_at - timedelta(seconds=30)
    assert queries.footage([bob], first=AT + DAY, last=AT + 2 * DAY) == []
    assert queries.footage([bob + 1_000], first=AT - DAY, last=AT + DAY) == []


def test_a_later_check_moves_what_was_recorded_before(bob: int) -> None:
    noted()
    services.take_footage([CLIP], by="cli", at=AT)
    noted(replace(TURN, since=AT, ahead_s=630))
    (found,) = queries.footage([bob], first=AT - DAY, last=AT)
    assert 620 <= found.ahead_s <= 630


def test_who_sees_the_register(bob: int, brigade: Brigade, client: Client) -> None:
    noted(replace(TURN, area="330102"))
    rows = client.get("/api/recorders", **brigade.token("Alice")).json()
    assert [r["number"] for r in rows] == (["PE-001"] if "330102".startswith(brigade.access["Alice"].areas[0]) else [])
    assert queries.recorders(brigade.access["Zoe"]) == []  # no role, nothing to see
    everywhere = replace(TURN, number="PE-002", area="")
    noted(everywhere)
    (own,) = [r for r in queries.recorders(brigade.access["Alice"]) if r["number"] == "PE-002"]
    assert own["turns"] == [{"since": TURN.since, "officer": "Bob", "ahead_seconds": 30}]
    assert client.get("/api/recorders").status_code in (401, 403)


def test_the_tables_keep_order_themselves(bob: int) -> None:
    noted()
    one = Recorder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clip.objects.create(recorder=one, file="x", began_at=AT, ended_at=AT - DAY, arrived_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecorderTurn.objects.create(recorder=one, since=TURN.since, ahead_s=0)
