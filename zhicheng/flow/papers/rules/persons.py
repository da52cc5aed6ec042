"""Who stands on a paper: numbers that check, sex and birthday that agree with them, two different officers, nobody in two roles."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.flow.papers.rules.facts import Draft, Objection
from zhicheng.flow.papers.values import Party
from zhicheng.kernel import identity
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.periods import age_on

CITIZEN_ID = "公民身份号码"
CREDIT_CODE = "统一社会信用代码"


def parties(draft: Draft) -> Iterator[tuple[str, Party]]:
    return (
        (f.id, draft.values[f.id]) for f in draft.kind.fields.values() if f.type == "party" and f.id in draft.values
    )


def number_checks(draft: Draft) -> Iterator[Objection]:
    """公民身份号码 and 统一社会信用代码 carry their own check; a slip of one digit shows."""
    for field, party in parties(draft):
        good = {CITIZEN_ID: identity.is_citizen_number, CREDIT_CODE: identity.is_credit_code}.get(party.id_name)
        if good and not good(party.id_no):
            yield Objection(
                field,
                "GB 11643" if party.id_name == CITIZEN_ID else "GB 32100",
                Phrase(
                    f"「{draft.name(field).zh}」的{party.id_name} {party.id_no} 校验不通过，请核对证件",
                    f"The number {party.id_no} of the {draft.name(field).en} fails its check; compare it with the document",
                ),
            )


def number_agrees(draft: Draft) -> Iterator[Objection]:
    """Sex and birthday are inside the number."""
    for field, party in parties(draft):
        if party.id_name != CITIZEN_ID or not identity.is_citizen_number(party.id_no):
            continue
        if party.sex and party.sex != identity.sex(party.id_no):
            yield _differs(draft, field, "性别", "sex", party.sex, identity.sex(party.id_no))
        if party.born and party.born != identity.born(party.id_no):
            yield _differs(draft, field, "出生日期", "birthday", str(party.born), str(identity.born(party.id_no)))


def _differs(draft: Draft, field: str, zh: str, en: str, given: str, inside: str) -> Objection:
    said = Phrase(
        f"「{draft.name(field).zh}」的{zh}写的是 {given}，与证件号码中的 {inside} 不一致，请核对证件",
        f"The {en} of the {draft.name(field).en} is {given}, but the number says {inside}; compare it with the document",
    )
    return Objection(field, "GB 11643", said)


def two_officers(draft: Draft) -> Iterator[Objection]:
    """Two different persons with two different certificates (APL 42)."""
    for field in ("officers", "hearing_officers"):
        found = draft.values.get(field, ())
        if found and (len({o.name for o in found}) < 2 or len({o.certificate for o in found}) < len(found)):
            yield Objection(
                field,
                "APL 42",
                Phrase(
                    "「执法人员」须为两名以上不同的持证人员，姓名和证号不得重复，请改派",
                    "Two different officers with certificates of their own are needed; assign another",
                ),
            )


def nobody_judges_himself(draft: Draft) -> Iterator[Objection]:
    """Hearing host and reviewer are not investigators of the case (APL 64, INV-03)."""
    investigators = {o.name for m in (draft.values, *(o.values for o in draft.others)) for o in m.get("officers", ())}
    investigators |= {o.name for o in draft.values.get("hearing_officers", ())}
    for field in ("host", "reviewer"):
        if draft.code != "D43" and draft.values.get(field) in investigators:
            yield Objection(
                field,
                "INV-03",
                Phrase(
                    f"「{draft.name(field).zh}」{draft.values[field]}是本案调查人员，请换人",
                    f"{draft.values[field]} investigated this case and cannot be its {draft.name(field).en}; choose another",
                ),
            )


def young(draft: Draft) -> Iterator[Objection]:
    """Under fourteen at the act: no penalty (APL 30)."""
    party, act = draft.values.get("party"), draft.values.get("act_at")
    if not isinstance(party, Party) or party.born is None or act is None or draft.code not in ("D10", "D36", "D45"):
        return
    if age_on(party.born, act.date()) < 14:
        yield Objection(
            "party",
            "INV-40",
            Phrase(
                f"当事人{party.name}行为时不满十四周岁，不得处罚，请改用《不予行政处罚决定书》和《责令监护人管教通知书》",
                f"{party.name} was under fourteen at the act: no penalty; use the decision not to penalise and the notice to the guardian",
            ),
        )


def heads_are_several(draft: Draft) -> Iterator[Objection]:
    """集体讨论: one head alone is no discussion (APL 57)."""
    if draft.code == "D43" and len({v.who for v in draft.values.get("views", ())}) < 2:
        yield Objection(
            "views",
            "APL 57",
            Phrase(
                "集体讨论须有两名以上负责人发表意见，请补记各人意见",
                "A discussion needs the views of two heads or more; write down each",
            ),
        )


CHECKS = (number_checks, number_agrees, two_officers, heads_are_several, nobody_judges_himself, young)
