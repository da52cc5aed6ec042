"""Road and place names of one city: find them in Chinese text, complete them as somebody types, name a point.

Callers write 文一路和学院路路口有人摆摊, seldom a coordinate. `find` reads the longest names first, turns two
road names that belong together into their crossing, and says how sure it is. No word segmentation is needed: names are
found by their first two characters in a table, so one text costs a few microseconds.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from zhicheng.engines.routing import METRES_PER_DEGREE, Graph
from zhicheng.engines.script import simplified

Floats = NDArray[np.float64]
ROAD, CROSSING = "road", "crossing"

# What may stand between two road names that mean one crossing, and what may follow them.
_JOINT = re.compile(r"\s*(?:和|与|跟|、|/|／|\+|&|-|—|—{2}|近|靠近|交|交叉|交汇|转|到|至|,|，|\()?\s*")
_CORNER = re.compile(r"(?:\s*(?:的)?(?:交叉口|交叉路口|十字路口|丁字路口|路口|交界|交汇|转角|拐角|口))")
_NUMBER = re.compile(r"\s*(\d{1,5})\s*号")
_CROSSING_METRES = 90.0  # dual carriageways and ramps: two roads "cross" where their nodes come this near
_ROAD_STEP_METRES = 25.0
_MAX_PER_NAME = 4
_MIN_NAME = 2

# How much a name says about the place, by kind; a shop chain says less than a market, a road less than its crossing.
_WEIGHT = {
    CROSSING: 0.95, "metro_exit": 0.92, "market": 0.9, "school": 0.9, "hospital": 0.9, "estate": 0.88, "park": 0.75,
    "metro": 0.85, "grid": 0.6, "community": 0.6, "street": 0.4, "district": 0.2, ROAD: 0.45,
}  # fmt: skip
_PLAIN_WEIGHT = 0.8


@dataclass(frozen=True)
class Place:
    """A named point. `kind` is one word: market, school, estate, metro_exit, community …"""

    name: str
    kind: str
    lng: float
    lat: float


@dataclass(frozen=True)
class Found:
    """A name in a text at [start, end), where it is, and how likely it means that place (0 to 1)."""

    name: str
    kind: str
    lng: float
    lat: float
    score: float
    start: int
    end: int


@dataclass(frozen=True)
class NearRoad:
    """The named road nearest to a point: its nearest point (degrees), the distance, and its direction there (radians
    from east, 0 to pi)."""

    name: str
    metres: float
    lng: float
    lat: float
    direction: float


@dataclass(frozen=True)
class _Hit:
    name: str
    start: int
    end: int


def short_form(name: str) -> str:
    """The name as people write it: without marks in brackets such as （示范）."""
    return re.sub(r"[（(][^（()）]*[)）]", "", name).strip()


class Gazetteer:
    """All names of one city. Roads and their crossings come from the road network, other names from `places`."""

    def __init__(self, places: Sequence[Place], graph: Graph) -> None:
        self.places = tuple(places)
        self._graph = graph
        self._kx = METRES_PER_DEGREE * float(np.cos(np.radians(graph.lat.mean())))
        self._by_name: dict[str, list[Place]] = {}
        for place in self.places:
            for name in dict.fromkeys((place.name, short_form(place.name))):
                if len(name) >= _MIN_NAME:
                    self._by_name.setdefault(name, []).append(place)
        used = set(np.unique(graph.name).tolist())
        names = enumerate(graph.names.tolist())
        self._road_ids = {str(name): i for i, name in names if i in used and len(name) >= _MIN_NAME}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._index_names((*self._by_name, *self._road_ids))
        self._crossings: dict[tuple[str, str], tuple[float, float] | None] = {}

    # -- free text -------------------------------------------------------------------------------------------------

    def find(self, text: str) -> list[Found]:
        """Names in a text, best first; a crossing stands before its two roads. Empty when nothing is known."""
        text = simplified(text)
        hits = self._hits(text)
        found: list[Found] = []
        for left, right in pairwise(hits):
            crossing = self._crossing_found(text, left, right)
            if crossing is not None:
                found.append(crossing)
        for hit in hits:
            found.extend(self._found(text, hit))
        found.sort(key=lambda f: (-f.score, f.start))
        return found

    def search(self, prefix: str, limit: int = 10) -> list[Found]:
        """Names that begin with `prefix`, then those that contain it, shortest first; each with one position. For type-ahead."""
        prefix = simplified(prefix.strip())
        if not prefix:
            return []
        begin = bisect.bisect_left(self._sorted_names, prefix)
        names = []
        for name in self._sorted_names[begin : begin + 500]:
            if not name.startswith(prefix):
                break
            names.append(name)
        names.sort(key=lambda n: (len(n), n))
        if len(names) < limit:  # a city has some ten thousand names: looking at all of them takes a millisecond
            inside = (n for n in self._sorted_names if n.find(prefix) > 0)
            names += sorted(inside, key=lambda n: (len(n), n))
        hits = (_Hit(name, 0, len(name)) for name in names[:limit])
        return [found for hit in hits for found in self._found("", hit)[:1]]

    def crossing(self, road: str, other: str) -> tuple[float, float] | None:
        """Where two roads meet (degrees), or None when they do not come within 90 m of each other."""
        key = (road, other) if road <= other else (other, road)
        if key not in self._crossings:
            self._crossings[key] = self._meet(*key)
        return self._crossings[key]

    # -- a point ---------------------------------------------------------------------------------------------------

    def road_at(self, lng: float, lat: float, within: float = 300.0) -> NearRoad | None:
        """The nearest named road, or None when none is within so many metres."""
        tree, name, direction = self._road_points
        if tree is None:
            return None
        metres, row = tree.query((lng * self._kx, lat * METRES_PER_DEGREE), distance_upper_bound=within)
        if not np.isfinite(metres):
            return None
        x, y = tree.data[row]
        road = str(self._graph.names[name[row]])
        return NearRoad(road, float(metres), float(x / self._kx), float(y / METRES_PER_DEGREE), float(direction[row]))

    def cross_street(self, lng: float, lat: float, road: str, within: float = 200.0) -> str:
        """The name of the road that meets `road` nearest to a point, or "" when none does within so many metres."""
        here = np.array((lng * self._kx, lat * METRES_PER_DEGREE))
        tree, node_names = self._named_nodes
        road_id = self._road_ids.get(road, -1)
        best = ("", within)
        for node in tree.query_ball_point(here, within):
            names = node_names[node]
            if road_id not in names or len(names) < 2:
                continue
            metres = float(np.hypot(*(tree.data[node] - here)))
            if metres < best[1]:
                best = (str(self._graph.names[min(n for n in names if n != road_id)]), metres)
        return best[0]

    # -- inside ----------------------------------------------------------------------------------------------------

    def _index_names(self, names: Iterable[str]) -> None:
        lengths: dict[str, set[int]] = {}
        for name in names:
            lengths.setdefault(name[:_MIN_NAME], set()).add(len(name))
        self._lengths = {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()}

    def _hits(self, text: str) -> list[_Hit]:
        """Longest names, left to right, not overlapping."""
        hits: list[_Hit] = []
        lengths, places, roads = self._lengths, self._by_name, self._road_ids
        at, last = 0, len(text) - 1
        while at < last:
            step = 1
            for size in lengths.get(text[at : at + _MIN_NAME], ()):
                name = text[at : at + size]
                if name in places or name in roads:
                    hits.append(_Hit(name, at, at + len(name)))
                    step = len(name)
                    break
            at += step
        return hits

    def _found(self, text: str, hit: _Hit) -> list[Found]:
        where = self._by_name.get(hit.name, [])[:_MAX_PER_NAME]
        doubt = 1 / (1 + 0.5 * (len(where) - 1)) if where else 1.0
        found = [
            Found(p.name, p.kind, p.lng, p.lat, _WEIGHT.get(p.kind, _PLAIN_WEIGHT) * doubt, hit.start, hit.end)
            for p in where
        ]
        road = self._road_ids.get(hit.name)
        if road is not None:
            lng, lat = self._road_middle[road]
            number = _NUMBER.match(text, hit.end)
            end = number.end() if number else hit.end
            found.append(Found(hit.name, ROAD, lng, lat, _WEIGHT[ROAD], hit.start, end))
        return found

    def _crossing_found(self, text: str, left: _Hit, right: _Hit) -> Found | None:
        if left.name == right.name or left.name not in self._road_ids or right.name not in self._road_ids:
            return None
        between = text[left.end : right.start]
        if len(between) > 6 or not _JOINT.fullmatch(between):
            return None
        meet = self.crossing(left.name, right.name)
        if meet is None:
            return None
        corner = _CORNER.match(text, right.end)
        end = corner.end() if corner else right.end
        score = _WEIGHT[CROSSING] if corner or between.strip() else _WEIGHT[CROSSING] - 0.1
        return Found(f"{left.name}{right.name}路口", CROSSING, *meet, score, left.start, end)

    def _meet(self, road: str, other: str) -> tuple[float, float] | None:
        here, there = self._nodes_of(road), self._nodes_of(other)
        if not len(here) or not len(there):
            return None
        shared = np.intersect1d(here, there)
        g = self._graph
        if len(shared):
            middle = np.median(np.column_stack((g.lng[shared], g.lat[shared])), axis=0)
            gap = np.hypot((g.lng[shared] - middle[0]) * self._kx, (g.lat[shared] - middle[1]) * METRES_PER_DEGREE)
            node = shared[int(gap.argmin())]
            return float(g.lng[node]), float(g.lat[node])
        a, b = self._metres(here), self._metres(there)
        metres, row = cKDTree(b).query(a, distance_upper_bound=_CROSSING_METRES)
        nearest = int(metres.argmin())
        if not np.isfinite(metres[nearest]):
            return None
        x, y = (a[nearest] + b[row[nearest]]) / 2
        return float(x / self._kx), float(y / METRES_PER_DEGREE)

    def _metres(self, nodes: NDArray[Any]) -> Floats:
        g = self._graph
        return np.column_stack((g.lng[nodes] * self._kx, g.lat[nodes] * METRES_PER_DEGREE))

    def _nodes_of(self, road: str) -> NDArray[np.int32]:
        names, nodes = self._name_nodes
        i = self._road_ids[road]
        begin, end = np.searchsorted(names, (i, i + 1))
        return nodes[begin:end]

    @cached_property
    def _sorted_names(self) -> list[str]:
        return sorted({*self._by_name, *self._road_ids})

    @cached_property
    def _name_nodes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(name id, node) pairs sorted by name, each once."""
        g = self._graph
        name = g.name[g.edge]
        pairs = np.unique(np.stack((np.tile(name, 2), np.concatenate((g.tail, g.head))), axis=1), axis=0)
        return pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)

    @cached_property
    def _named_nodes(self) -> tuple[cKDTree, list[set[int]]]:
        """Nodes in metres, and for each the ids of the named roads that meet there."""
        names, nodes = self._name_nodes
        of: list[set[int]] = [set() for _ in range(len(self._graph.lng))]
        named = set(self._road_ids.values())
        for name, node in zip(names.tolist(), nodes.tolist(), strict=True):
            if name in named:
                of[node].add(name)
        return cKDTree(self._metres(np.arange(len(self._graph.lng)))), of

    @cached_property
    def _road_middle(self) -> dict[int, tuple[float, float]]:
        """For each named road its node nearest to the middle of all its nodes."""
        names, nodes = self._name_nodes
        g, middle = self._graph, {}
        for i in self._road_ids.values():
            begin, end = np.searchsorted(names, (i, i + 1))
            own = nodes[begin:end]
            if len(own):
                off = np.abs(g.lng[own] - np.median(g.lng[own])) + np.abs(g.lat[own] - np.median(g.lat[own]))
                best = own[int(off.argmin())]
                middle[i] = (float(g.lng[best]), float(g.lat[best]))
        return middle

    @cached_property
    def _road_points(self) -> tuple[cKDTree | None, NDArray[np.int32], Floats]:
        """Points every 25 m along named roads: tree in metres, name id and direction of each."""
        g = self._graph
        count = np.diff(g.shape_start)
        edge = np.repeat(np.arange(len(count)), count)
        named = np.isin(g.name, list(self._road_ids.values()))
        x, y = g.shape_lng * self._kx, g.shape_lat * METRES_PER_DEGREE
        step = (edge[1:] == edge[:-1]) & named[edge[1:]]
        x0, y0, x1, y1 = x[:-1][step], y[:-1][step], x[1:][step], y[1:][step]
        if not len(x0):
            return None, np.zeros(0, np.int32), np.zeros(0)
        pieces = np.maximum(np.ceil(np.hypot(x1 - x0, y1 - y0) / _ROAD_STEP_METRES).astype(np.int64), 1)
        of = np.repeat(np.arange(len(x0)), pieces)
        share = (np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 0.5) / pieces[of]
        points = np.column_stack((x0[of] + share * (x1 - x0)[of], y0[of] + share * (y1 - y0)[of]))
        direction = np.mod(np.arctan2((y1 - y0)[of], (x1 - x0)[of]), np.pi)
        return cKDTree(points), g.name[edge[1:][step]][of].astype(np.int32), direction
