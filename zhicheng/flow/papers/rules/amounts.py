"""Money: inside the statute's range, below the simple procedure's limit, adding up, never only in figures or only in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhicheng.flow.papers import wording
from zhicheng.flow.papers.rules.facts import Draft, Objection
from zhicheng.flow.papers.rules.law import entry_of
from zhicheng.flow.papers.values import Party
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.amounts import PER, Range, surcharge
from zhicheng.law.book import Stage, Subject
from zhicheng.law.periods import deadline

PUNISHES = ("D10", "D11", "D33", "D36", "D44", "D45")
GRAVE = ("closure", "licence")


def subject_of(draft: Draft) -> Subject:
    party = draft.values.get("party")
    if not isinstance(party, Party) or party.kind == "org":
        return "org"
    return "citizen" if party.kind == "citizen" else draft.book.settings.individual_business_as


def yuan(fen: int) -> str:
    return wording.figures(fen) + " 元"


def in_range(draft: Draft) -> Iterator[Objection]:
    """Never above the statute's maximum; below its minimum only when mitigated (INV-35)."""
    fine, entry = draft.values.get("fine"), entry_of(draft)
    if draft.code not in PUNISHES or fine is None or entry is None:
        return
    ranges = [
        for_all(s, subject_of(draft), draft.values.get("count")) for s in entry.stages if subject_of(draft) in s.ranges
    ]
    if not ranges:
        return
    unit = next((s.per for s in entry.stages if s.per), "")
    if unit and "count" not in draft.kind.fields:
        return  # a report (D11) of a decision that was checked by its number
    if unit and fine and "count" not in draft.values:
        yield Objection(
            "count",
            "INV-35",
            Phrase(
                f"罚款按每{PER[unit].zh}计算，请写明数量",
                f"The fine is for each {PER[unit].en}; say how many there were",
            ),
        )
        return
    most, least = max(r.most for r in ranges), min(r.least for r in ranges)
    if fine > most or (fine < least and draft.values.get("tier") != "mitigated") or fine == 0:
        yield Objection(
            "fine",
            "INV-35",
            Phrase(
                f"罚款 {yuan(fine)}不在法定幅度 {yuan(least)}至 {yuan(most)}之内，请改正数额或者写明减轻处罚",
                f"A fine of {yuan(fine)} is outside the statute's {yuan(least)} to {yuan(most)}; correct it or choose the mitigated tier",
            ),
        )


def for_all(stage: Stage, subject: Subject, count: int | None) -> Range:
    """The range for as many as there were, where the statute counts heads or square metres."""
    one, n = stage.ranges[subject], (count or 1) if stage.per else 1
    return Range(one.least * n, one.most * n)


def simple_limit(draft: Draft) -> Iterator[Objection]:
    """On the spot at most 200 yuan (citizen) or 3,000 (organisation), a warning or a fine and nothing else (APL 51, INV-10)."""
    if draft.code not in ("D10", "D11"):
        return
    key = "K.simple.citizen_max" if subject_of(draft) == "citizen" else "K.simple.org_max"
    limit = draft.book.constants[key]
    if draft.values.get("fine", 0) > limit:
        yield Objection(
            "fine",
            "INV-10",
            Phrase(
                f"当场处罚的罚款 {yuan(draft.values['fine'])}超过 {yuan(limit)}，请改用普通程序",
                f"On the spot a fine is at most {yuan(limit)}; use the ordinary procedure",
            ),
        )
    if draft.values.get("penalty") not in (None, "warning", "fine", "warning_fine"):
        yield Objection(
            "penalty",
            "INV-10",
            Phrase(
                "当场只能警告或者罚款，请改用普通程序",
                "On the spot there are only warnings and fines; use the ordinary procedure",
            ),
        )


