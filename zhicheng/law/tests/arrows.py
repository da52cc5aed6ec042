"""Every arrow of the life cycle taken away, added, or led elsewhere: who notices, which the rules lock anyway, what survives.

An added arrow is tried in every state of its kind that these worlds reach: does a rule refuse the step there, does a monitor object? Only
what is let by without an objection is followed further, with the broken table. An arrow that leads elsewhere is walked in the smallest
worlds that take it: somebody objects, a state leads nowhere, or something that used to happen no longer can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from zhicheng.law.explore import monitors
from zhicheng.law.explore.moves import people, said, seated
from zhicheng.law.explore.search import Report, Walk, explore
from zhicheng.law.explore.worlds import LEARNED, World, entries, world_of
from zhicheng.law.gates import rules_against
from zhicheng.law.procedure import Procedure, Step, procedure
from zhicheng.law.standing import Standing
from zhicheng.law.stream import Amendment, Data, Event

DAY = timedelta(days=1)
NEAREST = 3  # worlds in which an arrow that leads elsewhere is walked
Arrow = tuple[str, str]  # state, step

# Worlds that together take every arrow that can be taken, few and small enough for thousands of mutants; besides, wishes of their own.
WHERE: tuple[tuple[str, str], ...] = (
    ("V.EEC.noise_living · minor of 14 · hearing · the investigation rests · the notice is renewed · the court is asked · nothing special · "
     "2026-08-17 · two officers · reviews everything", ""),
    ("V.CARH.big_ad · citizen · below hearing · evidence is preserved · the party asks for a hearing · an agreement in execution · major · "
     "2026-03-02 · two officers · reviews everything", ""),
    ("V.SOLID.dump_unit · child of 13 · hearing · evidence is preserved · silence · reconsideration is asked for · major · 2026-03-02 · "
     "two officers · reviews everything", ""),
    ("V.ZJ.shared_bikes · organisation · below hearing · evidence is preserved · review sends it back · the party sues · camera in order · "
     "2026-03-02 · two officers · usual", ""),
    ("V.ZJ.litter · minor of 17 · simple · evidence is preserved · the party waives · reconsideration is asked for · order ignored already · "
     "2026-02-12 · two officers · usual", ""),
    ("V.ZJ.flyposting · without capacity · most · no measure · the party waives · pays · crime suspected · 2026-03-02 · two officers · usual",
     ""),
    ("V.EEC.dump_unit · child of 13 · most · goods are seized · the party waives · paid in cash · ground to mitigate · 2026-02-12 · "
     "two officers · three days to state", ""),
    ("V.ZJ.flyposting · citizen · most · no measure · the party waives · pays · nothing special · 2026-04-28 · two officers · usual", ""),
    ("V.ZJ.pile · citizen · hearing · the investigation rests · the party waives · payment is deferred · major · 2026-08-17 · two officers · "
     "reviews everything", ""),
    ("V.BJ.litter · child of 13 · warning · goods are seized at once · the notice is renewed · pays · nothing special · 2026-02-12 · "
     "two officers · usual", ""),
    ("V.ZJ.shop_outside · minor of 17 · light · goods are seized · the party waives · an agreement in execution · ground to mitigate · "
     "2026-02-12 · two officers · three days to state", ""),
    ("V.ROAD.build · minor of 14 · below hearing · no measure · the notice is renewed · substitute performance · nothing special · "
     "2026-08-17 · two officers · reviews everything", ""),
    ("V.CARH.graffiti · organisation · most · no measure · the party waives · served by announcement · ground to mitigate · 2026-12-28 · "
     "two officers · usual", ""),
    ("V.ZJ.site · minor of 17 · warning · evidence is preserved · the party speaks · paid in cash · major · 2026-08-17 · two officers · "
     "three days to state", ""),
    ("V.EEC.noise_living · minor of 14 · light · goods are seized · silence · served online · nothing special · 2026-04-28 · two officers · "
     "three days to state", ""),
    ("V.PLAN.temporary · organisation · above simple · evidence is preserved · the notice is renewed · demolition · first and corrected · "
     "2026-02-12 · two officers · may extend", ""),
    ("V.ZJ.flyposting · citizen · most · no measure · the party waives · pays · nothing special · 2026-04-28 · two officers · usual",
     "reconsider publish"),
    ("V.ZJ.pile · citizen · hearing · the investigation rests · the party waives · payment is deferred · major · 2026-08-17 · two officers · "
     "reviews everything", "reconsider sue"),
    ("V.ZJ.pile · citizen · hearing · the investigation rests · the party waives · pays · major · 2026-08-17 · two officers · "
     "reviews everything", "substitute"),
    ("V.CARH.graffiti · organisation · most · no measure · the party waives · pays · ground to mitigate · 2026-12-28 · two officers · usual",
     "carry court seize"),
    ("V.CARH.graffiti · organisation · most · no measure · the party waives · pays · ground to mitigate · 2026-12-28 · two officers · usual",
     "court reconsider"),
    ("V.CARH.graffiti · organisation · most · no measure · the party waives · pays · ground to mitigate · 2026-12-28 · two officers · usual",
     "court defer reconsider sue"),
    ("V.ROAD.occupy · citizen · hearing · no measure · the party asks for a hearing · pays · major · 2026-03-02 · two officers · "
     "reviews everything · later: a crime is suspected", ""),
)  # fmt: skip

# What nobody notices, and why that is no fault.
SURVIVING: Mapping[str, str] = {
    "T80 no longer from court_applied": "the rules lock it already: the court is asked when no remedy can be begun any more (INV-65, INV-73)",
    "T39 also from legal_reviewed": "harmless: with a new notice statement, hearing, review and discussion all begin anew",
    "T39 also from discussed": "harmless, as from legal_reviewed",
    "T62 also from urged": "harmless: a deferral on application favours the party (APL 66); after the urging the table has the agreement (T74)",
    "T62 also from deferred": "harmless: a further deferral on application favours the party (APL 66); the table writes a new term of the first",
    "T80 also from terminated": "harmless: a remedy while its period runs; the table opens it again as soon as the terminated case is closed",
    "T82 also from terminated": "harmless, as T80",
    "T83 also from terminated": "harmless: an unlawful decision is revoked whenever that is found (APL 75); here the table waits for the closing",
}  # fmt: skip


def where() -> list[World]:
    """The worlds of `WHERE`."""
    return [_named(name, wishes) for name, wishes in WHERE]


def _named(name: str, wishes: str) -> World:
    combination, _, learned = name.partition(" · later: ")
    violation, party, amount, measure, hearing, later, turn, start, crew, city = combination.split(" · ")
    entry = next(e for e in entries() if e[1] == violation)
    world = world_of(entry, party, amount, measure, hearing, later, turn, date.fromisoformat(start), crew, city)
    assert world is not None, name
    facts = tuple(LEARNED[learned].items()) if learned else ()
    return replace(
        world, wishes=world.wishes | set(wishes.split()), learns=Amendment(facts, facts) if learned else None
    )


# Mutants ---------------------------------------------------------------------------------------------------------------------


def every_arrow() -> set[Arrow]:
    return {(state, step.id) for step in procedure().steps.values() for state in step.start}


def every_other_arrow() -> set[Arrow]:
    """Each step from each state from which it does not lead on."""
    states = procedure().states
    return {(state, step.id) for step in procedure().steps.values() for state in states if state not in step.start}


def every_other_end() -> list[Arrow]:
    """Each state to which a step does not lead, for the steps that lead to one state, or to none."""
    steps = [s for s in procedure().steps.values() if len(s.to) == 1]
    return [(state, s.id) for s in steps for state in sorted(procedure().states) if state not in s.to]


def changed(step: str, **changes: Any) -> Procedure:
    way = procedure()
    return replace(way, steps={**way.steps, step: replace(way.steps[step], **changes)})


def with_arrow(arrow: Arrow) -> Procedure:
    state, step = arrow
    return changed(step, start=procedure().steps[step].start | {state})


def without_arrow(arrow: Arrow) -> Procedure:
    state, step = arrow
    return changed(step, start=procedure().steps[step].start - {state})


def led_to(arrow: Arrow) -> Procedure:
    state, step = arrow
    return changed(step, to=(state,))


# What becomes of them --------------------------------------------------------------------------------------------------------


@dataclass
class Trial:
    """What became of one added arrow. `locks`: rules that refused it; `worlds`: where it was let by and nobody objected at once."""

    tried: int = 0
    let_by: int = 0
    objects: str = ""
    locks: Counter[str] = field(default_factory=Counter)
    worlds: list[World] = field(default_factory=list)


@dataclass
class Sound:
    """What the sound engine does in these worlds, and what becomes of every added arrow that is tried there."""

    taken: dict[str, set[Arrow]] = field(default_factory=dict)  # by world
    nodes: dict[str, int] = field(default_factory=dict)
    trials: dict[Arrow, Trial] = field(
        default_factory=lambda: {arrow: Trial() for arrow in sorted(every_other_arrow())}
    )

    @property
    def arrows(self) -> set[Arrow]:
        return {arrow for arrows in self.taken.values() for arrow in arrows}


def walked(worlds: Iterable[World]) -> Sound:
    found = Sound()
    for world in worlds:
        report = Report()
        walk = Walk(world, procedure(), report)
        walk.run()
        key = key_of(world)
        found.taken[key], found.nodes[key] = report.arrows, report.nodes
        for place, node in enumerate(walk.nodes):
            _try_all(world, node.standing, node.now, walk.log(place), found.trials)
    return found


def key_of(world: World) -> str:
    return f"{world.name} {sorted(world.wishes)}"


def _try_all(world: World, s: Standing, now: datetime, log: Sequence[Event], trials: Mapping[Arrow, Trial]) -> None:
    for step in procedure().steps.values():
        trial = trials.get((s.state, step.id))
        if trial is None or trial.objects:
            continue
        if not with_arrow((s.state, step.id)).leads(s.trail, step.id):
            trial.tried += 1
            trial.locks["STATE"] += 1  # it goes back to where a suspension began, and none has
            continue
        for event in _events(step, world, s, now):
            trial.tried += 1
            why = rules_against(s, event, step, world.book)
            trial.locks.update({w.rule for w in why})
            if why:
                continue
            trial.let_by += 1
            trial.objects = trial.objects or " ".join(monitors.broken(world, log, event))
            if world not in trial.worlds:
                trial.worlds.append(world)


def _events(step: Step, world: World, s: Standing, now: datetime) -> Iterator[Event]:
    """As people would say it here; what only has a meaning elsewhere (a longer seizure, an agreement), as it would be said there."""
    actors = seated(people(step.actor, world), s)
    anyhow = Data(amount=s.facts.amount, surcharge=0, until=now + DAY, ground="x", hearing_offered=True)
    for data in tuple(said(step.id, world, s, now, tempted=True)) or (anyhow,):
        yield Event(step.id, now, actors, data)


@dataclass
class Fates:
    """Each mutant's name with who noticed it, or which rules lock it; "" = nobody."""

    removed: dict[str, str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)
    led_elsewhere: dict[str, str] = field(default_factory=dict)
    locked: dict[str, str] = field(default_factory=dict)  # of the added

    @property
    def survivors(self) -> set[str]:
        every = (*self.removed.items(), *self.added.items(), *self.led_elsewhere.items())
        return {name for name, who in every if not who}


