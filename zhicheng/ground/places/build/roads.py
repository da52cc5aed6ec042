"""OSM ways to the routable graph: cut at junctions, one edge per piece, one arc per direction in which somebody
may go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhicheng.engines.routing import CLOSED, METRES_PER_DEGREE, MODES, Graph, Mode, strongest_part
from zhicheng.ground.places.build.extract import Way
from zhicheng.ground.places.build.profiles import uses_of
from zhicheng.kernel.errors import BadInput

_KMH = 3.6
_LONGEST_EDGE_METRES = 400.0  # longer pieces are cut at their own bends, so that a point finds a node nearby


def build_graph(ways: Sequence[Way]) -> Graph:
    """The graph of all ways that somebody may use; the others only draw on the map. BadInput when there is none."""
    open_ways = [way for way in ways if _is_open(way)]
    if not open_ways:
        raise BadInput(
            "The extract holds no road that anybody may use; check its highway and access tags.", field="osm"
        )
    refs = np.concatenate([w.ids for w in open_ways])
    xs = np.concatenate([w.lng for w in open_ways])
    ys = np.concatenate([w.lat for w in open_ways])
    way_of = np.repeat(np.arange(len(open_ways)), [len(w.ids) for w in open_ways])
    cut = _cuts(refs, way_of, xs, ys)
    start, end = _pieces(cut, way_of)
    used = np.unique(np.concatenate((refs[start], refs[end])))
    _, first = np.unique(refs, return_index=True)
    place = first[np.searchsorted(refs[first], used)]
    node_lng, node_lat = xs[place], ys[place]
    u, v = np.searchsorted(used, refs[start]), np.searchsorted(used, refs[end])
    shape_start, picked = _shapes(start, end)
    metres = _lengths(xs, ys, start, end)
    names, name = _coded([w.tags.get("name", "") for w in open_ways], lead="")
    highways, highway = _coded([w.tags.get("highway", "") for w in open_ways])
    way = way_of[start]
    weights = _weights(open_ways, way, metres)
    return _directed(
        {
            "lng": node_lng,
            "lat": node_lat,
            "metres": metres.astype(np.float32),
            "name": name[way],
            "highway": highway[way],
            "shape_start": shape_start,
            "shape_lng": xs[picked],
            "shape_lat": ys[picked],
            "names": names,
            "highways": highways,
        },
        u.astype(np.int32),
        v.astype(np.int32),
        weights,
    )


def _is_open(way: Way) -> bool:
    return any(use.forward or use.backward for use in uses_of(way.tags).values())


def _cuts(refs: NDArray[Any], way_of: NDArray[Any], xs: NDArray[Any], ys: NDArray[Any]) -> NDArray[np.bool_]:
    """Marks the points that become nodes: ends of ways, points that occur twice, now and then a bend on long pieces."""
    _, inverse, count = np.unique(refs, return_inverse=True, return_counts=True)
    cut = count[inverse] > 1
    new_way = np.diff(way_of, prepend=-1) > 0
    cut |= new_way | np.append(new_way[1:], True)
    kx = METRES_PER_DEGREE * np.cos(np.radians(float(ys.mean())))
    step = np.hypot(np.diff(xs, prepend=xs[0]) * kx, np.diff(ys, prepend=ys[0]) * METRES_PER_DEGREE)
    step[new_way] = 0
    along = np.cumsum(step)
    since = along - np.maximum.accumulate(np.where(cut, along, 0.0))
    block = np.floor(since / _LONGEST_EDGE_METRES)
    cut |= np.diff(block, prepend=0) > 0
    return cut


def _pieces(cut: NDArray[np.bool_], way_of: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    at = np.flatnonzero(cut)
    same = way_of[at[:-1]] == way_of[at[1:]]
    return at[:-1][same], at[1:][same]


def _shapes(start: NDArray[Any], end: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[Any]]:
    count = end - start + 1
    offsets = np.concatenate(([0], np.cumsum(count)))
    picked = np.arange(offsets[-1]) - np.repeat(offsets[:-1] - start, count)
    return offsets.astype(np.int32), picked


def _lengths(xs: NDArray[Any], ys: NDArray[Any], start: NDArray[Any], end: NDArray[Any]) -> NDArray[np.float64]:
    kx = METRES_PER_DEGREE * np.cos(np.radians(float(ys.mean())))
    step = np.hypot(np.diff(xs, prepend=xs[0]) * kx, np.diff(ys, prepend=ys[0]) * METRES_PER_DEGREE)
    along = np.cumsum(step)
    return np.asarray(np.maximum(along[end] - along[start], 0.1))


def _coded(values: Sequence[str], lead: str | None = None) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Distinct texts, and for each value its number; `lead` is number 0 even when it does not occur."""
    distinct = sorted({*values} | ({lead} if lead is not None else set()))
    number = {text: i for i, text in enumerate(distinct)}
    return np.array(distinct), np.array([number[v] for v in values], np.int32)


def _weights(ways: Sequence[Way], way: NDArray[Any], metres: NDArray[Any]) -> dict[Mode, tuple[Any, Any]]:
    """Per mode the tenths of a second of each edge, forward and backward; CLOSED where not allowed."""
    uses = [uses_of(w.tags) for w in ways]
    weights: dict[Mode, tuple[Any, Any]] = {}
    for mode in MODES:
        forward = np.array([u[mode].forward for u in uses])[way]
        backward = np.array([u[mode].backward for u in uses])[way]
        weights[mode] = (_tenths(metres, forward), _tenths(metres, backward))
    return weights


def _tenths(metres: NDArray[Any], kmh: NDArray[Any]) -> NDArray[np.uint32]:
    seconds = metres * _KMH / np.where(kmh > 0, kmh, 1)
    return np.where(kmh > 0, np.maximum(np.rint(seconds * 10), 1), CLOSED).astype(np.uint32)


def _directed(
    parts: dict[str, Any], u: NDArray[np.int32], v: NDArray[np.int32], weights: dict[Mode, tuple[Any, Any]]
) -> Graph:
    edges = np.arange(len(u), dtype=np.int32)
    with_ = np.any([weights[m][0] < CLOSED for m in MODES], axis=0)
    against = np.any([weights[m][1] < CLOSED for m in MODES], axis=0)
    tail = np.concatenate((u[with_], v[against]))
    head = np.concatenate((v[with_], u[against]))
    edge = np.concatenate((edges[with_], edges[against]))
    reverse = np.concatenate((np.zeros(with_.sum(), bool), np.ones(against.sum(), bool)))
    weight: dict[Mode, Any] = {m: np.concatenate((weights[m][0][with_], weights[m][1][against])) for m in MODES}
    nodes = len(parts["lng"])
    ok = {m: strongest_part(tail, head, weight[m], nodes) for m in MODES}
    return Graph(**parts, tail=tail, head=head, edge=edge, reverse=reverse, weight=weight, ok=ok)
