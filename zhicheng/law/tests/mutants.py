"""Rules broken on purpose, and who notices. A mutant that nobody notices stands in `SURVIVORS` with the reason. Arrows: `arrows`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from zhicheng.law import gates
from zhicheng.law.assessment import refuse
from zhicheng.law.invariants import Ask, Refusal, StepRule
from zhicheng.law.tests.step_rules.table import OTHER_WAY, PAIRS

SURVIVORS = {
    # sleeping rules: each is a second lock behind another one, kept because the other may be a city's to change
    "hearing.notice_was_served sleeps": "T42 leads on only from states behind T33; the table locks first",
    "hearing.party_was_heard sleeps": "T34 asks the same before the case can come to T42",
    "hearing.hearing_was_given sleeps": "a case with a hearing asked for leaves its state only by the hearing or its forfeit",
    "persons.leniency_was_considered sleeps": "for penalties step by step `must_be_spared` and the plan's own rule ask too",
    "decision.put_right_on_the_spot sleeps": "what T11 spares for (minor, first offence) holds only for what was put right",
    "decision.basis_may_punish sleeps": "no entry of the catalogue rests on a normative document; `law lint` refuses one",
}


def rules() -> dict[str, StepRule]:
    """Every rule that stands before some step, by chapter and name."""
    found = chain(gates.EVERY_EVENT, *gates.GATES.values())
    return {f"{r.__module__.rpartition('.')[2]}.{r.__name__}": r for r in found}


def asleep(rule: StepRule) -> StepRule:
    return lambda ask: None


def negated(rule: StepRule) -> StepRule:
    def wrong(ask: Ask) -> Refusal | None:
        return None if rule(ask) is not None else Refusal("MUTANT", "APL 1", "反了。", "Turned round.")

    return wrong


@contextmanager
def instead(old: StepRule, new: StepRule) -> Iterator[None]:
    """Everywhere the other rule."""
    kept = gates.GATES, gates.EVERY_EVENT, gates.EVERY_QUESTION

    def swap(found: tuple[StepRule, ...]) -> tuple[StepRule, ...]:
        return tuple(new if r is old else r for r in found)

    gates.GATES = {s: swap(r) for s, r in kept[0].items()}
    gates.EVERY_EVENT, gates.EVERY_QUESTION = swap(kept[1]), swap(kept[2])
    try:
        yield
    finally:
        gates.GATES, gates.EVERY_EVENT, gates.EVERY_QUESTION = kept


def the_table_notices() -> bool:
    """Some pair of the step rules' table is no longer allowed and refused as it says."""
    for name, pair in PAIRS.items():
        if refuse(pair.facts, pair.way, pair.good, pair.book):
            return True
        refused = refuse(pair.other or pair.facts, OTHER_WAY.get(name, pair.way), pair.bad, pair.book)
        if pair.rule not in {r.rule for r in refused}:
            return True
    return False
