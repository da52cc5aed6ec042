"""A city sets itself up from four sheets and a switch, by the command line: all or nothing, ids kept, every change an event."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.brigade import AT, BIN, STALL, Brigade
from tests.tiny_city import HERE, THERE
from zhicheng.cli import main
from zhicheng.flow.tickets import lanes
from zhicheng.ground.people import queries as people
from zhicheng.ground.people import services
from zhicheng.ground.people.queries import (
    Account,
    Certificate,
    Crew,
    Grant,
    Member,
    Organisation,
    Responsibility,
    Units,
)
from zhicheng.ground.people.sheets import CREW, DUTY, ORGANISATION, STAFF
from zhicheng.infra import changes
from zhicheng.infra.check import check_events
from zhicheng.infra.models import Event
from zhicheng.kernel.errors import BadInput, BadSheet
from zhicheng.server.imports import import_register

pytestmark = pytest.mark.django_db

UNITS = [["示例大队", "执法大队", "", "", "", "", "", "", ""], ["示例一中队", "执法中队", "示例大队", "示例区", "", "0571", "是", "", ""],
         ["灯具养护所", "专业部门", "", HERE, "", "", "否", "", ""],
         ["老张小吃", "沿街商户", "", HERE + "001", "91330106MA2ABCDE1X", "", "否", "门前 5 米", ""]]  # fmt: skip
WANG = ["1001", "王芳", "示例一中队", "执法队员", "13800001234", "外勤人员、处置人员", "示例区", "", "证1001", "示例区"]
PEOPLE = [[*WANG, "2025-01-01", "2027/1/1", "是"],
          ["1002", "李雷", "示例一中队", "执法队员", "", "", "", "", "证1002", HERE, "2025-01-01", "2026-10-01", ""],
          ["1003", "赵小协", "示例一中队", "协管员", "", "", "", "", "", "", "", "", ""],
          ["2001", "派遣陈", "示例大队", "中心坐席", "", "派遣员、督办@邻居区", "示例区", "值班", "", "", "", "", ""]]  # fmt: skip
TEAMS = [
    [
        "一组",
        "执法组",
        "示例一中队",
        HERE + "001",
        "汽车",
        "浙A00001",
        "1001、1002、1003",
        "周一至周五 08:00-16:00；周六 09:00-12:00",
    ]
]
DUTIES = [["示例一中队", "全部", "示例区"], ["灯具养护所", "01", "示例区"], ["灯具养护所", BIN, HERE]]


def write(folder: Path, sheet: Any, rows: list[list[str]], name: str = "") -> Path:
    path = folder / (name or f"{sheet.name}.csv")
    with path.open("w", encoding="utf-8-sig", newline="") as f:
        csv.writer(f).writerows([sheet.columns, *rows])
    return path


def put(folder: Path, sheet: Any, rows: list[list[str]], **more: Any) -> dict[str, Any]:
    return import_register(sheet.name, write(folder, sheet, rows), at=AT, **more)


@pytest.fixture
def set_up(tmp_path: Path) -> Path:
    """The four sheets of a small brigade, imported in the order in which they need each other."""
    for sheet, rows in ((ORGANISATION, UNITS), (STAFF, PEOPLE), (CREW, TEAMS), (DUTY, DUTIES)):
        result = put(tmp_path, sheet, rows)
        assert (result["added"], result["written"]) == (len(rows), True)
    return tmp_path


def test_four_sheets_make_a_brigade_that_can_work(set_up: Path) -> None:
    squad, lamps = (Organisation.objects.get(name=n) for n in ("示例一中队", "灯具养护所"))
    assert (squad.parent.name, squad.area, squad.has_phones, lamps.has_phones) == ("示例大队", HERE, True, False)
    assert Organisation.objects.get(kind="shop").frontage == "门前 5 米"
    wang = Member.objects.get(number="1001")
    assert {(g.role, g.area, g.organisation_id) for g in Grant.objects.filter(account=wang.account)} == {
        ("member", HERE, None), ("handler", HERE, squad.pk),
    }  # fmt: skip
    assert {(g.role, g.area, g.purpose) for g in Grant.objects.filter(account__username="2001")} == {
        ("dispatcher", HERE, "值班"), ("supervisor", THERE, "值班"),
    }  # fmt: skip
    crew = Crew.objects.get(name="一组")
    assert (crew.state, crew.plate, crew.mode, len(crew.duty)) == ("off", "浙A00001", "car", 2)
    facts = people.members_of([crew.pk])[crew.pk]
    assert people.certified_count(facts, on=AT.date(), area=HERE + "001") == 2, "the assistant does not count"
    assert people.certified_count(facts, on=date(2026, 10, 2), area=HERE + "001") == 1, "one certificate has run out"
    units = Units()
    assert units.responsible(STALL, HERE + "001001001") == squad.pk
    assert units.responsible(BIN, HERE + "001001001") == lamps.pk
    assert check_events()["problems"] == []


def test_importing_the_same_again_changes_nothing_and_keeps_ids(set_up: Path) -> None:
    before = [
        sorted(m.objects.values_list("pk", flat=True))
        for m in (Organisation, Member, Account, Crew, Responsibility, Certificate)
    ]
    events = Event.objects.count()
    for sheet, rows in ((ORGANISATION, UNITS), (STAFF, PEOPLE), (CREW, TEAMS), (DUTY, DUTIES)):
        result = put(set_up, sheet, rows)
        assert (result["same"], result["changes"]) == (len(rows), [])
    assert before == [
        sorted(m.objects.values_list("pk", flat=True))
        for m in (Organisation, Member, Account, Crew, Responsibility, Certificate)
    ]
    assert Event.objects.count() == events


def test_a_change_says_before_and_after_and_is_an_event(set_up: Path) -> None:
    row = [*PEOPLE[0]]
    row[4], row[11] = "13900005678", "2028-01-01"
    result = put(set_up, STAFF, [row])
    assert result["changes"] == [{
        "row": 2, "name": "1001 王芳", "what": "changed", "before": {"手机号": "13800001234", "证件有效期止": "2027-01-01"},
        "after": {"手机号": "13900005678", "证件有效期止": "2028-01-01"},
    }]  # fmt: skip
    newest = changes.history("staff", limit=1)[0]
    assert (newest.actor, newest.at, newest.change.what) == ("cli", AT, "changed")
    assert newest.change.after == {"手机号": "…5678", "证件有效期止": "2028-01-01"}, "the event keeps no phone number"


def test_dry_run_says_the_same_and_writes_nothing(set_up: Path) -> None:
    row = [*TEAMS[0]]
    row[5] = "浙A99999"
    told = put(set_up, CREW, [row], dry_run=True)
    assert (told["changed"], told["written"], told["changes"][0]["after"]) == (1, False, {"车牌": "浙A99999"})
    assert Crew.objects.get().plate == "浙A00001"


@pytest.mark.parametrize(
    ("sheet", "column", "value", "reason"),
    [
        (ORGANISATION, "单位类型", "公司", "没有「公司」"),
        (ORGANISATION, "辖区", "火星区", "本市没有辖区「火星区」"),
        (ORGANISATION, "上级单位", "没有的队", "没有单位「没有的队」"),
        (ORGANISATION, "上级单位", "示例一中队", "绕成了圈"),
        (ORGANISATION, "统一社会信用代码", "123", "不是 18 位"),
        (ORGANISATION, "门前三包责任段", "门前", "只有沿街商户和物业企业"),
        (ORGANISATION, "配手机", "也许", "应为 是 或 否"),
        (STAFF, "工号", "王芳", "只能用字母"),
        (STAFF, "单位", "没有的队", "没有单位「没有的队」"),
        (STAFF, "人员类别", "协管员", "协管员不能持执法证"),
        (STAFF, "角色", "国王", "没有「国王」"),
        (STAFF, "证件有效期止", "2024-01-01", "早于有效期起"),
        (STAFF, "证件有效期止", "2026-02-30", "不是日期或不存在"),
        (STAFF, "证件有效期止", "", "有执法证号就要填"),
        (STAFF, "执法证号", "证1002", "已是工号 1002 的"),
        (STAFF, "手机号", "…1234", "不是电话号码"),
        (CREW, "单位", "没有的队", "没有单位"),
        (CREW, "成员工号", "1001、9999", "没有在职人员 9999"),
        (CREW, "班次", "早班", "看不懂"),
        (CREW, "车辆", "火箭", "没有「火箭」"),
        (DUTY, "事项", "99999", "不是小类代码"),
        (DUTY, "处置单位", "没有的队", "没有单位"),
    ],
)
def test_a_wrong_cell_is_named_by_row_column_and_reason_and_nothing_is_written(
    set_up: Path, sheet: Any, column: str, value: str, reason: str
) -> None:
    rows = {"organisations": UNITS, "staff": PEOPLE, "crews": TEAMS, "responsibilities": DUTIES}[sheet.name]
    bad = [*rows[0]]
    bad[sheet.columns.index(column)] = value
    fresh = [*rows[0]]
    fresh[0] = "全新的" if sheet is not STAFF else "7777"
    if sheet is STAFF:
        fresh[8] = ""
    before = Event.objects.count()
    with pytest.raises(BadSheet) as said:
        put(set_up, sheet, [fresh, bad] if sheet not in (DUTY, CREW) else [bad])
    found = said.value.rows[-1]
    assert found.row == (3 if sheet not in (DUTY, CREW) else 2)
    assert reason in found.reason
    assert "什么都没有写入" in str(said.value)
    assert Event.objects.count() == before
    assert not Organisation.objects.filter(name="全新的").exists()
    assert not Member.objects.filter(number="7777").exists()


def test_every_wrong_row_is_told_at_once(set_up: Path) -> None:
    rows = [["8001", "", "示例一中队", "执法队员", *[""] * 9], ["8002", "甲", "示例一中队", "厨师", *[""] * 9]]
    with pytest.raises(BadSheet) as said:
        put(set_up, STAFF, rows)
    assert [(w.row, w.field) for w in said.value.rows] == [(2, "姓名"), (3, "人员类别")]


def test_the_same_number_twice_names_both_lines(set_up: Path) -> None:
    with pytest.raises(BadSheet, match="第 2 行已经有了"):
        put(set_up, STAFF, [PEOPLE[0], PEOPLE[0]])


def test_one_person_is_in_one_crew(set_up: Path) -> None:
    with pytest.raises(BadSheet, match="1001 已在「一组」"):
        put(set_up, CREW, [["二组", "执法组", "示例一中队", HERE + "001", "", "", "1001", ""]])
    moved = [
        ["一组", *TEAMS[0][1:6], "1002、1003", ""],
        ["二组", "执法组", "示例一中队", HERE + "001", "", "", "1001", ""],
    ]
    put(set_up, CREW, moved)
    assert {n: sorted(c.members.values_list("number", flat=True)) for n in ("一组", "二组") for c in [Crew.objects.get(name=n)]} == {
        "一组": ["1002", "1003"], "二组": ["1001"],
    }  # fmt: skip


def test_who_leaves_cannot_log_in_and_leaves_his_crew(set_up: Path) -> None:
    put(set_up, STAFF, [[*PEOPLE[0][:12], "否"]])
    wang = Member.objects.get(number="1001")
    assert (wang.active, wang.account.is_active) == (False, False)
    assert "1001" not in Crew.objects.get().members.values_list("number", flat=True)


def test_a_role_taken_out_of_the_sheet_is_taken_away(set_up: Path) -> None:
    put(set_up, STAFF, [[*PEOPLE[3][:5], "派遣员", *PEOPLE[3][6:]]])
    assert people.access_of(Account.objects.get(username="2001")).roles == {"dispatcher"}


def test_a_unit_is_renamed_by_its_former_name(set_up: Path) -> None:
    pk = Organisation.objects.get(name="灯具养护所").pk
    result = put(set_up, ORGANISATION, [["路灯管理处", "专业部门", "", HERE, "", "", "否", "", "灯具养护所"]])
    assert result["changed"] == 1
    assert Organisation.objects.get(name="路灯管理处").pk == pk
    assert Responsibility.objects.filter(organisation_id=pk).count() == 2


def test_the_sheet_of_responsibilities_is_the_whole_of_them(set_up: Path) -> None:
    result = put(set_up, DUTY, DUTIES[:2])
    assert (result["same"], result["gone"]) == (2, 1)
    assert not Responsibility.objects.filter(matter=BIN).exists()


def test_a_sheet_without_its_header_says_which_column_is_missing(set_up: Path) -> None:
    path = set_up / "x.csv"
    path.write_text("工号,姓名\n1,甲\n", encoding="utf-8")
    with pytest.raises(BadInput, match="缺列 单位"):
        import_register("staff", path)


def test_an_excel_sheet_with_a_title_above_reads_the_same(set_up: Path) -> None:
    book = Workbook()
    page = book.active
    page.append(["示例大队 人员表"])
    page.append(STAFF.columns)
    for row in PEOPLE:
        page.append([int(row[0]), *row[1:10], date(2025, 1, 1) if row[10] else "", row[11], row[12]])
    book.save(set_up / "staff.xlsx")
    assert import_register("staff", set_up / "staff.xlsx", at=AT)["same"] == 4


def test_first_passwords_are_written_once_for_the_owner_only(set_up: Path) -> None:
    target = set_up / "passwords.csv"
    result = put(set_up, STAFF, PEOPLE, passwords=target)
    assert result["passwords"] == 2
    assert target.stat().st_mode & 0o777 == 0o600
    given = dict(list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))[1:])
    assert set(given) == {"1001", "2001"}
    assert Account.objects.get(username="1001").check_password(given["1001"])
    assert put(set_up, STAFF, PEOPLE, passwords=set_up / "again.csv")["passwords"] == 0
    with pytest.raises(BadInput, match="不覆盖"):
        put(set_up, STAFF, PEOPLE, passwords=target)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sample_sheets_pass(tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("organisations", "staff", "crews", "responsibilities"):
        path = str(tmp_path / f"{name}.{ending}")
        run("import", name, path, "--sample", "--json")
        written = json.loads(capsys.readouterr().out)["rows"]
        run("import", name, path, "--json")
        assert json.loads(capsys.readouterr().out)["added"] == written > 5


def run(*args: str) -> None:
    """As the shell does: exit 0."""
    with pytest.raises(SystemExit) as ended:
        main(list(args))
    assert ended.value.code == 0


def test_the_command_tells_every_wrong_row_and_ends_with_two(set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(
        set_up, STAFF, [["8001", "", "x", "执法队员", *[""] * 9], ["8002", "甲", "x", "厨师", *[""] * 9]], "bad.csv"
    )
    with pytest.raises(SystemExit) as ended:
        main(["import", "staff", str(path)])
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()
    assert [line.split(" · ")[0] for line in told[:2]] == ["第 2 行", "第 3 行"]
    assert told[2].startswith("共 2 处有误")


def test_the_command_says_what_changed(set_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(set_up, CREW, [[*TEAMS[0][:5], "浙A77777", *TEAMS[0][6:]]])
    run("import", "crews", str(path))
    assert "~ 一组 · 车牌：浙A00001 → 浙A77777" in capsys.readouterr().out


def test_a_district_manager_keeps_only_his_district(set_up: Path) -> None:
    from zhicheng.ground.people.registers import Scope

    scope = Scope((THERE,), appoints=False)
    with pytest.raises(BadSheet, match="不在您管理的辖区内"):
        services.keep_sheet("organisations", [list(ORGANISATION.columns), UNITS[1]], by="x", at=AT, scope=scope)
    rows = [list(STAFF.columns), ["9001", "甲", "邻居队", "中心坐席", "", "管理者", "邻居区", *[""] * 6]]
    services.keep_sheet(
        "organisations",
        [list(ORGANISATION.columns), ["邻居队", "执法中队", "", "邻居区", *[""] * 5]],
        by="x",
        at=AT,
        scope=scope,
    )
    with pytest.raises(BadSheet, match="只能由系统管理员授权"):
        services.keep_sheet("staff", rows, by="x", at=AT, scope=scope)
    with pytest.raises(BadSheet, match="超出您管理的辖区"):
        services.keep_sheet(
            "staff", [rows[0], [*rows[1][:5], "派遣员", "示例区", *rows[1][7:]]], by="x", at=AT, scope=scope
        )
    left = services.keep_sheet(
        "responsibilities", [list(DUTY.columns), ["邻居队", "全部", "邻居区"]], by="x", at=AT, scope=scope
    )
    assert [c.what for c in left] == ["added"], "what another district keeps does not go"


# The fast lane -----------------------------------------------------------------------------------------------------------


def test_the_switch_shows_and_sets_the_fast_lane(slow_brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    run("switch", "fast-lane")
    assert "没有为任何事项开通" in capsys.readouterr().out
    run("switch", "fast-lane", "--open", "03", "--close", BIN, "--area", "示例区", "--json")
    rows = json.loads(capsys.readouterr().out)["fast_lane"]
    assert [(r["area"], r["matter"], r["open"]) for r in rows] == [(HERE, "03", True), (HERE, BIN, False)]
    lane = lanes.FastLane()
    assert lane.is_open("03002", HERE + "001001001")
    assert not lane.is_open(BIN, HERE + "001001001")
    assert not lane.is_open("03002", THERE + "001001001")
    assert [p.change.after for p in changes.history("fast_lane")] == [{"快速通道": "关闭"}, {"快速通道": "开通"}]
    run("switch", "fast-lane", "--unset", BIN, "--area", HERE)
    assert lanes.FastLane().is_open(BIN, HERE + "001001001")


def test_a_code_that_does_not_exist_switches_nothing(slow_brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["switch", "fast-lane", "--open", "99999"])
    assert ended.value.code == 2
    assert "没有事项代码 99999" in capsys.readouterr().err
    assert lanes.switches() == {"": {}}


def test_a_code_given_twice_switches_nothing(slow_brigade: Brigade, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["switch", "fast-lane", "--open", BIN, "--close", BIN])
    assert ended.value.code == 2
    assert "写了两次" in capsys.readouterr().err
    assert not lanes.FastLane().is_open(BIN, HERE)
