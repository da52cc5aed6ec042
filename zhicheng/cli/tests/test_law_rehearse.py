"""`zhicheng law rehearse`: drafts as folders and overlays, cases from files and from the city, what a wrong one is told."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zhicheng.cli.law import law
from zhicheng.cli.law.packs import PACKS, drafted_book, jurisdiction_of, lint_pack
from zhicheng.kernel.errors import BadInput
from zhicheng.law.book import book_of
from zhicheng.law.rehearse import PastCase
from zhicheng.law.tests.walks import BOOK, LITTER, ON_THE_SPOT, ORDINARY, SHOP

ROOT = Path(__file__).resolve().parents[3]
LONGER_LIST = "leniency:\n- {violation: V.ZJ.pile, kind: minor, conditions: [removed at once]}\n"
LOWER_LIMIT = "settings: {big_fine_citizen: 400}\n"
DEARER = """violations:
- id: V.ZJ.litter
  name: 乱扔
  name_en: littering
  matters: ['06010']
  article: ZJ 32
  quote: [可以处五十元以上一百元以下罚款]
  from: 2027-01-01
  stages:
  - pre: none
    fine: {citizen: [50, 100], org: [50, 100]}
"""
CASES = [
    {"id": "A", "squad": "一中队", "ended_on": "2026-03-01", "given": {"violation": "V.ZJ.litter", "act": "2026-02-03T09:00", "fine": 30}},
    {"id": "B", "squad": "二中队", "ended_on": "2026-04-01", "given": {"violation": "V.ZJ.pile", "act": "2026-02-03T09:00", "fine": 500}},
    {"id": "C", "squad": "二中队", "ended_on": "2026-05-01",
     "given": {"violation": "V.ZJ.pile", "act": "2026-02-03T09:00", "fine": 300, "corrected": True}},
]  # fmt: skip


def write(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    return write(
        tmp_path / "cases.yaml",
        json.dumps({"config": {"jurisdiction": "330000"}, "scenarios": CASES}, ensure_ascii=False),
    )


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(law, ["rehearse", *map(str, args)])


def answer(*args: str | Path) -> dict[str, Any]:
    done = run(*args, "--json")
    assert done.exit_code == 0, done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*args: str | Path) -> BadInput:
    error = run(*args).exception
    assert isinstance(error, BadInput), error
    return error


def table(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))


# Drafts ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["national", "zhejiang"])
def test_today_s_own_pack_as_a_draft_changes_nothing(name: str, cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / name
    shutil.copytree(PACKS / name, folder)
    found = answer(folder, "--cases", cases)
    assert (found["totals"]["cases"], found["totals"]["changed"], found["cases"]) == (3, 0, [])


@pytest.mark.parametrize(("name", "region"), [("national", ""), ("zhejiang", "330000"), ("beijing", "110000")])
def test_a_pack_read_as_a_draft_is_the_book_that_runs(name: str, region: str) -> None:
    assert jurisdiction_of(PACKS / name) == region
    assert drafted_book(PACKS / name, region, {}) == book_of(region)


def test_an_overlay_that_says_nothing_is_today_s_book(tmp_path: Path) -> None:
    assert drafted_book(write(tmp_path / "d.yaml", "leniency: []\n"), "330000", {}) == BOOK


def test_a_longer_list(cases: Path, tmp_path: Path) -> None:
    found = answer(write(tmp_path / "d.yaml", LONGER_LIST), "--cases", cases)
    assert [(c["case"], {x["field"] for x in c["changes"]} >= {"sparing"}) for c in found["cases"]] == [("C", True)]
    assert (found["totals"]["spared"], found["totals"]["by_squad"]) == (1, {"二中队": 1})


def test_a_lower_threshold_gives_exactly_these_a_hearing(cases: Path, tmp_path: Path) -> None:
    found = answer(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases)
    assert [c["case"] for c in found["cases"]] == ["B"]
    assert found["totals"]["heard"] == 1
    assert found["totals"]["hearings"] == {"today": 0, "draft": 1, "more": 1}


def test_a_folder_with_one_file_leaves_the_others_as_they_are(cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zhejiang"
    folder.mkdir()
    write(folder / "leniency.yaml", "leniency: []\n")
    draft = drafted_book(folder, "330000", {})
    assert draft.violations == BOOK.violations
    assert set(draft.leniency) == set(book_of().leniency)
    assert answer(folder, "--cases", cases)["totals"]["changed"] == 0


def test_a_folder_of_another_name_stands_in_place_of_the_region_s_own(cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "next-year"
    shutil.copytree(PACKS / "zhejiang", folder)
    write(folder / "settings.yaml", LOWER_LIMIT)
    assert [c["case"] for c in answer(folder, "--cases", cases)["cases"]] == ["B"]
    bare = write(tmp_path / "c.jsonl", "\n".join(json.dumps(c) for c in CASES))
    assert "--jurisdiction" in str(refused(folder, "--cases", bare))
    assert answer(folder, "--cases", bare, "--jurisdiction", "330000")["totals"]["heard"] == 1


def test_a_text_of_next_year_is_taken_as_in_force_unless_asked_otherwise(cases: Path, tmp_path: Path) -> None:
    draft = write(tmp_path / "d.yaml", DEARER)
    ranges = [
        x["draft"] for more in ((), ("--as-written",)) for c in answer(draft, "--cases", cases, *more)["cases"]
        for x in c["changes"] if x["field"] == "range"
    ]  # fmt: skip
    assert ranges == ["50-100", ""]


def test_two_drafts_are_compared(cases: Path, tmp_path: Path) -> None:
    one, two = write(tmp_path / "1.yaml", LOWER_LIMIT), write(tmp_path / "2.yaml", LOWER_LIMIT + LONGER_LIST)
    assert answer(one, "--cases", cases, "--today", one)["totals"]["changed"] == 0
    found = answer(two, "--cases", cases, "--today", one)
    assert (found["totals"]["heard"], found["totals"]["spared"]) == (0, 1)


def test_the_cases_own_settings_hold_for_both(tmp_path: Path) -> None:
    config = {"jurisdiction": "330000", "big_fine_citizen": 300}
    cases = write(tmp_path / "c.json", json.dumps({"config": config, "scenarios": CASES}))
    found = answer(write(tmp_path / "d.yaml", "leniency: []\n"), "--cases", cases)
    assert found["totals"]["hearings"] == {"today": 2, "draft": 2, "more": 0}
    found = answer(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases)
    assert (found["totals"]["not_heard"], found["totals"]["heard"]) == (1, 0)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (LONGER_LIST.replace("minor", "never"), 2, "kind 只能是"),
        (LONGER_LIST.replace("V.ZJ.pile", "V.ZJ.pille"), 2, "V.ZJ.pille 不在 violations"),
        (LOWER_LIMIT + DEARER.replace("[50, 100], org", "[100, 50], org"), 11, "下限不大于上限"),
        (DEARER.replace("ZJ 32", "MARS 1"), 2, "先登记"),
        (DEARER.replace("  quote", "  quot"), 2, "quote"),
        ("settings:\n  big_fine_citizen: 400\n  big_fine: 3\n", 3, "big_fine"),
        ("settings:\n  big_fine_citizen: much\n", 2, "不是金额"),
        ("settings: [1]\n", 1, "一组字段 settings"),
        ("leniency: []\ncolour: red\n", 2, "不认识的部分 colour"),
        ("procedure: {}\n", 1, "不认识的部分 procedure"),
    ],
)
def test_a_broken_draft_is_refused_with_its_line(text: str, line: int, words: str, cases: Path, tmp_path: Path) -> None:
    draft, out = write(tmp_path / "d.yaml", text), tmp_path / "out.csv"
    error = refused(draft, "--cases", cases, "--out", out)
    assert f"d.yaml 第 {line} 行" in str(error)
    assert words in str(error)
    assert (error.field, out.exists()) == ("PACK", False)
    assert f"line {line}" in error.said.en
    assert lint_pack(draft)[0][0].line == line


def test_more_than_one_mistake_is_said(cases: Path, tmp_path: Path) -> None:
    draft = write(tmp_path / "d.yaml", LONGER_LIST.replace("minor", "never") + DEARER.replace("[50, 100]", "[9, 1]"))
    assert "另有 2 处" in str(refused(draft, "--cases", cases))


def test_a_draft_that_is_none(cases: Path, tmp_path: Path) -> None:
    assert "没有 .yaml 文件" in str(refused(tmp_path / "nothing", "--cases", cases))
    assert "第 1 行不是正确的 YAML" in str(refused(write(tmp_path / "d.yaml", "a: ]\n"), "--cases", cases))


def test_an_overlay_is_not_written_as_what_runs(tmp_path: Path) -> None:
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT)
    error = CliRunner().invoke(law, ["lint", str(draft), "--write"]).exception
    assert isinstance(error, BadInput)
    assert (error.field, list(tmp_path.glob("*.json"))) == ("--write", [])
    assert CliRunner().invoke(law, ["lint", str(draft)]).exit_code == 0


def test_a_broken_folder_names_its_file(cases: Path, tmp_path: Path) -> None:
    folder = tmp_path / "zhejiang"
    folder.mkdir()
    write(folder / "violations.yaml", DEARER.replace("ZJ 32", "MARS 1"))
    assert "violations.yaml 第 2 行" in str(refused(folder, "--cases", cases))
    write(folder / "violations.yaml", DEARER)
    write(folder / "settings.yaml", "# ours\nsettings:\n  colour: red\n")
    assert "settings.yaml 第 3 行" in str(refused(folder, "--cases", cases))


# Cases ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ((), ["A", "B", "C"]), (("--from", "2026-04-01"), ["B", "C"]), (("--to", "2026-04-01"), ["A", "B"]),
        (("--from", "2026-03-02", "--to", "2026-04-30"), ["B"]), (("--from", "2027-01-01"), []),
    ],
)  # fmt: skip
def test_cases_outside_the_days_are_left_out(
    days: tuple[str, ...], numbers: list[str], cases: Path, tmp_path: Path
) -> None:
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT.replace("400", "1") + DEARER)
    found = answer(draft, "--cases", cases, *days)
    assert [c["case"] for c in found["cases"]] == numbers
    assert found["totals"]["cases"] == len(numbers)


def test_days_the_wrong_way_round(cases: Path, tmp_path: Path) -> None:
    error = refused(
        write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases, "--from", "2026-05-02", "--to", "2026-05-01"
    )
    assert error.field == "--from"


@pytest.mark.parametrize("form", ["yaml", "json", "jsonl"])
def test_the_three_forms_of_a_file_say_the_same(form: str, tmp_path: Path) -> None:
    lines = "\n\n".join(json.dumps(c, ensure_ascii=False) for c in CASES)
    whole = json.dumps({"scenarios": CASES}, ensure_ascii=False)
    file = write(tmp_path / f"c.{form}", lines if form == "jsonl" else whole)
    found = answer(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", file, "--jurisdiction", "330000")
    assert (found["totals"]["cases"], [c["case"] for c in found["cases"]]) == (3, ["B"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '{"id": 1, "given": {"violation": "V.ZJ.litter", "act": "2026-02-03"}}\n{"id": 2, "given": {"fine": "x"}}\n',
            "第 2 行，given.fine：「x」不是金额",
        ),
        ('{"given": {}, \n', "第 1 行，不是正确的 JSON"),
        ("\n\n[1]\n", "第 3 行，scenarios：应为一组字段"),
        ('{"given": {"violation": "V.MARS"}}\n', "given.violation：违法行为目录里没有 V.MARS"),
        ('{"given": {}}\n', "看不出哪天结束"),
    ],
)
def test_a_wrong_line_is_named(text: str, words: str, tmp_path: Path) -> None:
    draft, out = write(tmp_path / "d.yaml", LOWER_LIMIT), tmp_path / "out.csv"
    error = refused(draft, "--cases", write(tmp_path / "c.jsonl", text), "--jurisdiction", "330000", "--out", out)
    assert words in str(error)
    assert (error.field, out.exists()) == ("--cases", False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scenarios:\n- id: A\n  given:\n    violation: V.ZJ.litter\n    fine: much\n", "c.yaml 第 5 行，given.fine"),
        (
            "scenarios:\n- id: A\n  ended_on: 2026-01-01\n  given: {}\n  events:\n  - step: T05\n    at: noon\n",
            "c.yaml 第 7 行，events[0].at",
        ),
        ("scenarios:\n- id: A\n  given: {violation: V.ZJ.litter}\n", "c.yaml 第 2 行，ended_on"),
        ("scenarios: {}\n", "没有 scenarios 列表"),
        ("scenarios: [\n", "不是正确的 YAML"),
    ],
)
def test_a_wrong_document_is_told_where(text: str, words: str, tmp_path: Path) -> None:
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT)
    assert words in str(refused(draft, "--cases", write(tmp_path / "c.yaml", text), "--jurisdiction", "330000"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT)
    for name in ("none.yaml", "none.jsonl"):
        assert "找不到文件" in str(refused(draft, "--cases", tmp_path / name, "--jurisdiction", "330000"))


def test_a_config_that_is_not_offered_is_named(tmp_path: Path) -> None:
    cases = write(tmp_path / "c.yaml", "config: {colour: red}\nscenarios: []\n")
    assert refused(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases).field == "config.colour"


# The city's own cases -------------------------------------------------------------------------------------------------------


ASKED: list[tuple[date, date]] = []


def own_cases(first: date, last: date) -> Iterator[PastCase]:
    ASKED.append((first, last))
    yield PastCase("1", "一中队", LITTER, ON_THE_SPOT, date(2026, 5, 11))
    yield PastCase("2", "二中队", SHOP, ORDINARY, date(2026, 3, 26))


def test_without_a_file_the_city_s_own_cases_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["zhicheng.cli.law.rehearse"], "PAST", f"{__name__}.own_cases")
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT)
    found = answer(draft, "--jurisdiction", "330000", "--from", "2026-01-01", "--to", "2026-12-31")
    assert ASKED[-1] == (date(2026, 1, 1), date(2026, 12, 31))
    assert (found["totals"]["cases"], [c["case"] for c in found["cases"]]) == (2, ["2"])
    answer(draft, "--jurisdiction", "330000")
    assert ASKED[-1] == (date.min, date.max)


# What is told ---------------------------------------------------------------------------------------------------------------


def test_every_difference_is_a_line_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["zhicheng.cli.law.rehearse"], "PAST", f"{__name__}.own_cases")
    out = tmp_path / "out.csv"
    found = answer(write(tmp_path / "d.yaml", LOWER_LIMIT), "--jurisdiction", "330000", "--out", out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = table(out)
    assert [(r["field"], r["what"]) for r in rows] == [
        (x["field"], x["what"]) for c in found["cases"] for x in c["changes"]
    ]
    notice = next(r for r in rows if r["what"] == "T33")
    assert {k: notice[k] for k in ("case", "squad", "ended_on", "event", "today", "draft", "article")} == {
        "case": "2", "squad": "二中队", "ended_on": "2026-03-26", "event": "7", "today": "", "draft": "INV-21", "article": "APL 63",
    }  # fmt: skip


def test_a_cell_is_no_formula(tmp_path: Path) -> None:
    cases = write(tmp_path / "c.jsonl", json.dumps({**CASES[1], "id": "=HYPERLINK(1)", "squad": "@x"}))
    out = tmp_path / "out.csv"
    answer(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases, "--jurisdiction", "330000", "--out", out)
    row = table(out)[0]
    assert (row["case"], row["squad"]) == ("'=HYPERLINK(1)", "'@x")


def test_an_old_table_stays_when_a_case_is_wrong(tmp_path: Path) -> None:
    out = write(tmp_path / "out.csv", "old")
    cases = write(tmp_path / "c.jsonl", f"{json.dumps(CASES[1])}\n{{\n")
    refused(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases, "--jurisdiction", "330000", "--out", out)
    assert out.read_text(encoding="utf-8") == "old"


def test_a_table_needs_a_folder(cases: Path, tmp_path: Path) -> None:
    assert (
        refused(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases, "--out", tmp_path / "no" / "o.csv").field
        == "--out"
    )


def test_only_the_first_cases_are_listed(tmp_path: Path) -> None:
    many = [{**CASES[1], "id": f"N{n}"} for n in range(30)]
    cases = write(tmp_path / "c.jsonl", "\n".join(json.dumps(c) for c in many))
    told = run(write(tmp_path / "d.yaml", LOWER_LIMIT), "--cases", cases, "--jurisdiction", "330000").stdout
    assert "预演 30 件案件，30 件结果不同" in told
    assert "只列出前 20 件" in told
    assert [n for n in range(30) if f"\nN{n} " in told] == list(range(20))
    assert "听证权利" in told


def test_facts_that_exclude_each_other_are_told(tmp_path: Path) -> None:
    wrong = {"id": "W", "given": {**CASES[0]["given"], "decision": "2026-03-09", "served": "2026-03-01"}}  # type: ignore[dict-item]
    cases = write(tmp_path / "c.jsonl", json.dumps(wrong))
    draft = write(tmp_path / "d.yaml", LOWER_LIMIT)
    found = answer(draft, "--cases", cases, "--jurisdiction", "330000")
    assert (found["totals"]["unclear"], found["cases"][0]["changes"]) == (1, [])
    assert found["cases"][0]["unclear"]
    assert "1 件事实矛盾未评" in run(draft, "--cases", cases, "--jurisdiction", "330000").stdout


def test_the_how_to_s_example_says_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / "rehearse-a-law.md").read_text(encoding="utf-8")
    for block in re.findall(r"```yaml\n(# (\w+\.yaml)\n.*?)```", text, flags=re.DOTALL):
        write(tmp_path / block[1], block[0])
    (told,) = re.findall(r"```text\n(.*?)```", text, flags=re.DOTALL)
    assert lint_pack(tmp_path / "draft.yaml")[0] == []
    found = run(tmp_path / "draft.yaml", "--cases", tmp_path / "cases.yaml")
    assert found.exit_code == 0, found.exception
    assert found.stdout.startswith(told), found.stdout
