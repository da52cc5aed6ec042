"""Papers of one case say the same: party, act, plate, articles, amounts, days, numbers of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.rules.facts import Draft, Made, Objection, day_of
from zhicheng.flow.papers.values import Party, Violation
from zhicheng.kernel.phrases import Phrase

SAME_ACT = ("D04", "D10", "D11", "D31", "D33", "D36", "D44", "D45")  # an order to correct is about an earlier act
SAME_FINE = {  # the fine here is the fine there
    "D11": ("D10",), "D36": ("D33",), "D37": ("D36",), "D44": ("D36",), "D45": ("D44",), "D43": ("D36",), "D60": ("D45", "D10"), "D62": ("D45",),
    "D66": ("D45",), "D80": ("D45", "D10"),
}  # fmt: skip
NUMBER_OF = {  # (kind, field) → kinds whose number it is
    ("D11", "decision_number"): ("D10",), ("D12", "decision_number"): ("D10", "D45"), ("D25", "notice_number"): ("D24",),
    ("D27", "notice_number"): ("D26",), ("D28", "notice_number"): ("D26",), ("D29", "notice_number"): ("D26",),
    ("D31", "education_number"): ("D32", "D92"),
    ("D37", "notice_number"): ("D36", "D61"), ("D38", "notice_number"): ("D36",), ("D45", "notice_number"): ("D36",), ("D52", "paper_number"): (),
    ("D60", "decision_number"): ("D45", "D10"), ("D61", "decision_number"): ("D45", "D10"), ("D62", "decision_number"): ("D45", "D10"),
    ("D62", "urge_number"): ("D61",), ("D63", "decision_number"): ("D45",), ("D63", "urge_number"): ("D61",), ("D63", "notice_number"): ("D26",),
    ("D66", "decision_number"): ("D45", "D10"), ("D70", "decision_number"): ("D45", "D10", "D30", "D26"), ("D71", "decision_number"): ("D45", "D10"),
    ("D72", "decision_number"): ("D45", "D10"), ("D73", "decision_number"): ("D45", "D10"), ("D80", "decision_number"): ("D45", "D10"),
}  # fmt: skip
DAY_OF = {"decided_on": ("D45", "D10", "D31")}  # the day on which that paper was made
COMPARED = (
    ("name", "姓名（名称）", "name"), ("id_no", "证件号码", "number"), ("sex", "性别", "sex"), ("born", "出生日期", "birthday"),
    ("address", "地址", "address"), ("phone", "电话", "phone"), ("head_name", "负责人", "head"),
)  # fmt: skip
NOT_ABOUT_THE_PARTY = ("D92",)


def _sources(draft: Draft) -> Iterator[tuple[str, str, Any]]:
    """(where in Chinese, where in English, getter of a field) of everything that is already said about the case."""
    if draft.case:
        yield "案件登记", "the case", lambda name: getattr(draft.case, name, None) or None
    for made in draft.others:
        yield f"《{made.title}》{made.number}", f"{made.number}", made.values.get


def _differ(draft: Draft, field: str, what: Phrase, here: str, there: str, where: tuple[str, str]) -> Objection:
    return Objection(
        field,
        "INV-32",
        Phrase(
            f"{what.zh}写的是 {here}，{where[0]}里是 {there}，请查明后改成一致",
            f"{what.en} is {here} here, but {there} in {where[1]}; find out which is right and make them the same",
        ),
    )


def one_party(draft: Draft) -> Iterator[Objection]:
    """The same person under the same number everywhere."""
    party = draft.values.get("party")
    if not isinstance(party, Party) or draft.code in NOT_ABOUT_THE_PARTY:
        return
    for zh, en, get in _sources(draft):
        known = get("party")
        if isinstance(known, Party) and (not en.startswith("D92")):
            for name, said, told in COMPARED:
                a, b = getattr(party, name), getattr(known, name)
                if a and b and a != b:
                    yield _differ(
                        draft, "party", Phrase(f"当事人的{said}", f"The party's {told}"), str(a), str(b), (zh, en)
                    )


def person_is_the_party(draft: Draft) -> Iterator[Objection]:
    """Who is asked as the party is the party: one number, one name."""
    person = draft.values.get("person")
    for zh, en, get in _sources(draft):
        known = get("party")
        if not (isinstance(person, Party) and isinstance(known, Party)) or draft.values.get("relation") not in (
            "当事人",
            "本人",
        ):
            continue
        for name, said, told in COMPARED[:6]:
            a, b = getattr(person, name), getattr(known, name)
            if a and b and a != b:
                yield _differ(
                    draft,
                    "person",
                    Phrase(f"被询问人的{said}", f"The {told} of the person asked"),
                    str(a),
                    str(b),
                    (zh, en),
                )


def one_act(draft: Draft) -> Iterator[Objection]:
    """The act has one time, place, plate, number and entry of the catalogue; the filing one day."""
    for zh, en, get in _sources(draft):
        same_act = zh == "案件登记" or any(m.code in SAME_ACT for m in draft.others if m.number == en)
        for field in ("act_at", "act_place") if same_act and draft.code in SAME_ACT else ():
            yield from _same(draft, field, get(field), (zh, en))
        for field in ("plate", "count", "filed_on", "penalises", "violation"):
            yield from _same(draft, field, get(field), (zh, en))
        if draft.code in SAME_ACT and same_act:
            yield from _same(draft, "prohibits", get("prohibits"), (zh, en))


def _same(draft: Draft, field: str, there: Any, where: tuple[str, str]) -> Iterator[Objection]:
    here = draft.values.get(field)
    if here is None or there is None:
        return
    if field == "violation" and isinstance(here, Violation) and isinstance(there, Violation):
        here, there = here.id, there.id
    if here != there:
        yield _differ(draft, field, draft.name(field), _said(here), _said(there), where)


def _said(value: Any) -> str:
    match value:
        case datetime():
            return wording.moment(value)
        case date():
            return wording.day(value)
        case tuple():
            return "、".join(map(str, value))
    return str(value)


def one_certificate(draft: Draft) -> Iterator[Objection]:
    """An officer has one certificate in all papers, and a certificate one officer."""
    known = {o.name: (o.certificate, m) for m in draft.others for o in m.values.get("officers", ())}
    holders = {certificate: (name, m) for name, (certificate, m) in known.items()}
    for field in ("officers", "hearing_officers"):
        for officer in draft.values.get(field, ()):
            certificate, made = known.get(officer.name, (officer.certificate, None))
            if made and certificate != officer.certificate:
                yield _differ(
                    draft,
                    field,
                    Phrase(f"{officer.name}的执法证号", f"{officer.name}'s certificate"),
                    officer.certificate,
                    certificate,
                    _where(made),
                )
            name, holder = holders.get(officer.certificate, (officer.name, None))
            if holder and name != officer.name:
                yield _differ(
                    draft,
                    field,
                    Phrase(f"执法证号 {officer.certificate} 的持证人", f"The holder of {officer.certificate}"),
                    officer.name,
                    name,
                    _where(holder),
                )


def _where(made: Made) -> tuple[str, str]:
    return f"《{made.title}》{made.number}", made.number


def one_fine(draft: Draft) -> Iterator[Objection]:
    """Never heavier because of the defence (INV-22); approval, decision, plan and application speak of one fine."""
    fine = draft.values.get("fine")
    before = draft.latest(*SAME_FINE.get(draft.code, ()))
    if fine is not None and before is not None and before.values.get("fine") not in (None, fine):
        there = before.values["fine"]
        lower = draft.code in ("D37", "D44", "D43") and fine < there  # the defence was heard
        if not lower:
            yield _differ(draft, "fine", draft.name("fine"), _yuan(fine), _yuan(there), _where(before))
    notice = draft.latest("D36")
    if draft.code == "D45" and notice and fine is not None and fine > notice.values.get("fine", fine):
        yield Objection(
            "fine",
            "INV-22",
            Phrase(
                f"罚款 {_yuan(fine)}高于告知的 {_yuan(notice.values['fine'])}，不得因申辩加重，请改正或者重新告知",
                f"The fine of {_yuan(fine)} is above the announced {_yuan(notice.values['fine'])}; never heavier for the defence",
            ),
        )
    yield from _unpaid(draft)


def _unpaid(draft: Draft) -> Iterator[Objection]:
    decision = draft.latest("D45", "D10")
    for field in ("unpaid", "refund"):
        if decision and draft.values.get(field, 0) > decision.values.get("fine", 10**15):
            yield _differ(
                draft,
                field,
                draft.name(field),
                _yuan(draft.values[field]),
                _yuan(decision.values["fine"]),
                _where(decision),
            )
    if draft.code == "D12" and decision and "fine" in decision.values and "paid" in draft.values:
        owed = decision.values["fine"] + draft.values.get("surcharge", 0)
        if draft.values["paid"] > owed:
            yield _differ(draft, "paid", draft.name("paid"), _yuan(draft.values["paid"]), _yuan(owed), _where(decision))
    urging = draft.latest("D61")
    if (
        draft.code in ("D62", "D66")
        and urging
        and "surcharge" in draft.values
        and draft.values["surcharge"] < urging.values["surcharge"]
    ):
        yield _differ(
            draft,
            "surcharge",
            draft.name("surcharge"),
            _yuan(draft.values["surcharge"]),
            _yuan(urging.values["surcharge"]),
            _where(urging),
        )


def _yuan(fen: int) -> str:
    return wording.figures(fen) + " 元"


def numbers_exist(draft: Draft) -> Iterator[Objection]:
    """A number that is named is that of a final paper of this case, of the right kind; nothing to compare with, nothing said."""
    if draft.case is None:
        return
    for (code, field), kinds in NUMBER_OF.items():
        given = draft.values.get(field)
        if code != draft.code or given is None:
            continue
        found = draft.of_kind(*kinds) if kinds else draft.others
        if given not in {m.number for m in found}:
            yield _no_such(draft, field, given)
    for reference in draft.values.get("papers", ()):
        paper = next((m for m in draft.others if m.number == reference.number), None)
        if paper is None:
            yield _no_such(draft, "papers", reference.number)
        elif paper.title != reference.name:
            yield _differ(
                draft,
                "papers",
                Phrase(f"{reference.number} 的名称", f"The name of {reference.number}"),
                reference.name,
                paper.title,
                _where(paper),
            )
    paper = next((m for m in draft.others if m.number == draft.values.get("paper_number")), None)
    if paper and draft.values.get("paper_name") not in (None, paper.title):
        yield _differ(
            draft, "paper_name", draft.name("paper_name"), draft.values["paper_name"], paper.title, _where(paper)
        )


def _no_such(draft: Draft, field: str, number: str) -> Objection:
    return Objection(
        field,
        "INV-32",
        Phrase(
            f"「{draft.name(field).zh}」{number} 不是本案已定稿的相应文书的文号，请核对",
            f"{draft.name(field).en} {number} is not the number of such a paper of this case; compare it",
        ),
    )


def numbers_in_text(draft: Draft) -> Iterator[Objection]:
    """A number of ours in a sentence or beside a piece of evidence is that of a final paper of this case."""
    if draft.case is None or not draft.short:
        return
    known = {m.number for m in draft.others} | {draft.case.no}
    own = {f for code, f in NUMBER_OF if code == draft.code} | {"papers"}
    pattern = re.compile(re.escape(draft.short) + r"[\u4e00-\u9fff]{1,4}〔\d{4}〕\d+号")
    for field, text in draft.texts():
        for found in pattern.findall(text) if field not in own and draft.kind.fields[field].type != "text" else ():
            if found not in known:
                yield _no_such(draft, field, found)


def days_of_papers(draft: Draft) -> Iterator[Objection]:
    """Decided, served, urged on the days on which that happened; nothing served before it was made."""
    number = draft.values.get("decision_number")
    decision = next(
        (m for m in draft.others if number and m.number == number),
        draft.latest("D45", "D10") if draft.code in ("D11", "D61") else None,
    )
    if decision:
        yield from _same(draft, "decided_on", decision.on, _where(decision))
    for field, of in (("served_on", decision), ("urged_on", draft.latest("D61"))):
        receipt = _receipt(draft, of)
        if receipt:
            yield from _same(draft, field, day_of(receipt.values["served_at"]), _where(receipt))
    for reference in draft.values.get("papers", ()):
        paper = next((m for m in draft.others if m.number == reference.number), None)
        if paper and day_of(draft.values.get("served_at", draft.at)) < paper.on:
            yield _differ(
                draft,
                "served_at",
                draft.name("served_at"),
                _said(draft.values["served_at"]),
                _said(paper.on),
                _where(paper),
            )


def _receipt(draft: Draft, of: Made | None) -> Made | None:
    return next(
        (m for m in draft.of_kind("D50") if of and any(r.number == of.number for r in m.values.get("papers", ()))), None
    )


def measures_agree(draft: Draft) -> Iterator[Objection]:
    """List, extension and release speak of the measure, the goods and the days of its decision."""
    decision = draft.latest("D26")
    notice = draft.latest("D24")
    if draft.code == "D25" and notice:
        yield from _same(draft, "from_on", notice.values.get("from_on"), _where(notice))
    if draft.code not in ("D27", "D28", "D29") or decision is None:
        return
    for field in ("measure", "measured_at", "from_on", "kept_at"):
        yield from _same(draft, field, decision.values.get(field), _where(decision))
    if draft.code == "D28":
        yield from _same(draft, "old_due", decision.values.get("to_on"), _where(decision))
    yield from _goods(draft, decision)


def _goods(draft: Draft, decision: Made) -> Iterator[Objection]:
    listed = {(g.name, g.model): (g.quantity, g.unit) for g in decision.values.get("goods", ())}
    for item in draft.values.get("goods", ()):
        there = listed.get((item.name, item.model))
        if there != (item.quantity, item.unit):
            told = f"{there[0]} {there[1]}" if there else "没有这一项"
            yield _differ(
                draft,
                "goods",
                Phrase(f"物品「{item.name}」", f"“{item.name}”"),
                f"{item.quantity} {item.unit}",
                told,
                _where(decision),
            )


def same_defence(draft: Draft) -> Iterator[Objection]:
    """The decision answers every point that was recorded (INV-24)."""
    record = draft.latest("D37")
    if draft.code != "D45" or record is None:
        return
    answered = {p.point: p.adopted for p in draft.values.get("defence_points", ())}
    for i, point in enumerate(record.values["defence_points"], start=1):
        if answered.get(point.point) != point.adopted:
            yield Objection(
                "defence_points",
                "INV-24",
                Phrase(
                    f"笔录中的第 {i} 点陈述申辩在决定书里没有同样的答复，请补上",
                    f"Point {i} of the recorded defence is not answered alike in the decision; add it",
                ),
            )


CHECKS = (
    one_party, person_is_the_party, one_act, one_certificate, one_fine, numbers_exist, numbers_in_text, days_of_papers, measures_agree, same_defence,
)  # fmt: skip
