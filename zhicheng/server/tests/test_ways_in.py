"""Lost phones and factors over HTTP: what ends, how the person comes back, and what a live stream does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, Brigade
from tests.tiny_city import HERE
from zhicheng.ground.messages import notices
from zhicheng.ground.messages.models import Message as Sent
from zhicheng.ground.messages.templates import render
from zhicheng.ground.people import queries
from zhicheng.ground.people.models import Account, Device, Member, Reset
from zhicheng.ground.people.tests.reader import Reader
from zhicheng.ground.people.tests.test_api import bound
from zhicheng.infra import jobs
from zhicheng.infra.live import HANG_UP, Message, Tail, since
from zhicheng.infra.live_app import Listener, tell
from zhicheng.infra.models import Event
from zhicheng.server.live import LIVE
from zhicheng.server.tests.test_manage import get, office
from zhicheng.server.tests.test_sign_in import Browser, with_passkey

__all__ = ["office"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
WHY = {"reason": "手机丢失，本人持工作证到场"}


def post(office: Brigade, who: str, path: str, body: Any = None) -> Any:
    return Client().post(f"/api/manage/staff/{path}", body or {}, content_type="application/json", **office.token(who))


@pytest.fixture
def numbered(office: Brigade) -> Brigade:
    for name in ("Alice", "Bob"):
        Member.objects.filter(name=name).update(number=name.lower())
    return office


def alices_cookie(browser: Browser) -> str:
    return f"sessionid={browser.client.cookies['sessionid'].value}"


def test_after_a_reset_every_browser_is_outside_and_the_next_sign_in_sets_up_again(numbered: Brigade) -> None:
    browser, old = with_passkey("Alice")
    assert browser.is_in
    assert post(numbered, "Mona", "alice/reset/ask", WHY).status_code == 200
    assert browser.is_in
    told = post(numbered, "Ada", "alice/reset/confirm").json()["password"]
    assert not browser.is_in

    again = Browser("Alice")
    assert again.password().status_code == 400, "the old password is worth nothing"
    assert again.ask("auth/login", {"username": "alice", "password": told}).status_code == 200
    assert not again.is_in, "a password alone opens nothing"
    again.ask("auth/reauthenticate", {"password": told})
    new = Reader()
    made = new.make(again.challenge("account/authenticators/webauthn"))
    assert again.ask("account/authenticators/webauthn", {"name": "新钥匙", "credential": made}).status_code == 200
    assert again.touch(new, "reauthenticate").status_code == 200
    assert again.is_in
    assert not browser.is_in
    assert again.touch(old, "reauthenticate").status_code == 400


def test_a_lost_phone_ends_its_shift_and_its_owners_sessions(numbered: Brigade) -> None:
    browser, _ = with_passkey("Bob")
    token = bound(numbered)
    shift = Client().post("/api/field/unlock", {"token": token, "pin": "4711"}, content_type="application/json").json()
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {shift['token']}"}
    assert Client().get("/api/field/me", **bearer).status_code == 200
    device = Device.objects.get()
    left = post(numbered, "Mona", f"bob/phones/{device.pk}/unbind", WHY).json()
    assert left["phones"] == []
    assert left["past"][0]["reason"] == WHY["reason"]
    assert left["factors"]["webauthn"] == 1, "the factors stay: only the phone is lost"
    assert Client().get("/api/field/me", **bearer).status_code == 403
    assert browser.client.get("/api/session").json()["account"] is None


def test_who_unbinds_his_own_phone_stays_and_his_other_browsers_do_not(numbered: Brigade) -> None:
    here, reader = with_passkey("Bob")
    there = Browser("Bob")
    there.password()
    assert there.touch(reader).status_code == 200
    bound(numbered)
    done = here.client.post(f"/api/field/phones/{Device.objects.get().pk}/unbind", content_type="application/json")
    assert done.json() == {"done": True}
    assert here.client.get("/api/field/phones").status_code == 200
    assert there.client.get("/api/field/phones").status_code == 403


def test_nobody_resets_himself(numbered: Brigade) -> None:
    Member.objects.filter(name="Alice").update(account=numbered.account["Ada"], number="ada")
    answer = post(numbered, "Ada", "ada/reset/ask", WHY)
    assert (answer.status_code, answer.json()["detail_en"]) == (
        403,
        "Nobody resets what lets himself in; ask another keeper.",
    )
    assert Reset.objects.count() == 0


def test_the_first_keeper_is_not_the_second(numbered: Brigade) -> None:
    post(numbered, "Mona", "bob/reset/ask", WHY)
    assert post(numbered, "Mona", "bob/reset/confirm").status_code == 403
    assert post(numbered, "Tess", "bob/reset/confirm").status_code == 404
    assert post(numbered, "Alice", "bob/reset/confirm").status_code == 403
    assert Account.objects.get(username="bob").check_password("correct horse battery")


def test_an_empty_reason_is_told_at_its_field(numbered: Brigade) -> None:
    answer = post(numbered, "Mona", "bob/reset/ask", {"reason": " "})
    assert (answer.status_code, answer.json()["field"]) == (400, "reason")


def test_who_waits_for_a_second_keeper_can_be_found_in_the_list(numbered: Brigade) -> None:
    post(numbered, "Mona", "bob/reset/ask", WHY)
    page = get(numbered, "Hera", "staff", reset="true").json()
    assert (page["resets"], [p["name"] for p in page["rows"]]) == (1, ["Bob"])
    assert get(numbered, "Tess", "staff").json()["resets"] == 0
    assert post(numbered, "Hera", "bob/reset/refuse", {"reason": "不是本人"}).json()["reset"] is None
    assert get(numbered, "Hera", "staff").json()["resets"] == 0


@pytest.mark.parametrize("path", ["bob/ways-in"])
@pytest.mark.parametrize(("who", "status"), [(None, 403), ("Alice", 403), ("Zoe", 403), ("Tess", 404), ("Hera", 200)])
def test_only_his_keepers_see_how_somebody_gets_in(numbered: Brigade, path: str, who: str | None, status: int) -> None:
    assert get(numbered, who, f"staff/{path}").status_code == status


# Who is told -------------------------------------------------------------------------------------------------------------


def told(numbered: Brigade, at: datetime = AT) -> list[tuple[str, str, str]]:
    """What the worker made of it: whom, by which channel, in which words."""
    jobs.drain(at=at)
    return [(m.to, m.channel, render(m.template, m.values).en) for m in Sent.objects.order_by("id")]


def test_who_is_asked_for_and_reset_hears_of_both_also_at_night(
    numbered: Brigade, city_time: Callable[[datetime], None]
) -> None:
    night = datetime(2026, 9, 16, 15, 30, tzinfo=UTC)  # half past eleven in China: quiet hours
    city_time(night)
    Member.objects.filter(number="bob").update(phone="13800001234")
    post(numbered, "Mona", "bob/reset/ask", WHY)
    asked = told(numbered, night)
    assert [(to, channel) for to, channel, _ in asked] == [("Bob", "app"), ("Bob", "sms")]
    assert asked[0][2].startswith("Mona has asked to reset what lets you (Bob) in")
    post(numbered, "Hera", "bob/reset/confirm")
    assert "was reset by Hera" in told(numbered, night)[-1][2]
    assert set(Sent.objects.values_list("send_at", flat=True)) == {night}
    assert {m.area for m in Sent.objects.all()} == {HERE}, "his own district's keepers see that it was sent"


def test_a_phone_unbound_by_another_is_news_and_ones_own_is_not(numbered: Brigade) -> None:
    bound(numbered)
    mine = Device.objects.get().pk
    Client().post(f"/api/field/phones/{mine}/unbind", content_type="application/json", **numbered.token("Bob"))
    assert told(numbered) == []
    bound(numbered)
    post(numbered, "Mona", f"bob/phones/{Device.objects.get(revoked=False).pk}/unbind", WHY)
    assert ["was unbound by Mona" in words for _, _, words in told(numbered)] == [True]


def test_a_phone_that_wrong_tries_have_closed_is_news_too(numbered: Brigade) -> None:
    token = bound(numbered)
    for _ in range(5):
        Client().post("/api/field/unlock", {"token": token, "pin": "0000"}, content_type="application/json")
    assert ["was unbound by the system" in words for _, _, words in told(numbered)] == [True]


def test_telling_twice_tells_once(numbered: Brigade) -> None:
    post(numbered, "Mona", "bob/reset/ask", WHY)
    first = told(numbered)
    notices.tell_ways_in(list(Event.objects.filter(kind="reset.ask").values_list("pos", flat=True)), at=AT)
    assert told(numbered) == first


# Live streams ------------------------------------------------------------------------------------------------------------


def test_a_session_that_was_ended_opens_no_live_stream(numbered: Brigade) -> None:
    browser, _ = with_passkey("Alice")
    assert LIVE.viewer("", alices_cookie(browser)) is not None
    post(numbered, "Mona", "alice/reset/ask", WHY)
    post(numbered, "Ada", "alice/reset/confirm")
    assert LIVE.viewer("", alices_cookie(browser)) is None


def test_a_new_password_opens_no_live_stream_to_an_old_session(numbered: Brigade) -> None:
    browser, _ = with_passkey("Alice")
    post(numbered, "Mona", "alice/password")
    assert LIVE.viewer("", alices_cookie(browser)) is None


def test_an_open_stream_of_a_lost_phone_is_hung_up(numbered: Brigade) -> None:
    bound(numbered)
    tail = Tail.from_now()
    post(numbered, "Mona", f"bob/phones/{Device.objects.get().pk}/unbind", WHY)
    told = [m for m in LIVE.messages(tail.read()) if m.topic == HANG_UP]
    assert [m.audience for m in told] == [numbered.access["Bob"].actor]
    streams = {name: listener(numbered.access[name]) for name in ("Bob", "Ben")}
    for stream in streams.values():
        stream.put(Message("ticket", {}, 1))
    for message in told:
        tell(message, streams.values())
    assert streams["Bob"].queue.get_nowait() is None, "hung up before anything else is told"
    assert streams["Bob"].queue.empty()
    assert streams["Ben"].queue.qsize() == 1


def listener(who: queries.Access) -> Listener:
    topics = frozenset({"ticket", HANG_UP})
    return Listener(who, topics, asyncio.Queue(10), LIVE.group(who), LIVE.audience(who), LIVE.owner(who))


def test_a_hanging_up_is_never_told_to_anybody(numbered: Brigade) -> None:
    bound(numbered)
    pos = Tail.from_now().pos
    post(numbered, "Mona", f"bob/phones/{Device.objects.get().pk}/unbind", WHY)
    for name in ("Bob", "Alice", "Mona"):
        assert since(pos, frozenset({HANG_UP, "ticket"}), numbered.access[name])[1] == []
