"""/manage, dead letters: who may see them, what trying again and dropping do, what `zhicheng check` says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from zhicheng.gateways.arrivals import Arrival, Bad
from zhicheng.gateways.dead_letters import services
from zhicheng.gateways.dead_letters.models import DeadLetter
from zhicheng.kernel.phrases import Phrase
from zhicheng.server import soundness
from zhicheng.server.tests.test_manage import office

__all__ = ["office"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> int:
    """A broken message to a Frigate topic."""
    services.keep([Arrival("frigate/events", b"not json", AT)], [Bad(0, Phrase("内容不是 JSON。", "No JSON."))], at=AT)
    return DeadLetter.objects.get().pk


def ask(office: Brigade, who: str, path: str = "", method: str = "get") -> Any:
    return getattr(Client(), method)(f"/api/manage/dead-letters{path}", **office.token(who))


@pytest.mark.parametrize(("who", "status"), [("Mona", 200), ("Ada", 200), ("Hera", 403), ("Alice", 403), ("Zoe", 403)])
def test_who_keeps_the_whole_city_sees_them(office: Brigade, letter: int, who: str, status: int) -> None:
    """A message that could not be read belongs to no area yet."""
    answer = ask(office, who)
    assert answer.status_code == status
    if status == 200:
        assert answer.json()["total"] == 1
        assert answer.json()["rows"][0]["said_en"] == "No JSON."
    else:
        assert "frigate" not in answer.content.decode()


@pytest.mark.parametrize("what", ["retry", "drop"])
def test_nobody_else_touches_them(office: Brigade, letter: int, what: str) -> None:
    for who in ("Hera", "Alice"):
        assert ask(office, who, f"/{letter}/{what}", "post").status_code == 403
    assert Client().post(f"/api/manage/dead-letters/{letter}/{what}").status_code in (401, 403)
    assert DeadLetter.objects.get().times == 1


def test_tried_again_in_vain_it_stays_with_todays_reason(office: Brigade, letter: int) -> None:
    assert ask(office, "Mona", f"/{letter}/retry", "post").json() == {"taken": False}
    found = DeadLetter.objects.get()
    assert (found.pk, found.times) == (letter, 2)
    assert "no JSON" in found.said_en


def test_dropped_it_is_gone_and_the_history_says_by_whom(office: Brigade, letter: int) -> None:
    assert ask(office, "Mona", f"/{letter}/drop", "post").status_code == 204
    assert DeadLetter.objects.count() == 0
    past = Client().get("/api/manage/dead_letters/history", **office.token("Mona")).json()["rows"][0]
    assert (past["who"], past["change"]["what"], past["change"]["before"]["原因"]) == (
        "Mona",
        "gone",
        "内容不是 JSON。",
    )
    assert ask(office, "Mona", f"/{letter}/drop", "post").status_code == 404
    assert ask(office, "Mona", f"/{letter}/retry", "post").status_code == 404


def test_check_counts_them(letter: int) -> None:
    told = soundness._dead_letters()
    assert len(told) == 1
    assert told[0]["what_en"].startswith("1 messages came that nobody could take")
    DeadLetter.objects.all().delete()
    assert soundness._dead_letters() == []