def fates(worlds: Sequence[World]) -> Fates:
    """Of every arrow."""
    sound, found = walked(worlds), Fates()
    for state, step in sorted(every_arrow()):
        found.removed[f"{step} no longer from {state}"] = "what used to happen" if (state, step) in sound.arrows else ""
    for (state, step), trial in sound.trials.items():
        name = f"{step} also from {state}"
        if trial.tried and not trial.let_by:
            found.locked[name] = " ".join(sorted(trial.locks))
        found.added[name] = found.locked.get(name) or trial.objects or _followed((state, step), trial.worlds)
    for state, step in every_other_end():
        found.led_elsewhere[f"{step} leads to {state}"] = _walked_elsewhere((state, step), worlds, sound)
    return found


def _followed(arrow: Arrow, worlds: Sequence[World]) -> str:
    """Who objects to what comes after an added arrow."""
    for world in worlds:
        found = explore([world], way=with_arrow(arrow), stop_at=1)
        if found.violations or found.dead_ends:
            return found.violations[0]["rule"] if found.violations else "dead end"
    return ""


def _walked_elsewhere(arrow: Arrow, worlds: Sequence[World], sound: Sound) -> str:
    """Who notices that a step leads to another state."""
    _, step = arrow
    takes = [w for w in worlds if any(step == taken for _, taken in sound.taken[key_of(w)])]
    for world in sorted(takes, key=lambda w: sound.nodes[key_of(w)])[:NEAREST]:
        found = explore([world], way=led_to(arrow), stop_at=1)
        if found.violations or found.dead_ends:
            return found.violations[0]["rule"] if found.violations else "dead end"
        if sound.taken[key_of(world)] - found.arrows:
            return "what used to happen"
    return ""
