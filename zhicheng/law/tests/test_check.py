"""The model checker: what it reaches, that nothing unlawful is let by and nothing is stuck; and that its monitors are awake."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from zhicheng.law import gates
from zhicheng.law.assessment import assess_standing
from zhicheng.law.explore import monitors, shards
from zhicheng.law.explore.monitors import order, service
from zhicheng.law.explore.monitors.seen import Seen
from zhicheng.law.explore.moves import people
from zhicheng.law.explore.search import LISTED, Node, Report, Walk, explore, far, next_limit, signature
from zhicheng.law.explore.shards import How, _Source, explore_by
from zhicheng.law.explore.worlds import (
    AFTERWARDS,
    AMOUNTS,
    AND,
    CREWS,
    DAYS,
    FLAWS,
    HEARINGS,
    LEARNED,
    MEASURES,
    PARTIES,
    SPARSE,
    TURNS,
    World,
    all_worlds,
    all_year,
    amount_of,
    covering,
    decided,
    dense,
    entries,
    learning,
    mixed,
    wished,
    worlds,
)  # fmt: skip
from zhicheng.law.gates import rules_against
from zhicheng.law.procedure import procedure
from zhicheng.law.standing import Standing, begin
from zhicheng.law.stream import Data, Event


@pytest.fixture(scope="module")
def everything() -> list[World]:
    return list(worlds())


@pytest.fixture(scope="module")
def report(everything: list[World]) -> Report:
    """Every sixtieth world: some seconds."""
    return explore(everything[::60])


def test_whatever_somebody_may_do_is_offered(everything: list[World]) -> None:
    """A screen draws what `assess` allows with nothing said yet: a step that some words make lawful has to be among it."""
    hidden: set[tuple[str, str, str]] = set()

    class Offering(Walk):
        def _next(self, place: int, node: Node) -> Iterable[tuple[Standing, datetime, Event | None]]:
            for further, now, event in super()._next(place, node):
                step = self.way.steps.get(event.step) if event else None
                against = (
                    rules_against(node.standing, Event(event.step, event.at), step, self.world.book) if event else ()
                )
                hidden.update((event.step, node.standing.state, no.rule) for no in against if event)
                yield further, now, event

    for world in everything[7::150]:
        Offering(world, procedure(), Report(), tempted_every=1_000_000).run()
    assert hidden == set()


def test_nothing_unlawful_is_let_by_and_nothing_is_stuck(report: Report) -> None:
    assert report.violations == []
    assert report.dead_ends == []
    assert report.complete
    assert len(report.signatures) > 1000
    assert report.sequences > report.transitions > report.nodes >= len(report.signatures)


def test_unlawful_moves_were_tried(report: Report) -> None:
    """A checker that nobody tempts proves nothing: most rules had to refuse something."""
    assert report.refused > 5_000
    assert len(report.rules & monitors.WATCHED) >= 34, sorted(monitors.WATCHED - report.rules)


@pytest.mark.slow
def test_a_hundred_thousand_states(everything: list[World]) -> None:
    """The ordinary suite's share. Unlawful moves are tried in every twentieth state here, in every state in the drill."""
    found = explore(all_worlds(), states=100_000, tempted_every=20)
    assert len(found.signatures) >= 100_000
    assert (found.violations, found.dead_ends) == ([], [])
    assert found.steps - set(gates.RECORDS) == set(procedure().steps)
    assert found.stages == set(procedure().states)


@pytest.mark.drill
def test_a_million_states() -> None:
    """On every core; the figures of the last run stand in docs/reference/law-check.md."""
    found = explore_by(os.cpu_count() or 1, states=1_000_000)
    assert len(found.signatures) >= 1_000_000
    assert (found.violations, found.dead_ends) == ([], [])


def test_depth_and_states_bound_the_search(everything: list[World]) -> None:
    short = explore(everything[700:702], depth=4)
    assert not short.complete
    assert short.nodes < explore(everything[700:702]).nodes
    few = explore(everything, states=50)
    assert (few.complete, len(few.signatures) >= 50, few.worlds < len(everything)) == (False, True, True)


def test_the_same_question_has_the_same_answer(everything: list[World]) -> None:
    one, two = (explore(everything[700:702]) for _ in range(2))
    assert (one.nodes, one.transitions, one.sequences, len(one.signatures)) == (
        two.nodes,
        two.transitions,
        two.sequences,
        len(two.signatures),
    )


