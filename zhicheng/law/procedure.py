"""The case's one life cycle, from lead to archive, as the statute book's table says; and what a case's steps so far leave open.

`packs/national/procedure.yaml` holds states and steps with actor, article, period and papers. This module only walks: whether a step
may be taken by these facts is the rules' answer (`invariants`), whether this person may take it the service's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from zhicheng.kernel.errors import NotAllowed
from zhicheng.kernel.phrases import Phrase
from zhicheng.law.packs import load_pack

START, END = "lead", "archived"
SAME = "same"  # an overlay: remedies run beside the case and do not move it
RESUME_INVESTIGATION = "T75"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow. Several targets: back to the state that a suspension left."""

    id: str
    name: Phrase
    start: frozenset[str]
    to: tuple[str, ...]
    actor: str
    article: str
    needs: tuple[str, ...] = ()
    period: str = ""
    papers: tuple[str, ...] = ()
    verified: bool = True
    added: frozenset[str] = frozenset()  # of `start`: what the statute book's table does not have (docs/adr/0023)


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a case is, and the state that a suspension left (it decides where the case goes on)."""

    state: str = START
    left: str = ""


@dataclass(frozen=True)
class Procedure:
    """All states and steps. The order of `steps` is the statute book's."""

    states: Mapping[str, Phrase]
    steps: Mapping[str, Step]
    known: dict[Trail, tuple[Step, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)
    offers: dict[Trail, tuple[Any, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)

    def open_steps(self, trail: Trail) -> tuple[Step, ...]:
        """The steps that lead on from here, before any rule is asked."""
        known = self.known.get(trail)
        if known is None:
            known = self.known[trail] = tuple(
                s for s in self.steps.values() if trail.state in s.start and self._target(trail, s)
            )
        return known

    def after(self, trail: Trail, step_id: str) -> Trail:
        """The trail after one more step. NotAllowed when it does not lead on from here; the reason names both."""
        step = self.steps.get(step_id)
        if step is None:
            raise NotAllowed(f"没有步骤 {step_id}。", f"There is no step {step_id}.")
        target = self._target(trail, step) if trail.state in step.start else ""
        if not target:
            here = self.states[trail.state]
            raise NotAllowed(
                f"案件在「{here.zh}」，不能{step.name.zh}（{step.article}）。",
                f"The case is '{here.en}', which does not allow: {step.name.en} ({step.article}).",
            )
        if step.to == (SAME,):
            return trail  # a remedy does not make a suspension forget where it began
        return Trail(target, trail.state if target == "suspended" else "")

    def leads(self, trail: Trail, step_id: str) -> bool:
        """Does this step lead on from here, before any rule is asked?"""
        step = self.steps[step_id]
        return trail.state in step.start and bool(self._target(trail, step))

    def walk(self, steps: Iterable[str]) -> Trail:
        """Where these steps lead from the lead."""
        trail = Trail()
        for step_id in steps:
            trail = self.after(trail, step_id)
        return trail

    def _target(self, trail: Trail, step: Step) -> str:
        """The state after the step; "" when a suspension does not go on this way."""
        if step.to == (SAME,):
            return trail.state
        if len(step.to) > 1:
            return trail.left if trail.left in step.to else ""
        if step.id == RESUME_INVESTIGATION and trail.left != step.to[0]:
            return ""
        return step.to[0]


@cache
def procedure() -> Procedure:
    """The national procedure."""
    pack = load_pack("national", "procedure")
    return Procedure(
        {s["id"]: Phrase(s["name"], s["name_en"]) for s in pack["states"]}, {s["id"]: _step(s) for s in pack["steps"]}
    )


def _step(row: Mapping[str, Any]) -> Step:
    added = frozenset(row.get("also_from", ()))
    return Step(
        row["id"], Phrase(row["name"], row["name_en"]), added.union(row["from"]), tuple(row["to"]), row["actor"], row["article"],
        tuple(row.get("needs", ())), row.get("period", ""), tuple(row.get("papers", ())), row.get("verified", True), added,
    )  # fmt: skip
