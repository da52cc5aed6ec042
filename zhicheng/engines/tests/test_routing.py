"""Travel times: both back ends give the same numbers, one-way streets hold, geometry fits the time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.engines.routing import CLOSED, MODES, Graph, Mode, Network, strongest_part
from zhicheng.kernel.errors import BadInput


def graph_of(xy: np.ndarray, arcs: list[tuple[int, int, int]], names: list[str] | None = None) -> Graph:
    """A graph with one edge per arc (tail, head, tenths); the same weights for all modes. xy in 0.001 degrees."""
    tail, head, tenths = (np.array(c) for c in zip(*arcs, strict=True))
    lng, lat = 117 + xy[:, 0] * 1e-3, 32 + xy[:, 1] * 1e-3
    ends = np.stack((tail, head), axis=1).ravel()
    tail, head = tail.astype(np.int32), head.astype(np.int32)
    weight: dict[Mode, Any] = {mode: tenths.astype(np.uint32) for mode in MODES}
    return Graph(
        lng=lng, lat=lat, tail=tail, head=head, edge=np.arange(len(arcs), dtype=np.int32),
        reverse=np.zeros(len(arcs), bool), metres=np.full(len(arcs), 50, np.float32),
        name=np.arange(len(arcs), dtype=np.int32) if names else np.zeros(len(arcs), np.int32),
        highway=np.zeros(len(arcs), np.int32), shape_start=np.arange(0, 2 * len(arcs) + 1, 2, dtype=np.int32),
        shape_lng=lng[ends], shape_lat=lat[ends], names=np.array(names or [""]), highways=np.array(["residential"]),
        weight=weight, ok={mode: strongest_part(tail, head, weight[mode], len(lng)) for mode in MODES},
    )  # fmt: skip


def ring(n: int = 6) -> Graph:
    """A one-way ring road: 10 s per step, and node n hanging on it by a one-way exit."""
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    xy = np.vstack((np.column_stack((np.cos(angle), np.sin(angle))), (3, 0)))
    arcs = [(i, (i + 1) % n, 100) for i in range(n)] + [(0, n, 50)]
    return graph_of(xy, arcs, [f"{i}路" for i in range(n)] + ["出口"])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 9_999), st.integers(4, 40), st.integers(3, 160))
def test_both_back_ends_agree(seed: int, nodes: int, arcs: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, nodes, (arcs, 2))
    tenths = np.where(rng.random(arcs) < 0.1, CLOSED, rng.integers(1, 900, arcs))
    listed = [(int(a), int(b), int(w)) for (a, b), w in zip(rows, tenths, strict=True)]
    graph = graph_of(rng.uniform(0, 9, (nodes, 2)), listed)
    fast, plain = Network(graph, "cch"), Network(graph, "scipy")
    every = np.arange(nodes)
    times = fast.seconds(every, every, "car")
    assert times.dtype == np.float32
    assert (times == plain.seconds(every, every, "car")).all()
    a, b = int(rng.integers(nodes)), int(rng.integers(nodes))
    if np.isfinite(times[a, b]) and a != b:
        assert fast.route(a, b, "car").seconds == pytest.approx(plain.route(a, b, "car").seconds)
        assert fast.route(a, b, "car").seconds == pytest.approx(float(times[a, b]), rel=1e-6)


def test_one_way_ring_is_long_in_one_direction() -> None:
    network = Network(ring())
    times = network.seconds([0, 1], [1, 0], "car")
    assert times[0, 0] == 10
    assert times[1, 1] == 50


def test_repeated_sources_keep_their_order() -> None:
    network = Network(ring())
    times = network.seconds([3, 0, 3], [4, 0, 4, 1], "ebike")
    assert times.shape == (3, 4)
    assert (times[0] == times[2]).all()
    assert (times[:, 0] == times[:, 2]).all()
    assert times[1, 1] == 0


@pytest.mark.parametrize("backend", ["cch", "scipy"])
def test_no_way_back_is_infinite_and_no_route(backend: Any) -> None:
    network = Network(ring(), backend)
    assert np.isinf(network.seconds([6], [0], "walk")[0, 0])
    with pytest.raises(BadInput, match="no way by walk"):
        network.route(6, 0, "walk")


@pytest.mark.parametrize("backend", ["cch", "scipy"])
def test_route_follows_the_street_with_names_and_length(backend: Any) -> None:
    network = Network(ring(), backend)
    route = network.route(1, 4, "car")
    assert route.seconds == 30
    assert route.metres == 150
    assert route.names == ("1路", "2路", "3路")
    assert route.lng.tolist() == network.graph.lng[[1, 2, 3, 4]].tolist()


def test_a_route_to_where_one_is_has_one_point() -> None:
    route = Network(ring()).route(2, 2, "car")
    assert (route.seconds, route.metres, len(route.lng)) == (0, 0, 1)


def test_nearest_leaves_out_dead_ends_that_cannot_return() -> None:
    network = Network(ring())
    node, metres = network.nearest([117.003, 117.001], [32.0, 32.0], "car")
    assert node.tolist() == [0, 0]  # node 6 is nearer to the first point, but nobody comes back from there
    assert metres.dtype == np.float32
    assert metres[1] == pytest.approx(0, abs=0.01)
    assert metres[0] == pytest.approx(2e-3 * 111_320 * np.cos(np.radians(32)), rel=1e-3)


def test_access_on_foot_is_added_at_both_ends() -> None:
    network = Network(ring())
    here, there = network.graph.lng[0], network.graph.lng[3]
    plain = network.seconds([0], [3], "car")[0, 0]
    times = network.seconds_between([here + 1e-3], [32.0], [there], [32.0], "car")
    metres = 1e-3 * 111_320 * np.cos(np.radians(32))
    assert times[0, 0] == pytest.approx(plain + metres * 1.3 / (4.8 / 3.6), rel=1e-3)


def test_nothing_asked_nothing_answered() -> None:
    network = Network(ring())
    assert network.seconds([], [1, 2], "car").shape == (0, 2)
    assert network.seconds([1], [], "car").shape == (1, 0)


def test_of_parallel_streets_the_fastest_counts() -> None:
    graph = graph_of(np.array([[0, 0], [1, 0]]), [(0, 1, 300), (0, 1, 70), (1, 0, 20), (1, 0, 90)])
    for backend in ("cch", "scipy"):
        network = Network(graph, backend)  # type: ignore[arg-type]
        assert network.seconds([0], [1], "car")[0, 0] == 7
        assert network.route(0, 1, "car").seconds == 7


def test_saved_network_is_the_same(tmp_path: Path) -> None:
    network = Network(ring())
    network.save(tmp_path / "network.npz")
    again = Network.load(tmp_path / "network.npz")
    every = np.arange(7)
    assert (again.seconds(every, every, "car") == network.seconds(every, every, "car")).all()
    assert again.route(0, 2, "car").names == ("0路", "1路")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_damaged_network_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "network.npz"
    path.write_bytes(content)
    with pytest.raises(BadInput, match="build the city again"):
        Network.load(path)


def test_a_mode_without_roads_is_refused() -> None:
    graph = ring()
    graph.ok["walk"][:] = False
    with pytest.raises(BadInput, match="no road for mode walk"):
        Network(graph).nearest(117.0, 32.0, "walk")


def test_all_closed_has_no_strongest_part() -> None:
    ends = np.array([0, 1], np.int32)
    assert not strongest_part(ends, ends[::-1].copy(), np.full(2, CLOSED, np.uint32), 2).any()
