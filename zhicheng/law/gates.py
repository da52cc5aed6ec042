"""What stands before each step: the rules that are asked before an event may happen. The procedure says where a step leads on from;
who may take it, and whether it is lawful now, is said here and in `invariants`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zhicheng.kernel.errors import NotAllowed
from zhicheng.law.actors import SAID, have_the_roles, needs_two_officers
from zhicheng.law.basis import basis_of
from zhicheng.law.book import Book
from zhicheng.law.contradictions import contradictions
from zhicheng.law.evolve import evolve
from zhicheng.law.facts import Facts
from zhicheng.law.invariants import choice, coercion, competence, conduct, decision, evidence, hearing, persons, service
from zhicheng.law.invariants.case import Ask, Refusal, StepRule
from zhicheng.law.procedure import Procedure, Step
from zhicheng.law.standing import Standing
from zhicheng.law.stream import GROUNDS, RECORDS, REQUIRED, Event

# Refusals that are no invariant of the rule book: the procedure itself, who has which part in it, what a step has to say.
OTHER_REFUSALS: Mapping[str, str] = {
    "STATE": "the case is where this step does not lead on from",
    "ROLE": "somebody else takes this step",
    "DATA": "the step does not say what it has to say",
    "TWICE": "this very event was posted already",
    "FACTS": "facts exclude each other (APL 40)",
    "FUTURE": "the event is later than the moment of asking",
}

# Refusals about the person who would take the step; all others are about the case, or about what the step says.
ABOUT_WHO = frozenset({"ROLE", "INV-02", "INV-03", "INV-05"})


def refusals(standing: Standing, event: Event, book: Book, procedure: Procedure) -> tuple[Refusal, ...]:
    """Every reason why this event may not happen now; empty when it may. All services ask this before they write."""
    try:
        step = _leads_on(standing, event, procedure)
    except NotAllowed as error:
        return (Refusal("STATE", _article(event, procedure), error.said.zh, error.said.en),)
    return rules_against(standing, event, step, book)


def rules_against(standing: Standing, event: Event, step: Step | None, book: Book) -> tuple[Refusal, ...]:
    """The same for an event that leads on from here. `step` None: a record."""
    gate = GATES.get(event.step, ())
    if event.actors is None and not gate and not needs_two_officers(step.actor if step else RECORDS[event.step].who):
        return ()  # nothing is asked before it
    facts = proposed_facts(standing, event)
    ask = Ask(facts, book, basis_of(facts, book), standing, event, step)
    found: list[Refusal] = []
    for rules in (EVERY_EVENT if event.actors is not None else EVERY_QUESTION, gate):
        for one in rules:
            if (no := one(ask)) is not None:
                found.append(no)
    return tuple(found)


def _leads_on(standing: Standing, event: Event, procedure: Procedure) -> Step | None:
    record = RECORDS.get(event.step)
    if record is None:
        procedure.after(standing.trail, event.step)
        return procedure.steps[event.step]
    if (record.states and standing.state not in record.states) or standing.state in ("lead", "archived"):
        here = procedure.states[standing.state]
        raise NotAllowed(
            f"案件在「{here.zh}」，不能记{record.name.zh}（{record.article}）。",
            f"The case is '{here.en}', where this is not recorded: {record.name.en} ({record.article}).",
        )
    return None


def _article(event: Event, procedure: Procedure) -> str:
    step = procedure.steps.get(event.step)
    return step.article if step else RECORDS[event.step].article if event.step in RECORDS else "APL 54"


# What an event proposes -----------------------------------------------------------------------------------------------------

Proposes = Callable[[Standing, Event], Mapping[str, Any]]


def proposed_facts(standing: Standing, event: Event) -> Facts:
    """The case's facts with what this event would add to them, for the rules that look at a proposal as a whole."""
    propose = PROPOSES.get(event.step)
    return standing.facts if propose is None else evolve(standing.facts, propose(standing, event))


def _found(s: Standing, e: Event) -> Mapping[str, Any]:
    """What is found on the spot is discovered there and then."""
    return {"discovered": s.facts.discovered or e.day}


def _penalty(s: Standing, e: Event) -> Mapping[str, Any]:
    """The day of asking stands for the day of the decision: by it the law in force is found (APL 37)."""
    amount = e.data.amount if e.data.amount is not None else None if e.actors is not None else s.facts.amount
    return {"amount": amount, "decision": e.day, "warning": e.data.warning or s.facts.warning}


def _penalty_on_the_spot(s: Standing, e: Event) -> Mapping[str, Any]:
    return {**_penalty(s, e), "on_spot": True}


def _new_notice(s: Standing, e: Event) -> Mapping[str, Any]:
    return {**_penalty(s, e), "decision": e.day}


def _collection(s: Standing, e: Event) -> Mapping[str, Any]:
    return {"collected_on_spot": True, "hard_to_collect": s.facts.hard_to_collect or bool(e.data.ground)}


