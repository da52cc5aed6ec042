"""What only the demo has: log-in by a click, the story, taking over, Check; absent from a real installation."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.brigade import AT, BIN, Brigade
from tests.walk import Walk
from zhicheng.flow.reports import services as reports
from zhicheng.flow.tickets.queries import Ticket
from zhicheng.ground.people import services as people
from zhicheng.infra import clock, switches
from zhicheng.infra.models import Event
from zhicheng.sim import story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]


def get(path: str, /, **headers: Any) -> Any:
    return Client().get(f"/api/{path}", **headers)


def post(path: str, body: Any = None, /) -> Any:
    return Client().post(f"/api/{path}", json.dumps(body or {}), content_type="application/json")


@pytest.fixture
def guests(brigade: Brigade) -> Brigade:
    """Two accounts that a visitor may be."""
    for name, key in (("Alice", "dispatcher"), ("Bob", "officer")):
        account = brigade.account[name]
        account.demo_key = key
        account.save()
    return brigade


@pytest.fixture
def told(guests: Brigade) -> Walk:
    """A story that has come to its ticket."""
    walk = Walk(guests).report(matter=BIN, source="citizen", text="垃圾满溢")
    switches.put(story.NAME, {"report": walk.report_id, "lawful": 0, "started_at": AT.isoformat()})
    return walk


def test_a_visitor_is_whoever_he_clicks_on(guests: Brigade) -> None:
    found = get("demo/accounts").json()
    assert [(a["key"], a["face"], a["title_en"]) for a in found] == [
        ("dispatcher", "/command", "Dispatcher"),
        ("officer", "/field", "Officer"),
    ]
    token = post("demo/token", {"key": "dispatcher"}).json()
    me = get("session", HTTP_AUTHORIZATION=f"Bearer {token['token']}").json()
    assert me["account"]["name"] == "Alice"


def test_a_crews_phone_is_opened_by_its_number(guests: Brigade) -> None:
    found = post("demo/token", {"key": f"crew-{guests.crew['eves']}"}).json()
    assert (found["account"]["name"], found["face"]) == ("Eve", "/field")


@pytest.mark.parametrize("key", ["", "boss", "crew-9999", "crew-", "crew-x", "crew-²", "crew-" + "9" * 30])
def test_who_is_no_guest_gets_no_token(guests: Brigade, key: str) -> None:
    answer = post("demo/token", {"key": key})
    assert answer.status_code == 404
    assert "token" not in answer.json()


def test_before_the_first_story_the_page_has_nothing_to_tell(guests: Brigade) -> None:
    found = get("demo/story").json()
    assert (found["running"], found["steps"], found["events"], found["officer_key"]) == (False, [], [], "officer")


def test_the_story_is_told_from_the_events_with_who_why_and_rule(told: Walk) -> None:
    found = get("demo/story").json()
    done = [s["key"] for s in found["steps"] if s["done"]]
    assert done == ["report", "place", "file", "unit"]
    assert all(s["who"] and s["why"] and s["rule"] for s in found["steps"] if s["done"])
    assert all(s["why_en"] and s["rule_en"] and s["title_en"] for s in found["steps"] if s["done"])
    assert (found["ticket"], found["receipt"]) == (
        told.ticket.no,
        reports.Report.objects.get(pk=told.report_id).receipt,
    )
    assert [e["seq"] for e in found["events"] if e["stream"].startswith("ticket")] == list(
        range(1, told.ticket.seq + 1)
    )


def test_a_wish_for_a_new_story_waits_for_the_simulator(told: Walk) -> None:
    assert not story.wished()
    assert post("demo/story/start").json()["running"]
    assert story.wished()


@pytest.mark.parametrize(("frame", "url"), [("citizen", "/"), ("command", "/command?demo=dispatcher")])
def test_a_frame_is_taken_over_and_stays_so(told: Walk, frame: str, url: str) -> None:
    assert post("demo/takeover", {"frame": frame}).json() == {"url": url}
    assert get("demo/story").json()["taken_over"] == {frame: True}


def test_the_officers_frame_is_the_crew_of_the_story_or_the_demos_officer(told: Walk) -> None:
    crew = told.brigade.crew["bobs"]
    assert post("demo/takeover", {"frame": "field"}).json() == {"url": f"/field?demo=crew-{crew}&mine=1"}
    assert story.held_phones(clock.real()) == {crew}


def test_a_phone_is_held_while_its_page_says_so_and_given_back_on_request(told: Walk) -> None:
    crew = told.brigade.crew["bobs"]
    assert post(f"demo/phones/{crew}", {"held": True}).json() == {"held": True, "speed": 1.0, "usual_speed": 1.0}
    assert story.held_phones(clock.real()) == {crew}
    assert story.held_phones(clock.real() + timedelta(seconds=60)) == set()  # a page that was closed says nothing more
    assert not post(f"demo/phones/{crew}", {"held": False}).json()["held"]
    assert story.held_phones(clock.real()) == set()


def test_nobody_holds_the_phone_of_a_crew_that_is_none(told: Walk) -> None:
    answer = post("demo/phones/999999", {"held": True})
    assert (answer.status_code, answer.json()["detail_en"]) == (404, "There is no such crew.")
    assert story.held_phones(clock.real()) == set()


def test_there_is_no_other_frame_to_take(told: Walk) -> None:
    answer = post("demo/takeover", {"frame": "record"})
    assert (answer.status_code, answer.json()["field"]) == (400, "frame")
    assert story.taken_over() == {}


# Check -------------------------------------------------------------------------------------------------------------------


def test_check_finds_nothing_in_an_honest_record(told: Walk) -> None:
    found = post("check").json()
    assert found["problems"] == []
    assert found["checked"]["events"] == Event.objects.count()


def test_check_names_the_ticket_that_was_changed_by_hand_in_both_languages(told: Walk) -> None:
    Ticket.objects.filter(pk=told.ticket_id).update(state="closed")
    (problem,) = post("check").json()["problems"]
    assert (problem["number"], problem["table_value"], problem["event_value"]) == (
        told.ticket.no,
        "closed",
        "dispatched",
    )
    assert problem["what"].startswith("数据表与事件不符")
    assert problem["what_en"].isascii()


def test_the_hint_is_a_statement_that_check_then_finds(told: Walk) -> None:
    """What the last card tells a visitor to do must do what it says."""
    hint = get("demo/tamper-hint").json()
    with connection.cursor() as cursor:
        cursor.execute(hint["sql"].rstrip(";"))
    assert [p["number"] for p in post("check").json()["problems"]] == [told.ticket.no]


def test_the_hints_command_is_for_sqlite_only(told: Walk) -> None:
    hint = get("demo/tamper-hint").json()
    sqlite = connection.vendor == "sqlite"
    assert bool(hint["command"]) is bool(hint["sqlite_file"]) is sqlite


def test_a_real_installation_has_no_demo_doors(tmp_path: Path) -> None:
    code = """
import django
django.setup()
from zhicheng.server.api import api
print([p for p in api.get_openapi_schema()["paths"] if {"demo", "check"} & set(p.split("/"))])
"""

    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHICHENG_")} | {
        "ZHICHENG_MODE": "production", "ZHICHENG_SECRET_KEY": "".join(random.Random(1).choices("abcdefghij0123456789", k=60)),
        "ZHICHENG_ALLOWED_HOSTS": '["city.example"]', "ZHICHENG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zhicheng.server.settings",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr[-600:]


def test_a_closed_guest_is_no_guest(guests: Brigade) -> None:
    people.close_account(account_id=guests.account["Alice"].pk)
    assert post("demo/token", {"key": "dispatcher"}).status_code == 404
