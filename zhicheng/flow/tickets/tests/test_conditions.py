"""The sheet of filing conditions that a city already has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.brigade import AT
from zhicheng.flow.tickets.conditions import Row, default_rows, import_rows, parse_limit, read_rows
from zhicheng.flow.tickets.models import Condition
from zhicheng.infra.models import Event
from zhicheng.kernel.calendar import Limit
from zhicheng.kernel.errors import BadInput
from zhicheng.law import matters

HEAD = ["大类代码", "大类名称", "小类代码", "小类名称", "处置单位", "主管部门", "立案条件", "结案条件", "处置时限"]


def line(code: str = "09001", file_if: str = "占道", limit: object = "2紧急工作时", **more: object) -> list[object]:
    return [
        "09",
        "街面秩序",
        code,
        more.get("name", ""),
        "城管中队",
        "城管局",
        file_if,
        more.get("close_if", "已清理"),
        limit,
    ]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("2紧急工作时", Limit(2, "urgent_hour")),
        ("1紧急工作时制止", Limit(1, "urgent_hour")),
        ("2紧急工作日", Limit(2, "natural_day")),
        ("4小时", Limit(4, "work_hour")),
        ("15天", Limit(15, "work_day")),
        ("1.5工作日", Limit(1.5, "work_day")),
        ("三个工作日", Limit(3, "work_day")),
        ("半个工作日", Limit(0.5, "work_day")),
        ("十五日", Limit(15, "work_day")),
        ("二十工作时", Limit(20, "work_hour")),
        ("两小时内", Limit(2, "work_hour")),
        (" 30 分钟 ", Limit(30, "work_minute")),
        ("7 自然日", Limit(7, "natural_day")),
        ("3日历日", Limit(3, "natural_day")),
        ("即办，2小时", Limit(2, "work_hour")),
    ],
)
def test_free_text_limits(text: str, limit: Limit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize("text", ["", "尽快", "工作日", "0天", "99999天", "按计划"])
def test_a_limit_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="处置时限"):
        parse_limit(text)


def test_every_limit_of_the_sample_city_is_understood_as_given(shared: Path) -> None:
    source = yaml.load((shared / "domain" / "time_limits_sample.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    wrong = [
        (r["limit_text"], r["limit"], r["unit"], parse_limit(r["limit_text"]))
        for r in source["rows"]
        if parse_limit(r["limit_text"]) != Limit(r["limit"], r["unit"])
    ]
    assert wrong == []
    assert len(source["rows"]) > 400


def test_titles_above_the_header_empty_lines_and_merged_cells() -> None:
    cells: list[list[object]] = [
        ["某市立结案标准"], [], HEAD,
        line(file_if="一"), ["", None, "", "", "", "", "二", "已清理", "1天"], [None] * 9, line("03001", "满溢", 1),
    ]  # fmt: skip
    cells[-1][-1] = "1天"
    rows = read_rows(cells)
    assert [(r.matter, r.file_if, r.handled_by) for r in rows] == [
        ("09001", "一", "城管中队"),
        ("09001", "二", "城管中队"),
        ("03001", "满溢", "城管中队"),
    ]


def test_columns_in_another_order_and_numbers_as_codes() -> None:
    rows = read_rows([["处置时限", "结案条件", "立案条件", "小类代码"], ["1天", "已清理", "占道", 9001.0]])
    assert rows[0].matter == "09001"


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([["a", "b"], ["1", "2"]], "没有表头"),
        ([HEAD], "没有数据行"),
        ([HEAD, line("99999")], "第 2 行.*不在"),
        ([HEAD, line(file_if="")], "第 2 行：立案条件为空"),
        ([HEAD, line(close_if="")], "第 2 行：结案条件为空"),
        ([HEAD, line(), line(file_if="二", limit="尽快")], "第 3 行.*尽快"),
        ([HEAD, line(), line()], "出现两次"),
        ([], "没有表头"),
    ],
)
def test_a_wrong_sheet_is_refused_with_row_and_reason(cells: list[list[object]], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_rows(cells)


def test_defaults_cover_every_matter() -> None:
    assert {r.matter for r in default_rows()} == set(matters.matters())
    assert all(parse_limit(r.limit_text) == r.limit for r in default_rows())


@pytest.mark.django_db
def test_importing_again_keeps_ids_and_says_what_changed() -> None:
    rows = [Row("09001", f"条件{i}", "已清理", Limit(2, "urgent_hour"), "2紧急工作时") for i in range(3)]
    assert import_rows(rows, by="person:1", at=AT) == {"rows": 3, "added": 3, "changed": 0, "kept": 0}
    ids = {c.file_if: c.pk for c in Condition.objects.all()}
    assert import_rows(rows, by="person:1", at=AT.replace(minute=1)) == {"rows": 3, "added": 0, "changed": 0, "kept": 3}
    changed = [
        Row("09001", "条件0", "已清理", Limit(1, "work_day"), "1天"),
        rows[1],
        Row("03001", "满溢", "已清运", Limit(1, "work_day"), "1天"),
    ]
    assert import_rows(changed, by="person:1", at=AT.replace(minute=2)) == {
        "rows": 3,
        "added": 1,
        "changed": 2,
        "kept": 1,
    }
    assert {c.file_if: c.pk for c in Condition.objects.filter(file_if__startswith="条件")} == ids
    assert not Condition.objects.get(file_if="条件2").active
    assert Condition.objects.get(file_if="条件0").unit == "work_day"
    assert Event.objects.filter(kind="conditions.import").count() == 3


@pytest.mark.django_db
def test_a_sheet_twice_in_the_same_second_is_not_an_error() -> None:
    row = [Row("09001", "条件", "已清理", Limit(2, "urgent_hour"), "2紧急工作时")]
    import_rows(row, by="person:1", at=AT)
    assert import_rows(row, by="person:1", at=AT)["kept"] == 1


@pytest.mark.django_db
def test_the_citys_sheet_replaces_the_defaults_for_filing(slow_brigade: Any) -> None:
    from zhicheng.flow.tickets.conditions import Conditions

    first = Conditions(["09001"]).of("09001")
    assert first is not None
    assert "现场属实" in first.file_if
    import_rows(
        [Row("09001", "占道", "已清理", Limit(2, "urgent_hour"), "2紧急工作时")], by="person:1", at=AT.replace(minute=5)
    )
    now = Conditions(["09001"]).of("09001")
    assert now is not None
    assert now.file_if == "占道"