def collected_on_spot(draft: Draft) -> Iterator[Objection]:
    """Cash on the spot up to 100 yuan (APL 68, INV-11)."""
    limit = draft.book.constants["K.collect_on_spot_max"]
    if draft.values.get("payment") == "on_spot" and draft.values.get("fine", 0) > limit:
        yield Objection(
            "payment",
            "INV-11",
            Phrase(
                f"罚款超过 {yuan(limit)}，不得当场收缴，请改为限期缴纳",
                f"A fine above {yuan(limit)} is not collected on the spot; let it be paid later",
            ),
        )


def hearing_offered(draft: Draft) -> Iterator[Objection]:
    """A big fine, a closure, a licence: the notice offers a hearing (APL 63, INV-21)."""
    if draft.code != "D36":
        return
    settings = draft.book.settings
    big = settings.big_fine_citizen if subject_of(draft) == "citizen" else settings.big_fine_org
    grave = draft.values.get("penalty") in GRAVE or draft.values.get("fine", 0) >= big
    if grave and not draft.values.get("hearing"):
        yield Objection(
            "hearing",
            "INV-21",
            Phrase(
                "拟处罚属于听证范围，告知书须写明听证权利，请勾选",
                "This penalty calls for the right to a hearing; offer it in the notice",
            ),
        )


def surcharge_right(draft: Draft) -> Iterator[Objection]:
    """3 % a day from the day after the fifteenth, at most the fine (APL 72, INV-64)."""
    v = draft.values
    if draft.code != "D61" or not {"unpaid", "surcharge", "daily", "cap", "as_of", "served_on"} <= v.keys():
        return
    due = deadline("pay", draft.book.period("payment"), v["served_on"], draft.book.calendar).on
    days, right = surcharge(v["unpaid"], due, v["as_of"], stopped=v.get("stopped_days", 0))
    for field, amount, why in (
        ("daily", v["unpaid"] * 3 // 100, Phrase("每日百分之三", "three per cent a day")),
        ("cap", v["unpaid"], Phrase("不超过罚款本数", "at most the fine")),
        ("surcharge", right, Phrase(f"自{_day(due)}次日起 {days} 日", f"{days} days after {due}")),
    ):
        if v[field] != amount:
            yield Objection(
                field,
                "INV-64",
                Phrase(
                    f"「{draft.name(field).zh}」应为 {yuan(amount)}（{why.zh}），写的是 {yuan(v[field])}，请改正",
                    f"{draft.name(field).en} should be {yuan(amount)} ({why.en}), not {yuan(v[field])}; correct it",
                ),
            )


def _day(on: date) -> str:
    return wording.day(on)


def adds_up(draft: Draft) -> Iterator[Objection]:
    """Instalments make the fine; what is waived is surcharge only (APL 66, AEL 42, INV-66)."""
    v = draft.values
    if draft.code == "D60" and "fine" in v and v.get("instalments"):
        whole = sum(i.amount or 0 for i in v["instalments"])
        if whole != v["fine"]:
            yield Objection(
                "instalments",
                "APL 66",
                Phrase(
                    f"各期合计 {yuan(whole)}，罚款是 {yuan(v['fine'])}，请改正缴款计划",
                    f"The instalments make {yuan(whole)}, the fine is {yuan(v['fine'])}; correct the plan",
                ),
            )
    if "surcharge" in v and v["surcharge"] > v.get("fine", v.get("cap", v["surcharge"])):
        yield Objection(
            "surcharge",
            "INV-64",
            Phrase("加处罚款超过罚款本数，请改正", "The surcharge exceeds the fine; correct it"),
        )
    if v.get("reduced", 0) > v.get("surcharge", 0):
        yield Objection(
            "reduced",
            "INV-66",
            Phrase(
                "减免的数额超过加处罚款；罚款本身不得减免，请改正",
                "More is waived than the surcharge; the fine itself is never reduced",
            ),
        )
    if "balance" in v and "proceeds" in v and v["balance"] > v["proceeds"]:
        yield Objection(
            "balance", "AEL 46", Phrase("余款超过拍卖价款，请改正", "The balance exceeds the proceeds; correct it")
        )


CHECKS = (in_range, simple_limit, collected_on_spot, hearing_offered, surcharge_right, adds_up)
