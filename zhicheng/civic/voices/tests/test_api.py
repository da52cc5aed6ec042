"""Complaints and praise through the API; who is complained about, and his squad, learn of it by none of its ways."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.brigade import AT, BIN, Brigade, give_numbers
from tests.walk import Walk
from zhicheng.civic.voices.api import KNOCKS
from zhicheng.civic.voices.models import Complaint, Praise
from zhicheng.ground.messages import queries as messages
from zhicheng.ground.people import services as people
from zhicheng.infra import jobs
from zhicheng.infra.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
SAID = "他执法时态度粗暴，还骂人"


@pytest.fixture
def city(brigade: Brigade) -> Brigade:
    """Bob has a staff number; he and Eve of his squad are supervisors, too, as small offices do it."""
    KNOCKS.seen.clear()
    give_numbers(brigade, Bob="ZF001", Rita="HW001")
    for name in ("Bob", "Eve"):
        people.grant(account=brigade.account[name], role="supervisor", area="")
    return brigade


def send(path: str, body: dict[str, Any], token: dict[str, str] | None = None) -> Any:
    return Client().post(f"/api{path}", json.dumps(body), content_type="application/json", **(token or {}))


def complain(**more: Any) -> Complaint:
    answer = send("/voices/complaint", {"key": "c1", "text": SAID, "badge": "ZF001", **more})
    assert answer.status_code == 201, answer.content
    jobs.drain(at=AT)
    return Complaint.objects.get(receipt=answer.json()["receipt"])


def desk(city: Brigade, who: str, kind: str = "complaint") -> Any:
    return Client().get(f"/api/supervision/{kind}", **city.token(who))


def step(city: Brigade, who: str, row: Complaint | Praise, action: str, **body: Any) -> Any:
    kind = "complaint" if isinstance(row, Complaint) else "praise"
    return send(f"/supervision/{kind}/{row.pk}/{action}", body, city.token(who))


def track(row: Complaint | Praise, code: str = "") -> Any:
    kind = "complaint" if isinstance(row, Complaint) else "praise"
    return Client().get(f"/api/voices/{kind}/{row.receipt}", {"code": code or row.code})


def test_a_complaint_has_receipt_clock_and_answer(city: Brigade) -> None:
    row = complain(phone="13800001111")
    assert (row.receipt[:2], row.due_at is not None and row.due_at > AT + timedelta(days=15)) == ("TS", True)
    assert [r["actions"] for r in desk(city, "Alice").json()] == [["name", "refuse", "take"]]
    assert step(city, "Alice", row, "take").json()["state"] == "looking"
    assert step(city, "Alice", row, "extend", reason="需调取执法记录仪").status_code == 200
    assert step(city, "Alice", row, "extend", reason="再延").status_code == 409
    said = step(city, "Alice", row, "answer", finding="upheld", text="已批评教育并向您道歉").json()
    assert (said["state"], said["answer_by"], said["actions"]) == ("answered", None, [])
    seen = track(row).json()
    assert (seen["finding"], seen["said"], seen["can_reopen"]) == ("属实", "已批评教育并向您道歉", True)
    assert "Alice" not in json.dumps(seen)


def test_a_complaint_and_praise_under_one_key_are_two(city: Brigade) -> None:
    complain(key="k1")
    answer = send("/voices/praise", {"key": "k1", "text": "执法时很耐心，讲清了道理", "badge": "ZF001"})
    assert answer.status_code == 201, answer.content
    assert (Complaint.objects.count(), Praise.objects.count()) == (1, 1)


def test_sent_twice_it_is_filed_once_and_a_stranger_s_key_gives_no_receipt(city: Brigade) -> None:
    first = complain()
    assert send("/voices/complaint", {"key": "c1", "text": SAID, "badge": "ZF001"}).json()["receipt"] == first.receipt
    other = send("/voices/complaint", {"key": "c1", "text": "完全另一件事情"})
    assert (other.status_code, "receipt" in other.json(), Complaint.objects.count()) == (409, False, 1)


@pytest.mark.parametrize("who", ["Bob", "Eve"])
def test_the_officer_and_his_squad_learn_of_it_by_no_way(city: Brigade, who: str) -> None:
    row = complain()
    jobs.drain(at=AT)
    assert desk(city, who).json() == []
    for action, body in (
        ("take", {}), ("name", {"badge": "HW001"}), ("extend", {"reason": "x"}), ("answer", {"finding": "not_upheld", "text": "没有此事"}),
        ("refuse", {"reason": "没有此事"}),
    ):  # fmt: skip
        assert step(city, who, row, action, **body).status_code == 404
    row.refresh_from_db()
    assert (row.state, row.seq) == ("received", 1)
    for path in ("/messages", "/field/me", "/command/map", "/manage/messages"):
        assert row.receipt not in Client().get(f"/api{path}", **city.token(who)).content.decode()
    assert Client().get(f"/api/voices/complaint/{row.receipt}", {"code": "GUESS"}, **city.token(who)).status_code == 404
    assert not messages.listed([""]).filter(account=city.account[who], template="complaint.receive").exists()


def test_the_supervision_unit_hears_of_it_by_its_receipt_only(city: Brigade) -> None:
    row = complain()
    told = messages.listed([""]).filter(template="complaint.receive")
    assert city.account["Alice"].pk in told.values_list("account_id", flat=True)
    assert all(
        SAID not in json.dumps(m.values, ensure_ascii=False) and "ZF001" not in json.dumps(m.values) for m in told
    )
    assert row.receipt in told[0].values["receipt"]


def test_no_event_says_who_it_is_about_or_what_was_said(city: Brigade) -> None:
    row = complain(phone="13800001111", who="西湖边穿制服的")
    step(city, "Alice", row, "take")
    step(city, "Alice", row, "answer", finding="partly", text="情况属实的部分已整改")
    bodies = json.dumps([e.data for e in Event.objects.filter(stream=f"complaint:{row.pk}")], ensure_ascii=False)
    assert not any(word in bodies for word in (SAID, "ZF001", "Bob", "13800001111", "西湖边", "已整改"))


def test_as_long_as_nobody_knows_who_is_meant_no_squad_sees_it(city: Brigade) -> None:
    row = complain(badge="", who="高个子，今天上午")
    assert (desk(city, "Bob").json(), len(desk(city, "Alice").json())) == ([], 1)
    named = step(city, "Alice", row, "name", unit=city.unit["other"])
    assert named.json()["unit_name"] == "邻居区执法中队"
    assert len(desk(city, "Bob").json()) == 1  # it is another squad's after all
    step(city, "Alice", row, "name", badge="ZF001")
    assert desk(city, "Bob").json() == []


def test_the_report_that_it_came_of_names_the_unit(city: Brigade) -> None:
    walk = Walk(city).report(matter=BIN, source="citizen")
    from zhicheng.flow.reports import queries as reports

    row = complain(badge="", report=reports.get(walk.report_id).receipt)
    assert row.unit_id == walk.ticket.unit_id


@pytest.mark.parametrize("who", ["Dora", "Rita", "Ken", "Zoe"])
def test_whoever_is_not_of_the_supervision_unit_sees_nothing(city: Brigade, who: str) -> None:
    row = complain()
    assert row.receipt not in desk(city, who).content.decode()
    assert step(city, who, row, "take").status_code in (403, 404)


def test_without_signing_in_there_is_no_desk(city: Brigade) -> None:
    assert Client().get("/api/supervision/complaint").json()["code"] == "signed-out"


def test_the_citizen_asks_once_for_another_look(city: Brigade) -> None:
    row = complain()
    early = send(f"/voices/complaint/{row.receipt}/reopen", {"code": row.code, "reason": "不服"})
    assert early.status_code == 409
    step(city, "Alice", row, "take")
    step(city, "Alice", row, "answer", finding="not_upheld", text="记录仪未见不当")
    assert send(f"/voices/complaint/{row.receipt}/reopen", {"code": row.code, "reason": " "}).status_code == 400
    again = send(f"/voices/complaint/{row.receipt}/reopen", {"code": row.code, "reason": "记录仪那时没开"}).json()
    assert (again["state"], again["answer_by"] is not None, again["can_reopen"]) == ("looking", True, False)
    step(city, "Charlie", row, "answer", finding="unclear", text="双方说法不一，无法查实")
    final = send(f"/voices/complaint/{row.receipt}/reopen", {"code": row.code, "reason": "还是不服"})
    assert (final.status_code, "最终答复" in final.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("action", "body", "status", "word"),
    [
        ("answer", {"finding": "upheld", "text": "x"}, 409, ""),  # nobody has taken it up
        ("refuse", {"reason": ""}, 400, "理由"),
        ("name", {"badge": "XX999"}, 400, "没有工号"),
        ("name", {"unit": 999_999}, 404, ""),
        ("burn", {}, 422, ""),
    ],
)
def test_a_step_that_is_not_open_or_says_too_little_changes_nothing(
    city: Brigade, action: str, body: dict[str, Any], status: int, word: str
) -> None:
    row = complain()
    answer = step(city, "Alice", row, action, **body)
    assert (answer.status_code, word in answer.content.decode()) == (status, True)
    row.refresh_from_db()
    assert (row.state, row.seq) == ("received", 1)


@pytest.mark.parametrize(
    ("body", "word"),
    [({"finding": "guilty", "text": "x"}, "核查结论"), ({"finding": "upheld", "text": " "}, "答复内容")],
)
def test_an_answer_has_a_finding_and_words(city: Brigade, body: dict[str, Any], word: str) -> None:
    row = complain()
    step(city, "Alice", row, "take")
    answer = step(city, "Alice", row, "answer", **body)
    assert (answer.status_code, word in answer.json()["detail"]) == (400, True)


def test_who_left_a_phone_hears_that_there_is_news_and_not_what(city: Brigade) -> None:
    row = complain(phone="13800001111")
    step(city, "Alice", row, "refuse", reason="反映的是占道问题，请用随手报")
    jobs.drain(at=AT)
    (told,) = messages.listed([""]).filter(template="complaint.news")
    assert (told.channel, told.phone, told.values) == ("sms", "13800001111", {"receipt": row.receipt})
    assert track(row).json()["said"] == "反映的是占道问题，请用随手报"


def test_a_wrong_code_opens_nothing(city: Brigade) -> None:
    row = complain()
    assert track(row, "WRONG").status_code == 404
    assert Client().get(f"/api/voices/praise/{row.receipt}", {"code": row.code}).status_code == 404


def test_a_thousand_from_one_phone_end_in_one_sentence(city: Brigade) -> None:
    answers = [send("/voices/complaint", {"key": f"k{i}", "text": SAID}) for i in range(40)]
    assert (answers[0].status_code, answers[-1].status_code) == (201, 403)
    assert "一分钟后" in answers[-1].json()["detail"]


def praise(**more: Any) -> Praise:
    answer = send(
        "/voices/praise", {"key": "p1", "text": "帮我找回了走失的孩子，我电话13800001111", "badge": "ZF001", **more}
    )
    return Praise.objects.get(receipt=answer.json()["receipt"])


def test_praise_reaches_the_officer_and_his_head_masked(city: Brigade) -> None:
    row = praise()
    assert not messages.listed([""]).filter(template="praise.pass_on").exists()  # it is read first
    assert step(city, "Alice", row, "pass_on").json()["state"] == "passed_on"
    jobs.drain(at=AT)
    told = messages.listed([""]).get(template="praise.pass_on", account=city.account["Bob"])
    assert (told.values["who"], "138********" in told.values["text"]) == ("Bob", True)
    assert track(row).json()["state_title"] == "已转达"


def test_praise_for_nobody_is_not_passed_on_and_what_is_none_is_set_aside(city: Brigade) -> None:
    row = praise(badge="")
    answer = step(city, "Alice", row, "pass_on")
    assert (answer.status_code, "转达给谁" in answer.json()["detail"]) == (400, True)
    assert step(city, "Alice", row, "set_aside", reason="").status_code == 400
    assert step(city, "Alice", row, "set_aside", reason="内容是广告").json()["state"] == "set_aside"
    jobs.drain(at=AT)
    assert not messages.listed([""]).filter(template="praise.pass_on").exists()
