"""Is this installation sound? What an unsafe one is told, and a record told by the number that people know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tests.brigade import Brigade
from tests.walk import Walk
from zhicheng.flow.reports.models import Report
from zhicheng.infra.config import config
from zhicheng.kernel.errors import BadInput, NotFound
from zhicheng.server import soundness

pytestmark = pytest.mark.django_db


def told(monkeypatch: pytest.MonkeyPatch, *, deploy: bool = False, **settings: Any) -> list[str]:
    """What an installation with these settings is told."""
    changed = config().model_copy(update=settings)
    monkeypatch.setattr(soundness, "config", lambda: changed)
    found = soundness.check(events=False, config=not deploy, deploy=deploy)
    return [p["what_en"] for p in found["problems"]]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"mode": "production", "https": False}, "ZHICHENG_HTTPS is off"),
        ({"mode": "demo", "database": "postgres://x"}, "Demo mode on a real database"),
    ],
)
def test_an_unsafe_setting_is_one_finding(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], words: str
) -> None:
    (only,) = told(monkeypatch, **settings)
    assert only.startswith(words)


@pytest.mark.parametrize("settings", [{"mode": "production", "https": True}, {"mode": "demo", "database": ""}])
def test_a_safe_one_is_told_nothing(monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any]) -> None:
    assert told(monkeypatch, **settings) == []


def test_migrations_that_wait_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, deploy=True) == []
    MigrationRecorder.Migration.objects.filter(app="people").order_by("-id").first().delete()
    assert told(monkeypatch, deploy=True) == ["1 migrations wait; run zhicheng migrate"]


def test_a_home_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.write_text("not a folder")
    (only,) = told(monkeypatch, deploy=True, home=file)
    assert "is not writable" in only


def test_a_ticket_and_a_report_are_traced_by_their_numbers(brigade: Brigade) -> None:
    walk = Walk(brigade).report()
    by_number, by_stream = soundness.trace(walk.ticket.no), soundness.trace(f"ticket:{walk.ticket_id}")
    assert by_number == by_stream
    assert [e["seq"] for e in by_number] == list(range(1, len(by_number) + 1))
    receipt = Report.objects.latest("id").receipt
    assert soundness.trace(receipt)[0]["kind"] == "report.receive"


@pytest.mark.parametrize(
    ("name", "refusal", "words"),
    [
        ("20990101000001", NotFound, "没有工单号或受理号"),
        ("ticket:999999", BadInput, "没有事件流"),
        ("", NotFound, "没有工单号"),
    ],
)
def test_what_does_not_exist_has_no_trace(name: str, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        soundness.trace(name)
