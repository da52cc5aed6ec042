"""Every way out of every endpoint; the door tells a stranger nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.brigade import AT, GRID, PHOTO, Brigade
from tests.tiny_city import place
from tests.whistling import Called
from zhicheng.civic.whistles.api.door import KNOCKS
from zhicheng.flow.reports import photos as photo_files
from zhicheng.ground.places import queries as places


@pytest.fixture
def called(street: Brigade, city_time: Callable[[datetime], None], client: Client) -> Called:
    KNOCKS.seen.clear()
    return Called(street)


def get(called: Called, path: str, who: str = "Stella", **query: Any) -> Any:
    return Client().get(f"/api{path}", query, **called.brigade.token(who))


def post(called: Called, path: str, who: str = "Stella", **body: Any) -> Any:
    token = called.brigade.token(who) if who else {}
    return Client().post(f"/api{path}", body, content_type="application/json", **token)


def new(called: Called, **more: Any) -> dict[str, Any]:
    lng, lat = place(GRID)
    units = [called.brigade.unit["squad"], called.brigade.unit["clean"]]
    return {"key": "k1", "kind": "urgent", "reason": "夜市污水", "units": units, "lng": lng, "lat": lat} | more


def test_blown_it_is_shown_with_both_clocks_and_every_department(called: Called) -> None:
    answer = post(called, "/whistles", **new(called, photos=[PHOTO]))
    assert answer.status_code == 201
    found = answer.json()
    assert [s["state"] for s in found["summonses"]] == ["called", "called"]
    assert found["report_due_at"] == "2026-09-16T02:30:00Z"
    assert found["act_due_at"] == "2026-09-17T02:00:00Z"
    assert (found["lamp"], found["may"], found["blown_by"]) == ("green", ["call", "proceed", "withdraw"], "Stella")
    assert found["photos"] == [photo_files.url_of(PHOTO)]
    assert found["timeline"][0]["title_en"] == "Whistle blown"
    assert get(called, f"/whistles/{found['no']}").json()["no"] == found["no"]


@pytest.mark.parametrize(
    ("who", "more", "status", "said"),
    [
        ("Stella", {"units": []}, 400, "至少选择一个部门"),
        ("Stella", {"lng": 0, "lat": 0}, 400, "定位失败"),
        ("Stella", {"lng": 10, "lat": 50}, 400, "不在本市范围内"),
        ("Stella", {"photos": ["no-id"]}, 422, "photos"),
        ("Otto", {}, 403, "不在您的辖区"),
        ("Bob", {}, 403, "您没有权限吹哨"),
        ("Zoe", {}, 403, "还没有角色"),
        ("", {}, 403, "请先登录"),
    ],
)
def test_what_is_not_blown(called: Called, who: str, more: dict[str, Any], status: int, said: str) -> None:
    answer = post(called, "/whistles", who, **new(called, **more))
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert get(called, "/whistles", state="").json()["items"] == []


def test_the_list_is_paged_filtered_and_only_of_ones_own_areas(called: Called) -> None:
    for _ in range(3):
        called.blow("squad")
    first = get(called, "/whistles", limit=2).json()
    rest = get(called, "/whistles", limit=2, before=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (2, 1, 0)
    assert get(called, "/whistles", unit=called.brigade.unit["clean"]).json()["items"] == []
    assert get(called, "/whistles", state="closed").json()["items"] == []
    assert get(called, "/whistles", "Alice").json()["items"] != []
    assert get(called, "/whistles", "Otto").json()["items"] == []
    assert get(called, "/whistles", "Bob").status_code == 403
    assert get(called, f"/whistles/{called.no}", "Otto").status_code == 404


def test_late_ones_are_found_by_their_alarm(called: Called) -> None:
    called.blow("squad")
    assert get(called, "/whistles", state="late").json()["items"] == []
    called.later(31).watch()
    [row] = get(called, "/whistles", state="late").json()["items"]
    assert row["late"] == 1


def test_phones_of_those_who_came_are_for_the_street_only(called: Called) -> None:
    called.blow("squad").arrive("squad", "张三")
    assert get(called, f"/whistles/{called.no}").json()["summonses"][0]["phone"] == "13800000000"
    assert get(called, f"/whistles/{called.no}", "Alice").json()["summonses"][0]["phone"] == ""
    assert get(called, f"/whistles/{called.no}", "Alice").json()["may"] == []


def test_options_tell_kinds_with_their_limits_and_whom_one_may_call(called: Called) -> None:
    found = get(called, "/whistles/options").json()
    assert [k["report_in"] for k in found["kinds"]] == ["30分钟", "2工作时", "1工作日"]
    assert {u["kind"] for u in found["units"]} == {"department", "squad"}
    assert (found["blows"], [s["name"] for s in found["streets"]]) == (True, ["示例南街道"])
    [street] = found["streets"]
    assert places.city().locate(street["lng"], street["lat"]).street == street["code"]
    assert get(called, "/whistles/options", "Alice").json()["blows"] is False


def test_departments_are_proposed_by_matter_and_by_who_came_before(called: Called) -> None:
    called.blow("lamps")
    lng, lat = place(GRID)
    found = get(called, "/whistles/proposals", lng=lng, lat=lat, text="垃圾桶满了，流动摊贩占道").json()
    assert [u["name"] for u in found["units"]][-1] == "示例区路灯所"
    assert "示例区执法中队" in [u["name"] for u in found["units"]]
    assert found["units"][-1]["why"] == "来过此处 1 次"
    assert get(called, "/whistles/proposals", lng=500, lat=lat).status_code == 422
    assert get(called, "/whistles/proposals", lng=lng, lat=lat, matter="no-matter").status_code == 200


def test_the_streets_steps_by_http(called: Called) -> None:
    called.blow("squad", "clean").arrive("squad")
    no, squad, clean = called.no, called.summons("squad").pk, called.summons("clean").pk
    lamps = called.brigade.unit["lamps"]
    steps: list[tuple[str, dict[str, Any], str]] = [
        (f"/whistles/{no}/call", {"unit": lamps}, "blown"),
        (f"/whistles/{no}/proceed", {"reason": "不等"}, "reported_in"),
        (f"/whistles/{no}/records", {"found": "污水", "tasks": [{"summons": squad, "text": "劝离"}]}, "joint_plan"),
        (f"/whistles/{no}/act", {}, "acting"),
    ]
    for path, body, state in steps:
        assert post(called, path, **body).json()["state"] == state, path
    assert post(called, f"/whistles/{no}/review").status_code == 409
    assert post(called, f"/whistles/{no}/summonses/{squad}/refer", matter="09001").json()["receipt"]
    called.finish("squad")
    assert (
        post(called, f"/whistles/{no}/summonses/{squad}/redo", reason="没劝走").json()["summonses"][0]["state"]
        == "tasked"
    )
    called.finish("squad")
    assert post(called, f"/whistles/{no}/review").json()["state"] == "reviewed"
    for pk in (squad, clean, called.summons("lamps").pk):
        assert post(called, f"/whistles/{no}/summonses/{pk}/rate", score=4, reason="尚可").status_code == 200
    assert post(called, f"/whistles/{no}/close", outcome="好").json()["state"] == "closed"
    assert post(called, f"/whistles/{no}/withdraw", reason="x").status_code == 409


def test_a_link_is_given_to_the_street_only_and_renewed_by_it(called: Called) -> None:
    called.blow("squad")
    path = f"/whistles/{called.no}/summonses/{called.summons('squad').pk}"
    first = get(called, f"{path}/link").json()["url"]
    assert first == f"/together/in/{called.code('squad')}"
    assert get(called, f"{path}/link", "Alice").status_code == 403
    assert post(called, f"{path}/relink").json()["url"] != first
    assert Client().get(f"/api{first}").status_code == 404


def test_a_ticket_shows_its_whistles_and_a_whistle_its_ticket(called: Called) -> None:
    from tests.walk import Walk

    walk = Walk(called.brigade).report()
    answer = post(called, "/whistles", "Alice", **new(called, ticket=walk.ticket.no))
    assert answer.json()["ticket"] == walk.ticket.no
    found = get(called, f"/whistles/of-ticket/{walk.ticket.no}", "Alice").json()["items"]
    assert [w["no"] for w in found] == [answer.json()["no"]]
    assert get(called, f"/whistles/of-ticket/{walk.ticket.no}", "Charlie").status_code == 404


# The door --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def door(called: Called) -> Called:
    return called.blow("squad", "clean")


def knock(called: Called, action: str, unit: str = "squad", **body: Any) -> Any:
    return post(called, f"/together/in/{called.code(unit)}/{action}", "", **body)


def test_behind_its_link_a_department_sees_what_where_and_who_else(door: Called) -> None:
    found = Client().get(f"/api/together/in/{door.code('squad')}").json()
    assert (found["unit"], found["state"], found["kind_title"], found["street"]) == (
        "示例区执法中队",
        "called",
        "应急处置哨",
        "示例南街道",
    )
    assert found["others"] == [{"name": "示例区环卫所", "state": "called", "state_title": "待报到"}]
    door.arrive("clean", "不可外传")
    assert "不可外传" not in Client().get(f"/api/together/in/{door.code('squad')}").content.decode()


def test_a_department_walks_through_its_whole_part(door: Called) -> None:
    lng, lat = place(GRID)
    me = {"name": "张三", "phone": "13800000000"}
    assert knock(door, "report-in", **me, lng=lng, lat=lat, photos=[PHOTO]).json()["there"] is True
    door.work().arrive("clean").agree(squad="劝离")
    assert knock(door, "sign", name="张三").json()["signed_by"] == "张三"
    door.work()
    assert knock(door, "finish", text="已劝离", photos=[PHOTO]).json()["state"] == "done"
    door.street("review").street("rate", "squad", score=5, reason="好")
    assert knock(door, "reply", name="张三", text="谢谢").json()["may_reply"] is False


def test_a_location_in_another_datum_is_turned(door: Called) -> None:
    lng, lat = place(GRID)
    body = {"name": "张三", "phone": "13800000000", "lng": lng, "lat": lat, "datum": "gcj02"}
    assert (
        knock(door, "report-in", **body).json()["metres"] > 300
    )  # the same numbers mean a place half a kilometre away


@pytest.mark.parametrize(
    ("action", "body", "status", "said"),
    [
        ("report-in", {"name": "", "phone": "13800000000"}, 400, "请填写您的姓名"),
        ("report-in", {"name": "张三", "phone": "x"}, 400, "联系电话"),
        ("report-in", {"name": "张三", "phone": "13800000000", "lng": 117.0}, 400, "只有一个"),
        ("decline", {"name": "张三", "reason": ""}, 400, "请填写理由"),
        ("hand-on", {"name": "", "phone": "13800000000"}, 400, "请填写您的姓名"),
        ("sign", {"name": "张三"}, 409, "还没有给贵单位分工"),
        ("finish", {"text": "好", "photos": []}, 400, "请拍一张"),
        ("explain", {"reason": "难"}, 409, "还没有给贵单位分工"),
        ("reply", {"name": "张三", "text": "好"}, 409, "还没有评价"),
        ("report-in", {}, 422, "name"),
    ],
)
def test_what_the_door_refuses(door: Called, action: str, body: dict[str, Any], status: int, said: str) -> None:
    answer = knock(door, action, **body)
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert door.summons("squad").state == "called"


def test_handed_on_by_http_the_new_address_opens_and_the_old_does_not(door: Called) -> None:
    old = door.code("squad")
    answer = post(door, f"/together/in/{old}/hand-on", "", name="小李", phone="13900000000").json()
    assert Client().get(f"/api{answer['url']}").status_code == 200
    assert Client().get(f"/api/together/in/{old}").status_code == 404


def test_a_stranger_is_told_nothing_and_slowed_down(door: Called) -> None:
    answers = [Client().get(f"/api/together/in/guess{i}").status_code for i in range(121)]
    assert set(answers[:120]) == {404}
    assert answers[120] == 403


def test_after_its_time_the_door_says_until_when(door: Called, city_time: Callable[[datetime], None]) -> None:
    city_time(AT + timedelta(days=31))
    answer = Client().get(f"/api/together/in/{door.code('squad')}")
    assert (answer.status_code, "2026-10-16 10:00 过期" in answer.json()["detail"]) == (409, True)


# Figures and the Excel -----------------------------------------------------------------------------------------------------------


def test_the_figures_and_the_excel_of_one_period_say_the_same(
    called: Called, city_time: Callable[[datetime], None]
) -> None:
    called.blow("squad", "clean", reason="=cmd|' /C calc'!A0").later(12).arrive("squad")
    called.blow("squad", matter="09001").later(31).watch()
    city_time(called.at)
    found = get(called, "/whistles/figures").json()
    assert (found["whistles"], found["total"]["called"], found["total"]["in_time"], found["total"]["absent"]) == (
        2,
        3,
        1,
        2,
    )
    assert found["places"][0]["whistles"] == [w for w in found["places"][0]["whistles"] if w.startswith("W")]
    book = load_workbook(BytesIO(get(called, "/whistles/export").content))
    assert book.sheetnames == ["督查明细", "部门统计", "问题与部门", "反复吹哨地点"]
    assert book["督查明细"].max_row == 4
    assert book["督查明细"]["E2"].value.startswith("'=")
    units = {r[0]: r[1:4] for r in book["部门统计"].iter_rows(min_row=2, values_only=True)}
    assert units == {"示例区执法中队": (2, 1, 0), "示例区环卫所": (1, 0, 0)}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"since": "2026-09-17", "until": "2026-09-16"}, 400), ({"until": "9999-12-31"}, 200), ({"since": "0001-01-01"}, 400),
        ({"since": "someday"}, 422),
        ({"since": "2026-09-16", "until": "2026-09-16"}, 200),
    ],
)  # fmt: skip
def test_a_period_that_is_none(called: Called, query: dict[str, str], status: int) -> None:
    assert get(called, "/whistles/figures", **query).status_code == status
    assert get(called, "/whistles/export", **query).status_code == status
