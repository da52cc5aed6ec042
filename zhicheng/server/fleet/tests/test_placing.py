"""Which worker belongs on which machine: by cores, bandwidth and site; what to start and what to end. No Ray is needed."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.kernel.errors import BadInput
from zhicheng.server.fleet import launcher
from zhicheng.server.fleet.launcher import Fleet, ray_module
from zhicheng.server.fleet.placing import Machine, Place, changes, machine_of, places, unserved


@pytest.mark.parametrize(
    ("resources", "machine"),
    [
        ({"CPU": 8.0, "memory": 1e9}, Machine("n", 8.0)),
        ({"CPU": 8.0, "mbit": 1000.0}, Machine("n", 8.0, 1000.0)),
        ({"CPU": 2.0, "site:330106": 1.0, "site:330108": 1.0}, Machine("n", 2.0, None, ("330106", "330108"))),
        ({"CPU": 2.0, "site:330106": 0.0}, Machine("n", 2.0)),
        ({}, Machine("n", 0.0)),
        (None, Machine("n", 0.0)),
    ],
)
def test_what_ray_says_of_a_node(resources: Any, machine: Machine) -> None:
    assert machine_of({"NodeID": "n", "Resources": resources, "Alive": True}) == machine


@pytest.mark.parametrize(
    ("machine", "mbit", "count"),
    [
        (Machine("a", 4.0), 0.0, 4),
        (Machine("a", 4.0), 50.0, 4),
        (Machine("a", 4.0, 1000.0), 50.0, 4),
        (Machine("a", 4.0, 120.0), 50.0, 2),
        (Machine("a", 4.0, 20.0), 50.0, 0),
        (Machine("a", 4.0, 0.0), 0.0, 4),
        (Machine("a", 0.5), 0.0, 0),
    ],
)
def test_a_worker_per_core_as_far_as_the_bandwidth_goes(machine: Machine, mbit: float, count: int) -> None:
    assert len(places([machine], mbit)) == count


def test_workers_serve_the_sites_of_their_machine() -> None:
    found = places([Machine("a", 1.0, sites=("330106",)), Machine("b", 1.0)], 0.0)
    assert [p.sites for p in found] == [("330106",), ()]


def test_few_workers_are_spread_over_the_machines() -> None:
    found = places([Machine(m, 4.0) for m in "abc"], 0.0, most=4)
    assert [p.machine for p in found] == ["a", "b", "c", "a"]


HAS = st.tuples(st.floats(0, 64), st.none() | st.floats(0, 1000))  # cores, bandwidth


@given(st.lists(HAS, max_size=12), st.floats(0, 100), st.none() | st.integers(0, 200))
def test_no_machine_gets_more_than_it_has(
    rows: list[tuple[float, float | None]], mbit: float, most: int | None
) -> None:
    machines = [Machine(f"{k:032x}", cores, has) for k, (cores, has) in enumerate(rows)]
    found = places(machines, mbit, most)
    assert len({p.name for p in found}) == len(found)
    for m in machines:
        mine = sum(p.machine == m.id for p in found)
        assert mine <= m.cores
        assert m.mbit is None or mine * mbit <= m.mbit + 1e-6
    assert most is None or len(found) <= most


def test_only_what_differs_is_changed() -> None:
    a, b = Place("a" * 32, 0), Place("b" * 32, 0)
    assert changes([a, b], [a.name]) == ([b], [])
    assert changes([a], [a.name, b.name]) == ([], [b.name])
    assert changes([], []) == ([], [])
    assert changes([a, b], [a.name, b.name]) == ([], [])


@pytest.mark.parametrize(
    ("machines", "left"),
    [
        ([Machine("a", 1.0)], []),
        ([Machine("a", 1.0, sites=("x",))], ["y"]),
        ([Machine("a", 1.0, sites=("x",)), Machine("b", 1.0, sites=("y",))], []),
        ([Machine("a", 1.0, sites=("x",)), Machine("b", 1.0)], []),
        ([], ["x", "y"]),
    ],
)
def test_a_site_without_a_machine_is_named(machines: list[Machine], left: list[str]) -> None:
    assert unserved(machines, ["x", "y"]) == left


def test_without_ray_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(BadInput, match="没有安装 Ray"):
        ray_module()


# -- the loop, against a cluster of our own ---------------------------------------------------------------------------


@dataclass
class Cluster:
    """What the loop asks of Ray: nodes, and the death of actors. Actors themselves are in the drill."""

    machines: dict[str, int]
    killed: list[Any] = field(default_factory=list)

    def nodes(self) -> list[dict[str, Any]]:
        return [{"NodeID": n, "Alive": True, "Resources": {"CPU": float(c)}} for n, c in self.machines.items()]

    def get(self, answer: Any, timeout: float) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self, actor: Any) -> None:
        self.killed.append(actor)


class Answers:
    def __init__(self, value: Any) -> None:
        self.value = value

    def remote(self) -> Any:
        return self.value


@dataclass
class Actor:
    name: str
    answer: Any = None

    def __post_init__(self) -> None:
        self.stop, self.figures = Answers(True), Answers(self.answer or {"cameras": 3})


@pytest.fixture
def fleet(monkeypatch: pytest.MonkeyPatch) -> Fleet:
    def start(self: Fleet, place: Place) -> None:
        self.actors[place.name], self.where[place.name] = Actor(place.name), place

    monkeypatch.setattr(launcher.Fleet, "_start", start)
    return Fleet(Cluster({"a" * 20: 2, "b" * 20: 1}), {})


def test_as_many_as_there_is_room_for(fleet: Fleet) -> None:
    assert fleet.reconcile() == (3, 0)
    assert fleet.reconcile() == (0, 0)


def test_a_machine_that_joins_gets_workers(fleet: Fleet) -> None:
    fleet.reconcile()
    fleet.ray.machines["c" * 20] = 4
    assert fleet.reconcile() == (4, 0)


def test_a_machine_that_dies_is_forgotten_not_waited_for(fleet: Fleet) -> None:
    fleet.reconcile()
    del fleet.ray.machines["a" * 20]
    assert fleet.reconcile() == (0, 0)
    assert len(fleet.actors) == 1
    assert fleet.ray.killed == []
    fleet.ray.machines["a" * 20] = 2
    assert fleet.reconcile() == (2, 0)


def test_a_site_that_nobody_serves_is_told_once(fleet: Fleet, caplog: pytest.LogCaptureFixture) -> None:
    near = {"NodeID": "a" * 20, "Alive": True, "Resources": {"CPU": 1.0, "site:330106": 1.0}}
    fleet.ray.nodes = lambda: [near]
    fleet.sites = ("330106", "330108")
    fleet.reconcile()
    fleet.reconcile()
    assert fleet.far == ["330108"]
    assert [r.getMessage() for r in caplog.records].count(
        "no machine serves the sites 330108: nobody looks at their cameras"
    ) == 1


def test_fewer_workers_are_ended_in_good_order(fleet: Fleet) -> None:
    fleet.reconcile()
    fleet.most = 1
    assert fleet.reconcile() == (0, 2)
    assert len(fleet.ray.killed) == 2


def test_a_worker_that_does_not_answer_is_shown_and_the_rest_too(fleet: Fleet) -> None:
    fleet.reconcile()
    first = sorted(fleet.actors)[0]
    fleet.actors[first].figures = Answers(TimeoutError("late"))
    found = fleet.figures()
    assert found[first] == {"trouble": "TimeoutError"}
    assert sum(f.get("cameras", 0) for f in found.values()) == 6


def test_one_that_hangs_at_the_end_is_killed_all_the_same(fleet: Fleet) -> None:
    fleet.reconcile()
    for actor in fleet.actors.values():
        actor.stop = Answers(TimeoutError("hangs"))
    fleet.most = 0
    assert fleet.reconcile() == (0, 3)
    assert len(fleet.ray.killed) == 3


def test_stopping_ends_all(fleet: Fleet) -> None:
    stop, told = threading.Event(), []

    def tell(found: dict[str, Any]) -> None:
        told.append(found)
        stop.set()

    fleet.run(stop, tell, every_s=0.01)
    assert len(told[0]) == 3
    assert fleet.actors == {}
    assert len(fleet.ray.killed) == 3
