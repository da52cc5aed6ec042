"""Hard rules: each holds, or refuses with its article and one sentence. Named like the rule book (INV-…), one module per chapter.

`RULES` judge one proposal from its facts (`Case`); the others look at one event of a case that runs step by step (`Ask`), and
`gates` says which of them stands before which step. Rules that concern the running of a system (appraisal, privacy, custody of files)
stand with the part that can break them; `register` names all 57 and where each is enforced.
"""

from __future__ import annotations

from zhicheng.law.invariants import choice, competence, conduct, decision, evidence, hearing, persons, service
from zhicheng.law.invariants.case import (
    Ask,
    Case,
    Refusal,
    Rule,
    StepRule,
    earliest_hearing,
    hearing_request_until,
    limitation_of,
)
from zhicheng.law.invariants.persons import leniency_of

__all__ = [
    "RULES",
    "Ask",
    "Case",
    "Refusal",
    "Rule",
    "StepRule",
    "earliest_hearing",
    "hearing_request_until",
    "leniency_of",
    "limitation_of",
    "refusals",
]

RULES: tuple[Rule, ...] = (
    competence.officers_are_two,
    competence.act_is_on_the_power_list,
    choice.simple_procedure_fits,
    choice.may_be_collected_on_the_spot,
    hearing.party_was_heard,
    hearing.hearing_was_given,
    hearing.is_not_heavier_than_the_notice,
    hearing.hearing_was_announced_in_time,
    decision.review_was_passed,
    decision.heads_have_discussed,
    decision.basis_is_in_force,
    decision.basis_may_punish,
    decision.amount_is_lawful,
    decision.order_was_given_and_ignored,
    decision.act_was_not_fined_before,
    decision.decision_is_in_time,
    persons.party_may_be_punished,
    persons.party_could_control_the_act,
    persons.party_was_at_fault,
    persons.leniency_was_considered,
    persons.act_is_within_limitation,
    evidence.record_is_evidence,
    service.online_service_was_agreed,
    conduct.crime_is_referred,
)


def refusals(case: Case) -> tuple[Refusal, ...]:
    """Every rule that refuses this proposal, in the order of the rule book."""
    return tuple(found for rule in RULES if (found := rule(case)) is not None)
