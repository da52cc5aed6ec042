"""Who is looked at when: patrol, suspicion, budget, fairness. No clock: each test moves its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.vision.scene import scene_from
from zhicheng.vision.schedule import (
    AGAIN_S,
    FOLLOW_S,
    LEARN_S,
    LEAST_S,
    MOST_BACK_OFF_S,
    PATROL_SHARE,
    REST_S,
    Mode,
    Schedule,
    Suspicion,
    Turn,
    after,
    bans_of,
    in_force,
    patrol_s,
    phase,
)

NOON = datetime(2026, 11, 26, 12, 0)
NIGHT = ((22 * 60, 6 * 60),)
MARKET = ((17 * 60, 21 * 60),)


@dataclass
class Street:
    """Runs a schedule against a machine on which a look takes `cost` seconds of one core. Nothing happens in parallel."""

    schedule: Schedule
    cost: Callable[[str], float] = lambda _c: 0.02
    suspicion: Callable[[str, float], Suspicion] = lambda _c, _t: Suspicion.NOTHING
    now: float = 0.0
    looks: dict[str, list[float]] = field(default_factory=dict)
    spent: float = 0.0

    def run(self, seconds: float) -> None:
        until = self.now + seconds
        while self.now < until:
            for code in self.schedule.due(self.now, most=8):
                self.look(code)
            following = self.schedule.next_at()
            self.now = max(self.now + 0.01, min(following if following is not None else until, until))

    def look(self, code: str) -> None:
        cost = self.cost(code)
        self.now += cost
        self.spent += cost
        self.looks.setdefault(code, []).append(self.now)
        local = NOON + timedelta(seconds=self.now)
        self.schedule.seen(code, self.now, cost, self.suspicion(code, self.now), local)

    def gaps(self, code: str, start: float = 0.0) -> list[float]:
        times = [t for t in self.looks.get(code, []) if t >= start]
        return [b - a for a, b in itertools.pairwise(times)]


def many(count: int, **more: object) -> Schedule:
    schedule = Schedule()
    for k in range(count):
        schedule.put(Turn(f"C{k}", **more), 0.0)  # type: ignore[arg-type]
    return schedule


# -- one camera -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("every", "risk", "interval"),
    [(45, 0.0, 60), (45, 0.5, 45), (45, 1.0, 30), (45, -3, 60), (45, 9, 30), (30, 0.5, 30), (90, 1.0, 60)],
)
def test_the_patrol_interval_follows_the_risk(every: float, risk: float, interval: float) -> None:
    assert patrol_s(every, risk) == pytest.approx(interval)


@pytest.mark.parametrize("risk", [0.0, 0.25, 0.5, 0.75, 1.0])
def test_a_quiet_camera_is_looked_at_once_each_thirty_to_sixty_seconds(risk: float) -> None:
    street = Street(many(1, risk=risk))
    street.run(900)
    gaps = street.gaps("C0", 60)
    assert 30 - 0.1 <= min(gaps) <= max(gaps) <= 60 + 0.1
    assert max(gaps) - min(gaps) < 0.1


def test_cameras_begin_staggered() -> None:
    schedule = many(200)
    starts = sorted(t.next_at for t in schedule.turns.values())
    assert 0 <= starts[0] < 2
    assert LEAST_S - 2 < starts[-1] <= LEAST_S
    thirds = [sum(a <= s < a + 10 for s in starts) for a in (0, 10, 20)]
    assert min(thirds) > 40


def test_the_phase_is_the_same_on_every_machine() -> None:
    assert phase("33010601") == phase("33010601") == pytest.approx(0.2206, abs=1)
    assert 0 <= phase("x") < 1


@pytest.mark.parametrize(
    ("suspicion", "mode"),
    [
        (Suspicion.LEARNING, Mode.LEARN),
        (Suspicion.NOTHING, Mode.PATROL),
        (Suspicion.NEW, Mode.AGAIN),
        (Suspicion.STANDING, Mode.DENSE),
        (Suspicion.CONFIRMED, Mode.FOLLOW),
    ],
)
def test_what_a_look_leaves_behind_decides_the_next(suspicion: Suspicion, mode: Mode) -> None:
    assert after(Turn("C", mode=Mode.PATROL), suspicion, NOON) is mode


@pytest.mark.parametrize(
    ("bans", "hour", "holds"),
    [
        (((),), 3, True),
        ((NIGHT,), 23, True),
        ((NIGHT,), 5, True),
        ((NIGHT,), 6, False),
        ((NIGHT,), 12, False),
        ((MARKET,), 16, False),
        ((MARKET,), 17, True),
        ((NIGHT, MARKET), 18, True),
        ((NIGHT, MARKET), 22, True),
        ((NIGHT, MARKET), 12, False),
        ((NIGHT, ()), 12, True),
        ((), 12, False),
    ],
)
def test_a_zone_whose_ban_is_not_in_force_need_not_be_looked_at(bans: tuple, hour: int, holds: bool) -> None:
    assert in_force(bans, NOON.replace(hour=hour)) is holds
    expected = Mode.PATROL if holds else Mode.REST
    assert after(Turn("C", bans=bans), Suspicion.NOTHING, NOON.replace(hour=hour)) is expected


def test_what_is_new_outside_the_hours_is_left_alone_but_what_is_under_watch_is_not() -> None:
    turn = Turn("C", bans=(NIGHT,))
    assert after(turn, Suspicion.NEW, NOON) is Mode.REST
    assert after(turn, Suspicion.STANDING, NOON) is Mode.DENSE
    assert after(turn, Suspicion.CONFIRMED, NOON) is Mode.FOLLOW


def test_bans_are_read_from_the_scene() -> None:
    zone = {"rule": "pile", "polygon": [[0, 0], [90, 0], [90, 90]]}
    zones = [{**zone, "name": "a", "hours": [["22:00", "06:00"]]}, {**zone, "name": "b"}]
    assert bans_of(scene_from({"zones": zones})) == (NIGHT, ())


def test_a_resting_camera_is_looked_at_each_ten_minutes_and_wakes_with_the_ban() -> None:
    street = Street(many(1, bans=(((12 * 60 + 40, 13 * 60),),)))
    street.run(3600)
    before = [g for g, t in zip(street.gaps("C0"), street.looks["C0"], strict=False) if 60 < t < 2000]
    assert min(before) >= REST_S - 1
    during = [t for t in street.looks["C0"] if 3000 <= t < 3600]
    assert len(during) >= 10


def test_a_suspicion_is_followed_until_it_is_gone() -> None:
    def suspicion(_c: str, t: float) -> Suspicion:
        if 100 <= t < 104:
            return Suspicion.NEW
        if 104 <= t < 200:
            return Suspicion.STANDING
        return Suspicion.CONFIRMED if 200 <= t < 300 else Suspicion.NOTHING

    street = Street(many(1), suspicion=suspicion)
    schedule = street.schedule
    street.run(100)
    assert schedule.turns["C0"].mode is Mode.PATROL
    street.run(100)
    dense = [t for t in street.looks["C0"] if 150 <= t < 200]
    assert len(dense) == pytest.approx(100, abs=3)
    street.run(100)
    followed = [t for t in street.looks["C0"] if 210 <= t < 300]
    assert len(followed) == pytest.approx(90 / FOLLOW_S, abs=2)
    street.run(100)
    assert schedule.turns["C0"].mode is Mode.PATROL


def test_what_only_passes_costs_one_look_more() -> None:
    street = Street(many(1), suspicion=lambda _c, t: Suspicion.NEW if 100 < t < 146 else Suspicion.NOTHING)
    street.run(100)
    street.suspicion = lambda _c, _t: Suspicion.NOTHING
    count = len(street.looks["C0"])
    street.schedule._go(street.schedule.turns["C0"], Mode.AGAIN, street.now)
    street.run(AGAIN_S + 1)
    assert len(street.looks["C0"]) == count + 1
    assert street.schedule.turns["C0"].mode is Mode.PATROL


def test_a_camera_under_watch_is_taken_over_at_once() -> None:
    schedule = Schedule()
    schedule.put(Turn("A", mode=Mode.DENSE), 50.0)
    schedule.put(Turn("B", mode=Mode.FOLLOW), 50.0)
    schedule.put(Turn("C"), 50.0)
    assert schedule.due(50.0) == ["A", "B"]


def test_a_camera_that_is_always_watched_never_goes_on_patrol() -> None:
    street = Street(many(1, always_dense=True))
    street.run(60)
    assert street.schedule.turns["C0"].mode is Mode.DENSE
    assert max(street.gaps("C0", 31)) < 1


# -- changes ----------------------------------------------------------------------------------------------------------


def test_a_changed_camera_goes_on_with_what_it_does() -> None:
    schedule = many(1)
    turn = schedule.turns["C0"]
    turn.mode, turn.cost_s = Mode.DENSE, 0.5
    at = turn.next_at
    schedule.put(Turn("C0", every_s=90, fps=5, risk=1.0, bans=(NIGHT,)), 10.0)
    assert schedule.turns["C0"] is turn
    assert (turn.every_s, turn.fps, turn.risk, turn.bans) == (90, 5, 1.0, (NIGHT,))
    assert (turn.mode, turn.cost_s, turn.next_at) == (Mode.DENSE, 0.5, at)


def test_a_dropped_camera_is_due_no_more() -> None:
    schedule = many(2)
    schedule.drop("C0")
    schedule.drop("nobody")
    assert schedule.due(100.0) == ["C1"]
    assert schedule.next_at() is None  # C1 is being looked at
    schedule.seen("C0", 101.0, 0.1, Suspicion.NOTHING, NOON)
    schedule.failed("C0", 101.0)
    assert "C0" not in schedule.turns


def test_a_camera_that_is_being_looked_at_is_not_due_again() -> None:
    schedule = many(1)
    assert schedule.due(100.0) == ["C0"]
    assert schedule.due(200.0) == []
    schedule.seen("C0", 201.0, 0.01, Suspicion.NOTHING, NOON)
    assert schedule.due(400.0) == ["C0"]


def test_due_gives_no_more_than_asked_and_loses_nobody() -> None:
    schedule = many(30)
    first = schedule.due(100.0, most=10)
    second = schedule.due(100.0, most=10)
    third = schedule.due(100.0, most=50)
    assert sorted([*first, *second, *third]) == sorted(f"C{k}" for k in range(30))


def test_a_camera_without_a_picture_is_asked_less_and_less_but_never_given_up() -> None:
    schedule, now, waits = many(1), 100.0, []
    for _ in range(16):
        assert schedule.due(now) == ["C0"]
        schedule.failed("C0", now)
        following = schedule.next_at()
        assert following is not None
        waits.append(following - now)
        now = following
    assert waits == sorted(waits)
    assert waits[0] <= 4
    assert waits[-1] == pytest.approx(MOST_BACK_OFF_S, rel=0.01)
    schedule.due(now)
    schedule.seen("C0", now, 0.01, Suspicion.NOTHING, NOON)
    assert schedule.turns["C0"].failures == 0


def test_a_suspicion_outlasts_a_stream_that_breaks() -> None:
    schedule = Schedule()
    schedule.put(Turn("A", mode=Mode.DENSE), 0.0)
    schedule.due(0.0)
    schedule.failed("A", 0.0)
    assert schedule.turns["A"].mode is Mode.DENSE


# -- the budget -------------------------------------------------------------------------------------------------------


def test_the_cost_of_a_look_is_learnt() -> None:
    street = Street(many(1), cost=lambda _c: 0.25)
    street.run(1200)
    assert street.schedule.turns["C0"].cost_s == pytest.approx(0.25)
    street.cost = lambda _c: 0.05
    street.run(1800)
    assert street.schedule.turns["C0"].cost_s == pytest.approx(0.05, abs=0.01)


def test_below_the_budget_nobody_is_late() -> None:
    street = Street(many(100))
    street.run(600)
    assert not street.schedule.late
    assert street.spent / 600 < 0.9


def test_above_the_budget_patrol_intervals_grow_evenly() -> None:
    street = Street(many(100, every_s=30), cost=lambda c: 0.4 if int(c[1:]) % 2 else 0.8)  # wants 2 s a second
    street.run(3000)
    assert street.schedule.stretch == pytest.approx(2.0 / 0.9, rel=0.15)
    gaps = [max(street.gaps(f"C{k}", 1000)) for k in range(100)]
    assert max(gaps) / min(gaps) < 1.3
    assert street.spent / 3000 < 1.0


def test_dense_looking_stays_when_the_patrol_is_late() -> None:
    dense = {"C0", "C1"}
    street = Street(
        many(100, every_s=30),
        cost=lambda c: 0.05 if c in dense else 0.5,
        suspicion=lambda c, _t: Suspicion.STANDING if c in dense else Suspicion.NOTHING,
    )
    street.run(1500)
    assert street.schedule.stretch > 1.5
    assert street.schedule.slow == 1.0
    for code in dense:
        gaps = street.gaps(code, 600)
        assert sum(gaps) / len(gaps) < 1.2  # half a second is wanted; a look of half a second may be in the way


def test_dense_looking_alone_cannot_take_everything() -> None:
    """A demonstration fills every street: each camera is suspicious, and still those on patrol are looked at."""
    street = Street(
        many(60, every_s=30),
        cost=lambda _c: 0.05,
        suspicion=lambda c, _t: Suspicion.STANDING if int(c[1:]) < 40 else Suspicion.NOTHING,
    )
    street.run(1500)
    assert street.schedule.slow > 1.0
    patrol = [max(street.gaps(f"C{k}", 300)) for k in range(40, 60)]
    assert max(patrol) < 4 * 30 * street.schedule.stretch


def test_slowness_ends_with_its_cause() -> None:
    street = Street(many(100, every_s=30), cost=lambda _c: 0.6)
    street.run(1000)
    assert street.schedule.late
    street.cost = lambda _c: 0.01
    street.run(3000)
    assert not street.schedule.late


@given(
    costs=st.lists(st.floats(0.002, 1.0), min_size=1, max_size=40),
    dense=st.sets(st.integers(0, 39), max_size=20),
    budget=st.floats(0.2, 0.95),
    every=st.floats(30, 60),
)
def test_no_camera_starves(costs: list[float], dense: set[int], budget: float, every: float) -> None:
    """Whatever looks cost and whoever is suspicious: everybody is looked at, at the latest after what an even share gives him."""
    schedule = Schedule(budget=budget)
    for k in range(len(costs)):
        schedule.put(Turn(f"C{k}", every_s=every), 0.0)
    street = Street(
        schedule,
        cost=lambda c: costs[int(c[1:])],
        suspicion=lambda c, _t: Suspicion.STANDING if int(c[1:]) in dense else Suspicion.NOTHING,
    )
    even = sum(costs) / (PATROL_SHARE * budget)  # one round of all, out of the share that the patrol always has
    bound = 3 * (60 + even) + 60
    street.run(2 * bound)
    for k in range(len(costs)):
        times = [0.0, *street.looks.get(f"C{k}", []), street.now]
        assert max(b - a for a, b in itertools.pairwise(times)) <= bound


@given(st.lists(st.tuples(st.sampled_from(list(Suspicion)), st.floats(0.0, 2.0)), max_size=60))
def test_a_look_is_never_timed_into_the_past(said: list[tuple[Suspicion, float]]) -> None:
    schedule, now = many(1), 100.0
    for suspicion, cost in said:
        assert schedule.due(now) == ["C0"]
        now += cost
        schedule.seen("C0", now, cost, suspicion, NOON)
        following = schedule.next_at()
        assert following is not None
        assert now < following <= now + REST_S * 2 + 60
        now = following


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_has_an_interval(mode: Mode) -> None:
    assert LEARN_S / 2 <= Turn("C", mode=mode).wanted_s() <= REST_S
