"""The face /manage over HTTP: who may, what he sees, what changes, and that every change is told."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.brigade import AT, BIN, LAMP, STALL, Brigade
from tests.tiny_city import HERE, THERE
from tests.walk import Walk
from zhicheng.flow.tickets import conditions, lanes
from zhicheng.ground.messages import services as sending
from zhicheng.ground.messages.models import Message
from zhicheng.ground.messages.services import Notice, Recipient
from zhicheng.ground.people import queries, services
from zhicheng.ground.people.models import Account, Crew, Member, Organisation, Responsibility
from zhicheng.ground.people.sheets import CREW, DUTY, ORGANISATION, STAFF
from zhicheng.infra.models import Event, Job
from zhicheng.server.manage import sheets

pytestmark = pytest.mark.django_db
LISTS = ("organisations", "staff", "crews", "responsibilities", "conditions", "fast-lane")
CITY_ONLY = ("jobs", "organisations/history", "conditions/history")
WRITES = ("organisations/import", "staff/import", "crews/import", "responsibilities/import", "conditions/import")


@pytest.fixture
def office(brigade: Brigade, city_time: Any) -> Brigade:
    """Beside the brigade: Mona keeps the whole city, Hera the west only, Ada is administrator."""
    for name, role, area in (
        ("Mona", "manager", ""),
        ("Hera", "manager", HERE),
        ("Ada", "admin", ""),
        ("Tess", "manager", THERE),
    ):
        account = services.open_account(username=name.lower(), name=name, password=None)
        services.grant(account=account, role=role, area=area)
        brigade.account[name] = account
        brigade.access[name] = queries.access_of(account)
    return brigade


def get(office: Brigade, who: str | None, path: str, **params: Any) -> Any:
    return Client().get(f"/api/manage/{path}", params, **(office.token(who) if who else {}))


def sheet(columns: Any, rows: list[list[str]], name: str = "表.csv") -> SimpleUploadedFile:
    text = StringIO()
    csv.writer(text).writerows([columns, *rows])
    return SimpleUploadedFile(name, text.getvalue().encode("utf-8-sig"))


def send(office: Brigade, who: str, path: str, file: SimpleUploadedFile) -> Any:
    return Client().post(f"/api/manage/{path}", {"file": file}, **office.token(who))


NEW_UNIT = ["新街道办", "街道", "", HERE + "001", "", "", "", "", ""]


@pytest.mark.parametrize("path", [*LISTS, *CITY_ONLY])
@pytest.mark.parametrize("who", [None, "Alice", "Bob", "Zoe"])
def test_only_keepers_see_the_registers(office: Brigade, path: str, who: str | None) -> None:
    assert get(office, who, path).status_code == 403


@pytest.mark.parametrize("path", WRITES)
def test_a_dispatcher_changes_nothing(office: Brigade, path: str) -> None:
    before = (Organisation.objects.count(), Event.objects.count())
    assert send(office, "Alice", path, sheet(ORGANISATION.columns, [NEW_UNIT])).status_code == 403
    assert (Organisation.objects.count(), Event.objects.count()) == before


def test_a_dispatcher_switches_no_lane_issues_no_password_and_retries_no_job(office: Brigade) -> None:
    client, token = Client(), office.token("Alice")
    body = {"codes": ["*"], "open": False}
    assert client.post("/api/manage/fast-lane", body, content_type="application/json", **token).status_code == 403
    assert client.post("/api/manage/staff/1/password", **token).status_code == 403
    assert client.post("/api/manage/jobs/retry", **token).status_code == 403
    assert lanes.FastLane().is_open(BIN, HERE)


def test_a_district_manager_sees_his_district_only(office: Brigade) -> None:
    for who, mine, other in (("Hera", HERE, THERE), ("Tess", THERE, HERE)):
        for path in ("organisations", "crews", "responsibilities"):
            areas = {r["area"] for r in get(office, who, path).json()["rows"]}
            assert not any(a.startswith(other) or a == "" for a in areas), (who, path)
        assert get(office, who, "fast-lane", area=other).status_code == 403
        assert get(office, who, "fast-lane", area=mine).status_code == 200
    assert {p["name"] for p in get(office, "Hera", "staff").json()["rows"]} >= {"Bob", "Eve", "协管小赵"}
    assert get(office, "Tess", "staff").json()["rows"] == []
    assert get(office, "Mona", "organisations").json()["total"] == Organisation.objects.count()


def test_what_holds_for_the_whole_city_is_not_a_districts_to_change(office: Brigade) -> None:
    for path in CITY_ONLY:
        assert get(office, "Hera", path).status_code == 403
    file = sheet(conditions.HEADERS, [["", "", BIN, "", "", "", "满溢", "清运", "4工作时"]])
    assert send(office, "Hera", "conditions/import", file).status_code == 403
    assert conditions.in_force().count() == 250


def test_a_preview_says_what_would_change_and_writes_nothing(office: Brigade) -> None:
    rows = [NEW_UNIT, ["示例区环卫所", "专业部门", "", HERE, "", "0571", "是", "", ""]]
    told = send(office, "Mona", "organisations/preview", sheet(ORGANISATION.columns, rows)).json()
    assert (told["added"], told["changed"], told["written"]) == (1, 1, False)
    assert told["changes"][1]["after"] == {"电话": "0571"}
    assert not Organisation.objects.filter(name="新街道办").exists()


def test_an_import_is_told_in_the_history_with_its_person(office: Brigade) -> None:
    told = send(office, "Mona", "organisations/import", sheet(ORGANISATION.columns, [NEW_UNIT])).json()
    assert (told["added"], told["written"]) == (1, True)
    newest = get(office, "Ada", "organisations/history").json()["rows"][0]
    assert (newest["who"], newest["change"]["name"], newest["change"]["what"]) == ("Mona", "新街道办", "added")
    assert newest["change"]["after"]["单位类型"] == "街道"


def test_wrong_rows_come_with_row_column_and_reason(office: Brigade) -> None:
    rows = [["甲队", "队", *[""] * 7], ["乙队", "执法中队", "", "火星", *[""] * 5]]
    told = send(office, "Mona", "organisations/preview", sheet(ORGANISATION.columns, rows)).json()
    assert [(w["row"], w["field"]) for w in told["wrong"]] == [(2, "单位类型"), (3, "辖区")]
    assert told["wrong"][1]["reason"].startswith("本市没有辖区「火星」")
    assert told["wrong"][1]["reason_en"].startswith("The city has no area “火星”")
    refused = send(office, "Mona", "organisations/import", sheet(ORGANISATION.columns, rows))
    assert refused.status_code == 400
    assert [w["row"] for w in refused.json()["rows"]] == [2, 3]
    assert refused.json()["detail_en"].startswith("Row 2, 单位类型: There is no “队”; there are: brigade,")
    assert refused.json()["detail_en"].endswith(
        "(2 mistakes in all.) Nothing was written; correct the sheet and import it again."
    )
    assert not Organisation.objects.filter(name__in=["甲队", "乙队"]).exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"no sheet at all"), ("a.pdf", b"%PDF"), ("a.csv", b""), ("../../etc.csv", "工号\n1\n".encode())],
)
def test_what_is_no_sheet_is_one_sentence(office: Brigade, name: str, data: bytes) -> None:
    answer = send(office, "Mona", "staff/preview", SimpleUploadedFile(name, data))
    assert answer.status_code == 400
    assert answer.json()["detail"].endswith("。")


@pytest.mark.parametrize("name", ["organisations", "staff", "crews", "responsibilities", "conditions"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_exported_sheet_imports_as_no_change(office: Brigade, name: str, format: str) -> None:
    Member.objects.filter(kind="officer").update(phone="13812345678")
    for n, member in enumerate(Member.objects.filter(number=None).order_by("id")):
        Member.objects.filter(pk=member.pk).update(number=member.account.username if member.account else f"x{n}")
    data = b"".join(get(office, "Ada", f"{name}/export", format=format))
    told = send(office, "Ada", f"{name}/preview", SimpleUploadedFile(f"{name}.{format}", data)).json()
    assert told["wrong"] == []
    assert (told["added"], told["changed"], told["gone"]) == (0, 0, 0), told["changes"]
    assert told["same"] > 0


def test_an_empty_sheet_has_the_header_only(office: Brigade) -> None:
    book = load_workbook(BytesIO(get(office, "Mona", "crews/export", empty="true").content))
    assert [[c.value for c in row] for row in book.active.iter_rows()] == [list(CREW.columns)]


def test_a_formula_in_a_name_is_exported_as_text(office: Brigade) -> None:
    Organisation.objects.filter(pk=office.unit["clean"]).update(phone="=1+1")
    assert "'=1+1" in get(office, "Mona", "organisations/export", format="csv").content.decode("utf-8-sig")


def test_people_show_days_left_and_assistants_no_certificate(office: Brigade) -> None:
    bob, ben = (Member.objects.get(name=n) for n in ("Bob", "Ben"))
    bob.certificate_set.update(valid_to=AT.date() + timedelta(days=29))
    ben.certificate_set.update(valid_to=AT.date() - timedelta(days=3))
    page = get(office, "Mona", "staff").json()
    lamps = {p["name"]: (p["days_left"], p["lamp"]) for p in page["rows"]}
    assert lamps["Bob"] == (29, "red")
    assert lamps["Ben"] == (-3, "red")
    assert lamps["Eve"] == (365, "green")
    assert lamps["协管小赵"] == (None, "grey")
    assert page["red"] == 2
    assert {p["name"] for p in get(office, "Mona", "staff", lamp="red").json()["rows"]} == {"Bob", "Ben"}
    crew = next(c for c in get(office, "Mona", "crews").json()["rows"] if c["name"] == "eves")
    assert crew["certified"] == 1, "the assistant beside Eve does not count"


def test_a_crew_shows_the_shift_of_today(office: Brigade) -> None:
    Crew.objects.filter(name="bobs").update(
        duty=[{"days": "3", "from": "08:00", "to": "16:00"}, {"days": "6", "from": "09:00", "to": "12:00"}]
    )
    crew = next(c for c in get(office, "Mona", "crews", q="bobs").json()["rows"])
    assert (crew["today"], crew["duty"]) == ("08:00–16:00", "周三 08:00-16:00；周六 09:00-12:00")  # AT is a Wednesday


def test_districts_in_which_a_matter_has_nobody_are_named(office: Brigade) -> None:
    assert get(office, "Mona", "responsibilities").json()["nobody"] == []
    Responsibility.objects.filter(area=THERE).delete()
    assert get(office, "Mona", "responsibilities").json()["nobody"] == ["邻居区"]


def test_a_password_is_told_once_and_works(office: Brigade) -> None:
    Member.objects.filter(name="Bob").update(number="bob")
    told = Client().post("/api/manage/staff/bob/password", **office.token("Hera")).json()["password"]
    assert Account.objects.get(username="bob").check_password(told)
    assert Client().post("/api/manage/staff/bob/password", **office.token("Tess")).status_code == 404
    assert told not in "".join(Event.objects.values_list("body", flat=True))


def test_a_manager_resets_no_administrators_password(office: Brigade) -> None:
    boss = services.enrol_member(
        organisation=Organisation.objects.get(pk=office.unit["squad"]),
        name="Ada",
        kind="centre",
        account=office.account["Ada"],
    )
    Member.objects.filter(pk=boss.pk).update(number="ada")
    assert Client().post("/api/manage/staff/ada/password", **office.token("Mona")).status_code == 404
    assert Client().post("/api/manage/staff/ada/password", **office.token("Ada")).status_code == 200


def test_only_an_administrator_appoints_managers(office: Brigade) -> None:
    row = ["m1", "新主任", "监督中心", "中心坐席", "", "管理者", *[""] * 7]
    assert "系统管理员授权" in send(office, "Mona", "staff/import", sheet(STAFF.columns, [row])).json()["detail"]
    assert send(office, "Ada", "staff/import", sheet(STAFF.columns, [row])).json()["added"] == 1


def test_the_lane_is_set_per_matter_and_area_and_both_lanes_are_compared(office: Brigade) -> None:
    walk = Walk(office)
    walk.report(matter=BIN)
    client, token = Client(), office.token("Hera")
    body = {"codes": [BIN], "open": False, "area": HERE}
    told = client.post("/api/manage/fast-lane", body, content_type="application/json", **token).json()
    assert told[0]["after"] == {"快速通道": "关闭"}
    rows = {r["matter"]: r for r in get(office, "Hera", "fast-lane").json()["rows"]}
    assert (rows[BIN]["open"], rows[BIN]["own"], rows[BIN]["fast"]["tickets"], rows[BIN]["slow"]["tickets"]) == (
        False,
        False,
        1,
        0,
    )
    assert (rows[LAMP]["open"], rows[LAMP]["own"]) == (True, None)
    assert rows[BIN]["fast"]["to_dispatch"] == 0.0
    refused = client.post("/api/manage/fast-lane", {**body, "area": ""}, content_type="application/json", **token)
    assert refused.status_code == 403
    assert lanes.FastLane().is_open(STALL, HERE + "001001001")


def test_stuck_jobs_say_why_and_are_tried_again(office: Brigade) -> None:
    job = Job.objects.create(name="task:x", state="stuck", error="ValueError: no such thing", attempts=8, run_at=AT)
    page = get(office, "Mona", "jobs", state="stuck").json()
    assert (page["stuck"], page["rows"][0]["error"]) == (1, "ValueError: no such thing")
    done = Client().post(f"/api/manage/jobs/retry?job={job.pk}", **office.token("Mona"))
    assert done.json() == {"retried": 1}
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    assert get(office, "Mona", "jobs/history").json()["rows"][0]["who"] == "Mona"
    assert Client().post(f"/api/manage/jobs/retry?job={job.pk}", **office.token("Mona")).status_code == 404


def test_a_changed_condition_says_before_and_after(office: Brigade) -> None:
    first = conditions.in_force().filter(matter=BIN).first()
    assert first is not None
    rows = [[str(v) for v in line] for line in conditions.sheet_lines(conditions.in_force())]
    line = next(r for r in rows if r[2] == BIN)
    line[8] = "8工作时"
    file = sheet(rows[0], rows[1:])
    told = send(office, "Mona", "conditions/preview", file).json()
    assert (told["changed"], told["changes"][0]["after"]) == (1, {"处置时限": "8工作时"})
    file.seek(0)
    assert send(office, "Mona", "conditions/import", file).json()["written"]
    first.refresh_from_db()
    assert (first.limit_text, first.amount) == ("8工作时", 8)
    newest = get(office, "Mona", "conditions/history").json()["rows"][0]
    assert newest["change"]["before"] == {"处置时限": "1工作日"}


def test_the_sheets_are_called_as_documented() -> None:
    assert [s.name for s in (ORGANISATION, STAFF, CREW, DUTY)] == [
        "organisations",
        "staff",
        "crews",
        "responsibilities",
    ]


@pytest.mark.parametrize("path", ["staff/preview", "staff/import", "conditions/import"])
def test_a_sheet_that_is_too_large_is_refused_before_it_is_read(
    office: Brigade, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MAX_SHEET_MB", 0)
    before = (Member.objects.count(), Event.objects.count())
    answer = send(office, "Mona", path, sheet(STAFF.columns, [["1"]]))
    assert (answer.status_code, answer.json()["field"], "超过 0 MB" in answer.json()["detail"]) == (400, "file", True)
    assert (Member.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("path", ["mars/preview", "mars/import", "jobs/import"])
def test_there_is_no_other_register(office: Brigade, path: str) -> None:
    assert send(office, "Mona", path, sheet(STAFF.columns, [["1"]])).status_code == 404


def test_the_history_of_nothing_is_not_found(office: Brigade) -> None:
    assert get(office, "Mona", "mars/history").status_code == 404
    assert get(office, "Mona", "mars/export").status_code == 404


def test_who_has_no_account_gets_no_password(office: Brigade) -> None:
    Member.objects.filter(name="协管小赵").update(number="zhao")
    answer = Client().post("/api/manage/staff/zhao/password", **office.token("Mona"))
    assert (answer.status_code, "没有可登录的账号" in answer.json()["detail"]) == (400, True)
    services.close_account(account_id=office.account["Bob"].pk)
    Member.objects.filter(name="Bob").update(number="bob")
    assert Client().post("/api/manage/staff/bob/password", **office.token("Mona")).status_code == 400
    assert not Event.objects.filter(stream="setup:staff").exists()


def a_stuck_message(area: str) -> Message:
    values = {"no": "1", "matter": "垃圾满溢", "matter_en": "Full bin", "address": "南大街", "unit": "环卫所"}
    notice = Notice(
        key=area,
        template="ticket.late.1",
        values=values,
        to=[Recipient("甲", 0, "13800001234")],
        about="ticket:1",
        area=area,
    )
    sending.tell([notice], at=AT)
    Message.objects.filter(key__startswith=area).update(state="stuck", error="busy", attempts=5)
    return Message.objects.get(key__startswith=area)


def test_a_stuck_message_is_seen_and_sent_again_by_its_own_keeper(office: Brigade) -> None:
    message = a_stuck_message(HERE)
    listed = get(office, "Hera", "messages", state="stuck").json()
    assert (listed["stuck"], listed["rows"][0]["error"], listed["rows"][0]["phone"]) == (1, "busy", "…1234")
    assert get(office, "Tess", "messages").json()["total"] == 0
    path = f"/api/manage/messages/{message.pk}/retry"
    assert Client().post(path, **office.token("Tess")).status_code == 404
    assert Client().post(path, **office.token("Alice")).status_code == 403
    assert Message.objects.get().state == "stuck"
    assert Client().post(path, **office.token("Hera")).json() == {"retried": 1}
    assert (Message.objects.get().state, Message.objects.get().attempts) == ("waiting", 0)
    assert Client().post(path, **office.token("Hera")).status_code == 404


def test_figures_by_channel_are_those_of_ones_own_areas_and_all_that_is_stuck_goes_out_again(office: Brigade) -> None:
    a_stuck_message(HERE)
    path = "/api/manage/messages/retry"
    told = {"channel": "sms", "sent": 0, "waiting": 0, "stuck": 1, "dropped": 0}
    assert get(office, "Hera", "messages").json()["channels"] == [told]
    assert get(office, "Tess", "messages").json()["channels"] == []

    def again(who: str, channel: str) -> Any:
        return Client().post(path, {"channel": channel}, content_type="application/json", **office.token(who))

    assert again("Alice", "sms").status_code == 403
    assert again("Hera", "app").status_code == 422
    assert (again("Tess", "sms").json(), again("Hera", "push").json()) == ({"retried": 0}, {"retried": 0})
    assert Message.objects.get().state == "stuck"
    assert again("Hera", "sms").json() == {"retried": 1}
    assert get(office, "Hera", "messages").json()["channels"] == [told | {"stuck": 0, "waiting": 1}]


def test_messages_are_found_by_words_channel_and_state(office: Brigade) -> None:
    a_stuck_message(HERE)
    for params, total in (
        ({"q": "甲"}, 1), ({"q": "南大街"}, 1), ({"q": "无人"}, 0), ({"channel": "sms"}, 1), ({"channel": "app"}, 0), ({"state": "sent"}, 0),
    ):  # fmt: skip
        assert get(office, "Mona", "messages", **params).json()["total"] == total, params


def test_conditions_are_found_by_class_and_words(office: Brigade) -> None:
    whole = get(office, "Mona", "conditions").json()
    assert (whole["total"], len(whole["rows"])) == (250, 250)
    one = get(office, "Mona", "conditions", klass="03").json()
    assert {r["matter"][:2] for r in one["rows"]} == {"03"}
    assert 0 < one["total"] < 250
    assert get(office, "Mona", "conditions", q="没有这样的条件").json() == {"total": 0, "rows": []}
