"""The streams of many browsers: whose queue gets what, who is hung up, and what the door says to strangers."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any

import pytest

from zhicheng.infra import live_app, plug
from zhicheng.infra.live import HANG_UP, Message
from zhicheng.infra.live_app import Listener, LiveApp, tell


class Rule:
    """Who may see what: a viewer is a district's number. Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def may_see(self, viewer: Any, message: Message) -> bool:
        self.asked += 1
        return bool(message.area.startswith(viewer))

    def viewer(self, authorization: str, cookie: str) -> Any | None:
        return authorization or None


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Rule:
    made = Rule()
    settings.ZHICHENG_LIVE = "tests.of.live"
    monkeypatch.setattr(plug, "load", lambda _: made)
    return made


def one(
    viewer: str, *, group: Hashable = None, audience: str = "", owner: str = "", topics: str = "ticket", room: int = 3
) -> Listener:
    queue: asyncio.Queue[Message | None] = asyncio.Queue(room)
    return Listener(viewer, frozenset(topics.split(",")), queue, viewer if group is None else group, audience, owner)


def heard(listener: Listener) -> list[str]:
    out = []
    while not listener.queue.empty():
        message = listener.queue.get_nowait()
        out.append("END" if message is None else message.topic)
    return out


def test_only_who_may_see_it_and_asked_for_it_is_told(rule: Rule) -> None:
    west, east, deaf = one("1"), one("2"), one("1", topics="report")
    tell(Message("ticket", {}, 1, area="101"), [west, east, deaf])
    assert [heard(x) for x in (west, east, deaf)] == [["ticket"], [], []]


def test_the_rule_is_asked_once_for_a_group_of_viewers(rule: Rule) -> None:
    many = [one("1") for _ in range(50)] + [one("2") for _ in range(50)]
    tell(Message("ticket", {}, 1, area="101"), many)
    assert rule.asked == 2
    assert sum(len(heard(x)) for x in many) == 50


def test_what_has_an_audience_is_for_nobody_else_whatever_he_may_see(rule: Rule) -> None:
    mine, other, boss = one("1", audience="crew:7"), one("1", audience="crew:8"), one("")
    tell(Message("ticket", {}, 1, area="101", audience="crew:7"), [mine, other, boss])
    assert [heard(x) for x in (mine, other, boss)] == [["ticket"], [], []]
    assert rule.asked == 0


def test_a_browser_that_lags_behind_is_hung_up_and_not_told_half(rule: Rule) -> None:
    slow, quick = one("1", room=2), one("1", room=9)
    for pos in range(3):
        tell(Message("ticket", {}, pos, area="1"), [slow, quick])
    assert heard(slow) == ["END"]
    assert heard(quick) == ["ticket"] * 3


def test_all_streams_of_one_person_end_and_nobody_elses(rule: Rule) -> None:
    desk, phone, other = one("1", owner="person:7"), one("1", owner="person:7"), one("1", owner="person:77")
    for listener in (desk, phone, other):
        listener.put(Message("ticket", {}, 1))
    tell(Message(HANG_UP, {}, audience="person:7"), [desk, phone, other])
    assert [heard(x) for x in (desk, phone, other)] == [["END"], ["END"], ["ticket"]]


def test_a_full_queue_is_hung_up_too(rule: Rule) -> None:
    full = one("1", owner="person:7", room=1)
    full.put(Message("ticket", {}, 1))
    tell(Message(HANG_UP, {}, audience="person:7"), [full])
    assert heard(full) == ["END"]


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://city.example:8000", "city.example:8001", True),
        ("https://city.example", "city.example", True),
        ("https://evil.example", "city.example", False),
        ("https://city.example.evil.example", "city.example", False),
        ("null", "city.example", False),
        ("", "city.example", False),
    ],
)
def test_only_pages_of_the_same_host_may_listen(origin: str, host: str, allowed: bool) -> None:
    told = dict(live_app._cors({"origin": origin, "host": host}))
    assert told.get(b"access-control-allow-origin") == (origin.encode() if allowed else None)


def answer(method: str, path: str, **headers: str) -> tuple[int, dict[bytes, bytes]]:
    """What the door says to one request."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "query_string": b""}
    asyncio.run(LiveApp()(scope, receive, send))
    return sent[0]["status"], dict(sent[0].get("headers", []))


def test_a_stranger_is_not_let_in(rule: Rule) -> None:
    assert answer("GET", "/api/live")[0] == 401


def test_there_is_one_path_only(rule: Rule) -> None:
    assert answer("GET", "/api/tickets", authorization="1")[0] == 404


def test_a_browser_may_ask_first_whether_it_may(rule: Rule) -> None:
    status, headers = answer("OPTIONS", "/api/live", origin="http://a.example", host="a.example:8001")
    assert status == 204
    assert b"authorization" in headers[b"access-control-allow-headers"]
    assert answer("OPTIONS", "/api/live", origin="http://b.example", host="a.example:8001")[1] == {}
