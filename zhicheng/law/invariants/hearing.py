"""Notice, statement and defence, hearing (INV-20 to INV-24)."""

from __future__ import annotations

from zhicheng.law.amounts import YUAN
from zhicheng.law.invariants.case import Case, Refusal, earliest_hearing, hearing_request_until


def party_was_heard(case: Case) -> Refusal | None:
    """No decision before the notice, and before the party has stated, waived, or let the period pass."""
    facts, until = case.facts, case.statement_until
    if facts.decision is None:
        return None
    if facts.notice_absent:
        return Refusal("INV-20", "APL 62", "未送达处罚事先告知书，不得作出处罚决定。",
                       "No decision before the notice of the intended penalty was served.")  # fmt: skip
    notice = facts.latest_notice
    stated = facts.defence is not None and (notice is None or notice.served is None or facts.defence >= notice.served)
    if until is None or facts.waived or stated or facts.decision > until.on:
        return None
    return Refusal("INV-20", "APL 62", f"陈述申辩期到 {until.on} 止（含当日），当事人未陈述也未放弃，不得提前决定。",
                   f"The statement period runs through {until.on}; the party has neither stated nor waived.")  # fmt: skip


def hearing_was_given(case: Case) -> Refusal | None:
    """Asked for in time: no decision before it was held or forfeited."""
    facts, until = case.facts, hearing_request_until(case)
    if facts.decision is None or facts.hearing_requested is None or not case.has_hearing_right:
        return None
    late = until is not None and facts.hearing_requested > until.on
    if late or facts.hearing_held or (facts.hearing is not None and facts.hearing <= facts.decision):
        return None
    return Refusal("INV-21", "APL 63", "当事人已按期申请听证，听证结束前不得作出决定。",
                   "A hearing was asked for in time; no decision before it has ended.")  # fmt: skip


def is_not_heavier_than_the_notice(case: Case) -> Refusal | None:
    facts, notice = case.facts, case.facts.notice
    if facts.new_notice is not None and facts.new_fact:
        notice = facts.new_notice  # new facts, found independently, told anew
    if notice is None or notice.intended is None or facts.amount is None or facts.amount <= notice.intended:
        return None
    return Refusal("INV-22", "APL 45", f"告知拟罚 {notice.intended / YUAN:g} 元，不得因申辩加重为 {facts.amount / YUAN:g} 元。",
                   f"{notice.intended / YUAN:g} yuan were announced; the defence must not make it {facts.amount / YUAN:g}.")  # fmt: skip


def hearing_was_announced_in_time(case: Case) -> Refusal | None:
    facts = case.facts
    if facts.hearing is None or facts.hearing_notice is None:
        return None
    first = earliest_hearing(case, facts.hearing_notice)
    if facts.hearing >= first:
        return None
    return Refusal("INV-23", "APL 64", f"听证应在通知七个完整工作日之后，最早 {first}。",
                   f"Seven clear working days between notice and hearing: {first} at the earliest.")  # fmt: skip
