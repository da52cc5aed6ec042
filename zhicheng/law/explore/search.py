"""Breadth first through everything that can happen in a world: events that the rules let by, and waiting until the next limit has passed.

Two states are one when nothing that a rule reads tells them apart. What is counted at the end is stricter still: states whose
*assessments* differ. Which day it is counts only by the limits that it has crossed; ids and names never.
"""

from __future__ import annotations

import gc
import marshal
import time as clock
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from zhicheng.kernel.calendar import CHINA
from zhicheng.law.assessment import Assessment, assess_standing
from zhicheng.law.basis import basis_of
from zhicheng.law.deadlines import UNDECIDED, running
from zhicheng.law.explore import monitors
from zhicheng.law.explore.moves import moves
from zhicheng.law.explore.worlds import LEARNED_FIELDS, MORNING, World
from zhicheng.law.gates import refusals
from zhicheng.law.periods import Deadline
from zhicheng.law.procedure import END, Procedure, procedure
from zhicheng.law.remedies import payment_until, remedies_until, surcharge_of
from zhicheng.law.standing import Standing, after, begin
from zhicheng.law.stream import Event

DAY = timedelta(days=1)
CAP_DAYS = 34  # after so many days the surcharge has reached the fine
LISTED = 50  # violations and dead ends that a report names
Signature = int


