"""Free text says what the fields say: no other amount, plate, number, name or day; no remedy of an old text; every point answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.rules.facts import Draft, Objection
from zhicheng.flow.papers.rules.persons import parties
from zhicheng.flow.papers.values import Goods, Party
from zhicheng.kernel import identity
from zhicheng.kernel.phrases import Phrase

FINE = re.compile(
    r"(?:罚款(?:人民币|数额为?|金额为?)?\s*([\d,]+(?:\.\d{1,2})?)\s*元|处(?:以|罚)?\s*([\d,]+(?:\.\d{1,2})?)\s*元(?:的)?罚款)"
)
CAPITAL = re.compile(
    r"罚款(?:人民币)?([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元(?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]分)?)"
)
# Letters on either side: part of a digest or a code, nobody's number.
CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")
DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
OLD_REMEDY = re.compile(
    r"(?:十五|15)\s*日内[^。；]{0,16}(?:行政复议|行政诉讼|起诉|人民法院)|三(?:个工作)?日内[^。；]{0,8}听证"
)
PARTY_WORD = re.compile(r"当事人|申请人|被检查人|被询问人|原告")
CHINESE = re.compile(r"[\u4e00-\u9fff（）]+")
SHORT_NAME = 3


def _known_fines(draft: Draft) -> set[int]:
    return {v for n, v in draft.values.items() if draft.kind.fields[n].type == "money"}


def amounts_agree(draft: Draft) -> Iterator[Objection]:
    """A fine named in a sentence is the fine of the paper, in figures or in capitals."""
    known = _known_fines(draft)
    if "fine" not in draft.values:
        return
    for field, text in draft.texts():
        for found in FINE.finditer(text):
            written = (found[1] or found[2]).replace(",", "")
            if round(float(written) * 100) not in known:
                yield _other(
                    draft,
                    field,
                    f"罚款 {written} 元",
                    f"a fine of {written}",
                    wording.figures(draft.values["fine"]) + " 元",
                )
        for found in CAPITAL.finditer(text):
            if found[1] not in {wording.capital(k).removesuffix("整") for k in known}:
                yield _other(
                    draft, field, f"罚款{found[1]}", f"a fine of {found[1]}", wording.capital(draft.values["fine"])
                )


def _other(draft: Draft, field: str, zh: str, en: str, right: str) -> Objection:
    return Objection(
        field,
        "INV-32",
        Phrase(
            f"「{draft.name(field).zh}」里写的是{zh}，而本文书（本案）是 {right}，请改成一致",
            f"{draft.name(field).en} says {en}, but this paper (or its case) says {right}; make them the same",
        ),
    )


def plates_agree(draft: Draft) -> Iterator[Objection]:
    """The plate is one, and every plate in a sentence is this one."""
    given = draft.values.get("plate", "") or (draft.case.plate if draft.case else "")
    if draft.values.get("plate") and not identity.is_plate(draft.values["plate"]):
        yield Objection(
            "plate",
            "GA 36",
            Phrase(
                f"车牌号码 {draft.values['plate']} 不像车牌，请核对",
                f"{draft.values['plate']} is no number plate; compare it",
            ),
        )
    for field, text in draft.texts():
        for found in identity.plates_in(text) if field != "plate" and given else ():
            if found != given.replace("·", ""):
                yield _other(draft, field, f"车牌 {found}", f"the plate {found}", given)


def numbers_agree(draft: Draft) -> Iterator[Objection]:
    """An identity number in a sentence is that of somebody on the paper."""
    known = {p.id_no for _, p in parties(draft)} | (
        {draft.case.party.id_no} if draft.case and draft.case.party else set()
    )
    for field, text in draft.texts():
        for found in CITIZEN_ID.findall(text):
            if known and found.upper() not in known:
                yield _other(draft, field, f"证件号码 {found}", f"the number {found}", "、".join(sorted(known)))


def names_agree(draft: Draft) -> Iterator[Objection]:
    """Where a sentence names the party, it is the party's name: one other character is a slip of the pen.

    A name of two or three characters is compared only behind a word for the party: relatives often differ by one character.
    """
    people = [p for _, p in parties(draft)] + ([draft.case.party] if draft.case and draft.case.party else [])
    known = {name for p in people for name in (p.name, p.head_name, p.trade_name) if name}
    for name in sorted({p.name for p in people}):
        for field, text in draft.texts():
            slip = _slip(name, text, known) if draft.kind.fields[field].type != "text" else ""
            if slip:
                yield _other(draft, field, f"「{slip}」", f"“{slip}”", f"「{name}」")


def _slip(name: str, text: str, known: set[str]) -> str:
    """A piece of the text that is the name but for one character; "" when there is none."""
    starts: Iterable[int] = range(len(text) - len(name) + 1)
    if len(name) <= SHORT_NAME:
        starts = [m.end() for m in PARTY_WORD.finditer(text)]
    for i in starts:
        piece = text[i : i + len(name)]
        one_off = len(piece) == len(name) and sum(a != b for a, b in zip(piece, name, strict=True)) == 1
        if one_off and CHINESE.fullmatch(piece) and not any(text[i:].startswith(k) for k in known):
            return piece
    return ""


def days_exist(draft: Draft) -> Iterator[Objection]:
    """A day in a sentence is a day of the calendar, and what is told as fact has happened."""
    for field, text in draft.texts():
        for found in DAY.finditer(text):
            try:
                on = date(*map(int, found.groups()))
            except ValueError:
                yield _no_day(draft, field, found[0], Phrase("不是日历上的日子", "is no day of the calendar"))
                continue
            if field in ("facts", "findings", "origin", "told_defence") and on > draft.today:
                yield _no_day(draft, field, found[0], Phrase("还没有到", "has not come yet"))
            elif on < draft.today - timedelta(days=36525):
                yield _no_day(draft, field, found[0], Phrase("早于一百年前", "is over a hundred years ago"))


def _no_day(draft: Draft, field: str, text: str, why: Phrase) -> Objection:
    return Objection(
        field,
        "INV-32",
        Phrase(
            f"「{draft.name(field).zh}」里的 {text} {why.zh}，请改正",
            f"{text} in {draft.name(field).en} {why.en}; correct it",
        ),
    )


def no_old_remedy(draft: Draft) -> Iterator[Objection]:
    """The fifteen days of old regulations and the three days of old forms are gone (INV-73, APL 64)."""
    for field, text in draft.texts():
        if OLD_REMEDY.search(text):
            yield Objection(
                field,
                "INV-73",
                Phrase(
                    f"「{draft.name(field).zh}」里写了已经失效的救济期限，复议是六十日、诉讼是六个月、要求听证是五个工作日，请删去",
                    f"{draft.name(field).en} names a remedy's period that is no longer law; take it out",
                ),
            )


def answered(draft: Draft) -> Iterator[Objection]:
    """Every point of the defence has its answer and the reason for it (APL 45, INV-24)."""
    open_points = [
        i for i, p in enumerate(draft.values.get("defence_points", ()), start=1) if not (p.adopted and p.reason)
    ]
    if open_points:
        yield Objection(
            "defence_points",
            "INV-24",
            Phrase(
                f"第 {open_points[0]} 点陈述申辩还没有答复和理由，请逐点答复",
                f"Point {open_points[0]} of the defence has no answer with its reason yet; answer each point",
            ),
        )


def each_item_decided(draft: Draft) -> Iterator[Objection]:
    """What was preserved is dealt with item by item (APL 56)."""
    for item in draft.values.get("outcomes", ()):
        if isinstance(item, Goods) and item.outcome not in wording.choices("preserved"):
            yield Objection(
                "outcomes",
                "APL 56",
                Phrase(
                    f"物品「{item.name}」没有写明处理方式，请选择",
                    f"It is not said what becomes of “{item.name}”; choose",
                ),
            )


def masked(draft: Draft) -> Iterator[Objection]:
    """A public notice names nobody in full (APL 48, INV-74)."""
    party: Party | None = draft.case.party if draft.case else None
    if draft.code != "D52" or party is None:
        return
    for field, text in draft.texts():
        if party.name in text or party.id_no in text:
            yield Objection(
                field,
                "INV-74",
                Phrase(
                    f"「{draft.name(field).zh}」出现了当事人全名或者证件号码，公告须隐去，请改写",
                    f"{draft.name(field).en} names the party in full; a public notice masks it",
                ),
            )


CHECKS = (
    amounts_agree,
    plates_agree,
    numbers_agree,
    names_agree,
    days_exist,
    no_old_remedy,
    answered,
    each_item_decided,
    masked,
)