# Several processes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("processes", [1, 2])
def test_the_answer_does_not_depend_on_the_number_of_processes(processes: int) -> None:
    told: list[int] = []
    found = explore_by(processes, states=300, told=lambda report: told.append(len(report.signatures)))
    one_by_one = explore(islice(all_worlds(), found.worlds))
    assert len(found.signatures) >= 300
    assert (found.complete, one_by_one.complete) == (False, True)
    assert told == sorted(told)
    assert told[-2] < 300 <= told[-1]
    for name in (
        "worlds",
        "nodes",
        "transitions",
        "refused",
        "sequences",
        "signatures",
        "steps",
        "stages",
        "arrows",
        "rules",
    ):
        assert getattr(found, name) == getattr(one_by_one, name), name


def test_unlawful_moves_are_tried_less_often_on_demand() -> None:
    every, fewer = (explore_by(1, states=300, how=How(tempted_every=n)) for n in (1, 20))
    assert every.signatures == fewer.signatures
    assert fewer.refused < every.refused


def test_batches_are_the_worlds_in_their_order() -> None:
    source, worlds_ = _Source(), list(islice(all_worlds(), 40))
    assert [w.name for w in source.batch(8)] == [w.name for w in worlds_[8:16]]
    assert [w.name for w in source.batch(32)] == [w.name for w in worlds_[32:40]]
    assert _Source(iter(worlds_[:10])).batch(8) == worlds_[8:10]
    assert _Source(iter(worlds_[:8])).batch(8) == []


def test_a_search_without_a_number_ends_with_the_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(islice(all_worlds(), 20))
    monkeypatch.setattr(shards, "_Source", lambda: _Source(iter(few)))
    found = explore_by(1, states=10**9)
    assert (found.worlds, found.complete) == (20, True)
    assert not explore_by(1, states=10**9, how=How(depth=2)).complete


def test_reports_add_up() -> None:
    one, two = (
        Report(worlds=1, nodes=2, signatures={1, 2}, steps={"a"}),
        Report(worlds=2, nodes=5, signatures={2, 3}, steps={"b"}),
    )
    two.violations = [{"rule": str(n)} for n in range(LISTED)]
    one.violations = [{"rule": "first"}]
    one.add(two)
    assert (one.worlds, one.nodes, one.signatures, one.steps, one.complete) == (3, 7, {1, 2, 3}, {"a", "b"}, True)
    assert (len(one.violations), one.violations[0]) == (LISTED, {"rule": "first"})
    one.add(Report(complete=False))
    assert not one.complete


def test_a_signature_is_the_same_number_everywhere() -> None:
    """It unites what several processes found, and a figure in the documents can be looked up again."""
    world = next(all_worlds())
    found = assess_standing(begin(world.facts), world.start, world.book)
    here = signature(found, world.start.date(), None)
    script = (
        "from zhicheng.law.assessment import assess_standing\nfrom zhicheng.law.explore.search import signature\n"
        "from zhicheng.law.explore.worlds import all_worlds\nfrom zhicheng.law.standing import begin\nw = next(all_worlds())\n"
        "print(signature(assess_standing(begin(w.facts), w.start, w.book), w.start.date(), None))"
    )
    env = {**os.environ, "PYTHONHASHSEED": "77"}
    other = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True)
    assert int(other.stdout) == here
    assert signature(replace(found, tier="x"), world.start.date(), None) != here


# The worlds ------------------------------------------------------------------------------------------------------------------


def test_every_pair_of_choices_stands_in_some_world() -> None:
    sizes = [4, 3, 5, 2, 6]
    rows = list(covering(sizes, 2, 7))
    for a in range(5):
        for b in range(a):
            assert {(r[a], r[b]) for r in rows} == {(x, y) for x in range(sizes[a]) for y in range(sizes[b])}
    assert len(rows) < 4 * 3 * 5 * 2 * 6 / 4


def test_every_choice_occurs(everything: list[World]) -> None:
    said = {word for w in everything for word in w.name.split(" · ")}
    for choices in (PARTIES, AMOUNTS, MEASURES, HEARINGS, AFTERWARDS, TURNS, FLAWS, CREWS):
        assert set(choices) <= said
    assert {name for _, name in entries()} <= said