@dataclass
class Report:
    """What was found. `complete`: nothing was left out for want of room."""

    worlds: int = 0
    nodes: int = 0
    transitions: int = 0
    refused: int = 0
    sequences: int = 0
    signatures: set[Signature] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    arrows: set[tuple[str, str]] = field(default_factory=set)  # state and the step that was taken from it
    rules: set[str] = field(default_factory=set)
    violations: list[dict[str, str]] = field(default_factory=list)
    dead_ends: list[dict[str, str]] = field(default_factory=list)
    complete: bool = True
    seconds: float = 0.0

    def add(self, other: Report) -> None:
        """What was found in other worlds."""
        for name in ("worlds", "nodes", "transitions", "refused", "sequences"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("signatures", "steps", "stages", "arrows", "rules"):
            getattr(self, name).update(getattr(other, name))
        for name in ("violations", "dead_ends"):
            found: list[dict[str, str]] = getattr(self, name)
            found += getattr(other, name)[: LISTED - len(found)]
        self.complete = self.complete and other.complete


@dataclass(slots=True)
class Node:
    standing: Standing
    now: datetime
    depth: int
    parent: int
    event: Event | None
    dates: tuple[Deadline, ...]


def explore(
    worlds: Iterable[World],
    *,
    depth: int | None = None,
    states: int | None = None,
    way: Procedure | None = None,
    stop_at: int | None = None,
    tempted_every: int = 1,
) -> Report:
    """All worlds. `depth` bounds the sequences, `states` the distinct assessments, `stop_at` the violations and dead ends.

    `tempted_every`: unlawful moves are tried in every so many-th state; what the rules let by is watched in all of them.
    """
    report, begun = Report(), clock.perf_counter()
    table = way or procedure()
    was_enabled = gc.isenabled()
    gc.disable()  # nothing here is cyclic, and the walk makes millions of small things
    try:
        _explore(worlds, report, table, depth, states, stop_at, tempted_every)
    finally:
        if was_enabled:
            gc.enable()
    report.seconds = clock.perf_counter() - begun
    return report


def _explore(
    worlds: Iterable[World], report: Report, table: Procedure, depth: int | None, states: int | None, stop_at: int | None,
    tempted_every: int,
) -> None:  # fmt: skip
    for world in worlds:
        if states is not None and len(report.signatures) >= states:
            report.complete = False
            break
        if stop_at is not None and len(report.violations) + len(report.dead_ends) >= stop_at:
            break
        Walk(world, table, report, depth, tempted_every, stop_at).run()


class Walk:
    """One world."""

    def __init__(
        self, world: World, way: Procedure, report: Report, depth: int | None = None, tempted_every: int = 1,
        stop_at: int | None = None,
    ) -> None:  # fmt: skip
        self.tempted_every, self.stop_at = tempted_every, stop_at
        self.world, self.way, self.report, self.depth = world, way, report, depth
        self.nodes: list[Node] = []
        self.known: dict[Any, int] = {}
        self.edges: list[list[int]] = []

    def run(self) -> None:
        self.report.worlds += 1
        self._reach(begin(self.world.facts), self.world.start, -1, None)
        queue = deque([0])
        while queue:
            if self._has_found_enough():
                return
            place = queue.popleft()
            node = self.nodes[place]
            if self.depth is not None and node.depth >= self.depth:
                self.report.complete = False
                continue
            for standing, now, event in self._next(place, node):
                to, is_new = self._reach(standing, now, place, event)
                self.edges[place].append(to)
                if is_new:
                    queue.append(to)
        self.report.nodes += len(self.nodes)
        self.report.sequences += self._sequences()
        if self.depth is None:
            self._look_for_traps()

    def _has_found_enough(self) -> bool:
        report = self.report
        return self.stop_at is not None and len(report.violations) + len(report.dead_ends) >= self.stop_at

    def _reach(self, standing: Standing, now: datetime, parent: int, event: Event | None) -> tuple[int, bool]:
        dates = running(standing, self.world.book, basis_of(standing.facts, self.world.book))
        key = key_of(standing, now, self.world, dates)
        place = self.known.get(key)
        if place is not None:
            return place, False
        place = self.known[key] = len(self.nodes)
        depth = 0 if parent < 0 else self.nodes[parent].depth + (event is not None)
        self.nodes.append(Node(standing, now, depth, parent, event, dates))
        self.edges.append([])
        self._look(standing, now, dates)
        return place, True

    def _look(self, standing: Standing, now: datetime, dates: tuple[Deadline, ...]) -> None:
        found = assess_standing(standing, now, self.world.book, dates=dates)
        self.report.signatures.add(signature(found, now.astimezone(CHINA).date(), standing.facts.amount))
        self.report.stages.add(found.stage)

    def _next(self, place: int, node: Node) -> Iterable[tuple[Standing, datetime, Event | None]]:
        watcher: monitors.Watcher | None = None
        s, now, book, way = node.standing, node.now, self.world.book, self.way
        stuck = True
        for event in moves(self.world, s, now, way, tempted=place % self.tempted_every == 0):
            why = refusals(s, event, book, way)
            if why:
                self.report.refused += 1
                self.report.rules.update(r.rule for r in why)
                continue
            stuck = False
            watcher = watcher or monitors.Watcher(self.world, self.log(place))
            further = after(s, event, way)
            self._watch(watcher, event, s.state, further.state)
            self.report.transitions += 1
            self.report.steps.add(event.step)
            self.report.arrows.add((s.state, event.step))
            yield further, max(now, event.at), event
        later = next_limit(s, now, self.world, node.dates)
        if later is not None:
            self.report.transitions += 1
            yield s, later, None
        elif stuck and s.state != END:
            self._dead(node, "no step is allowed and no date is awaited")

    def _watch(self, watcher: monitors.Watcher, event: Event, before: str, further: str) -> None:
        astray = ["ORDER"] if monitors.leads_astray(event.step, before, further) else []
        for rule in (*watcher.broken(event), *astray):
            steps = " ".join(e.step for e in (*watcher.log, event))
            if len(self.report.violations) < LISTED:
                self.report.violations.append(
                    {"rule": rule, "step": event.step, "world": self.world.name, "sequence": steps}
                )

    def log(self, place: int) -> list[Event]:
        found = []
        while place >= 0:
            node = self.nodes[place]
            if node.event is not None:
                found.append(node.event)
            place = node.parent
        return found[::-1]

    def _dead(self, node: Node, why: str) -> None:
        if len(self.report.dead_ends) < LISTED:
            self.report.dead_ends.append({"stage": node.standing.state, "why": why, "world": self.world.name})

    def _sequences(self) -> int:
        """How many different ways lead from the lead to some state: edges that close a circle are left out."""
        ways = [0] * len(self.nodes)
        ways[0] = 1
        entering = [0] * len(self.nodes)
        for place, targets in enumerate(self.edges):
            for to in targets:
                entering[to] += to != place
        ready = [n for n in range(len(self.nodes)) if entering[n] == 0]
        while ready:
            place = ready.pop()
            for to in self.edges[place]:
                if to != place:
                    ways[to] += ways[place]
                    entering[to] -= 1
                    if entering[to] == 0:
                        ready.append(to)
        return sum(ways)

    def _look_for_traps(self) -> None:
        """From each state some sequence still leads to the archive."""
        back: list[list[int]] = [[] for _ in self.nodes]
        for place, targets in enumerate(self.edges):
            for to in targets:
                back[to].append(place)
        todo = [n for n, node in enumerate(self.nodes) if node.standing.state == END]
        safe = set(todo)
        while todo:
            for source in back[todo.pop()]:
                if source not in safe:
                    safe.add(source)
                    todo.append(source)
        for place, node in enumerate(self.nodes):
            if place not in safe:
                self._dead(node, "the archive cannot be reached any more")
                return


def next_limit(s: Standing, now: datetime, world: World, dates: tuple[Deadline, ...]) -> datetime | None:
    """The next morning on which some limit begins to bind or has passed; None when nothing is awaited. `dates`: what runs."""
    today = now.astimezone(CHINA).date()
    days = list(_limits(s, world, dates))
    later = [d for d in days if d > today]
    return datetime.combine(min(later), MORNING, CHINA) if later else None


def _limits(s: Standing, world: World, dates: tuple[Deadline, ...]) -> Iterable[date]:
    book = world.book
    for found in dates:
        if s.state == "lead":
            continue  # a lead that lies for two years is a world of its own
        yield found.on
        yield found.on + DAY
    if s.hearing_set is not None and s.state == "hearing_requested":
        yield s.hearing_set
    if s.state == "served" and s.facts.served is not None:
        yield s.facts.served
    if s.substitute_urged is not None and s.state == "served":
        yield s.substitute_urged + 7 * DAY
    if s.state in ("overdue", "urged"):
        due = payment_until(s, book)
        if due is not None:
            yield due.on + CAP_DAYS * DAY


BANDS = (4, 11, 32, 95)


def far(days: int) -> int:
    """How far a limit lies ahead, in bands: passed, today, and so on."""
    return (
        -1
        if days < 0
        else 0
        if days == 0
        else next((n for n, band in enumerate(BANDS, 1) if days < band), len(BANDS) + 1)
    )


def _part(owed: int, fine: int | None) -> int:
    """None owed, some, as much as the fine."""
    return 0 if not owed else 2 if fine and owed >= fine else 1


NEW_LAW = date(2026, 8, 15)  # the one day in the catalogue on which texts change


# What a rule can still read: before the decision, after it, and when the case is closed.
UNTIL_DECIDED = attrgetter(
    "recused", "challenged", "announced", "points", "hearing_waived", "excluded", "facts.waived", "facts.hearing_held", "facts.reviewed",
    "facts.discussed", "facts.new_fact",
)  # fmt: skip
SET_UNTIL_DECIDED = attrgetter(
    "facts.order", "facts.notice", "facts.defence", "facts.hearing_requested", "facts.extended_to"
)
LEARNED = attrgetter(*(f"facts.{name}" for name in LEARNED_FIELDS))
REMEDIES = attrgetter("forwarded", "published")
SET_BY_REMEDIES = attrgetter("reconsideration", "reconsidered", "suit", "judged", "facts.revoked")
SET_UNTIL_CLOSED = attrgetter("urged", "deferred", "cash", "cash_in", "facts.paid", "demolition_announced")
OPEN = UNDECIDED | {"lead", "checking", "onspot", "suspended"}
AFTER_SERVICE = frozenset(
    {
        "served",
        "performing",
        "deferred",
        "overdue",
        "urged",
        "court_applied",
        "performed",
        "enforced",
        "closed",
        "revoked",
    }
)


def key_of(s: Standing, now: datetime, world: World, dates: tuple[Deadline, ...]) -> Any:
    """Everything about a state that some rule can still tell apart: flags as they are, days by how far their limits lie ahead.

    A limit that has passed has passed, however long ago; what it was counted from matters no more, nor does what only concerned a stage
    that is over. Two states with the same key differ at most in how the calendar goes on, and for that the worlds begin at different days.
    """
    if s.state == END:
        return (END, s.facts.served is None, s.simple)
    today, book = now.astimezone(CHINA).date(), world.book
    basis = basis_of(s.facts, book)
    ahead = tuple((d.name, far((d.on - today).days), d.rolled_from is not None, d.provisional) for d in dates)
    parts: list[Any] = [
        s.trail, s.simple, s.facts.amount, ahead, None if basis is None else (basis.violation.id, basis.stage.pre),
        s.seized_until is None, s.unapproved is None,
    ]  # fmt: skip
    if world.learns is not None:
        parts.append(LEARNED(s))
    if s.state in OPEN:
        parts += [UNTIL_DECIDED(s), tuple(v is not None for v in SET_UNTIL_DECIDED(s)), _recheck(s), today >= NEW_LAW]
        parts.append(s.hearing_set and far((s.hearing_set - today).days))
    if s.state == "decided_penalty":
        parts.append(s.facts.consent is not None)
    if s.state == "served":
        order_is_open = s.substitute_urged and min(8, (today - s.substitute_urged).days)
        parts += [
            s.facts.served is not None and s.facts.served > today,
            s.on_file,
            _recheck(s),
            order_is_open,
            today in book.calendar.off,
        ]
    if s.state in AFTER_SERVICE and s.facts.served is not None:
        parts += [REMEDIES(s), tuple(v is not None for v in SET_BY_REMEDIES(s))]
        if s.state != "closed":
            parts += [tuple(v is not None for v in SET_UNTIL_CLOSED(s)), s.banked, *_money(s, world, today)]
    return tuple(parts)


def _recheck(s: Standing) -> str:
    """What the re-check showed; before the term was over it shows nothing."""
    order, check = s.facts.order, s.facts.recheck
    if check is None:
        return ""
    early = order is not None and check.at is not None and order.correct_by is not None and check.at < order.correct_by
    return "corrected" if check.corrected else "too early" if early else "ignored"


def _money(s: Standing, world: World, today: date) -> tuple[Any, ...]:
    due, over = payment_until(s, world.book), remedies_until(s, world.book)
    return (
        _part(surcharge_of(s, world.book, today), s.facts.amount),
        None if due is None or s.facts.paid else far((due.on - today).days),
        None if over is None else far((over - today).days),
    )


def signature(found: Assessment, today: date, fine: int | None) -> Signature:
    """What is different about this state, as a number: days count only by the limit that they have or have not passed.

    That a last day was moved by a holiday, or lies in a year without a calendar, is part of the answer.
    """
    answer = (
        found.stage, found.procedure, tuple(a.step for a in found.allowed), tuple((r.step, r.rule) for r in found.refused),
        tuple((d.name, _phase(d.on, today), d.rolled_from is not None, d.provisional) for d in found.deadlines),
        tuple((d.paper, d.by is not None and today > d.by) for d in found.due_documents),
        None if found.range is None else (found.range.least, found.range.most), found.tier, found.hearing_right,
        _part(found.surcharge, fine), tuple(p.kind for p in found.proposals),
    )  # fmt: skip
    # The same number in every process and on every machine, which `hash` is not; marshal's version 2 writes equal values alike.
    return int.from_bytes(blake2b(marshal.dumps(answer, 2), digest_size=8).digest())


def _phase(last: date, today: date) -> str:
    return "runs" if today < last else "last day" if today == last else "over"
