"""Hard rules over one proposal: each holds, or refuses with its article and one sentence. Named like the rule book (INV-…).

One module per chapter. The functions take facts, book and what follows from both (`Case`), and know nothing of screens or tables.
Those that concern the running of a system (custody, publication, appraisal, privacy) stand with the part that can break them.
"""

from __future__ import annotations

from zhicheng.law.invariants.case import Case, Refusal, Rule, earliest_hearing, hearing_request_until, limitation_of
from zhicheng.law.invariants.choice import may_be_collected_on_the_spot, simple_procedure_fits
from zhicheng.law.invariants.competence import act_is_on_the_power_list, officers_are_two
from zhicheng.law.invariants.conduct import crime_is_referred
from zhicheng.law.invariants.decision import (
    act_was_not_fined_before,
    amount_is_lawful,
    basis_is_in_force,
    basis_may_punish,
    decision_is_in_time,
    heads_have_discussed,
    order_was_given_and_ignored,
    review_was_passed,
)
from zhicheng.law.invariants.evidence import record_is_evidence
from zhicheng.law.invariants.hearing import (
    hearing_was_announced_in_time,
    hearing_was_given,
    is_not_heavier_than_the_notice,
    party_was_heard,
)
from zhicheng.law.invariants.persons import (
    act_is_within_limitation,
    leniency_of,
    leniency_was_considered,
    party_could_control_the_act,
    party_may_be_punished,
    party_was_at_fault,
)
from zhicheng.law.invariants.service import online_service_was_agreed

__all__ = [
    "RULES",
    "Case",
    "Refusal",
    "Rule",
    "earliest_hearing",
    "hearing_request_until",
    "leniency_of",
    "limitation_of",
    "refusals",
]

RULES: tuple[Rule, ...] = (
    officers_are_two, act_is_on_the_power_list, simple_procedure_fits, may_be_collected_on_the_spot, party_was_heard, hearing_was_given,
    is_not_heavier_than_the_notice, hearing_was_announced_in_time, review_was_passed, heads_have_discussed, basis_is_in_force,
    basis_may_punish, amount_is_lawful, order_was_given_and_ignored, act_was_not_fined_before, decision_is_in_time,
    party_may_be_punished, party_could_control_the_act, party_was_at_fault, leniency_was_considered, act_is_within_limitation,
    record_is_evidence, online_service_was_agreed, crime_is_referred,
)  # fmt: skip


def refusals(case: Case) -> tuple[Refusal, ...]:
    """Every rule that refuses, in the order of the rule book."""
    return tuple(found for rule in RULES if (found := rule(case)) is not None)
