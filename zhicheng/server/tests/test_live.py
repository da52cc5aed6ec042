"""Live updates: each event once, resumed after a lost connection, and only what this person may see. Over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from tests.brigade import AT, BIN, Brigade, found, start_shift
from tests.tiny_city import place
from tests.walk import Walk
from zhicheng.ground.people import queries as people
from zhicheng.infra.live import Message, Tail, since, sse
from zhicheng.infra.models import Event
from zhicheng.server.live import LIVE

ROOT = Path(__file__).resolve().parents[3]
ALL = frozenset({"ticket", "report", "job", "incident", "crew_state"})


@pytest.mark.django_db
def test_a_tail_reads_each_event_once(on_shift: Brigade) -> None:
    tail = Tail.from_now()
    assert tail.read() == []
    Walk(on_shift).report()
    first = [e.pos for e in tail.read()]
    assert first == sorted(first)
    assert first
    assert tail.read() == []
    Walk(on_shift).report(matter=BIN)
    second = [e.pos for e in tail.read()]
    assert second
    assert not set(first) & set(second)


@pytest.mark.django_db
def test_who_was_away_is_told_what_he_missed(on_shift: Brigade) -> None:
    pos = Tail.from_now().pos
    walk = Walk(on_shift).report()
    now, told = since(pos, ALL, on_shift.access["Alice"])
    assert {m.data["no"] for m in told if m.topic == "ticket"} == {walk.ticket.no}
    assert now == Event.objects.order_by("-pos").values_list("pos", flat=True)[0]
    assert since(now, ALL, on_shift.access["Alice"]) == (now, [])
    assert {m.topic for m in since(pos, frozenset({"report"}), on_shift.access["Alice"])[1]} == {"report"}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["Charlie", "Zoe", "Ken"])
def test_another_areas_user_is_told_nothing(on_shift: Brigade, who: str) -> None:
    pos = Tail.from_now().pos
    Walk(on_shift).report().tick().act("Bob", "accept")
    _, told = since(pos, ALL, on_shift.access[who])
    assert told == []
    assert not [m for m in LIVE.snapshots() if LIVE.may_see(on_shift.access[who], m)]


@pytest.mark.django_db
def test_trouble_is_told_to_the_centre_of_its_area(on_shift: Brigade) -> None:
    from zhicheng.flow.dispatch import services as dispatch

    pos = Tail.from_now().pos
    lng, lat = place("990101001001001")
    dispatch.trouble(access=on_shift.access["Bob"], key="t", lng=lng, lat=lat, text="被围堵", at=AT)
    assert [m.topic for m in since(pos, ALL, on_shift.access["Alice"])[1]] == ["incident"]
    assert since(pos, ALL, on_shift.access["Charlie"])[1] == []


@pytest.mark.django_db
def test_the_end_of_trouble_is_told_to_the_same_people(on_shift: Brigade) -> None:
    from zhicheng.flow.dispatch import services as dispatch

    lng, lat = place("990101001001001")
    call = dispatch.trouble(access=on_shift.access["Bob"], key="t", lng=lng, lat=lat, text="", at=AT)
    pos = Tail.from_now().pos
    dispatch.settle_incident(incident_id=call.pk, text="已解围", access=on_shift.access["Alice"], at=AT)
    for who in ("Alice", "Eve"):  # the centre, and a phone of that district
        assert [m.data["kind"] for m in since(pos, ALL, on_shift.access[who])[1]] == ["incident.settle"]
    assert since(pos, ALL, on_shift.access["Charlie"])[1] == []


@pytest.mark.django_db
def test_a_password_alone_opens_no_live_stream(brigade: Brigade) -> None:
    client = Client()
    client.force_login(brigade.account["Alice"], backend="django.contrib.auth.backends.ModelBackend")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    assert LIVE.viewer("", cookie) is None
    assert LIVE.viewer("", "sessionid=forged") is None
    assert client.get("/api/live/since").status_code == 403
    session = client.session
    factor = Authenticator.objects.create(user=brigade.account["Alice"], type="webauthn", data={})
    used = {"method": "mfa", "type": "webauthn", "id": factor.pk}
    session["account_authentication_methods"] = [{"method": "password"}, used]
    session.save()
    viewer = LIVE.viewer("", cookie)
    assert viewer is not None
    assert viewer.name == "Alice"


@pytest.mark.django_db
def test_an_offer_is_told_to_its_crew_only(on_shift: Brigade) -> None:
    pos = Tail.from_now().pos
    Walk(on_shift).report().tick()
    jobs = {
        who: [m.data["kind"] for m in since(pos, frozenset({"job"}), on_shift.access[who])[1]]
        for who in ("Bob", "Eve", "Dora")
    }
    assert jobs == {"Bob": ["assignment.offer"], "Eve": [], "Dora": []}


def test_the_wire_form_moves_the_cursor_only_for_events() -> None:
    assert sse(Message("crew", {"a": 1})) == b'event: crew\ndata: {"a":1}\n\n'
    assert b"\nid: 7\n" in sse(Message("ticket", {"text": "行\n二"}, 7))
    assert sse(Message("ticket", {"text": "行\n二"}, 7)).count(b"\n\n") == 1


@pytest.mark.django_db
def test_the_short_form_for_browsers_behind_one_port(on_shift: Brigade, city_time: Any) -> None:
    start = Client().get("/api/live/since", **on_shift.token("Alice")).json()["pos"]
    walk = Walk(on_shift).report()
    found_ = Client().get("/api/live/since", {"pos": start}, **on_shift.token("Alice")).json()
    assert walk.ticket.no in json.dumps(found_)
    body = Client().get("/api/live", HTTP_LAST_EVENT_ID=str(start), **on_shift.token("Alice")).content.decode()
    assert walk.ticket.no in body
    assert Client().get("/api/live").status_code in (401, 403)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def live_process() -> Iterator[str]:
    """The live process of the product, on this run's test database."""
    port = _free_port()
    names = connection.settings_dict
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhicheng.server.settings", "PYTHONPATH": str(ROOT)}
    if connection.vendor == "postgresql":
        env["ZHICHENG_DATABASE"] = env["ZHICHENG_DATABASE"].rpartition("/")[0] + "/" + str(names["NAME"])
    else:  # the embedded database has a fixed name in its home: give it the test file under that name
        home = Path(env["ZHICHENG_HOME"]) / "live"
        home.mkdir(exist_ok=True)
        link = home / "zhicheng.sqlite3"
        link.unlink(missing_ok=True)
        link.symlink_to(names["NAME"])
        (home / "secret_key").write_text((Path(env["ZHICHENG_HOME"]) / "secret_key").read_text())
        env["ZHICHENG_HOME"] = str(home)
    args = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
            "zhicheng.server.asgi:application"]  # fmt: skip
    process = subprocess.Popen(args, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while True:
        try:
            httpx.get(f"http://127.0.0.1:{port}/nothing", timeout=1)
            break
        except httpx.HTTPError:
            assert time.monotonic() < until, "the live process did not start"
            assert process.poll() is None
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}/api/live"
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def events(lines: Iterator[str]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """(topic, position, data) of a stream's lines."""
    topic, pos = "", 0
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            topic, pos = value, 0
        elif name == "id":
            pos = int(value)
        elif name == "data":
            yield topic, pos, json.loads(value)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_browser_that_lost_its_connection_misses_nothing(live_process: str) -> None:
    brigade = found(at=AT)
    start_shift(brigade)
    alice = {"Authorization": "Bearer " + people.token_for(brigade.account["Alice"])}
    charlie = {"Authorization": "Bearer " + people.token_for(brigade.account["Charlie"])}
    assert httpx.get(live_process).status_code == 401
    assert httpx.get(live_process, headers={"Authorization": "Bearer forged"}).status_code == 401
    with httpx.stream("GET", live_process, params={"topics": "ticket"}, headers=alice, timeout=20) as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 1000"
        first = Walk(brigade).report()
        _, pos, data = next(events(lines))
        assert data["no"] == first.ticket.no
    second = Walk(brigade).report(matter=BIN)  # while nobody listens
    expected = list(
        Event.objects.filter(pos__gt=pos, stream__startswith="ticket:").order_by("pos").values_list("pos", flat=True)
    )
    with httpx.stream(
        "GET", live_process, params={"topics": "ticket"}, headers={**alice, "Last-Event-ID": str(pos)}, timeout=20
    ) as stream:
        told = events(stream.iter_lines())
        got = [next(told) for _ in expected]
        assert [p for _, p, _ in got] == expected
        third = Walk(brigade).report(matter=BIN, where=place("990101001002001"))
        assert next(told)[2]["no"] == third.ticket.no != second.ticket.no
    with httpx.stream(
        "GET",
        live_process,
        params={"topics": "ticket,report"},
        headers={**charlie, "Last-Event-ID": str(pos)},
        timeout=20,
    ) as stream:
        east = Walk(brigade).report(matter=BIN, where=place("990102001001001"))
        for topic, _, data in events(stream.iter_lines()):
            if topic == "report":
                assert data["stream"] == f"report:{east.report_id}", "a report of the west was told in the east"
                continue
            assert data["no"] == east.ticket.no
            break