@pytest.mark.parametrize(
    ("where", "fen"),
    [
        ("least", 100_00),
        ("most", 1000_00),
        ("light", 370_00),
        ("simple", 200_00),
        ("above simple", 200_01),
        ("hearing", 1000_00),
        ("warning", None),
    ],
)
def test_amounts_lie_at_the_limits(where: str, fen: int | None, everything: list[World]) -> None:
    book = next(w.book for w in everything if w.facts.violations == ("V.ZJ.shop_outside",))
    assert amount_of(book, "V.ZJ.shop_outside", "citizen", where) == fen


@pytest.mark.parametrize(
    ("days", "band"), [(-400, -1), (-1, -1), (0, 0), (1, 1), (3, 1), (4, 2), (10, 2), (11, 3), (94, 4), (400, 5)]
)
def test_a_limit_is_passed_today_or_ahead(days: int, band: int) -> None:
    assert far(days) == band


def test_where_nothing_runs_nothing_is_awaited(everything: list[World]) -> None:
    world = everything[200]
    assert next_limit(begin(world.facts), world.start, world, ()) is None


# What becomes known on the way -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def learners(everything: list[World]) -> list[World]:
    return list(learning(everything))


def test_each_thing_is_learned_in_some_world_that_does_not_know_it(learners: list[World]) -> None:
    learned = {w.name.partition(" · later: ")[2] for w in learners} - {""}
    assert learned == set(LEARNED)
    for world in learners:
        if world.learns is not None:
            assert any(getattr(world.facts, name) != value for name, value in world.learns.means)


def test_the_worlds_that_learn_are_the_same_worlds(everything: list[World], learners: list[World]) -> None:
    assert len(learners) == len(everything)
    assert [replace(w, name=o.name, learns=None) for w, o in zip(learners, everything, strict=True)] == everything


def test_the_first_round_learns_nothing_and_the_second_does(everything: list[World]) -> None:
    found = list(islice(all_worlds(), len(everything) + 40))
    assert found[: len(everything)] == everything
    assert sum(w.learns is not None for w in found[len(everything) :]) > 30


@pytest.mark.parametrize(
    ("choices", "pairs"),
    [(MEASURES, 7), (AFTERWARDS, 21)],
)
def test_two_choices_together_say_more_than_each(choices: Mapping[str, frozenset[str]], pairs: int) -> None:
    """No pair stands for what a single choice, or a pair before it, says already."""
    names = mixed(choices)
    said = [wished(choices, name) for name in names]
    assert len(names) == pairs
    assert len(set(said)) == len(said)
    assert set(said).isdisjoint(choices.values())
    assert not SPARSE & {part for name in names for part in name.split(AND)}


def test_the_wishes_of_one_choice_and_of_two() -> None:
    assert wished(MEASURES, "goods are seized") == {"seize"}
    assert wished(MEASURES, f"goods are seized{AND}the investigation rests") == {"seize", "suspend"}
    with pytest.raises(KeyError):
        wished(MEASURES, "goods are eaten")


def test_every_act_meets_every_day_and_every_two_endings() -> None:
    year, after = list(all_year(2)), list(islice(decided(3), 400))
    acts = {name for _, name in entries()}
    met = {(w.facts.violations[0], w.name.split(" · ")[7]) for w in year}
    assert len(met) > 0.9 * len(acts) * len(DAYS)  # some acts have no text in force on some days, or no such fine
    assert len({w.facts.violations[0] for w in after} & acts) > 50
    assert all(AND in w.name.split(" · ")[5] for w in after)
    assert len({w.name for w in (*year, *after)}) == len(year) + len(after)


@pytest.mark.parametrize("more", [lambda: dense(2), lambda: all_year(2), lambda: decided(3)])
def test_the_denser_worlds_let_nothing_unlawful_by(more: Callable[[], Iterator[World]]) -> None:
    found = explore(list(islice(more(), 900))[5::300])
    assert (found.violations, found.dead_ends) == ([], [])
    assert len(found.signatures) > 100


def test_a_recused_head_is_followed_by_the_deputy_in_records_too(everything: list[World]) -> None:
    """Found by the denser worlds: preserved evidence that only the head could settle, and the head was recused."""
    world = next(
        w for w in everything if w.wishes >= {"recusal"} and "two officers" in w.name and w.facts.party.age == 40
    )
    world = replace(world, wishes=world.wishes | {"preserve"})
    found = explore([world])
    assert "settle_preserved" in found.steps
    assert (found.violations, found.dead_ends) == ([], [])


def test_nothing_unlawful_is_let_by_when_facts_change(learners: list[World]) -> None:
    found = explore([w for w in learners[::70] if "goods stay seized" not in w.name])
    assert "amend" in found.steps
    assert (found.violations, found.dead_ends) == ([], [])


