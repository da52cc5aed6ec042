"""Which text applies, at which stage, and what it allows: by the day of the act, the milder one if it changed, the higher of several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhicheng.law.amounts import Range
from zhicheng.law.book import Book, Stage, Violation
from zhicheng.law.facts import Facts

NOTHING = Range(0, 0)
SEVERE = ("停产", "停业", "关闭", "吊销", "停工")  # measures with a right to a hearing (APL 63)


@dataclass(frozen=True, slots=True)
class Basis:
    """The entry and stage that apply. `range` None: this party cannot be fined. `other`: the range of the text that was not taken."""

    violation: Violation
    stage: Stage
    range: Range | None
    other: Range | None = None

    @property
    def article(self) -> str:
        return self.violation.article


def basis_of(facts: Facts, book: Book) -> Basis | None:
    """The basis of a penalty for these facts; None when no entry of the catalogue applies.

    The book remembers its answers: they depend on few facts, and a case asks for them before every step.
    """
    key = (
        facts.violations, facts.party.subject, facts.day_of_act, facts.decision, facts.stage, facts.order_ignored, facts.cost, facts.count,
        None if facts.recheck is None else facts.recheck.corrected,
    )  # fmt: skip
    if key not in book.known:
        book.known[key] = _find(facts, book)
    known: Basis | None = book.known[key]
    return known


def _find(facts: Facts, book: Book) -> Basis | None:
    found = [b for b in (_of_one(facts, book, v) for v in facts.violations if v in book.violations) if b is not None]
    return max(found, key=lambda b: _weight(b, book), default=None)


def _weight(basis: Basis, book: Book) -> tuple[int, int, int]:
    """Several rules, one act: the higher fine (APL 29); with the same fine the higher text."""
    whole = basis.range or NOTHING
    return whole.most, whole.least, -book.rank_of(basis.violation)


def _of_one(facts: Facts, book: Book, name: str) -> Basis | None:
    named = _the_higher(facts, book, book.violations[name])
    family = book.family(named)
    then = _in_force(family, facts.day_of_act)
    now = _in_force(family, facts.decision) or then
    if then is None:  # nothing forbade it then
        then = now = named if facts.day_of_act is None else None
    if then is None:
        return None
    old = _at_stage(facts, book, then)
    if now is None or now is then:
        return old
    new = _at_stage(facts, book, now)
    if new is not None and (old is None or (is_milder(new.range, old.range) and not _closes(new.stage, old.stage))):
        return Basis(new.violation, new.stage, new.range, old.range if old else None)
    return old if old is None else Basis(old.violation, old.stage, old.range, new.range if new else None)


def _the_higher(facts: Facts, book: Book, violation: Violation) -> Violation:
    """A local entry that a law has overtaken for this kind of party yields to it for acts from the law's first day (APL 12)."""
    above = book.violations.get(violation.yields.get(facts.party.subject, ""))
    day = facts.day_of_act
    return above if above is not None and day is not None and above.in_force(day) else violation


def _in_force(family: Iterable[Violation], day: date | None) -> Violation | None:
    return None if day is None else next((v for v in family if v.in_force(day)), None)


def _at_stage(facts: Facts, book: Book, violation: Violation) -> Basis | None:
    stage = stage_of(facts, violation)
    whole = stage.ranges.get(facts.party.subject)
    if stage.per and whole is not None and facts.count is not None:
        whole = Range(whole.least * facts.count, whole.most * facts.count)
    if stage.share is not None and facts.cost is not None:
        whole = Range(*(facts.cost * part // 10_000 for part in stage.share))
    if (
        whole is None and facts.party.subject in stage.local
    ):  # the amount is set locally: by the entry that implements this one
        local = next((v for v in book.violations.values() if v.implements == violation.id), None)
        return _at_stage(facts, book, local) if local else Basis(violation, stage, None)
    return Basis(violation, stage, whole)


def is_milder(new: Range | None, old: Range | None) -> bool:
    """Lower maximum first, then lower minimum (APL 37); no fine at all is the mildest."""
    new, old = new or NOTHING, old or NOTHING
    return (new.most, new.least) < (old.most, old.least)


def _closes(new: Stage, old: Stage) -> bool:
    """Does the new text shut a business where the old one did not? No lower fine makes up for that."""
    return _is_severe(new) and not _is_severe(old)


def _is_severe(stage: Stage) -> bool:
    return any(word in measure for measure in stage.measures for word in SEVERE)


def order_was_ignored(facts: Facts, violation: Violation) -> bool:
    """Told to correct and did not. What nobody mentioned counts as in order: an article that needs it is taken to have it."""
    if facts.order_ignored is not None:
        return facts.order_ignored
    if facts.stage:
        return facts.stage == "order_ignored"
    if facts.recheck is not None:
        return not facts.recheck.corrected
    return violation.stage("none") is None


def stage_of(facts: Facts, violation: Violation) -> Stage:
    """The stage that these facts reach; the last one that needs an ignored order where the order was ignored."""
    if facts.stage and (named := violation.stage(facts.stage)):
        return named
    ignored = violation.stage("order_ignored")
    if ignored and order_was_ignored(facts, violation):
        return ignored
    first = next((s for s in violation.stages if s.pre != "order_ignored"), None)
    return first or violation.stages[0]
