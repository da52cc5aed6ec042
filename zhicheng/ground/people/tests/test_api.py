"""The doors of people: who am I, units, binding and unlocking a phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.brigade import Brigade
from zhicheng.ground.people import queries, services
from zhicheng.ground.people.models import Device
from zhicheng.infra.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]


def get(path: str, headers: dict[str, Any] | None = None, /, **query: Any) -> Any:
    return Client().get(f"/api/{path}", query, **(headers or {}))


def post(path: str, body: Any, headers: dict[str, Any] | None = None, /) -> Any:
    return Client().post(f"/api/{path}", json.dumps(body), content_type="application/json", **(headers or {}))


@pytest.mark.parametrize(
    ("who", "faces", "roles"),
    [
        ("Alice", ["command"], 4),
        ("Bob", ["field", "office"], 2),
        ("Dora", ["field", "office"], 2),
        ("Ken", [], 1),
        ("Zoe", [], 0),
    ],
)
def test_everybody_is_shown_his_own_faces(brigade: Brigade, who: str, faces: list[str], roles: int) -> None:
    found = get("session", brigade.token(who)).json()
    assert (found["account"]["name"].lower(), found["faces"], len(found["roles"])) == (who.lower(), faces, roles)
    assert found["second_factor"] == "ok"


def test_a_role_is_told_with_its_area_in_words(brigade: Brigade) -> None:
    roles = get("session", brigade.token("Charlie")).json()["roles"]
    assert {(r["area"], r["area_name"]) for r in roles} == {("990102", "邻居区")}
    (whole,) = get("session", brigade.token("Ken")).json()["roles"]
    assert (whole["area"], whole["area_name"]) == ("", "示例市")


def test_nobody_is_told_the_city_and_nothing_else(brigade: Brigade) -> None:
    found = get("session").json()
    assert (found["account"], found["roles"], found["faces"], found["second_factor"]) == (None, [], [], "not_needed")
    west, south, east, north = found["city"]["bounds"]
    assert west < found["city"]["centre"][0] < east
    assert south < found["city"]["centre"][1] < north


def test_a_token_of_a_closed_account_is_nobodys(brigade: Brigade) -> None:
    token = brigade.token("Bob")
    services.close_account(account_id=brigade.account["Bob"].pk)
    assert get("session", token).json()["account"] is None
    assert get("field/me", token).status_code == 403


def test_units_can_be_asked_by_kind(brigade: Brigade) -> None:
    alice = brigade.token("Alice")
    assert len(get("organisations", alice).json()) == 5
    names = [o["name"] for o in get("organisations", alice, kind="department").json()]
    assert names == ["示例区环卫所", "示例区路灯所"]
    assert get("organisations", alice, kind="circus").json() == []


# Phones ------------------------------------------------------------------------------------------------------------------


def bound(brigade: Brigade, who: str = "Bob", pin: str = "4711") -> str:
    answer = post("field/bind", {"name": "巡逻手机", "pin": pin}, brigade.token(who))
    assert answer.status_code == 200
    return str(answer.json()["token"])


def test_a_bound_phone_opens_the_shift_by_its_pin(brigade: Brigade) -> None:
    token = bound(brigade)
    opened = post("field/unlock", {"token": token, "pin": "4711"}).json()
    assert opened["account"] == {"id": brigade.account["Bob"].pk, "name": "Bob"}
    me = get("field/me", {"HTTP_AUTHORIZATION": f"Bearer {opened['token']}"}).json()
    assert me["member"]["name"] == "Bob"


def test_the_phones_own_token_alone_opens_nothing(brigade: Brigade) -> None:
    """It lies on the phone: without the PIN it is worth nothing."""
    assert get("field/me", {"HTTP_AUTHORIZATION": f"Bearer {bound(brigade)}"}).status_code == 403


@pytest.mark.parametrize("pin", ["", "123", "123456789", "abcd", "12 4", "１２３４", "²³⁴⁵"])
def test_a_pin_is_four_to_eight_plain_digits(brigade: Brigade, pin: str) -> None:
    n = Event.objects.count()
    answer = post("field/bind", {"name": "x", "pin": pin}, brigade.token("Bob"))
    assert (answer.status_code, answer.json()["field"]) == (400, "pin")
    assert (Device.objects.count(), Event.objects.count()) == (0, n)


def test_only_who_works_outside_binds_a_phone(brigade: Brigade) -> None:
    answer = post("field/bind", {"name": "x", "pin": "1234"}, brigade.token("Zoe"))
    assert (answer.status_code, answer.json()["detail"]) == (403, "只有外勤人员可以绑定手机。")


def test_each_wrong_pin_says_how_many_are_left_and_the_fifth_ends_it(brigade: Brigade) -> None:
    token = bound(brigade)
    said = [post("field/unlock", {"token": token, "pin": "0000"}).json()["detail"] for _ in range(5)]
    assert ["4" in said[0], "3" in said[1], "2" in said[2], "1" in said[3]] == [True] * 4
    assert "手机已停用" in said[4]
    answer = post("field/unlock", {"token": token, "pin": "4711"})
    assert (answer.status_code, "没有绑定或已被停用" in answer.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [({"token": "made up", "pin": "4711"}, 403), ({"pin": "4711"}, 422), ({"token": 7, "pin": "4711"}, 422)],
)
def test_a_phone_that_was_never_bound_is_refused(brigade: Brigade, body: dict[str, Any], status: int) -> None:
    bound(brigade)
    assert post("field/unlock", body).status_code == status


def test_two_phones_of_one_member_work_side_by_side(brigade: Brigade) -> None:
    first, second = bound(brigade, pin="1111"), bound(brigade, pin="2222")
    assert post("field/unlock", {"token": first, "pin": "2222"}).status_code == 403
    for token, pin in ((first, "1111"), (second, "2222")):
        assert post("field/unlock", {"token": token, "pin": pin}).status_code == 200


def test_an_open_shift_token_ends_after_twelve_hours(brigade: Brigade, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    token = queries.token_for(brigade.account["Bob"])
    assert queries.access_by_token(token).account_id
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 12 * 3600 + 1)
    assert not queries.access_by_token(token).account_id
