"""Coercive measures and execution (INV-60 to INV-66). INV-63 has no function: a measure that cuts off a home's water does not exist."""

from __future__ import annotations

from datetime import date, timedelta

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.amounts import YUAN
from zhicheng.law.invariants.case import Ask, Refusal, seized_until
from zhicheng.law.periods import add_working_days
from zhicheng.law.remedies import DAY, court_window, payment_until, remedies_until, surcharge_of

MAY_SEIZE = frozenset({"law", "administrative_regulation", "local_regulation"})  # AEL 10: nothing lower sets a measure
NIGHT = (22, 6)  # from 22:00 to 06:00
FORBIDDEN_GOODS = {
    "necessities": ("公民及其所扶养家属的生活必需品", "necessities of life"),
    "unrelated": ("与违法行为无关的财物", "goods unrelated to the act"),
}
MEASURES = (
    "seal",
    "seize",
    "substitute",
    "demolish",
)  # all that the procedure knows (INV-63: utility_cut is not among them)


def measure_has_a_basis(ask: Ask) -> Refusal | None:
    """A law or regulation gives this agency the power for this act; whoever takes the measure names it."""
    text = ask.data.basis or ask.facts.seizure_basis
    if not text and not ask.is_written:
        return None
    law = ask.book.laws.get(text.split()[0]) if text else None
    if law is not None and law.rank in MAY_SEIZE:
        return None
    return Refusal(
        "INV-60",
        "AEL 17",
        "没有法律、法规授予本机关对该行为查封扣押的权力。",
        "No law or regulation gives this agency the power to seize for this act.",
    )


def nothing_is_seized_yet(ask: Ask) -> Refusal | None:
    if ask.standing.seized is None:
        return None
    return Refusal(
        "INV-60", "AEL 25", "已有查封扣押在期限内，请延长或者解除。", "A seizure is running; extend or release it."
    )


def something_is_seized(ask: Ask) -> Refusal | None:
    if ask.standing.seized is not None:
        return None
    return Refusal("INV-60", "AEL 28", "本案没有查封扣押的财物。", "Nothing is seized in this case.")


def seizure_is_extended_in_time(ask: Ask) -> Refusal | None:
    """Before it ends, once, by thirty days at most."""
    until = seized_until(ask)
    if until is None:
        return something_is_seized(ask)
    most = until.on + timedelta(days=ask.book.period("seizure_ext").amount)
    asked = ask.data.until.astimezone(CHINA).date() if ask.data.until else None
    if ask.standing.seized_until is None and ask.day <= until.on and (asked is None or asked <= most):
        return None
    return Refusal(
        "INV-60",
        "AEL 25",
        f"查封扣押到 {until.on} 届满，只能在届满前延长一次，至多三十日。",
        f"The seizure ends on {until.on}; it is extended once, before that day, by thirty days at most.",
    )


def seizure_is_within_its_term(ask: Ask) -> Refusal | None:
    """Past its term goods go back before the case goes on."""
    until = seized_until(ask)
    if until is None or ask.day <= until.on:
        return None
    return Refusal(
        "INV-60",
        "AEL 25",
        f"查封扣押已于 {until.on} 届满，应当先解除。",
        f"The seizure ended on {until.on}; release it first.",
    )


def nothing_stays_seized(ask: Ask) -> Refusal | None:
    if ask.standing.seized is None:
        return None
    return Refusal(
        "INV-60",
        "AEL 28",
        "查封扣押的财物尚未返还或者处理，不得结案。",
        "Seized goods are neither returned nor disposed of; the case stays open.",
    )


def urgent_measure_is_approved(ask: Ask) -> Refusal | None:
    """Seized at once: reported and approved within twenty-four hours, else released."""
    at = ask.standing.unapproved
    if at is None or ask.event.at <= at + timedelta(hours=ask.book.period("measure_report").amount):
        return None
    return Refusal(
        "INV-60",
        "AEL 19",
        f"{at:%Y-%m-%d %H:%M} 的紧急措施未在二十四小时内补办批准，应当立即解除。",
        f"The urgent measure of {at:%Y-%m-%d %H:%M} was not approved within 24 hours; release it.",
    )


def something_waits_for_approval(ask: Ask) -> Refusal | None:
    if ask.standing.unapproved is not None:
        return urgent_measure_is_approved(ask)
    return Refusal("INV-60", "AEL 19", "没有待补批的紧急措施。", "No urgent measure waits for approval.")


def goods_may_be_seized(ask: Ask) -> Refusal | None:
    found = [FORBIDDEN_GOODS[g] for g in ask.data.goods if g in FORBIDDEN_GOODS]
    if not found:
        return None
    return Refusal("INV-61", "AEL 23", f"不得查封、扣押{found[0][0]}。", f"These may not be seized: {found[0][1]}.")


def hour_is_lawful(ask: Ask) -> Refusal | None:
    """Neither at night nor on a statutory holiday, unless it is urgent with a reason."""
    at = ask.event.at.astimezone(CHINA)
    at_night = at.hour >= NIGHT[0] or at.hour < NIGHT[1]
    if (not at_night and at.date() not in ask.book.calendar.off) or (ask.data.urgent and ask.data.ground):
        return None
    return Refusal(
        "INV-62",
        "AEL 43",
        f"{at:%Y-%m-%d %H:%M} 是{'夜间' if at_night else '法定节假日'}，不得实施强制执行；情况紧急的须写明理由。",
        f"{at:%Y-%m-%d %H:%M} is {'at night' if at_night else 'on a holiday'}: no enforcement then, unless urgent with a reason.",
    )