def _hearing_plan(s: Standing, e: Event) -> Mapping[str, Any]:
    return {"hearing_notice": e.day, "hearing": e.data.until.date() if e.data.until else None}


def _online(s: Standing, e: Event) -> Mapping[str, Any]:
    """Step by step an unmentioned consent is a missing one."""
    return {"served_online": e.at, "consent_absent": s.facts.consent is None}


def _amended(s: Standing, e: Event) -> Mapping[str, Any]:
    return dict(e.data.facts.means) if e.data.facts else {}


PROPOSES: Mapping[str, Proposes] = {
    "amend": _amended,
    "T05": _found,
    "T10": _penalty_on_the_spot, "T11": lambda s, e: {"decision": e.day}, "T30": lambda s, e: {"decision": e.day}, "T33": _penalty,
    "T39": _new_notice, "T42": _penalty, "T14": _collection, "T36": lambda s, e: {"hearing": e.day}, "hearing_notice": _hearing_plan,
    "T54": _online,
}  # fmt: skip


# Before every event ---------------------------------------------------------------------------------------------------------


def roles_fit(ask: Ask) -> Refusal | None:
    """The roles that the procedure names for this step."""
    people = ask.event.actors
    who = ask.step.actor if ask.step else RECORDS[ask.event.step].who
    if people is None or have_the_roles(who, people):
        return None
    name = ask.step.name if ask.step else RECORDS[ask.event.step].name
    return Refusal(
        "ROLE",
        ask.article,
        f"「{name.zh}」须由{SAID[who].zh}办理。",
        f"This step is taken by {SAID[who].en}: {name.en}.",
    )


def says_what_it_must(ask: Ask) -> Refusal | None:
    """Needed fields, and a ground from the law's own list where there is one."""
    if not ask.is_written:
        return None
    missing = [n for n in REQUIRED.get(ask.event.step, ()) if getattr(ask.data, n) in ("", (), None)]
    if missing:
        return Refusal(
            "DATA", ask.article, f"缺少 {'、'.join(missing)}，请补齐。", f"Missing: {', '.join(missing)}; give it."
        )
    known = GROUNDS.get(ask.event.step)
    if known is None or not ask.data.ground or ask.data.ground in known:
        return None
    return Refusal(
        "DATA",
        ask.article,
        f"没有理由「{ask.data.ground}」；可用：{'、'.join(known)}。",
        f"There is no ground {ask.data.ground!r}; any of {', '.join(known)}.",
    )


def facts_fit_together(ask: Ask) -> Refusal | None:
    """Facts that exclude each other are no ground for anything (APL 40)."""
    return next((Refusal("FACTS", "APL 40", wrong.zh, wrong.en) for wrong in contradictions(ask.facts)), None)


EVERY_EVENT: tuple[StepRule, ...] = (
    evidence.nothing_is_back_dated, competence.assistants_and_machines_only_report, roles_fit, competence.two_certified_officers_act,
    competence.nobody_acting_is_recused, says_what_it_must,
)  # fmt: skip

EVERY_QUESTION: tuple[StepRule, ...] = (competence.two_certified_officers_act,)  # the other four ask who acts

# Before each step -----------------------------------------------------------------------------------------------------------

