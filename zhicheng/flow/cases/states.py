"""The statute's table as our machine: every arrow is a step of law's procedure or a record beside it; nothing is added, nothing left out.

Who may take a step, and whether it is lawful now, is law's answer (`zhicheng.law.gates`); here stands only where it leads.
"""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.kernel.states import Arrow, Machine
from zhicheng.law.procedure import SAME, START, Step, procedure
from zhicheng.law.stream import RECORDS

BEFORE, AFTER = "lead", "archived"  # where nothing is recorded beside the steps


def _arrows() -> Iterator[tuple[tuple[str, str], Arrow]]:
    way = procedure()
    for step in way.steps.values():
        for state in sorted(step.start):
            first, *others = targets(step, state)
            yield (
                (state, step.id),
                Arrow(first, frozenset({step.actor}), step.name.zh, why=step.article, or_to=frozenset(others)),
            )
    for record in RECORDS.values():
        for state in way.states if not record.states else sorted(record.states):
            if state not in (BEFORE, AFTER):
                yield (state, record.id), Arrow(state, frozenset({record.who}), record.name.zh, why=record.article)


def targets(step: Step, state: str) -> tuple[str, ...]:
    """Where the step may lead from this state."""
    return (state,) if step.to == (SAME,) else step.to


CASE = Machine(
    "case", start=START, arrows=dict(_arrows()), states={code: name.zh for code, name in procedure().states.items()}
)

ASKS, DECIDES = (
    frozenset({"officer", "squad_head", "legal_reviewer", "archivist", "hearing_host"}),
    frozenset({"squad_head", "head", "legal_reviewer", "hearing_host"}),
)
MOTION = Machine(
    "motion",
    start="asked",
    states={"asked": "待批", "granted": "已批准", "returned": "已退回", "withdrawn": "已撤回"},
    arrows={
        ("asked", "grant"): Arrow("granted", DECIDES, "批准", why="the step is taken in the same transaction"),
        ("asked", "return"): Arrow("returned", DECIDES, "退回", ("reason",), why="whoever asked is told what to mend"),
        ("asked", "withdraw"): Arrow("withdrawn", ASKS, "撤回", why="whoever asked has thought again"),
    },
)
