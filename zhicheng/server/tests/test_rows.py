"""One unit, one person, one crew in a form: a sheet of one row, so the same checks, told at the field; and nothing else is touched."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.brigade import Brigade, start_shift
from tests.tiny_city import HERE, THERE
from zhicheng.ground.people import services
from zhicheng.ground.people.models import Certificate, Crew, Grant, Member, Organisation, Responsibility
from zhicheng.ground.people.sheets import CREW, ORGANISATION, STAFF
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import NotFound
from zhicheng.server.tests.test_manage import get, office, send, sheet

__all__ = ["office"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city_time")]
UNIT = {"单位名称": "新环卫所", "单位类型": "department", "辖区": HERE, "配手机": "是", "在用": "是"}
PERSON = {
    "工号": "n1",
    "姓名": "新人",
    "单位": "示例区执法中队",
    "人员类别": "officer",
    "角色": f"member@{HERE}",
    "在职": "是",
}
TEAM = {
    "班组名称": "新一组",
    "班组类型": "patrol",
    "单位": "示例区执法中队",
    "辖区": HERE + "001",
    "车辆": "ebike",
    "在用": "是",
}


def keep(office: Brigade, who: str, register: str, cells: Any, was: Any = None) -> Any:
    body = {"cells": cells, "was": was}
    return Client().post(f"/api/manage/{register}/row", body, content_type="application/json", **office.token(who))


def row(office: Brigade, register: str, key: str, who: str = "Mona") -> dict[str, str]:
    found: dict[str, str] = get(office, who, f"{register}/row", key=key).json()["cells"]
    return found


def change(office: Brigade, register: str, key: str, who: str = "Mona", **cells: str) -> Any:
    was = row(office, register, key, who)
    return keep(office, who, register, was | cells, was)


def fields(answer: Any) -> list[str]:
    assert answer.status_code == 400, answer.json()
    return [w["field"] for w in answer.json()["rows"]]


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Organisation, Member, Crew, Grant, Certificate, Event))


@pytest.fixture
def numbered(office: Brigade) -> Brigade:
    for member in Member.objects.exclude(account=None):
        Member.objects.filter(pk=member.pk).update(number=member.account.username if member.account else None)
    return office


# Add ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("register", "cells", "key"),
    [("organisations", UNIT, "新环卫所"), ("staff", PERSON, "n1"), ("crews", TEAM, "新一组")],
)
def test_one_is_added_and_told_like_a_sheets_row(
    numbered: Brigade, register: str, cells: dict[str, str], key: str
) -> None:
    (told,) = keep(numbered, "Mona", register, cells).json()
    assert told["what"] == "added"
    assert row(numbered, register, key)[next(iter(cells))] == key
    newest = get(numbered, "Mona", f"{register}/history").json()["rows"][0]
    assert (newest["who"], newest["change"]["name"]) == ("Mona", told["name"])


@pytest.mark.parametrize(
    ("register", "cells", "field"),
    [
        ("organisations", UNIT | {"单位名称": "示例区环卫所"}, "单位名称"),
        ("staff", PERSON | {"工号": "bob"}, "工号"),
        ("crews", TEAM | {"班组名称": "bobs"}, "班组名称"),
    ],
)
def test_adding_never_changes_what_is_there(
    numbered: Brigade, register: str, cells: dict[str, str], field: str
) -> None:
    before = counts()
    answer = keep(numbered, "Mona", register, cells)
    assert fields(answer) == [field]
    assert "已经有了" in answer.json()["detail"]
    assert counts() == before


@pytest.mark.parametrize(
    ("register", "cells", "field", "reason"),
    [
        ("organisations", {"单位名称": ""}, "单位名称", "不能为空"),
        ("organisations", {"单位类型": ""}, "单位类型", "不能为空"),
        ("organisations", {"辖区": "火星"}, "辖区", "本市没有辖区"),
        ("organisations", {"统一社会信用代码": "123"}, "统一社会信用代码", "18 位"),
        ("organisations", {"上级单位": "天庭"}, "上级单位", "没有单位"),
        ("organisations", {"上级单位": "新环卫所"}, "上级单位", "自己的上级"),
        ("organisations", {"门前三包责任段": "门前"}, "门前三包责任段", "只有沿街商户"),
        ("organisations", {"在用": "也许"}, "在用", "应为 是 或 否"),
        ("organisations", {"原名称": "从前"}, "原名称", "不能改名"),
        ("staff", {"工号": ""}, "工号", "不能为空"),
        ("staff", {"工号": "a b"}, "工号", "只能用字母"),
        ("staff", {"姓名": "长" * 41}, "姓名", "最多 40 字"),
        ("staff", {"单位": "天庭"}, "单位", "没有单位"),
        ("staff", {"人员类别": "king"}, "人员类别", "没有「king」"),
        ("staff", {"手机号": "…1234"}, "手机号", "不是电话号码"),
        ("staff", {"角色": "king"}, "角色", "没有「king」"),
        ("staff", {"角色": "manager"}, "角色", "只能由系统管理员授权"),
        ("staff", {"执法证号": "证9"}, "证件有效期起", "有效期起和止"),
        (
            "staff",
            {"执法证号": "证9", "证件有效期起": "2026-02-30", "证件有效期止": "2027-01-01"},
            "证件有效期起",
            "不是日期",
        ),
        (
            "staff",
            {"执法证号": "证9", "证件有效期起": "2027-01-01", "证件有效期止": "2026-01-01"},
            "证件有效期止",
            "早于",
        ),
        (
            "staff",
            {"人员类别": "assistant", "执法证号": "证9", "证件有效期起": "2026-01-01", "证件有效期止": "2027-01-01"},
            "执法证号",
            "不能持执法证",
        ),
        (
            "staff",
            {"执法证号": "证Bob", "证件有效期起": "2026-01-01", "证件有效期止": "2027-01-01"},
            "执法证号",
            "已是工号 bob 的",
        ),
        ("staff", {"工号": "ken"}, "工号", "已被别的账号使用"),
        ("crews", {"班组名称": ""}, "班组名称", "不能为空"),
        ("crews", {"成员工号": "ghost"}, "成员工号", "没有在职人员"),
        ("crews", {"成员工号": "bob"}, "成员工号", "一人只在一个班组"),
        ("crews", {"班次": "随便"}, "班次", ""),
        ("crews", {"单位": "天庭"}, "单位", "没有单位"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(
    numbered: Brigade, register: str, cells: dict[str, str], field: str, reason: str
) -> None:
    before = counts()
    whole = {"organisations": UNIT, "staff": PERSON, "crews": TEAM}[register]
    answer = keep(numbered, "Mona", register, whole | cells)
    assert fields(answer) == [field]
    (wrong,) = answer.json()["rows"]
    assert reason in wrong["reason"]
    assert wrong["reason_en"] != wrong["reason"]
    assert answer.json()["detail"].startswith(f"{field}：")
    assert "行" not in answer.json()["detail"].partition("：")[0], "a form has no row numbers"
    assert counts() == before


def test_all_that_is_wrong_is_told_at_once(numbered: Brigade) -> None:
    answer = keep(numbered, "Mona", "staff", PERSON | {"单位": "天庭", "角色": "admin"})
    assert fields(answer) == ["单位", "角色"]
    assert "共 2 处有误" in answer.json()["detail"]
    assert answer.json()["detail_en"].endswith("(2 mistakes in all.)")


def test_a_manager_adopts_nobodys_account_an_administrator_may(numbered: Brigade) -> None:
    """With the account of a first administrator would come its password and its factors."""
    adas = PERSON | {"工号": "ada", "姓名": "冒名"}
    assert fields(keep(numbered, "Mona", "staff", adas)) == ["工号"]
    assert (
        set(numbered.access["Ada"].roles)
        == {"admin"}
        == set(Grant.objects.filter(account__username="ada").values_list("role", flat=True))
    )
    assert keep(numbered, "Ada", "staff", PERSON | {"工号": "ken"}).status_code == 200


@pytest.fixture
def chiefs(numbered: Brigade) -> Brigade:
    """Ada (administrator) and Hera (manager of the west) are people of the squad; Eve also supervises in the east."""
    unit = Organisation.objects.get(pk=numbered.unit["squad"])
    for name in ("Ada", "Hera"):
        member = services.enrol_member(organisation=unit, name=name, kind="centre", account=numbered.account[name])
        Member.objects.filter(pk=member.pk).update(number=name.lower())
    services.grant(account=numbered.account["Eve"], role="supervisor", area=THERE)
    return numbered


@pytest.mark.parametrize(
    ("who", "number", "cells", "field", "reason"),
    [
        ("Mona", "ada", {"角色": ""}, "角色", "授权和撤销"),
        ("Mona", "hera", {"角色": f"dispatcher@{HERE}"}, "角色", "授权和撤销"),
        ("Mona", "ada", {"在职": "否"}, "在职", "只能由系统管理员办理"),
        ("Mona", "hera", {"在职": "否"}, "在职", "只能由系统管理员办理"),
        ("Hera", "eve", {"角色": f"member@{HERE}、handler@{HERE}"}, "角色", "超出您管理的辖区"),
        ("Hera", "bob", {"角色": f"member@{HERE}、supervisor@{THERE}"}, "角色", "超出您管理的辖区"),
        ("Hera", "bob", {"角色": "member"}, "角色", "超出您管理的辖区"),
    ],
)
def test_who_may_not_appoint_may_not_dismiss(
    chiefs: Brigade, who: str, number: str, cells: dict[str, str], field: str, reason: str
) -> None:
    before = sorted(Grant.objects.values_list("account__username", "role", "area"))
    answer = change(chiefs, "staff", number, who, **cells)
    assert fields(answer) == [field]
    assert reason in answer.json()["detail"]
    assert sorted(Grant.objects.values_list("account__username", "role", "area")) == before
    assert Member.objects.get(number=number).active


def test_what_is_elsewhere_stays_when_his_own_keeper_changes_the_rest(chiefs: Brigade) -> None:
    """The export of a district, corrected and imported again, must not stumble over a role that somebody has in another one."""
    assert change(chiefs, "staff", "eve", "Hera", 姓名="夏娃").status_code == 200
    assert Grant.objects.filter(account__username="eve", role="supervisor", area=THERE).exists()


def test_an_administrator_dismisses_and_closes(chiefs: Brigade) -> None:
    assert change(chiefs, "staff", "hera", "Ada", 角色="").status_code == 200
    assert change(chiefs, "staff", "hera", "Ada", 在职="否").status_code == 200
    assert not Member.objects.get(number="hera").active


def test_an_account_of_a_person_without_a_number_is_his(office: Brigade) -> None:
    assert Member.objects.get(name="Bob").number is None
    assert fields(keep(office, "Ada", "staff", PERSON | {"工号": "bob"})) == ["工号"]


# Change ------------------------------------------------------------------------------------------------------------------


def test_a_persons_row_holds_the_whole_phone_number_so_that_saving_keeps_it(numbered: Brigade) -> None:
    Member.objects.filter(number="bob").update(phone="13812345678")
    assert get(numbered, "Mona", "staff", q="bob").json()["rows"][0]["phone"] == "…5678"
    assert row(numbered, "staff", "bob")["手机号"] == "13812345678"
    assert change(numbered, "staff", "bob", 姓名="波波").json()[0]["after"] == {"姓名": "波波"}
    assert Member.objects.get(number="bob").phone == "13812345678"


@pytest.mark.parametrize(("register", "key"), [("organisations", "示例区环卫所"), ("staff", "bob"), ("crews", "bobs")])
def test_saving_a_row_unchanged_changes_nothing(numbered: Brigade, register: str, key: str) -> None:
    before = counts()
    (told,) = change(numbered, register, key).json()
    assert told["what"] == "same"
    assert counts() == before


def test_what_somebody_else_has_changed_meanwhile_is_not_undone(numbered: Brigade) -> None:
    seen = row(numbered, "organisations", "示例区环卫所")
    assert change(numbered, "organisations", "示例区环卫所", "Hera", 电话="0571-1").status_code == 200
    answer = keep(numbered, "Mona", "organisations", seen | {"电话": "0571-2"}, seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Organisation.objects.get(name="示例区环卫所").phone == "0571-1"


def test_a_unit_is_renamed_and_keeps_its_id(numbered: Brigade) -> None:
    pk = Organisation.objects.get(name="示例区环卫所").pk
    answer = change(numbered, "organisations", "示例区环卫所", 单位名称="示例区环卫中心", 原名称="示例区环卫所")
    assert answer.json()[0]["before"] == {"单位名称": "示例区环卫所"}
    assert Organisation.objects.get(pk=pk).name == "示例区环卫中心"


def test_one_row_leaves_all_others_alone(numbered: Brigade) -> None:
    others = {k: row(numbered, "crews", k) for k in ("eves", "doras", "ritas")}
    assert change(numbered, "crews", "bobs", 车辆="car").status_code == 200
    assert {k: row(numbered, "crews", k) for k in others} == others
    assert set(Crew.objects.get(name="bobs").members.values_list("number", flat=True)) == {"bob", "ben"}


# End ---------------------------------------------------------------------------------------------------------------------


def test_who_leaves_is_in_no_crew_and_cannot_sign_in(numbered: Brigade) -> None:
    assert change(numbered, "staff", "bob", 在职="否").json()[0]["after"] == {"在职": "否"}
    assert row(numbered, "crews", "bobs")["成员工号"] == "ben"
    assert not numbered.account["Bob"].__class__.objects.get(username="bob").is_active
    assert get(numbered, "Mona", "staff", q="bob").json()["rows"] == []


def test_a_disbanded_crew_has_nobody_and_its_past_stays(numbered: Brigade) -> None:
    assert change(numbered, "crews", "bobs", 在用="否").json()[0]["after"] == {"成员工号": "", "在用": "否"}
    assert Crew.objects.get(name="bobs").members.count() == 0
    assert "bobs" not in {c["name"] for c in get(numbered, "Mona", "crews").json()["rows"]}
    assert [c["name"] for c in get(numbered, "Mona", "crews", ended="true").json()["rows"]] == ["bobs"]
    assert keep(numbered, "Mona", "crews", TEAM | {"成员工号": "bob、ben"}).status_code == 200, "free for another crew"


def test_a_crew_on_shift_is_not_disbanded(numbered: Brigade) -> None:
    start_shift(numbered, "bobs")
    answer = change(numbered, "crews", "bobs", 在用="否")
    assert fields(answer) == ["在用"]
    assert Crew.objects.get(name="bobs").active


def test_a_unit_that_still_has_something_is_not_dissolved(numbered: Brigade) -> None:
    Organisation.objects.filter(name="监督中心").update(parent_id=numbered.unit["squad"])
    answer = change(numbered, "organisations", "示例区执法中队", 在用="否")
    assert fields(answer) == ["在用"]
    left = answer.json()["rows"][0]["reason"]
    for words in ("在职人员 4 名", "班组 2 个", "责任 1 项", "下级单位 1 个"):
        assert words in left
    assert Organisation.objects.get(name="示例区执法中队").active


def test_an_empty_unit_is_dissolved_and_nothing_new_belongs_to_it(numbered: Brigade) -> None:
    assert keep(numbered, "Mona", "organisations", UNIT).status_code == 200
    assert change(numbered, "organisations", "新环卫所", 在用="否").json()[0]["after"] == {"在用": "否"}
    names = {u["name"] for u in get(numbered, "Mona", "organisations").json()["rows"]}
    assert "新环卫所" not in names
    for register, cells, field in (
        ("staff", PERSON | {"单位": "新环卫所"}, "单位"),
        ("crews", TEAM | {"单位": "新环卫所"}, "单位"),
        ("organisations", UNIT | {"单位名称": "下级", "上级单位": "新环卫所"}, "上级单位"),
    ):
        answer = keep(numbered, "Mona", register, cells)
        assert fields(answer) == [field]
        assert "已撤销" in answer.json()["rows"][0]["reason"]
    duties = sheet(("处置单位", "事项", "辖区"), [["新环卫所", "全部", HERE]])
    assert "已撤销" in send(numbered, "Mona", "responsibilities/import", duties).json()["detail"]
    listed = Client().get("/api/organisations", **numbered.token("Alice")).json()
    assert "新环卫所" not in {o["name"] for o in listed}


def test_who_left_a_unit_before_it_was_dissolved_still_has_a_good_row(numbered: Brigade) -> None:
    keep(numbered, "Mona", "organisations", UNIT)
    keep(numbered, "Mona", "staff", PERSON | {"单位": "新环卫所"})
    assert change(numbered, "staff", "n1", 在职="否").status_code == 200
    assert change(numbered, "organisations", "新环卫所", 在用="否").status_code == 200
    assert change(numbered, "staff", "n1", 姓名="故人").status_code == 200
    assert fields(change(numbered, "staff", "n1", 在职="是")) == ["单位"]


def test_one_sheet_moves_the_units_below_and_dissolves_the_one_above(numbered: Brigade) -> None:
    keep(numbered, "Mona", "organisations", UNIT)
    keep(numbered, "Mona", "organisations", UNIT | {"单位名称": "下级班", "上级单位": "新环卫所"})
    titles = (
        "单位名称",
        "单位类型",
        "上级单位",
        "辖区",
        "统一社会信用代码",
        "电话",
        "配手机",
        "门前三包责任段",
        "在用",
    )
    both = [
        ["新环卫所", "专业部门", "", HERE, "", "", "", "", "否"],
        ["下级班", "专业部门", "", HERE, "", "", "", "", "是"],
    ]
    assert send(numbered, "Mona", "organisations/import", sheet(titles, both)).json()["changed"] == 2
    assert not Organisation.objects.get(name="新环卫所").active


def test_a_sheet_without_the_column_names_what_is_in_use(numbered: Brigade) -> None:
    keep(numbered, "Mona", "organisations", UNIT | {"在用": "否"})
    old = [c for c in ORGANISATION.columns if c not in ("在用", "原名称")]
    told = send(
        numbered, "Mona", "organisations/import", sheet(old, [["新环卫所", "专业部门", "", HERE, "", "", "是", ""]])
    ).json()
    assert told["changes"][0]["after"] == {"在用": "是"}


# Who may -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("register", "cells"), [("organisations", UNIT), ("staff", PERSON), ("crews", TEAM)])
@pytest.mark.parametrize("who", ["Alice", "Bob", "Zoe"])
def test_who_keeps_nothing_adds_nothing(numbered: Brigade, register: str, cells: dict[str, str], who: str) -> None:
    before = counts()
    assert keep(numbered, who, register, cells).status_code == 403
    assert get(numbered, who, f"{register}/row", key="bob").status_code == 403
    assert counts() == before


@pytest.mark.parametrize(
    ("register", "key", "cells"),
    [("organisations", "示例区环卫所", UNIT), ("staff", "bob", PERSON), ("crews", "bobs", TEAM)],
)
def test_another_districts_keeper_neither_reads_nor_adds(
    numbered: Brigade, register: str, key: str, cells: dict[str, str]
) -> None:
    before = counts()
    assert get(numbered, "Tess", f"{register}/row", key=key).status_code == 404
    assert keep(numbered, "Tess", register, cells).status_code == 400
    assert counts() == before


def test_nobody_moves_his_unit_into_anothers_district(numbered: Brigade) -> None:
    assert fields(change(numbered, "organisations", "示例区环卫所", "Hera", 辖区=THERE)) == ["单位名称"]
    assert Organisation.objects.get(name="示例区环卫所").area == HERE


@pytest.mark.parametrize("register", ["responsibilities", "conditions", "jobs"])
def test_what_is_changed_as_a_whole_has_no_rows(numbered: Brigade, register: str) -> None:
    """One row of the responsibilities alone would remove all others."""
    before = Responsibility.objects.count()
    assert (
        keep(numbered, "Mona", register, {"处置单位": "示例区环卫所", "事项": "全部", "辖区": HERE}).status_code == 404
    )
    assert get(numbered, "Mona", f"{register}/row", key="x").status_code == 404
    assert Responsibility.objects.count() == before


def test_an_empty_form_is_one_sentence(numbered: Brigade) -> None:
    answer = keep(numbered, "Mona", "crews", {})
    assert answer.status_code == 400
    assert answer.json()["detail_en"]


def test_the_service_alone_keeps_to_the_scope() -> None:
    for name in ("organisations", "staff", "crews"):
        with pytest.raises(NotFound):
            services.row_of(name, "nothing")


def test_a_rows_columns_are_its_sheets(numbered: Brigade) -> None:
    for name, kept, key in (
        ("organisations", ORGANISATION, "监督中心"),
        ("staff", STAFF, "bob"),
        ("crews", CREW, "bobs"),
    ):
        assert list(row(numbered, name, key)) == list(kept.columns)