def test_what_was_learned_makes_another_state(learners: list[World]) -> None:
    world = next(w for w in learners[700:] if w.learns is not None and "goods stay seized" not in w.name)
    alone = replace(world, learns=None)
    assert explore([world]).nodes > explore([alone]).nodes


@pytest.mark.parametrize(
    ("what", "step", "number"),
    [
        ("the party is thirteen", "T10", "INV-40"),
        ("a crime is suspected", "T10", "INV-86"),
        ("no fault", "T10", "INV-42"),
        ("not on the power list", "T10", "INV-04"),
        ("it was lawful here", "T05", "INV-89"),
        ("fined before", "T10", "INV-38"),
    ],
)
def test_a_monitor_knows_what_was_learned(what: str, step: str, number: str, learners: list[World]) -> None:
    world = next(
        w for w in learners if w.name.endswith(what) and "two officers" in w.name and w.facts.party.age == 40 and w.amount and w.facts.power_listed
    )  # fmt: skip
    who = people(procedure().steps[step].actor, world)
    found = Event(step, world.start, who, Data(amount=world.amount))
    learned = Event("amend", world.start, who, Data(facts=world.learns))
    before = [Event("T05", world.start, who)] if step != "T05" else []
    assert number not in monitors.broken(world, before, found)
    assert number in monitors.broken(world, [*before, learned], found)


def test_a_rule_that_forgets_what_was_learned_is_noticed(
    monkeypatch: pytest.MonkeyPatch, learners: list[World]
) -> None:
    silence(monkeypatch, "party_may_be_punished")
    found = explore(
        [w for w in learners if w.name.endswith("the party is thirteen") and w.facts.party.age == 40][::6], stop_at=1
    )
    assert "INV-40" in {v["rule"] for v in found.violations}


# The monitors are awake ------------------------------------------------------------------------------------------------------


def test_monitors_know_nothing_of_the_rules() -> None:
    """They may read the raw packs, the facts of a world and the events; no rule, gate, period, fold or assessment."""
    files = sorted(Path(monitors.__file__).parent.glob("*.py"))
    assert len(files) > 10
    used = {
        n.module
        for file in files
        for n in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(n, ast.ImportFrom) and n.module and n.module.startswith("zhicheng.law")
    }
    others = {m for m in used if not m.startswith(monitors.__name__)}
    assert others == {"zhicheng.law.explore.worlds", "zhicheng.law.packs", "zhicheng.law.stream"}


def test_every_step_is_watched_for_its_order() -> None:
    assert set(monitors.AFTER) | {"T01", "T05"} == set(procedure().steps)


