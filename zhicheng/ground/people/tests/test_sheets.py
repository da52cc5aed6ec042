"""From the cells of an office's sheet to rows, and back: what people write, and what is refused with its column. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.ground.people.sheets import (
    CREW,
    CREWS,
    DUTY,
    MEMBERS,
    MODES,
    ORGANISATION,
    ORGANISATIONS,
    ROLES,
    STAFF,
    CrewRow,
    OrganisationRow,
    Sheet,
    StaffRow,
    cells,
    matter_of,
    matter_text,
    read,
    roles_text,
)  # fmt: skip
from zhicheng.kernel.errors import BadInput, BadSheet

AREAS = {"": "", "全市": "", "西区": "9901", "9901": "9901", "东区": "9902", "9902": "9902"}


def area_of(text: str) -> str:
    if text not in AREAS:
        raise BadInput(f"没有辖区「{text}」。", f"There is no area “{text}”.")
    return AREAS[text]


def rows(sheet: Sheet[Any], *lines: dict[str, Any]) -> list[Any]:
    return read(sheet, [sheet.columns, *[[line.get(c, "") for c in sheet.columns] for line in lines]], area_of)


def wrong(sheet: Sheet[Any], **line: Any) -> tuple[str, str]:
    with pytest.raises(BadSheet) as refusal:
        rows(sheet, line)
    (only,) = refusal.value.rows
    assert only.reason_en != only.reason
    return only.field, only.reason


UNIT = {"单位名称": "甲队", "单位类型": "执法中队"}
PERSON = {"工号": "1001", "姓名": "王芳", "单位": "甲队", "人员类别": "执法队员"}
PAPER = {"执法证号": "证1", "证件有效期起": "2026-01-01", "证件有效期止": "2027-01-01"}
TEAM = {"班组名称": "一组", "班组类型": "执法组", "单位": "甲队"}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("", True),
        ("是", True),
        ("有", True),
        ("YES", True),
        ("1", True),
        ("否", False),
        ("no", False),
        ("0", False),
        ("停用", False),
    ],
)
def test_yes_and_no_as_people_write_them(text: str, means: bool) -> None:
    (unit,) = rows(ORGANISATION, UNIT | {"配手机": text, "在用": text})
    assert (unit.has_phones, unit.active) == (means, means)


@pytest.mark.parametrize(("code", "title"), [*ORGANISATIONS.items()])
def test_a_units_kind_may_be_its_title_or_its_code(code: str, title: str) -> None:
    assert [
        u.kind for u in rows(ORGANISATION, UNIT | {"单位类型": code}, UNIT | {"单位名称": "乙", "单位类型": title})
    ] == [code] * 2


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"单位名称": ""}, "单位名称", "不能为空"),
        ({"单位名称": "长" * 81}, "单位名称", "最多 80 字"),
        ({"单位类型": "公司"}, "单位类型", "没有「公司」；可用：执法大队"),
        ({"单位类型": ""}, "单位类型", "不能为空；可用："),
        ({"辖区": "火星"}, "辖区", "没有辖区「火星」"),
        ({"统一社会信用代码": "1" * 17}, "统一社会信用代码", "不是 18 位"),
        ({"统一社会信用代码": "1" * 17 + "-"}, "统一社会信用代码", "不是 18 位"),
        ({"电话": "1" * 21}, "电话", "最多 20 字"),
        ({"配手机": "也许"}, "配手机", "应为 是 或 否"),
        ({"在用": "也许"}, "在用", "应为 是 或 否"),
        ({"门前三包责任段": "长" * 121}, "门前三包责任段", "最多 120 字"),
        ({"原名称": "长" * 81}, "原名称", "最多 80 字"),
    ],
)
def test_a_wrong_unit_is_told_by_its_column(cells: dict[str, str], column: str, reason: str) -> None:
    field, said = wrong(ORGANISATION, **(UNIT | cells))
    assert field == column
    assert reason in said


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"工号": ""}, "工号", "不能为空：工号也是登录名"),
        ({"工号": "王芳"}, "工号", "只能用字母"),
        ({"工号": "a" * 41}, "工号", "最多 40 位"),
        ({"姓名": ""}, "姓名", "不能为空"),
        ({"单位": ""}, "单位", "不能为空"),
        ({"人员类别": "队长"}, "人员类别", "没有「队长」"),
        ({"手机号": "…1234"}, "手机号", "不是电话号码"),
        ({"手机号": "1" * 21}, "手机号", "不是电话号码"),
        ({"角色": "国王"}, "角色", "没有「国王」"),
        ({"角色": "督办@火星"}, "角色", "没有辖区「火星」"),
        ({"辖区": "火星"}, "辖区", "没有辖区「火星」"),
        ({"用途": "长" * 61}, "用途", "最多 60 字"),
        ({"执法证号": "证1"}, "证件有效期起", "就要填有效期起和止"),
        (PAPER | {"证件有效期止": ""}, "证件有效期止", "就要填有效期起和止"),
        (PAPER | {"证件有效期起": "去年"}, "证件有效期起", "不是日期"),
        (PAPER | {"证件有效期起": "2028-01-01"}, "证件有效期止", "早于有效期起"),
        (PAPER | {"证件辖区": "火星"}, "证件辖区", "没有辖区"),
        ({"在职": "休假"}, "在职", "应为 是 或 否"),
    ],
)
def test_a_wrong_person_is_told_by_the_column(cells: dict[str, str], column: str, reason: str) -> None:
    field, said = wrong(STAFF, **(PERSON | cells))
    assert field == column
    assert reason in said


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"班组名称": ""}, "班组名称", "不能为空"),
        ({"班组名称": "长" * 41}, "班组名称", "最多 40 字"),
        ({"班组类型": "飞行队"}, "班组类型", "没有「飞行队」"),
        ({"车辆": "火箭"}, "车辆", "没有「火箭」"),
        ({"车牌": "1" * 13}, "车牌", "最多 12 字"),
        ({"班次": "早班"}, "班次", "看不懂"),
        ({"班次": "周八 08:00-16:00"}, "班次", "不是星期几"),
        ({"班次": "08:00-25:30"}, "班次", "没有 25:30"),
        ({"在用": "休息"}, "在用", "应为 是 或 否"),
    ],
)
def test_a_wrong_crew_is_told_by_its_column(cells: dict[str, str], column: str, reason: str) -> None:
    field, said = wrong(CREW, **(TEAM | cells))
    assert field == column
    assert reason in said


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("", ()),
        ("派遣员", (("dispatcher", "9901"),)),
        ("派遣员、督办@东区", (("dispatcher", "9901"), ("supervisor", "9902"))),
        ("dispatcher, supervisor@9902", (("dispatcher", "9901"), ("supervisor", "9902"))),
        ("督办@", (("supervisor", ""),)),  # the whole city
        ("派遣员、派遣员", (("dispatcher", "9901"),)),
        ("派遣员；受理员/值班长", (("dispatcher", "9901"), ("acceptor", "9901"), ("shift_leader", "9901"))),
    ],
)
def test_roles_as_people_write_them(text: str, roles: tuple[tuple[str, str], ...]) -> None:
    (person,) = rows(STAFF, PERSON | {"角色": text, "辖区": "西区"})
    assert person.roles == roles


def test_days_of_a_certificate_without_its_number_are_no_certificate() -> None:
    (person,) = rows(STAFF, PERSON | PAPER | {"执法证号": ""})
    assert (person.certificate, person.valid_from, person.valid_to, person.certificate_area) == ("", None, None, "")


@pytest.mark.parametrize("text", ["2026-05-01", "2026/5/1", "2026.5.1", "20260501", "2026年5月1日", date(2026, 5, 1)])
def test_a_day_as_people_and_spreadsheets_write_it(text: Any) -> None:
    (person,) = rows(STAFF, PERSON | PAPER | {"证件有效期起": text})
    assert person.valid_from == date(2026, 5, 1)


def test_a_number_that_a_spreadsheet_made_of_a_staff_number_is_read_back() -> None:
    assert [r.number for r in rows(STAFF, PERSON | {"工号": 1001.0}, PERSON | {"工号": 1002})] == ["1001", "1002"]


def test_a_disbanded_crew_has_nobody() -> None:
    (crew,) = rows(CREW, TEAM | {"成员工号": "1、2", "班次": "每天 08:00-16:00", "在用": "否"})
    assert (crew.members, crew.duty, crew.active) == ((), (), False)


def test_every_wrong_row_is_told_and_none_is_read() -> None:
    with pytest.raises(BadSheet) as refusal:
        rows(ORGANISATION, UNIT, UNIT | {"单位类型": "?"}, UNIT | {"单位名称": ""})
    assert [(w.row, w.field) for w in refusal.value.rows] == [(3, "单位类型"), (4, "单位名称")]


@pytest.mark.parametrize("sheet", [ORGANISATION, STAFF, CREW, DUTY])
def test_a_sheet_with_its_header_only_is_refused(sheet: Sheet[Any]) -> None:
    with pytest.raises(BadInput, match="没有数据行"):
        read(sheet, [sheet.columns], area_of)


@pytest.mark.parametrize("sheet", [ORGANISATION, STAFF, CREW, DUTY])
def test_a_missing_column_is_named_and_an_optional_one_is_not_missed(sheet: Sheet[Any]) -> None:
    for column in sheet.columns:
        header = [c for c in sheet.columns if c != column]
        if column in sheet.optional:
            with pytest.raises(BadInput, match="没有数据行"):
                read(sheet, [header], area_of)
        else:
            with pytest.raises(BadInput, match=f"缺列 {column}"):
                read(sheet, [header], area_of)


@pytest.mark.parametrize(
    ("text", "code"), [("全部", ""), ("*", ""), ("01", "01"), ("1", "01"), ("01001", "01001"), ("1001", "01001")]
)
def test_a_matter_also_without_its_leading_zero(text: str, code: str) -> None:
    assert matter_of(text) == code


@pytest.mark.parametrize("text", ["", "99999", "没有的事项", "-1"])
def test_no_matter_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="所有事项请填 全部"):
        matter_of(text)


@pytest.mark.parametrize("code", ["", "01", "01001"])
def test_a_matter_is_read_back_from_how_it_is_written(code: str) -> None:
    assert matter_of(matter_text(code).split(" ")[0]) == code


NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
HOURS = ({"days": "12345", "from": "08:00", "to": "16:00"}, {"days": "67", "from": "22:00", "to": "06:00"})
CODES = st.sampled_from(["", "9901", "9902"])


@given(
    st.builds(
        OrganisationRow, NAMES, st.sampled_from(list(ORGANISATIONS)), NAMES, CODES, has_phones=st.booleans(), frontage=NAMES,
        active=st.booleans(),
    )
)  # fmt: skip
def test_a_unit_survives_its_sheet(row: OrganisationRow) -> None:
    assert [replace(r, row=0) for r in read(ORGANISATION, list(cells(ORGANISATION, [row])), area_of)] == [row]


@given(
    st.builds(
        StaffRow, st.from_regex(r"[A-Za-z0-9_.@-]{1,20}", fullmatch=True), NAMES, NAMES, st.sampled_from(list(MEMBERS)),
        roles=st.lists(st.tuples(st.sampled_from(list(ROLES)), st.sampled_from(["", "9901"])), max_size=4, unique=True).map(tuple),
        active=st.booleans(),
    )
)  # fmt: skip
def test_a_person_survives_the_sheet(row: StaffRow) -> None:
    (back,) = read(STAFF, list(cells(STAFF, [row])), area_of)
    assert replace(back, row=0) == row
    assert roles_text(back.roles) == roles_text(row.roles)


@given(
    st.builds(
        CrewRow, NAMES, st.sampled_from(list(CREWS)), NAMES, CODES, st.sampled_from(list(MODES)),
        members=st.lists(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), max_size=4, unique=True).map(tuple),
        duty=st.sampled_from([(), HOURS[:1], HOURS]),
    )
)  # fmt: skip
def test_a_crew_survives_its_sheet(row: CrewRow) -> None:
    (back,) = read(CREW, list(cells(CREW, [row])), area_of)
    assert replace(back, row=0) == row
