"""Notice, statement and defence, hearing (INV-20 to INV-24)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.invariants.case import Ask, Case, Refusal, earliest_hearing, hearing_request_until


def party_was_heard(case: Case) -> Refusal | None:
    """No decision before the notice, and before the party has stated, waived, or let the period pass."""
    facts = case.facts
    if facts.decision is None:
        return None
    if facts.notice_absent:
        return Refusal(
            "INV-20",
            "APL 62",
            "未送达处罚事先告知书，不得作出处罚决定。",
            "No decision before the notice of the intended penalty was served.",
        )
    until, notice = case.statement_until, facts.latest_notice
    told = notice.served if notice else None
    stated = facts.defence is not None and (told or facts.defence) <= facts.defence <= facts.decision
    if until is None or facts.waived or stated or facts.decision > until.on:
        return None
    return Refusal(
        "INV-20",
        "APL 62",
        f"陈述申辩期到 {until.on} 止（含当日），当事人未陈述也未放弃，不得提前决定。",
        f"The statement period runs through {until.on}; the party has neither stated nor waived.",
    )


def notice_was_served(ask: Ask) -> Refusal | None:
    """In a case that runs step by step an unmentioned notice is a missing one."""
    if ask.facts.notice is not None and ask.facts.notice.served is not None:
        return None
    return Refusal(
        "INV-20",
        "APL 62",
        "未送达处罚事先告知书，不得作出处罚决定。",
        "No decision before the notice of the intended penalty was served.",
    )


def statement_has_ended(ask: Ask) -> Refusal | None:
    """The defence is reviewed when the party has stated or waived, or the period is over."""
    facts, until = ask.facts, ask.statement_until
    if facts.waived or facts.defence is not None or until is None or ask.day > until.on:
        return None
    return Refusal(
        "INV-20",
        "APL 62",
        f"陈述申辩期到 {until.on} 止（含当日），当事人未陈述也未放弃。",
        f"The statement period runs through {until.on}; the party has neither stated nor waived.",
    )


def party_was_told_on_the_spot(ask: Ask) -> Refusal | None:
    if ask.data.told:
        return None
    return Refusal(
        "INV-20",
        "APL 44",
        "没有出示证件、告知内容、理由、依据和权利并听取陈述申辩，不得当场处罚。",
        "No penalty on the spot before certificate, facts, reasons, basis and rights were shown and the party was heard.",
    )


def hearing_is_offered(ask: Ask) -> Refusal | None:
    """The notice tells of the hearing where there is a right to it."""
    if not ask.is_written or ask.data.hearing_offered or not ask.has_hearing_right:
        return None
    return Refusal(
        "INV-21",
        "APL 63",
        "拟作出的处罚属于听证范围，告知书须告知听证权利。",
        "The intended penalty carries a right to a hearing; the notice has to say so.",
    )


def hearing_can_no_longer_be_asked(ask: Ask) -> Refusal | None:
    """Reviewing the defence early must not cut off the five days for asking."""
    until = hearing_request_until(ask)
    if not ask.has_hearing_right or ask.standing.hearing_waived or until is None or ask.day > until.on:
        return None
    return Refusal(
        "INV-21",
        "APL 64",
        f"当事人可在 {until.on} 前（含当日）申请听证，且未放弃。",
        f"The party may ask for a hearing through {until.on} and has not waived it.",
    )


def hearing_is_asked_in_time(ask: Ask) -> Refusal | None:
    if not ask.has_hearing_right:
        return Refusal(
            "INV-21",
            "APL 63",
            "拟作出的处罚不属于听证范围。",
            "The intended penalty carries no right to a hearing.",
        )
    until = hearing_request_until(ask)
    if until is None or ask.day <= until.on:
        return None
    return Refusal(
        "INV-21",
        "APL 64",
        f"听证应在 {until.on} 前（含当日）申请，已逾期。",
        f"A hearing could be asked for through {until.on}; it is too late.",
    )


def hearing_was_given(case: Case) -> Refusal | None:
    """Asked for in time: no decision before it was held or forfeited."""
    facts, until = case.facts, hearing_request_until(case)
    if facts.decision is None or facts.hearing_requested is None or not case.has_hearing_right:
        return None
    late = until is not None and facts.hearing_requested > until.on
    if late or facts.hearing_held or (facts.hearing is not None and facts.hearing <= facts.decision):
        return None
    return Refusal(
        "INV-21",
        "APL 63",
        "当事人已按期申请听证，听证结束前不得作出决定。",
        "A hearing was asked for in time; no decision before it has ended.",
    )


def is_not_heavier_than_the_notice(case: Case) -> Refusal | None:
    facts, notice = case.facts, case.facts.notice
    if facts.new_notice is not None and facts.new_fact:
        notice = facts.new_notice  # new facts, found independently, told anew
    if notice is None or notice.intended is None or facts.amount is None or facts.amount <= notice.intended:
        return None
    return Refusal(
        "INV-22",
        "APL 45",
        f"告知拟罚 {notice.intended / YUAN:g} 元，不得因申辩加重为 {facts.amount / YUAN:g} 元。",
        f"{notice.intended / YUAN:g} yuan were announced; the defence must not make it {facts.amount / YUAN:g}.",
    )


def new_notice_is_not_heavier(ask: Ask) -> Refusal | None:
    """Only facts that were found independently of the defence allow more than was announced."""
    return None if ask.data.ground == "new_facts" else is_not_heavier_than_the_notice(ask)


def no_kind_is_added(ask: Ask) -> Refusal | None:
    """Nor may the decision add a kind of penalty that was not announced."""
    added = [m for m in ask.data.measures if m not in ask.standing.announced]
    if not added:
        return None
    return Refusal(
        "INV-22",
        "APL 45",
        f"{'、'.join(added)}没有告知过，须重新告知。",
        "The decision adds a measure that was not announced; announce it first.",
    )


def hearing_was_announced_in_time(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.hearing is None or facts.hearing_notice is None:
        return None
    first = earliest_hearing(case, facts.hearing_notice)
    if facts.hearing >= first:
        return None
    return Refusal(
        "INV-23",
        "APL 64",
        f"听证应在通知七个完整工作日之后，最早 {first}。",
        f"Seven clear working days between notice and hearing: {first} at the earliest.",
    )


def hearing_was_announced(ask: Ask) -> Refusal | None:
    """Neither held nor forfeited without a notice and before its day; withdrawing is always free."""
    if ask.data.ground == "withdrawn":
        return None
    if ask.facts.hearing_notice is None:
        return Refusal(
            "INV-23",
            "APL 64",
            "没有送达听证通知，不能举行听证，也不能视为放弃。",
            "Without a hearing notice a hearing is neither held nor forfeited.",
        )
    set_for = ask.standing.hearing_set
    if set_for is None or ask.day >= set_for:
        return None
    return Refusal("INV-23", "APL 64", f"听证定于 {set_for}。", f"The hearing is set for {set_for}.")


def every_point_is_answered(ask: Ask) -> Refusal | None:
    open_points = ask.standing.points - ask.data.answered
    if open_points <= 0 or not ask.is_written:
        return None
    return Refusal(
        "INV-24",
        "APL 45",
        f"当事人的意见有 {open_points} 点没有复核答复。",
        f"{open_points} points of the defence have no recorded answer.",
    )