def silence(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    """One rule always holds."""
    blind = {s: tuple(r for r in rules if r.__name__ != rule) for s, rules in gates.GATES.items()}
    assert blind != gates.GATES or any(r.__name__ == rule for r in gates.EVERY_EVENT)
    monkeypatch.setattr(gates, "GATES", blind)
    monkeypatch.setattr(gates, "EVERY_EVENT", tuple(r for r in gates.EVERY_EVENT if r.__name__ != rule))


@pytest.mark.parametrize(
    ("rule", "number", "where"),
    [
        ("two_certified_officers_act", "INV-01", "one officer"), ("act_is_on_the_power_list", "INV-04", "not on the power list"),
        ("simple_procedure_fits", "INV-10", "above simple"), ("statement_has_ended", "INV-20", "silence"), ("amount_is_lawful", "INV-35", "least"),
        ("order_is_on_file", "INV-36", "first and corrected"), ("party_may_be_punished", "INV-40", "child of 13"),
        ("decision_is_in_time", "INV-39", "silence"), ("service_is_complete", "INV-70", "served by announcement"),
        ("payment_is_overdue", "INV-64", "the court is asked"), ("court_may_be_asked", "INV-65", "the court is asked"),
        ("no_kind_is_added", "INV-22", "silence"), ("every_point_is_answered", "INV-24", "the party speaks"),
    ],
)  # fmt: skip
def test_a_rule_that_sleeps_is_noticed(
    rule: str, number: str, where: str, monkeypatch: pytest.MonkeyPatch, everything: list[World]
) -> None:
    silence(monkeypatch, rule)
    found = explore([w for w in everything if where in w.name], stop_at=1)
    assert number in {v["rule"] for v in found.violations}, found.violations[:3]


def test_a_missing_arrow_is_a_dead_end(everything: list[World]) -> None:
    way = procedure()
    cut = replace(way, steps={k: v for k, v in way.steps.items() if k != "T20"})
    found = explore([w for w in everything if w.facts.power_listed][700:710], way=cut, stop_at=1)
    assert found.dead_ends[0]["stage"] == "filed"


@pytest.mark.parametrize(
    ("log", "event", "rule"),
    [
        ((), "T42", "ORDER"),
        (("T01", "T04"), "T29", "ORDER"),
        (("T05", "T10"), "T10", "ORDER"),
        (("T05", "T10"), "T82", "INV-71"),
        (("T01",), "T91", "ORDER"),
    ],
)
def test_a_monitor_objects(log: tuple[str, ...], event: str, rule: str, everything: list[World]) -> None:
    world = next(w for w in everything if "two officers" in w.name and w.facts.violations == ("V.ZJ.litter",))

    def happened(step: str) -> Event:
        return Event(step, world.start, people(procedure().steps[step].actor, world), Data(amount=20_00, receipt="N"))

    assert rule in monitors.broken(world, [happened(s) for s in log], happened(event))


@pytest.mark.parametrize(
    ("log", "step", "objected"),
    [
        ("T63 T72", "T90", True),  # it rests
        ("T63 T72", "T64", True),
        ("T63 T72", "T73", False),
        ("T63 T72 T73", "T90", False),  # what is terminated or revoked rests no more
        ("T63 T72 T83", "T90", False),
        ("T63 T72 T76", "T64", False),
        ("T04 T20 T27", "T29", True),
        ("T04 T20 T27 T75", "T29", False),
        ("T04 T20 T27", "T75", False),
    ],
)
def test_what_rests_goes_on_or_ends(log: str, step: str, objected: bool, everything: list[World]) -> None:
    events = [Event(s, everything[0].start) for s in log.split()]
    watcher = monitors.Watcher(everything[0], events)
    seen = Seen(everything[0], events, Event(step, everything[0].start), everything[0].facts, watcher.places)
    assert bool(order.nothing_happens_while_it_rests(seen)) is objected


@pytest.mark.parametrize(
    ("steps", "asked", "place"), [("a b a c", ("a",), 2), ("a b a c", ("a", "b"), 2), ("a b", ("c",), -1), ("", ("a",), -1), ("b c", ("c", "b"), 1)]
)  # fmt: skip
def test_a_monitor_finds_the_last_of_several_steps(
    steps: str, asked: tuple[str, ...], place: int, everything: list[World]
) -> None:
    world = everything[0]
    log = [Event(s, world.start) for s in steps.split()]
    seen = Seen(world, log, Event("x", world.start), world.facts, monitors.Watcher(world, log).places)
    assert seen.place(*asked) == place
    assert seen.last(*asked) is (log[place] if place >= 0 else None)


@pytest.mark.parametrize(
    ("before", "about", "days", "rule"),
    [
        ("T42 T51", "reconsideration", 66, ""),
        ("T42 T51", "reconsideration", 61, "INV-73"),  # its last day is a holiday and moves on
        ("T42 T51", "reconsideration", 50, "INV-73"),  # in time: asked for by T80
        ("T42 T51 T80", "reconsideration", 90, "INV-71"),
        ("T42 T51", "suit", 190, ""),
        ("T42 T51", "suit", 100, "INV-73"),
        ("T42 T51 T80", "suit", 190, "INV-71"),
        ("T05 T10", "suit", 190, "INV-71"),  # on the spot: reconsideration first
        ("T05 T10", "reconsideration", 90, ""),
        ("T42", "reconsideration", 90, "INV-71"),  # nothing served
    ],
)
def test_the_monitor_of_late_remedies(before: str, about: str, days: int, rule: str, everything: list[World]) -> None:
    world = next(w for w in everything if w.start.date() == date(2026, 3, 2))
    log = [Event(s, world.start) for s in before.split()]
    late = Event("late_remedy", world.start + timedelta(days=days), (), Data(about=about, ground="force_majeure"))
    seen = Seen(world, log, late, world.facts, monitors.Watcher(world, log).places)
    assert service.late_only_when_late(seen) == rule


def test_the_people_of_a_world_are_its_officers(everything: list[World]) -> None:
    alone = next(w for w in everything if "one officer" in w.name)
    assert [a.id for a in people("officer x2", alone)] == ["chen"]
    assert {a.id for a in people("officer x2 after head approval", alone)} == {"chen", "gu"}
