"""Planted slips of the pen are refused before finalising; what is printed says what the case says, read back by another program."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.drawing import Marks, draw
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.tests.cases import CASES, Case, number_of
from zhicheng.flow.papers.tests.planting import slips
from zhicheng.flow.papers.values import read_fields
from zhicheng.kernel.errors import BadInput

MISSED = {  # known, each with its reason
    ("D26", "basis"): "which article of a right law gives the power is in no catalogue yet",
    ("D30", "act_place"): "the first paper of a case: nothing says otherwise yet",
    ("D30", "act_at"): "the first paper of a case: an old act may be ordered to be corrected",
    ("D33", "fine"): "the proposal is the first to name the amount, and it is inside the range",
    ("D66", "surcharge"): "it grows from day to day, so it may be above the urging letter's",
}


@pytest.mark.parametrize("made", CASES, ids=lambda c: c.__name__)
def test_sound_papers_are_not_refused(made: Callable[[], Case]) -> None:
    case = made()
    assert [(p[0], o.said.zh) for p, before in case.walk() for o in case.against(p, before)] == []


def test_planted_slips_are_refused() -> None:
    planted: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    for made in CASES:
        case = made()
        for paper, before in case.walk():
            for slip in slips(paper):
                planted[slip.kind] += 1
                try:
                    refused = bool(case.against(slip.paper, before))
                except BadInput:
                    refused = True
                if not refused:
                    missed.append((paper[0], slip.field))
    assert set(planted) == {"name", "sex", "number", "plate", "amount", "article", "date", "contradiction"}
    assert min(planted.values()) >= 30
    assert planted.total() >= 500
    assert len(missed) / planted.total() <= 0.01, (planted, missed)
    assert set(missed) <= set(MISSED), "a slip that was refused until now passes"


def test_every_objection_is_one_sentence_in_two_languages_and_names_its_rule() -> None:
    seen = 0
    for made in CASES:
        case = made()
        for paper, before in case.walk():
            for slip in list(slips(paper))[::7]:
                try:
                    found = case.against(slip.paper, before)
                except BadInput:
                    continue
                for one in found:
                    seen += 1
                    assert one.rule
                    assert "。" not in one.said.zh.rstrip("。").replace("。”", ""), one.said.zh
                    assert one.said.en
                    assert one.said.en != one.said.zh
    assert seen > 100


# Read back ----------------------------------------------------------------------------------------------------------------

DIGITS = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def fen_of(capitals: str) -> int:
    """An independent reader of Chinese capitals."""
    total, section, digit = 0, 0, 0
    yuan, _, rest = capitals.partition("元")
    for c in yuan:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in UNITS:
            section, digit = section + digit * UNITS[c], 0
        elif c == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
    cents = sum(
        DIGITS[d] * (10 if unit == "角" else 1) for d, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])(角|分)", rest)
    )
    return (total + section + digit) * 100 + cents


def read_back(pdf: bytes, folder: Path) -> str:
    """The text as poppler reads it, which knows nothing of us."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return re.sub(r"\s", "", done.stdout.decode())


def wrong_in(text: str, case: Case, numbers: set[str]) -> list[str]:
    """What the printed text says that the case does not."""
    facts = case.facts
    assert facts.party is not None
    people = {facts.party.id_no, samples.GUARDIAN["id_no"], samples.CHILD["id_no"]}
    wrong = [n for n in re.findall(r"(?<!\d)\d{17}[\dX](?!\d)", text) if n not in people]
    wrong += [p for p in re.findall(r"浙[A-Z][A-Z0-9]{5}", text) if p != facts.plate]
    wrong += [c for c in re.findall(r"执法证号：(\d+)", text) if c not in {o["certificate"] for o in samples.OFFICERS}]
    wrong += [n for n in re.findall(r"青西综执[\u4e00-\u9fff]{1,4}〔\d{4}〕\d+号", text) if n not in numbers]
    for capitals, figures in re.findall(r"人民币([零壹贰叁肆伍陆柒捌玖拾佰仟万元角分整]+)（([\d,.]+)元）", text):
        if fen_of(capitals) != round(float(figures.replace(",", "")) * 100):
            wrong.append(f"{capitals} is not {figures}")
    return wrong


@pytest.mark.parametrize("made", CASES, ids=lambda c: c.__name__)
def test_the_printed_papers_say_what_the_case_says(made: Callable[[], Case], tmp_path: Path) -> None:
    case = made()
    numbers = {number_of(code) for code, _, _ in case.papers} | {case.facts.no, "青西综执责改〔2025〕9号"}
    read = 0
    for code, at, fields in case.papers:
        values = read_fields(kind_of(code), fields)
        text = read_back(draw(code, values, samples.AGENCY, Marks(number=number_of(code), final=True), at=at), tmp_path)
        read += 1
        assert wrong_in(text, case, numbers) == [], code
        assert number_of(code) in text
        if "party" in values:
            assert values["party"].name in text
        if "fine" in values and code != "D37":
            assert f"{values['fine'] / 100:,.2f}" in text, code
    assert read == len(case.papers)


def test_the_reader_would_see_a_slip(tmp_path: Path) -> None:
    case = CASES[0]()
    at = samples.AT
    for change in (
        {"party": samples.PARTY | {"id_no": "330106198803151230"}},
        {"notice_number": "青西综执罚告〔2026〕2号"},
    ):
        values = read_fields(kind_of("D45"), samples.fields_of("D45", **change))
        text = read_back(draw("D45", values, samples.AGENCY, Marks(number=number_of("D45")), at=at), tmp_path)
        numbers = {number_of(code) for code, _, _ in case.papers}
        assert len(wrong_in(text, case, numbers)) == 1


@pytest.mark.parametrize(
    ("said", "fen"),
    [("伍拾元整", 5000), ("壹仟贰佰叁拾肆元伍角陆分", 123456), ("壹拾万零壹元整", 10_000_100), ("陆佰元整", 60000)],
)
def test_the_reader_of_capitals(said: str, fen: int) -> None:
    assert fen_of(said) == fen
