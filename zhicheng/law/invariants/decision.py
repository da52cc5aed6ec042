"""Review and decision (INV-30 to INV-39)."""

from __future__ import annotations

from datetime import date, timedelta

from zhicheng.law.amounts import PER, YUAN
from zhicheng.law.book import MAY_PUNISH
from zhicheng.law.facts import Facts
from zhicheng.law.invariants.case import Ask, Case, Refusal
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
    if basis is not None and facts.zone_absent and "published_forbidden_zone" in basis.violation.needs:
        return Refusal(
            "INV-33",
            basis.violation.prohibits[0] if basis.violation.prohibits else basis.article,
            "该行为只在当地人民政府公布的禁止区域和时段内违法，没有公布。",
            "The act is unlawful only in a published forbidden zone and hour; none was published.",
        )
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
        if facts.amount == 0 or case.basis.stage.formula:
            return None  # a share of a cost that these facts do not know
        return Refusal(
            "INV-35", "APL 34", "该条款对这类当事人没有设定罚款。", "The article sets no fine for this kind of party."
        )
    most, least = whole.most / YUAN, whole.least / YUAN
    if facts.amount > whole.most:
        zh, en = _each(case)
        return Refusal(
            "INV-35", "APL 34", f"超过法定上限 {most:g} 元{zh}。", f"Above the statutory maximum of {most:g} yuan{en}."
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


def _each(case: Case) -> tuple[str, str]:
    """What the maximum is for, where the statute counts heads or square metres."""
    if case.basis is None or not case.basis.stage.per:
        return "", ""
    unit, n = PER[case.basis.stage.per], case.facts.count
    more = ("", "") if n else ("；多于一个的请写明数量", "; if there are more, say how many")
    return f"（{n or 1} {unit.zh}{more[0]}）", f" for {n or 1} {unit.en}{more[1]}"


def cost_is_known(ask: Ask) -> Refusal | None:
    """A fine that is a share of a cost needs the cost on file before anybody is told of it."""
    basis = ask.basis
    if basis is None or basis.stage.share is None or basis.range is not None or not ask.facts.amount:
        return None
    return Refusal(
        "INV-35",
        basis.article,
        "罚款按工程造价的比例计算，案卷没有造价。",
        "The fine is a share of the cost of construction, and the file does not hold the cost.",
    )


def count_is_known(ask: Ask) -> Refusal | None:
    """A fine for each head or square metre needs their number on file before anybody is told of it."""
    basis = ask.basis
    if basis is None or not basis.stage.per or ask.facts.count is not None or not ask.facts.amount:
        return None
    unit = PER[basis.stage.per]
    return Refusal(
        "INV-35",
        basis.article,
        f"罚款按每{unit.zh}计算，案卷没有数量，请先补充数量。",
        f"The fine is for each {unit.en}, and the file does not say how many; add the number first.",
    )


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


def order_is_on_file(ask: Ask) -> Refusal | None:
    """Step by step an order that nobody recorded is no order: it, its term and the re-check stand in the file."""
    facts, basis = ask.facts, ask.basis
    if basis is None or basis.stage.pre != "order_ignored" or facts.order_ignored or facts.stage == "order_ignored":
        return None
    if facts.order is not None and facts.recheck is not None:
        return None
    return Refusal(
        "INV-36",
        basis.article,
        "该条只罚责令改正后拒不改正的：案卷没有责令改正通知书和复查记录。",
        "The article fines only who ignores the order: the file holds no order with its re-check.",
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
    last = decision_until(case)
    if last is None or facts.decision <= last:
        return None
    return Refusal("INV-39", "APL 60", f"办案期限（立案后九十日及延长）到 {last} 届满，不得再作决定。",
                   f"Ninety days from filing, with recorded extensions, ended on {last}.")  # fmt: skip


def decision_until(case: Case) -> date | None:
    """The last day to decide: ninety days from filing, or a recorded extension."""
    if case.facts.filed is None:
        return None
    last = deadline("decision", case.book.period("decision_after_filing"), case.facts.filed, case.book.calendar).on
    return max(last, case.facts.extended_to or last)


def term_is_over(ask: Ask) -> Refusal | None:
    """A case is ended for want of time only when its time is over."""
    last = decision_until(ask)
    if last is not None and ask.day > last:
        return None
    return Refusal(
        "INV-39",
        "APL 60",
        f"办案期限到 {last} 才届满，不得以超期为由终止。",
        f"The term to decide runs through {last}; the case is not ended for want of time.",
    )


def extension_is_allowed(ask: Ask) -> Refusal | None:
    """No statute that we have read extends the ninety days: a city that knows one says by how many days (default none)."""
    last, until, days = decision_until(ask), ask.data.until, ask.book.settings.decision_extension
    if last is None or (ask.day <= last and days and (until is None or _within(ask, until.date(), days))):
        return None
    return Refusal(
        "INV-39",
        "APL 60",
        f"办案期限的延长须在届满前、并在本市规定的 {days} 日以内。",
        f"The term is extended before it ends and by no more than the city's {days} days.",
    )


def _within(ask: Ask, until: date, days: int) -> bool:
    filed, period = ask.facts.filed, ask.book.period("decision_after_filing")
    return filed is None or until <= filed + timedelta(days=period.amount + days)


def review_is_passed(ask: Ask) -> Refusal | None:
    """This step is the passing; a review that returns the case is a record of its own."""
    if ask.data.passed:
        return None
    return Refusal("INV-30", "APL 58", "法制审核未通过。", "Legal review was not passed.")


def discussion_is_due(ask: Ask) -> Refusal | None:
    """The heads discuss what is complex or major, and what somebody says why; anything else the head decides."""
    if ask.facts.major or ask.data.ground or not ask.is_written:
        return None
    return Refusal(
        "INV-31",
        "APL 57",
        "本案未列为情节复杂或者重大，提交集体讨论须写明理由。",
        "The case is not marked complex or major; say why the heads should discuss it.",
    )


def decision_is_complete(ask: Ask) -> Refusal | None:
    """The items of APL 59 (or 52) and the seal."""
    if not ask.data.lacking:
        return None
    zh, en = "、".join(ask.data.lacking), ", ".join(ask.data.lacking)
    return Refusal(
        "INV-32", "APL 59", f"决定书缺少法定内容：{zh}。", f"The decision lacks what the law asks for: {en}."
    )


def decision_says_what(ask: Ask) -> Refusal | None:
    """A fine, a warning or a measure: a decision with none of them is none."""
    data = ask.data
    if not ask.is_written or data.amount is not None or data.warning or data.measures:
        return None
    return Refusal(
        "INV-32",
        "APL 59",
        "决定书没有处罚的种类：须有罚款数额、警告或者其他处罚。",
        "The decision names no penalty: give an amount, a warning or a measure.",
    )


def order_goes_with_the_penalty(ask: Ask) -> Refusal | None:
    """Every penalty comes with an order to correct where correction is possible and has not happened."""
    facts = ask.facts
    if not can_be_corrected(ask) or facts.order is not None or facts.was_corrected or facts.order_ignored:
        return None
    return Refusal(
        "INV-37",
        "APL 28",
        "实施处罚时应当责令当事人改正：没有责令改正通知书，也没有已改正的记录；请先责令改正，已经改正的请记录复查。",
        "A penalty comes with an order to correct: there is neither an order nor a record of correction; make one of the two.",
    )


def can_be_corrected(case: Case) -> bool:
    """What the entry orders to be put right, unless the officers say that it cannot be."""
    if case.facts.correctable is not None:
        return case.facts.correctable
    return case.basis is not None and any(m.startswith(("责令", "限期")) for m in case.basis.stage.measures)


def only_ignoring_is_fined(ask: Ask) -> Refusal | None:
    """Nothing to penalise: the article fines only who ignores the order, and the re-check found it corrected."""
    facts, basis = ask.facts, ask.basis
    only = basis is not None and all(s.pre == "order_ignored" for s in basis.violation.stages)
    if only and facts.recheck is not None and facts.recheck.corrected:
        return None
    return Refusal(
        "INV-36",
        "APL 28",
        "只有条文仅罚拒不改正、且复查已改正的，才能当场了结。",
        "It ends here only where the article fines nobody but who ignores the order, and the re-check found it corrected.",
    )


def put_right_on_the_spot(ask: Ask) -> Refusal | None:
    if ask.facts.was_corrected:
        return None
    return Refusal(
        "INV-43", "APL 33", "尚未改正，不能当场免罚。", "It is not put right yet, so it is not spared on the spot."
    )


def is_not_on_file_yet(ask: Ask) -> Refusal | None:
    if ask.standing.simple and not ask.standing.on_file:
        return None
    return Refusal(
        "INV-32",
        "APL 52",
        "只有当场处罚决定需要备案，且只备案一次。",
        "Only an on-the-spot decision is put on file, and only once.",
    )
