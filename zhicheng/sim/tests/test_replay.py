"""The simulation adds up, is fair to every policy, and ours beats nearest-idle where it should."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.kernel.errors import BadInput
from zhicheng.sim.demand import Demand, between, read_demand, scale_demand
from zhicheng.sim.replay import POLICIES, PlainTravel, RoadTravel, Settings, compare, move_onto, replay, summary
from zhicheng.sim.replay.lanes import delays
from zhicheng.sim.replay.run import Forecast, service_seconds

KEYS = ["n", "late_30_share", "median", "p90", "p99", "km_per_job", "busy_share", "seconds"]


def town(n: int, seed: int, hours: float = 4.0, service: float = np.nan) -> Demand:
    """n reports within some hours in a town of about 10 x 10 km."""
    r = np.random.default_rng(seed)
    at = np.sort(r.uniform(0, hours * 3600, n)) + 1.7e9
    lng, lat = r.normal(120.2, 0.03, n), r.normal(30.3, 0.03, n)
    return Demand(at, lng, lat, np.full(n, ""), np.full(n, service))


@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 12), st.sampled_from(sorted(POLICIES)))
@settings(max_examples=60, deadline=None)
def test_every_report_is_served_once_and_nobody_is_at_two_places(seed: int, n: int, m: int, policy: str) -> None:
    demand = town(n, seed)
    done = replay(demand, PlainTravel(demand, 15), Settings(m, seed), POLICIES[policy])
    arrival = demand.at - demand.at[0] + done.wait
    leaves = arrival + service_seconds(demand, seed)
    assert (done.wait >= done.travel).all()
    assert (done.crew >= 0).all()
    assert 0 < done.busy_share <= 1
    for crew in range(m):
        own = np.flatnonzero(done.crew == crew)
        own = own[np.argsort(arrival[own])]
        assert (arrival[own][1:] - done.travel[own][1:] >= leaves[own][:-1] - 1e-6).all()


def test_one_report_and_one_officer_by_hand() -> None:
    demand = Demand(np.array([1.7e9]), np.array([120.0]), np.array([30.0]), np.array([""]), np.array([10.0]))
    done = replay(demand, PlainTravel(demand, 15), Settings(1), POLICIES["ours"])
    assert summary(done)["median"] == 0.5  # at the first tick after the report, no way to go
    assert done.busy_share == pytest.approx(600 / 630)


def test_a_queue_by_hand() -> None:
    """Three reports at one place and moment, ten minutes each: 0.5, 10.5 and 20.5 minutes."""
    demand = Demand(np.full(3, 1.7e9), np.full(3, 120.0), np.full(3, 30.0), np.full(3, ""), np.full(3, 10.0))
    for policy in POLICIES.values():
        assert sorted(replay(demand, PlainTravel(demand, 15), Settings(1), policy).wait / 60) == [0.5, 10.5, 20.5]


def test_the_speed_sets_the_way() -> None:
    lng = np.array([120.0, 120.1])
    demand = Demand(np.full(2, 1.7e9), lng, np.full(2, 30.0), np.full(2, ""), np.full(2, np.nan))
    travel = PlainTravel(demand, 15)
    metres = 0.1 * 111_320 * np.cos(np.radians(30)) * 1.3
    assert travel.seconds(np.array([0]), np.array([1]))[0, 0] == pytest.approx(metres / (15 / 3.6))


def test_policies_see_the_same_day_and_a_seed_repeats_it() -> None:
    demand = town(200, 1)
    travel = PlainTravel(demand, 15)
    one = compare(demand, travel, Settings(20, 5), list(POLICIES))
    two = compare(demand, travel, Settings(20, 5), list(POLICIES))
    for name in POLICIES:
        assert list(one[name]) == KEYS
        assert {k: v for k, v in one[name].items() if k != "seconds"} == {
            k: v for k, v in two[name].items() if k != "seconds"
        }
    assert one["idle_line"]["median"] == one["idle_road"]["median"]  # without roads the two are the same
    assert compare(demand, travel, Settings(20, 6), ["ours"])["ours"]["median"] != one["ours"]["median"]


def test_service_times_average_twenty_minutes_unless_given() -> None:
    assert service_seconds(town(20_000, 0), 1).mean() == pytest.approx(1200, rel=0.02)
    assert (service_seconds(town(5, 0, service=7.0), 1) == 420).all()


def test_the_forecast_knows_the_way_and_learns_the_length_but_not_the_future() -> None:
    forecast = Forecast()
    arrival, idle = np.array([600.0, -600.0, 0.0]), np.array([False, False, True])
    coming, working, free = forecast.free_in(0.0, arrival, idle)
    assert free == 0
    assert coming == pytest.approx(600 + 1200, rel=0.02)
    assert 0 < working < 1200
    forecast.seen.extend([300.0] * 3000)
    assert forecast.free_in(5000.0, arrival + 5000, idle)[0] == pytest.approx(600 + 315, abs=5)
    assert forecast.free_in(5000.0, np.array([-1e6]), np.array([False]))[0] == 30


@pytest.mark.parametrize(
    ("officers", "policies", "says"), [(0, ["ours"], "--officers is 0"), (5, ["best"], "--policy 'best' is unknown")]
)
def test_wrong_questions_are_one_sentence(officers: int, policies: list[str], says: str) -> None:
    demand = town(3, 0)
    with pytest.raises(BadInput, match=says):
        compare(demand, PlainTravel(demand, 15), Settings(officers), policies)


# -- on roads ----------------------------------------------------------------------------------------------------------


class Line:
    """Nodes along one street, 100 m apart; the part beyond `cut` cannot be reached."""

    def __init__(self, nodes: int, cut: int | None = None) -> None:
        self.lng: np.ndarray = 121.0 + np.arange(nodes, dtype=np.float64) * 0.001
        self.lat: np.ndarray = np.full(nodes, 31.0)
        self.cut = nodes if cut is None else cut

    def nearest(self, lng: np.ndarray, lat: np.ndarray, mode: str) -> tuple[np.ndarray, np.ndarray]:
        node = np.abs(lng[:, None] - self.lng[None, :]).argmin(axis=1)
        return node.astype(np.int32), np.zeros(len(lng), np.float32)

    def seconds(self, sources: np.ndarray, targets: np.ndarray, mode: str) -> np.ndarray:
        apart = (sources[:, None] < self.cut) != (targets[None, :] < self.cut)
        return np.where(apart, np.inf, np.abs(sources[:, None] - targets[None, :]) * 30.0).astype(np.float32)


def test_demand_is_stretched_onto_the_city_and_keeps_its_order() -> None:
    street = Line(100)
    demand = town(500, 2)
    moved = move_onto(demand, street.lng, street.lat)
    assert moved.lng.min() >= street.lng.min()
    assert moved.lng.max() <= street.lng.max()
    inner = (demand.lng > np.percentile(demand.lng, 2)) & (demand.lng < np.percentile(demand.lng, 98))
    assert (np.argsort(moved.lng[inner]) == np.argsort(demand.lng[inner])).all()
    assert np.percentile(moved.lng, 50) == pytest.approx(np.median(street.lng), abs=0.02)


def test_demand_that_lies_in_the_city_stays() -> None:
    demand = town(100, 3)
    assert move_onto(demand, np.array([120.0, 120.4]), np.array([30.1, 30.5])) is demand


def test_a_city_of_one_place_takes_all() -> None:
    one_place = Demand(np.arange(3.0), np.full(3, 10.0), np.full(3, 10.0), np.full(3, ""), np.full(3, np.nan))
    moved = move_onto(one_place, Line(11).lng, Line(11).lat)
    assert moved.lng == pytest.approx(np.full(3, 121.005))


def test_road_times_are_scaled_to_the_asked_speed() -> None:
    street = Line(100)
    demand = move_onto(town(300, 4), street.lng, street.lat)
    natural, asked = RoadTravel(demand, street, None), RoadTravel(demand, street, 30.0)
    a, b = np.arange(0, 150), np.arange(150, 300)
    assert natural.seconds(a, b).mean() / asked.seconds(a, b).mean() == pytest.approx(30 / 3.6 / natural.speed)
    assert (asked.straight(a, b).sum() * 1.3) / asked.seconds(a, b).sum() == pytest.approx(30 / 3.6, rel=0.1)


def test_a_replay_on_roads_serves_everybody() -> None:
    street = Line(100)
    demand = move_onto(town(120, 5), street.lng, street.lat)
    figures = compare(demand, RoadTravel(demand, street, 15.0), Settings(15), list(POLICIES))
    assert all(row["n"] == 120 for row in figures.values())
    assert figures["ours"]["late_30_share"] <= figures["fifo"]["late_30_share"]


def test_reports_beyond_a_missing_bridge_are_one_sentence_not_an_endless_loop() -> None:
    street = Line(100, cut=50)
    demand = move_onto(town(50, 6), street.lng, street.lat)
    with pytest.raises(BadInput, match="cannot be reached"):
        replay(demand, RoadTravel(demand, street, 15.0), Settings(1), POLICIES["ours"])


# -- the aim -----------------------------------------------------------------------------------------------------------


def test_ours_beats_nearest_idle_under_load() -> None:
    demand = town(420, 7, hours=4)
    figures = compare(demand, PlainTravel(demand, 15), Settings(52, 7), ["ours", "idle_line"])
    assert 0.05 <= figures["idle_line"]["late_30_share"] <= 0.2
    assert figures["ours"]["late_30_share"] < 0.75 * figures["idle_line"]["late_30_share"]
    assert figures["ours"]["p99"] <= figures["idle_line"]["p99"]


@pytest.mark.slow
def test_on_boston_the_late_share_is_a_quarter_and_the_slowest_percent_no_slower(shared: Path) -> None:
    demand = between(read_demand(shared / "data" / "boston311" / "events.parquet"), "2015-01-01", None)
    seen = 0
    for seed, per_day in ((10, 11_500), (14, 10_500), (16, 11_500)):
        day = scale_demand(demand, per_day, seed)
        figures = compare(day, PlainTravel(day, 15), Settings(300, seed), ["ours", "idle_line"])
        seen += 0.055 <= figures["idle_line"]["late_30_share"] <= 0.105
        assert figures["ours"]["late_30_share"] <= figures["idle_line"]["late_30_share"] / 4
        assert figures["ours"]["p99"] <= figures["idle_line"]["p99"]
    assert seen == 3


def test_the_wait_counts_from_the_observation_not_from_the_desk() -> None:
    demand = Demand(np.array([1.7e9]), np.array([120.0]), np.array([30.0]), np.array([""]), np.array([10.0]))
    done = replay(demand, PlainTravel(demand, 15), Settings(1, lane="ordinary"), POLICIES["ours"])
    delay = delays(1, "ordinary", 0)[0]
    assert delay > 60
    assert 0 <= done.wait[0] - delay <= 30  # the next tick


def test_who_was_seen_later_may_be_ready_earlier() -> None:
    demand = town(300, 7)
    done = replay(demand, PlainTravel(demand, 15), Settings(30, 7, lane="ordinary"), POLICIES["ours"])
    assert (done.wait >= delays(300, "ordinary", 7) + done.travel - 1e-6).all()
    assert (done.crew >= 0).all()


def test_the_fast_lane_is_faster_and_an_unknown_lane_is_refused() -> None:
    demand = town(400, 3)
    late = {
        lane: compare(demand, PlainTravel(demand, 15), Settings(60, 3, lane=lane), ["ours"])["ours"]["late_30_share"]
        for lane in ("none", "fast", "ordinary")
    }
    assert late["none"] <= late["fast"] < late["ordinary"]
    with pytest.raises(BadInput, match="--lane 'slow' is unknown"):
        delays(3, "slow", 0)
