"""Each rule refuses what it is for, by its name, and lets the sound paper pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from zhicheng.flow.papers import samples
from zhicheng.flow.papers.kinds import kind_of
from zhicheng.flow.papers.rules import CaseFacts, Draft, Made, Objection, objections
from zhicheng.flow.papers.samples import AGENCY, OFFICERS, PARTY
from zhicheng.flow.papers.tests.cases import ORG, number_of
from zhicheng.flow.papers.values import read_fields

STRANGERS = [{"name": "甲", "certificate": "1"}, {"name": "乙", "certificate": "2"}]
AT = dict((*samples.ORDINARY, *samples.ELSEWHERE, *samples.LATER))
SIMPLE = samples.CASE | {"violation": samples.STALL, "procedure": "simple", "filed_on": None}


def against(code: str, changes: dict[str, Any], *, at: datetime | None = None, case: dict[str, Any] | None = None, others: tuple[Made, ...] = (),
            url: str = AGENCY.url) -> tuple[Objection, ...]:  # fmt: skip
    kind = kind_of(code)
    values = read_fields(kind, samples.fields_of(code, **changes))
    facts = msgspec.convert(case, CaseFacts) if case else None
    return objections(Draft(kind, values, at or AT[code], facts, others, url, AGENCY.short))


def made(code: str, **changes: Any) -> Made:
    kind = kind_of(code)
    values = read_fields(kind, samples.fields_of(code, **changes))
    return Made(code, kind.title(values), number_of(code), AT[code].date(), values)


def twin(**changes: Any) -> dict[str, Any]:
    return {"party": PARTY | changes}


HENS = {"violation": {"id": "V.BJ.poultry", "name": "城镇地区饲养家禽家畜"}}
ALONE: list[tuple[str, dict[str, Any], str, str]] = [  # kind, what is wrong, field, rule
    # who
    ("D10", twin(id_no="330106198803151230"), "party", "GB 11643"),
    ("D10", twin(sex="女"), "party", "GB 11643"),
    ("D10", twin(born="1988-03-16"), "party", "GB 11643"),
    ("D10", {"party": ORG | {"id_no": "91330106MA2BX7K30Y"}}, "party", "GB 32100"),
    ("D10", {"officers": [OFFICERS[0], OFFICERS[0]]}, "officers", "APL 42"),
    ("D10", {"officers": OFFICERS[:1]}, "officers", "APL 42"),
    ("D10", {"officers": [OFFICERS[0], OFFICERS[1] | {"certificate": OFFICERS[0]["certificate"]}]}, "officers", "APL 42"),
    ("D43", {"views": [{"who": "沈洁", "stance": "同意"}]}, "views", "APL 57"),
    ("D43", {"views": [{"who": "沈洁", "stance": "同意"}, {"who": "沈洁", "stance": "同意"}]}, "views", "APL 57"),
    ("D39", {"host": "周正"}, "host", "INV-03"),
    ("D39", {"host": "林岚"}, "host", "INV-03"),
    ("D10", {"party": samples.CHILD}, "party", "INV-40"),
    ("D36", {"party": samples.CHILD}, "party", "INV-40"),
    # law
    ("D10", {"penalises": "ZJ16"}, "penalises", "APL 16"),
    ("D10", {"prohibits": ["《某条例》第三条"]}, "prohibits", "APL 16"),
    ("D10", {"penalises": "GBF27 3"}, "penalises", "INV-34"),
    ("D10", {"penalises": "ZJ 17(1)"}, "penalises", "INV-33"),
    ("D45", {"prohibits": ["ZJ 16"]}, "prohibits", "INV-33"),
    ("D10", {"violation": samples.STALL | {"name": "设摊"}}, "violation", "INV-32"),
    ("D10", {"violation": {"id": "V.ZJ.flying", "name": "飞行"}}, "violation", "INV-04"),
    ("D26", {"basis": ["GBF27 3"]}, "basis", "INV-60"),
    ("D26", {"basis": ["ORD34 3"]}, "basis", "INV-60"),
    # money
    ("D45", {"fine": 100_100}, "fine", "INV-35"),
    ("D45", {"fine": 9_900}, "fine", "INV-35"),
    ("D45", {"fine": 0}, "fine", "INV-35"),
    ("D45", HENS | {"count": 3, "fine": 15_100}, "fine", "INV-35"),
    ("D45", HENS | {"count": 3, "fine": 5_900}, "fine", "INV-35"),
    ("D45", HENS | {"fine": 5_000}, "count", "INV-35"),
    ("D36", HENS | {"fine": 15_000}, "count", "INV-35"),
    ("D10", {"fine": 20_100}, "fine", "INV-10"),
    ("D10", {"penalty": "confiscation"}, "penalty", "INV-10"),
    ("D10", {"fine": 10_100, "payment": "on_spot", "fiscal_receipt": "1"}, "payment", "INV-11"),
    ("D36", {"penalty": "closure"}, "hearing", "INV-21"),
    ("D36", {"penalty": "licence"}, "hearing", "INV-21"),
    ("D61", {"surcharge": 19_801}, "surcharge", "INV-64"),
    ("D61", {"daily": 1_801}, "daily", "INV-64"),
    ("D61", {"cap": 70_000}, "cap", "INV-64"),
    ("D61", {"as_of": "2026-10-19"}, "surcharge", "INV-64"),
    ("D61", {"stopped_days": 3}, "surcharge", "INV-64"),
    ("D60", {"instalments": [{"due": "2026-10-30", "amount": 30000}]}, "instalments", "APL 66"),
    ("D60", {"instalments": [{"due": "2026-11-30", "amount": 30000}, {"due": "2026-10-30", "amount": 30000}]}, "instalments", "APL 66"),
    ("D66", {"reduced": 20_000}, "reduced", "INV-66"),
    ("D62", {"surcharge": 60_001}, "surcharge", "INV-64"),
    ("D63", {"proceeds": 100, "balance": 101}, "balance", "AEL 46"),
    # days
    ("D10", {"act_at": "2026-09-24T09:30:00+08:00"}, "act_at", "INV-32"),
    ("D10", {"act_at": "2019-09-03T09:30:00+08:00"}, "act_at", "INV-32"),
    ("D10", {"pay_due": "2026-10-09"}, "pay_due", "C.1"),
    ("D10", {"pay_due": "2026-10-07"}, "pay_due", "C.1"),
    ("D24", {"to_on": "2026-09-10"}, "to_on", "C.1"),
    ("D36", {"statement_due": "2026-09-18"}, "statement_due", "C.1"),
    ("D36", {"hearing": True, "hearing_due": "2026-09-18"}, "hearing_due", "C.1"),
    ("D36", {"statement_due": "2026-12-22"}, "statement_due", "INV-32"),
    ("D38", {"hearing_at": "2026-10-09T09:00:00+08:00"}, "hearing_at", "C.1"),
    ("D52", {"until_on": "2026-10-22"}, "until_on", "C.1"),
    ("D61", {"due_on": "2026-10-30"}, "due_on", "C.1"),
    ("D26", {"to_on": "2026-10-04"}, "to_on", "INV-32"),
    ("D26", {"from_on": "2026-09-02", "to_on": "2026-10-01"}, "from_on", "INV-32"),
    ("D28", {"new_due": "2026-11-03"}, "new_due", "INV-32"),
    ("D28", {"old_due": "2026-10-04"}, "old_due", "INV-32"),
    ("D20", {"to_at": "2026-09-03T09:30:00+08:00"}, "to_at", "APL 55"),
    ("D20", {"to_at": "2026-09-03T09:00:00+08:00"}, "to_at", "INV-32"),
    ("D20", {"from_at": "2026-09-01T09:30:00+08:00"}, "to_at", "APL 55"),
    ("D30", {"correct_by": "2026-08-31T18:00:00+08:00"}, "correct_by", "INV-32"),
    ("D65", {"self_by": "2027-10-23"}, "self_by", "INV-32"),
    ("D01", {"found_at": "2026-04-01T09:30:00+08:00", "checked_on": "2026-04-02"}, "found_at", "INV-32"),
    ("D62", {"urged_on": "2026-09-20"}, "urged_on", "INV-32"),
    # words
    ("D45", {"facts": "处以罚款 500 元。"}, "facts", "INV-32"),
    ("D45", {"penalty_text": "罚款人民币伍佰元。"}, "penalty_text", "INV-32"),
    ("D45", {"penalty_text": "处 700 元罚款。"}, "penalty_text", "INV-32"),
    ("D45", {"nature": "当事人张建囤店外经营。"}, "nature", "INV-32"),
    ("D45", {"facts": "证件号码 330106198803151211 的人。"}, "facts", "INV-32"),
    ("D45", {"facts": "2026年2月30日摆摊。"}, "facts", "INV-32"),
    ("D45", {"facts": "2027年3月1日摆摊。"}, "facts", "INV-32"),
    ("D45", {"facts": "1888年3月1日摆摊。"}, "facts", "INV-32"),
    ("D45", {"plate": "浙A1234"}, "plate", "GA 36"),
    ("D45", {"plate": "浙A12345", "facts": "货车浙A12346占道。"}, "facts", "INV-32"),
    ("D45", {"told_defence": "当事人可以在十五日内向人民法院起诉。"}, "told_defence", "INV-73"),
    ("D36", {"discretion": "可以在三日内要求听证。"}, "discretion", "INV-73"),
    ("D37", {"defence_points": [{"point": "不服"}]}, "defence_points", "INV-24"),
    ("D45", {"defence_points": [{"point": "不服", "adopted": "rejected"}]}, "defence_points", "INV-24"),
    ("D25", {"outcomes": [samples.GOODS[0]]}, "outcomes", "APL 56"),
    ("D25", {"outcomes": [samples.GOODS[0] | {"outcome": "eaten"}]}, "outcomes", "APL 56"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "field", "rule"), ALONE)
def test_a_paper_alone(code: str, changes: dict[str, Any], field: str, rule: str) -> None:
    found = against(code, changes)
    assert (field, rule) in {(o.field, o.rule) for o in found}, [o.said.zh for o in found]


@pytest.mark.parametrize("code", [c for c, *_ in (*samples.ORDINARY, *samples.ELSEWHERE)])
def test_the_sound_sample_alone_passes(code: str) -> None:
    assert [o.said.zh for o in against(code, {})] == []


BESIDE: list[tuple[str, dict[str, Any], tuple[Made, ...], str, str]] = [
    ("D20", twin(name="张建军"), (made("D04"),), "party", "张建军"),
    ("D20", twin(phone="13800000009"), (made("D04"),), "party", "电话"),
    ("D21", {"person": samples.PERSON | {"name": "张建军"}}, (made("D04"),), "person", "被询问人的姓名"),
    ("D36", {"act_at": "2026-09-03T10:30:00+08:00"}, (made("D04"),), "act_at", "10时30分"),
    ("D36", {"act_place": "别处"}, (made("D04"),), "act_place", "别处"),
    ("D45", {"filed_on": "2026-09-07"}, (made("D04"), made("D36"), made("D37"), made("D44")), "filed_on", "2026年9月7日"),
    ("D36", {"fine": 70000}, (made("D33"),), "fine", "700.00 元"),
    ("D45", {"fine": 70000}, (made("D36"),), "fine", "不得因申辩加重"),
    ("D45", {"fine": 50000}, (made("D44"),), "fine", "500.00 元"),
    ("D45", {"defence_points": samples.POINTS[:1]}, (made("D37"),), "defence_points", "第 2 点"),
    ("D45", {"defence_points": None}, (made("D37"),), "defence_points", "第 1 点"),
    ("D45", {"notice_number": "青西综执罚告〔2026〕9号"}, (made("D36"),), "notice_number", "9号"),
    ("D20", {"officers": [OFFICERS[0], {"name": "林岚", "certificate": "33010019009"}]}, (made("D04"),), "officers", "33010019009"),
    ("D20", {"officers": [OFFICERS[0], {"name": "王强", "certificate": "33010019002"}]}, (made("D04"),), "officers", "王强"),
    ("D27", {"goods": [*samples.GOODS[:1], samples.GOODS[1] | {"quantity": "9"}]}, (made("D26"),), "goods", "塑料筐"),
    ("D27", {"goods": [samples.GOODS[0] | {"name": "冰柜"}]}, (made("D26"),), "goods", "没有这一项"),
    ("D29", {"measure": "seal"}, (made("D26"),), "measure", "seal"),
    ("D28", {"old_due": "2026-10-02"}, (made("D26"),), "old_due", "2026年10月2日"),
    ("D25", {"from_on": "2026-09-04"}, (made("D24"),), "from_on", "2026年9月4日"),
    ("D50", {"papers": [{"name": "行政处罚决定书", "number": "青西综执罚决〔2026〕8号"}]}, (made("D45"),), "papers", "8号"),
    ("D50", {"papers": [{"name": "催告书", "number": number_of("D45")}]}, (made("D45"),), "papers", "催告书"),
    ("D50", {"served_at": "2026-09-22T10:30:00+08:00"}, (made("D45"),), "served_at", "9月22日"),
    ("D61", {"decided_on": "2026-09-22"}, (made("D45"),), "decided_on", "9月22日"),
    ("D61", {"served_on": "2026-09-25"}, (made("D45"), made("D50")), "served_on", "9月25日"),
    ("D61", {"unpaid": 70000}, (made("D45"),), "unpaid", "700.00"),
    ("D12", {"paid": 60001}, (made("D45"),), "paid", "600.01"),
    ("D39", {"hearing_officers": STRANGERS, "host": "周正"}, (made("D20"),), "host", "周正"),
    ("D45", {"evidence": [samples.EVIDENCE[0] | {"number": "青西综执检〔2026〕7号"}]}, (made("D20"),), "evidence", "7号"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "changes", "others", "field", "said"), BESIDE)
def test_a_paper_beside_others(
    code: str, changes: dict[str, Any], others: tuple[Made, ...], field: str, said: str
) -> None:
    found = against(code, changes, others=others, case=samples.CASE)
    assert any(o.field == field and said in o.said.zh for o in found), [o.said.zh for o in found]


FACTS = [
    ("D36", {"evidence": samples.EVIDENCE[1:2]}, {"plate": "浙A12345"}, False),
    ("D36", {"plate": "浙A12346"}, {"plate": "浙A12345"}, True),
    ("D36", {}, {"party": PARTY | {"name": "李四"}}, True),
    ("D36", {}, {"violation": {"id": "V.ZJ.stall", "name": "x"}}, True),
    ("D10", {}, SIMPLE, False),
    ("D10", {}, SIMPLE | {"procedure": "ordinary"}, True),
    ("D52", {"reason": "张建国下落不明"}, {}, True),
    ("D52", {"summary": "证件号码 33010619880315123X 的当事人"}, {}, True),
]


@pytest.mark.parametrize(("code", "changes", "facts", "refused"), FACTS)
def test_a_paper_beside_its_case(code: str, changes: dict[str, Any], facts: dict[str, Any], refused: bool) -> None:
    number = {"D52": (made("D45"),)}
    found = against(code, changes, case=samples.CASE | facts, others=number.get(code, ()))
    assert bool(found) is refused, [o.said.zh for o in found]


@pytest.mark.parametrize(("known", "refused"), [("2026-08-31T23:30:00+08:00", False), (None, True)])
def test_what_was_done_before_midnight_may_be_found_after_it(known: str | None, refused: bool) -> None:
    """The case knows when it was done; what one paper alone says is earlier than what others told."""
    case = samples.CASE | {"act_at": known}
    found = against("D36", {"act_at": "2026-08-31T23:30:00+08:00"}, case=case, others=(made("D01"),))
    assert any("早于本案最早的事实" in o.said.zh for o in found) is refused, [o.said.zh for o in found]


def test_served_through_the_internet_it_names_where_to_object() -> None:
    assert [o.rule for o in against("D10", {"served_online": True}, url="")] == ["INV-72"]
    assert against("D10", {"served_online": True}) == ()


def test_a_big_fine_needs_the_hearing_paragraph_and_passes_with_it() -> None:
    spill = {"id": "V.EEC.spill", "name": "运输渣土等散装、流体物料未密闭造成遗撒或者不按规定路线行驶"}
    big = {"violation": spill, "prohibits": ["EEC 241"], "penalises": "EEC 1129", "fine": 1_500_000}
    assert [o.rule for o in against("D36", big)] == ["INV-21"]
    assert against("D36", big | {"hearing": True, "hearing_due": "2026-09-22"}) == ()


def test_a_mitigated_fine_may_lie_below_the_minimum() -> None:
    assert against("D45", {"fine": 5_000, "tier": "mitigated"}) == ()


def test_a_lower_fine_after_the_defence_is_welcome() -> None:
    others = (made("D33"), made("D36"))
    assert [o for o in against("D44", {"fine": 50_000}, others=others) if o.field == "fine"] == []


def test_a_relative_whose_name_differs_by_one_character_may_be_named() -> None:
    assert against("D45", {"facts": "店员张建军在场。当事人张建国承认。"}) == ()


def test_a_child_of_fourteen_and_a_day_may_be_fined() -> None:
    fields = {"party": PARTY | {"born": "2012-09-02", "id_no": "330106201209021230", "id_type": "护照"}}
    assert against("D10", fields) == ()
    younger = {"party": fields["party"] | {"born": "2012-09-03"}}  # the birthday itself still counts as thirteen
    assert [o.rule for o in against("D10", younger)] == ["INV-40"]


def test_other_documents_have_no_check() -> None:
    passport = PARTY | {"id_type": "护照", "id_no": "E12345678", "sex": "", "born": None}
    assert against("D10", {"party": {k: v for k, v in passport.items() if v}}) == ()


@pytest.mark.parametrize("at", [0, 5, 46])  # where in the digest eighteen figures happen to stand in a row
def test_eighteen_figures_inside_a_digest_are_nobodys_number(at: int) -> None:
    digest = ("c" * at + "453392535980265739" + "e" * 64)[:64]
    assert against("D81", {"sha256": digest}) == ()


def test_another_number_is_found_wherever_it_stands() -> None:
    for text in ("证件号码453392535980265739。", "（453392535980265739）", "453392535980265739"):
        found = against("D45", {"facts": "当事人张建国承认。" + text}, case=samples.CASE)
        assert ("facts", "INV-32") in [(o.field, o.rule) for o in found], text


def test_make_up_days_count() -> None:
    """20 September 2026 is a working Sunday: five working days from the 15th end on the 21st... with it."""
    assert against("D36", {"statement_due": "2026-09-21"}) == ()
    found = against("D36", {"statement_due": "2026-09-20"})
    assert "2026年9月21日" in found[0].said.zh


def test_every_reason_is_told_at_once() -> None:
    found = against("D45", twin(sex="女") | {"fine": 100_100, "penalises": "ZJ 16"})
    assert {o.field for o in found} >= {"party", "fine", "penalises"}


def test_a_later_day_changes_what_is_past() -> None:
    assert against("D30", {}) == ()
    late = against("D30", {}, at=AT["D30"] + timedelta(days=2))
    assert [o.field for o in late] == ["correct_by"]