def surcharge_is_what_is_owed(ask: Ask) -> Refusal | None:
    """Never more than the law's sum is taken."""
    owed = surcharge_of(ask.standing, ask.book, ask.day)
    if ask.data.surcharge is None or ask.data.surcharge <= owed:
        return None
    return Refusal(
        "INV-64",
        "APL 72",
        f"截至 {ask.day} 加处罚款为 {owed / YUAN:g} 元，不得多收。",
        f"The surcharge owed on {ask.day} is {owed / YUAN:g} yuan and no more.",
    )


def surcharge_is_settled(ask: Ask) -> Refusal | None:
    owed = surcharge_of(ask.standing, ask.book, ask.day)
    if not owed or ask.standing.state not in ("performed",):
        return None
    return Refusal(
        "INV-64",
        "APL 72",
        f"加处罚款 {owed / YUAN:g} 元尚未结清。",
        f"A surcharge of {owed / YUAN:g} yuan is not settled.",
    )


def payment_is_overdue(ask: Ask) -> Refusal | None:
    due = payment_until(ask.standing, ask.book)
    if due is not None and ask.day > due.on:
        return None
    when = due.on if due else None
    return Refusal("INV-64", "APL 72", f"缴款期限到 {when} 止。", f"The payment is due on {when}.")


def court_may_be_asked(ask: Ask) -> Refusal | None:
    """Remedies over unused, urged, ten working days passed, within three months."""
    window = court_window(ask.standing, ask.book)
    if window is None:
        return Refusal(
            "INV-65",
            "AEL 54",
            "尚未催告，或者复议、诉讼尚未结束，不得申请强制执行。",
            "Not urged yet, or a remedy is running: the court cannot be asked.",
        )
    if window.first <= ask.day <= window.last:
        return None
    return Refusal(
        "INV-65",
        "AEL 53",
        f"申请强制执行的期间为 {window.first} 至 {window.last}。",
        f"The court can be asked from {window.first} through {window.last}.",
    )


def remedies_are_over(ask: Ask) -> Refusal | None:
    over = remedies_until(ask.standing, ask.book)
    if over is not None and ask.day > over:
        return None
    return Refusal(
        "INV-65",
        "AEL 44",
        "复议、诉讼期限未满或者正在进行，不得强制执行。",
        "The time for remedies is not over, or one is running: no enforcement.",
    )


def fine_stays_what_it_is(ask: Ask) -> Refusal | None:
    """In execution only the surcharge can be lowered, never the fine."""
    fine, said = ask.facts.amount, ask.data.amount
    if fine is None or said is None or said >= fine:
        return None
    return Refusal(
        "INV-66",
        "AEL 42",
        f"罚款 {fine / YUAN:g} 元不得减免，只能减免加处罚款。",
        f"The fine of {fine / YUAN:g} yuan is not lowered; only the surcharge can be.",
    )


def execution_has_begun(ask: Ask) -> Refusal | None:
    """What ends here is the execution of a decision; an investigation that rests is resumed."""
    if ask.facts.served is not None:
        return None
    return Refusal(
        "INV-65",
        "AEL 40",
        "尚未作出并送达决定，没有可以终结的执行；请恢复调查。",
        "No decision was served, so there is no execution to end; resume the investigation.",
    )


def party_has_applied(ask: Ask) -> Refusal | None:
    if ask.data.applied:
        return None
    return Refusal(
        "INV-66",
        "APL 66",
        "延期、分期缴纳须由当事人申请。",
        "Deferral and instalments need the party's application.",
    )


def order_to_restore_was_urged(ask: Ask) -> Refusal | None:
    """Substitute performance: the order is not obeyed, urged, three clear working days passed (AEL 51)."""
    urged = ask.standing.substitute_urged
    if not _order_is_ignored(ask) or urged is None:
        return Refusal(
            "INV-62",
            "AEL 50",
            "代履行须当事人逾期不履行责令，并经催告。",
            "Substitute performance needs an order that was ignored, and an urging.",
        )
    first = add_working_days(urged, ask.book.period("substitute_urge").amount, ask.book.calendar) + DAY
    return None if ask.day >= first else _too_early(first)


def _too_early(first: date) -> Refusal:
    return Refusal(
        "INV-62",
        "AEL 51",
        f"代履行三个工作日前应当催告，最早 {first}。",
        f"Three working days after the urging: {first} at the earliest.",
    )


def _order_is_ignored(ask: Ask) -> bool:
    recheck = ask.facts.recheck
    return bool(ask.facts.order_ignored) or (recheck is not None and not recheck.corrected)


def demolition_was_announced(ask: Ask) -> Refusal | None:
    """Illegal buildings only, after a public notice with a term (AEL 44, PLAN 68)."""
    basis = ask.basis
    if basis is not None and basis.violation.law == "PLAN" and ask.standing.demolition_announced is not None:
        return None
    return Refusal(
        "INV-65",
        "AEL 44",
        "强制拆除只适用于违法建筑，且须先予公告限期拆除。",
        "Only an illegal building is demolished by force, after a public notice with a term.",
    )


def is_an_obstacle(ask: Ask) -> Refusal | None:
    """Spill, obstacle or dirt that has to go at once (AEL 52): whoever acts says which."""
    if ask.data.ground or not ask.is_written:
        return None
    return Refusal(
        "INV-62",
        "AEL 52",
        "立即代履行须写明需要立即清除的遗洒物、障碍物或者污染物。",
        "Say which spill, obstacle or pollutant has to be cleared at once.",
    )