FILE: tuple[StepRule, ...] = (
    competence.act_is_on_the_power_list, persons.act_is_within_limitation, conduct.act_is_unlawful_here, decision.act_was_not_fined_before,
)  # fmt: skip
PENALTY: tuple[StepRule, ...] = (
    *FILE,
    decision.basis_is_in_force,
    decision.basis_may_punish,
    decision.amount_is_lawful,
    decision.cost_is_known,
    decision.count_is_known,
    decision.order_was_given_and_ignored,
    decision.order_is_on_file,
    decision.order_goes_with_the_penalty,
    persons.party_may_be_punished,
    persons.party_could_control_the_act,
    persons.party_was_at_fault,
    persons.leniency_was_considered,
    persons.must_be_spared,
    evidence.record_is_evidence,
    conduct.crime_is_referred,
)
PAPER: tuple[StepRule, ...] = (
    decision.decision_says_what, decision.decision_is_complete, service.remedies_fit_the_procedure, evidence.evidence_is_lawful,
    evidence.evidence_is_not_later_than_the_decision, conduct.a_person_decides,
)  # fmt: skip
SPARE: tuple[StepRule, ...] = (
    persons.ground_of_sparing_holds, persons.party_is_educated, conduct.crime_is_referred, conduct.a_person_decides,
)  # fmt: skip
INVESTIGATION_ENDS: tuple[StepRule, ...] = (
    evidence.preserved_evidence_is_dealt_with, coercion.seizure_is_within_its_term, coercion.urgent_measure_is_approved, evidence.evidence_is_lawful,
)  # fmt: skip
SEIZE: tuple[StepRule, ...] = (
    coercion.nothing_is_seized_yet,
    coercion.measure_has_a_basis,
    coercion.goods_may_be_seized,
)
GATES: Mapping[str, tuple[StepRule, ...]] = {
    "T02": (persons.not_filed_on_a_true_ground,),
    "T04": (*FILE, competence.case_is_given_to_two_officers),
    "T05": FILE,
    "T07": (decision.only_ignoring_is_fined, conduct.crime_is_referred),
    "T10": (*PENALTY, choice.simple_procedure_fits, choice.nothing_but_a_fine_or_warning, hearing.party_was_told_on_the_spot, *PAPER),
    "T11": (*SPARE, decision.put_right_on_the_spot),
    "T13": (decision.is_not_on_file_yet,),
    "T14": (
        choice.collected_where_decided, choice.only_the_simple_procedure_collects, choice.may_be_collected_on_the_spot,
        coercion.fine_stays_what_it_is,
    ),
    "T21": (evidence.nothing_is_preserved_yet,),
    "T22": SEIZE,
    "T23": SEIZE,
    "T24": (coercion.seizure_is_extended_in_time, coercion.urgent_measure_is_approved),
    "T25": (coercion.something_is_seized,),
    "T29": INVESTIGATION_ENDS,
    "T30": (*SPARE, competence.is_no_investigator),
    "T31": (competence.is_no_investigator, conduct.crime_is_referred),
    "T32": (conduct.a_crime_is_suspected,),
    "T33": (*PENALTY, hearing.hearing_is_offered),
    "T34": (
        hearing.statement_has_ended, hearing.hearing_can_no_longer_be_asked, hearing.every_point_is_answered, competence.is_no_investigator,
    ),
    "T35": (hearing.hearing_is_asked_in_time,),
    "T36": (competence.is_no_investigator, hearing.hearing_was_announced, hearing.hearing_was_announced_in_time),
    "T37": (competence.is_no_investigator, hearing.hearing_was_announced, hearing.every_point_is_answered),
    "T38": (hearing.every_point_is_answered,),
    "T39": (*PENALTY, hearing.hearing_is_offered, hearing.new_notice_is_not_heavier),
    "T40": (competence.is_no_investigator, decision.review_is_passed),
    "T41": (decision.discussion_is_due,),
    "T42": (
        *PENALTY, hearing.notice_was_served, hearing.party_was_heard, hearing.hearing_was_given, hearing.is_not_heavier_than_the_notice,
        hearing.no_kind_is_added, decision.review_was_passed, decision.heads_have_discussed, decision.decision_is_in_time, *PAPER,
        competence.is_no_investigator,
    ),
    "T43": (decision.term_is_over,),
    "T52": (service.leaving_was_witnessed,),
    "T54": (service.online_service_was_agreed, service.online_decision_names_an_online_remedy),
    "T60": (service.service_is_complete,),
    "T61": (choice.no_officer_receives_money, coercion.fine_stays_what_it_is, coercion.surcharge_is_what_is_owed),
    "T62": (coercion.party_has_applied,),
    "T63": (coercion.payment_is_overdue,),
    "T66": (coercion.court_may_be_asked,),
    "T68": (coercion.something_is_seized, coercion.remedies_are_over),
    "T69": (coercion.order_to_restore_was_urged, coercion.hour_is_lawful),
    "T70": (coercion.is_an_obstacle,),
    "T71": (coercion.demolition_was_announced, coercion.remedies_are_over, coercion.hour_is_lawful),
    "T73": (coercion.execution_has_begun,),
    "T74": (coercion.fine_stays_what_it_is, coercion.surcharge_is_what_is_owed),
    "T80": (service.reconsideration_is_open,),
    "T81": (service.reconsideration_is_running,),
    "T82": (service.a_decision_was_served, service.reconsideration_comes_first),
    "T83": (service.a_decision_was_served,),
    "T90": (
        evidence.preserved_evidence_is_dealt_with, coercion.nothing_stays_seized, choice.cash_is_on_its_way, coercion.surcharge_is_settled,
        service.revoked_decision_is_withdrawn, evidence.whole_process_is_on_record,
    ),
    "T91": (evidence.whole_process_is_on_record,),
    "amend": (facts_fit_together,),
    "extension": (decision.extension_is_allowed,),
    "hearing_notice": (competence.is_no_investigator, hearing.hearing_was_announced_in_time),
    "review_returned": (competence.is_no_investigator,),
    "recusal": (competence.recusal_is_decided_by_another,),
    "evidence": (evidence.evidence_is_not_later_than_the_decision,),
    "settle_preserved": (evidence.something_is_preserved,),
    "approve_measure": (coercion.something_waits_for_approval,),
    "release": (coercion.something_is_seized,),
    "custody": (conduct.change_of_custody_is_signed,),
    "reassign": (competence.case_is_given_to_two_officers,),
    "hand_in_cash": (choice.cash_was_collected,),
    "bank_cash": (choice.cash_was_handed_in,),
    "publish": (service.publication_is_masked,),
    "withdraw_publication": (service.something_is_published,),
    "late_remedy": (service.late_remedy_may_begin,),
    "remedy_result": (service.remedy_is_running,),
}  # fmt: skip
