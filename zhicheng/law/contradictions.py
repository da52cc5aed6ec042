"""Facts that cannot all be true. Unclear facts are no ground for a penalty (APL 40): nothing is assessed before they are mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from zhicheng.kernel.calendar import CHINA
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.facts import Facts
from zhicheng.law.periods import age_on

Found = Phrase | None
Check = Callable[[Facts], Found]


def contradictions(facts: Facts) -> tuple[Phrase, ...]:
    """Every pair of facts that excludes each other; empty when they fit."""
    return tuple(found for check in CHECKS if (found := check(facts)) is not None)


def _in_order(first: str, second: str, zh: str, en: str) -> Check:
    """`first` cannot be later than `second`, where both are known."""

    def check(facts: Facts) -> Found:
        a, b = _day(getattr(facts, first)), _day(getattr(facts, second))
        return Phrase(zh, en) if a and b and a > b else None

    return check


def _day(value: date | datetime | None) -> date | None:
    return value.astimezone(CHINA).date() if isinstance(value, datetime) else value


def _born_after_the_act(facts: Facts) -> Found:
    born, day = facts.party.born, facts.day_of_act
    if born is None or day is None or born <= day:
        return None
    return Phrase("出生日期晚于违法行为。", "The party was born after the act.")


def _two_ages(facts: Facts) -> Found:
    born, age, day = facts.party.born, facts.party.age, facts.day_of_act
    if born is None or age is None or day is None or age in (age_on(born, day), day.year - born.year):
        return None
    return Phrase("年龄与出生日期不符。", "Age and date of birth do not fit.")


def _organisation_with_an_age(facts: Facts) -> Found:
    """An individual business that a city treats as an organisation still has an owner with an age."""
    if facts.party.subject != "org" or (facts.party.born is None and facts.party.age is None):
        return None
    return Phrase("单位没有年龄和出生日期。", "An organisation has no age and no date of birth.")


def _order_and_none(facts: Facts) -> Found:
    if not facts.order_absent or facts.order is None or facts.order.served is None:
        return None
    return Phrase(
        "既有责令改正通知书，又注明没有。", "There is an order to correct, and it is said that there is none."
    )


def _order_ends_before_it_begins(facts: Facts) -> Found:
    order = facts.order
    if order is None or order.served is None or order.correct_by is None or order.correct_by >= order.served:
        return None
    return Phrase("改正期限早于责令改正通知书的送达。", "The term to correct ends before the order was served.")


def _recheck_before_the_order(facts: Facts) -> Found:
    order, recheck = facts.order, facts.recheck
    if order is None or recheck is None or order.served is None or recheck.at is None or recheck.at >= order.served:
        return None
    return Phrase("复查早于责令改正通知书的送达。", "The re-check was made before the order was served.")


def _ignored_and_corrected(facts: Facts) -> Found:
    if not facts.order_ignored or facts.recheck is None or not facts.recheck.corrected:
        return None
    return Phrase("既写拒不改正，复查又写已改正。", "The order is called ignored, and the re-check found it corrected.")


def _notice_and_none(facts: Facts) -> Found:
    if not facts.notice_absent or facts.notice is None or facts.notice.served is None:
        return None
    return Phrase("既有处罚告知书，又注明没有。", "A notice was served, and it is said that none was.")


def _negative_money(facts: Facts) -> Found:
    return Phrase("金额为负。", "An amount is negative.") if facts.amount is not None and facts.amount < 0 else None


def _ended_and_goes_on(facts: Facts) -> Found:
    if not facts.continuing or facts.ended is None:
        return None
    return Phrase("违法行为既写已终了，又写仍在继续。", "The act is said to have ended, and to go on.")


def _act_after_discovery(facts: Facts) -> Found:
    """The day of a continuing act's beginning counts; of a recorded one its first picture."""
    day, found = facts.day_of_act if facts.act or facts.captures or facts.act_started else None, facts.discovered
    if day is None or found is None or day <= found:
        return None
    return Phrase("违法行为晚于发现。", "The act is later than its discovery.")


def _less_than_one(facts: Facts) -> Found:
    if facts.count is None or facts.count >= 1:
        return None
    return Phrase("数量至少为 1。", "A number of pieces is at least 1.")


CHECKS: tuple[Check, ...] = (
    _less_than_one,
    _born_after_the_act,
    _two_ages,
    _organisation_with_an_age,
    _order_and_none,
    _order_ends_before_it_begins,
    _recheck_before_the_order,
    _ignored_and_corrected,
    _notice_and_none,
    _negative_money,
    _ended_and_goes_on,
    _act_after_discovery,
    _in_order("act_started", "ended", "违法行为终了早于开始。", "The act ended before it began."),
    _in_order("filed", "decision", "决定早于立案。", "The decision is earlier than the filing."),
    _in_order("decision", "served", "送达早于决定。", "The decision was served before it was made."),
    _in_order("served", "paid", "缴款早于送达。", "The fine was paid before the decision was served."),
    _in_order("hearing_requested", "hearing", "听证早于申请。", "The hearing was held before it was asked for."),
    _in_order("referral_reported", "referral_approved", "批准移送早于报告。", "The referral was approved before it was reported."),
)  # fmt: skip
