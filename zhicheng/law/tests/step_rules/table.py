"""All pairs together."""

from __future__ import annotations

from zhicheng.law.tests.step_rules import (
    choice,
    coercion,
    competence,
    conduct,
    decision,
    evidence,
    hearing,
    persons,
    service,
    steps,
)
from zhicheng.law.tests.step_rules.pairs import Pair, Way

CHAPTERS = (competence, choice, hearing, decision, persons, evidence, coercion, service, conduct, steps)
PAIRS: dict[str, Pair] = {name: pair for chapter in CHAPTERS for name, pair in chapter.PAIRS.items()}
OTHER_WAY: dict[str, Way] = {
    name: way
    for chapter in (choice, hearing, decision, evidence, coercion, service)
    for name, way in chapter.OTHER_WAY.items()
}
