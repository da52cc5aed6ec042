"""A phone that opens by its fingerprint reader: every way in, and every way that is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brigade import AT, Brigade
from zhicheng.ground.people.models import Device
from zhicheng.ground.people.rules import count_moved_on
from zhicheng.ground.people.tests.reader import PRESENT, Reader
from zhicheng.ground.people.tests.test_api import bound, get, post
from zhicheng.infra.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
NOT_BOUND = "没有绑定或已被停用"


def offer(brigade: Brigade, token: str, who: str = "Bob", pin: str = "4711") -> Any:
    return post("field/fingerprint/offer", {"token": token, "pin": pin}, brigade.token(who))


def switched_on(brigade: Brigade, token: str, reader: Reader, who: str = "Bob") -> Reader:
    made = reader.make(offer(brigade, token, who).json()["challenge"])
    answer = post("field/fingerprint", {"token": token, "credential": made}, brigade.token(who))
    assert answer.json() == {"done": True}
    return reader


def question(token: str) -> Any:
    return post("field/unlock/question", {"token": token})


def touch(token: str, reader: Reader, challenge: str = "") -> Any:
    asked = challenge or question(token).json()["challenge"]
    return post("field/unlock/fingerprint", {"token": token, "credential": reader.sign(asked)})


def refused(answer: Any, sentence: str) -> None:
    assert (answer.status_code, sentence in answer.json()["detail"]) == (403, True), answer.json()
    assert answer.json()["detail_en"] != answer.json()["detail"]


def test_a_finger_opens_the_shift_and_the_pin_still_does(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader(count=4))
    assert [e.kind for e in Event.objects.filter(stream__startswith="device:").order_by("seq")] == [
        "device.bind", "device.fingerprint",
    ]  # fmt: skip
    for count in (5, 9):
        reader.count = count
        opened = touch(token, reader).json()
        me = get("field/me", {"HTTP_AUTHORIZATION": f"Bearer {opened['token']}"}).json()
        assert me["member"]["name"] == opened["account"]["name"] == "Bob"
    assert Device.objects.get().sign_count == 9
    assert post("field/unlock", {"token": token, "pin": "4711"}).status_code == 200


def test_a_reader_that_never_counts_is_good_every_time(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    assert [touch(token, reader).status_code for _ in range(3)] == [200, 200, 200]


def test_the_question_names_the_key_and_the_site_and_nothing_about_the_person(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    asked = question(token).json()
    assert (asked["site"], set(asked)) == ("testserver", {"challenge", "site", "credential"})
    assert asked["credential"] == reader.sign("x")["id"]


def test_an_answer_opens_once(brigade: Brigade) -> None:
    """Whoever overheard it cannot send it again, not even to a new question."""
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    challenge = question(token).json()["challenge"]
    assert touch(token, reader, challenge).status_code == 200
    refused(touch(token, reader, challenge), "验证已过期或用过")
    question(token)
    refused(touch(token, reader, challenge), "还可以试 4 次")


def test_a_question_is_good_for_three_minutes(brigade: Brigade, city_time: Callable[[datetime], None]) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    challenge = question(token).json()["challenge"]
    city_time(AT + timedelta(minutes=3, seconds=1))
    refused(touch(token, reader, challenge), "验证已过期或用过")
    assert Device.objects.get().failed_pins == 0


@pytest.mark.parametrize(
    "otherwise",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver"},
        {"origin": "https://below.testserver"},
        {"origin": "https://testserver:8443"},
        {"origin": "https://testserver.evil.example"},
        {"site": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"name": b"another credential"},
        {"key": Reader().key},
    ],
)
def test_what_was_not_signed_here_by_this_reader_with_its_finger_opens_nothing(
    brigade: Brigade, otherwise: dict[str, Any]
) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader(count=1))
    refused(touch(token, replace(reader, count=2, **otherwise)), "还可以试 4 次")
    kept = Device.objects.get()
    assert (kept.failed_pins, kept.sign_count, kept.revoked) == (1, 1, False)
    assert touch(token, replace(reader, count=2)).status_code == 200
    assert Device.objects.get().failed_pins == 0


def test_the_finger_of_another_member_opens_nothing(brigade: Brigade) -> None:
    mine, others = bound(brigade), bound(brigade, "Dora")
    switched_on(brigade, mine, Reader())
    dora = switched_on(brigade, others, Reader(), "Dora")
    refused(touch(mine, dora), "指纹验证不对")
    refused(touch(mine, dora, question(others).json()["challenge"]), "验证已过期或用过")


def test_a_count_that_goes_back_means_a_copy_and_takes_the_key_away(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader(count=7))
    refused(touch(token, replace(reader, count=7)), "可能被复制")
    refused(question(token), "没有开通指纹")
    assert post("field/unlock", {"token": token, "pin": "4711"}).status_code == 200


@given(kept=st.integers(0, 9), told=st.integers(0, 9))
def test_a_count_moves_on_only_upwards(kept: int, told: int) -> None:
    assert count_moved_on(kept, told) == (told > kept or (kept, told) == (0, 0))


def test_five_wrong_tries_end_the_phone_pins_and_fingers_together(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    for _ in range(2):
        post("field/unlock", {"token": token, "pin": "0000"})
    for left in (2, 1):
        refused(touch(token, Reader()), f"还可以试 {left} 次")
    refused(touch(token, Reader()), "手机已停用")
    refused(question(token), NOT_BOUND)
    kept = Device.objects.get()
    assert (bytes(kept.fingerprint), kept.challenge) == (b"", "")
    refused(post("field/unlock/fingerprint", {"token": token, "credential": reader.sign("x")}), NOT_BOUND)


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "x"},
        {"id": "AA", "rawId": "AA", "response": {}},
        {"rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}},
        {"rawId": 1, "response": 2},
        {"rawId": "AA", "response": {"clientDataJSON": "W10", "attestationObject": "oA", "authenticatorData": ""}},
        {
            "rawId": "AA",
            "response": {"clientDataJSON": "bnVsbA", "attestationObject": "gYGBgQ", "authenticatorData": "é"},
        },
    ],
)
def test_what_is_no_credential_is_refused_in_a_sentence(brigade: Brigade, credential: dict[str, Any]) -> None:
    token = bound(brigade)
    offer(brigade, token)
    made = post("field/fingerprint", {"token": token, "credential": credential}, brigade.token("Bob"))
    refused(made, "没有通过验证")
    switched_on(brigade, token, Reader())
    question(token)
    refused(post("field/unlock/fingerprint", {"token": token, "credential": credential}), "指纹验证不对")


@pytest.mark.parametrize(
    "otherwise", [{"origin": "https://evil.example"}, {"site": "evil.example"}, {"flags": PRESENT}]
)
def test_a_key_made_elsewhere_or_without_a_finger_is_not_kept(brigade: Brigade, otherwise: dict[str, Any]) -> None:
    token = bound(brigade)
    made = replace(Reader(), **otherwise).make(offer(brigade, token).json()["challenge"])
    refused(post("field/fingerprint", {"token": token, "credential": made}, brigade.token("Bob")), "没有通过验证")
    assert bytes(Device.objects.get().fingerprint) == b""


def test_an_offer_is_good_once(brigade: Brigade) -> None:
    token = bound(brigade)
    made = Reader().make(offer(brigade, token).json()["challenge"])
    for sentence in ("", "验证已过期或用过"):
        answer = post("field/fingerprint", {"token": token, "credential": made}, brigade.token("Bob"))
        if sentence:
            refused(answer, sentence)


def test_switching_it_on_needs_the_pin_and_the_phones_own_member(brigade: Brigade) -> None:
    token = bound(brigade)
    refused(offer(brigade, token, pin="0000"), "还可以试 4 次")
    refused(offer(brigade, token, who="Dora"), "绑定的是别人")
    refused(post("field/fingerprint/offer", {"token": token, "pin": "4711"}), "请先登录")
    refused(question(token), "没有开通指纹")


def test_unbinding_a_phone_ends_its_finger_its_pin_and_what_it_has_open(brigade: Brigade) -> None:
    token = bound(brigade)
    reader = switched_on(brigade, token, Reader())
    challenge = question(token).json()["challenge"]
    open_shift = {"HTTP_AUTHORIZATION": f"Bearer {touch(token, reader).json()['token']}"}
    bob = brigade.token("Bob")
    (mine,) = get("field/phones", bob).json()
    assert (mine["name"], mine["fingerprint"]) == ("巡逻手机", True)
    assert post(f"field/phones/{mine['id']}/unbind", {}, bob).json() == {"done": True}
    assert get("field/phones", bob).json() == []
    refused(touch(token, reader, challenge), NOT_BOUND)
    refused(post("field/unlock", {"token": token, "pin": "4711"}), NOT_BOUND)
    assert get("field/me", open_shift).status_code == 403
    assert Event.objects.filter(kind="device.unbind").count() == 1


def test_nobody_unbinds_the_phone_of_another(brigade: Brigade) -> None:
    token = bound(brigade)
    phone = Device.objects.get().pk
    for who in ("Dora", "Zoe"):
        assert post(f"field/phones/{phone}/unbind", {}, brigade.token(who)).status_code == 404
        assert get("field/phones", brigade.token(who)).json() == []
    assert post(f"field/phones/{phone}/unbind", {}).status_code == 403
    assert post("field/unlock", {"token": token, "pin": "4711"}).status_code == 200
