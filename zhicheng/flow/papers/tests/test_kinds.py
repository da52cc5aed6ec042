"""The 52 kinds: fields typed, each with its own words, each conditional paragraph prints, each looks like its golden picture."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import combinations
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from pypdf import PdfReader

from zhicheng.flow.papers import typesetting
from zhicheng.flow.papers.drawing import Marks, draw, remedies_text
from zhicheng.flow.papers.kinds import Kind, kind_of, kinds, remedies
from zhicheng.flow.papers.samples import AGENCY, AT, FIELDS, GOODS, OFFICERS, PARTY, fields_of
from zhicheng.flow.papers.tests import golden
from zhicheng.flow.papers.values import TYPES, read_fields, stored
from zhicheng.kernel.errors import BadInput
from zhicheng.law.procedure import procedure

FILLER: dict[str, Any] = {
    "text": "甲乙丙", "long": "甲乙丙丁。", "day": "2026-09-20", "moment": "2026-09-20T09:00:00+08:00", "money": 12345, "number": 3,
    "flag": True,
    "article": "APL 44", "articles": ["APL 44"], "violation": {"id": "V.ZJ.stall", "name": "设摊"}, "party": PARTY,
    "officers": OFFICERS, "names": ["甲"],
    "goods": GOODS, "evidence": [{"kind": "object", "name": "货架", "proves": "在场"}], "dialogue": [{"question": "问什么？", "answer": "答。"}],
    "defence": [{"point": "一点", "adopted": "partly", "reason": "有据"}], "views": [{"who": "甲", "stance": "同意"}],
    "instalments": [{"due": "2026-10-20", "amount": 100}], "references": [{"name": "决定书", "number": "某〔2026〕1号"}],
    "index": [{"name": "甲", "page": "1"}], "samples": [{"name": "油", "quantity": "1", "unit": "桶"}],
}  # fmt: skip


def text_of(pdf: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def filled(kind: Kind, **changes: Any) -> dict[str, Any]:
    """The sample with changes, and with whatever they then need."""
    raw = {k: v for k, v in fields_of(kind.code, **changes).items() if k in kind.fields}
    values = read_fields(kind, raw)
    for name in kind.needed(values):
        field = kind.fields[name]
        raw.setdefault(name, next(iter(field.choices)) if field.choices else FILLER[field.type])
    return raw


def branches() -> list[tuple[str, str, Any]]:
    """Every choice and flag of every kind, each way."""
    return [
        (kind.code, field.id, value)
        for kind in kinds().values()
        for field in kind.fields.values()
        for value in (field.choices or ((True, False) if field.type == "flag" else ()))
    ]


def test_there_are_fifty_two_kinds_with_a_template_and_a_sample_each() -> None:
    assert len(kinds()) == 52
    assert set(kinds()) == set(FIELDS) == {p.stem for p in typesetting.TEMPLATES.glob("D*.typ")}


def test_every_paper_that_a_step_of_the_case_asks_for_exists() -> None:
    asked = {p for step in procedure().steps.values() for p in step.papers}
    assert asked
    assert asked <= set(kinds())


def test_the_kinds_are_those_of_the_domain(shared: Any) -> None:
    text = (shared / "domain" / "documents.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"code: (D\d\d)", text)) == set(kinds())


@pytest.mark.parametrize("code", FIELDS)
def test_the_sample_has_what_its_kind_needs(code: str) -> None:
    kind = kind_of(code)
    values = read_fields(kind, fields_of(code))
    assert [f for f in kind.needed(values) if f not in values] == []
    assert read_fields(kind, stored(values)) == values


@pytest.mark.parametrize("code", FIELDS)
def test_each_kind_looks_like_its_golden_picture(code: str) -> None:
    drawn = golden.picture(code)
    with Image.open(golden.FOLDER / f"{code}.png") as kept:
        assert drawn.size == kept.size
        difference = ImageChops.difference(drawn, kept.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 1.5, (
        "draw it anew with `python -m zhicheng.flow.papers.tests.golden` and look"
    )


def own_words(code: str) -> set[str]:
    """Six-character pieces of the Chinese that the template itself says; fields, labels of facts and titles are not words."""
    text = (typesetting.TEMPLATES / f"{code}.typ").read_text(encoding="utf-8")
    text = re.sub(
        r'label\("[^"]*"\)|\("[^"]{1,12}",|(pair|line|area|opinion|section)\("[^"]*"|#?d\.[a-z_.]+', "|", text
    )
    pieces = re.findall(r"[\u4e00-\u9fff，。、；：（）《》]{6,}", text.replace(kind_of(code).name.zh, "|"))
    return {piece[i : i + 6] for piece in pieces for i in range(len(piece) - 5)}


def test_no_two_kinds_differ_only_in_title_and_fields() -> None:
    words = {code: own_words(code) for code in kinds()}
    assert {code: len(w) for code, w in words.items() if len(w) < 12} == {}
    alike = [
        (a, b) for a, b in combinations(words, 2) if len(words[a] & words[b]) > 0.4 * min(len(words[a]), len(words[b]))
    ]
    assert alike == []


def test_two_kinds_that_differ_only_in_title_would_be_found(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    source = (typesetting.TEMPLATES / "D91.typ").read_text(encoding="utf-8")
    (tmp_path / "D91.typ").write_text(source, encoding="utf-8")
    (tmp_path / "D03.typ").write_text(source.replace("d.request", "d.reason"), encoding="utf-8")
    monkeypatch.setattr(typesetting, "TEMPLATES", tmp_path)
    assert own_words("D03") & own_words("D91") == own_words("D91")


@pytest.mark.parametrize(("code", "field", "value"), branches())
def test_every_choice_prints(code: str, field: str, value: Any) -> None:
    kind = kind_of(code)
    raw = filled(kind, **{field: value})
    text = text_of(draw(code, read_fields(kind, raw), AGENCY, Marks(number="某〔2026〕1号"), at=AT))
    assert kind.title(read_fields(kind, raw)) in text
    assert "none" not in text


@pytest.mark.parametrize("code", FIELDS)
def test_nothing_that_was_given_is_left_out(code: str) -> None:
    """What somebody fills in stands on the paper: texts, names, numbers."""
    kind = kind_of(code)
    raw = {f.id: f"甲{i}乙" for i, f in enumerate(kind.fields.values()) if f.type == "text"}
    told = text_of(draw(code, read_fields(kind, filled(kind, **raw)), AGENCY, Marks(number="某〔2026〕1号"), at=AT))
    conditional = {f for fields in kind.conditions.values() for f in fields}
    assert [f for f, words in raw.items() if words not in told and f not in conditional] == []


def test_a_paper_of_any_moment_can_be_drawn() -> None:
    """The clock counts microseconds, the typesetter whole seconds."""
    at = AT.replace(microsecond=123_456)
    assert draw("D30", {}, AGENCY, at=at) == draw("D30", {}, AGENCY, at=AT)


def test_a_draft_says_so_and_a_final_paper_does_not() -> None:
    values = read_fields(kind_of("D30"), fields_of("D30"))
    assert "草稿" in text_of(draw("D30", values, AGENCY, at=AT))
    final = text_of(draw("D30", values, AGENCY, Marks(number="青西综执责改〔2026〕5号", code="K7P2QX9M"), at=AT))
    assert "草稿" not in final
    assert "青西综执责改〔2026〕5号" in final
    assert "核验码K7P2QX9M" in final
    assert "第1页共" in final


@pytest.mark.parametrize("code", FIELDS)
def test_an_empty_draft_can_be_looked_at_and_names_its_gaps(code: str) -> None:
    kind = kind_of(code)
    text = text_of(draw(code, {}, AGENCY, at=AT))
    assert "草稿" in text
    told = [f for f in kind.needs if kind.fields[f].type not in ("choice", "flag", "number")]
    assert [f for f in told if f"【{kind.fields[f].name.zh}】".replace(" ", "") not in text] == []


@pytest.mark.parametrize("kind", [k for k in kinds().values() if k.remedies], ids=lambda k: k.code)
def test_remedies_stand_on_every_decision_with_the_periods_in_force(kind: Kind) -> None:
    text = text_of(
        draw(kind.code, read_fields(kind, fields_of(kind.code)), AGENCY, Marks(number="某〔2026〕1号"), at=AT)
    )
    assert remedies_text(kind, AGENCY).replace("\n", "") in text
    assert "六十日内" in text
    assert ("先向" in text) is (kind.remedies == "onspot")  # 复议前置, ARL 23
    assert ("六个月内直接" in text) is (kind.remedies != "onspot")


def test_every_penalty_has_the_remedies_of_its_procedure() -> None:
    assert {k.code: k.remedies for k in kinds().values() if k.procedure} == {"D10": "onspot", "D45": "ordinary"}
    assert set(remedies()) == {"onspot", "ordinary", "decision", "order", "measure", "execution"}


def test_a_title_says_what_it_is() -> None:
    seize, seal = kind_of("D26"), kind_of("D26")
    assert seize.title({"measure": "seizure"}) == "扣押决定书"
    assert seal.title({"measure": "seal"}) == "查封决定书"
    assert seal.title({}) == "查封（扣押）决定书"
    assert kind_of("D36").title({"hearing": True}) == "行政处罚听证告知书"


# What does not fit is refused in one sentence -----------------------------------------------------------------------------

REFUSED = [
    ("D10", {"fine": "50"}, "罚款金额"),
    ("D10", {"fine": -1}, "罚款金额"),
    ("D10", {"fine": 50.5}, "罚款金额"),
    ("D10", {"act_at": "2026-09-03T09:30:00"}, "违法时间"),
    ("D10", {"act_at": "昨天"}, "违法时间"),
    ("D10", {"pay_due": "2026-02-30"}, "缴款期限"),
    ("D10", {"payment": "barter"}, "缴纳方式"),
    ("D10", {"officers": []}, "执法人员"),
    ("D10", {"officers": [{"name": "周正"}]}, "执法人员"),
    ("D10", {"party": {"kind": "ghost", "name": "甲", "id_no": "1"}}, "当事人"),
    ("D10", {"party": {"kind": "citizen", "name": "", "id_no": "1"}}, "当事人"),
    ("D10", {"party": PARTY | {"shoe": 42}}, "当事人"),
    ("D24", {"goods": [{"name": "货架", "quantity": "三", "unit": "组"}]}, "物品清单"),
    ("D24", {"goods": [{"name": "货架", "quantity": "3"}]}, "物品清单"),
    ("D37", {"defence_points": [{"point": "甲", "adopted": "maybe"}]}, "陈述申辩要点"),
    ("D51", {"accepts_electronic": "yes"}, "同意电子送达"),
    ("D81", {"pages": -3}, "总页数"),
]


@pytest.mark.parametrize(("code", "changes", "field"), REFUSED)
def test_a_value_that_does_not_fit_is_named(code: str, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_fields(kind_of(code), fields_of(code) | changes)
    assert field in str(refused.value)
    assert refused.value.field in changes
    assert str(refused.value).count("。") == 1


def test_a_field_of_another_kind_is_named() -> None:
    with pytest.raises(BadInput, match="没有字段 weather") as refused:
        read_fields(kind_of("D10"), {"weather": "晴"})
    assert refused.value.field == "weather"


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(BadInput, match="没有文书种类 D99"):
        kind_of("D99")


def test_every_type_of_the_pack_can_be_read() -> None:
    assert {f.type for k in kinds().values() for f in k.fields.values()} == set(TYPES) == set(FILLER) | {"choice"}


def test_a_rare_character_prints_and_an_impossible_one_is_named() -> None:
    kind = kind_of("D52")
    values = read_fields(kind, fields_of("D52", reason="当事人𬍛䶮下落不明"))
    assert draw("D52", values, AGENCY, at=AT).startswith(b"%PDF")
    with pytest.raises(BadInput, match="没有字符"):
        draw("D52", read_fields(kind, fields_of("D52", reason="当事人\U0001f600")), AGENCY, at=AT)


@pytest.mark.parametrize("character", ["\0", "\x07", "\ufeff", "\u200b", "\u202e", "\ud800", "\ue000", "\ufffe"])
@pytest.mark.parametrize("field", ["reason", "summary", "contact"])
def test_a_character_that_nobody_sees_is_refused(character: str, field: str) -> None:
    with pytest.raises(BadInput, match=f"看不见的字符 U\\+{ord(character):04X}") as refused:
        read_fields(kind_of("D52"), fields_of("D52", **{field: f"甲{character}乙"}))
    assert refused.value.field == field


def test_a_character_that_nobody_sees_is_found_inside_lists_too() -> None:
    with pytest.raises(BadInput, match="看不见的字符"):
        read_fields(kind_of("D24"), fields_of("D24", goods=[GOODS[0] | {"name": "货\u202e架"}]))
    with pytest.raises(BadInput, match="看不见的字符"):
        read_fields(kind_of("D24"), fields_of("D24", party=PARTY | {"name": "张\0建国"}))


def test_what_looks_like_markup_is_printed_as_it_stands() -> None:
    """Values are data: nobody writes typst through a field."""
    reason = '#sys.inputs *粗* _斜_ $x$ `y` @z <a> \\ // /* "引" #[x] = 一'
    text = text_of(draw("D52", read_fields(kind_of("D52"), fields_of("D52", reason=reason)), AGENCY, at=AT))
    assert re.sub(r"\s", "", reason) in text


def test_missing_fonts_are_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    typesetting._compiler.cache_clear()
    monkeypatch.setattr(typesetting, "CHECKOUT", tmp_path)
    monkeypatch.setattr(typesetting, "SYSTEM_FONTS", tmp_path / "none")
    try:
        with pytest.raises(typesetting.NoFonts, match="FandolFang R.*tools/fonts.sh"):
            draw("D52", read_fields(kind_of("D52"), fields_of("D52")), AGENCY, at=AT)
    finally:
        typesetting._compiler.cache_clear()


def test_two_threads_set_pages_at_once() -> None:
    import threading

    values = read_fields(kind_of("D45"), fields_of("D45"))
    made: list[bytes] = []
    threads = [threading.Thread(target=lambda: made.append(draw("D45", values, AGENCY, at=AT))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(made) == 4
    assert len(set(made)) == 1, "the same paper at the same moment is the same file"
