"""Travel on the road network of one city, for car, e-bike and walking.

A `Graph` is plain arrays; a `Network` answers questions about it. Straight-line nearness is wrong in 31 to 42 %
of cases (rivers, elevated roads, one-way streets), so everything that asks "who is there first" asks here.

Two back ends give the same numbers: customizable contraction hierarchies (pyroutingkit; 1000 x 1000 in half a
second) and scipy's Dijkstra, which needs no compiled extra beyond scipy. Weights are tenths of a second, as
integers, so the two agree exactly.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from zhicheng.kernel.errors import BadInput

Mode = Literal["car", "ebike", "walk"]
Backend = Literal["cch", "scipy"]
MODES: tuple[Mode, ...] = ("car", "ebike", "walk")
CLOSED = 2147483647  # an arc that this mode may not use; also the library's "unreachable"
WALK_METRES_PER_SECOND = 4.8 / 3.6
DETOUR = 1.3  # streets against the straight line, for the last metres that have no road
METRES_PER_DEGREE = 111_320.0

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Seconds = NDArray[np.float32]


@dataclass(frozen=True)
class Graph:
    """Nodes, directed arcs, and the undirected street edges that arcs come from.

    Shapes: lng, lat (nodes); tail, head, edge, reverse (arcs); metres, name, highway (edges); shape_start (edges + 1)
    into shape_lng, shape_lat. `weight[mode]` is uint32 tenths of a second per arc or CLOSED. `ok[mode]` marks the nodes
    of the mode's largest strongly connected part: from there one can get anywhere and come back.
    """

    lng: Floats
    lat: Floats
    tail: Ints
    head: Ints
    edge: Ints
    reverse: NDArray[np.bool_]
    metres: Seconds
    name: Ints
    highway: Ints
    shape_start: Ints
    shape_lng: Floats
    shape_lat: Floats
    names: NDArray[Any]
    highways: NDArray[Any]
    weight: dict[Mode, NDArray[np.uint32]]
    ok: dict[Mode, NDArray[np.bool_]]

    def save(self, path: Path) -> None:
        """Write everything as one compressed .npz file."""
        plain = {k: v for k, v in vars(self).items() if k not in ("weight", "ok")}
        per_mode = {f"{m}_ds": self.weight[m] for m in MODES} | {f"ok_{m}": self.ok[m] for m in MODES}
        np.savez_compressed(path, allow_pickle=False, **plain, **per_mode)

    @classmethod
    def load(cls, path: Path) -> Graph:
        """Read what `save` wrote. BadInput when the file is missing, damaged or of another kind."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as z:
                files = {k: z[k] for k in z.files}
            weight: dict[Mode, Any] = {m: files.pop(f"{m}_ds") for m in MODES}
            ok: dict[Mode, Any] = {m: files.pop(f"ok_{m}") for m in MODES}
            return cls(**files, weight=weight, ok=ok)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise BadInput(
                f"{path.name} is not a road network of this version ({error}); build the city again."
            ) from error

    def shape_of(self, edge: int) -> tuple[Floats, Floats]:
        """The street's points in its drawing direction."""
        a, b = self.shape_start[edge], self.shape_start[edge + 1]
        return self.shape_lng[a:b], self.shape_lat[a:b]


@dataclass(frozen=True)
class Route:
    """One way from node to node: seconds on the road, metres, its line (degrees), and the street names in order."""

    seconds: float
    metres: float
    lng: Floats
    lat: Floats
    names: tuple[str, ...] = field(default=())


def strongest_part(tail: Ints, head: Ints, weight: NDArray[np.uint32], nodes: int) -> NDArray[np.bool_]:
    """Marks the largest strongly connected set of nodes over the arcs that are open; nothing when all are closed."""
    is_open = weight < CLOSED
    if not is_open.any():
        return np.zeros(nodes, bool)
    matrix = csr_array((np.ones(is_open.sum(), np.int8), (tail[is_open], head[is_open])), shape=(nodes, nodes))
    _, label = connected_components(matrix, directed=True, connection="strong")
    largest = np.bincount(label).argmax()
    return cast("NDArray[np.bool_]", label == largest)


