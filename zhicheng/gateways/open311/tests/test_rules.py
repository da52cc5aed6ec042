"""Moments, spans, pages, answers; the two forms of a document; the services' file. No database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.gateways.open311 import bulk, catalogue, rules, wire
from zhicheng.gateways.open311.rules import Attribute, Wrong
from zhicheng.kernel.errors import BadInput
from zhicheng.kernel.phrases import Phrase

AT = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)


# Moments and spans -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "2026-09-16T02:00:00Z", "2026-09-16T10:00:00+08:00", "2026-09-16T10:00:00 08:00", "2026-09-16T10:00:00+0800", "2026-09-16t02:00:00z",
    "2026-09-15T21:00:00-05:00", " 2026-09-16T02:00:00.000Z ",
])  # fmt: skip
def test_the_same_moment_in_many_ways(text: str) -> None:
    assert rules.read_moment(text, "x") == AT


@pytest.mark.parametrize("text", [
    "", "2026-09-16", "2026-09-16T02:00:00", "2026-09-16T02:00Z", "2026-09-16 02:00:00Z", "2026-13-01T00:00:00Z", "2026-09-16T25:00:00Z",
    "2026-09-16T02:00:00+99:00", "09-16-2026", "1789999999", "２０２６-09-16T02:00:00Z", "1999-12-31T00:00:00Z", "2099-01-01T00:00:00Z",
])  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(Wrong):
        rules.read_moment(text, "x")


DAYS = timedelta(days=1)


@pytest.mark.parametrize(("start", "end", "since", "until"), [
    ("", "", AT - 90 * DAYS, AT), ("2026-09-10T02:00:00Z", "", AT - 6 * DAYS, AT),
    ("", "2026-06-01T00:00:00Z", datetime(2026, 3, 3, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)),
    ("2026-01-01T00:00:00Z", "", datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)),
])  # fmt: skip
def test_what_is_missing_of_a_span_is_ninety_days_away(start: str, end: str, since: datetime, until: datetime) -> None:
    assert rules.read_span(start, end, at=AT) == (since, until)


@pytest.mark.parametrize(
    ("page", "size", "read"),
    [("", "", (1, 1000)), ("2", "", (2, 1000)), ("3", "50", (3, 50)), ("1", "5000", (1, 1000))],
)
def test_pages(page: str, size: str, read: tuple[int, int]) -> None:
    assert rules.read_page(page, size) == read


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "x", "1" * 10, "²", "١"])
def test_what_is_no_page(text: str) -> None:
    with pytest.raises(Wrong):
        rules.read_page(text, "")


# Answers -----------------------------------------------------------------------------------------------------------------

HOW_MANY = Attribute("HOWMANYD", "number", Phrase("多少", "How many"), required=True)
SORT = Attribute(
    "SORT", "multivaluelist", Phrase("种类", "Sort"), values=(("a", Phrase("甲", "A")), ("b", Phrase("乙", "B")))
)
SHOWN = Attribute("SHOWN", "string", Phrase("请注意", "Mind"), variable=False, required=True)
ASKED = (HOW_MANY, SORT, SHOWN)


@pytest.mark.parametrize(("given_", "said"), [
    ({}, ["HOWMANYD required"]), ({"HOWMANYD": [""]}, ["HOWMANYD required"]), ({"HOWMANYD": [" ", " "]}, ["HOWMANYD required"]),
    ({"HOWMANYD": ["3"]}, []), ({"HOWMANYD": ["-3.5"]}, []), ({"HOWMANYD": ["3", "4"]}, ["HOWMANYD 只能有一个值。"]),
    ({"HOWMANYD": ["three"]}, ["HOWMANYD「three」应为数字。"]), ({"HOWMANYD": ["1e9"]}, ["HOWMANYD「1e9」应为数字。"]),
    ({"HOWMANYD": ["3"], "SORT": ["a", "b"]}, []), ({"HOWMANYD": ["3"], "SORT": ["c"]}, ["SORT 没有选项「c」，可选 a、b。"]),
    ({"HOWMANYD": ["3"], "OTHER": ["x"]}, ["attribute[OTHER] 不是这项服务的属性。"]),
])  # fmt: skip
def test_answers_are_checked(given_: dict[str, list[str]], said: list[str]) -> None:
    assert [p.zh for p in rules.check_answers(ASKED, given_)] == said


def test_the_sentence_that_clients_look_for_is_the_same_in_both_languages() -> None:
    assert rules.check_answers((HOW_MANY,), {}) == [Phrase("HOWMANYD required", "HOWMANYD required")]


def test_answers_in_words() -> None:
    assert rules.told(ASKED, {"SORT": ["b", "a"], "HOWMANYD": [" 3 "], "SHOWN": ["x"]}) == "多少：3\n种类：乙、甲"
    assert rules.told(ASKED, {}) == ""


# Two forms of a document -------------------------------------------------------------------------------------------------


def test_a_list_of_one_and_of_none_are_lists() -> None:
    one: Any = [{"service_code": "01", "metadata": True, "keywords": None}]
    assert wire.to_json(one) == b'[{"service_code":"01","metadata":true,"keywords":null}]'
    assert wire.to_json([]) == b"[]"
    assert wire.to_xml("services", one).endswith(
        b"<services><service><service_code>01</service_code><metadata>true</metadata><keywords/></service></services>"
    )
    assert wire.to_xml("services", []).endswith(b"\n<services/>")


def test_an_absent_moment_or_place_is_left_out_of_xml_only() -> None:
    record: Any = {"expected_datetime": None, "lat": None, "zipcode": None, "requested_datetime": AT}
    root = fromstring(wire.to_xml("request", record))
    assert [c.tag for c in root] == ["zipcode", "requested_datetime"]
    assert json.loads(wire.to_json(record)) == {**record, "requested_datetime": "2026-09-16T10:00:00+08:00"}


@given(st.text(max_size=80))
def test_any_text_survives_both_forms(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()  # no database gives lone halves of characters
    assert json.loads(wire.to_json([{"description": text}])) == [{"description": text}]
    found = fromstring(wire.to_xml("requests", {"description": text})).findtext("description") or ""
    assert found.replace("\r", "\n").count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert "<" not in found or "<" in text


# Bulk --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_stays_text_in_a_spreadsheet(text: str) -> None:
    row: Any = dict.fromkeys(bulk.COLUMNS, None) | {"description": text, "lat": -32.5, "requested_datetime": AT}
    head, line = list(bulk.as_csv(iter([row])))
    assert head == (",".join(bulk.COLUMNS) + "\r\n").encode()
    cells = line.decode().rstrip("\n").split(",")
    assert f"'{text}" in line.decode()
    assert "-32.5" in cells  # a number is no formula
    assert "2026-09-16T10:00:00+08:00" in cells


def test_an_empty_export_is_still_a_document() -> None:
    assert json.loads(b"".join(bulk.as_json(iter([])))) == []
    assert fromstring(b"".join(bulk.as_xml(iter([])))).tag == "service_requests"
    assert len(list(bulk.as_csv(iter([])))) == 1


# The services' file ------------------------------------------------------------------------------------------------------


def read(tmp_path: Path, text: str) -> catalogue.Catalogue:
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    catalogue.read_catalogue.cache_clear()
    return catalogue.read_catalogue(file)


def test_a_part_of_the_matters_may_be_offered(tmp_path: Path) -> None:
    found = read(tmp_path, 'offer: ["06", "01037"]\nkinds: {"01037": batch}\n')
    assert {c[:2] for c in found.services} == {"06", "01"}
    assert [c for c in found.services if c.startswith("01")] == ["01037"]
    assert found.services["01037"].kind == "batch"


def test_any_change_is_another_digest(tmp_path: Path) -> None:
    question = 'offer: ["06"]\nquestions: {"06010": {A: {description: [%s, A]}}}\n'
    texts = [
        'offer: ["06"]\n',
        'offer: ["07"]\n',
        'offer: ["06"]\nkinds: {"06010": batch}\n',
        question % "甲",
        question % "乙",
    ]
    assert len({read(tmp_path, t).digest for t in texts}) == len(texts)


Q = 'questions:\n  "06010":\n    '


@pytest.mark.parametrize(("text", "where", "said"), [
    ("[1, 2]", "第 1 行", "应是表"), ("offer: all\n", "offer", "列表"), ('offer: ["4711"]\n', "offer", "4711"), ("ofer: [all]\n", "ofer", "不认识"),
    ('offer: ["06"]\nkinds: {"01037": batch}\n', "kinds.01037", "offer"), ('kinds: {"06010": sometimes}\n', "kinds.06010", "realtime"),
    (Q + "A B: {description: [甲, A]}\n", "A B", "下划线"), (Q + "A: {description: 甲}\n", "description", "列表"),
    (Q + "A: {description: [甲]}\n", "description", "English"),
    (Q + "A: {}\n", "description", "English"),
    (Q + "A: {description: [甲, A], datatype: float}\n", "datatype", "string"),
    (Q + "A: {description: [甲, A], required: maybe}\n", "required", "true"),
    (Q + "A: {description: [甲, A], datatype: singlevaluelist}\n", "values", "缺少"),
    (Q + "A: {description: [甲, A], datatype: singlevaluelist, values: {}}\n", "values", "一个选项"),
    (Q + "A: {description: [甲, A], values: {a: [甲, A]}}\n", "values", "列表"), (Q + "A: {description: [甲, A], colour: red}\n", "colour", "不认识"),
    ("offer: [all\n", "第", "YAML"),
])  # fmt: skip
def test_a_mistake_in_the_file_is_one_sentence_with_line_and_field(
    text: str, where: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInput) as refused:
        read(tmp_path, text)
    assert "mine.yaml" in str(refused.value)
    assert where in str(refused.value)
    assert said in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        catalogue.read_catalogue(tmp_path / "none.yaml")
