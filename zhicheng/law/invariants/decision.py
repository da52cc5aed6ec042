"""Review and decision (INV-30 to INV-39)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.book import MAY_PUNISH
from zhicheng.law.facts import Facts
from zhicheng.law.invariants.case import Case, Refusal
from zhicheng.law.periods import deadline


def review_was_passed(case: Case) -> Refusal | None:
    facts = case.facts
    needed = facts.hearing_held or facts.major or case.book.settings.legal_review_always or facts.reviewed is False
    if facts.decision is None or not needed or facts.reviewed:
        return None
    return Refusal(
        "INV-30", "APL 58", "未经法制审核或者审核未通过，不得作出决定。", "Legal review has not been passed."
    )


def heads_have_discussed(case: Case) -> Refusal | None:
    if not case.facts.major or case.facts.discussed or case.facts.decision is None:
        return None
    return Refusal("INV-31", "APL 57", "情节复杂或者重大违法行为，须经负责人集体讨论。",
                   "A complex or major case is discussed by the heads before the decision.")  # fmt: skip


def basis_is_in_force(case: Case) -> Refusal | None:
    """The text of the day of the act, the milder one if it changed (APL 37)."""
    facts, basis = case.facts, case.basis
    if not facts.violations:
        return None
    if basis is None:
        return Refusal(
            "INV-33",
            "APL 37",
            "行为发生之日没有处罚该行为的现行规定。",
            "No text in force on the day of the act punishes it.",
        )
    if basis.other is None or facts.amount is None or basis.range is None:
        return None
    if basis.range.holds(facts.amount) or not basis.other.holds(facts.amount):
        return None
    return Refusal("INV-33", "APL 37", f"适用 {basis.article}（从旧兼从轻），该数额只在未适用的文本幅度内。",
                   f"{basis.article} applies (old text unless the new one is milder); the amount fits only the other text.")  # fmt: skip


def basis_may_punish(case: Case) -> Refusal | None:
    if case.basis is None:
        return None
    law = case.book.laws.get(case.basis.violation.law)
    if law is not None and law.rank in MAY_PUNISH:
        return None
    return Refusal(
        "INV-34",
        "APL 16",
        "其他规范性文件不得设定行政处罚。",
        "A normative document can never be the basis of a penalty.",
    )


def amount_is_lawful(case: Case) -> Refusal | None:
    """Never above the statute; below its least only with a ground that is recorded (APL 30, 32)."""
    facts, whole = case.facts, case.range
    if facts.amount is None or case.basis is None:
        return None
    if whole is None:
        if facts.amount == 0:
            return None
        return Refusal(
            "INV-35", "APL 34", "该条款对这类当事人没有设定罚款。", "The article sets no fine for this kind of party."
        )
    most, least = whole.most / YUAN, whole.least / YUAN
    if facts.amount > whole.most:
        return Refusal(
            "INV-35", "APL 34", f"超过法定上限 {most:g} 元。", f"Above the statutory maximum of {most:g} yuan."
        )
    if (
        facts.amount >= whole.least
        or facts.mitigation
        or facts.is_minor
        or (facts.amount == 0 and case.basis.stage.optional)
    ):
        return None
    return Refusal("INV-35", "APL 34", f"低于法定下限 {least:g} 元，须有记明的减轻理由（APL 30、32）。",
                   f"Below the statutory minimum of {least:g} yuan without a recorded ground of mitigation (APL 30, 32).")  # fmt: skip


def order_was_given_and_ignored(case: Case) -> Refusal | None:
    """An article that fines only who ignores the order needs the order, its term over, and a dated re-check."""
    facts, basis = case.facts, case.basis
    if basis is None or basis.stage.pre != "order_ignored" or facts.order_ignored or facts.stage == "order_ignored":
        return None
    why = _why_not_ignored(facts)
    if not why:
        return None
    return Refusal(
        "INV-36",
        f"{basis.article}",
        f"该条只罚责令改正后拒不改正的：{why[0]}。",
        f"The article fines only who ignores the order: {why[1]}.",
    )


def _why_not_ignored(facts: Facts) -> tuple[str, str] | None:
    if facts.order_ignored is False:
        return "当事人没有拒不改正", "it was not ignored"
    if facts.order_absent:
        return "没有送达责令改正通知书", "no order to correct was served"
    if facts.recheck_absent or (facts.order is not None and facts.recheck is None):
        return "没有复查记录", "there is no record of a re-check"
    if facts.recheck is None:
        return None  # nobody mentioned either: in order
    if facts.recheck.corrected:
        return "复查时已经改正", "the re-check found it corrected"
    order, at = facts.order, facts.recheck.at
    if order and at and order.correct_by and at < order.correct_by:
        return "复查时改正期限未到", "the re-check was made before the term was over"
    return None


def act_was_not_fined_before(case: Case) -> Refusal | None:
    if not case.facts.fined_before_for_this:
        return None
    return Refusal("INV-38", "APL 29", "对同一违法行为不得给予两次以上罚款。", "One act is never fined twice.")


def decision_is_in_time(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.filed is None or facts.decision is None:
        return None
    last = deadline("decision", case.book.period("decision_after_filing"), facts.filed, case.book.calendar)
    if facts.decision <= last.on:
        return None
    return Refusal("INV-39", "APL 60", f"立案后九十日到 {last.on} 届满，未经延长不得再作决定。",
                   f"Ninety days from filing ended on {last.on}; no extension is recorded.")  # fmt: skip