class Network:
    """Questions about one graph. Safe to share between threads; hierarchies are built on first use."""

    def __init__(self, graph: Graph, backend: Backend = "cch") -> None:
        self.graph = graph
        self.backend = backend
        self._scale = (METRES_PER_DEGREE * np.cos(np.radians(float(graph.lat.mean()))), METRES_PER_DEGREE)
        self._lock = threading.RLock()
        self._trees: dict[Mode, tuple[cKDTree, Ints]] = {}
        self._topology: Any = None
        self._metrics: dict[Mode, Any] = {}
        self._matrices: dict[Mode, csr_array] = {}

    @classmethod
    def load(cls, path: Path, backend: Backend = "cch") -> Network:
        """Read network.npz."""
        return cls(Graph.load(path), backend)

    def save(self, path: Path) -> None:
        """Write network.npz."""
        self.graph.save(path)

    @property
    def nodes(self) -> int:
        """Number of junctions and ends of streets."""
        return len(self.graph.lng)

    def plane(self, lng: ArrayLike, lat: ArrayLike) -> Floats:
        """Degrees to metres in this city's local plane; shape (n, 2)."""
        x, y = np.atleast_1d(np.asarray(lng, float)), np.atleast_1d(np.asarray(lat, float))
        return np.column_stack((x * self._scale[0], y * self._scale[1]))

    def nearest(self, lng: ArrayLike, lat: ArrayLike, mode: Mode) -> tuple[Ints, Seconds]:
        """Nearest node that the mode can reach and leave: ids int32 (n,) and metres float32 (n,)."""
        tree, ids = self._tree(mode)
        metres, row = tree.query(self.plane(lng, lat))
        return ids[row], metres.astype(np.float32)

    def seconds(self, sources: ArrayLike, targets: ArrayLike, mode: Mode) -> Seconds:
        """Travel times between nodes: float32 (len(sources), len(targets)); inf where there is no way."""
        rows, row_of = np.unique(np.asarray(sources, np.int64), return_inverse=True)
        columns, column_of = np.unique(np.asarray(targets, np.int64), return_inverse=True)
        if not len(rows) or not len(columns):
            return np.zeros((len(row_of), len(column_of)), np.float32)
        tenths = self._many(rows, columns, mode)
        return np.asarray(tenths[row_of[:, None], column_of[None, :]])

    def seconds_between(
        self, lng1: ArrayLike, lat1: ArrayLike, lng2: ArrayLike, lat2: ArrayLike, mode: Mode
    ) -> Seconds:
        """Times from points to points, with the walk to and from the nearest node: float32 (n1, n2)."""
        source, off1 = self.nearest(lng1, lat1, mode)
        target, off2 = self.nearest(lng2, lat2, mode)
        walk = DETOUR / WALK_METRES_PER_SECOND
        times = self.seconds(source, target, mode)
        times += (off1 * walk)[:, None].astype(np.float32)
        times += (off2 * walk)[None, :].astype(np.float32)
        return times

    def route(self, source: int, target: int, mode: Mode) -> Route:
        """The fastest way between two nodes. BadInput when there is none."""
        arcs = self._arcs_cch(source, target, mode) if self.backend == "cch" else self._arcs_scipy(source, target, mode)
        if arcs is None:
            raise BadInput(f"There is no way by {mode} between these two places on this network.")
        return self._describe(source, arcs, mode)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _tree(self, mode: Mode) -> tuple[cKDTree, Ints]:
        with self._lock:
            if mode not in self._trees:
                ids = np.flatnonzero(self.graph.ok[mode]).astype(np.int32)
                if not len(ids):
                    raise BadInput(f"The network has no road for mode {mode}; check the extract's highway tags.")
                self._trees[mode] = (cKDTree(self.plane(self.graph.lng[ids], self.graph.lat[ids])), ids)
            return self._trees[mode]

    def _metric(self, mode: Mode) -> Any:
        import pyroutingkit

        if self._topology is None:
            g = self.graph
            self._topology = pyroutingkit.CCHTopology()
            args = (g.tail.astype("u4"), g.head.astype("u4"), g.lat.astype("f4"), g.lng.astype("f4"), self.nodes)
            self._topology.build(*args)
        if mode not in self._metrics:
            metric = pyroutingkit.CCHMetric(self._topology)
            metric.customize(self.graph.weight[mode])
            self._metrics[mode] = metric
        return self._metrics[mode]

    def _matrix(self, mode: Mode) -> csr_array:
        """Arcs as a sparse matrix; of parallel arcs the fastest (a sparse matrix would add them up)."""
        if mode not in self._matrices:
            g, weight = self.graph, self.graph.weight[mode]
            order = np.flatnonzero(weight < CLOSED)
            order = order[np.lexsort((weight[order], g.head[order], g.tail[order]))]
            pair = g.tail[order].astype(np.int64) * self.nodes + g.head[order]
            best = order[np.flatnonzero(np.diff(pair, prepend=-1))]
            cells = (g.tail[best], g.head[best])
            shape = (self.nodes, self.nodes)
            self._matrices[mode] = csr_array((weight[best].astype(float), cells), shape=shape)
        return self._matrices[mode]

    def _many(self, rows: NDArray[np.int64], columns: NDArray[np.int64], mode: Mode) -> Seconds:
        with self._lock:
            if self.backend == "cch":
                tenths = self._metric(mode).distances_many_to_many(rows.astype("u4"), columns.astype("u4"))
                return np.asarray(
                    np.where(tenths >= CLOSED, np.float32(np.inf), tenths.astype(np.float32) / np.float32(10))
                )
            matrix = self._matrix(mode)
        return np.asarray(dijkstra(matrix, indices=rows)[:, columns] / 10, np.float32)

    def _arcs_cch(self, source: int, target: int, mode: Mode) -> Ints | None:
        with self._lock:
            tenths, _, arcs = self._metric(mode).query(int(source), int(target))
        return None if tenths >= CLOSED else np.asarray(arcs, np.int32)

    def _arcs_scipy(self, source: int, target: int, mode: Mode) -> Ints | None:
        with self._lock:
            matrix = self._matrix(mode)
        tenths, before = dijkstra(matrix, indices=int(source), return_predecessors=True)
        if not np.isfinite(tenths[target]):
            return None
        path = [int(target)]
        while path[-1] != source:
            path.append(int(before[path[-1]]))
        path.reverse()
        return np.array([self._fastest_arc(a, b, mode) for a, b in pairwise(path)], np.int32)

    def _fastest_arc(self, tail: int, head: int, mode: Mode) -> int:
        g = self.graph
        arcs = np.flatnonzero((g.tail == tail) & (g.head == head))
        return int(arcs[g.weight[mode][arcs].argmin()])

    def _describe(self, source: int, arcs: Ints, mode: Mode) -> Route:
        g = self.graph
        start = (g.lng[source : source + 1], g.lat[source : source + 1])
        xs, ys = [start[0]], [start[1]]
        names: list[str] = []
        for arc in arcs:
            x, y = g.shape_of(int(g.edge[arc]))
            step = -1 if g.reverse[arc] else 1
            xs.append(x[::step][1:])
            ys.append(y[::step][1:])
            name = str(g.names[g.name[g.edge[arc]]])
            if name and (not names or names[-1] != name):
                names.append(name)
        seconds = float(g.weight[mode][arcs].sum(dtype=np.int64)) / 10
        metres = float(g.metres[g.edge[arcs]].sum(dtype=float))
        return Route(seconds, metres, np.concatenate(xs), np.concatenate(ys), tuple(names))
